//! The catalogue: one file a stage kind, a thin adapter from data to models, analysis and figures
