//! Sums of products over panels: eight columns side by side, the rows of a panel one after the other.
//!
//! Each kernel is written in vectors of the processor's own width, because the compiler leaves loops over arrays
//! of eight lanes scalar once it has unrolled them. A row of eight lanes is one vector of 512 bits, two of 256 or
//! eight numbers; every lane sees the same products and sums in the same order, and none is fused, so the bits are
//! the same on all of them.
//!
//! ```
//! use spikebook_numeric::vectorised::panels::{Panel, add_gram};
//!
//! // Three rows of eight columns: products of the second column with itself and the third.
//! let rows = [[1.0, 2.0, 3.0], [0.0, 1.0, 1.0], [2.0, 0.0, 5.0]];
//! let panel: Panel<3> = rows.map(|row| std::array::from_fn(|column| row.get(column).copied().unwrap_or(0.0)));
//! let mut tiles = [[[0.0; 8]; 8]];
//! add_gram(&mut tiles, &[panel], &[panel]);
//! assert_eq!((tiles[0][1][1], tiles[0][1][2]), (5.0, 7.0));
//! ```

mod given_rows;

pub use given_rows::{GivenRows, add_row_products, add_weighted_given_rows};

use pulp::{Arch, Simd, WithSimd};

/// Columns of a panel.
pub const LANES: usize = 8;

/// One number for each column of a panel.
pub type Lanes = [f64; LANES];

/// The rows of a panel.
pub type Panel<const ROWS: usize> = [Lanes; ROWS];

/// The products of the columns of two panels.
pub type Tile = [Lanes; LANES];

/// Something done with the lanes of a row in `V` vectors.
trait Kernel {
    fn run<S: Simd, const V: usize>(self, simd: S);
}

struct InVectors<K>(K);

impl<K: Kernel> WithSimd for InVectors<K> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match S::F64_LANES {
            8 => self.0.run::<S, 1>(simd),
            4 => self.0.run::<S, 2>(simd),
            2 => self.0.run::<S, 4>(simd),
            1 => self.0.run::<S, 8>(simd),
            lanes => unreachable!("vectors of {lanes} lanes"),
        }
    }
}

fn dispatch(kernel: impl Kernel) {
    Arch::new().dispatch(InVectors(kernel));
}

#[inline(always)]
fn vectors<S: Simd, const V: usize>(rows: &[Lanes]) -> &[[S::f64s; V]] {
    S::as_simd_f64s(rows.as_flattened()).0.as_chunks().0
}

#[inline(always)]
fn vectors_mut<S: Simd, const V: usize>(rows: &mut [Lanes]) -> &mut [[S::f64s; V]] {
    S::as_mut_simd_f64s(rows.as_flattened_mut()).0.as_chunks_mut().0
}

/// Adds `left`ᵀ `right` to the upper triangle of `tiles`, which lists the pairs of panels row by row.
pub fn add_gram<const ROWS: usize>(
    tiles: &mut [Tile],
    left: &[Panel<ROWS>],
    right: &[Panel<ROWS>],
) {
    dispatch(AddGram { tiles, left, right });
}

struct AddGram<'a, const ROWS: usize> {
    tiles: &'a mut [Tile],
    left: &'a [Panel<ROWS>],
    right: &'a [Panel<ROWS>],
}

impl<const ROWS: usize> Kernel for AddGram<'_, ROWS> {
    #[inline(always)]
    fn run<S: Simd, const V: usize>(self, simd: S) {
        let mut tiles = self.tiles.iter_mut();
        for (i, left) in self.left.iter().enumerate() {
            for (right, tile) in self.right[i..].iter().zip(&mut tiles) {
                if V == 1 {
                    add_part_of_tile::<S, V, 0, 8>(simd, tile, left, right);
                } else {
                    // As many sums as there are registers for.
                    add_part_of_tile::<S, V, 0, 4>(simd, tile, left, right);
                    add_part_of_tile::<S, V, 4, 4>(simd, tile, left, right);
                }
            }
        }
    }
}

/// Adds the products of `COLUMNS` columns of `left` from `FIRST` on with the eight of `right`.
#[inline(always)]
fn add_part_of_tile<S: Simd, const V: usize, const FIRST: usize, const COLUMNS: usize>(
    simd: S,
    tile: &mut Tile,
    left: &[Lanes],
    right: &[Lanes],
) {
    let mut sums = [[simd.splat_f64s(0.0); V]; COLUMNS];
    for (l, r) in left.iter().zip(vectors::<S, V>(right)) {
        for k in 0..COLUMNS {
            let factor = simd.splat_f64s(l[FIRST + k]);
            for v in 0..V {
                sums[k][v] = simd.add_f64s(sums[k][v], simd.mul_f64s(factor, r[v]));
            }
        }
    }
    for (total, sum) in vectors_mut::<S, V>(&mut tile[FIRST..FIRST + COLUMNS]).iter_mut().zip(sums)
    {
        for v in 0..V {
            total[v] = simd.add_f64s(total[v], sum[v]);
        }
    }
}

/// Adds to the lanes of each row its products with `factors`, panel by panel.
pub fn add_products<const ROWS: usize>(
    sums: &mut Panel<ROWS>,
    panels: &[Panel<ROWS>],
    factors: &[Lanes],
) {
    dispatch(AddProducts { sums, panels, factors });
}

struct AddProducts<'a, const ROWS: usize> {
    sums: &'a mut Panel<ROWS>,
    panels: &'a [Panel<ROWS>],
    factors: &'a [Lanes],
}

impl<const ROWS: usize> Kernel for AddProducts<'_, ROWS> {
    #[inline(always)]
    fn run<S: Simd, const V: usize>(self, simd: S) {
        // As many rows at once as there are registers for: their sums are written once.
        let at_once = match V {
            1 => 8,
            2 => 4,
            _ => 1,
        };
        let n_whole = ROWS / at_once * at_once;
        for first in (0..n_whole).step_by(at_once) {
            match V {
                1 => products_of_rows::<S, V, 8, ROWS>(
                    simd,
                    self.sums,
                    self.panels,
                    self.factors,
                    first,
                ),
                2 => products_of_rows::<S, V, 4, ROWS>(
                    simd,
                    self.sums,
                    self.panels,
                    self.factors,
                    first,
                ),
                _ => products_of_rows::<S, V, 1, ROWS>(
                    simd,
                    self.sums,
                    self.panels,
                    self.factors,
                    first,
                ),
            }
        }
        for first in n_whole..ROWS {
            products_of_rows::<S, V, 1, ROWS>(simd, self.sums, self.panels, self.factors, first);
        }
    }
}

/// The rows `first..first + N`.
#[inline(always)]
fn products_of_rows<S: Simd, const V: usize, const N: usize, const ROWS: usize>(
    simd: S,
    sums: &mut Panel<ROWS>,
    panels: &[Panel<ROWS>],
    factors: &[Lanes],
    first: usize,
) {
    let sums = vectors_mut::<S, V>(&mut sums[first..first + N]);
    let mut totals = [[simd.splat_f64s(0.0); V]; N];
    for row in 0..N {
        for v in 0..V {
            totals[row][v] = sums[row][v];
        }
    }
    for (panel, factor) in panels.iter().zip(vectors::<S, V>(factors)) {
        let rows = vectors::<S, V>(&panel[first..first + N]);
        for row in 0..N {
            for v in 0..V {
                let product = simd.mul_f64s(rows[row][v], factor[v]);
                totals[row][v] = simd.add_f64s(totals[row][v], product);
            }
        }
    }
    for row in 0..N {
        for v in 0..V {
            sums[row][v] = totals[row][v];
        }
    }
}

/// Adds to `sums` the rows of each panel times the row's factor. Four rows in turn have sums of their own; rows
/// beyond a multiple of four are left out.
pub fn add_weighted_rows<const ROWS: usize>(
    sums: &mut [Lanes],
    panels: &[Panel<ROWS>],
    factors: &[f64; ROWS],
) {
    dispatch(AddWeightedRows { sums, panels, factors });
}

struct AddWeightedRows<'a, const ROWS: usize> {
    sums: &'a mut [Lanes],
    panels: &'a [Panel<ROWS>],
    factors: &'a [f64; ROWS],
}

impl<const ROWS: usize> Kernel for AddWeightedRows<'_, ROWS> {
    #[inline(always)]
    fn run<S: Simd, const V: usize>(self, simd: S) {
        let (factors, _) = self.factors.as_chunks::<4>();
        for (sum, panel) in vectors_mut::<S, V>(self.sums).iter_mut().zip(self.panels) {
            let mut parts = [[simd.splat_f64s(0.0); V]; 4];
            let (rows, _) = vectors::<S, V>(panel).as_chunks::<4>();
            for (rows, factors) in rows.iter().zip(factors) {
                for part in 0..4 {
                    let factor = simd.splat_f64s(factors[part]);
                    for v in 0..V {
                        let term = simd.mul_f64s(rows[part][v], factor);
                        parts[part][v] = simd.add_f64s(parts[part][v], term);
                    }
                }
            }
            for v in 0..V {
                let first = simd.add_f64s(parts[0][v], parts[1][v]);
                let second = simd.add_f64s(parts[2][v], parts[3][v]);
                sum[v] = simd.add_f64s(sum[v], simd.add_f64s(first, second));
            }
        }
    }
}

/// Puts the rows of each panel times the row's factor into `scaled`.
pub fn scale_rows<const ROWS: usize>(
    scaled: &mut [Panel<ROWS>],
    panels: &[Panel<ROWS>],
    factors: &[f64; ROWS],
) {
    dispatch(ScaleRows { scaled, panels, factors });
}

struct ScaleRows<'a, const ROWS: usize> {
    scaled: &'a mut [Panel<ROWS>],
    panels: &'a [Panel<ROWS>],
    factors: &'a [f64; ROWS],
}

impl<const ROWS: usize> Kernel for ScaleRows<'_, ROWS> {
    #[inline(always)]
    fn run<S: Simd, const V: usize>(self, simd: S) {
        for (scaled, panel) in self.scaled.iter_mut().zip(self.panels) {
            let rows = vectors_mut::<S, V>(scaled).iter_mut().zip(vectors::<S, V>(panel));
            for ((scaled, row), factor) in rows.zip(self.factors) {
                let factor = simd.splat_f64s(*factor);
                for v in 0..V {
                    scaled[v] = simd.mul_f64s(row[v], factor);
                }
            }
        }
    }
}

/// Puts (x − centre) · factor of a row's numbers into row `i` of the panels that it fills.
#[inline(always)]
fn standardise_row<S: Simd, const V: usize, const ROWS: usize>(
    simd: S,
    panels: &mut [Panel<ROWS>],
    i: usize,
    values: &[f64],
    centres: &[Lanes],
    factors: &[Lanes],
) {
    let rows = vectors::<S, V>(values.as_chunks::<LANES>().0);
    let standard = vectors::<S, V>(centres).iter().zip(vectors::<S, V>(factors));
    for ((panel, row), (centre, factor)) in panels.iter_mut().zip(rows).zip(standard) {
        let target = &mut vectors_mut::<S, V>(&mut panel[i..=i])[0];
        for v in 0..V {
            target[v] = simd.mul_f64s(simd.sub_f64s(row[v], centre[v]), factor[v]);
        }
    }
}

/// Puts (x − centre) · factor of the first `n` rows' numbers into the panels that each row fills; numbers beyond
/// the last whole panel are left out.
pub fn standardise_rows<'r, const ROWS: usize>(
    panels: &mut [Panel<ROWS>],
    n: usize,
    row: impl Fn(usize) -> &'r [f64],
    centres: &[Lanes],
    factors: &[Lanes],
) {
    dispatch(StandardiseRows { panels, n, row, centres, factors });
}

struct StandardiseRows<'a, R, const ROWS: usize> {
    panels: &'a mut [Panel<ROWS>],
    n: usize,
    row: R,
    centres: &'a [Lanes],
    factors: &'a [Lanes],
}

impl<'r, R: Fn(usize) -> &'r [f64], const ROWS: usize> Kernel for StandardiseRows<'_, R, ROWS> {
    #[inline(always)]
    fn run<S: Simd, const V: usize>(self, simd: S) {
        for i in 0..self.n {
            let row = (self.row)(i);
            standardise_row::<S, V, ROWS>(simd, self.panels, i, row, self.centres, self.factors);
        }
    }
}

#[cfg(test)]
mod tests;
