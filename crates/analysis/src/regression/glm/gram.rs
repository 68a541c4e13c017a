//! The product ZᵀZ of a block of rows, for the arithmetic where a fit spends its time.
//!
//! Columns lie in panels of four, rows of a panel one after the other, so that a tile of four by four sums
//! stays in registers while it runs down the rows. The order of every sum is fixed by this layout: the bits
//! are the same on any processor, with or without vector units.

/// Rows of a block: its panels stay in the first-level cache for some fifty columns.
pub(super) const BLOCK_ROWS: usize = 64;

/// Columns of a panel.
pub(super) const LANES: usize = 4;

type Lanes = [f64; LANES];

/// A block of rows in panels. Rows and columns that fill it up are 0 and add nothing.
#[derive(Clone, Debug)]
pub(super) struct Block {
    panels: Vec<[Lanes; BLOCK_ROWS]>,
}

/// The upper triangle of a sum of products ZᵀZ, in tiles of panel by panel.
#[derive(Clone, Debug)]
pub(super) struct Gram {
    n_panels: usize,
    tiles: Vec<[Lanes; LANES]>,
}

impl Block {
    /// Room for `n_columns` columns, all 0.
    pub(super) fn new(n_columns: usize) -> Self {
        Self { panels: vec![[[0.0; LANES]; BLOCK_ROWS]; n_columns.div_ceil(LANES)] }
    }

    /// Fills column `column` with one value a row; rows beyond them become 0.
    pub(super) fn set_column(&mut self, column: usize, values: impl Iterator<Item = f64>) {
        let panel = &mut self.panels[column / LANES];
        let lane = column % LANES;
        let mut n_filled = 0;
        for (row, value) in panel.iter_mut().zip(values) {
            row[lane] = value;
            n_filled += 1;
        }
        for row in &mut panel[n_filled..] {
            row[lane] = 0.0;
        }
    }

    /// Puts Z b into `products`; `b` holds one entry a column, padded with zeros to whole panels.
    pub(super) fn times(&self, b: &[Lanes], products: &mut [f64; BLOCK_ROWS]) {
        let mut sums = [[0.0; LANES]; BLOCK_ROWS];
        for (panel, b) in self.panels.iter().zip(b) {
            for (sum, row) in sums.iter_mut().zip(panel) {
                for lane in 0..LANES {
                    sum[lane] += row[lane] * b[lane];
                }
            }
        }
        for (product, sum) in products.iter_mut().zip(&sums) {
            *product = (sum[0] + sum[1]) + (sum[2] + sum[3]);
        }
    }

    /// Adds Zᵀ v to `sums`.
    pub(super) fn add_transposed_times(&self, v: &[f64; BLOCK_ROWS], sums: &mut [Lanes]) {
        for (panel, sums) in self.panels.iter().zip(sums) {
            let mut block_sums = [0.0; LANES];
            for (row, value) in panel.iter().zip(v) {
                for lane in 0..LANES {
                    block_sums[lane] += row[lane] * value;
                }
            }
            for lane in 0..LANES {
                sums[lane] += block_sums[lane];
            }
        }
    }

    /// Multiplies each row by its factor.
    pub(super) fn scale_rows(&mut self, factors: &[f64; BLOCK_ROWS]) {
        for panel in &mut self.panels {
            for (row, factor) in panel.iter_mut().zip(factors) {
                for value in row {
                    *value *= factor;
                }
            }
        }
    }
}

impl Gram {
    pub(super) fn new(n_columns: usize) -> Self {
        let n_panels = n_columns.div_ceil(LANES);
        let n_tiles = n_panels * (n_panels + 1) / 2;
        Self { n_panels, tiles: vec![[[0.0; LANES]; LANES]; n_tiles] }
    }

    /// Adds ZᵀZ of a block.
    pub(super) fn add_block(&mut self, block: &Block) {
        let mut tiles = self.tiles.iter_mut();
        for (first, left) in block.panels.iter().enumerate() {
            for (right, tile) in block.panels[first..].iter().zip(&mut tiles) {
                let product = panel_product(left, right);
                for (sums, terms) in tile.iter_mut().zip(&product) {
                    for lane in 0..LANES {
                        sums[lane] += terms[lane];
                    }
                }
            }
        }
    }

    /// Adds another sum.
    pub(super) fn add(&mut self, other: &Self) {
        for (tile, other) in self.tiles.iter_mut().zip(&other.tiles) {
            for (sums, terms) in tile.iter_mut().zip(other) {
                for lane in 0..LANES {
                    sums[lane] += terms[lane];
                }
            }
        }
    }

    /// The whole symmetric matrix of the first `n` columns, in rows.
    pub(super) fn to_symmetric(&self, n: usize) -> Vec<f64> {
        let mut matrix = vec![0.0; n * n];
        let mut tiles = self.tiles.iter();
        for first in 0..self.n_panels {
            for (second, tile) in (first..self.n_panels).zip(&mut tiles) {
                for (i, values) in (first * LANES..n).zip(tile) {
                    for (j, &value) in (second * LANES..n).zip(values) {
                        matrix[i * n + j] = value;
                        matrix[j * n + i] = value;
                    }
                }
            }
        }
        matrix
    }
}

/// The products of four columns with four columns, summed down the rows of a block.
#[inline]
fn panel_product(left: &[Lanes; BLOCK_ROWS], right: &[Lanes; BLOCK_ROWS]) -> [Lanes; LANES] {
    let mut sums = [[0.0; LANES]; LANES];
    for (left, right) in left.iter().zip(right) {
        for i in 0..LANES {
            for j in 0..LANES {
                sums[i][j] += left[i] * right[j];
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_multiplies_as_the_definition_does() {
        let n_columns = 7;
        let n_rows = 61;
        let entry = |row: usize, column: usize| ((row * 31 + column * 17) % 23) as f64 - 11.0;
        let mut block = Block::new(n_columns);
        // A full block first: what it leaves behind must not count.
        for column in 0..n_columns {
            block.set_column(column, std::iter::repeat_n(5.0, BLOCK_ROWS));
        }
        for column in 0..n_columns {
            block.set_column(column, (0..n_rows).map(|row| entry(row, column)));
        }
        let mut gram = Gram::new(n_columns);
        gram.add_block(&block);
        gram.add_block(&block);
        let matrix = gram.to_symmetric(n_columns);
        for i in 0..n_columns {
            for j in 0..n_columns {
                let wanted: f64 = (0..n_rows).map(|row| 2.0 * entry(row, i) * entry(row, j)).sum();
                assert_eq!(matrix[i * n_columns + j], wanted, "entry ({i}, {j})");
            }
        }
        let b = [[1.0, -2.0, 3.0, 0.5], [4.0, 0.0, -1.0, 0.0]];
        let mut products = [f64::NAN; BLOCK_ROWS];
        block.times(&b, &mut products);
        for (row, product) in products.iter().enumerate() {
            let value = |column: usize| if row < n_rows { entry(row, column) } else { 0.0 };
            let wanted: f64 = (0..n_columns).map(|c| value(c) * b[c / LANES][c % LANES]).sum();
            assert_eq!(*product, wanted, "row {row}");
        }
        let mut sums = [[0.0; LANES]; 2];
        block.add_transposed_times(&products, &mut sums);
        let wanted: f64 = (0..n_rows).map(|row| entry(row, 6) * products[row]).sum();
        assert_eq!(sums[1][2], wanted);
    }
}
