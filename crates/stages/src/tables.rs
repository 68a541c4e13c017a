//! The tables that kinds hand to one another: what one gives, the next one takes.

use spikebook_schema::{Column, TableSchema, Unit};

/// Tuning curves: one row a unit and bin.
pub(crate) fn curves_schema() -> TableSchema {
    let edge = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    TableSchema::at_least(
        "curves",
        [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("bin", Unit::ONE).described("the bin, counted from 0"),
            edge("start", "where the bin begins"),
            edge("centre", "its middle"),
            edge("stop", "where it ends"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes in the bin"),
            Column::float("occupancy_s", Unit::SECOND).described("time spent in the bin"),
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND)
                .optional()
                .described("spikes over time; empty where no time was spent"),
        ],
    )
}

/// Spike counts: one row a time bin, one entry of the vector a unit.
pub(crate) fn counts_schema() -> TableSchema {
    TableSchema::new(
        "counts",
        [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::vector("counts", Unit::SPIKES).described("the spikes of each unit in the bin"),
        ],
    )
}

/// Time bins: one row each, the signals that were carried along beside them.
pub(crate) fn bins_schema() -> TableSchema {
    TableSchema::at_least(
        "bins",
        [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::float("width_s", Unit::SECOND).described("how long it is"),
        ],
    )
}

/// A design matrix: one row an observation.
pub(crate) fn matrix_schema() -> TableSchema {
    TableSchema::new(
        "matrix",
        [Column::vector("x", Unit::ONE).described("the regressors, without the intercept")],
    )
}

/// The regressors on an even grid of the signal.
pub(crate) fn grid_schema() -> TableSchema {
    TableSchema::new(
        "grid",
        [
            Column::float("value", Unit::ANY).described("the signal"),
            Column::vector("x", Unit::ONE).described("the regressors there"),
        ],
    )
}

/// What the columns of a design matrix are.
pub(crate) fn terms_schema() -> TableSchema {
    TableSchema::new(
        "terms",
        [
            Column::integer("index", Unit::ONE).described("the column, counted from 0"),
            Column::text("term").described("what it is"),
        ],
    )
}

/// A fold plan: which rows are held out together.
pub(crate) fn folds_schema() -> TableSchema {
    TableSchema::new(
        "folds",
        [
            Column::integer("row", Unit::ONE).described("the row, counted from 0"),
            Column::integer("fold", Unit::ONE).described("the fold in which it is held out"),
        ],
    )
}

/// Fitted curves: one row a unit and point of a grid.
pub(crate) fn fitted_curves_schema() -> TableSchema {
    TableSchema::at_least(
        "fitted",
        [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("value", Unit::ANY).described("the signal"),
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND)
                .optional()
                .described("the fitted rate there"),
        ],
    )
}

/// Decoded states: one row a time bin.
pub(crate) fn decoded_schema() -> TableSchema {
    TableSchema::at_least(
        "decoded",
        [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::float("actual", Unit::ANY).described("what the state was"),
            Column::float("decoded", Unit::ANY).described("what the spikes say it was"),
            Column::float("error", Unit::ANY).described("how far the two lie apart"),
        ],
    )
}

/// What a decoder believes: one row a time bin, one entry a state.
pub(crate) fn posterior_schema() -> TableSchema {
    TableSchema::at_least(
        "posterior",
        [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::vector("posterior", Unit::ONE).described("the probability of each state"),
        ],
    )
}

/// The states of a decoder, one row each, in the order of the posterior's entries.
pub(crate) fn states_schema() -> TableSchema {
    TableSchema::at_least(
        "states",
        [Column::float("centre", Unit::ANY).described("the middle of the state")],
    )
}
