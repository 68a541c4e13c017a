//! The bootstrap of a mean, without making a list of rows.

use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::{Seed, Stream};

use super::{Bootstrap, Estimate, Replicates, Resampling, Studentised, finite};
use crate::{Error, descriptive};

impl Bootstrap {
    /// The bootstrap of the mean of `values`: the draws of [`Bootstrap::run`] with the mean as the
    /// statistic, so the same replicates but for rounding, some ten times as fast where rows are
    /// drawn singly.
    ///
    /// # Errors
    /// [`Error::NonFinite`], [`Error::Length`] where there are not as many values as rows,
    /// [`Error::UndefinedStatistic`] where sums overflow.
    pub fn run_mean(&self, seed: Seed, values: &[f64]) -> Result<Replicates, Error> {
        self.check_values(values)?;
        let Resampling::Rows(_) = self.resampling else {
            return self.run(seed, |rows| mean_of_rows(values, rows));
        };
        let (centre, deviations) = centred(values)?;
        let n = values.len() as f64;
        let replicate = |_, stream: Stream| {
            let [sum] = resampled_sums(&deviations, stream, |deviation| [deviation]);
            centre + sum / n
        };
        Replicates::new(centre, self.replication(seed).run(replicate))
    }

    /// The studentised bootstrap of the mean of `values`, whose standard error is s/√n on the data and
    /// on each replicate.
    ///
    /// # Errors
    /// As [`Bootstrap::run_mean`], and [`Error::UndefinedStatistic`] for a replicate whose rows are all
    /// equal.
    pub fn run_studentised_mean(&self, seed: Seed, values: &[f64]) -> Result<Studentised, Error> {
        self.check_values(values)?;
        let Resampling::Rows(_) = self.resampling else {
            return self.run_studentised(seed, |rows| {
                let drawn: Vec<f64> = rows.iter().map(|&row| values[row]).collect();
                Estimate::of_mean(&drawn)
            });
        };
        let (centre, deviations) = centred(values)?;
        let estimate = Estimate::of_mean(values);
        let n = values.len() as f64;
        let pivot = |_, stream: Stream| {
            let [sum, squares] =
                resampled_sums(&deviations, stream, |deviation| [deviation, deviation * deviation]);
            let variance = squares - sum * sum / n;
            // What rounding leaves of equal rows is no spread.
            if variance <= 1e-14 * squares {
                return f64::NAN;
            }
            (sum / n) / sqrt(variance / (n * (n - 1.0)))
        };
        let estimate = Estimate { value: centre, ..estimate };
        Studentised::new(estimate, self.replication(seed).run(pivot))
    }

    fn check_values(&self, values: &[f64]) -> Result<(), Error> {
        if let Some((row, &got)) = values.iter().enumerate().find(|(_, value)| !value.is_finite()) {
            return Err(Error::NonFinite { what: "values".into(), row, got });
        }
        let last = self.resampling.all_rows().into_iter().max();
        let wanted = last.map_or(0, |last| last + 1);
        if values.len() != wanted {
            return Err(Error::Length { what: "values", got: values.len(), wanted });
        }
        Ok(())
    }
}

fn mean_of_rows(values: &[f64], rows: &[usize]) -> f64 {
    spikebook_numeric::sum::sum(rows.iter().map(|&row| values[row])) / rows.len() as f64
}

/// The mean, and the values less the mean: their sums are small, and so is what rounding takes of them.
fn centred(values: &[f64]) -> Result<(f64, Vec<f64>), Error> {
    let centre = finite(descriptive::mean(values), "estimate", 0)?;
    Ok((centre, values.iter().map(|value| value - centre).collect()))
}

/// The sums, over the rows that a stream draws, of what `of` makes of each deviation: four of each,
/// one for each place in a random word, so that additions need not wait for one another.
#[inline]
fn resampled_sums<const N: usize>(
    deviations: &[f64],
    stream: Stream,
    of: impl Fn(f64) -> [f64; N],
) -> [f64; N] {
    let n_rows = deviations.len();
    let mut sums = [[0.0; N]; 4];
    stream.wide().for_each_below(n_rows, n_rows, |lane, row| {
        for (sum, part) in sums[lane].iter_mut().zip(of(deviations[row])) {
            *sum += part;
        }
    });
    let [a, b, c, d] = sums;
    std::array::from_fn(|part| (a[part] + b[part]) + (c[part] + d[part]))
}
