//! placeholder
mod conversion;
mod read;
mod spec;
mod template;

pub use conversion::Conversion;
pub use spec::{
    Card, CardSource, ColumnSpec, FileSpec, Frame, Keep, Origin, RepeatedTimes, TableSpec,
};
pub use template::Template;
