//! What the spikes say about the stimulus.
