//! How high is the rate at each moment?
//!
//! Each spike is spread over a kernel k of area 1 and the kernels are added up:
//!
//! ```text
//! r(t) = Σ k(t − tᵢ) / ∫ k(t − s) ds     over the spikes tᵢ, and over s in the recording
//! ```
//!
//! The division makes up for the part of the kernel that lies outside of the recording: without it every
//! rate would fall at the ends.
//!
//! - [`Kernel`] is what is spread: a Gaussian, a boxcar, or one that looks back only ([`Kernel::Exponential`],
//!   [`Kernel::Alpha`]): a rate at t that knows nothing of what comes after t,
//! - [`kernel_rate`] takes one kernel for all spikes,
//! - [`adaptive_rate`] takes a Gaussian that is narrow where spikes are many and wide where they are
//!   few: widths h (g / r(tᵢ))^½, with r from a first estimate of width h and g the geometric mean of r
//!   over the spikes,
//! - [`best_width`] finds, among widths that are offered, the Gaussian whose expected squared distance
//!   from the true rate is least, were the spikes Poisson.
//!
//! **When it misleads.** The width is the estimate: what is faster is blurred, what is slower is drawn
//! with the noise of single spikes. A Gaussian sees the future; a response seems to begin before its
//! cause by about its width.
//!
//! Shimazaki & Shinomoto (2010), doi:10.1007/s10827-009-0180-4; Abramson (1982),
//! doi:10.1214/aos/1176345986; Richmond, Optican & Spitzer (1990), doi:10.1152/jn.1990.64.2.351.
//!
//! ```
//! use spikebook_analysis::spike_trains::firing_rate::{Kernel, kernel_rate};
//!
//! let kernel = Kernel::boxcar(0.2)?;
//! // 2 spikes within ±0.1 s; at the start half of the kernel has room.
//! assert_eq!(kernel_rate(&[0.05, 0.55, 0.6], (0.0, 1.0), kernel, &[0.6, 0.0])?, [10.0, 10.0]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod adaptive;
mod kernel;

pub use adaptive::{adaptive_rate, best_width};
pub use kernel::Kernel;

use rayon::prelude::*;
use spikebook_numeric::sum::sum;

use super::order::{ascending, positive};
use crate::Error;

/// The rate at each of `times_s`, spikes/s, from spikes in a recording from start to stop (spikes
/// outside of it do not count). NaN at the very start for a kernel that looks back: no part of it lies in
/// the recording.
///
/// # Errors
/// [`Error::NonFinite`] and [`Error::NotAscending`] for the spikes, [`Error::NonFinite`] for the times,
/// [`Error::OutOfRange`] for a time outside of the recording, [`Error::Parameter`] for a recording
/// without length.
pub fn kernel_rate(
    spike_times_s: &[f64],
    (start_s, stop_s): (f64, f64),
    kernel: Kernel,
    times_s: &[f64],
) -> Result<Vec<f64>, Error> {
    let spikes = inside(spike_times_s, (start_s, stop_s))?;
    check_times(times_s, (start_s, stop_s))?;
    let (back_s, ahead_s) = kernel.reach_s();
    let rate = |&time: &f64| {
        // A spike at s counts by k(t − s): from `ahead` before t to `back` after it.
        let from = spikes.partition_point(|&spike| spike < time - ahead_s);
        let to = spikes.partition_point(|&spike| spike <= time + back_s);
        let spread = sum(spikes[from..to].iter().map(|spike| kernel.density_hz(time - spike)));
        spread / kernel.mass(time - stop_s, time - start_s)
    };
    Ok(times_s.par_iter().map(rate).collect())
}

fn inside(spike_times_s: &[f64], (start_s, stop_s): (f64, f64)) -> Result<&[f64], Error> {
    ascending("spike times", spike_times_s)?;
    positive("stop_s − start_s", stop_s - start_s)?;
    let from = spike_times_s.partition_point(|&time| time < start_s);
    let to = spike_times_s.partition_point(|&time| time <= stop_s);
    Ok(&spike_times_s[from..to])
}

fn check_times(times_s: &[f64], (start_s, stop_s): (f64, f64)) -> Result<(), Error> {
    for (row, &got) in times_s.iter().enumerate() {
        if !got.is_finite() {
            return Err(Error::NonFinite { what: "times of the rate".into(), row, got });
        }
        if !(start_s..=stop_s).contains(&got) {
            let wanted = "a time inside of the recording";
            return Err(Error::OutOfRange { what: "times of the rate", row, got, wanted });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
