//! The raw readers on real recordings: their facts, an independent reader, and damaged copies.

mod facts;
mod hostile;
mod oracle;
mod recordings;
