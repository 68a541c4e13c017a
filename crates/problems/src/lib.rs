//! Problem sets: variants, answer keys and grading
