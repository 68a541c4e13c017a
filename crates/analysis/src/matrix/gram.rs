//! The product Zᵀ Z of a block of rows, for the arithmetic where a fit spends its time.
//!
//! Eight rows at a time are multiplied into each row of the sum, in a loop that the compiler turns into vector
//! instructions. The order of every sum is fixed by the source: the bits are the same on any processor.

/// Rows of a block: with some fifty columns it stays in the first-level cache.
pub(crate) const BLOCK_ROWS: usize = 64;

/// Rows that are multiplied at a time.
const RANK: usize = 8;

/// A block of rows, one after the other. Rows that fill it up are 0 and add nothing.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    n_columns: usize,
    values: Vec<f64>,
}

/// The upper triangle of a sum of products Zᵀ Z, in full rows.
#[derive(Clone, Debug)]
pub(crate) struct Gram {
    n_columns: usize,
    sums: Vec<f64>,
}

impl Block {
    /// Room for `n_columns` columns, all 0.
    pub(crate) fn new(n_columns: usize) -> Self {
        Self { n_columns, values: vec![0.0; n_columns * BLOCK_ROWS] }
    }

    /// One row, to be filled.
    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.values[row * self.n_columns..(row + 1) * self.n_columns]
    }

    /// Makes the rows from `row` on 0.
    pub(crate) fn clear_from(&mut self, row: usize) {
        self.values[row * self.n_columns..].fill(0.0);
    }

    /// One row.
    pub(crate) fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.n_columns..(row + 1) * self.n_columns]
    }

    /// Eight rows.
    fn rows(&self, start: usize) -> [&[f64]; RANK] {
        std::array::from_fn(|k| self.row(start + k))
    }

    /// Puts Z b into `products`.
    pub(crate) fn times(&self, b: &[f64], products: &mut [f64; BLOCK_ROWS]) {
        for (row, product) in products.iter_mut().enumerate() {
            *product = super::dot(self.row(row), b);
        }
    }

    /// Adds Zᵀ v to `sums`.
    pub(crate) fn add_transposed_times(&self, v: &[f64; BLOCK_ROWS], sums: &mut [f64]) {
        for start in (0..BLOCK_ROWS).step_by(RANK) {
            add_combination(sums, self.rows(start), std::array::from_fn(|k| v[start + k]));
        }
    }

    /// Puts Z A into `products`, for a square matrix A given in rows, and leaves Z as it is.
    pub(crate) fn times_matrix(&self, a: &[f64], products: &mut Self) {
        let n = self.n_columns;
        products.values.fill(0.0);
        for row in 0..BLOCK_ROWS {
            let sums = &mut products.values[row * n..(row + 1) * n];
            for start in (0..n).step_by(RANK) {
                // Rows of A beyond the last are taken with a factor of 0.
                let a_row = |k: usize| &a[(start + k).min(n - 1) * n..][..n];
                let factor = |k: usize| if start + k < n { self.row(row)[start + k] } else { 0.0 };
                add_combination(sums, std::array::from_fn(a_row), std::array::from_fn(factor));
            }
        }
    }

    /// Multiplies each row by its factor.
    pub(crate) fn scale_rows(&mut self, factors: &[f64; BLOCK_ROWS]) {
        for (row, factor) in factors.iter().enumerate() {
            for value in self.row_mut(row) {
                *value *= factor;
            }
        }
    }
}

impl Gram {
    pub(crate) fn new(n_columns: usize) -> Self {
        Self { n_columns, sums: vec![0.0; n_columns * n_columns] }
    }

    /// Adds Zᵀ Z of a block.
    pub(crate) fn add_block(&mut self, block: &Block) {
        let n = self.n_columns;
        for start in (0..BLOCK_ROWS).step_by(RANK) {
            let [r0, r1, r2, r3, r4, r5, r6, r7] = block.rows(start);
            for i in 0..n {
                // Spelled out: `map` over the eight rows is not inlined, and costs as much as the sums.
                let factors = [r0[i], r1[i], r2[i], r3[i], r4[i], r5[i], r6[i], r7[i]];
                let (a, b, c, d) = (&r0[i..], &r1[i..], &r2[i..], &r3[i..]);
                let rows = [a, b, c, d, &r4[i..], &r5[i..], &r6[i..], &r7[i..]];
                add_combination(&mut self.sums[i * n + i..(i + 1) * n], rows, factors);
            }
        }
    }

    /// The whole symmetric matrix, in rows.
    pub(crate) fn into_symmetric(mut self) -> Vec<f64> {
        let n = self.n_columns;
        for i in 0..n {
            for j in 0..i {
                self.sums[i * n + j] = self.sums[j * n + i];
            }
        }
        self.sums
    }
}

/// Adds Σₖ factorₖ · rowₖ to `sums`, in the order of k.
fn add_combination(sums: &mut [f64], rows: [&[f64]; RANK], factors: [f64; RANK]) {
    let n = sums.len();
    let [r0, r1, r2, r3, r4, r5, r6, r7] = rows;
    let (r0, r1, r2, r3) = (&r0[..n], &r1[..n], &r2[..n], &r3[..n]);
    let (r4, r5, r6, r7) = (&r4[..n], &r5[..n], &r6[..n], &r7[..n]);
    let [f0, f1, f2, f3, f4, f5, f6, f7] = factors;
    for j in 0..n {
        let mut sum = sums[j];
        sum += f0 * r0[j];
        sum += f1 * r1[j];
        sum += f2 * r2[j];
        sum += f3 * r3[j];
        sum += f4 * r4[j];
        sum += f5 * r5[j];
        sum += f6 * r6[j];
        sum += f7 * r7[j];
        sums[j] = sum;
    }
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
        block.values.fill(5.0);
        for row in 0..n_rows {
            for (column, value) in block.row_mut(row).iter_mut().enumerate() {
                *value = entry(row, column);
            }
        }
        block.clear_from(n_rows);
        let mut gram = Gram::new(n_columns);
        gram.add_block(&block);
        gram.add_block(&block);
        let matrix = gram.into_symmetric();
        for i in 0..n_columns {
            for j in 0..n_columns {
                let wanted: f64 = (0..n_rows).map(|row| 2.0 * entry(row, i) * entry(row, j)).sum();
                assert_eq!(matrix[i * n_columns + j], wanted, "entry ({i}, {j})");
            }
        }
        let b = [1.0, -2.0, 3.0, 0.5, 4.0, 0.0, -1.0];
        let mut products = [f64::NAN; BLOCK_ROWS];
        block.times(&b, &mut products);
        for (row, product) in products.iter().enumerate() {
            let value = |column: usize| if row < n_rows { entry(row, column) } else { 0.0 };
            let wanted: f64 = (0..n_columns).map(|column| value(column) * b[column]).sum();
            assert_eq!(*product, wanted, "row {row}");
        }
        let mut sums = [0.0; 7];
        block.add_transposed_times(&products, &mut sums);
        let wanted: f64 = (0..n_rows).map(|row| entry(row, 6) * products[row]).sum();
        assert_eq!(sums[6], wanted);
        let mut squares = Block::new(n_columns);
        block.times_matrix(&matrix, &mut squares);
        let wanted: f64 = (0..n_columns).map(|k| entry(9, k) * matrix[k * n_columns + 5]).sum();
        assert_eq!(squares.row(9)[5], wanted);
        let factors = std::array::from_fn(|row| row as f64);
        block.scale_rows(&factors);
        assert_eq!(block.row(3)[2], 3.0 * entry(3, 2));
    }
}
