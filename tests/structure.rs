//! The rules that hold for the tree itself: which crate may use which, how long a file may be, what
//! lies where.

mod edges;
mod files;
mod layout;
mod lints;
mod manifests;
mod tree;
