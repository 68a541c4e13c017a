//! Kinds that simulate: what they find against closed forms and each other, and that kinds of figures show it.
//!
//! Set `SPIKEBOOK_GALLERY` to a folder to have the figures written there.

#[path = "model_kinds/gallery.rs"]
mod gallery;
#[path = "model_kinds/laws.rs"]
mod laws;
#[path = "model_kinds/one_kind.rs"]
mod one_kind;
