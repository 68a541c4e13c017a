//! What clicks become in the EEG.

use std::f64::consts::TAU;

use spikebook_numeric::elementary::{cos, sin};

use super::{Microcircuit, POPULATIONS};
use crate::Error;
use crate::error::within;
use crate::integration::{Field, FixedStep, Method};

/// The answer to clicks, from rest.
#[derive(Clone, Debug, PartialEq)]
pub struct EvokedAnswer {
    /// The time of each sample, seconds
    pub time_s: Vec<f64>,
    /// The EEG at each
    pub eeg: Vec<f64>,
}

const STEP_S: f64 = 0.00025;
const CLICK_S: f64 = 0.001;

impl Microcircuit {
    /// The answer of the nonlinear column to clicks of 1 ms at times that are whole quarters of milliseconds; the
    /// integral of each click over time is its area (the input's unit times seconds).
    ///
    /// # Errors
    /// [`Error::TooFew`] without a click; [`Error::Parameter`] for an area beyond ±100 or a negative time, as
    /// [`FixedStep::new`] for the duration; [`Error::Integration`] where it diverges.
    pub fn evoked(
        &self,
        click_times_s: &[f64],
        area: f64,
        duration_s: f64,
    ) -> Result<EvokedAnswer, Error> {
        if click_times_s.is_empty() {
            return Err(Error::TooFew { what: "clicks", got: 0, wanted: 1 });
        }
        within("area", area, -100.0..=100.0, "a number between −100 and 100")?;
        for &time in click_times_s {
            within("click_time_s", time, 0.0..=1e4, "a number between 0 and 10,000")?;
        }
        // Half a step of slack: the last slope of a step must not see the click that begins at its end.
        let is_on = |time: f64, click: f64| time >= click - 1e-9 && time < click + CLICK_S - 1e-9;
        let steps = FixedStep::new(Method::RungeKutta4, STEP_S, duration_s)?;
        let field = Field::new(2 * POPULATIONS, |time: f64, state: &[f64], slope: &mut [f64]| {
            let n_on = click_times_s.iter().filter(|&&click| is_on(time, click)).count();
            self.slopes(n_on as f64 * area / CLICK_S, state, slope);
        });
        let path = steps.integrate(&field, &[0.0; 2 * POPULATIONS])?;
        let eeg = path.states.rows().into_iter().map(|state| self.eeg(&state.to_vec())).collect();
        Ok(EvokedAnswer { time_s: path.time, eeg })
    }
}

impl EvokedAnswer {
    /// The highest less the lowest EEG.
    pub fn peak_to_peak(&self) -> f64 {
        let highest = self.eeg.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        highest - self.eeg.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The amplitude at a frequency within a stretch of time, which should be whole periods.
    pub fn amplitude(&self, frequency_hz: f64, (from_s, to_s): (f64, f64)) -> f64 {
        let (mut re, mut im, mut n) = (0.0, 0.0, 0.0);
        for (time, eeg) in self.time_s.iter().zip(&self.eeg) {
            if *time >= from_s - 1e-9 && *time < to_s - 1e-9 {
                re += eeg * cos(TAU * frequency_hz * time);
                im += eeg * sin(TAU * frequency_hz * time);
                n += 1.0;
            }
        }
        2.0 * (re * re + im * im).sqrt() / n
    }
}
