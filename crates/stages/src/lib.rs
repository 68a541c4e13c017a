//! The catalogue: one file a stage kind, a thin adapter from data to models, analysis and figures.
//!
//! [`catalogue`] lists every kind that a pipeline can name. A kind is a type that implements
//! [`Stage`](spikebook_pipeline::Stage), in a file of [`kinds`] that bears its name; a line in
//! `kinds.rs` and one in `catalogue.rs` put it on the list, and the tests of this crate then try it:
//! on its example, with several numbers of threads, twice.
//!
//! There is no algorithm here. A body takes columns out of tables, calls `models`, `analysis` or
//! `figures`, and puts the result into tables, values and figures with units.
//!
//! ```
//! let catalogue = spikebook_stages::catalogue();
//! let kind = catalogue.get("describe-column").expect("it is on the list");
//! assert_eq!(kind.inputs[0].name, "table");
//! ```

mod catalogue;
mod channels;
mod code;
mod cohorts;
mod conditions;
mod covariate;
mod drawing;
mod fit_status;
mod fold_plans;
mod gains;
mod hint;
pub mod kinds;
mod labels;
mod leaky_membrane;
mod looks;
mod matrices;
mod membrane;
mod memories;
mod nights;
mod planar;
mod recall_cues;
mod regression;
mod regressors;
mod spike_groups;
mod stimulus_frames;
mod tables;
mod trial_counts;

pub use catalogue::catalogue;
pub use code::import_fingerprint;
