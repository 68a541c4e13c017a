//! Widths that follow the spikes.

use rayon::prelude::*;
use spikebook_numeric::elementary::{exp, ln, sqrt};
use spikebook_numeric::sum::{mean, sum};

use super::{Kernel, check_times, inside, kernel_rate};
use crate::Error;
use crate::spike_trains::order::positive;

/// 1/(2√π)
const INVERSE_2_SQRT_PI: f64 = 0.282_094_791_773_878_14;

/// 1/√(2π)
const INVERSE_SQRT_2_PI: f64 = 0.398_942_280_401_432_7;

/// The rate at each of `times_s` with Gaussians that are narrow where spikes are many; `width_s` is
/// the standard deviation of the first estimate, and the geometric mean of the widths.
///
/// # Errors
/// As [`kernel_rate`]; [`Error::TooFew`] without a spike inside of the recording.
pub fn adaptive_rate(
    spike_times_s: &[f64],
    recording_s: (f64, f64),
    width_s: f64,
    times_s: &[f64],
) -> Result<Vec<f64>, Error> {
    let first = Kernel::gaussian(width_s)?;
    let spikes = inside(spike_times_s, recording_s)?;
    check_times(times_s, recording_s)?;
    if spikes.is_empty() {
        return Err(Error::TooFew { what: "spikes in the recording", got: 0, wanted: 1 });
    }
    let pilot = kernel_rate(spikes, recording_s, first, spikes)?;
    let logs: Vec<f64> = pilot.iter().map(|&rate| ln(rate)).collect();
    let middle = exp(mean(&logs));
    let kernels: Vec<Kernel> = pilot
        .iter()
        .map(|rate| Kernel::Gaussian { standard_deviation_s: width_s * sqrt(middle / rate) })
        .collect();
    // Each spike spreads over the recording alone, so that it counts as one whole.
    let (start_s, stop_s) = recording_s;
    let masses: Vec<f64> = spikes
        .iter()
        .zip(&kernels)
        .map(|(spike, kernel)| kernel.mass(start_s - spike, stop_s - spike))
        .collect();
    let rate = |&time: &f64| {
        let each = spikes.iter().zip(kernels.iter().zip(&masses));
        sum(each.map(|(spike, (kernel, mass))| kernel.density_hz(time - spike) / mass))
    };
    Ok(times_s.par_iter().map(rate).collect())
}

/// The standard deviation, among `widths_s`, of the Gaussian with the least expected squared error:
/// the width w with the smallest
///
/// ```text
/// Σᵢⱼ ψ(tᵢ − tⱼ) − 2 Σ_{i≠j} k(tᵢ − tⱼ)
/// ```
///
/// with k the kernel of width w and ψ that of width √2 w (the overlap of two kernels). The first of
/// those that tie.
///
/// # Errors
/// As [`kernel_rate`] for spikes; [`Error::TooFew`] below two spikes or without a width,
/// [`Error::Parameter`] for a width that is not positive.
pub fn best_width(
    spike_times_s: &[f64],
    recording_s: (f64, f64),
    widths_s: &[f64],
) -> Result<f64, Error> {
    let spikes = inside(spike_times_s, recording_s)?;
    if spikes.len() < 2 {
        return Err(Error::TooFew {
            what: "spikes in the recording",
            got: spikes.len(),
            wanted: 2,
        });
    }
    widths_s.iter().try_for_each(|&width| positive("widths_s", width))?;
    let costs: Vec<f64> = widths_s.par_iter().map(|&width| cost(spikes, width)).collect();
    let ranks = costs.iter().enumerate();
    let best = ranks.reduce(|best, next| if next.1 < best.1 { next } else { best });
    match best {
        Some((rank, _)) => Ok(widths_s[rank]),
        None => Err(Error::TooFew { what: "widths", got: 0, wanted: 1 }),
    }
}

fn cost(spikes: &[f64], width_s: f64) -> f64 {
    let reach_s = 12.0 * width_s;
    let mut pairs = spikebook_numeric::sum::RunningSum::default();
    for (place, &spike) in spikes.iter().enumerate() {
        let near = spikes[place + 1..].iter().take_while(|&&other| other - spike < reach_s);
        for other in near {
            let z = (other - spike) / width_s;
            let overlap = INVERSE_2_SQRT_PI * exp(-0.25 * z * z);
            let kernel = INVERSE_SQRT_2_PI * exp(-0.5 * z * z);
            pairs.add(2.0 * overlap - 4.0 * kernel);
        }
    }
    (spikes.len() as f64 * INVERSE_2_SQRT_PI + pairs.value()) / width_s
}
