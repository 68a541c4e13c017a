//! Products with standardised rows that are never written: each number is centred and scaled as it is read.
//!
//! A pass that needs each row twice at most is bound by memory. Writing standardised panels and reading them again
//! takes longer than the products themselves; here the rows come from memory once, in their own order, and from the
//! caches after that. Every sum has the terms and the order that it has over panels, so the bits are the same.

use pulp::Simd;

use super::{Kernel, LANES, Lanes, Panel, dispatch, vectors, vectors_mut};

/// Rows of a matrix one after the other, and how their numbers are standardised: (x − centre) · scale.
#[derive(Clone, Copy, Debug)]
pub struct GivenRows<'a> {
    /// Whole rows
    pub values: &'a [f64],
    /// Numbers of a row; those beyond the last eight are left out
    pub n_columns: usize,
    /// One a column, eight at a time
    pub centres: &'a [Lanes],
    /// As `centres`
    pub scales: &'a [Lanes],
}

impl<'a> GivenRows<'a> {
    fn n_panels(&self) -> usize {
        self.n_columns / LANES
    }

    fn rows(&self) -> impl Iterator<Item = &'a [f64]> {
        self.values.chunks_exact(self.n_columns.max(1))
    }
}

/// Adds to the lanes of each row its products with `factors`, as [`add_products`](super::add_products) does for panels.
///
/// ```
/// use spikebook_numeric::vectorised::panels::{GivenRows, add_row_products};
///
/// let values: Vec<f64> = (0..16).map(f64::from).collect();
/// let rows = GivenRows { values: &values, n_columns: 8, centres: &[[1.0; 8]], scales: &[[0.5; 8]] };
/// let mut sums = [[0.0; 8]; 2];
/// add_row_products(&mut sums, rows, &[[2.0; 8]]);
/// assert_eq!(sums[1], [7.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0]);
/// ```
pub fn add_row_products<const ROWS: usize>(
    sums: &mut Panel<ROWS>,
    rows: GivenRows<'_>,
    factors: &[Lanes],
) {
    dispatch(AddRowProducts { sums, rows, factors });
}

pub(super) struct AddRowProducts<'a, const ROWS: usize> {
    pub(super) sums: &'a mut Panel<ROWS>,
    pub(super) rows: GivenRows<'a>,
    pub(super) factors: &'a [Lanes],
}

impl<const ROWS: usize> Kernel for AddRowProducts<'_, ROWS> {
    #[inline(always)]
    fn run<S: Simd, const V: usize>(self, simd: S) {
        let centres = vectors::<S, V>(self.rows.centres);
        let scales = vectors::<S, V>(self.rows.scales);
        let factors = vectors::<S, V>(self.factors);
        for (sum, row) in vectors_mut::<S, V>(self.sums).iter_mut().zip(self.rows.rows()) {
            let row = vectors::<S, V>(row.as_chunks().0);
            let mut total = *sum;
            for (((x, centre), scale), factor) in row.iter().zip(centres).zip(scales).zip(factors) {
                for v in 0..V {
                    let z = simd.mul_f64s(simd.sub_f64s(x[v], centre[v]), scale[v]);
                    total[v] = simd.add_f64s(total[v], simd.mul_f64s(z, factor[v]));
                }
            }
            *sum = total;
        }
    }
}

/// Adds to `sums` the standardised rows times the row's factor, as [`add_weighted_rows`](super::add_weighted_rows)
/// does for panels.
///
/// ```
/// use spikebook_numeric::vectorised::panels::{GivenRows, add_weighted_given_rows};
///
/// let values: Vec<f64> = (0..16).map(f64::from).collect();
/// let rows = GivenRows { values: &values, n_columns: 8, centres: &[[1.0; 8]], scales: &[[0.5; 8]] };
/// let mut sums = [[0.0; 8]];
/// add_weighted_given_rows(&mut sums, rows, &[2.0, -2.0]);
/// assert_eq!(sums[0], [-8.0; 8]);
/// ```
pub fn add_weighted_given_rows(sums: &mut [Lanes], rows: GivenRows<'_>, factors: &[f64]) {
    dispatch(AddWeightedGivenRows { sums, rows, factors });
}

pub(super) struct AddWeightedGivenRows<'a> {
    pub(super) sums: &'a mut [Lanes],
    pub(super) rows: GivenRows<'a>,
    pub(super) factors: &'a [f64],
}

impl Kernel for AddWeightedGivenRows<'_> {
    #[inline(always)]
    fn run<S: Simd, const V: usize>(self, simd: S) {
        let n_panels = self.rows.n_panels().min(self.sums.len());
        // As many panels at once as there are registers for.
        let n_fours = if V == 1 { n_panels / 4 * 4 } else { 0 };
        for first in (0..n_fours).step_by(4) {
            add_panels::<S, V, 4>(simd, self.sums, self.rows, self.factors, first);
        }
        for first in n_fours..n_panels {
            add_panels::<S, V, 1>(simd, self.sums, self.rows, self.factors, first);
        }
    }
}

/// The panels `first..first + N`.
#[inline(always)]
fn add_panels<S: Simd, const V: usize, const N: usize>(
    simd: S,
    sums: &mut [Lanes],
    given: GivenRows<'_>,
    factors: &[f64],
    first: usize,
) {
    let n_columns = given.n_columns;
    let centres = &vectors::<S, V>(given.centres)[first..first + N];
    let scales = &vectors::<S, V>(given.scales)[first..first + N];
    let mut parts = [[[simd.splat_f64s(0.0); V]; N]; 4];
    let (fours, rest) = factors.as_chunks::<4>();
    let mut rows = given.values.chunks_exact(4 * n_columns);
    for (rows, factors) in (&mut rows).zip(fours) {
        for part in 0..4 {
            let start = part * n_columns + first * LANES;
            let row = vectors::<S, V>(rows[start..start + N * LANES].as_chunks().0);
            let factor = simd.splat_f64s(factors[part]);
            for k in 0..N {
                for v in 0..V {
                    let z = simd.mul_f64s(simd.sub_f64s(row[k][v], centres[k][v]), scales[k][v]);
                    parts[part][k][v] = simd.add_f64s(parts[part][k][v], simd.mul_f64s(z, factor));
                }
            }
        }
    }
    // Up to three rows more.
    let left = rows.remainder();
    let factors =
        fours.get(given.values.len() / (4 * n_columns)).map_or(rest, <[f64; 4]>::as_slice);
    for part in 0..3 {
        if (part + 1) * n_columns <= left.len() && part < factors.len() {
            let start = part * n_columns + first * LANES;
            let row = vectors::<S, V>(left[start..start + N * LANES].as_chunks().0);
            let factor = simd.splat_f64s(factors[part]);
            for k in 0..N {
                for v in 0..V {
                    let z = simd.mul_f64s(simd.sub_f64s(row[k][v], centres[k][v]), scales[k][v]);
                    parts[part][k][v] = simd.add_f64s(parts[part][k][v], simd.mul_f64s(z, factor));
                }
            }
        }
    }
    for (k, sum) in vectors_mut::<S, V>(&mut sums[first..first + N]).iter_mut().enumerate() {
        for v in 0..V {
            let early = simd.add_f64s(parts[0][k][v], parts[1][k][v]);
            let late = simd.add_f64s(parts[2][k][v], parts[3][k][v]);
            sum[v] = simd.add_f64s(sum[v], simd.add_f64s(early, late));
        }
    }
}
