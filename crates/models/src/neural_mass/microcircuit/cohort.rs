//! Spectra of controls and patients, and which gain tells them apart.

use ndarray::{Array2, ArrayView1};
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::ln;
use spikebook_numeric::sum::sum;

use super::{Gain, Microcircuit};
use crate::Error;
use crate::error::within;

/// Groups whose members differ in one gain.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    gain: Gain,
    n_controls: usize,
    n_patients: usize,
    patient_log_change: f64,
    standard_deviation: f64,
    n_segments: u32,
}

/// A simulated cohort.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortSession {
    /// What an experimenter would have
    pub observed: ObservedCohort,
    /// What made it
    pub truth: CohortTruth,
}

/// The spectra.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedCohort {
    /// 2 to 60 Hz, one a hertz
    pub frequency_hz: Vec<f64>,
    /// The averaged periodograms (shape: subjects × frequencies), controls first
    pub power: Array2<f64>,
    /// Who is a patient
    pub is_patient: Vec<bool>,
    /// How many segments each periodogram averages
    pub n_segments: u32,
}

/// The gains.
#[derive(Clone, Debug, PartialEq)]
pub struct CohortTruth {
    /// Which gain differs
    pub gain: Gain,
    /// Its logarithm in each subject, less the default's
    pub log_changes: Vec<f64>,
}

/// How well one gain explains one subject's spectrum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The gain that may vary
    pub gain: Gain,
    /// Its most likely log change
    pub log_change: f64,
    /// The log likelihood there
    pub log_likelihood: f64,
    /// −2 log likelihood + 2 ln(number of frequencies); lower is better
    pub bic: f64,
}

impl Cohort {
    /// Controls' log changes are normal with mean 0, patients' with another, both with one standard deviation; each
    /// spectrum averages so many independent segments.
    ///
    /// # Errors
    /// [`Error::TooFew`] without a control, a patient or a segment; [`Error::Parameter`] for a mean beyond ±1.5 or a
    /// standard deviation outside [0, 0.5].
    pub fn new(
        gain: Gain,
        (n_controls, n_patients): (usize, usize),
        patient_log_change: f64,
        standard_deviation: f64,
        n_segments: u32,
    ) -> Result<Self, Error> {
        let counts =
            [("controls", n_controls), ("patients", n_patients), ("segments", n_segments as usize)];
        for (what, got) in counts {
            if got == 0 {
                return Err(Error::TooFew { what, got, wanted: 1 });
            }
        }
        let wanted = "a number between −1.5 and 1.5";
        within("patient_log_change", patient_log_change, -1.5..=1.5, wanted)?;
        let wanted = "a number between 0 and 0.5";
        within("standard_deviation", standard_deviation, 0.0..=0.5, wanted)?;
        Ok(Self {
            gain,
            n_controls,
            n_patients,
            patient_log_change,
            standard_deviation,
            n_segments,
        })
    }

    /// Simulates the spectra; subject i from `seed.replicate("subjects", i)`. Changes are kept within ±3.
    ///
    /// # Errors
    /// None that valid parameters can provoke.
    pub fn simulate(&self, seed: Seed) -> Result<CohortSession, Error> {
        let frequency_hz: Vec<f64> = (2..=60).map(f64::from).collect();
        let n = self.n_controls + self.n_patients;
        let subject = |i: usize| -> Result<(f64, Vec<f64>), Error> {
            let stream = &mut seed.replicate("subjects", i as u64);
            let mean = if i < self.n_controls { 0.0 } else { self.patient_log_change };
            let change = mean + self.standard_deviation * stream.standard_normal();
            let change = change.clamp(-3.0, 3.0);
            let column = Microcircuit::default().scaled(self.gain, change)?;
            let noisy = |&frequency: &f64| {
                // Each ordinate of a periodogram is exponential about the power.
                let total = sum((0..self.n_segments).map(|_| stream.standard_exponential()));
                column.power(frequency) * total / f64::from(self.n_segments)
            };
            Ok((change, frequency_hz.iter().map(noisy).collect()))
        };
        let subjects: Vec<(f64, Vec<f64>)> =
            (0..n).into_par_iter().map(subject).collect::<Result<_, _>>()?;
        let power = Array2::from_shape_fn((n, frequency_hz.len()), |(i, k)| subjects[i].1[k]);
        Ok(CohortSession {
            observed: ObservedCohort {
                frequency_hz,
                power,
                is_patient: (0..n).map(|i| i >= self.n_controls).collect(),
                n_segments: self.n_segments,
            },
            truth: CohortTruth {
                gain: self.gain,
                log_changes: subjects.iter().map(|subject| subject.0).collect(),
            },
        })
    }
}

impl ObservedCohort {
    /// Fits each candidate gain to each subject (outer: subjects, inner: candidates), over log changes from −2 to 2 in
    /// steps of 0.01, with the overall size of the spectrum free.
    ///
    /// # Errors
    /// None that a simulated cohort can provoke.
    pub fn compare(&self, candidates: &[Gain]) -> Result<Vec<Vec<Comparison>>, Error> {
        let mut grids = Vec::with_capacity(candidates.len());
        for &gain in candidates {
            let row = |step: i32| -> Result<(f64, Vec<f64>), Error> {
                let change = 0.01 * f64::from(step);
                let column = Microcircuit::default().scaled(gain, change)?;
                Ok((change, self.frequency_hz.iter().map(|&f| column.power(f)).collect()))
            };
            grids.push((gain, (-200..=200).map(row).collect::<Result<Vec<_>, _>>()?));
        }
        let fit = |observed: ArrayView1<'_, f64>, gain: Gain, grid: &[(f64, Vec<f64>)]| {
            let n = observed.len() as f64;
            let likelihood = |model: &[f64]| {
                let ratios = sum(observed.iter().zip(model).map(|(got, wanted)| got / wanted));
                let size = ratios / n;
                let logs = sum(model.iter().map(|&wanted| ln(wanted)));
                -f64::from(self.n_segments) * (n * ln(size) + logs + n)
            };
            let mut best = (f64::NEG_INFINITY, 0.0);
            for (change, model) in grid {
                let value = likelihood(model);
                if value > best.0 {
                    best = (value, *change);
                }
            }
            let bic = -2.0 * best.0 + 2.0 * ln(n);
            Comparison { gain, log_change: best.1, log_likelihood: best.0, bic }
        };
        let subject = |i: usize| {
            grids.iter().map(|(gain, grid)| fit(self.power.row(i), *gain, grid)).collect()
        };
        Ok((0..self.power.nrows()).into_par_iter().map(subject).collect())
    }
}
