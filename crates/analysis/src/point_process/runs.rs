//! Which bins follow each other without a gap.

use crate::Error;
use crate::matrix::check_finite_slice;

/// Bins of one width in unbroken runs. What a filter reaches back to lies in the same run, or nobody knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinRuns {
    /// The first bin of the run that each bin belongs to
    run_start: Vec<usize>,
}

impl BinRuns {
    /// So many bins without a gap.
    pub fn unbroken(n_bins: usize) -> Self {
        Self { run_start: vec![0; n_bins] }
    }

    /// Bins that begin at these times and are so wide; a new run begins wherever a bin does not begin where the one
    /// before ends (within a thousandth of the width).
    ///
    /// # Errors
    /// [`Error::NonFinite`], [`Error::NotAscending`] (also for bins that overlap), [`Error::Parameter`] for a width
    /// that is not positive and finite.
    pub fn of_times(bin_start_s: &[f64], bin_width_s: f64) -> Result<Self, Error> {
        if !(bin_width_s > 0.0 && bin_width_s.is_finite()) {
            let wanted = "a finite number above 0";
            return Err(Error::Parameter { parameter: "bin_width_s", got: bin_width_s, wanted });
        }
        check_finite_slice("bins", bin_start_s)?;
        let slack = 1e-3 * bin_width_s;
        let mut run_start = Vec::with_capacity(bin_start_s.len());
        let mut start = 0;
        for (bin, &time) in bin_start_s.iter().enumerate() {
            if let Some(&previous) = bin.checked_sub(1).and_then(|before| bin_start_s.get(before)) {
                let step = time - previous;
                if step < bin_width_s - slack {
                    let what = "bins";
                    return Err(Error::NotAscending { what, row: bin, got: time, previous });
                }
                if step > bin_width_s + slack {
                    start = bin;
                }
            }
            run_start.push(start);
        }
        Ok(Self { run_start })
    }

    /// The number of bins.
    pub fn n_bins(&self) -> usize {
        self.run_start.len()
    }

    /// The first bin of the run that a bin belongs to.
    pub fn start_of(&self, bin: usize) -> usize {
        self.run_start[bin]
    }

    /// The number of runs.
    pub fn n_runs(&self) -> usize {
        self.run_start.iter().enumerate().filter(|(bin, start)| bin == *start).count()
    }
}
