//! What the data is: spikes, trials, behaviour, signals and stimuli as typed, validated Polars frames
//! with units, and the files that they come from.
//!
//! - [`Table`]: a frame that fits its schema; [`TableSource`]: a table in memory or in a Parquet file,
//!   collected at once or streamed,
//! - [`frames`]: the typed tables of the field, with the rules that their rows keep,
//! - [`raw`]: bytes from outside to named variables,
//! - [`card`]: how the files of a dataset become its tables,
//! - [`csv_file`]: tables for other programs,
//! - [`temporary`]: folders that no interruption leaves behind,
//! - [`document`]: TOML that people write, every fault found at once.
//!
//! It computes no statistics.

pub mod card;
pub mod csv_file;
mod disk;
pub mod document;
mod error;
pub mod frames;
pub mod parquet_file;
pub mod raw;
mod source;
mod table;
pub mod temporary;

pub use disk::disk_hint;
pub use error::Error;
pub use source::{Batches, TableSource};
pub use table::{Table, TableBuilder};
