//! The transforms of all looks at a signal, sixteen at a time where the length allows it.

use faer::c64 as Complex64;
use spikebook_numeric::vectorised::eight::LANES;

use super::batch::{Batch, Lanes, SIGNALS};
use super::complex::power;
use super::fourier::Fourier;
use super::looks::Looks;

/// Looks and how they are transformed.
pub(super) struct Plan<'a> {
    looks: &'a Looks,
    fourier: Fourier,
    batch: Option<Batch>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(looks: &'a Looks) -> Self {
        let n = looks.segment_samples();
        Self { looks, fourier: Fourier::new(n), batch: Batch::new(n) }
    }

    /// Frequencies from 0 to Nyquist.
    pub(super) fn n_frequencies(&self) -> usize {
        self.fourier.n_frequencies()
    }

    /// The transforms of all looks at one signal: segment after segment, taper after taper.
    pub(super) fn transforms(&self, signal: &[f64]) -> Vec<Vec<Complex64>> {
        let mut looks = Vec::new();
        match &self.batch {
            Some(batch) => self.each_batch(signal, batch, |data, n_looks| {
                let start = looks.len();
                looks.resize(start + n_looks, Vec::with_capacity(self.n_frequencies()));
                for frequency in 0..self.n_frequencies() {
                    let halves = batch.at(data, frequency);
                    for (signal, look) in looks[start..].iter_mut().enumerate() {
                        look.push(halves[signal / LANES].get(signal % LANES));
                    }
                }
            }),
            None => self.each_look(signal, |tapered| looks.push(self.fourier.transform(tapered))),
        }
        looks
    }

    /// Σ over looks of |transform|², at each frequency, and the number of looks.
    pub(super) fn total_power(&self, signal: &[f64]) -> (Vec<f64>, usize) {
        let mut n_total = 0;
        let Some(batch) = &self.batch else {
            let mut totals = vec![0.0; self.n_frequencies()];
            self.each_look(signal, |tapered| {
                n_total += 1;
                for (total, z) in totals.iter_mut().zip(self.fourier.transform(tapered)) {
                    *total += power(z);
                }
            });
            return (totals, n_total);
        };
        let mut sums = vec![[0.0; LANES]; self.n_frequencies()];
        self.each_batch(signal, batch, |data, n_looks| {
            n_total += n_looks;
            batch.add_powers(data, &mut sums);
        });
        let across =
            |s: &[f64; LANES]| ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
        (sums.iter().map(across).collect(), n_total)
    }

    fn each_look(&self, signal: &[f64], mut work: impl FnMut(&mut [f64])) {
        for start in self.looks.segment_starts(signal.len()) {
            let segment = self.segment(signal, start);
            for taper in self.looks.tapers() {
                let mut tapered: Vec<f64> = segment.iter().zip(taper).map(|(x, w)| x * w).collect();
                work(&mut tapered);
            }
        }
    }

    /// Hands over transformed batches and how many looks are in each.
    fn each_batch(
        &self,
        signal: &[f64],
        batch: &Batch,
        mut work: impl FnMut(&[Lanes<LANES>], usize),
    ) {
        let (mut data, mut scratch) = (batch.room(), batch.room());
        let tapers = self.looks.tapers();
        let starts: Vec<usize> = self.looks.segment_starts(signal.len()).collect();
        let n_looks = starts.len() * tapers.len();
        let mut segments: Vec<Vec<f64>> = Vec::new();
        for first in (0..n_looks).step_by(SIGNALS) {
            let end = (first + SIGNALS).min(n_looks);
            let (from, to) = (first / tapers.len(), (end - 1) / tapers.len());
            segments.clear();
            segments.extend(starts[from..=to].iter().map(|&start| self.segment(signal, start)));
            if end - first < SIGNALS {
                // Lanes without a look still hold what was there before.
                data.fill(Lanes::ZERO);
            }
            Batch::fill(&mut data, end - first, |look, samples| {
                let segment = &segments[(first + look) / tapers.len() - from][samples.clone()];
                let taper = &tapers[(first + look) % tapers.len()][samples];
                segment.iter().zip(taper).map(|(x, w)| x * w)
            });
            batch.transform(&mut data, &mut scratch);
            work(&data, end - first);
        }
    }

    fn segment(&self, signal: &[f64], start: usize) -> Vec<f64> {
        let mut segment = signal[start..start + self.looks.segment_samples()].to_vec();
        self.looks.detrend().take_away(&mut segment);
        segment
    }
}
