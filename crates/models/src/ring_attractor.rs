//! A rat's head stops turning and the lights go out: what keeps the compass where it was?
//!
//! N rate units stand on a ring, unit i for the direction θᵢ. Neighbours excite each other, opposites inhibit,
//!
//! ```text
//! τ dxᵢ/dt = −xᵢ + [ (1/N) Σⱼ (J₀ + J₁ cos(θᵢ − θⱼ)) xⱼ + I₀ + input ]₊
//! ```
//!
//! For J₁ > 2 the even state is unstable and a bump of activity forms, of half-width ψ with J₁ = 2π / (ψ − ½ sin 2ψ), whatever the
//! input that calls it up. Where it stands is free: it stays where a cue has put it. What is free is also defenceless: noise in
//! the units lets the bump wander, its variance growing with time and falling with N, and a real ring needs its
//! weights tuned by something.
//!
//! The width of a noisy bump cannot be read off its edge: noise that is cut at 0 keeps every unit a little active. It is read
//! off the drive instead, which has no noise of its own. With m the mean activity and f its first harmonic the recurrent drive is
//! J₀ m + I₀ + J₁ f cos(θ − bump), above 0 up to ψ with cos ψ = −(J₀ m + I₀)/(J₁ f). Strong noise does widen a bump, as its mean far from
//! the bump is an input that the closed form does not know. Ben-Yishai, Bar-Or & Sompolinsky (1995), doi:10.1073/pnas.92.9.3844; Zhang (1996),
//! doi:10.1523/JNEUROSCI.16-06-02112.1996.
//!
//! ```
//! use spikebook_models::ring_attractor::{RingAttractor, RingParameters};
//! use spikebook_numeric::Seed;
//!
//! let ring = RingAttractor::new(RingParameters { noise: 0.0, ..Default::default() })?;
//! let session = ring.simulate(90.0, 1.0, Seed::from_number(1))?;
//! assert!((session.bump_deg.last().copied().unwrap_or(0.0) - 90.0).abs() < 0.1);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use std::f64::consts::{PI, TAU};

use ndarray::Array2;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{acos, atan2, cos, sin};

use crate::Error;
use crate::error::within;
use crate::integration::{IntegrationError, Steps};

/// The numbers of a ring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RingParameters {
    /// N, how many units
    pub n_units: usize,
    /// J₀, coupling of all with all
    pub even_coupling: f64,
    /// J₁, coupling of neighbours
    pub tuned_coupling: f64,
    /// I₀, input to all units
    pub input: f64,
    /// How much more the unit at the cue gets
    pub cue: f64,
    /// How long the cue lasts, seconds
    pub cue_s: f64,
    /// Size of the noise of each unit, per root of τ
    pub noise: f64,
    /// τ, seconds
    pub time_constant_s: f64,
    /// The step, seconds
    pub step_s: f64,
}

impl Default for RingParameters {
    fn default() -> Self {
        Self {
            n_units: 128,
            even_coupling: -8.0,
            tuned_coupling: 4.0,
            input: 1.0,
            cue: 1.0,
            cue_s: 0.2,
            noise: 0.05,
            time_constant_s: 0.01,
            step_s: 0.0005,
        }
    }
}

/// A ring of units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RingAttractor(RingParameters);

/// What a ring did: one row every ten steps.
#[derive(Clone, Debug, PartialEq)]
pub struct RingSession {
    /// The time of each row, seconds
    pub time_s: Vec<f64>,
    /// The activity of each unit (shape: rows × units)
    pub activity: Array2<f64>,
    /// Where the bump stands at each row: the direction of the population vector, 0 to 360
    pub bump_deg: Vec<f64>,
    /// Half of the arc on which units are driven above their threshold, degrees: of the recurrent drive and I₀, averaged
    /// over the second half of the session
    pub half_width_deg: f64,
}

const EVERY: usize = 10;

impl RingAttractor {
    /// From parameters.
    ///
    /// # Errors
    /// [`Error::TooFew`] below 8 units; [`Error::Parameter`]: more than 4096 units, a coupling beyond ±100, an evenly coupled ring that
    /// runs away (J₀ ≥ 1), input, cue or noise outside [0, 100], times not above 0, a step above τ/5.
    pub fn new(parameters: RingParameters) -> Result<Self, Error> {
        let p = &parameters;
        if p.n_units < 8 {
            return Err(Error::TooFew { what: "units of a ring", got: p.n_units, wanted: 8 });
        }
        within("n_units", p.n_units as f64, ..=4096.0, "at most 4096")?;
        within("even_coupling", p.even_coupling, -100.0..1.0, "at least −100 and below 1")?;
        within("tuned_coupling", p.tuned_coupling, -100.0..=100.0, "between −100 and 100")?;
        for (name, value) in [("input", p.input), ("cue", p.cue), ("noise", p.noise)] {
            within(name, value, 0.0..=100.0, "a number between 0 and 100")?;
        }
        within("cue_s", p.cue_s, 0.0..=1e4, "a number between 0 and 10,000")?;
        let above = "a number above 0, at most 100";
        within("time_constant_s", p.time_constant_s, 1e-6..=100.0, above)?;
        let most = p.time_constant_s / 5.0;
        within("step_s", p.step_s, 1e-9..=most, "above 0, at most τ/5")?;
        Ok(Self(parameters))
    }

    /// The half-width ψ of a bump in a ring of very many units, degrees; none where no bump forms (J₁ ≤ 2).
    pub fn theoretical_half_width_deg(&self) -> Option<f64> {
        let wanted = TAU / self.0.tuned_coupling;
        if self.0.tuned_coupling <= 2.0 {
            return None;
        }
        // ψ − ½ sin 2ψ rises from 0 to π.
        let (mut low, mut high) = (0.0, PI);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if middle - 0.5 * sin(2.0 * middle) < wanted {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(low.to_degrees())
    }

    /// Shows a cue at a direction and follows the ring from silence, with noise from `seed.replicate("noise", 0)`.
    ///
    /// # Errors
    /// As [`Steps::new`] for the duration; [`Error::Parameter`] for a direction beyond ±10⁶;
    /// [`IntegrationError::Diverged`] with the time where the activity leaves the numbers.
    pub fn simulate(
        &self,
        cue_deg: f64,
        duration_s: f64,
        seed: Seed,
    ) -> Result<RingSession, Error> {
        let p = &self.0;
        within("cue_deg", cue_deg, -1e6..=1e6, "a number between −10⁶ and 10⁶")?;
        let steps = Steps::new(p.step_s, duration_s)?;
        let n = p.n_units;
        let angle: Vec<f64> = (0..n).map(|i| TAU * i as f64 / n as f64).collect();
        let (cosine, sine): (Vec<f64>, Vec<f64>) = angle.iter().map(|&a| (cos(a), sin(a))).unzip();
        let at_cue: Vec<f64> = angle.iter().map(|a| cos(a - cue_deg.to_radians())).collect();
        let stream = &mut seed.replicate("noise", 0);
        let share = p.step_s / p.time_constant_s;
        let size = p.noise * share.sqrt();
        let mut x = vec![0.0; n];
        let (mut time_s, mut flat, mut bump_deg) = (Vec::new(), Vec::new(), Vec::new());
        let (mut late_even, mut late_tuned) = (0.0, 0.0);
        for step in 0..=steps.n_steps() {
            // The coupling has three numbers for all: the mean and the first harmonic.
            let mean = |weights: Option<&[f64]>| {
                let sum: f64 = match weights {
                    Some(weights) => x.iter().zip(weights).map(|(x, w)| x * w).sum(),
                    None => x.iter().sum(),
                };
                sum / n as f64
            };
            let (even, along, across) = (mean(None), mean(Some(&cosine)), mean(Some(&sine)));
            if 2 * step >= steps.n_steps() {
                late_even += even;
                late_tuned += (along * along + across * across).sqrt();
            }
            if step % EVERY == 0 {
                time_s.push(steps.time(step));
                flat.extend_from_slice(&x);
                bump_deg.push(atan2(across, along).to_degrees().rem_euclid(360.0));
            }
            let cued = if steps.time(step) < p.cue_s { p.cue } else { 0.0 };
            let before = x.clone();
            let places = cosine.iter().zip(&sine).zip(&at_cue);
            for (x, ((c, s), near)) in x.iter_mut().zip(places) {
                let tuned = along * c + across * s;
                let drive = p.even_coupling * even
                    + p.tuned_coupling * tuned
                    + p.input
                    + cued * near.max(0.0);
                let noise = if size > 0.0 { size * stream.standard_normal() } else { 0.0 };
                *x = (*x + share * (drive.max(0.0) - *x) + noise).max(0.0);
            }
            if !x.iter().all(|value| value.is_finite()) {
                let time = steps.time(step + 1);
                return Err(IntegrationError::Diverged { time, state: before }.into());
            }
        }
        let n_late = (steps.n_steps() + 1 - steps.n_steps().div_ceil(2)) as f64;
        let rows = time_s.len();
        Ok(RingSession {
            time_s,
            activity: Array2::from_shape_vec((rows, n), flat).expect("a row a time"),
            bump_deg,
            half_width_deg: self.driven_half_width_deg(late_even / n_late, late_tuned / n_late),
        })
    }

    /// Half of the arc on which J₀ m + I₀ + J₁ f cos θ is above 0, degrees.
    fn driven_half_width_deg(&self, even: f64, tuned: f64) -> f64 {
        let all = self.0.even_coupling * even + self.0.input;
        let most = (self.0.tuned_coupling * tuned).abs();
        if all >= most {
            return 180.0;
        }
        if all <= -most {
            return 0.0;
        }
        acos(-all / most).to_degrees()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet() -> RingParameters {
        RingParameters { noise: 0.0, ..Default::default() }
    }

    #[test]
    fn a_bump_has_the_width_of_the_theory_and_stays() {
        for tuned_coupling in [3.0, 4.0, 6.0] {
            let ring =
                RingAttractor::new(RingParameters { tuned_coupling, n_units: 512, ..quiet() });
            let ring = ring.expect("a ring");
            let session = ring.simulate(200.0, 2.0, Seed::from_number(1)).expect("a session");
            let wanted = ring.theoretical_half_width_deg().expect("a bump");
            assert!(
                (session.half_width_deg - wanted).abs() < 0.05,
                "{} {wanted}",
                session.half_width_deg
            );
            let last = session.bump_deg[session.bump_deg.len() - 1];
            // The grid of units pins the bump a little: a fourteenth of the 0.7° from one to the next.
            assert!((last - 200.0).abs() < 0.05, "{last}");
        }
        // J₁ = 2π/(ψ − ½ sin 2ψ) at ψ = 90° is 4.
        let right = RingAttractor::new(quiet()).expect("a ring").theoretical_half_width_deg();
        assert!((right.expect("a bump") - 90.0).abs() < 1e-9);
    }

    #[test]
    fn noise_does_not_pass_for_a_wide_bump() {
        let widths = |noise: f64| {
            let ring = RingAttractor::new(RingParameters { noise, n_units: 256, ..quiet() });
            let ring = ring.expect("a ring");
            let width = |number| {
                let session = ring.simulate(200.0, 3.0, Seed::from_number(number));
                session.expect("a session").half_width_deg
            };
            (width(1), width(2))
        };
        // The closed form says 90°. Noise cut at 0 has a mean of about 0.4 of its size off the bump, a small
        // input that widens it a little.
        let (a, b) = widths(0.01);
        assert!((a - 90.0).abs() < 2.0 && (b - 90.0).abs() < 2.0, "{a} {b}");
        let (a, b) = widths(0.05);
        assert!((a - 90.0).abs() < 6.0 && (b - 90.0).abs() < 6.0, "{a} {b}");
        assert!((a - b).abs() < 0.5, "{a} {b}");
    }

    #[test]
    fn without_enough_coupling_the_ring_forgets() {
        let ring = RingAttractor::new(RingParameters { tuned_coupling: 1.0, ..quiet() });
        let session = ring.expect("a ring").simulate(200.0, 2.0, Seed::from_number(1));
        let last = session.expect("a session");
        let row = last.activity.row(last.activity.nrows() - 1);
        let spread =
            row.iter().copied().fold(0.0, f64::max) - row.iter().copied().fold(9.0, f64::min);
        assert!(spread < 1e-6, "{spread}");
        assert!((last.half_width_deg - 180.0).abs() < 1e-9);
    }

    #[test]
    fn noise_moves_the_bump_less_the_more_units_there_are() {
        let wander = |n_units: usize| {
            let ring = RingAttractor::new(RingParameters { n_units, noise: 0.1, ..quiet() });
            let ring = ring.expect("a ring");
            let squares = (0..8).map(|number| {
                let session = ring.simulate(180.0, 2.0, Seed::from_number(number));
                let last = session.expect("a session").bump_deg.last().copied().expect("rows");
                (last - 180.0) * (last - 180.0)
            });
            (squares.sum::<f64>() / 8.0).sqrt()
        };
        let (few, many) = (wander(32), wander(512));
        assert!(few > 2.0 * many, "{few} {many}");
    }

    #[test]
    fn bad_rings_are_refused() {
        let refused = |p| RingAttractor::new(p).expect_err("refused").to_string();
        insta::assert_snapshot!(refused(RingParameters { n_units: 0, ..quiet() }), @"units of a ring: got 0, wanted at least 8");
        insta::assert_snapshot!(refused(RingParameters { step_s: 0.01, ..quiet() }), @"step_s: got 0.01, wanted above 0, at most τ/5");
        insta::assert_snapshot!(refused(RingParameters { even_coupling: 1.5, ..quiet() }), @"even_coupling: got 1.5, wanted at least −100 and below 1");
    }
}
