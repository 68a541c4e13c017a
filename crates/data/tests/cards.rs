//! The cards of the project against the facts that are known of the recordings.

#[path = "cards/recordings.rs"]
mod recordings;
