//! The trains that make a null: the same counts, moved round the frames.

use spikebook_numeric::Seed;

use crate::Error;

/// Circular shifts of spike counts against the stimulus: a train keeps its bursts and pauses, the stimulus its
/// correlations; only their alignment is broken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shifts {
    /// The number of shifted trains
    pub n_shifts: usize,
    /// The least shift either way, frames that count
    pub min_shift: usize,
    /// Where shifts are drawn from; number s comes from `seed.replicate("circular-shift", s)` alone
    pub seed: Seed,
}

impl Shifts {
    /// How far each train is moved, uniform over `min_shift` ..= `n − min_shift`.
    pub(super) fn drawn(&self, n: usize) -> Result<Vec<usize>, Error> {
        if self.min_shift == 0 || self.min_shift > n / 2 {
            return Err(Error::NoShift { min_shift: self.min_shift, n_samples: n });
        }
        if self.n_shifts == 0 {
            return Err(Error::TooFew { what: "shifted trains", got: 0, wanted: 1 });
        }
        let n_choices = n - 2 * self.min_shift + 1;
        let draw = |number: usize| {
            let mut stream = self.seed.replicate("circular-shift", number as u64);
            self.min_shift + stream.below(n_choices)
        };
        Ok((0..self.n_shifts).map(draw).collect())
    }
}

/// The frames with spikes of a train moved by `shift`, each with its count.
pub(super) fn shifted<'a>(
    frames: &'a [usize],
    with_spikes: &'a [(usize, f64)],
    shift: usize,
) -> impl Iterator<Item = (usize, f64)> + Clone + 'a {
    let n = frames.len();
    with_spikes.iter().map(move |&(place, count)| (frames[(place + shift) % n], count))
}

/// The places of a train's counts above 0 among the frames that count.
pub(super) fn places(usable_counts: &[u32]) -> Vec<(usize, f64)> {
    let counts = usable_counts.iter().enumerate();
    counts.filter(|(_, n)| **n > 0).map(|(place, &n)| (place, f64::from(n))).collect()
}
