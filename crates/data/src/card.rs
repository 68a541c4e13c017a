//! Dataset cards: how do the files of a recording become typed tables, and whose are they?
//!
//! A card is `datasets/NAME/dataset.toml`, written by hand or drafted ([`draft`]). It is read whole
//! ([`Card::parse`]) before any file is touched, so a pipeline can be wired and checked without the data:
//! [`Card::schemas`] tells every table and column beforehand. Then the files are found ([`locate`]) or
//! got ([`fetch`]), and read ([`import`]).
//!
//! ```
//! use std::path::Path;
//! use spikebook_data::card::Card;
//!
//! let text = r#"
//!     title = "One neuron, 6149 trials"
//!     licence = "MIT"
//!
//!     [[file]]
//!     path = "my-monkey/trials.mat"
//!     bytes = 2837584
//!     sha256 = "2dc5554ca9911f57a6b3b17d3068557d273bc4d5d500eda3096eba9ef8599452"
//!
//!     [table.spikes.columns]
//!     unit_id = { path = "x(trial,1)" }
//!     time_s = { path = "s{trial}", unit = "ms" }
//!     trial_id = { index = "trial" }
//! "#;
//! let card = Card::parse("my-monkey", Path::new("dataset.toml"), text).expect("no faults");
//! assert_eq!(card.schemas()[0].1.column_names(), "unit_id, time_s, trial_id");
//! ```
//!
//! **Paths** are those of [`raw`](crate::raw), and may hold words for indices. The combinations of a table's
//! words (here the trials) are its groups; a path gives the rows of a group, or one value for all of them.
//!
//! **Numbers** are those of the file, converted:
//!
//! ```text
//! value = ((number − counted_from) · factor / divisor / clock_hz + offset) · unit / unit wanted
//! ```
//!
//! **Checks** run on every column before any table is made, and all that is wrong is found at once
//! ([`ImportFinding`]): times that go back, columns of unequal length, times outside the recording, missing
//! values, ids that stand there twice or that no other table knows, and rates that no neuron has, which mean
//! samples or milliseconds taken for seconds. They cannot find what looks right: a clock that is 1 % off, or
//! the wrong one of two like columns.
//!
//! The keys of a card are listed in `datasets/README.md`. For the practice of describing recordings by their
//! variables and units see Rübel et al. (2022), doi:10.7554/eLife.78362.

mod conversion;
mod draft;
mod error;
mod fetch;
mod finding;
mod import;
mod locate;
mod read;
mod seen;
mod spec;
mod template;

pub use conversion::Conversion;
pub use draft::{Draft, draft};
pub use error::{Amount, Error};
pub use fetch::{FetchProgress, fetch};
pub use finding::{ImportFinding, Remedy};
pub use import::{import, import_unchanged};
pub use locate::{LocatedFile, MissingFile, OtherFile, locate};
pub use seen::SeenFiles;
pub use spec::{
    Card, CardSource, ColumnSpec, FileSpec, Frame, Keep, Origin, RepeatedTimes, TableSpec,
};
pub use template::Template;
