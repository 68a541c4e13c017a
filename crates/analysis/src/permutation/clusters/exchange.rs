//! What is exchanged under the null hypothesis, and the t map of each exchange.

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::{Seed, WideStream};

use super::super::deal::{Dealer, for_each_combination, n_combinations, rows_of};
use super::super::sign_flip::random_bits;
use crate::Error;
use crate::replication::Replication;

/// Rows of maps whose signs or labels could be exchanged.
pub(super) struct Exchange {
    /// One-sample: the maps. Two-sample: the maps less the mean over all rows, the first sample first
    rows: Array2<f64>,
    /// Σ x² over the rows, at each point
    squares: Vec<f64>,
    /// Rows of the first sample; none where signs are exchanged
    n_first: Option<usize>,
}

impl Exchange {
    pub(super) fn signs(maps: ArrayView2<'_, f64>, n_points: usize) -> Result<Self, Error> {
        check("maps", maps, n_points)?;
        Ok(Self::new(maps.as_standard_layout().into_owned(), None))
    }

    pub(super) fn labels(
        a: ArrayView2<'_, f64>,
        b: ArrayView2<'_, f64>,
        n_points: usize,
    ) -> Result<Self, Error> {
        check("maps of sample a", a, n_points)?;
        check("maps of sample b", b, n_points)?;
        let n_first = a.nrows();
        let mut rows = Array2::from_shape_fn((n_first + b.nrows(), n_points), |(row, point)| {
            if row < n_first { a[[row, point]] } else { b[[row - n_first, point]] }
        });
        for mut column in rows.columns_mut() {
            let centre = spikebook_numeric::sum::mean(&column.to_vec());
            column.mapv_inplace(|value| value - centre);
        }
        Ok(Self::new(rows, Some(n_first)))
    }

    fn new(rows: Array2<f64>, n_first: Option<usize>) -> Self {
        let mut squares = vec![0.0; rows.ncols()];
        for row in rows.rows() {
            for (square, value) in squares.iter_mut().zip(row) {
                *square += value * value;
            }
        }
        Self { rows, squares, n_first }
    }

    pub(super) fn degrees_of_freedom(&self) -> f64 {
        (self.rows.nrows() - if self.n_first.is_some() { 2 } else { 1 }) as f64
    }

    pub(super) fn n_exchanges(&self) -> Option<u64> {
        let n_rows = self.rows.nrows();
        match self.n_first {
            Some(n_first) => n_combinations(n_rows, n_first),
            None => (n_rows < 63).then(|| 1 << n_rows),
        }
    }

    /// The t map of the data.
    pub(super) fn observed(&self) -> Result<Vec<f64>, Error> {
        let chosen = 0..self.n_first.unwrap_or(0);
        let t = self.t_map(chosen);
        match t.iter().position(|t| !t.is_finite()) {
            Some(column) if self.squares.iter().all(|square| square.is_finite()) => {
                Err(Error::ConstantColumn { column })
            }
            Some(column) => Err(Error::Overflow { what: format!("point {column} of the maps") }),
            None => Ok(t),
        }
    }

    /// `of` the t map of every exchange.
    pub(super) fn each<T: Send>(&self, of: impl Fn(&[f64]) -> T + Sync) -> Vec<T> {
        let n_rows = self.rows.nrows();
        match self.n_first {
            Some(n_first) => {
                let mut choices = Vec::new();
                for_each_combination(n_rows, n_first, |rows| choices.push(rows.to_vec()));
                let map = |rows: &Vec<usize>| of(&self.t_map(rows.iter().copied()));
                choices.par_iter().map(map).collect()
            }
            None => (0..1_u64 << n_rows)
                .into_par_iter()
                .map(|signs| of(&self.t_map(rows_of(&[signs]))))
                .collect(),
        }
    }

    /// `of` the t maps of random exchanges.
    pub(super) fn random<T: Send>(
        &self,
        n_random: usize,
        seed: Seed,
        of: impl Fn(&[f64]) -> T + Sync,
    ) -> Vec<T> {
        let n_rows = self.rows.nrows();
        let n_smaller = self.n_first.map(|n_first| n_first.min(n_rows - n_first));
        let dealer = n_smaller.map(|n_smaller| Dealer::new(n_rows, n_smaller));
        let choose = |wide: &mut WideStream, bits: &mut [u64]| match dealer {
            Some(dealer) => {
                dealer.deal(wide, bits);
                if Some(dealer.n_chosen()) != self.n_first {
                    // The smaller sample was chosen, and the first one is the other.
                    for word in bits.iter_mut() {
                        *word = !*word;
                    }
                    super::super::deal::clear_beyond(bits, n_rows);
                }
            }
            None => random_bits(wide, bits, n_rows),
        };
        let exchanges = Replication { seed, purpose: "permutation", n_replicates: n_random };
        let scratch = || vec![0; n_rows.div_ceil(64)];
        exchanges.run_with(scratch, |bits, _, stream| {
            choose(&mut stream.wide(), bits);
            of(&self.t_map(rows_of(bits)))
        })
    }

    /// The t map where the `chosen` rows have their sign flipped, or make up the first sample.
    fn t_map(&self, chosen: impl Iterator<Item = usize>) -> Vec<f64> {
        let mut sums = vec![0.0; self.rows.ncols()];
        let add = |sums: &mut Vec<f64>, row: usize, sign: f64| {
            for (sum, value) in sums.iter_mut().zip(self.rows.row(row)) {
                *sum += sign * value;
            }
        };
        let n_rows = self.rows.nrows();
        match self.n_first {
            None => {
                let mut signs = vec![1.0; n_rows];
                chosen.for_each(|row| signs[row] = -1.0);
                for (row, &sign) in signs.iter().enumerate() {
                    add(&mut sums, row, sign);
                }
                let n = n_rows as f64;
                let t = |(sum, squares): (&f64, &f64)| {
                    let mean = sum / n;
                    ratio(mean, (squares - n * mean * mean) / ((n - 1.0) * n), *squares / n)
                };
                sums.iter().zip(&self.squares).map(t).collect()
            }
            Some(n_first) => {
                chosen.for_each(|row| add(&mut sums, row, 1.0));
                let (n_a, n_b) = (n_first as f64, (n_rows - n_first) as f64);
                let t = |(sum, squares): (&f64, &f64)| {
                    // All rows together add up to zero.
                    let (mean_a, mean_b) = (sum / n_a, -sum / n_b);
                    let within = squares - n_a * mean_a * mean_a - n_b * mean_b * mean_b;
                    let variance = within / (n_a + n_b - 2.0) * (1.0 / n_a + 1.0 / n_b);
                    ratio(mean_a - mean_b, variance, *squares / (n_a + n_b))
                };
                sums.iter().zip(&self.squares).map(t).collect()
            }
        }
    }
}

/// A mean over its standard error; infinite where there is a mean and no spread, NaN without either.
fn ratio(mean: f64, variance: f64, scale: f64) -> f64 {
    // What rounding leaves of equal rows is no spread.
    if variance > 1e-15 * scale { mean / sqrt(variance) } else { mean / 0.0 }
}

fn check(what: &'static str, maps: ArrayView2<'_, f64>, n_points: usize) -> Result<(), Error> {
    if maps.nrows() < 2 {
        return Err(Error::TooFew { what, got: maps.nrows(), wanted: 2 });
    }
    if maps.ncols() != n_points {
        return Err(Error::Length { what: "points of a map", got: maps.ncols(), wanted: n_points });
    }
    match maps.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((row, column), &got)) => {
            Err(Error::NonFinite { what: format!("{what}, point {column}"), row, got })
        }
        None => Ok(()),
    }
}
