//! One pass over the rows: the loss, its gradient and its curvature at given coefficients.
//!
//! Rows are taken in chunks whose size depends on their number alone. Each chunk sums its own terms, on whatever
//! thread, and the sums of the chunks are added in their order: the bits do not depend on the threads. Within a
//! chunk, blocks that fit the caches are multiplied by the widest vectors that the processor has.

use std::ops::Range;

use rayon::prelude::*;
use spikebook_numeric::sum::RunningSum;
use spikebook_numeric::vectorised::widest;

use super::model::{BlockTerms, Curvature, Model};
use super::observations::{Observations, RowBlock};
use crate::matrix::{BLOCK_ROWS, LANES, PanelGram, Panels, in_lanes};
use crate::regression::standard_design::StandardDesign;

/// There are at most this many chunks, so that adding up their sums costs little.
const MAX_CHUNKS: usize = 128;

/// The fewest rows of a chunk.
const MIN_CHUNK_ROWS: usize = 1024;

/// So many chunks are summed before their sums are added up: it bounds the memory.
const CHUNKS_AT_ONCE: usize = 32;

/// Multiply-adds below which a pass stays on one thread.
const PARALLEL_FROM: usize = 400_000;

/// Rows, their design and the model at which they are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass<'a, 'rows, 'design> {
    pub(super) model: Model,
    pub(super) rows: &'a Observations<'rows>,
    pub(super) design: &'a StandardDesign<'design>,
}

/// The sums of a pass.
#[derive(Clone, Debug)]
pub(super) struct Evaluation {
    /// Σ w · loss
    pub(super) loss: f64,
    /// Σ w · dloss/dη · z
    pub(super) gradient: Vec<f64>,
    /// Σ w · curvature · z zᵀ, in rows, where it was asked for
    pub(super) information: Option<Vec<f64>>,
    /// Whether each row's model part of η has the sign of its response: complete separation
    pub(super) splits_responses: bool,
    /// η of each row, offset included; of passes with the expected information alone
    pub(super) predictors: Vec<f64>,
    /// What was asked for
    pub(super) curvature: Curvature,
}

struct Partial {
    loss: f64,
    gradient: Vec<[f64; LANES]>,
    information: PanelGram,
    splits_responses: bool,
    predictors: Vec<f64>,
}

/// Rows `0..n_rows` in chunks, and how many multiply-adds a pass over them takes.
pub(super) fn in_chunks<T: Send>(
    n_rows: usize,
    cost: usize,
    of_chunk: impl Fn(Range<usize>) -> T + Sync,
    mut take: impl FnMut(T),
) {
    let chunk_rows = n_rows.div_ceil(MAX_CHUNKS).max(MIN_CHUNK_ROWS).next_multiple_of(BLOCK_ROWS);
    let n_chunks = n_rows.div_ceil(chunk_rows);
    let chunk = |index: usize| {
        let start = index * chunk_rows;
        of_chunk(start..n_rows.min(start + chunk_rows))
    };
    for start in (0..n_chunks).step_by(CHUNKS_AT_ONCE) {
        let indices = start..n_chunks.min(start + CHUNKS_AT_ONCE);
        if cost > PARALLEL_FROM {
            indices.into_par_iter().map(chunk).collect::<Vec<T>>().into_iter().for_each(&mut take);
        } else {
            indices.map(chunk).for_each(&mut take);
        }
    }
}

impl Pass<'_, '_, '_> {
    /// Σ w · unit deviance at each of several standardised coefficients, from one pass over the rows.
    pub(super) fn deviances(&self, coefficients: &[&[f64]]) -> Vec<f64> {
        let all: Vec<_> = coefficients.iter().map(|b| self.design.to_lanes(b)).collect();
        let mut totals = vec![RunningSum::default(); all.len()];
        in_chunks(
            self.rows.n_rows(),
            self.rows.n_rows() * self.design.n_columns() * 2 * all.len(),
            |range| {
                widest(
                    #[inline(always)]
                    || self.deviances_of_chunk(&all, range),
                )
            },
            |sums| totals.iter_mut().zip(sums).for_each(|(total, sum)| total.add(sum)),
        );
        totals.into_iter().map(RunningSum::value).collect()
    }

    #[inline(always)]
    fn deviances_of_chunk(&self, all: &[Vec<[f64; LANES]>], range: Range<usize>) -> Vec<f64> {
        let mut block = Panels::new(self.design.n_columns());
        let mut rest = self.design.panels_beside_given();
        let mut eta = [0.0; BLOCK_ROWS];
        let mut sums = vec![RunningSum::default(); all.len()];
        for start in range.clone().step_by(BLOCK_ROWS) {
            let n = BLOCK_ROWS.min(range.end - start);
            let given = self.design.given_rows_of(start, n);
            if given.is_none() {
                self.design.fill_panels(&mut block, start, n);
            }
            for (b, sum) in all.iter().zip(&mut sums) {
                match given {
                    Some(given) => self.design.times_given(given, &mut rest, b, &mut eta),
                    None => block.times(b, &mut eta),
                }
                for (row, eta) in (start..start + n).zip(&eta) {
                    let weight = self.rows.weight(row);
                    if weight != 0.0 {
                        let eta = eta + self.rows.offset(row);
                        let (y, trials) = (self.rows.response(row), self.rows.trials(row));
                        sum.add(weight * self.model.unit_deviance(eta, y, trials));
                    }
                }
            }
        }
        sums.into_iter().map(RunningSum::value).collect()
    }

    /// A sum of panels as a symmetric matrix in rows, the intercept first.
    pub(super) fn in_rows(&self, sums: &PanelGram) -> Vec<f64> {
        let n = self.design.n_columns();
        let j = |place: usize| self.design.panel_column(place);
        (0..n * n).map(|k| sums.entry(j(k / n), j(k % n))).collect()
    }

    /// The loss and its derivatives at the standardised coefficients `b`.
    pub(super) fn evaluate(&self, b: &[f64], curvature: Curvature) -> Evaluation {
        let n_columns = self.design.n_columns();
        let wants_information = curvature != Curvature::None;
        let width = if wants_information { n_columns } else { 4 };
        let b = self.design.to_lanes(b);
        let mut total = Partial::new(n_columns, wants_information);
        in_chunks(
            self.rows.n_rows(),
            self.rows.n_rows() * n_columns * width,
            |range| {
                widest(
                    #[inline(always)]
                    || {
                        if wants_information {
                            self.chunk(&b, curvature, range)
                        } else {
                            self.gradient_of_chunk(&b, range)
                        }
                    },
                )
            },
            |partial| total.add(&partial),
        );
        Evaluation {
            loss: total.loss,
            gradient: self.design.of_lanes(&total.gradient),
            information: wants_information.then(|| self.in_rows(&total.information)),
            splits_responses: total.splits_responses,
            predictors: total.predictors,
            curvature,
        }
    }

    /// As [`Pass::chunk`] without the information. Rows that all count are standardised as they are read.
    #[inline(always)]
    fn gradient_of_chunk(&self, b: &[[f64; LANES]], range: Range<usize>) -> Partial {
        let n_columns = self.design.n_columns();
        let mut partial = Partial::new(n_columns, false);
        let mut block = Panels::new(n_columns);
        let mut rest = self.design.panels_beside_given();
        let mut rows = RowBlock::new();
        let mut terms = BlockTerms::new();
        let mut eta = [0.0; BLOCK_ROWS];
        for start in range.clone().step_by(BLOCK_ROWS) {
            let n = BLOCK_ROWS.min(range.end - start);
            rows.fill(self.rows, start..start + n);
            let given = if rows.has_absent(n) { None } else { self.design.given_rows_of(start, n) };
            match given {
                Some(given) => self.design.times_given(given, &mut rest, b, &mut eta),
                None => {
                    self.design.fill_panels(&mut block, start, n);
                    rows.clear_absent(&mut block, &mut eta);
                    block.times(b, &mut eta);
                }
            }
            partial.splits_responses =
                partial.splits_responses && rows.are_split(self.model, &eta, n);
            for (eta, offset) in eta.iter_mut().zip(&rows.offsets) {
                *eta += offset;
            }
            self.model.block_terms(&eta, &rows, Curvature::None, &mut terms);
            partial.loss += terms.loss();
            match given {
                Some(given) => {
                    rest.add_transposed_times_with(given, &terms.scores, &mut partial.gradient);
                }
                None => block.add_transposed_times(&terms.scores, &mut partial.gradient),
            }
        }
        partial
    }

    #[inline(always)]
    fn chunk(&self, b: &[[f64; LANES]], curvature: Curvature, range: Range<usize>) -> Partial {
        let n_columns = self.design.n_columns();
        let mut partial = Partial::new(n_columns, true);
        let mut block = Panels::new(n_columns);
        let mut scaled = Panels::new(n_columns);
        let mut rows = RowBlock::new();
        let mut terms = BlockTerms::new();
        let mut eta = [0.0; BLOCK_ROWS];
        for start in range.clone().step_by(BLOCK_ROWS) {
            let end = range.end.min(start + BLOCK_ROWS);
            self.design.fill_panels(&mut block, start, end - start);
            rows.fill(self.rows, start..end);
            block.times(b, &mut eta);
            if curvature == Curvature::Expected {
                // Those of rows that do not count as well.
                let of_rows = (start..end).zip(&eta);
                partial.predictors.extend(of_rows.map(|(row, eta)| eta + self.rows.offset(row)));
            }
            rows.clear_absent(&mut block, &mut eta);
            partial.splits_responses =
                partial.splits_responses && rows.are_split(self.model, &eta, end - start);
            for (eta, offset) in eta.iter_mut().zip(&rows.offsets) {
                *eta += offset;
            }
            self.model.block_terms(&eta, &rows, curvature, &mut terms);
            partial.loss += terms.loss();
            block.add_transposed_times(&terms.scores, &mut partial.gradient);
            partial.information.add_block(&block, &terms.curvatures, &mut scaled);
        }
        partial
    }
}

impl Partial {
    fn new(n_columns: usize, has_information: bool) -> Self {
        Self {
            loss: 0.0,
            gradient: in_lanes([], n_columns),
            information: PanelGram::new(if has_information { n_columns } else { 0 }),
            splits_responses: true,
            predictors: Vec::new(),
        }
    }

    fn add(&mut self, other: &Self) {
        self.loss += other.loss;
        let gradient = self.gradient.as_flattened_mut().iter_mut();
        for (sum, term) in gradient.zip(other.gradient.as_flattened()) {
            *sum += term;
        }
        self.information.add(&other.information);
        self.splits_responses &= other.splits_responses;
        self.predictors.extend_from_slice(&other.predictors);
    }
}
