//! Numbers that replicates of a simulation gave.

use spikebook_analysis::descriptive::mean;
use spikebook_numeric::sum::sum;

/// The standard error of the mean over replicates; 0 for fewer than two.
pub(crate) fn standard_error(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    if values.len() < 2 {
        return 0.0;
    }
    let centre = mean(values);
    let squares = sum(values.iter().map(|value| (value - centre) * (value - centre)));
    (squares / (n - 1.0) / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_spread_over_the_root_of_their_number() {
        assert!((standard_error(&[1.0, 2.0, 3.0, 4.0]) - (5.0_f64 / 12.0).sqrt()).abs() < 1e-15);
        assert!(standard_error(&[2.0]).abs() < 1e-300);
    }
}
