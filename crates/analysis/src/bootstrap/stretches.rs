//! Which rows of a recording to draw together, so that what neighbours share stays together?
//!
//! Row i belongs to stretch ⌊(tᵢ − t₀) / d⌋ for a duration d. Rows drawn one by one as if neighbours were strangers give
//! intervals that are too narrow; rows drawn in stretches longer than what neighbours share give honest ones, if there
//! are stretches enough: twenty are few, a hundred are many. Künsch (1989), doi:10.1214/aos/1176347265.

/// Times within this share of a duration of a stretch's end belong to the next: sums of bin widths are not exact.
const ROUNDING: f64 = 1e-9;

/// The rows of ascending times in stretches of one duration, counted from the first time. A stretch in which
/// no time lies is left out.
///
/// ```
/// use spikebook_analysis::bootstrap::stretches;
///
/// let time_s = [0.0, 0.1, 0.2, 0.3, 1.0];
/// assert_eq!(stretches(&time_s, 0.2), [vec![0, 1], vec![2, 3], vec![4]]);
/// ```
///
/// # Panics
/// Where the duration is not above 0.
pub fn stretches(time_s: &[f64], duration_s: f64) -> Vec<Vec<usize>> {
    assert!(duration_s > 0.0, "a stretch lasts");
    let first = time_s.first().copied().unwrap_or(0.0);
    let stretch = |row: usize| ((time_s[row] - first) / duration_s + ROUNDING).floor();
    let rows: Vec<usize> = (0..time_s.len()).collect();
    rows.chunk_by(|&a, &b| stretch(a) == stretch(b)).map(<[usize]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bins_whose_width_is_no_binary_fraction_fill_whole_stretches() {
        // 0.1 · 3 is above 0.3 in binary: every stretch still has its five bins.
        let time_s: Vec<f64> = (0..1000).map(|bin| 7.3 + f64::from(bin) * 0.1).collect();
        let found = stretches(&time_s, 0.5);
        assert_eq!(found.len(), 200);
        assert!(found.iter().all(|rows| rows.len() == 5));
    }

    #[test]
    fn no_rows_are_no_stretches() {
        assert_eq!(stretches(&[], 1.0), Vec::<Vec<usize>>::new());
    }

    proptest! {
        /// Whole milliseconds, counted by whole numbers: what floating point must agree with.
        #[test]
        fn stretches_are_those_of_whole_numbers(
            mut times_ms in prop::collection::vec(0u32..100_000, 1..200),
            duration_ms in 1u32..5_000,
        ) {
            times_ms.sort_unstable();
            let mut wanted: Vec<(u32, Vec<usize>)> = Vec::new();
            for (row, time) in times_ms.iter().enumerate() {
                let stretch = (time - times_ms[0]) / duration_ms;
                match wanted.last_mut() {
                    Some((last, rows)) if *last == stretch => rows.push(row),
                    _ => wanted.push((stretch, vec![row])),
                }
            }
            let time_s: Vec<f64> = times_ms.iter().map(|&time| f64::from(time) / 1000.0).collect();
            let found = stretches(&time_s, f64::from(duration_ms) / 1000.0);
            prop_assert_eq!(found, wanted.into_iter().map(|(_, rows)| rows).collect::<Vec<_>>());
        }
    }
}
