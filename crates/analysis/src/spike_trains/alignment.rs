//! What does a unit do around an event?
//!
//! Spikes are taken relative to the event, in a half-open window around it. Two layouts are common:
//! one long train with many events ([`align_to_events`]), and one short train for each trial with
//! its own event ([`align_trials`]). Where windows of neighbouring events overlap, a spike counts
//! for each of them.
//!
//! ```
//! use spikebook_analysis::spike_trains::alignment::{Window, align_to_events};
//!
//! let around = Window::new(-0.1, 0.2)?;
//! let rows = align_to_events(&[0.95, 1.5, 2.0], &[1.0, 2.0], around)?;
//! assert_eq!(rows[1], [0.0]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use spikebook_numeric::elementary::sqrt;

use super::order::{ascending, first_at_or_after};
use crate::{Error, descriptive};

/// A half-open stretch of time relative to an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    start_s: f64,
    stop_s: f64,
}

impl Window {
    /// From `start_s` to just before `stop_s`, relative to the event; negative before it.
    ///
    /// # Errors
    /// [`Error::Parameter`] where the stop does not lie above the start or one is not finite.
    pub fn new(start_s: f64, stop_s: f64) -> Result<Self, Error> {
        if !start_s.is_finite() {
            return Err(Error::Parameter {
                parameter: "start_s",
                got: start_s,
                wanted: "a finite number",
            });
        }
        if !stop_s.is_finite() || stop_s <= start_s {
            let wanted = "a finite number above start_s";
            return Err(Error::Parameter { parameter: "stop_s", got: stop_s, wanted });
        }
        Ok(Self { start_s, stop_s })
    }

    /// The start, seconds after the event.
    pub fn start_s(&self) -> f64 {
        self.start_s
    }

    /// The end, seconds after the event.
    pub fn stop_s(&self) -> f64 {
        self.stop_s
    }

    /// The length, seconds.
    pub fn length_s(&self) -> f64 {
        self.stop_s - self.start_s
    }

    fn spikes_around<'a>(&self, spike_times_s: &'a [f64], event_s: f64) -> &'a [f64] {
        let from = first_at_or_after(spike_times_s, event_s + self.start_s);
        let to = first_at_or_after(spike_times_s, event_s + self.stop_s);
        &spike_times_s[from..to]
    }
}

/// The spikes of one train in the window around each event, relative to it: one row an event.
///
/// # Errors
/// [`Error::NonFinite`], [`Error::NotAscending`] for the spike times; events may come in any order.
pub fn align_to_events(
    spike_times_s: &[f64],
    event_times_s: &[f64],
    window: Window,
) -> Result<Vec<Vec<f64>>, Error> {
    ascending("spike times", spike_times_s)?;
    finite_events(event_times_s)?;
    let relative = |&event: &f64| {
        window.spikes_around(spike_times_s, event).iter().map(|time| time - event).collect()
    };
    Ok(event_times_s.iter().map(relative).collect())
}

/// The spikes of each trial in the window around the trial's own event, relative to it: one row a
/// trial.
///
/// # Errors
/// [`Error::Length`] where there is not one event a trial, [`Error::NonFinite`],
/// [`Error::NotAscending`].
pub fn align_trials(
    trials: &[&[f64]],
    event_times_s: &[f64],
    window: Window,
) -> Result<Vec<Vec<f64>>, Error> {
    check_trials(trials, event_times_s)?;
    let relative = |(trial, &event): (&&[f64], &f64)| {
        window.spikes_around(trial, event).iter().map(|time| time - event).collect()
    };
    Ok(trials.iter().zip(event_times_s).map(relative).collect())
}

/// The number of spikes of each trial in the window around the trial's own event.
///
/// # Errors
/// As [`align_trials`].
pub fn count_in_windows(
    trials: &[&[f64]],
    event_times_s: &[f64],
    window: Window,
) -> Result<Vec<u32>, Error> {
    check_trials(trials, event_times_s)?;
    let count = |(trial, &event): (&&[f64], &f64)| window.spikes_around(trial, event).len() as u32;
    Ok(trials.iter().zip(event_times_s).map(count).collect())
}

/// The rate in a window, pooled over trials.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WindowRate {
    /// The number of trials
    pub n_trials: usize,
    /// The number of spikes in all of them
    pub n_spikes: u64,
    /// Spikes over trials and window length, spikes/s
    pub rate_hz: f64,
    /// The standard error of that mean over trials (ddof 1), spikes/s; NaN for a single trial
    pub standard_error_hz: f64,
}

impl WindowRate {
    /// From the spike count of each trial in windows of one length.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a trial.
    pub fn of_counts(counts: &[u32], window: Window) -> Result<Self, Error> {
        if counts.is_empty() {
            return Err(Error::TooFew { what: "trials", got: 0, wanted: 1 });
        }
        let n_spikes = counts.iter().map(|&count| u64::from(count)).sum::<u64>();
        let n = counts.len() as f64;
        let as_floats: Vec<f64> = counts.iter().map(|&count| f64::from(count)).collect();
        Ok(Self {
            n_trials: counts.len(),
            n_spikes,
            rate_hz: n_spikes as f64 / (n * window.length_s()),
            standard_error_hz: descriptive::standard_deviation(&as_floats, 1)
                / sqrt(n)
                / window.length_s(),
        })
    }
}

fn check_trials(trials: &[&[f64]], event_times_s: &[f64]) -> Result<(), Error> {
    if trials.len() != event_times_s.len() {
        return Err(Error::Length {
            what: "events",
            got: event_times_s.len(),
            wanted: trials.len(),
        });
    }
    finite_events(event_times_s)?;
    trials.iter().try_for_each(|trial| ascending("spike times", trial))
}

fn finite_events(event_times_s: &[f64]) -> Result<(), Error> {
    match event_times_s.iter().enumerate().find(|(_, time)| !time.is_finite()) {
        Some((row, &got)) => Err(Error::NonFinite { what: "event times".into(), row, got }),
        None => Ok(()),
    }
}
