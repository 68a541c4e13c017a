//! The `spikebook` command.
fn main() {}
