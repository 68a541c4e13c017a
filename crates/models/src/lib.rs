//! Where teaching data comes from: neuron, network and behaviour models with known truth.
//!
//! A model is parameters that are valid by construction and a `simulate` that turns a seed into a
//! session. A session has two parts that never mix: what an experimenter would have observed, and
//! the truth behind it.
//!
//! - [`balanced_network`]: thousands of spiking neurons that excite and inhibit each other,
//! - [`behaviour`]: choices, times and paths of subjects whose rule is known,
//! - [`head_direction`]: an animal that turns its head, and cells tuned to where it looks,
//! - [`hopfield`]: memories as states of rest, and what sleep does to them,
//! - [`images`]: noise, gratings, natural-like pictures and digits, drawn by code,
//! - [`integration`]: what a differential equation leads to, which the models share,
//! - [`latent_dynamics`]: a population driven by a few rotating latents,
//! - [`linear_network`]: a layer as a matrix, and a circuit as its powers,
//! - [`neural_mass`]: populations, the rhythms between them, and the EEG,
//! - [`neuron`]: one neuron, from the ion channel to Hodgkin and Huxley,
//! - [`plasticity`]: how synapses learn,
//! - [`rate_network`]: random connections, and the edge of chaos,
//! - [`ring_attractor`]: a bump of activity that stays where a cue has put it,
//! - [`spike_response`]: what a spike or a stimulus does to a rate,
//! - [`spike_trains`]: units whose law is known, from renewal processes to hidden states,
//! - [`spiking`]: spikes from a rate, which the models share,
//! - [`surrogates`]: sets with the shape of well-known recordings,
//! - [`synapse`]: what a spike does to the other side, and its memory of seconds,
//! - [`waveforms`]: spikes of several units at one electrode.
//!
//! It is not a place for files, tables or fits. A session is a pure function of its parameters and
//! the seed, the same to the last bit on any number of threads; every unit draws from a stream of
//! its own, so adding a unit changes no other.

pub mod balanced_network;
pub mod behaviour;
pub mod error;
pub mod head_direction;
pub mod hopfield;
pub mod images;
pub mod integration;
pub mod latent_dynamics;
pub mod linear_network;
pub mod neural_mass;
pub mod neuron;
pub mod plasticity;
pub mod rate_network;
pub mod ring_attractor;
pub mod spike_response;
pub mod spike_trains;
pub mod spiking;
pub mod surrogates;
pub mod synapse;
pub mod waveforms;

pub use error::Error;
