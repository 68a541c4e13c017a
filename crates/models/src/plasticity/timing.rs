//! One spike comes just before or just after another: does that matter to the synapse between them?
//!
//! Spike-timing-dependent plasticity by pairs: with Δt = `t_post` − `t_pre`,
//!
//! Δw = A₊ e^{−Δt/τ₊} for Δt > 0,   Δw = −A₋ e^{Δt/τ₋} for Δt < 0,
//!
//! summed over all pairs by one decaying trace a side, within [0, `w_max`]. Spikes at the same time change
//! nothing. Triplets, rates and location along the dendrite matter in real synapses and not here. Bi & Poo (1998),
//! doi:10.1523/JNEUROSCI.18-24-10464.1998; Song, Miller & Abbott (2000), doi:10.1038/78829.
//!
//! ```
//! use spikebook_models::plasticity::timing::SpikeTiming;
//!
//! let rule = SpikeTiming::new(0.01, 0.0105, 20.0, 20.0, 1.0)?;
//! let (after, _) = rule.follow(0.5, &[0.0], &[10.0]);
//! assert!((after - (0.5 + 0.01 * 0.6065306597126334)).abs() < 1e-15);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::elementary::exp;

use crate::Error;
use crate::error::within;

/// A rule of pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpikeTiming {
    potentiation: f64,
    depression: f64,
    potentiation_ms: f64,
    depression_ms: f64,
    largest_weight: f64,
}

impl SpikeTiming {
    /// From A₊, A₋ (units of the weight), τ₊, τ₋ (ms) and the largest weight.
    ///
    /// # Errors
    /// [`Error::Parameter`]: amplitudes outside [0, 10⁶], time constants or the largest weight not above 0.
    pub fn new(
        potentiation: f64,
        depression: f64,
        potentiation_ms: f64,
        depression_ms: f64,
        largest_weight: f64,
    ) -> Result<Self, Error> {
        for (name, value) in [("potentiation", potentiation), ("depression", depression)] {
            within(name, value, 0.0..=1e6, "a number between 0 and 10⁶")?;
        }
        for (name, value) in [
            ("potentiation_ms", potentiation_ms),
            ("depression_ms", depression_ms),
            ("largest_weight", largest_weight),
        ] {
            within(name, value, 1e-6..=1e6, "a number between 10⁻⁶ and 10⁶")?;
        }
        Ok(Self { potentiation, depression, potentiation_ms, depression_ms, largest_weight })
    }

    /// The change by one pair whose second, postsynaptic spike comes `lag_ms` after the presynaptic one.
    pub fn window(&self, lag_ms: f64) -> f64 {
        if lag_ms > 0.0 {
            self.potentiation * exp(-lag_ms / self.potentiation_ms)
        } else if lag_ms < 0.0 {
            -self.depression * exp(lag_ms / self.depression_ms)
        } else {
            0.0
        }
    }

    /// Follows a weight through two ascending spike trains (ms): the last weight, and time and weight after each
    /// spike of either train.
    pub fn follow(&self, weight: f64, pre_ms: &[f64], post_ms: &[f64]) -> (f64, Vec<(f64, f64)>) {
        let mut weight = weight.clamp(0.0, self.largest_weight);
        let mut steps = Vec::with_capacity(pre_ms.len() + post_ms.len());
        let (mut pre_trace, mut post_trace, mut last_ms) = (0.0, 0.0, f64::NEG_INFINITY);
        let (mut i, mut j) = (0, 0);
        while i < pre_ms.len() || j < post_ms.len() {
            let next = |times: &[f64], k: usize| times.get(k).copied().unwrap_or(f64::INFINITY);
            let now = next(pre_ms, i).min(next(post_ms, j));
            if last_ms.is_finite() {
                pre_trace *= exp(-(now - last_ms) / self.potentiation_ms);
                post_trace *= exp(-(now - last_ms) / self.depression_ms);
            }
            let (first_i, first_j) = (i, j);
            while next(pre_ms, i) == now {
                i += 1;
            }
            while next(post_ms, j) == now {
                j += 1;
            }
            let (n_pre, n_post) = ((i - first_i) as f64, (j - first_j) as f64);
            let change =
                n_post * self.potentiation * pre_trace - n_pre * self.depression * post_trace;
            weight = (weight + change).clamp(0.0, self.largest_weight);
            pre_trace += n_pre;
            post_trace += n_post;
            last_ms = now;
            steps.push((now, weight));
        }
        (weight, steps)
    }
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::*;

    #[test]
    fn traces_sum_over_all_pairs() {
        let rule = SpikeTiming::new(1e-4, 2e-4, 17.0, 34.0, 1.0).expect("a rule");
        let train = |replicate| {
            let mut stream = Seed::from_number(5).replicate("test", replicate);
            let mut times: Vec<f64> = (0..40).map(|_| 500.0 * stream.uniform()).collect();
            times.sort_by(f64::total_cmp);
            times
        };
        let (pre, post) = (train(0), train(1));
        let brute: f64 =
            pre.iter().flat_map(|a| post.iter().map(move |b| rule.window(b - a))).sum();
        let (after, steps) = rule.follow(0.5, &pre, &post);
        assert!((after - 0.5 - brute).abs() < 1e-13);
        assert_eq!(steps.len(), 80);
        insta::assert_snapshot!(
            SpikeTiming::new(0.1, 0.1, 0.0, 20.0, 1.0).expect_err("refused"),
            @"potentiation_ms: got 0, wanted a number between 10⁻⁶ and 10⁶"
        );
    }
}
