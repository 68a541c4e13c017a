//! Models against the reference cases of the golden collection, where it is at hand.

#[path = "golden/case.rs"]
mod case;
#[path = "golden/integration.rs"]
mod integration;
#[path = "golden/memory.rs"]
mod memory;
#[path = "golden/neurons.rs"]
mod neurons;
#[path = "golden/populations.rs"]
mod populations;
