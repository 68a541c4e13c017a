//! Spike-train statistics against definitions written out the slow way.

mod against_place;
mod in_time;
mod messages;
