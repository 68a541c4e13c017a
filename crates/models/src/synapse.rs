//! A spike arrives: what does the other side feel, and does it remember the spikes before?
//!
//! Short-term plasticity after Tsodyks and Markram: a share R of the resources is at hand and a share u of it is
//! released by a spike. Between spikes both relax, at a spike they jump,
//!
//! ```text
//! dR/dt = (1 − R)/τ_rec,   du/dt = −u/τ_fac
//! spike: u ← u + U (1 − u),   released = u R,   R ← R − released
//! ```
//!
//! With `τ_fac` = 0, u is always U. A regular train at rate r settles: the release per spike falls as 1/r where
//! depression rules. [`Release`] adds chance: each of n sites releases with a probability, so the released quanta
//! are binomial. [`Synapse`] turns arrivals into a current or a conductance that decays with τ, and a [`Membrane`] turns that into a voltage.
//! Tsodyks, Pawelzik & Markram (1998), doi:10.1162/089976698300017502; Katz & del Castillo (1954),
//! doi:10.1113/jphysiol.1954.sp005129.
//!
//! ```
//! use spikebook_models::synapse::ShortTerm;
//!
//! let depressing = ShortTerm::new(0.5, 800.0, 0.0)?;
//! let released = depressing.releases(&[0.0, 50.0, 100.0, 150.0]);
//! assert!(released.windows(2).all(|pair| pair[1] < pair[0]));
//! # Ok::<(), spikebook_models::Error>(())
//! ```

mod membrane;
mod postsynaptic;

pub use membrane::Membrane;
pub use postsynaptic::{Effect, Synapse};

use spikebook_numeric::Stream;
use spikebook_numeric::elementary::exp;

use crate::Error;
use crate::error::within;

/// Short-term depression and facilitation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShortTerm {
    utilisation: f64,
    recovery_ms: f64,
    facilitation_ms: f64,
}

impl ShortTerm {
    /// From U, `τ_rec` and `τ_fac` (ms; 0 means no facilitation).
    ///
    /// # Errors
    /// [`Error::Parameter`]: U outside (0, 1], a recovery outside (0, 10⁶] ms, a facilitation outside [0, 10⁶] ms.
    pub fn new(utilisation: f64, recovery_ms: f64, facilitation_ms: f64) -> Result<Self, Error> {
        let wanted = "a number above 0, at most 1";
        within("utilisation", utilisation, f64::MIN_POSITIVE..=1.0, wanted)?;
        let wanted = "a number above 0, at most 10⁶";
        within("recovery_ms", recovery_ms, f64::MIN_POSITIVE..=1e6, wanted)?;
        within("facilitation_ms", facilitation_ms, 0.0..=1e6, "a number between 0 and 10⁶")?;
        Ok(Self { utilisation, recovery_ms, facilitation_ms })
    }

    /// The share of all resources that each of the ascending spikes (ms) releases, from rest.
    pub fn releases(&self, spike_times_ms: &[f64]) -> Vec<f64> {
        let (mut resources, mut use_share) = (1.0, 0.0);
        let mut last_ms: Option<f64> = None;
        let mut released = Vec::with_capacity(spike_times_ms.len());
        for &now in spike_times_ms {
            if let Some(last) = last_ms {
                resources = 1.0 - (1.0 - resources) * exp(-(now - last) / self.recovery_ms);
                use_share = if self.facilitation_ms > 0.0 {
                    use_share * exp(-(now - last) / self.facilitation_ms)
                } else {
                    0.0
                };
            }
            use_share += self.utilisation * (1.0 - use_share);
            released.push(use_share * resources);
            resources -= use_share * resources;
            last_ms = Some(now);
        }
        released
    }

    /// The release per spike to which a regular train at a rate settles.
    pub fn steady_release(&self, rate_hz: f64) -> f64 {
        let interval_ms = 1000.0 / rate_hz;
        let recovery = exp(-interval_ms / self.recovery_ms);
        let memory =
            if self.facilitation_ms > 0.0 { exp(-interval_ms / self.facilitation_ms) } else { 0.0 };
        let use_share = self.utilisation / (1.0 - (1.0 - self.utilisation) * memory);
        use_share * (1.0 - recovery) / (1.0 - (1.0 - use_share) * recovery)
    }
}

/// Release by chance: n sites, each with a probability, each quantum of one size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Release {
    n_sites: u32,
    probability: f64,
    quantum: f64,
}

impl Release {
    /// From the number of sites, the probability and the size of a quantum (the unit of the response).
    ///
    /// # Errors
    /// [`Error::TooFew`] without a site; [`Error::Parameter`] for a probability outside [0, 1] or a quantum that is
    /// not finite.
    pub fn new(n_sites: u32, probability: f64, quantum: f64) -> Result<Self, Error> {
        if n_sites == 0 {
            return Err(Error::TooFew { what: "release sites", got: 0, wanted: 1 });
        }
        within("probability", probability, 0.0..=1.0, "a number between 0 and 1")?;
        within("quantum", quantum, f64::MIN..=f64::MAX, "a finite number")?;
        Ok(Self { n_sites, probability, quantum })
    }

    /// The response to one spike.
    pub fn draw(&self, stream: &mut Stream) -> f64 {
        let sites = 0..self.n_sites;
        sites.filter(|_| stream.bernoulli(self.probability)).count() as f64 * self.quantum
    }

    /// The mean and the variance of the response: n p q and n p (1 − p) q².
    pub fn moments(&self) -> (f64, f64) {
        let mean = f64::from(self.n_sites) * self.probability * self.quantum;
        (mean, mean * (1.0 - self.probability) * self.quantum)
    }
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::*;

    #[test]
    fn a_regular_train_settles_where_it_should() {
        for (u, recovery, facilitation) in
            [(0.5, 800.0, 0.0), (0.05, 100.0, 600.0), (1.0, 50.0, 0.0)]
        {
            let synapse = ShortTerm::new(u, recovery, facilitation).expect("a synapse");
            for rate in [5.0, 20.0, 80.0] {
                let spikes: Vec<f64> = (0..2000).map(|k| f64::from(k) * 1000.0 / rate).collect();
                let last = synapse.releases(&spikes)[1999];
                assert!((last / synapse.steady_release(rate) - 1.0).abs() < 1e-9);
            }
        }
        // Facilitation: the second of two close spikes releases more.
        let released =
            ShortTerm::new(0.05, 100.0, 600.0).expect("a synapse").releases(&[0.0, 20.0]);
        assert!(released[1] > 1.5 * released[0]);
    }

    #[test]
    fn quanta_are_binomial() {
        let release = Release::new(4, 0.25, 2.0).expect("a release");
        let mut stream = Seed::from_number(2).replicate("test", 0);
        let draws: Vec<f64> = (0..20_000).map(|_| release.draw(&mut stream)).collect();
        let mean = draws.iter().sum::<f64>() / 2e4;
        let variance = draws.iter().map(|d| (d - mean) * (d - mean)).sum::<f64>() / 2e4;
        assert_eq!(release.moments(), (2.0, 3.0));
        // Four standard errors: √(3/20000) = 0.0122, and about 3 √(2/20000) = 0.03.
        assert!((mean - 2.0).abs() < 0.05 && (variance - 3.0).abs() < 0.12, "{mean} {variance}");
    }

    #[test]
    fn bad_synapses_are_refused() {
        insta::assert_snapshot!(Release::new(1, 1.5, 1.0).expect_err("refused"), @"probability: got 1.5, wanted a number between 0 and 1");
        insta::assert_snapshot!(Release::new(0, 0.5, 1.0).expect_err("refused"), @"release sites: got 0, wanted at least 1");
        insta::assert_snapshot!(ShortTerm::new(0.5, 0.0, 1.0).expect_err("refused"), @"recovery_ms: got 0, wanted a number above 0, at most 10⁶");
    }
}
