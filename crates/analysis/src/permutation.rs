//! How often chance alone does as well.
