//! One neuron: how does its voltage move, and when does it fire?
//!
//! - [`ion_channel`]: one channel that opens and closes, the smallest model there is,
//! - [`leaky`]: the leaky integrate-and-fire neuron, driven by a constant or by noise,
//! - [`exponential`]: the same with a spike that starts by itself, and with adaptation,
//! - [`izhikevich`]: two equations and a reset for many firing patterns,
//! - [`fitzhugh_nagumo`], [`morris_lecar`]: two equations for the phase plane,
//! - [`hodgkin_huxley`]: the squid's axon, alone and in populations.
//!
//! Voltages are in millivolts and times in milliseconds, as in the sources. All are points: none has
//! dendrites.

pub mod exponential;
pub mod fitzhugh_nagumo;
pub mod hodgkin_huxley;
pub mod ion_channel;
pub mod izhikevich;
pub mod leaky;
pub mod morris_lecar;
