//! Few directions that hold most of the variance.
