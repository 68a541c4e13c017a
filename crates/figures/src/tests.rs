//! Every kind with every sort of data: a picture that keeps the rules, or an error that says why
//! not.

mod battery;
mod documents;
mod errors;
mod specimens;
