//! The words that all crates of Spikebook share.
//!
//! - [`Unit`]: what a number is measured in, one closed list with factors between its members,
//! - [`TableSchema`] and [`Column`]: which columns a table has, with type and unit,
//! - [`Values`]: named finite scalars and short vectors, each with its unit,
//! - [`ArtifactType`]: what may cross the border of a stage.
//!
//! It reads and writes nothing and knows neither Polars nor neuroscience.

mod artifact;
mod error;
mod table;
mod unit;
mod values;

pub use artifact::{ArtifactType, ValuesSchema};
pub use error::Error;
pub use table::{Column, ColumnType, Mismatch, Sampling, TableSchema};
pub use unit::Unit;
pub use values::{Quantity, Value, Values};
