//! Dataset cards: what a dataset is, whose it is, and how its files become typed tables.
//!
//! A card is `datasets/NAME/dataset.toml`, written by hand or drafted by `dataset import`. It is read
//! whole before any file is touched, so that pipelines can be checked without the data.
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
pub use draft::draft;
pub use error::{Amount, Error};
pub use fetch::{FetchProgress, fetch};
pub use finding::{ImportFinding, Remedy};
pub use import::import;
pub use locate::{LocatedFile, MissingFile, OtherFile, locate};
pub use seen::SeenFiles;
pub use spec::{
    Card, CardSource, ColumnSpec, FileSpec, Frame, Keep, Origin, RepeatedTimes, TableSpec,
};
pub use template::Template;
