//! What is stored comes back, and what was damaged is noticed.
