//! How fast the neuron fires in the long run, in closed form.

use spikebook_numeric::elementary::{exp, ln, sqrt};
use spikebook_numeric::special::scaled_erfc;
use spikebook_numeric::sum::RunningSum;

use super::LeakyNeuron;

/// Nodes in (0, 1] and weights of the Gauss–Legendre rule of five points, mirrored.
const MIDDLE_WEIGHT: f64 = 128.0 / 225.0;
const NODES: [(f64, f64); 2] = [
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
    (0.906_179_845_938_664, 0.236_926_885_056_189_08),
];
/// The longest panel that the rule is used on.
const PANEL: f64 = 0.05;

impl LeakyNeuron {
    /// The rate under a constant current, spikes/s:
    /// 1/(`t_ref` + τ ln((`V_rest` + R I − `V_reset`)/(`V_rest` + R I − θ))), and 0 where V never reaches θ.
    pub fn rate_hz(&self, current_na: f64) -> f64 {
        let p = &self.parameters;
        let target = p.resting_mv + p.resistance_mohm * current_na;
        if !(target > p.threshold_mv) {
            return 0.0;
        }
        let rise = p.time_constant_ms * ln((target - p.reset_mv) / (target - p.threshold_mv));
        1000.0 / (p.refractory_ms + rise)
    }

    /// The constant current above which it fires, nanoamperes: (θ − `V_rest`)/R.
    pub fn threshold_current_na(&self) -> f64 {
        let p = &self.parameters;
        (p.threshold_mv - p.resting_mv) / p.resistance_mohm
    }

    /// The rate under white noise around a mean current, spikes/s (Siegert's formula):
    /// 1/(`t_ref` + τ √π ∫ e^{u²} (1 + erf u) du) from (`V_reset` − μ)/σ to (θ − μ)/σ, μ = `V_rest` + R I.
    pub fn siegert_rate_hz(&self, mean_na: f64, sigma_mv: f64) -> f64 {
        let p = &self.parameters;
        let mean = p.resting_mv + p.resistance_mohm * mean_na;
        let low = (p.reset_mv - mean) / sigma_mv;
        let high = (p.threshold_mv - mean) / sigma_mv;
        // e^{u²} (1 + erf u) = e^{u²} erfc(−u)
        let integral = integral(low, high, |u| scaled_erfc(-u));
        1000.0 / (p.refractory_ms + p.time_constant_ms * sqrt(std::f64::consts::PI) * integral)
    }

    /// The spread of the intervals over their mean under white noise: the variance of the interval is
    /// 2π τ² ∫ e^{x²} ∫ e^{u²} (1 + erf u)² du dx, x between Siegert's ends and u up to x (Brunel 2000,
    /// appendix). 1 for a Poisson train, 0 for a clock; 1 too where spikes are so rare that numbers hold no rate.
    pub fn interval_variation(&self, mean_na: f64, sigma_mv: f64) -> f64 {
        let p = &self.parameters;
        let mean = p.resting_mv + p.resistance_mohm * mean_na;
        let low = (p.reset_mv - mean) / sigma_mv;
        let high = (p.threshold_mv - mean) / sigma_mv;
        // With u = x − s the two exponentials join: e^{x² − u²} = e^{2xs − s²}, times (e^{u²} erfc(−u))².
        let inner = |x: f64| {
            let end = 2.0 * x.max(0.0) + 7.0;
            integral(0.0, end, |s| {
                let scaled = scaled_erfc(s - x);
                scaled * scaled * exp(s * (2.0 * x - s))
            })
        };
        let variance = 2.0 * std::f64::consts::PI * integral(low, high, inner);
        let rate_hz = self.siegert_rate_hz(mean_na, sigma_mv);
        let variation = 1e-3 * rate_hz * p.time_constant_ms * sqrt(variance);
        if variation.is_finite() { variation } else { 1.0 }
    }
}

/// The integral of a smooth function.
fn integral(low: f64, high: f64, f: impl Fn(f64) -> f64) -> f64 {
    let n_panels = ((high - low) / PANEL).ceil().clamp(1.0, 1e6);
    let half = 0.5 * (high - low) / n_panels;
    let mut total = RunningSum::default();
    for panel in 0..n_panels as usize {
        let middle = low + (2.0 * panel as f64 + 1.0) * half;
        total.add(MIDDLE_WEIGHT * half * f(middle));
        for (node, weight) in NODES {
            total.add(weight * half * (f(middle - node * half) + f(middle + node * half)));
        }
    }
    total.value()
}
