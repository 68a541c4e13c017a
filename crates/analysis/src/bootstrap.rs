//! How far an estimate would wander if the data were drawn again.
