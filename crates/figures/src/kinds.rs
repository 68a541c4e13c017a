//! The kinds of figure, one file each.

pub(crate) mod line_plot;
