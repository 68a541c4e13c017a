//! Weighted sums of the rows of a matrix, many at once, from one pass over it.
//!
//! Spike counts are mostly 0, so a sum adds only the rows with spikes. The matrix is taken in tiles of
//! [`TILE_ROWS`] × [`TILE_COLUMNS`] that stay in the second-level cache while all channels take from
//! them what they need. Each sum adds its rows in ascending order in groups that the source fixes, so
//! that the bits do not depend on threads or processors.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use spikebook_numeric::vectorised::widest;

/// Rows of a tile.
const TILE_ROWS: usize = 128;

/// Columns of a tile: a sum over them stays in the first-level cache.
const TILE_COLUMNS: usize = 256;

/// Channels whose sums are made together.
const TILE_CHANNELS: usize = 128;

/// The rows that one sum adds up, ascending, each with its weight.
#[derive(Clone, Debug, Default)]
pub(super) struct Channel {
    pub(super) rows: Vec<u32>,
    pub(super) weights: Vec<f64>,
}

impl Channel {
    pub(super) fn push(&mut self, row: usize, weight: f64) {
        self.rows.push(row as u32);
        self.weights.push(weight);
    }
}

/// Σ weight · row for each channel (shape: channels × columns).
pub(super) fn weighted_sums(matrix: ArrayView2<'_, f64>, channels: &[Channel]) -> Array2<f64> {
    let matrix = matrix.as_standard_layout();
    let n_columns = matrix.ncols();
    let values = matrix.as_slice().expect("the standard layout is contiguous");
    let n_pieces = n_columns.div_ceil(TILE_COLUMNS);
    let n_groups = channels.len().div_ceil(TILE_CHANNELS);
    let tiles: Vec<Vec<f64>> = (0..n_pieces * n_groups)
        .into_par_iter()
        .map(|tile| {
            let first = (tile % n_pieces) * TILE_COLUMNS;
            let width = TILE_COLUMNS.min(n_columns - first);
            let group = &channels[(tile / n_pieces) * TILE_CHANNELS..];
            let group = &group[..group.len().min(TILE_CHANNELS)];
            widest(
                #[inline(always)]
                || sums_of_tile(values, n_columns, (first, width), group),
            )
        })
        .collect();
    let mut sums = Array2::zeros((channels.len(), n_columns));
    for (tile, part) in tiles.iter().enumerate() {
        let first = (tile % n_pieces) * TILE_COLUMNS;
        let width = TILE_COLUMNS.min(n_columns - first);
        let first_channel = (tile / n_pieces) * TILE_CHANNELS;
        for (channel, part) in part.chunks_exact(width).enumerate() {
            let mut row = sums.row_mut(first_channel + channel);
            let row = row.as_slice_mut().expect("the standard layout is contiguous");
            row[first..first + width].copy_from_slice(part);
        }
    }
    sums
}

#[inline(always)]
fn sums_of_tile(
    values: &[f64],
    n_columns: usize,
    (first, width): (usize, usize),
    channels: &[Channel],
) -> Vec<f64> {
    let n_rows = values.len() / n_columns;
    let row = |row: u32| &values[row as usize * n_columns + first..][..width];
    let mut sums = vec![0.0; channels.len() * width];
    let mut done = vec![0; channels.len()];
    for stop in (TILE_ROWS..n_rows + TILE_ROWS).step_by(TILE_ROWS) {
        for (channel, (sum, done)) in
            channels.iter().zip(sums.chunks_exact_mut(width).zip(&mut done))
        {
            let from = *done;
            let n_here =
                channel.rows[from..].iter().take_while(|&&row| (row as usize) < stop).count();
            *done = from + n_here;
            let rows = &channel.rows[from..*done];
            let weights = &channel.weights[from..*done];
            let (fours, rest) = rows.as_chunks::<4>();
            let (weights_of_fours, rest_weights) = weights.as_chunks::<4>();
            for (rows, weights) in fours.iter().zip(weights_of_fours) {
                let [a, b, c, d] = *rows;
                add_four(sum, [row(a), row(b), row(c), row(d)], *weights);
            }
            for (&one, &weight) in rest.iter().zip(rest_weights) {
                add_one(sum, row(one), weight);
            }
        }
    }
    sums
}

#[inline(always)]
fn add_four(sums: &mut [f64], rows: [&[f64]; 4], weights: [f64; 4]) {
    let n = sums.len();
    let [a, b, c, d] = rows;
    let (a, b, c, d) = (&a[..n], &b[..n], &c[..n], &d[..n]);
    let [wa, wb, wc, wd] = weights;
    for j in 0..n {
        sums[j] += (wa * a[j] + wb * b[j]) + (wc * c[j] + wd * d[j]);
    }
}

#[inline(always)]
fn add_one(sums: &mut [f64], row: &[f64], weight: f64) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += weight * value;
    }
}
