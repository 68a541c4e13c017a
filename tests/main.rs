//! Tests of the whole: the command as it is typed, and the rules that hold for the tree.

mod cli;
mod problems;
mod reproducibility;
mod structure;
