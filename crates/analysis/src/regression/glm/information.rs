//! One pass over the rows: the loss, its gradient and its curvature at given coefficients.
//!
//! Rows are taken in chunks whose size depends on their number alone. Each chunk sums its own terms, on whatever
//! thread, and the sums of the chunks are added in their order: the bits do not depend on the threads.

use std::ops::Range;

use rayon::prelude::*;

use super::Family;
use super::observations::Observations;
use crate::matrix::{BLOCK_ROWS, Block, Gram};
use crate::regression::standard_design::StandardDesign;

/// There are at most this many chunks, so that adding up their sums costs little.
const MAX_CHUNKS: usize = 512;

/// So many chunks are summed before their sums are added up: it bounds the memory.
const CHUNKS_AT_ONCE: usize = 64;

/// Multiply-adds below which a pass stays on one thread.
const PARALLEL_FROM: usize = 4_000_000;

/// The sums of a pass.
#[derive(Clone, Debug)]
pub(super) struct Evaluation {
    /// Σ w · loss
    pub(super) loss: f64,
    /// Σ w (μ − y) z
    pub(super) gradient: Vec<f64>,
    /// Σ w · curvature · z zᵀ, in rows
    pub(super) information: Vec<f64>,
    /// Whether each row's model part of η has the sign of its response: complete separation
    pub(super) splits_responses: bool,
}

struct Partial {
    loss: f64,
    gradient: Vec<f64>,
    information: Gram,
    splits_responses: bool,
}

/// The loss and its derivatives at the standardised coefficients `b`.
pub(super) fn evaluate(
    design: &StandardDesign<'_>,
    family: Family,
    rows: &Observations<'_>,
    b: &[f64],
) -> Evaluation {
    let n_rows = design.n_rows();
    let n_columns = design.n_columns();
    let chunk_rows = n_rows.div_ceil(MAX_CHUNKS).max(1024).next_multiple_of(BLOCK_ROWS);
    let chunk = |index: usize| {
        let start = index * chunk_rows;
        evaluate_chunk(design, family, rows, b, start..n_rows.min(start + chunk_rows))
    };
    let n_chunks = n_rows.div_ceil(chunk_rows);
    let in_parallel = n_rows * n_columns * n_columns > PARALLEL_FROM;
    let mut total = Partial::new(n_columns);
    for start in (0..n_chunks).step_by(CHUNKS_AT_ONCE) {
        let indices = start..n_chunks.min(start + CHUNKS_AT_ONCE);
        let partials: Vec<Partial> = if in_parallel {
            indices.into_par_iter().map(chunk).collect()
        } else {
            indices.map(chunk).collect()
        };
        for partial in &partials {
            total.add(partial);
        }
    }
    Evaluation {
        loss: total.loss,
        gradient: total.gradient,
        information: total.information.into_symmetric(),
        splits_responses: total.splits_responses,
    }
}

fn evaluate_chunk(
    design: &StandardDesign<'_>,
    family: Family,
    rows: &Observations<'_>,
    b: &[f64],
    range: Range<usize>,
) -> Partial {
    let mut partial = Partial::new(design.n_columns());
    let mut block = Block::new(design.n_columns());
    let mut predictors = [0.0; BLOCK_ROWS];
    for start in range.clone().step_by(BLOCK_ROWS) {
        let n = BLOCK_ROWS.min(range.end - start);
        design.fill(&mut block, start, n);
        block.times(b, &mut predictors);
        let mut residuals = [0.0; BLOCK_ROWS];
        let mut roots = [0.0; BLOCK_ROWS];
        for (i, &predictor) in predictors[..n].iter().enumerate() {
            let row = start + i;
            let weight = rows.weight(row);
            if weight == 0.0 {
                // Its covariates may be too large to be multiplied by 0.
                block.row_mut(i).fill(0.0);
                continue;
            }
            let (y, trials) = (rows.response(row), rows.trials(row));
            let terms = family.terms(predictor + rows.offset(row), y, trials);
            partial.loss += weight * terms.loss;
            residuals[i] = weight * (terms.mean - y);
            roots[i] = (weight * terms.curvature).sqrt();
            partial.splits_responses &= predictor * family.free_direction(y, trials) > 0.0;
        }
        block.add_transposed_times(&residuals, &mut partial.gradient);
        block.scale_rows(&roots);
        partial.information.add_block(&block);
    }
    partial
}

impl Partial {
    fn new(n_columns: usize) -> Self {
        Self {
            loss: 0.0,
            gradient: vec![0.0; n_columns],
            information: Gram::new(n_columns),
            splits_responses: true,
        }
    }

    fn add(&mut self, other: &Self) {
        self.loss += other.loss;
        for (sum, term) in self.gradient.iter_mut().zip(&other.gradient) {
            *sum += term;
        }
        self.information.add(&other.information);
        self.splits_responses &= other.splits_responses;
    }
}
