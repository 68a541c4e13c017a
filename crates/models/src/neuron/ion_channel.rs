//! A channel opens and closes by chance: how many of a patch are open?
//!
//! A closed channel opens at rate α, an open one closes at rate β. The share that is open follows
//!
//! dP/dt = α (1 − P) − β P,   P∞ = α/(α + β),   τ = 1/(α + β),
//!
//! on average; a patch of N channels is a birth–death process around it, binomial at any time when it
//! starts from a binomial. Its transitions are drawn one by one, at their exact times (Gillespie 1977,
//! doi:10.1021/j100540a008). Real channels have more than two states, and rates that voltage moves.
//!
//! ```
//! use spikebook_models::neuron::ion_channel::IonChannel;
//!
//! let channel = IonChannel::new(0.3, 0.1)?;
//! assert!((channel.steady_state() - 0.75).abs() < 1e-15);
//! assert!((channel.time_constant_ms() - 2.5).abs() < 1e-15);
//! # Ok::<(), spikebook_models::Error>(())
//! ```

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::exp;

use crate::Error;
use crate::error::within;
use crate::integration::System;

const MOST_TRANSITIONS: f64 = 1e8;

/// A channel of two states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IonChannel {
    opening_per_ms: f64,
    closing_per_ms: f64,
}

/// A patch of channels, simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchSession {
    /// What an electrode would show
    pub observed: ObservedPatch,
    /// What made it
    pub truth: PatchTruth,
}

/// How many channels are open, and when that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedPatch {
    /// The start, then the time of each transition, milliseconds
    pub time_ms: Vec<f64>,
    /// How many are open from then on
    pub n_open: Vec<usize>,
}

/// What is behind a patch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PatchTruth {
    /// The channel
    pub channel: IonChannel,
    /// How many there are
    pub n_channels: usize,
}

impl IonChannel {
    /// From the rates of opening and of closing, both per millisecond.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a rate outside [0, 10⁴] or two rates of 0.
    pub fn new(opening_per_ms: f64, closing_per_ms: f64) -> Result<Self, Error> {
        let wanted = "a number between 0 and 10,000";
        within("opening_per_ms", opening_per_ms, 0.0..=1e4, wanted)?;
        within("closing_per_ms", closing_per_ms, 0.0..=1e4, wanted)?;
        let sum = opening_per_ms + closing_per_ms;
        within("opening_per_ms + closing_per_ms", sum, f64::MIN_POSITIVE.., "a number above 0")?;
        Ok(Self { opening_per_ms, closing_per_ms })
    }

    /// The share P∞ that is open in the end.
    pub fn steady_state(&self) -> f64 {
        self.opening_per_ms / (self.opening_per_ms + self.closing_per_ms)
    }

    /// How fast the share gets there, milliseconds.
    pub fn time_constant_ms(&self) -> f64 {
        1.0 / (self.opening_per_ms + self.closing_per_ms)
    }

    /// The expected share a time after it was `start`.
    pub fn open_share(&self, start: f64, time_ms: f64) -> f64 {
        let end = self.steady_state();
        end + (start - end) * exp(-time_ms / self.time_constant_ms())
    }

    /// Simulates a patch of which so many are open at first, from the stream
    /// `seed.replicate("transitions", 0)`.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a channel; [`Error::Parameter`] for more open than there are, a duration
    /// that is not above 0, or more than 10⁸ transitions to be expected.
    pub fn simulate(
        &self,
        n_channels: usize,
        n_open_at_first: usize,
        duration_ms: f64,
        seed: Seed,
    ) -> Result<PatchSession, Error> {
        if n_channels == 0 {
            return Err(Error::TooFew { what: "channels", got: 0, wanted: 1 });
        }
        let wanted = "at most the number of channels";
        within("n_open_at_first", n_open_at_first as f64, ..=n_channels as f64, wanted)?;
        within("duration_ms", duration_ms, f64::MIN_POSITIVE..=f64::MAX, "a number above 0")?;
        let fastest = self.opening_per_ms.max(self.closing_per_ms);
        let expected = fastest * n_channels as f64 * duration_ms;
        within("transitions", expected, ..=MOST_TRANSITIONS, "at most 10⁸ to be expected")?;

        let mut stream = seed.replicate("transitions", 0);
        let (mut time, mut open) = (0.0, n_open_at_first);
        let mut observed = ObservedPatch { time_ms: vec![time], n_open: vec![open] };
        loop {
            let opening = self.opening_per_ms * (n_channels - open) as f64;
            let closing = self.closing_per_ms * open as f64;
            // Where nothing can happen any more, the wait is infinite.
            time += stream.standard_exponential() / (opening + closing);
            if !(time < duration_ms) {
                break;
            }
            let opens = stream.uniform() * (opening + closing) < opening;
            open = if opens { open + 1 } else { open - 1 };
            observed.time_ms.push(time);
            observed.n_open.push(open);
        }
        Ok(PatchSession { observed, truth: PatchTruth { channel: *self, n_channels } })
    }
}

impl System for IonChannel {
    fn dimension(&self) -> usize {
        1
    }

    fn derivative(&self, _: f64, state: &[f64], slope: &mut [f64]) {
        slope[0] = self.opening_per_ms * (1.0 - state[0]) - self.closing_per_ms * state[0];
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::integration::{FixedStep, Method};

    #[test]
    fn the_share_goes_to_three_quarters_and_eulers_step_has_its_bound() {
        let channel = IonChannel::new(0.3, 0.1).expect("a channel");
        assert!((channel.open_share(0.4, 5.0) - 0.70263).abs() < 5e-6);
        let last = |step: f64| {
            let steps = FixedStep::new(Method::Euler, step, 500.0).expect("steps");
            steps.integrate(&channel, &[0.4]).expect("a path").last()[0]
        };
        assert!((last(4.9) - 0.75).abs() < 0.01, "below 2τ it settles");
        assert!((last(5.1) - 0.75).abs() > 1.0, "beyond 2τ it does not");
        // At 2τ = 5 ms a step throws the share to the other side of P∞, as far as it was: 0.4, 1.1, 0.4, … for ever.
        let steps = FixedStep::new(Method::Euler, 5.0, 500.0).expect("steps");
        for (k, open) in
            steps.integrate(&channel, &[0.4]).expect("a path").part(0).iter().enumerate()
        {
            let wanted = if k % 2 == 0 { 0.4 } else { 1.1 };
            assert!((open - wanted).abs() < 1e-12, "step {k}: {open}");
        }
    }

    #[test]
    fn a_patch_is_binomial_in_the_end() {
        let channel = IonChannel::new(0.3, 0.1).expect("a channel");
        let n = 20_000;
        let counts: Vec<f64> = (0..n)
            .map(|i| {
                let session =
                    channel.simulate(10, 0, 25.0, Seed::from_number(i)).expect("a session");
                session.observed.n_open[session.observed.n_open.len() - 1] as f64
            })
            .collect();
        let mean = counts.iter().sum::<f64>() / n as f64;
        let variance = counts.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64;
        // Binomial of 10 with 3/4 (10 time constants on): standard errors 0.0097 and 0.018.
        assert!((mean - 7.5).abs() < 0.04, "{mean}");
        assert!((variance - 1.875).abs() < 0.08, "{variance}");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let said = |error: Error| error.to_string();
        assert_snapshot!(said(IonChannel::new(-1.0, 1.0).expect_err("refused")), @"opening_per_ms: got -1, wanted a number between 0 and 10,000");
        assert_snapshot!(said(IonChannel::new(0.0, 0.0).expect_err("refused")), @"opening_per_ms + closing_per_ms: got 0, wanted a number above 0");
        let channel = IonChannel::new(0.3, 0.1).expect("a channel");
        let refused = |n, open, ms| {
            said(channel.simulate(n, open, ms, Seed::from_number(1)).expect_err("refused"))
        };
        assert_snapshot!(refused(0, 0, 1.0), @"channels: got 0, wanted at least 1");
        assert_snapshot!(refused(1, 2, 1.0), @"n_open_at_first: got 2, wanted at most the number of channels");
        assert_snapshot!(refused(1, 1, 0.0), @"duration_ms: got 0, wanted a number above 0");
    }
}
