//! Random connections, no input: does a network fall silent, or never come to rest?
//!
//! N rate units with weights drawn at random and a nonlinearity,
//!
//! ```text
//! τ dxᵢ/dt = −xᵢ + g Σⱼ Jᵢⱼ tanh(xⱼ) + inputᵢ,   Jᵢⱼ normal with variance 1/N
//! ```
//!
//! The eigenvalues of J fill a disc of radius 1. Below g = 1 silence is stable; above it, in a large network without input, activity
//! is chaotic: two starts that differ by almost nothing end far apart. In a network of a hundred units the edge is blurred, and
//! many networks above it settle to a cycle. Sompolinsky, Crisanti & Sommers (1988), doi:10.1103/PhysRevLett.61.259.
//!
//! ```
//! use spikebook_models::rate_network::RateNetwork;
//! use spikebook_numeric::Seed;
//!
//! let network = RateNetwork::new(100, 0.5, 0.0, 0.01)?;
//! let session = network.simulate(0.5, 0.001, Seed::from_number(1))?;
//! assert!(session.activity.row(session.activity.nrows() - 1).iter().all(|x| x.abs() < 1e-3));
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use ndarray::Array2;
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::tanh;

use crate::Error;
use crate::error::within;
use crate::integration::{Field, FixedStep, Method};

/// A network of rate units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateNetwork {
    n_units: usize,
    gain: f64,
    input: f64,
    time_constant_s: f64,
}

/// What a network did from two starts.
#[derive(Clone, Debug, PartialEq)]
pub struct RateSession {
    /// The time of each row, seconds
    pub time_s: Vec<f64>,
    /// The state x of each unit (shape: rows × units)
    pub activity: Array2<f64>,
    /// The distance of a second path whose start differs by 10⁻⁶ in each unit, as a root mean square over units
    pub distance: Vec<f64>,
    /// The weights J (shape: units × units)
    pub weights: Array2<f64>,
}

/// How far the second start is from the first, each unit.
const NUDGE: f64 = 1e-6;

impl RateNetwork {
    /// So many units, a gain g, a standard deviation of the constant input over units, and a time constant (seconds).
    ///
    /// # Errors
    /// [`Error::TooFew`] below 2 units; [`Error::Parameter`]: more than 2000 units, a gain or input outside [0, 100], a time
    /// constant outside [10⁻⁶, 100].
    pub fn new(n_units: usize, gain: f64, input: f64, time_constant_s: f64) -> Result<Self, Error> {
        if n_units < 2 {
            return Err(Error::TooFew { what: "units of a network", got: n_units, wanted: 2 });
        }
        within("n_units", n_units as f64, ..=2000.0, "at most 2000")?;
        within("gain", gain, 0.0..=100.0, "a number between 0 and 100")?;
        within("input", input, 0.0..=100.0, "a number between 0 and 100")?;
        let wanted = "a number between 10⁻⁶ and 100";
        within("time_constant_s", time_constant_s, 1e-6..=100.0, wanted)?;
        Ok(Self { n_units, gain, input, time_constant_s })
    }

    /// Follows the network from a random start; weights of unit i from `seed.replicate("weights", i)`.
    ///
    /// # Errors
    /// As [`FixedStep::new`]; [`Error::Parameter`] for a step above τ/5.
    pub fn simulate(&self, duration_s: f64, step_s: f64, seed: Seed) -> Result<RateSession, Error> {
        let most = self.time_constant_s / 5.0;
        within("step_s", step_s, f64::MIN_POSITIVE..=most, "above 0, at most τ/5")?;
        let steps = FixedStep::new(Method::RungeKutta4, step_s, duration_s)?;
        let n = self.n_units;
        let scale = 1.0 / (n as f64).sqrt();
        let row = |i: usize| {
            let stream = &mut seed.replicate("weights", i as u64);
            (0..n).map(|_| scale * stream.standard_normal()).collect::<Vec<f64>>()
        };
        let rows: Vec<Vec<f64>> = (0..n).into_par_iter().map(row).collect();
        let stream = &mut seed.replicate("start", 0);
        let start: Vec<f64> = (0..n).map(|_| stream.standard_normal()).collect();
        let input: Vec<f64> = (0..n).map(|_| self.input * stream.standard_normal()).collect();
        let field = Field::new(n, |_, state: &[f64], slope: &mut [f64]| {
            let rates: Vec<f64> = state.iter().map(|&x| tanh(x)).collect();
            for (i, slope) in slope.iter_mut().enumerate() {
                let drive: f64 = rows[i].iter().zip(&rates).map(|(w, r)| w * r).sum();
                *slope = (-state[i] + self.gain * drive + input[i]) / self.time_constant_s;
            }
        });
        let nudged: Vec<f64> = start.iter().map(|x| x + NUDGE).collect();
        let (first, second) =
            rayon::join(|| steps.integrate(&field, &start), || steps.integrate(&field, &nudged));
        let (first, second) = (first?, second?);
        let apart = |k: usize| {
            let pairs = first.states.row(k).to_vec().into_iter().zip(second.states.row(k).to_vec());
            let squares: f64 = pairs.map(|(a, b)| (a - b) * (a - b)).sum();
            (squares / n as f64).sqrt()
        };
        Ok(RateSession {
            distance: (0..first.time.len()).map(apart).collect(),
            time_s: first.time,
            activity: first.states,
            weights: Array2::from_shape_vec((n, n), rows.concat()).expect("a row a unit"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(gain: f64) -> RateSession {
        let network = RateNetwork::new(200, gain, 0.0, 0.01).expect("a network");
        network.simulate(1.0, 0.001, Seed::from_number(3)).expect("a session")
    }

    fn size(session: &RateSession) -> f64 {
        let last = session.activity.row(session.activity.nrows() - 1);
        (last.iter().map(|x| x * x).sum::<f64>() / last.len() as f64).sqrt()
    }

    #[test]
    fn silence_is_stable_below_one_and_not_above() {
        assert!(size(&session(0.8)) < 1e-4);
        let chaotic = session(2.0);
        assert!(size(&chaotic) > 0.5, "{}", size(&chaotic));
        // The second path leaves the first; below, it comes nearer.
        let last = chaotic.distance[chaotic.distance.len() - 1];
        assert!(last > 100.0 * NUDGE, "{last}");
        let calm = session(0.8);
        assert!(calm.distance[calm.distance.len() - 1] < NUDGE);
    }

    #[test]
    fn weights_have_the_variance_that_they_should() {
        let weights = session(1.0).weights;
        let square = weights.iter().map(|w| w * w).sum::<f64>() / weights.len() as f64;
        // 40,000 draws: four standard errors are 2.8 %.
        assert!((200.0 * square - 1.0).abs() < 0.03, "{square}");
    }

    #[test]
    fn bad_networks_are_refused() {
        insta::assert_snapshot!(RateNetwork::new(0, 1.0, 0.0, 0.01).expect_err("refused"), @"units of a network: got 0, wanted at least 2");
        let network = RateNetwork::new(10, 1.0, 0.0, 0.01).expect("a network");
        let refused = network.simulate(1.0, 0.01, Seed::from_number(1)).expect_err("refused");
        insta::assert_snapshot!(refused, @"step_s: got 0.01, wanted above 0, at most τ/5");
    }
}
