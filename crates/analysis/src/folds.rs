//! Which rows train and which rows test?
//!
//! A [`FoldPlan`] deals every row to exactly one fold. Fold k is tested on its own rows by a fit to
//! the rows of the others, so every row is predicted once by a fit that has not seen it. The sizes
//! of dealt folds differ by at most one; where n is no multiple of k, the first n mod k folds are
//! the larger ones and no row is left over.
//!
//! Rows that are neighbours in time are alike, so a shuffled plan lets the training set see almost
//! the test rows, and the score comes out too good. For time series take [`FoldPlan::blocked`],
//! whose gap keeps training rows away from the test block. Roberts et al. (2017),
//! doi:10.1111/ecog.02881.
//!
//! ```
//! use spikebook_analysis::folds::FoldPlan;
//!
//! let plan = FoldPlan::blocked(10, 3, 1)?;
//! assert_eq!(plan.fold_of_row(), [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]);
//! assert_eq!(plan.train_rows(1).collect::<Vec<_>>(), [0, 1, 2, 8, 9]); // rows 3 and 7 are the gap
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod nested;

pub use nested::InnerPlan;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use spikebook_numeric::Seed;

use crate::Error;

/// The fold that tests each row, and how far training rows keep away from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldPlan {
    fold_of_row: Vec<usize>,
    n_folds: usize,
    gap_rows: usize,
}

impl FoldPlan {
    /// Folds of neighbouring rows.
    ///
    /// # Errors
    /// [`Error::Parameter`] below two folds, [`Error::TooFew`] for fewer rows than folds.
    pub fn contiguous(n_rows: usize, n_folds: usize) -> Result<Self, Error> {
        Self::blocked(n_rows, n_folds, 0)
    }

    /// Folds of neighbouring rows, and `gap_rows` rows on either side of a test block that do not
    /// train.
    ///
    /// # Errors
    /// As [`FoldPlan::contiguous`], and [`Error::EmptyTrainingSet`] where the gap leaves nothing.
    pub fn blocked(n_rows: usize, n_folds: usize, gap_rows: usize) -> Result<Self, Error> {
        enough_rows(n_rows, n_folds)?;
        let (size, n_larger) = (n_rows / n_folds, n_rows % n_folds);
        let mut fold_of_row = Vec::with_capacity(n_rows);
        for fold in 0..n_folds {
            fold_of_row.extend(std::iter::repeat_n(fold, size + usize::from(fold < n_larger)));
        }
        Self::from_folds(fold_of_row, gap_rows)
    }

    /// Folds of rows in an order that the seed shuffles.
    ///
    /// # Errors
    /// As [`FoldPlan::contiguous`].
    pub fn shuffled(n_rows: usize, n_folds: usize, seed: Seed) -> Result<Self, Error> {
        Self::stratified(&vec![0; n_rows], n_folds, seed)
    }

    /// One fold a row.
    ///
    /// # Errors
    /// [`Error::Parameter`] below two rows.
    pub fn leave_one_out(n_rows: usize) -> Result<Self, Error> {
        Self::contiguous(n_rows, n_rows)
    }

    /// One fold for each distinct group, such as a session or an animal, in ascending order of the
    /// groups.
    ///
    /// # Errors
    /// [`Error::TooFew`] below two groups.
    pub fn leave_one_group_out(group_of_row: &[usize]) -> Result<Self, Error> {
        let mut groups = group_of_row.to_vec();
        groups.sort_unstable();
        groups.dedup();
        if groups.len() < 2 {
            return Err(Error::TooFew { what: "groups", got: groups.len(), wanted: 2 });
        }
        let fold = |group: &usize| groups.partition_point(|other| other < group);
        Self::from_folds(group_of_row.iter().map(fold).collect(), 0)
    }

    /// Folds of whole groups, such as trials or sessions: the rows of a group are tested together.
    ///
    /// Groups are taken from the largest to the smallest, equal ones in an order that the seed
    /// shuffles, and each goes to the fold with the fewest rows so far.
    ///
    /// # Errors
    /// [`Error::Parameter`] below two folds, [`Error::TooFew`] for fewer groups than folds.
    pub fn grouped(group_of_row: &[usize], n_folds: usize, seed: Seed) -> Result<Self, Error> {
        let mut groups: BTreeMap<usize, usize> = BTreeMap::new();
        for &group in group_of_row {
            *groups.entry(group).or_default() += 1;
        }
        enough_rows(groups.len(), n_folds).map_err(|error| match error {
            Error::TooFew { got, wanted, .. } => {
                Error::TooFew { what: "groups for the folds", got, wanted }
            }
            other => other,
        })?;
        let mut order: Vec<(usize, usize)> = groups.into_iter().collect();
        seed.replicate("folds", 0).shuffle(&mut order);
        order.sort_by_key(|&(_, n_rows)| Reverse(n_rows));
        let mut sizes = vec![0; n_folds];
        let mut fold_of_group = BTreeMap::new();
        for (group, n_rows) in order {
            let fold = (0..n_folds).min_by_key(|&fold| sizes[fold]).expect("two folds or more");
            sizes[fold] += n_rows;
            fold_of_group.insert(group, fold);
        }
        Self::from_folds(group_of_row.iter().map(|group| fold_of_group[group]).collect(), 0)
    }

    /// Shuffled folds that hold each stratum, such as a choice or a coherence, in equal parts.
    ///
    /// The rows of a stratum are shuffled and dealt like cards, and the deal goes on from stratum
    /// to stratum, so both the folds' sizes and their shares of each stratum differ by at most one.
    ///
    /// # Errors
    /// As [`FoldPlan::contiguous`].
    pub fn stratified(stratum_of_row: &[usize], n_folds: usize, seed: Seed) -> Result<Self, Error> {
        enough_rows(stratum_of_row.len(), n_folds)?;
        let mut rows: Vec<usize> = (0..stratum_of_row.len()).collect();
        seed.replicate("folds", 0).shuffle(&mut rows);
        rows.sort_by_key(|&row| stratum_of_row[row]);
        let mut fold_of_row = vec![0; rows.len()];
        for (card, row) in rows.into_iter().enumerate() {
            fold_of_row[row] = card % n_folds;
        }
        Self::from_folds(fold_of_row, 0)
    }

    /// A plan from the fold of each row, as another program or a stored table gives it.
    ///
    /// Folds count from 0 and none may be empty; their sizes are as they are given.
    ///
    /// # Errors
    /// [`Error::TooFew`] where there are not two folds or one of them is without rows,
    /// [`Error::EmptyTrainingSet`] where the gap leaves nothing to train on.
    pub fn from_folds(fold_of_row: Vec<usize>, gap_rows: usize) -> Result<Self, Error> {
        let n_folds = fold_of_row.iter().max().map_or(0, |last| last.saturating_add(1));
        if n_folds < 2 {
            return Err(Error::TooFew { what: "folds", got: n_folds, wanted: 2 });
        }
        // Each fold needs a row, so this also keeps a stray huge fold number from claiming memory.
        if n_folds > fold_of_row.len() {
            return Err(Error::TooFew {
                what: "rows for the folds",
                got: fold_of_row.len(),
                wanted: n_folds,
            });
        }
        let mut sizes = vec![0_usize; n_folds];
        for &fold in &fold_of_row {
            sizes[fold] += 1;
        }
        if sizes.contains(&0) {
            return Err(Error::TooFew { what: "rows in a fold", got: 0, wanted: 1 });
        }
        let plan = Self { fold_of_row, n_folds, gap_rows };
        if gap_rows > 0 {
            let empty = (0..n_folds).find(|&fold| plan.train_rows(fold).next().is_none());
            if let Some(fold) = empty {
                return Err(Error::EmptyTrainingSet { fold, n_rows: plan.n_rows(), gap_rows });
            }
        }
        Ok(plan)
    }

    /// The number of rows.
    pub fn n_rows(&self) -> usize {
        self.fold_of_row.len()
    }

    /// The number of folds.
    pub fn n_folds(&self) -> usize {
        self.n_folds
    }

    /// The rows on either side of a test row that do not train.
    pub fn gap_rows(&self) -> usize {
        self.gap_rows
    }

    /// The fold that tests each row.
    pub fn fold_of_row(&self) -> &[usize] {
        &self.fold_of_row
    }

    /// The rows that test `fold`, ascending.
    pub fn test_rows(&self, fold: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.n_rows()).filter(move |&row| self.fold_of_row[row] == fold)
    }

    /// The rows that train for `fold`, ascending: all that lie more than the gap away from its test
    /// rows.
    pub fn train_rows(&self, fold: usize) -> impl Iterator<Item = usize> + '_ {
        // The last test row at or before `row` and the first at or after it, kept up to date as
        // `row` grows.
        let mut previous: Option<usize> = None;
        let mut next = self.next_test_row(fold, 0);
        (0..self.n_rows()).filter(move |&row| {
            if next == Some(row) {
                previous = next;
                next = self.next_test_row(fold, row + 1);
                return false;
            }
            let far = |other: Option<usize>| {
                other.is_none_or(|other| row.abs_diff(other) > self.gap_rows)
            };
            far(previous) && far(next)
        })
    }

    /// Each fold's training rows and test rows.
    pub fn splits(&self) -> impl Iterator<Item = (Vec<usize>, Vec<usize>)> + '_ {
        (0..self.n_folds)
            .map(|fold| (self.train_rows(fold).collect(), self.test_rows(fold).collect()))
    }

    fn next_test_row(&self, fold: usize, from: usize) -> Option<usize> {
        self.fold_of_row[from..].iter().position(|&other| other == fold).map(|steps| from + steps)
    }
}

fn enough_rows(n_rows: usize, n_folds: usize) -> Result<(), Error> {
    if n_folds < 2 {
        return Err(Error::Parameter {
            parameter: "folds",
            got: n_folds as f64,
            wanted: "at least 2",
        });
    }
    if n_rows < n_folds {
        return Err(Error::TooFew { what: "rows for the folds", got: n_rows, wanted: n_folds });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
