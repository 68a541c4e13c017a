//! The columns of the model, made a block of rows at a time.

use std::borrow::Cow;

use ndarray::ArrayView2;

use super::{BinRuns, LagBasis};
use crate::Error;
use crate::matrix::{RowBlocks, check_finite, check_finite_slice, check_length};

/// What a term of the model stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermKind {
    /// Columns as they are given: they act at once
    Covariates,
    /// A signal through a filter, from lag 0 on
    Signal,
    /// Spikes through a filter, from lag 1 on
    Spikes,
}

/// Covariates, filtered signals and filtered spikes as the columns of a regression.
///
/// A row is a bin whose filters reach back to bins of its own [run](BinRuns) alone; the first bins of each run are
/// none. Nothing of the size rows × columns is kept but covariates, which are borrowed.
#[derive(Clone, Debug)]
pub struct PointProcessDesign<'a> {
    runs: &'a BinRuns,
    terms: Vec<Term<'a>>,
    /// The bins that are rows, ascending
    bins: Vec<usize>,
    n_columns: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Term<'a> {
    pub(super) name: String,
    pub(super) columns: Columns<'a>,
}

/// Where the columns of a term come from.
#[derive(Clone, Debug)]
pub(super) enum Columns<'a> {
    Given(ArrayView2<'a, f64>),
    Signal {
        samples: &'a [f64],
        basis: Cow<'a, LagBasis>,
    },
    Spikes {
        /// The bins with spikes, ascending, and how many there are in each
        events: Vec<(usize, f64)>,
        basis: Cow<'a, LagBasis>,
    },
}

impl Columns<'_> {
    pub(super) fn kind(&self) -> TermKind {
        match self {
            Self::Given(_) => TermKind::Covariates,
            Self::Signal { .. } => TermKind::Signal,
            Self::Spikes { .. } => TermKind::Spikes,
        }
    }

    pub(super) fn basis(&self) -> Option<&LagBasis> {
        match self {
            Self::Given(_) => None,
            Self::Signal { basis, .. } | Self::Spikes { basis, .. } => Some(basis),
        }
    }

    pub(super) fn n_columns(&self) -> usize {
        match self {
            Self::Given(matrix) => matrix.ncols(),
            Self::Signal { basis, .. } | Self::Spikes { basis, .. } => basis.n_functions(),
        }
    }

    /// The entries of one bin, as far as its run reaches back.
    fn fill(&self, bin: usize, run_start: usize, entries: &mut [f64]) {
        match self {
            Self::Given(matrix) => {
                for (entry, value) in entries.iter_mut().zip(matrix.row(bin)) {
                    *entry = *value;
                }
            }
            Self::Signal { samples, basis } => {
                entries.fill(0.0);
                let farthest = basis.last_lag().min(bin - run_start);
                for lag in basis.first_lag()..=farthest {
                    add_scaled(entries, samples[bin - lag], basis.at(lag));
                }
            }
            Self::Spikes { events, basis } => {
                entries.fill(0.0);
                let farthest = run_start.max(bin.saturating_sub(basis.last_lag()));
                let first = events.partition_point(|event| event.0 < farthest);
                for &(event, count) in &events[first..] {
                    if event + basis.first_lag() > bin {
                        break;
                    }
                    add_scaled(entries, count, basis.at(bin - event));
                }
            }
        }
    }
}

fn add_scaled(entries: &mut [f64], factor: f64, values: &[f64]) {
    for (entry, value) in entries.iter_mut().zip(values) {
        *entry += factor * value;
    }
}

impl<'a> PointProcessDesign<'a> {
    /// No columns yet: a rate that is the same in all bins.
    pub fn new(runs: &'a BinRuns) -> Self {
        Self { runs, terms: Vec::new(), bins: (0..runs.n_bins()).collect(), n_columns: 0 }
    }

    /// The same design with columns as they are given: one row a bin.
    ///
    /// # Errors
    /// [`Error::Length`] where there are not as many rows as bins, [`Error::NonFinite`].
    pub fn with_covariates(self, name: &str, matrix: ArrayView2<'a, f64>) -> Result<Self, Error> {
        check_length("rows of the covariates", matrix.nrows(), self.runs.n_bins())?;
        check_finite(name, matrix)?;
        Ok(self.with(name, Columns::Given(matrix)))
    }

    /// The same design with a signal through a filter: column j is Σₖ Bⱼ(k) s(t − k).
    ///
    /// # Errors
    /// [`Error::Length`] where there are not as many samples as bins, [`Error::NonFinite`].
    pub fn with_signal(
        self,
        name: &str,
        samples: &'a [f64],
        basis: &'a LagBasis,
    ) -> Result<Self, Error> {
        check_length("samples of the signal", samples.len(), self.runs.n_bins())?;
        check_finite_slice(name, samples)?;
        Ok(self.with(name, Columns::Signal { samples, basis: Cow::Borrowed(basis) }))
    }

    /// The same design with the counts of a unit through a filter: its own (spike history) or another's (coupling).
    ///
    /// # Errors
    /// As [`PointProcessDesign::with_signal`]; [`Error::Parameter`] for a filter that begins at lag 0, where a spike
    /// would explain itself.
    pub fn with_spikes(
        self,
        name: &str,
        counts: &[f64],
        basis: &'a LagBasis,
    ) -> Result<Self, Error> {
        check_length("counts of the filtered unit", counts.len(), self.runs.n_bins())?;
        check_finite_slice(name, counts)?;
        if basis.first_lag() == 0 {
            let wanted = "at least 1 for a filter of spikes";
            return Err(Error::Parameter { parameter: "first_lag", got: 0.0, wanted });
        }
        let events =
            counts.iter().copied().enumerate().filter(|(_, count)| *count != 0.0).collect();
        Ok(self.with(name, Columns::Spikes { events, basis: Cow::Borrowed(basis) }))
    }

    fn with(mut self, name: &str, columns: Columns<'a>) -> Self {
        let reach = columns.basis().map_or(0, LagBasis::last_lag);
        self.bins.retain(|&bin| bin - self.runs.start_of(bin) >= reach);
        self.n_columns += columns.n_columns();
        self.terms.push(Term { name: name.to_owned(), columns });
        self
    }

    /// The same columns for those of its bins alone that are `wanted`: a training set, or what is held out.
    #[must_use]
    pub fn restricted(&self, wanted: impl Fn(usize) -> bool) -> Self {
        let bins = self.bins.iter().copied().filter(|&bin| wanted(bin)).collect();
        Self { bins, ..self.clone() }
    }

    /// The bins that are rows, ascending.
    pub fn bins(&self) -> &[usize] {
        &self.bins
    }

    /// All bins, rows or not.
    pub fn runs(&self) -> &BinRuns {
        self.runs
    }

    /// What the columns are called: `history 1`, `history 2` …
    pub fn column_names(&self) -> Vec<String> {
        let names = |term: &Term<'_>| {
            let name = term.name.clone();
            (1..=term.columns.n_columns()).map(move |k| format!("{name} {k}"))
        };
        self.terms.iter().flat_map(names).collect()
    }

    pub(super) fn terms(&self) -> &[Term<'a>] {
        &self.terms
    }

    /// What all terms but filtered spikes add to the logarithm of the rate, in every bin; what lies before a run
    /// counts as 0.
    pub(super) fn drive(&self, weights: &[f64]) -> Vec<f64> {
        let mut entries = vec![0.0; self.n_columns];
        let drive_of_bin = |bin: usize| {
            let (mut total, mut first) = (0.0, 0);
            for term in &self.terms {
                let n = term.columns.n_columns();
                if term.columns.kind() != TermKind::Spikes {
                    let entries = &mut entries[..n];
                    term.columns.fill(bin, self.runs.start_of(bin), entries);
                    total += crate::matrix::dot(entries, &weights[first..first + n]);
                }
                first += n;
            }
            total
        };
        (0..self.runs.n_bins()).map(drive_of_bin).collect()
    }
}

impl RowBlocks for PointProcessDesign<'_> {
    fn n_rows(&self) -> usize {
        self.bins.len()
    }

    fn n_columns(&self) -> usize {
        self.n_columns
    }

    fn fill_rows(&self, first: usize, block: &mut [f64]) {
        if self.n_columns == 0 {
            return;
        }
        let rows = block.chunks_exact_mut(self.n_columns);
        for (row, &bin) in rows.zip(&self.bins[first..]) {
            let run_start = self.runs.start_of(bin);
            let mut rest = row;
            for term in &self.terms {
                let (entries, after) = rest.split_at_mut(term.columns.n_columns());
                term.columns.fill(bin, run_start, entries);
                rest = after;
            }
        }
    }
}
