//! A network is shown patterns and later half of one: does it find the rest?
//!
//! N units are +1 or −1. Hebb's rule stores P patterns in symmetric weights, and each unit in turn takes the
//! sign of its field (a field of 0 changes nothing):
//!
//! W = Σₚ xₚ xₚᵀ / N with zero diagonal,   sᵢ ← sign(Σⱼ Wᵢⱼ sⱼ),   E = −½ sᵀ W s.
//!
//! One unit at a time, E never rises: the state comes to rest. All units at once it may swing between two
//! states for ever. Random patterns are found again up to P ≈ 0.138 N; mixtures of stored patterns and every
//! pattern's negative are at rest too, though nobody stored them (*spurious* states). Real synapses are neither
//! symmetric nor of both signs at once. Hopfield (1982), doi:10.1073/pnas.79.8.2554; Amit, Gutfreund &
//! Sompolinsky (1985), doi:10.1103/PhysRevLett.55.1530.
//!
//! [`sleep`] lets such a network dream, [`capacity`] says how much it can hold, [`shapes`] gives it things that
//! a reader recognises.
//!
//! ```
//! use spikebook_models::hopfield::{Hopfield, flipped, overlap, random_patterns};
//! use spikebook_numeric::Seed;
//!
//! let seed = Seed::from_number(1);
//! let patterns = random_patterns(3, 100, seed)?;
//! let network = Hopfield::storing(patterns.view())?;
//! let mut stream = seed.replicate("recall", 0);
//! let cue = flipped(&patterns.row(0).to_vec(), 0.2, &mut stream);
//! let found = network.relax(&cue, 100, &mut stream)?;
//! assert!(found.settled && overlap(&found.state, &patterns.row(0).to_vec()) == 1.0);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

pub mod capacity;
mod recall;
pub mod shapes;
pub mod sleep;

pub use recall::{RecallScores, RecallTest};

use ndarray::{Array2, ArrayView2};
use spikebook_numeric::sum::sum;
use spikebook_numeric::{Seed, Stream};

use crate::Error;
use crate::error::within;

const MOST_UNITS: usize = 20_000;

/// A network of units that are +1 or −1.
#[derive(Clone, Debug, PartialEq)]
pub struct Hopfield {
    weights: Array2<f64>,
}

/// Where a state came to rest, or did not.
#[derive(Clone, Debug, PartialEq)]
pub struct Relaxation {
    /// The last state
    pub state: Vec<i8>,
    /// The energy at the start and after each sweep over all units
    pub energies: Vec<f64>,
    /// Whether the last sweep changed nothing
    pub settled: bool,
}

impl Hopfield {
    /// A network that has stored nothing.
    ///
    /// # Errors
    /// [`Error::TooFew`] below 2 units; [`Error::Parameter`] above 20,000.
    pub fn empty(n_units: usize) -> Result<Self, Error> {
        if n_units < 2 {
            return Err(Error::TooFew { what: "units of a network", got: n_units, wanted: 2 });
        }
        within("n_units", n_units as f64, ..=MOST_UNITS as f64, "at most 20,000")?;
        Ok(Self { weights: Array2::zeros((n_units, n_units)) })
    }

    /// A network that has stored patterns by Hebb's rule (shape: patterns × units).
    ///
    /// # Errors
    /// As [`Hopfield::empty`]; [`Error::Parameter`] for an entry that is not +1 or −1.
    pub fn storing(patterns: ArrayView2<'_, i8>) -> Result<Self, Error> {
        let mut network = Self::empty(patterns.ncols())?;
        for pattern in patterns.rows() {
            network.imprint(&pattern.to_vec(), 1.0)?;
        }
        Ok(network)
    }

    /// A network with these weights (shape: units × units), such as one that has slept.
    ///
    /// # Errors
    /// As [`Hopfield::empty`]; [`Error::Parameter`] where they are not square, not finite, not symmetric, or a unit
    /// drives itself.
    pub fn with_weights(weights: Array2<f64>) -> Result<Self, Error> {
        let n = Self::empty(weights.nrows())?.n_units() as f64;
        within("columns of the weights", weights.ncols() as f64, n..=n, "as many as rows")?;
        for ((i, j), &weight) in weights.indexed_iter() {
            within("weight", weight, f64::MIN..=f64::MAX, "a finite number")?;
            if i == j {
                within("weight of a unit on itself", weight, 0.0..=0.0, "0")?;
            }
            let back = weights[[j, i]];
            within("weight", weight, back..=back, "the same both ways")?;
        }
        Ok(Self { weights })
    }

    /// Adds strength · x xᵀ / N to the weights, with zero diagonal; a negative strength unlearns.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a state of another length or an entry that is not +1 or −1.
    pub fn imprint(&mut self, state: &[i8], strength: f64) -> Result<(), Error> {
        self.checked(state)?;
        let unit = strength / self.n_units() as f64;
        for (i, mut row) in self.weights.rows_mut().into_iter().enumerate() {
            for (j, weight) in row.iter_mut().enumerate() {
                if i != j {
                    *weight += unit * f64::from(state[i] * state[j]);
                }
            }
        }
        Ok(())
    }

    /// Multiplies all weights by 1 − share.
    pub(crate) fn decay(&mut self, share: f64) {
        self.weights.mapv_inplace(|weight| weight * (1.0 - share));
    }

    /// How many units there are.
    pub fn n_units(&self) -> usize {
        self.weights.nrows()
    }

    /// The symmetric weights (shape: units × units).
    pub fn weights(&self) -> ArrayView2<'_, f64> {
        self.weights.view()
    }

    /// What unit `unit` feels in a state.
    pub fn field(&self, unit: usize, state: &[i8]) -> f64 {
        const LANES: usize = 8;
        let row = self.weights.row(unit);
        let Some(weights) = row.as_slice() else {
            return row.iter().zip(state).map(|(&weight, &s)| weight * f64::from(s)).sum();
        };
        // Eight sums beside each other, in a fixed order.
        let mut lanes = [0.0; LANES];
        for (weights, states) in weights.chunks(LANES).zip(state.chunks(LANES)) {
            for ((lane, &weight), &s) in lanes.iter_mut().zip(weights).zip(states) {
                *lane += weight * f64::from(s);
            }
        }
        lanes.iter().sum()
    }

    /// The energy at the start and after every single update of [`Hopfield::relax`], with the same draws: what its
    /// descent looks like step by step.
    ///
    /// # Errors
    /// As [`Hopfield::relax`].
    pub fn descent(
        &self,
        start: &[i8],
        most_sweeps: usize,
        stream: &mut Stream,
    ) -> Result<Vec<f64>, Error> {
        self.checked(start)?;
        let mut state = start.to_vec();
        let mut energies = vec![self.energy(&state)];
        let mut order: Vec<usize> = (0..state.len()).collect();
        for _ in 0..most_sweeps {
            stream.shuffle(&mut order);
            let mut changes = 0;
            for &unit in &order {
                let changed = self.update_unit(unit, &mut state);
                changes += usize::from(changed);
                // An update without a change leaves the energy as it is, to the last bit.
                let last = energies[energies.len() - 1];
                energies.push(if changed { self.energy(&state) } else { last });
            }
            if changes == 0 {
                break;
            }
        }
        Ok(energies)
    }

    /// E = −½ sᵀ W s.
    ///
    /// # Panics
    /// Where the state is of another length.
    pub fn energy(&self, state: &[i8]) -> f64 {
        assert_eq!(state.len(), self.n_units(), "a number a unit");
        -0.5 * sum((0..state.len()).map(|i| f64::from(state[i]) * self.field(i, state)))
    }

    /// Lets one unit take the sign of its field; true where that changes it.
    pub fn update_unit(&self, unit: usize, state: &mut [i8]) -> bool {
        let field = self.field(unit, state);
        let next = if field > 0.0 {
            1
        } else if field < 0.0 {
            -1
        } else {
            state[unit]
        };
        std::mem::replace(&mut state[unit], next) != next
    }

    /// All units at once.
    pub fn update_all(&self, state: &[i8]) -> Vec<i8> {
        let sign = |i: usize| {
            let mut copy = [state[i]];
            let field = self.field(i, state);
            if field != 0.0 {
                copy[0] = if field > 0.0 { 1 } else { -1 };
            }
            copy[0]
        };
        (0..state.len()).map(sign).collect()
    }

    /// Sweeps over all units, one at a time and in a new random order each sweep, until a sweep changes
    /// nothing or there were `most_sweeps`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a state of another length or an entry that is not +1 or −1.
    pub fn relax(
        &self,
        start: &[i8],
        most_sweeps: usize,
        stream: &mut Stream,
    ) -> Result<Relaxation, Error> {
        self.checked(start)?;
        let mut state = start.to_vec();
        let mut energies = vec![self.energy(&state)];
        let mut order: Vec<usize> = (0..state.len()).collect();
        let mut settled = false;
        for _ in 0..most_sweeps {
            stream.shuffle(&mut order);
            let changes = order.iter().filter(|&&unit| self.update_unit(unit, &mut state)).count();
            if changes == 0 {
                settled = true;
                break;
            }
            energies.push(self.energy(&state));
        }
        Ok(Relaxation { state, energies, settled })
    }

    fn checked(&self, state: &[i8]) -> Result<(), Error> {
        within(
            "length of the state",
            state.len() as f64,
            self.n_units() as f64..=self.n_units() as f64,
            "one number a unit",
        )?;
        match state.iter().find(|&&s| s != 1 && s != -1) {
            Some(&s) => {
                Err(Error::Parameter {
                    parameter: "state", got: f64::from(s), wanted: "+1 or −1"
                })
            }
            None => Ok(()),
        }
    }
}

/// Patterns of independent fair coins (shape: patterns × units); pattern p from the stream
/// `seed.replicate("patterns", p)`.
///
/// # Errors
/// [`Error::TooFew`] without a pattern or a unit.
pub fn random_patterns(n_patterns: usize, n_units: usize, seed: Seed) -> Result<Array2<i8>, Error> {
    for (what, got) in [("patterns", n_patterns), ("units", n_units)] {
        if got == 0 {
            return Err(Error::TooFew { what, got, wanted: 1 });
        }
    }
    let mut patterns = Array2::zeros((n_patterns, n_units));
    for (p, mut row) in patterns.rows_mut().into_iter().enumerate() {
        let state = random_state(n_units, &mut seed.replicate("patterns", p as u64));
        row.iter_mut().zip(state).for_each(|(entry, s)| *entry = s);
    }
    Ok(patterns)
}

/// A state of fair coins.
pub fn random_state(n_units: usize, stream: &mut Stream) -> Vec<i8> {
    (0..n_units).map(|_| if stream.bernoulli(0.5) { 1 } else { -1 }).collect()
}

/// The state with a share of its units, drawn without repetition and rounded to a whole number, turned round.
pub fn flipped(state: &[i8], share: f64, stream: &mut Stream) -> Vec<i8> {
    let mut order: Vec<usize> = (0..state.len()).collect();
    stream.shuffle(&mut order);
    let mut next = state.to_vec();
    let n_flips = (share.clamp(0.0, 1.0) * state.len() as f64).round() as usize;
    order.iter().take(n_flips).for_each(|&unit| next[unit] = -next[unit]);
    next
}

/// The mean product of two states: 1 where they agree everywhere, −1 where nowhere.
pub fn overlap(left: &[i8], right: &[i8]) -> f64 {
    let total: i64 = left.iter().zip(right).map(|(&a, &b)| i64::from(a * b)).sum();
    total as f64 / left.len() as f64
}

#[cfg(test)]
mod tests;
