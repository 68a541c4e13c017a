//! Along how many axes does the variance before spikes differ from that of all that was shown?

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::shifts::{places, shifted};
use super::{LaggedStimulus, Shifts, SpikeTriggeredCovariance};
use crate::Error;
use crate::descriptive::quantile;
use crate::matrix::{symmetric_eigenvalues, to_faer};

/// One axis that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignificantAxis {
    /// Its rank among [`SpikeTriggeredCovariance::differences`], 0 the largest
    pub rank: usize,
    /// Its eigenvalue
    pub difference: f64,
    /// (1 + number of shifted trains with an eigenvalue as extreme) / (1 + number of them), twice for
    /// the two ends
    pub p: f64,
}

/// The axes of a spike-triggered covariance against those of shifted trains.
///
/// Eigenvalues are ordered, so the largest is large by its choice; and one real axis pushes the others
/// about. Therefore they are tested one after another: the largest and the smallest of the observed
/// against the largest and the smallest of shifted trains; where one lies outside of the band, the more
/// extreme is taken out of the space and what remains is tested anew, until nothing is outside (Schwartz
/// et al. 2006, doi:10.1167/6.4.13).
#[derive(Clone, Debug, PartialEq)]
pub struct NestedTest {
    axes: Vec<SignificantAxis>,
    low: Vec<f64>,
    high: Vec<f64>,
}

impl LaggedStimulus<'_> {
    /// Tests the axes of `covariance`, which was made of this stimulus and these counts.
    ///
    /// # Errors
    /// [`Error::Length`], [`Error::NoShift`], [`Error::TooFew`] without shifts, [`Error::Parameter`]
    /// for a level outside (0, 1), [`Error::NotConverged`].
    pub fn nested_test(
        &self,
        counts: &[u32],
        covariance: &SpikeTriggeredCovariance,
        shifts: Shifts,
        level: f64,
    ) -> Result<NestedTest, Error> {
        if !(level > 0.0 && level < 1.0) {
            let wanted = "a number between 0 and 1";
            return Err(Error::Parameter { parameter: "level", got: level, wanted });
        }
        let d = self.n_dimensions();
        crate::matrix::check_length("covariance", covariance.axes().nrows(), d)?;
        let usable = self.usable_counts(counts)?;
        let frames = self.usable_frames();
        let with_spikes = places(&usable);
        let drawn = shifts.drawn(frames.len())?;
        let differences = covariance.differences();

        // The ranks still in the space, the largest first.
        let mut left: Vec<usize> = (0..d).collect();
        let mut axes = Vec::new();
        let (mut low, mut high) = (Vec::new(), Vec::new());
        while !left.is_empty() {
            let basis = covariance.axes().select(Axis(0), &left);
            let nulls = drawn
                .par_iter()
                .map(|&shift| {
                    let weighted = shifted(&frames, &with_spikes, shift);
                    let (_, _, of_shifted) = self.moments("spikes", weighted)?;
                    let difference = of_shifted - covariance.frame_covariance();
                    let within = within(&basis, difference.view());
                    Ok(symmetric_eigenvalues(to_faer(within.view()).as_ref())?.to_vec())
                })
                .collect::<Result<Vec<Vec<f64>>, Error>>()?;
            if low.is_empty() {
                let at = |rank: usize| nulls.iter().map(|null| null[rank]).collect::<Vec<f64>>();
                low = (0..d).map(|rank| quantile(&at(rank), 0.5 * (1.0 - level))).collect();
                high = (0..d).map(|rank| quantile(&at(rank), 0.5 * (1.0 + level))).collect();
            }
            let (first, last) = (left[0], left[left.len() - 1]);
            let largest: Vec<f64> = nulls.iter().map(|null| null[0]).collect();
            let smallest: Vec<f64> = nulls.iter().map(|null| null[null.len() - 1]).collect();
            let n_larger = largest.iter().filter(|null| **null >= differences[first]).count();
            let n_smaller = smallest.iter().filter(|null| **null <= differences[last]).count();
            let p = |n: usize| (2.0 * (1 + n) as f64 / (1 + nulls.len()) as f64).min(1.0);
            let (p_first, p_last) = (p(n_larger), p(n_smaller));
            if p_first.min(p_last) > 1.0 - level {
                break;
            }
            // Of two that are beyond every null the farther one, in spreads of its null, goes first.
            let beyond = |null: &[f64], observed: f64| {
                let spread = crate::descriptive::standard_deviation(null, 1);
                (observed - crate::descriptive::mean(null)).abs() / spread
            };
            let first_goes = p_first < p_last
                || (p_first == p_last
                    && beyond(&largest, differences[first])
                        >= beyond(&smallest, differences[last]));
            let (rank, p) = if first_goes { (first, p_first) } else { (last, p_last) };
            axes.push(SignificantAxis { rank, difference: differences[rank], p });
            left.retain(|&other| other != rank);
        }
        Ok(NestedTest { axes, low, high })
    }
}

/// The matrix seen from within the space that the rows of `basis` span.
fn within(basis: &Array2<f64>, matrix: ArrayView2<'_, f64>) -> Array2<f64> {
    basis.dot(&matrix).dot(&basis.t())
}

impl NestedTest {
    /// The axes that were found, in the order in which they were.
    pub fn axes(&self) -> &[SignificantAxis] {
        &self.axes
    }

    /// The lower end of the band of shifted trains at each rank, all axes in place.
    pub fn low(&self) -> &[f64] {
        &self.low
    }

    /// The upper end of that band.
    pub fn high(&self) -> &[f64] {
        &self.high
    }
}
