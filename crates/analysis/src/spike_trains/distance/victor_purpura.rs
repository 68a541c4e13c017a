//! The cheapest way from one train to another.

use crate::Error;
use crate::spike_trains::order::ascending;

/// The distance of Victor and Purpura, with the cost of moving a spike by a second; an infinite one
/// matches only spikes at the same time. Time and memory: n(a) n(b) and the smaller of the two.
///
/// # Errors
/// [`Error::NonFinite`], [`Error::NotAscending`] for times, [`Error::Parameter`] for a cost that is
/// negative or NaN.
pub fn victor_purpura(a_s: &[f64], b_s: &[f64], cost_per_s: f64) -> Result<f64, Error> {
    ascending("spike times of a", a_s)?;
    ascending("spike times of b", b_s)?;
    if cost_per_s.is_nan() || cost_per_s < 0.0 {
        let wanted = "at least 0";
        return Err(Error::Parameter { parameter: "cost_per_s", got: cost_per_s, wanted });
    }
    let (long, short) = if a_s.len() < b_s.len() { (b_s, a_s) } else { (a_s, b_s) };
    // row[j]: from the spikes of `long` so far to the first j of `short`.
    let mut row: Vec<f64> = (0..=short.len()).map(|j| j as f64).collect();
    for &time in long {
        let mut diagonal = row[0];
        row[0] += 1.0;
        for (j, &other) in short.iter().enumerate() {
            let away = (time - other).abs();
            // ∞ · 0 is no number, and spikes at the same time cost nothing.
            let moved = if away == 0.0 { 0.0 } else { cost_per_s * away };
            let best = (diagonal + moved).min(row[j].min(row[j + 1]) + 1.0);
            diagonal = row[j + 1];
            row[j + 1] = best;
        }
    }
    Ok(row[short.len()])
}
