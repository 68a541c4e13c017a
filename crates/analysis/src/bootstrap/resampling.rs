//! What is drawn again: single rows, rows that belong together, levels of them, stretches of time.

use spikebook_numeric::{Stream, WideStream};

use super::Hierarchy;
use crate::Error;

/// The units that a replicate draws with replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resampling {
    /// So many rows, each by itself.
    Rows(usize),
    /// Clusters of rows, each drawn whole: the rows of each cluster. Replicates differ in their
    /// number of rows where clusters differ in size.
    Clusters(Vec<Vec<usize>>),
    /// Samples of rows that keep their sizes: from each list as many of its rows as it has. For a
    /// difference between two groups, or a mean over conditions whose numbers were fixed beforehand.
    Samples(Vec<Vec<usize>>),
    /// Level by level: animals, then sessions of each animal that was drawn, then trials of each
    /// session that was drawn (Saravanan et al. 2020, doi:10.51628/001c.13927).
    Hierarchical(Hierarchy),
    /// Stretches of `block_rows` neighbouring rows from anywhere in a series, joined until there are
    /// `n_rows` again, the last one cut (the moving-block bootstrap: Künsch 1989,
    /// doi:10.1214/aos/1176347265). Rows near either end are drawn less often.
    MovingBlocks {
        /// Rows of the series
        n_rows: usize,
        /// Rows of a stretch: longer than what neighbours share, much shorter than the series
        block_rows: usize,
    },
    /// As [`Resampling::MovingBlocks`], where the end of the series goes on at its start, so that every
    /// row is drawn as often (Politis & Romano 1992, in `LePage` & Billard, *Exploring the Limits of
    /// Bootstrap*).
    CircularBlocks {
        /// Rows of the series
        n_rows: usize,
        /// Rows of a stretch
        block_rows: usize,
    },
}

impl Resampling {
    /// The number of units that a jackknife leaves out in turn: rows, clusters, rows of all samples,
    /// units of the highest level, or stretches side by side.
    pub fn n_units(&self) -> usize {
        match self {
            Self::Rows(n_rows) => *n_rows,
            Self::Clusters(clusters) => clusters.len(),
            Self::Samples(samples) => samples.iter().map(Vec::len).sum(),
            Self::Hierarchical(hierarchy) => hierarchy.n_units(),
            Self::MovingBlocks { n_rows, block_rows }
            | Self::CircularBlocks { n_rows, block_rows } => n_rows.div_ceil((*block_rows).max(1)),
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let what = match self {
            Self::Rows(_) | Self::Samples(_) => "rows to resample",
            Self::Clusters(_) => "clusters to resample",
            Self::Hierarchical(_) => "units of the highest level to resample",
            Self::MovingBlocks { block_rows, .. } | Self::CircularBlocks { block_rows, .. } => {
                if *block_rows == 0 {
                    return Err(Error::TooFew { what: "rows in a block", got: 0, wanted: 1 });
                }
                "blocks to resample"
            }
        };
        let n_units = self.n_units();
        if n_units < 2 {
            return Err(Error::TooFew { what, got: n_units, wanted: 2 });
        }
        match self {
            Self::Clusters(clusters) if clusters.iter().any(Vec::is_empty) => {
                Err(Error::TooFew { what: "rows in a cluster", got: 0, wanted: 1 })
            }
            Self::Samples(samples) if samples.iter().any(|sample| sample.len() < 2) => {
                let got = samples.iter().map(Vec::len).min().unwrap_or(0);
                Err(Error::TooFew { what: "rows in a sample", got, wanted: 2 })
            }
            _ => Ok(()),
        }
    }

    /// The rows as they are, in the order in which units hold them.
    pub fn all_rows(&self) -> Vec<usize> {
        match self {
            Self::Rows(n_rows)
            | Self::MovingBlocks { n_rows, .. }
            | Self::CircularBlocks { n_rows, .. } => (0..*n_rows).collect(),
            Self::Clusters(lists) | Self::Samples(lists) => lists.concat(),
            Self::Hierarchical(hierarchy) => hierarchy.all_rows(),
        }
    }

    /// The rows of one replicate, which the stream decides.
    pub fn draw(&self, stream: Stream) -> Vec<usize> {
        let mut rows = Vec::new();
        self.draw_into(&mut stream.wide(), &mut rows);
        rows
    }

    pub(super) fn draw_into(&self, wide: &mut WideStream, rows: &mut Vec<usize>) {
        rows.clear();
        match self {
            Self::Rows(n_rows) => wide.for_each_below(*n_rows, *n_rows, |_, row| rows.push(row)),
            Self::Clusters(clusters) => {
                wide.for_each_below(clusters.len(), clusters.len(), |_, cluster| {
                    rows.extend_from_slice(&clusters[cluster]);
                });
            }
            Self::Samples(samples) => {
                for sample in samples {
                    wide.for_each_below(sample.len(), sample.len(), |_, at| rows.push(sample[at]));
                }
            }
            Self::Hierarchical(hierarchy) => hierarchy.draw_into(wide, rows),
            Self::MovingBlocks { n_rows, block_rows } => {
                let n_starts = n_rows + 1 - (*block_rows).min(*n_rows);
                wide.for_each_below(n_starts, n_rows.div_ceil(*block_rows), |_, start| {
                    rows.extend(start..start + block_rows);
                });
                rows.truncate(*n_rows);
            }
            Self::CircularBlocks { n_rows, block_rows } => {
                wide.for_each_below(*n_rows, n_rows.div_ceil(*block_rows), |_, start| {
                    rows.extend((start..start + block_rows).map(|row| row % n_rows));
                });
                rows.truncate(*n_rows);
            }
        }
    }

    /// All rows but those of one unit.
    pub(super) fn without(&self, left_out: usize) -> Vec<usize> {
        match self {
            Self::Rows(n_rows) => (0..*n_rows).filter(|&row| row != left_out).collect(),
            Self::Clusters(clusters) => {
                let kept = clusters.iter().enumerate().filter(|&(unit, _)| unit != left_out);
                kept.flat_map(|(_, cluster)| cluster.iter().copied()).collect()
            }
            Self::Samples(samples) => {
                let rows = samples.iter().flatten().enumerate();
                rows.filter(|&(unit, _)| unit != left_out).map(|(_, &row)| row).collect()
            }
            Self::Hierarchical(hierarchy) => hierarchy.without(left_out),
            Self::MovingBlocks { n_rows, block_rows }
            | Self::CircularBlocks { n_rows, block_rows } => {
                (0..*n_rows).filter(|row| row / block_rows != left_out).collect()
            }
        }
    }

    /// How many units of the jackknife belong to each sample that is drawn by itself.
    pub(super) fn sample_sizes(&self) -> Vec<usize> {
        match self {
            Self::Samples(samples) => samples.iter().map(Vec::len).collect(),
            _ => vec![self.n_units()],
        }
    }
}
