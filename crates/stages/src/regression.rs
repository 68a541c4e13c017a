//! What the kinds of regression have in common: which law, which rows, and the tables that tell of a fit.

mod law;
mod reports;
mod responses;

pub(crate) use law::{Errors, Law, LinkName};
pub(crate) use reports::{coefficients, coefficients_schema, summary, summary_schema, unit_column};
pub(crate) use responses::{Columns, Responses, response_ports};
