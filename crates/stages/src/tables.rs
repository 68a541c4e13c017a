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

/// What had been shown before the spikes of each unit: one row a unit, lag and column of the stimulus.
pub(crate) fn spike_triggered_schema() -> TableSchema {
    let value = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    TableSchema::at_least(
        "average",
        [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("lag", Unit::ONE).described("frames before the spikes"),
            Column::float("lag_s", Unit::SECOND).described("the same in time"),
            Column::integer("column", Unit::ONE)
                .described("the column of the stimulus, counted from 0"),
            Column::text("variable").described("its name"),
            value("average", "the mean before spikes"),
            value("mean", "the mean over all frames"),
            value("low", "the lower end of the band of shifted trains"),
            value("high", "its upper end"),
            Column::boolean("is_significant").described("beyond the limit for all entries"),
        ],
    )
}

/// Fitted rates in time bins: one row a bin, one entry of the vector a fitted unit.
pub(crate) fn rates_schema() -> TableSchema {
    TableSchema::at_least(
        "rates",
        [
            Column::float("time_s", Unit::SECOND).described("when the bin begins"),
            Column::float("width_s", Unit::SECOND).described("how long it is"),
            Column::vector("rate_hz", Unit::SPIKES_PER_SECOND)
                .described("the rate of each unit in the bin"),
        ],
    )
}

/// Eigenvalues of a spike-triggered covariance: one row a unit and axis.
pub(crate) fn eigenvalues_schema() -> TableSchema {
    let value = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
    TableSchema::at_least(
        "eigenvalues",
        [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("rank", Unit::ONE).described("the axis, 1 the largest eigenvalue"),
            value("difference", "variance before spikes less variance of all frames"),
            value("null_low", "the lower end of the band of shifted trains at this rank"),
            value("null_high", "its upper end"),
            Column::boolean("is_significant").described("whether the nested test found it"),
            value("p", "its p value there").optional(),
        ],
    )
}

/// Rate against a projection of the stimulus: one row a unit and bin.
pub(crate) fn nonlinearity_schema() -> TableSchema {
    let place = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
    let rate =
        |name: &str, what: &str| Column::float(name, Unit::SPIKES_PER_SECOND).described(what);
    TableSchema::at_least(
        "nonlinearity",
        [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("bin", Unit::ONE).described("the bin, counted from 0"),
            place("start", "where the bin begins, standard deviations of the projection"),
            place("centre", "the mean projection in it"),
            place("stop", "where it ends"),
            Column::integer("n_frames", Unit::ONE).described("frames in the bin"),
            Column::integer("n_spikes", Unit::SPIKES).described("their spikes"),
            rate("rate_hz", "spikes over time"),
            rate("low_hz", "the lower end of its interval"),
            rate("high_hz", "its upper end"),
        ],
    )
}

/// Correlograms: one row a pair of units and lag.
pub(crate) fn correlograms_schema() -> TableSchema {
    let number = |name: &str, what: &str| Column::float(name, Unit::ONE).optional().described(what);
    TableSchema::at_least(
        "correlograms",
        [
            Column::integer("reference_id", Unit::ID).described("the unit at lag 0"),
            Column::integer("target_id", Unit::ID).described("the unit that is looked for"),
            Column::float("lag_s", Unit::SECOND)
                .described("target after reference, the middle of the bin"),
            Column::integer("n_pairs", Unit::ONE).described("pairs of spikes"),
            Column::float("rate_hz", Unit::SPIKES_PER_SECOND)
                .optional()
                .described("the same as the rate of the target"),
            Column::float("expected", Unit::ONE)
                .described("pairs of independent trains of constant rates"),
            number("predicted", "pairs by the predictor"),
            number("low", "lower end of its band, bin by bin"),
            number("high", "upper end of its band, bin by bin"),
            number("low_anywhere", "lower end of the band that chance leaves nowhere"),
            number("high_anywhere", "upper end of that band"),
        ],
    )
}

/// Rate maps over a plane: one row a unit and bin.
pub(crate) fn maps_schema() -> TableSchema {
    let place = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
    let rate = |name: &str, what: &str| {
        Column::float(name, Unit::SPIKES_PER_SECOND).optional().described(what)
    };
    TableSchema::at_least(
        "maps",
        [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("x_bin", Unit::ONE).described("the column, counted from 0"),
            Column::integer("y_bin", Unit::ONE).described("the row, counted from 0"),
            place("x", "the middle of the column"),
            place("y", "the middle of the row"),
            Column::integer("n_spikes", Unit::SPIKES).described("spikes in the bin"),
            Column::float("occupancy_s", Unit::SECOND).described("time spent in the bin"),
            rate("rate_hz", "spikes over time; empty where too little time was spent"),
            rate("smoothed_hz", "the same with neighbours pooled in"),
        ],
    )
}

/// Distances between trains: one row a pair of trains.
pub(crate) fn distances_schema() -> TableSchema {
    TableSchema::at_least(
        "distances",
        [
            Column::integer("unit_id", Unit::ID)
                .optional()
                .described("the unit whose trials are compared; empty between units"),
            Column::integer("a_id", Unit::ID).described("one unit or trial"),
            Column::integer("b_id", Unit::ID).described("the other"),
            Column::float("distance", Unit::ONE).described("how far apart they are"),
        ],
    )
}

/// Filters in time: one row a unit, filter and lag.
pub(crate) fn filters_schema() -> TableSchema {
    let value = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
    TableSchema::at_least(
        "filters",
        [
            Column::integer("unit_id", Unit::ID).described("the unit whose rate it acts on"),
            Column::text("filter").described("`stimulus`, `history`, or `unit 3` for a coupling"),
            Column::integer("source_id", Unit::ID)
                .optional()
                .described("the unit whose spikes act; empty for the stimulus"),
            Column::float("lag_s", Unit::SECOND).described("how long ago"),
            value("log_gain", "what is added to the logarithm of the rate"),
            value("lower", "lower end of its band").optional(),
            value("upper", "upper end of its band").optional(),
        ],
    )
}

/// Quantiles of rescaled intervals: one row a unit and interval, in the order of size.
pub(crate) fn quantiles_schema() -> TableSchema {
    TableSchema::at_least(
        "quantiles",
        [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("expected", Unit::ONE)
                .described("the quantile of the uniform distribution"),
            Column::float("observed", Unit::ONE).described("the rescaled interval, 1 - exp(-tau)"),
        ],
    )
}
