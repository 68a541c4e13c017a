//! The problem set of the chapter on head direction, from the roster to the gradebook.

mod chapters;
mod class;
mod gradebook;
mod solver;
mod variants;
