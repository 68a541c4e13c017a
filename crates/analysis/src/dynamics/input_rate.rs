//! How fast something fires against what drives it.

use rayon::prelude::*;

/// A point of the curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputRate {
    /// The input
    pub input: f64,
    /// How many spikes lie in the window
    pub n_spikes: usize,
    /// Spikes per unit of time: of the intervals within the window, or of the count where there are fewer than two
    /// spikes
    pub rate: f64,
    /// The rate by the first interval within the window; none with fewer than two spikes
    pub first_interval_rate: Option<f64>,
}

/// The rate at each input in a window of time; `spikes(input)` gives ascending spike times, in the window's unit.
/// Inputs are worked on in parallel.
///
/// # Errors
/// The first input's error, by its place.
pub fn input_rates<E: Send>(
    inputs: &[f64],
    window: (f64, f64),
    spikes: impl Fn(f64) -> Result<Vec<f64>, E> + Sync,
) -> Result<Vec<InputRate>, E> {
    let one = |&input: &f64| {
        let times = spikes(input)?;
        let within: Vec<f64> =
            times.into_iter().filter(|time| (window.0..window.1).contains(time)).collect();
        let n_spikes = within.len();
        let (rate, first_interval_rate) = if n_spikes < 2 {
            (n_spikes as f64 / (window.1 - window.0), None)
        } else {
            let rate = (n_spikes - 1) as f64 / (within[n_spikes - 1] - within[0]);
            (rate, Some(1.0 / (within[1] - within[0])))
        };
        Ok(InputRate { input, n_spikes, rate, first_interval_rate })
    };
    let points: Vec<Result<InputRate, E>> = inputs.par_iter().map(one).collect();
    points.into_iter().collect()
}
