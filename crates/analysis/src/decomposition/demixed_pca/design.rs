//! Which row belongs to which combination of levels, and the effects of sets of factors.

use std::collections::BTreeMap;

use ndarray::{Array1, Array2};

use crate::Error;
use crate::matrix::check_length;

/// Every combination of levels has exactly one row.
pub(super) struct Design<'a> {
    levels: &'a [Vec<usize>],
}

impl<'a> Design<'a> {
    pub(super) fn new(levels: &'a [Vec<usize>], n_rows: usize) -> Result<Self, Error> {
        if levels.is_empty() {
            return Err(Error::TooFew { what: "factors", got: 0, wanted: 1 });
        }
        let mut n_combinations = 1_usize;
        for factor in levels {
            check_length("levels of a factor", factor.len(), n_rows)?;
            let mut distinct = factor.clone();
            distinct.sort_unstable();
            distinct.dedup();
            if distinct.len() < 2 {
                return Err(Error::TooFew {
                    what: "levels of a factor",
                    got: distinct.len(),
                    wanted: 2,
                });
            }
            n_combinations = n_combinations.saturating_mul(distinct.len());
        }
        let mut combinations: Vec<Vec<usize>> =
            (0..n_rows).map(|row| levels.iter().map(|factor| factor[row]).collect()).collect();
        combinations.sort_unstable();
        combinations.dedup();
        if combinations.len() < n_combinations {
            return Err(Error::TooFew {
                what: "combinations of levels with a row",
                got: combinations.len(),
                wanted: n_combinations,
            });
        }
        check_length("rows, one a combination of levels", n_rows, n_combinations)?;
        Ok(Self { levels })
    }

    /// The sum of the effects of `sets`.
    pub(super) fn share(
        &self,
        centred: &Array2<f64>,
        sets: &[Vec<usize>],
    ) -> Result<Array2<f64>, Error> {
        let mut share = Array2::zeros(centred.dim());
        for set in sets {
            if let Some(&got) = set.iter().find(|&&factor| factor >= self.levels.len()) {
                return Err(Error::Index { what: "factor", got, below: self.levels.len() });
            }
            // Inclusion and exclusion over the subsets.
            for subset in 0..1_usize << set.len() {
                let members: Vec<usize> =
                    (0..set.len()).filter(|k| subset >> k & 1 == 1).map(|k| set[k]).collect();
                let sign = if (set.len() - members.len()).is_multiple_of(2) { 1.0 } else { -1.0 };
                share.scaled_add(sign, &self.means(centred, &members));
            }
        }
        Ok(share)
    }

    /// For each row the mean of all rows with its levels of `factors`.
    fn means(&self, centred: &Array2<f64>, factors: &[usize]) -> Array2<f64> {
        let key = |row: usize| -> Vec<usize> {
            factors.iter().map(|&factor| self.levels[factor][row]).collect()
        };
        let mut sums: BTreeMap<Vec<usize>, (Array1<f64>, usize)> = BTreeMap::new();
        for (row, values) in centred.outer_iter().enumerate() {
            let entry = sums.entry(key(row)).or_insert_with(|| (Array1::zeros(values.len()), 0));
            entry.0 += &values;
            entry.1 += 1;
        }
        let mut means = Array2::zeros(centred.dim());
        for (row, mut values) in means.outer_iter_mut().enumerate() {
            let (sum, n) = &sums[&key(row)];
            values.assign(&(sum / *n as f64));
        }
        means
    }
}
