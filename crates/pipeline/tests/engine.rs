//! The engine, run on kinds that do next to nothing.

#[path = "engine/toy.rs"]
mod toy;

#[path = "engine/faults.rs"]
mod faults;
#[path = "engine/names.rs"]
mod names;
#[path = "engine/optional.rs"]
mod optional;
#[path = "engine/panics.rs"]
mod panics;
#[path = "engine/publishing.rs"]
mod publishing;
#[path = "engine/running.rs"]
mod running;
#[path = "engine/seeds.rs"]
mod seeds;
#[path = "engine/streaming.rs"]
mod streaming;
#[path = "engine/sweeps.rs"]
mod sweeps;
#[path = "engine/wiring.rs"]
mod wiring;
