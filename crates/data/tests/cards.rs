//! Cards as a user meets them: the recordings of the project, files with faults, downloads, drafts.

#[path = "cards/fetching.rs"]
mod fetching;
#[path = "cards/hostile.rs"]
mod hostile;
#[path = "cards/recordings.rs"]
mod recordings;
