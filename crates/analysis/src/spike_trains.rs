//! When and how often do units fire?
//!
//! Spike times are seconds, ascending, one slice a unit. What is counted is counted in half-open
//! windows [start, stop), so that neighbouring windows share no spike and lose none:
//!
//! - [`binning`]: counts in bins of equal width; [`bin_means`]: signals in the same bins,
//! - [`alignment`]: spikes around events, and from them [`psth`] and rates in windows,
//! - [`intervals`]: what lies between spikes; [`fano_factor`]: the spread of counts,
//! - [`movement`]: how fast an animal moves, and when it runs,
//! - [`occupancy`], [`tuning_curve`], [`spatial_information`], [`preferred_direction`]: firing
//!   against where the animal is or looks,
//! - [`spike_time_tiling`]: do two units fire together?
//!
//! **Times are compared to the nanosecond.** A clock's times are rarely exact doubles: 1.583 s −
//! 0.1 s is a little less than 1.483 s. A spike within half a nanosecond below an edge therefore
//! counts as on it. No recording resolves a nanosecond, and no window is as short.

pub mod alignment;
pub mod bin_means;
pub mod binning;
pub mod fano_factor;
pub mod intervals;
pub mod movement;
pub mod occupancy;
pub mod preferred_direction;
pub mod psth;
pub mod spatial_information;
pub mod spike_time_tiling;
pub mod tuning_curve;

mod order;

#[cfg(test)]
mod tests;
