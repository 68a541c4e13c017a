//! The raw readers on real recordings: their facts, an independent reader, and damaged copies.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests find recordings by the environment, and say where they are not"
)]

mod facts;
mod hostile;
mod oracle;
mod recordings;
