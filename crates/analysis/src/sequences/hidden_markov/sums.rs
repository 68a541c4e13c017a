//! Sums that are kept in lanes until the end.

/// Adds term by term.
pub(super) fn add(sums: &mut [f64], terms: &[f64]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

/// The sum across lanes: halves are added until one is left.
pub(super) fn across(lanes: &[f64]) -> f64 {
    match lanes {
        [] => 0.0,
        [only] => *only,
        [a, b] => a + b,
        [a, b, c, d] => (a + c) + (b + d),
        _ => {
            let (low, high) = lanes.split_at(lanes.len() / 2);
            across(low) + across(high)
        }
    }
}
