//! How often a stimulus of each strength is seen.
