//! How fast does a trace swing?
//!
//! The time between its last two crossings of a level from below, each found on the straight line between two samples. With
//! noise a trace crosses its mean several times a cycle, and the answer is too short: take a spectrum.
//!
//! ```
//! use spikebook_models::neural_mass::last_period;
//!
//! let time: Vec<f64> = (0..400).map(|k| 0.01 * f64::from(k)).collect();
//! let saw: Vec<f64> = time.iter().map(|t| t.rem_euclid(0.8)).collect();
//! assert!(last_period(&time, &saw, 0.3).is_some_and(|period| (period - 0.8).abs() < 1e-12));
//! assert_eq!(last_period(&time, &saw, 5.0), None);
//! ```

/// The last interval between upward crossings of `level`; none where there are fewer than two.
pub fn last_period(time: &[f64], values: &[f64], level: f64) -> Option<f64> {
    let mut crossings = (1..values.len().min(time.len()))
        .rev()
        .filter(|&k| values[k - 1] < level && values[k] >= level)
        .map(|k| {
            let share = (level - values[k - 1]) / (values[k] - values[k - 1]);
            time[k - 1] + share * (time[k] - time[k - 1])
        });
    let last = crossings.next()?;
    Some(last - crossings.next()?)
}
