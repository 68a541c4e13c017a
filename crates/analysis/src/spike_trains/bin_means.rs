//! What was a tracked signal, on average, while each time bin lasted?
//!
//! The mean of the samples in [edge, edge + width); a signal that goes round (a direction) has a
//! circular mean. A bin without a sample has none, and neither has one whose directions cancel.
//!
//! It misleads where a bin is longer than the signal holds still: the mean of a place to the left
//! and one to the right is a place in the middle where the animal never was.
//!
//! ```
//! use spikebook_analysis::circular::Turn;
//! use spikebook_analysis::spike_trains::{bin_means::bin_means, binning::TimeBins};
//!
//! let bins = TimeBins::new(0.0, 1.0, 2)?;
//! let means = bin_means(&[0.0, 0.5, 2.5], &[350.0, 10.0, 7.0], &bins, Some(Turn::DEGREES))?;
//! assert!(Turn::DEGREES.distance(means[0].expect("two samples"), 0.0) < 1e-9);
//! assert_eq!(means[1], None);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::sum::mean;

use super::binning::TimeBins;
use super::order::{ascending, finite_or_missing};
use crate::Error;
use crate::circular::Turn;

/// The mean of the samples in each bin, round the turn where there is one; samples that are NaN are
/// left out.
///
/// # Errors
/// [`Error::Length`], [`Error::NonFinite`] and [`Error::NotAscending`] for the times; [`Error::NonFinite`] for a sample that is
/// infinite.
pub fn bin_means(
    times_s: &[f64],
    samples: &[f64],
    bins: &TimeBins,
    turn: Option<Turn>,
) -> Result<Vec<Option<f64>>, Error> {
    if samples.len() != times_s.len() {
        return Err(Error::Length { what: "samples", got: samples.len(), wanted: times_s.len() });
    }
    ascending("sample times", times_s)?;
    finite_or_missing("samples", samples)?;
    let mut samples_of_bin = vec![Vec::new(); bins.n_bins()];
    for (&time, &sample) in times_s.iter().zip(samples).filter(|(_, sample)| !sample.is_nan()) {
        if let Some(bin) = bins.bin_of(time) {
            samples_of_bin[bin].push(sample);
        }
    }
    let of_bin = |samples: &Vec<f64>| match turn {
        Some(turn) => turn.mean(samples),
        None if samples.is_empty() => None,
        None => Some(mean(samples)),
    };
    Ok(samples_of_bin.iter().map(of_bin).collect())
}

/// Gives the bins without a sample the value between their two nearest samples, at the middle of the bin: on a
/// straight line in time, or the short way round the turn. A bin stays without where the two lie further apart than
/// `max_gap_s`, and before the first sample and after the last. For bins that are narrower than the samples lie apart.
///
/// # Errors
/// As [`bin_means`], and [`Error::Length`] where there are not as many values as bins.
pub fn fill_between_samples(
    values: &mut [Option<f64>],
    times_s: &[f64],
    samples: &[f64],
    bins: &TimeBins,
    turn: Option<Turn>,
    max_gap_s: f64,
) -> Result<(), Error> {
    if samples.len() != times_s.len() {
        return Err(Error::Length { what: "samples", got: samples.len(), wanted: times_s.len() });
    }
    if values.len() != bins.n_bins() {
        return Err(Error::Length { what: "values", got: values.len(), wanted: bins.n_bins() });
    }
    ascending("sample times", times_s)?;
    finite_or_missing("samples", samples)?;
    let known: Vec<(f64, f64)> =
        times_s.iter().copied().zip(samples.iter().copied()).filter(|s| !s.1.is_nan()).collect();
    for (value, centre) in values.iter_mut().zip(bins.centres_s()) {
        let after = known.partition_point(|sample| sample.0 <= centre);
        if value.is_some() || after == 0 || after == known.len() {
            continue;
        }
        let ((from_s, from), (to_s, to)) = (known[after - 1], known[after]);
        if to_s - from_s > max_gap_s {
            continue;
        }
        let share = (centre - from_s) / (to_s - from_s);
        *value = Some(match turn {
            None => from + share * (to - from),
            Some(turn) => turn.wrap(from + share * turn.difference(to, from)),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_plain_means_and_a_circle_its_own() {
        let bins = TimeBins::new(0.0, 1.0, 3).expect("three bins");
        let (times, samples) = ([0.0, 0.9, 1.0, 2.0, 2.5], [1.0, 2.0, 5.0, 90.0, 270.0]);
        let line = bin_means(&times, &samples, &bins, None).expect("ascending");
        assert_eq!(line, [Some(1.5), Some(5.0), Some(180.0)]);
        let circle = bin_means(&times, &samples, &bins, Some(Turn::DEGREES)).expect("ascending");
        assert!(circle[0].is_some_and(|mean| (mean - 1.5).abs() < 1e-9));
        assert_eq!(circle[2], None, "90° and 270° cancel");
    }

    #[test]
    fn missing_samples_are_left_out() {
        let bins = TimeBins::new(0.0, 1.0, 2).expect("two bins");
        let means = bin_means(&[0.1, 0.2, 1.5], &[f64::NAN, 4.0, f64::NAN], &bins, None);
        assert_eq!(means.expect("ascending"), [Some(4.0), None]);
    }

    #[test]
    fn narrow_bins_take_what_lies_between_samples() {
        let bins = TimeBins::new(0.0, 0.1, 10).expect("ten bins");
        let (times, samples) = ([0.05, 0.45, 0.95], [10.0, 30.0, f64::NAN]);
        let fill = |samples: &[f64], turn, max_gap_s| {
            let mut values = bin_means(&times, samples, &bins, turn).expect("ascending");
            fill_between_samples(&mut values, &times, samples, &bins, turn, max_gap_s)
                .expect("ascending");
            values
        };
        let line = fill(&samples, None, 0.5);
        assert_eq!((line[0], line[4]), (Some(10.0), Some(30.0)));
        assert!(line[2].is_some_and(|value| (value - 20.0).abs() < 1e-9));
        assert_eq!(line[5..], [None; 5], "nothing is known after the last sample");
        assert_eq!(fill(&samples, None, 0.3)[1..4], [None; 3], "too far apart");
        let round = fill(&[350.0, 10.0, 10.0], Some(Turn::DEGREES), 0.5);
        assert!(round[2].is_some_and(|value| Turn::DEGREES.distance(value, 0.0) < 1e-9));
        assert!(round[7].is_some_and(|value| Turn::DEGREES.distance(value, 10.0) < 1e-9));
    }
}
