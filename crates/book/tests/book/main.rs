//! Books built from a made-up chapter: what readers get, and what authors are told.

mod bytes;
mod fake;
mod findings;
mod pages;
