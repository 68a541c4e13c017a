//! The sums of many subsets of the same numbers.
//!
//! For each eight numbers, the sums of all their 256 subsets are kept; the sum of a subset of n numbers
//! is then n/8 look-ups (the method of four Russians: Arlazarov et al. 1970). Many subsets go through
//! the look-ups word by word, so that the tables in use stay in the nearest cache. Each sum is added up
//! in one fixed order, whichever subsets go with it.

/// Subsets that go through the tables together.
pub(super) const BATCH: usize = 128;

/// The numbers, as sums of their subsets.
#[derive(Clone, Debug)]
pub(super) struct SubsetSums {
    /// For each eight numbers, the sum of each subset
    tables: Vec<[f64; 256]>,
}

impl SubsetSums {
    pub(super) fn new(values: &[f64]) -> Self {
        let n_tables = 8 * values.len().div_ceil(64);
        let mut tables = vec![[0.0; 256]; n_tables];
        for (table, eight) in tables.iter_mut().zip(values.chunks(8)) {
            for subset in 1..256_usize {
                let first = subset.trailing_zeros() as usize;
                // Numbers beyond the last have bits that no subset sets.
                let value = eight.get(first).copied().unwrap_or(0.0);
                table[subset] = table[subset & (subset - 1)] + value;
            }
        }
        Self { tables }
    }

    /// Words of a subset.
    pub(super) fn n_words(&self) -> usize {
        self.tables.len() / 8
    }

    /// The sums of [`BATCH`] subsets; word w of subset s stands at `words[w * BATCH + s]`.
    pub(super) fn of(&self, words: &[u64]) -> [f64; BATCH] {
        let mut sums = [0.0; BATCH];
        let (groups, _) = self.tables.as_chunks::<8>();
        for (tables, words) in groups.iter().zip(words.chunks_exact(BATCH)) {
            for (sum, &word) in sums.iter_mut().zip(words) {
                let part = |at: usize| tables[at][(word >> (8 * at) & 0xff) as usize];
                *sum += ((part(0) + part(1)) + (part(2) + part(3)))
                    + ((part(4) + part(5)) + (part(6) + part(7)));
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use spikebook_numeric::Seed;

    use super::super::deal::{clear_beyond, rows_of};
    use super::*;

    #[test]
    fn look_ups_are_sums() {
        let mut stream = Seed::from_name("subsets").replicate("x", 0);
        for n_rows in [1, 7, 8, 63, 64, 65, 200] {
            let values: Vec<f64> = (0..n_rows).map(|_| stream.standard_normal()).collect();
            let sums = SubsetSums::new(&values);
            let n_words = sums.n_words();
            let mut words = vec![0; n_words * BATCH];
            let mut subsets = Vec::new();
            for subset in 0..BATCH {
                let mut bits: Vec<u64> = (0..n_words).map(|_| stream.bits()).collect();
                clear_beyond(&mut bits, n_rows);
                (0..n_words).for_each(|word| words[word * BATCH + subset] = bits[word]);
                subsets.push(bits);
            }
            let got = sums.of(&words);
            for (bits, got) in subsets.iter().zip(got) {
                let wanted: f64 = rows_of(bits).map(|row| values[row]).sum();
                assert!((got - wanted).abs() < 1e-12, "{n_rows} rows: {got} against {wanted}");
            }
        }
    }
}
