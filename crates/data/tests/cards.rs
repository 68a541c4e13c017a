//! Cards as a user meets them: the recordings of the project, files with faults, downloads, drafts.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "tests find recordings by the environment, and say where they are not"
)]

#[path = "cards/fetching.rs"]
mod fetching;
#[path = "cards/hostile.rs"]
mod hostile;
#[path = "cards/recordings.rs"]
mod recordings;
#[path = "cards/reference.rs"]
mod reference;
