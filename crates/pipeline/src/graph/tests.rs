//! Wiring: what fits, and the message for what does not.
