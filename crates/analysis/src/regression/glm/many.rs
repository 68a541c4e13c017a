//! Passes over the rows for many coefficient vectors at once: bootstrap replicates, training sets of folds.
//!
//! A block of rows is standardised once and multiplied by each vector while it lies in the first-level cache. Each
//! set of rows is a list of multiplicities: how often a row counts in it.

use std::ops::Range;

use spikebook_numeric::vectorised::widest;

use super::information::{Pass, in_chunks};
use super::model::{BlockTerms, Curvature};
use super::observations::RowBlock;
use crate::matrix::{BLOCK_ROWS, LANES, PanelGram, Panels, in_lanes};

/// How often each row counts.
pub(super) type Multiplicities = [u16];

/// The sums of one set of rows.
#[derive(Clone, Debug)]
pub(super) struct SetSums {
    /// Σ w · loss
    pub(super) loss: f64,
    /// Σ w · dloss/dη · z
    pub(super) gradient: Vec<f64>,
}

struct PartialSums {
    loss: f64,
    gradient: Vec<[f64; LANES]>,
}

impl Pass<'_, '_, '_> {
    /// The loss and its gradient of each set of rows at its own coefficients.
    pub(super) fn evaluate_sets(&self, sets: &[(&Multiplicities, &[f64])]) -> Vec<SetSums> {
        let b: Vec<Vec<[f64; LANES]>> = sets.iter().map(|(_, b)| self.design.to_lanes(b)).collect();
        let cost = 4 * self.rows.n_rows() * self.design.n_columns() * sets.len();
        let mut totals: Vec<PartialSums> = self.no_sums(sets.len());
        in_chunks(
            self.rows.n_rows(),
            cost,
            |range| {
                widest(
                    #[inline(always)]
                    || self.sets_of_chunk(sets, &b, range),
                )
            },
            |partials| add_up(&mut totals, &partials),
        );
        self.finish(totals)
    }

    #[inline(always)]
    fn sets_of_chunk(
        &self,
        sets: &[(&Multiplicities, &[f64])],
        b: &[Vec<[f64; LANES]>],
        range: Range<usize>,
    ) -> Vec<PartialSums> {
        let mut sums = self.no_sums(sets.len());
        let mut block = Panels::new(self.design.n_columns());
        let mut rows = RowBlock::new();
        let mut terms = BlockTerms::new();
        let mut eta = [0.0; BLOCK_ROWS];
        for start in range.clone().step_by(BLOCK_ROWS) {
            let end = range.end.min(start + BLOCK_ROWS);
            self.design.fill_panels(&mut block, start, end - start);
            rows.fill(self.rows, start..end);
            rows.clear_absent(&mut block, &mut eta);
            let whole = rows.weights;
            for ((set, b), sum) in sets.iter().zip(b).zip(&mut sums) {
                let times = &set.0[start..end];
                for ((weight, whole), times) in rows.weights.iter_mut().zip(&whole).zip(times) {
                    *weight = whole * f64::from(*times);
                }
                block.times(b, &mut eta);
                for row in 0..BLOCK_ROWS {
                    // A row that does not count may have any predictor.
                    let predictor = eta[row] + rows.offsets[row];
                    eta[row] = if rows.weights[row] == 0.0 { 0.0 } else { predictor };
                }
                self.model.block_terms(&eta, &rows, Curvature::None, &mut terms);
                sum.loss += terms.loss();
                block.add_transposed_times(&terms.scores, &mut sum.gradient);
            }
        }
        sums
    }

    /// The gradients of all sets at the same coefficients: predictors and means are those of the whole.
    pub(super) fn gradients_at(&self, b: &[f64], sets: &[&Multiplicities]) -> Vec<Vec<f64>> {
        let b = self.design.to_lanes(b);
        let cost = 2 * self.rows.n_rows() * self.design.n_columns() * (sets.len() + 1);
        let mut totals: Vec<PartialSums> = self.no_sums(sets.len());
        in_chunks(
            self.rows.n_rows(),
            cost,
            |range| {
                widest(
                    #[inline(always)]
                    || self.gradients_of_chunk(&b, sets, range),
                )
            },
            |partials| add_up(&mut totals, &partials),
        );
        self.finish(totals).into_iter().map(|sums| sums.gradient).collect()
    }

    #[inline(always)]
    fn gradients_of_chunk(
        &self,
        b: &[[f64; LANES]],
        sets: &[&Multiplicities],
        range: Range<usize>,
    ) -> Vec<PartialSums> {
        let mut sums = self.no_sums(sets.len());
        let mut block = Panels::new(self.design.n_columns());
        let mut rows = RowBlock::new();
        let mut terms = BlockTerms::new();
        let mut eta = [0.0; BLOCK_ROWS];
        let mut scores = [0.0; BLOCK_ROWS];
        for start in range.clone().step_by(BLOCK_ROWS) {
            let end = range.end.min(start + BLOCK_ROWS);
            self.design.fill_panels(&mut block, start, end - start);
            rows.fill(self.rows, start..end);
            block.times(b, &mut eta);
            rows.clear_absent(&mut block, &mut eta);
            for (eta, offset) in eta.iter_mut().zip(&rows.offsets) {
                *eta += offset;
            }
            self.model.block_terms(&eta, &rows, Curvature::None, &mut terms);
            for (set, sum) in sets.iter().zip(&mut sums) {
                let times = &set[start..end];
                for ((score, whole), times) in scores.iter_mut().zip(&terms.scores).zip(times) {
                    *score = whole * f64::from(*times);
                }
                scores[end - start..].fill(0.0);
                block.add_transposed_times(&scores, &mut sum.gradient);
            }
        }
        sums
    }

    /// The gradient and the expected information of some of the rows.
    pub(super) fn evaluate_rows(&self, b: &[f64], indices: &[usize]) -> (Vec<f64>, Vec<f64>) {
        let n_columns = self.design.n_columns();
        let b = self.design.to_lanes(b);
        let mut gradient = in_lanes([], n_columns);
        let mut information = PanelGram::new(n_columns);
        in_chunks(
            indices.len(),
            indices.len() * n_columns * n_columns,
            |range| {
                widest(
                    #[inline(always)]
                    || self.rows_of_chunk(&b, &indices[range]),
                )
            },
            |(part, gram)| {
                add_lanes(&mut gradient, &part);
                information.add(&gram);
            },
        );
        (self.design.of_lanes(&gradient), self.in_rows(&information))
    }

    #[inline(always)]
    fn rows_of_chunk(
        &self,
        b: &[[f64; LANES]],
        indices: &[usize],
    ) -> (Vec<[f64; LANES]>, PanelGram) {
        let n_columns = self.design.n_columns();
        let mut gradient = in_lanes([], n_columns);
        let mut information = PanelGram::new(n_columns);
        let (mut block, mut scaled) = (Panels::new(n_columns), Panels::new(n_columns));
        let mut rows = RowBlock::new();
        let mut terms = BlockTerms::new();
        let mut eta = [0.0; BLOCK_ROWS];
        for indices in indices.chunks(BLOCK_ROWS) {
            self.design.gather_panels(&mut block, indices);
            rows.gather(self.rows, indices);
            block.times(b, &mut eta);
            rows.clear_absent(&mut block, &mut eta);
            for (eta, offset) in eta.iter_mut().zip(&rows.offsets) {
                *eta += offset;
            }
            self.model.block_terms(&eta, &rows, Curvature::Expected, &mut terms);
            block.add_transposed_times(&terms.scores, &mut gradient);
            information.add_block(&block, &terms.curvatures, &mut scaled);
        }
        (gradient, information)
    }

    /// The linear predictors of some of the rows, offset included.
    pub(super) fn predictors_of(&self, b: &[f64], indices: &[usize]) -> Vec<f64> {
        let b = self.design.to_lanes(b);
        let mut block = Panels::new(self.design.n_columns());
        let mut eta = [0.0; BLOCK_ROWS];
        let mut predictors = Vec::with_capacity(indices.len());
        for indices in indices.chunks(BLOCK_ROWS) {
            widest(
                #[inline(always)]
                || {
                    self.design.gather_panels(&mut block, indices);
                    block.times(&b, &mut eta);
                },
            );
            let with_offset =
                indices.iter().zip(&eta).map(|(&row, eta)| eta + self.rows.offset(row));
            predictors.extend(with_offset);
        }
        predictors
    }

    fn no_sums(&self, n: usize) -> Vec<PartialSums> {
        let none = || PartialSums { loss: 0.0, gradient: in_lanes([], self.design.n_columns()) };
        std::iter::repeat_with(none).take(n).collect()
    }

    fn finish(&self, totals: Vec<PartialSums>) -> Vec<SetSums> {
        let of = |sums: PartialSums| SetSums {
            loss: sums.loss,
            gradient: self.design.of_lanes(&sums.gradient),
        };
        totals.into_iter().map(of).collect()
    }
}

fn add_up(totals: &mut [PartialSums], partials: &[PartialSums]) {
    for (total, partial) in totals.iter_mut().zip(partials) {
        total.loss += partial.loss;
        add_lanes(&mut total.gradient, &partial.gradient);
    }
}

fn add_lanes(total: &mut [[f64; LANES]], part: &[[f64; LANES]]) {
    for (sum, term) in total.as_flattened_mut().iter_mut().zip(part.as_flattened()) {
        *sum += term;
    }
}
