//! Statistics of spike times and of counts.
