//! Statistics that describe a sample before anything is fitted.
