//! Least squares and generalised linear models.
