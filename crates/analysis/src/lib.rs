//! Matrices to fits: estimators on linfa's traits, spike-train statistics, resampling and decoding.
//!
//! Everything here takes numbers and gives numbers:
//!
//! - [`regression`]: least squares and generalised linear models, with their standard errors,
//! - [`decomposition`]: principal components and their kin,
//! - [`clustering`]: groups that nobody named, [`classification`]: groups that were, [`embedding`]: rows on paper,
//! - [`basis`]: splines and harmonics, the columns of a design matrix,
//! - [`features`]: what is done to columns before they are fitted,
//! - [`hypothesis`]: tests and correlations,
//! - [`estimation`]: maximum likelihood, Bayes, and how good an estimator is,
//! - [`folds`], [`bootstrap`], [`permutation`]: which rows to use again, and what follows from it,
//! - [`folds`], [`bootstrap`], [`permutation`]: which rows to use again, and what follows from it
//!   ([`replication`] runs them, [`multiple_comparisons`] keeps many of them honest),
//! - [`behaviour`]: choices and reaction times, what is learnt of rewards,
//! - [`dynamics`]: where a system of equations rests, turns and changes its mind,
//! - [`jet`], [`maximum`]: likelihoods that know their own derivatives, and their highest point,
//! - [`point_process`]: what makes a unit fire just now, its own spikes among it,
//! - [`decoding`], [`psychometric`]: what the spikes say about the stimulus, what the choices say,
//! - [`information`]: how much a response says about a stimulus,
//! - [`sequences`]: hidden states behind a recording,
//! - [`spectra`]: rhythms of signals and of spikes, and filters,
//! - [`spike_trains`], [`circular`], [`descriptive`]: statistics that describe before anything is fitted.
//!
//! It is not a place for files, tables or pictures: nothing here reads, writes or draws. Every result is
//! the same to the last bit on any number of threads.

mod ascent;
pub mod basis;
pub mod behaviour;
pub mod bootstrap;
pub mod circular;
pub mod classification;
pub mod clustering;
pub mod decoding;
pub mod decomposition;
pub mod descriptive;
pub mod dynamics;
pub mod embedding;
pub mod error;
pub mod estimation;
pub mod features;
pub mod folds;
pub mod hypothesis;
pub mod information;
pub mod jet;
pub mod matrix;
pub mod maximum;
pub mod multiple_comparisons;
pub mod permutation;
pub mod point_process;
pub mod psychometric;
pub mod regression;
pub mod replication;
pub mod sequences;
mod settings;
pub mod spectra;
pub mod spike_trains;

pub use error::Error;
