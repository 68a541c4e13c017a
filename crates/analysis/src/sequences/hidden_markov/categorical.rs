//! Symbols of a list, each with a probability in each state.

use std::ops::Range;

use ndarray::{Array2, ArrayView2};
use spikebook_numeric::Stream;
use spikebook_numeric::elementary::ln;

use super::{BLOCK_STEPS, Emissions, Symbols};
use crate::Error;

/// How far the probabilities of a row may be from adding up to 1.
const ROUNDING: f64 = 1e-8;

/// Symbols: P(symbol s | state k) = Bₖₛ.
#[derive(Clone, Debug, PartialEq)]
pub struct Categorical {
    /// states × symbols
    probabilities: Array2<f64>,
    ln_probabilities: Array2<f64>,
}

impl Categorical {
    /// From the probability of each symbol in each state (states × symbols, rows add up to 1).
    ///
    /// # Errors
    /// [`Error::TooFew`] without a state or symbol; [`Error::OutOfRange`] for an entry outside [0, 1] or a
    /// row that does not add up to 1.
    pub fn new(probabilities: ArrayView2<'_, f64>) -> Result<Self, Error> {
        for (what, got) in [("states", probabilities.nrows()), ("symbols", probabilities.ncols())] {
            if got == 0 {
                return Err(Error::TooFew { what, got, wanted: 1 });
            }
        }
        check_distributions("probabilities of symbols", probabilities)?;
        Ok(Self::of(probabilities.to_owned()))
    }

    fn of(probabilities: Array2<f64>) -> Self {
        Self { ln_probabilities: probabilities.mapv(ln), probabilities }
    }

    /// The probability of each symbol (states × symbols).
    pub fn probabilities(&self) -> ArrayView2<'_, f64> {
        self.probabilities.view()
    }
}

impl Emissions for Categorical {
    type Observations = Symbols;
    type Sums = Array2<f64>;

    fn drawn(symbols: &Symbols, n_states: usize, stream: &mut Stream) -> Result<Self, Error> {
        let mut weights = Array2::zeros((n_states, symbols.n_symbols()));
        for weight in &mut weights {
            *weight = 0.2 + stream.standard_exponential();
        }
        Ok(Self::of(normalised(weights)))
    }

    fn n_states(&self) -> usize {
        self.probabilities.nrows()
    }

    fn n_parameters(&self) -> usize {
        self.n_states() * (self.probabilities.ncols() - 1)
    }

    /// The mean number of the symbol.
    fn rank(&self) -> Vec<f64> {
        let mean = |row: ndarray::ArrayView1<'_, f64>| {
            row.iter().enumerate().map(|(symbol, p)| symbol as f64 * p).sum()
        };
        self.probabilities.outer_iter().map(mean).collect()
    }

    fn reordered(&self, order: &[usize]) -> Self {
        Self::of(self.probabilities.select(ndarray::Axis(0), order))
    }

    fn check(&self, symbols: &Symbols) -> Result<(), Error> {
        let wanted = self.probabilities.ncols();
        crate::matrix::check_length("symbols of the list", symbols.n_symbols(), wanted)
    }

    fn ln_probabilities(&self, symbols: &Symbols, steps: Range<usize>, into: &mut [f64]) {
        for (state, of_state) in self.ln_probabilities.outer_iter().enumerate() {
            for (place, step) in steps.clone().enumerate() {
                into[state * BLOCK_STEPS + place] = of_state[symbols.at(step)];
            }
        }
    }

    fn empty_sums(&self) -> Array2<f64> {
        Array2::zeros(self.probabilities.dim())
    }

    fn accumulate(
        &self,
        symbols: &Symbols,
        steps: Range<usize>,
        posterior: &[f64],
        sums: &mut Array2<f64>,
    ) {
        for (state, mut of_state) in sums.outer_iter_mut().enumerate() {
            for (place, step) in steps.clone().enumerate() {
                of_state[symbols.at(step)] += posterior[state * BLOCK_STEPS + place];
            }
        }
    }

    fn merge(sums: &mut Array2<f64>, later: &Array2<f64>) {
        *sums += later;
    }

    fn maximised(&self, sums: &Array2<f64>) -> Result<Self, Error> {
        let mut weights = sums.clone();
        for (mut row, known) in weights.outer_iter_mut().zip(self.probabilities.outer_iter()) {
            if row.sum() <= 0.0 {
                row.assign(&known);
            }
        }
        Ok(Self::of(normalised(weights)))
    }
}

/// Each row over its sum.
pub(super) fn normalised(mut weights: Array2<f64>) -> Array2<f64> {
    for mut row in weights.outer_iter_mut() {
        let total: f64 = row.iter().sum();
        row.mapv_inplace(|weight| weight / total);
    }
    weights
}

/// Refuses rows that are no probabilities.
pub(super) fn check_distributions(
    what: &'static str,
    rows: ArrayView2<'_, f64>,
) -> Result<(), Error> {
    for (row, entries) in rows.outer_iter().enumerate() {
        if let Some(&got) = entries.iter().find(|entry| !(0.0..=1.0).contains(*entry)) {
            return Err(Error::OutOfRange { what, row, got, wanted: "a probability" });
        }
        let got: f64 = entries.iter().sum();
        if (got - 1.0).abs() > ROUNDING {
            let wanted = "probabilities that add up to 1";
            return Err(Error::OutOfRange { what, row, got, wanted });
        }
    }
    Ok(())
}
