//! Weighted sums of the rows of a matrix, many at once, from one pass over it.
//!
//! Spike counts are mostly 0, so a sum adds only the rows with spikes. The matrix is taken in tiles of
//! [`TILE_ROWS`] × [`TILE_COLUMNS`] that stay in the second-level cache while all channels take from
//! them what they need: long pieces of rows, which come from memory much faster than short ones. Spans of
//! [`SPAN_ROWS`] go side by side. Each sum adds its rows in ascending order in groups that the source
//! fixes, and then its spans, so that the bits do not depend on threads or processors.

use std::ops::Range;

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use spikebook_numeric::vectorised::widest;

/// Rows of a tile.
const TILE_ROWS: usize = 64;

/// Columns of a tile.
const TILE_COLUMNS: usize = 2048;

/// Rows whose sums are added to those of the rows before.
const SPAN_ROWS: usize = 1 << 14;

/// Spans at work at a time: so many sums are in memory.
const SPANS_TOGETHER: usize = 8;

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
    let n_tiles = n_pieces * channels.len().div_ceil(TILE_CHANNELS);
    let n_spans = matrix.nrows().div_ceil(SPAN_ROWS);
    let mut sums = Array2::zeros((channels.len(), n_columns));
    for first_span in (0..n_spans).step_by(SPANS_TOGETHER) {
        let n_jobs = SPANS_TOGETHER.min(n_spans - first_span) * n_tiles;
        let parts: Vec<Vec<f64>> = (0..n_jobs)
            .into_par_iter()
            .map(|job| {
                let (span, tile) = (first_span + job / n_tiles, job % n_tiles);
                let (group, columns) = place(tile, n_pieces, n_columns, channels);
                let rows = span * SPAN_ROWS..((span + 1) * SPAN_ROWS).min(matrix.nrows());
                widest(
                    #[inline(always)]
                    || sums_of_tile(values, n_columns, columns, rows, &channels[group]),
                )
            })
            .collect();
        for (job, part) in parts.iter().enumerate() {
            let (group, columns) = place(job % n_tiles, n_pieces, n_columns, channels);
            for (channel, part) in group.zip(part.chunks_exact(columns.len())) {
                let mut row = sums.row_mut(channel);
                let row = row.as_slice_mut().expect("the standard layout is contiguous");
                add_one(&mut row[columns.clone()], part, 1.0);
            }
        }
    }
    sums
}

/// The channels and the columns of a tile.
fn place(
    tile: usize,
    n_pieces: usize,
    n_columns: usize,
    channels: &[Channel],
) -> (Range<usize>, Range<usize>) {
    let column = tile % n_pieces * TILE_COLUMNS;
    let channel = tile / n_pieces * TILE_CHANNELS;
    (
        channel..(channel + TILE_CHANNELS).min(channels.len()),
        column..(column + TILE_COLUMNS).min(n_columns),
    )
}

#[inline(always)]
fn sums_of_tile(
    values: &[f64],
    n_columns: usize,
    columns: Range<usize>,
    span: Range<usize>,
    channels: &[Channel],
) -> Vec<f64> {
    let width = columns.len();
    let row = |row: u32| &values[row as usize * n_columns + columns.start..][..width];
    let mut sums = vec![0.0; channels.len() * width];
    let before =
        |channel: &Channel| channel.rows.partition_point(|&row| (row as usize) < span.start);
    let mut done: Vec<usize> = channels.iter().map(before).collect();
    for start in span.clone().step_by(TILE_ROWS) {
        let stop = (start + TILE_ROWS).min(span.end);
        for (channel, (sum, done)) in
            channels.iter().zip(sums.chunks_exact_mut(width).zip(&mut done))
        {
            let from = *done;
            let n_here =
                channel.rows[from..].iter().take_while(|&&row| (row as usize) < stop).count();
            *done = from + n_here;
            let rows = &channel.rows[from..*done];
            let weights = &channel.weights[from..*done];
            let mut first = 0;
            while first < rows.len() {
                let (rows, weights) = (&rows[first..], &weights[first..]);
                first += match rows.len() {
                    1 => add_rows::<1>(sum, row, rows, weights),
                    2 => add_rows::<2>(sum, row, rows, weights),
                    3 => add_rows::<3>(sum, row, rows, weights),
                    4 => add_rows::<4>(sum, row, rows, weights),
                    5 => add_rows::<5>(sum, row, rows, weights),
                    6 => add_rows::<6>(sum, row, rows, weights),
                    7 => add_rows::<7>(sum, row, rows, weights),
                    _ => add_rows::<8>(sum, row, rows, weights),
                };
            }
        }
    }
    sums
}

/// Adds the first N rows, whose sum is made before it meets the others; returns N.
#[inline(always)]
fn add_rows<'a, const N: usize>(
    sums: &mut [f64],
    row: impl Fn(u32) -> &'a [f64],
    rows: &[u32],
    weights: &[f64],
) -> usize {
    let n = sums.len();
    let mut values: [&[f64]; N] = [&[]; N];
    let mut weight = [0.0; N];
    for k in 0..N {
        (values[k], weight[k]) = (&row(rows[k])[..n], weights[k]);
    }
    for j in 0..n {
        let mut together = weight[0] * values[0][j];
        for k in 1..N {
            together += weight[k] * values[k][j];
        }
        sums[j] += together;
    }
    N
}

#[inline(always)]
fn add_one(sums: &mut [f64], row: &[f64], weight: f64) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += weight * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whole numbers, so that every order of sums gives the same.
    #[test]
    fn spans_and_tiles_add_up_to_the_whole() {
        let n_spans = SPANS_TOGETHER + 1;
        for (n_rows, n_columns) in [(n_spans * SPAN_ROWS + 70, 2), (130, TILE_COLUMNS + 52)] {
            let matrix = Array2::from_shape_fn((n_rows, n_columns), |(row, column)| {
                ((row * 7 + column * 3) % 11) as f64
            });
            let mut channels = vec![Channel::default(); TILE_CHANNELS + 1];
            for row in 0..n_rows {
                channels[0].push(row, (row % 3) as f64);
                channels[1 + row % TILE_CHANNELS].push(row, 2.0);
            }
            let mut wanted = Array2::zeros((channels.len(), n_columns));
            for (channel, mut sum) in channels.iter().zip(wanted.outer_iter_mut()) {
                for (&row, &weight) in channel.rows.iter().zip(&channel.weights) {
                    sum.scaled_add(weight, &matrix.row(row as usize));
                }
            }
            assert_eq!(weighted_sums(matrix.view(), &channels), wanted);
        }
    }
}
