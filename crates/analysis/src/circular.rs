//! Statistics of angles.
