//! What is drawn again: single rows, or rows that belong together.

use spikebook_numeric::Stream;

use crate::Error;

/// The units that a replicate draws with replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resampling {
    /// So many rows, each by itself.
    Rows(usize),
    /// Clusters of rows, each drawn whole: the rows of each cluster. Replicates differ in their
    /// number of rows where clusters differ in size.
    Clusters(Vec<Vec<usize>>),
}

impl Resampling {
    /// The number of rows or clusters.
    pub fn n_units(&self) -> usize {
        match self {
            Self::Rows(n_rows) => *n_rows,
            Self::Clusters(clusters) => clusters.len(),
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let (what, n_units) = match self {
            Self::Rows(n_rows) => ("rows to resample", *n_rows),
            Self::Clusters(clusters) => ("clusters to resample", clusters.len()),
        };
        if n_units < 2 {
            return Err(Error::TooFew { what, got: n_units, wanted: 2 });
        }
        match self {
            Self::Clusters(clusters) if clusters.iter().any(Vec::is_empty) => {
                Err(Error::TooFew { what: "rows in a cluster", got: 0, wanted: 1 })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn all_rows(&self) -> Vec<usize> {
        self.rows_of(0..self.n_units())
    }

    pub(super) fn draw(&self, stream: &mut Stream) -> Vec<usize> {
        let n_units = self.n_units();
        let units: Vec<usize> = (0..n_units).map(|_| stream.below(n_units)).collect();
        self.rows_of(units)
    }

    pub(super) fn without(&self, left_out: usize) -> Vec<usize> {
        self.rows_of((0..self.n_units()).filter(|&unit| unit != left_out))
    }

    fn rows_of(&self, units: impl IntoIterator<Item = usize>) -> Vec<usize> {
        match self {
            Self::Rows(_) => units.into_iter().collect(),
            Self::Clusters(clusters) => {
                units.into_iter().flat_map(|unit| clusters[unit].iter().copied()).collect()
            }
        }
    }
}
