//! Columns of a design matrix: splines on an interval and harmonics on a circle.
