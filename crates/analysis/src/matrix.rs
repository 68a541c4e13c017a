//! Between ndarray and faer, and the checks that every matrix passes on its way in.
