//! When and how often do units fire?
//!
//! Spike times are seconds, ascending, one slice a unit. What is counted is counted in half-open
//! windows [start, stop), so that neighbouring windows share no spike and lose none:
//!
//! - [`binning`]: counts in bins of equal width, [`sparse_counts`]: those above 0 of trains too long to hold;
//!   [`bin_means`]: signals in the same bins,
//! - [`alignment`]: spikes around events, and from them [`psth`] and rates in windows,
//! - [`intervals`]: what lies between spikes; [`fano_factor`]: the spread of counts; [`bursts`] and
//!   [`refractory`]: intervals that are short, and too short,
//! - [`firing_rate`]: the rate at each moment,
//! - [`movement`]: how fast an animal moves, and when it runs,
//! - [`occupancy`], [`tuning_curve`], [`tuning_map`], [`spatial_information`],
//!   [`preferred_direction`]: firing against where the animal is or looks,
//! - [`correlogram`], [`spike_time_tiling`], [`count_correlation`], [`distance`]: do two units fire
//!   together, and how alike are two trains?
//! - [`spike_triggered`]: what had been shown when a unit fired; [`lnp`]: how that becomes a rate.
//!
//! **Times are compared to the nanosecond.** A clock's times are rarely exact doubles: 1.583 s −
//! 0.1 s is a little less than 1.483 s. A spike within half a nanosecond below an edge therefore
//! counts as on it. No recording resolves a nanosecond, and no window is as short.

pub mod alignment;
pub mod bin_means;
pub mod binning;
pub mod bursts;
pub mod correlogram;
pub mod count_correlation;
pub mod distance;
pub mod fano_factor;
pub mod firing_rate;
pub mod intervals;
pub mod lnp;
pub mod movement;
pub mod occupancy;
pub mod preferred_direction;
pub mod psth;
pub mod refractory;
pub mod sparse_counts;
pub mod spatial_information;
pub mod spike_time_tiling;
pub mod spike_triggered;
pub mod tuning_curve;
pub mod tuning_map;

mod order;

#[cfg(test)]
mod tests;
