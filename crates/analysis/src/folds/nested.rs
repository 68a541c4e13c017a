//! Folds within folds: choose on the inner ones, score on the outer.

use spikebook_numeric::Seed;

use super::FoldPlan;
use crate::Error;

/// The inner plan of one outer fold: a plan of that fold's training rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InnerPlan {
    /// The training rows of the outer fold, ascending
    pub rows: Vec<usize>,
    /// The fold of each of them: row i of the plan is row `rows[i]` of the data
    pub plan: FoldPlan,
}

impl InnerPlan {
    /// Each inner fold's training rows and test rows, as rows of the data.
    pub fn splits(&self) -> impl Iterator<Item = (Vec<usize>, Vec<usize>)> + '_ {
        let of_data = |rows: Vec<usize>| rows.into_iter().map(|row| self.rows[row]).collect();
        self.plan.splits().map(move |(train, test)| (of_data(train), of_data(test)))
    }
}

impl FoldPlan {
    /// For each fold, `n_folds` inner folds of its training rows, made by `inner`, which receives the
    /// training rows and a seed of the fold's own.
    ///
    /// A penalty chosen by the score on the test rows makes that score too good; chosen on the inner
    /// folds of the training rows it has never seen them. Varma & Simon (2006),
    /// doi:10.1186/1471-2105-7-91.
    ///
    /// # Errors
    /// Those of `inner`.
    ///
    /// ```
    /// use spikebook_analysis::folds::FoldPlan;
    /// use spikebook_numeric::Seed;
    ///
    /// let outer = FoldPlan::contiguous(12, 3)?;
    /// let nested = outer.nested(Seed::from_number(1), |rows, _| {
    ///     FoldPlan::contiguous(rows.len(), 2)
    /// })?;
    /// let (train, test) = nested[1].splits().next().expect("two inner folds");
    /// assert_eq!((train, test), (vec![8, 9, 10, 11], vec![0, 1, 2, 3]));
    /// # Ok::<(), spikebook_analysis::Error>(())
    /// ```
    pub fn nested(
        &self,
        seed: Seed,
        inner: impl Fn(&[usize], Seed) -> Result<Self, Error>,
    ) -> Result<Vec<InnerPlan>, Error> {
        let of_fold = |fold: usize| {
            let rows: Vec<usize> = self.train_rows(fold).collect();
            let plan = inner(&rows, seed.child(&format!("inner folds of fold {fold}")))?;
            if plan.n_rows() != rows.len() {
                let what = "rows of an inner plan";
                return Err(Error::Length { what, got: plan.n_rows(), wanted: rows.len() });
            }
            Ok(InnerPlan { rows, plan })
        };
        (0..self.n_folds()).map(of_fold).collect()
    }
}
