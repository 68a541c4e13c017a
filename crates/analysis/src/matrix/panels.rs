//! A block of rows laid out for vector instructions: eight columns a panel, the rows of a panel one after the other.
//!
//! The order of the sums of each lane is fixed by the kernels of [`spikebook_numeric::vectorised::panels`], whatever
//! the width of the processor's vectors.

use spikebook_numeric::vectorised::panels::{
    Panel, Tile, add_gram, add_products, add_row_products, add_weighted_given_rows,
    add_weighted_rows, scale_rows, standardise_rows,
};

use super::BLOCK_ROWS;

pub(crate) use spikebook_numeric::vectorised::panels::{GivenRows, LANES};

/// One entry a row of a block.
pub(crate) type RowValues = [f64; BLOCK_ROWS];

/// A block of rows in panels. Columns that fill up the last panel are 0.
#[derive(Clone, Debug)]
pub(crate) struct Panels {
    n_panels: usize,
    values: Vec<[f64; LANES]>,
}

/// The upper triangle of panels of a sum Zᵀ D Z.
#[derive(Clone, Debug)]
pub(crate) struct PanelGram {
    n_panels: usize,
    tiles: Vec<Tile>,
}

/// Panels for so many columns.
pub(crate) fn n_panels(n_columns: usize) -> usize {
    n_columns.div_ceil(LANES)
}

/// A vector over columns in lanes, filled up with 0.
pub(crate) fn in_lanes(
    values: impl IntoIterator<Item = f64>,
    n_columns: usize,
) -> Vec<[f64; LANES]> {
    let mut lanes = vec![[0.0; LANES]; n_panels(n_columns)];
    for (column, value) in values.into_iter().enumerate() {
        lanes[column / LANES][column % LANES] = value;
    }
    lanes
}

impl Panels {
    /// Room for `n_columns` columns, all 0.
    pub(crate) fn new(n_columns: usize) -> Self {
        let n_panels = n_panels(n_columns);
        Self { n_panels, values: vec![[0.0; LANES]; n_panels * BLOCK_ROWS] }
    }

    /// The rows of a panel, to be filled.
    pub(crate) fn panel_mut(&mut self, panel: usize) -> &mut [[f64; LANES]; BLOCK_ROWS] {
        self.values.as_chunks_mut().0.get_mut(panel).expect("a panel of the block")
    }

    /// Puts 0 into a row.
    pub(crate) fn clear_row(&mut self, row: usize) {
        for panel in 0..self.n_panels {
            self.panel_mut(panel)[row] = [0.0; LANES];
        }
    }

    fn all(&self) -> &[Panel<BLOCK_ROWS>] {
        self.values.as_chunks().0
    }

    /// Puts (x − centre) · factor of the first `n` rows' numbers into the panels that each row fills.
    pub(crate) fn standardise<'r>(
        &mut self,
        n: usize,
        row: impl Fn(usize) -> &'r [f64],
        centres: &[[f64; LANES]],
        factors: &[[f64; LANES]],
    ) {
        standardise_rows(self.values.as_chunks_mut::<BLOCK_ROWS>().0, n, row, centres, factors);
    }

    /// Z b
    #[inline(always)]
    pub(crate) fn times(&self, b: &[[f64; LANES]], products: &mut RowValues) {
        let mut sums = [[0.0; LANES]; BLOCK_ROWS];
        add_products(&mut sums, self.all(), b);
        add_lanes(&sums, products);
    }

    /// Z b where the first columns are those of `given`, and `fill` puts the rest into the panels: after the rows
    /// have been read in their order, when they are at hand.
    #[inline(always)]
    pub(crate) fn times_with(
        &mut self,
        given: GivenRows<'_>,
        fill: impl FnOnce(&mut Self),
        b: &[[f64; LANES]],
        products: &mut RowValues,
    ) {
        let (whole, rest) = b.split_at(given.n_columns / LANES);
        let mut sums = [[0.0; LANES]; BLOCK_ROWS];
        add_row_products(&mut sums, given, whole);
        fill(self);
        add_products(&mut sums, self.all(), rest);
        add_lanes(&sums, products);
    }

    /// Adds Zᵀ v to `sums`, with the columns of [`Panels::times_with`].
    pub(crate) fn add_transposed_times_with(
        &self,
        given: GivenRows<'_>,
        v: &RowValues,
        sums: &mut [[f64; LANES]],
    ) {
        let (whole, rest) = sums.split_at_mut(given.n_columns / LANES);
        add_weighted_given_rows(whole, given, v);
        add_weighted_rows(rest, self.all(), v);
    }

    /// Adds Zᵀ v to `sums`.
    pub(crate) fn add_transposed_times(&self, v: &RowValues, sums: &mut [[f64; LANES]]) {
        add_weighted_rows(sums, self.all(), v);
    }
}

/// The sums of lanes, in one order.
#[inline(always)]
fn add_lanes(sums: &[[f64; LANES]; BLOCK_ROWS], totals: &mut RowValues) {
    for (total, s) in totals.iter_mut().zip(sums) {
        *total = ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
    }
}

impl PanelGram {
    pub(crate) fn new(n_columns: usize) -> Self {
        let n_panels = n_panels(n_columns);
        Self { n_panels, tiles: vec![[[0.0; LANES]; LANES]; n_panels * (n_panels + 1) / 2] }
    }

    /// Adds Zᵀ D Z of a block; `scaled` is room for D Z.
    pub(crate) fn add_block(&mut self, block: &Panels, factors: &RowValues, scaled: &mut Panels) {
        scale_rows(scaled.values.as_chunks_mut().0, block.all(), factors);
        add_gram(&mut self.tiles, scaled.all(), block.all());
    }

    /// Adds another sum.
    pub(crate) fn add(&mut self, other: &Self) {
        for (sum, term) in self.tiles.iter_mut().zip(&other.tiles) {
            for (sum, term) in sum.as_flattened_mut().iter_mut().zip(term.as_flattened()) {
                *sum += term;
            }
        }
    }

    /// The entry of two columns.
    pub(crate) fn entry(&self, row: usize, column: usize) -> f64 {
        let (row, column) = (row.min(column), row.max(column));
        let (i, j) = (row / LANES, column / LANES);
        let before = i * self.n_panels - i * (i + 1) / 2 + i;
        self.tiles[before + j - i][row % LANES][column % LANES]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_multiply_as_the_definition_does() {
        let n_columns = 19;
        let entry = |row: usize, column: usize| ((row * 31 + column * 17) % 23) as f64 - 11.0;
        let mut block = Panels::new(n_columns);
        for row in 0..BLOCK_ROWS {
            for column in 0..n_columns {
                block.panel_mut(column / LANES)[row][column % LANES] = entry(row, column);
            }
        }
        let factors: RowValues = std::array::from_fn(|row| (row % 5) as f64);
        let mut gram = PanelGram::new(n_columns);
        let mut scaled = Panels::new(n_columns);
        gram.add_block(&block, &factors, &mut scaled);
        let mut twice = gram.clone();
        twice.add(&gram);
        for i in 0..n_columns {
            for j in 0..n_columns {
                let terms = (0..BLOCK_ROWS).map(|k| factors[k] * entry(k, i) * entry(k, j));
                assert_eq!(gram.entry(i, j), terms.sum::<f64>(), "entry ({i}, {j})");
                assert_eq!(twice.entry(i, j), 2.0 * gram.entry(j, i));
            }
        }
        let b: Vec<f64> = (0..n_columns).map(|j| j as f64 - 4.0).collect();
        let mut products = [f64::NAN; BLOCK_ROWS];
        block.times(&in_lanes(b.iter().copied(), n_columns), &mut products);
        for (row, product) in products.iter().enumerate() {
            let wanted: f64 = (0..n_columns).map(|j| entry(row, j) * b[j]).sum();
            assert_eq!(*product, wanted, "row {row}");
        }
        let mut sums = in_lanes([0.0; 0], n_columns);
        block.add_transposed_times(&factors, &mut sums);
        let wanted: f64 = (0..BLOCK_ROWS).map(|row| entry(row, 18) * factors[row]).sum();
        assert_eq!(sums[2][2], wanted);
        assert_eq!(sums[2][3], 0.0);
        block.clear_row(7);
        block.times(&in_lanes(b.iter().copied(), n_columns), &mut products);
        assert_eq!(products[7], 0.0);
    }
}
