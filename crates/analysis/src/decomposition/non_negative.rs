//! Of which parts, none of them negative, is the activity put together?
//!
//! X ≈ W H with every entry of X (n × p), W (n × k) and H (k × p) at least 0: row t is a sum of k patterns (rows of H),
//! each as strong as W says. Nothing cancels, so patterns are parts (synergies of muscles, assemblies of units) where
//! principal components are contrasts (Lee & Seung 1999, doi:10.1038/44565).
//!
//! | loss | objective | step |
//! |---|---|---|
//! | [`Loss::Frobenius`] | ½ Σ (x − (WH))² | one pattern after the other, exactly (HALS; Cichocki & Phan 2009, doi:10.1587/transfun.E92.A.708) |
//! | [`Loss::KullbackLeibler`] | Σ x ln(x/(WH)) − x + WH, the deviance of Poisson counts over 2 | multiplicative (Lee & Seung 2001) |
//!
//! Neither objective ever rises. The fit ends when ten sweeps lower it by less than `tolerance` of itself, or of 10⁻⁸ of
//! ½ Σx² (Σx), where that is more: an exact product is come near to for ever. Rows of H have length 1, and patterns come in the order of ‖wₖ‖.
//!
//! **When it misleads.** The objective has many minima: start often and look whether patterns come back
//! ([`NonNegativeFactors::with_starts`]). Zeros pin patterns down: where no entry of two patterns and of their strengths is 0, the
//! patterns can be mixed without changing the fit, and only WH is told by the data. k is not told by the fit. Multiplicative steps crawl near the border, and what
//! they set to 0 stays there.
//!
//! **Agreement.** scikit-learn's `NMF` has the same objectives (`beta_loss`, without its penalties) but does not bring H
//! to length 1. Its `tol` is relative to the first objective, not to the present one.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::decomposition::NonNegativeFactors;
//! use spikebook_numeric::Seed;
//!
//! let counts = array![[2.0, 2.0, 0.0], [0.0, 0.0, 3.0], [4.0, 4.0, 1.0], [1.0, 1.0, 1.0]];
//! let fit = NonNegativeFactors::new(2, Seed::from_number(1))?.fit_matrix(counts.view())?;
//! assert!((fit.reconstruct() - &counts).iter().all(|error| error.abs() < 1e-3));
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod sweep;

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array2, ArrayBase, ArrayView2, Axis, Data, Ix2};
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::sum::sum;

use crate::matrix::{check_finite, product};
use crate::{Error, settings};
use sweep::{Factors, descend};

/// What a wrong entry costs. See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Loss {
    /// Half its square
    #[default]
    Frobenius,
    /// Its Poisson deviance over 2
    KullbackLeibler,
}

/// A non-negative factorisation, not yet fitted. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | `n_components` | – | 1 to the smaller side of the matrix |
/// | loss | Frobenius | |
/// | tolerance | 10⁻⁶ | > 0, < 1 |
/// | `max_iterations` | 20 000 | ≥ 1 |
/// | `n_starts` | 1 | ≥ 1; the best by objective is kept |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NonNegativeFactors {
    n_components: usize,
    loss: Loss,
    tolerance: f64,
    max_iterations: usize,
    n_starts: usize,
    seed: Seed,
}

/// Fitted patterns and how strong each is in each row.
#[derive(Clone, Debug, PartialEq)]
pub struct NonNegativeFactorsFit {
    strengths: Array2<f64>,
    patterns: Array2<f64>,
    objective: f64,
    n_iterations: usize,
}

impl NonNegativeFactors {
    /// `n_components` patterns, from random starts.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn new(n_components: usize, seed: Seed) -> Result<Self, Error> {
        let n_components = settings::count("n_components", n_components)?;
        let (loss, tolerance, max_iterations) = (Loss::Frobenius, 1e-6, 20_000);
        Ok(Self { n_components, loss, tolerance, max_iterations, n_starts: 1, seed })
    }

    /// Another loss.
    #[must_use]
    pub fn with_loss(self, loss: Loss) -> Self {
        Self { loss, ..self }
    }

    /// Ends when ten sweeps lower the objective by less than this share of it.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside (0, 1).
    pub fn with_tolerance(self, tolerance: f64) -> Result<Self, Error> {
        settings::tolerance(tolerance).map(|tolerance| Self { tolerance, ..self })
    }

    /// Takes at most so many sweeps.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        settings::iterations(max_iterations).map(|max_iterations| Self { max_iterations, ..self })
    }

    /// Starts so many times, start k from the stream k of the seed.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_starts(self, n_starts: usize) -> Result<Self, Error> {
        settings::count("n_starts", n_starts).map(|n_starts| Self { n_starts, ..self })
    }

    /// Fits `matrix` (`n_rows` × `n_columns`, no entry below 0).
    ///
    /// # Errors
    /// - [`Error::TooFew`]: an empty matrix; [`Error::Parameter`]: more components than rows or columns;
    ///   [`Error::NonFinite`]; [`Error::OutOfRange`]: a negative entry; [`Error::TooFew`]: all entries are 0.
    /// - [`Error::NotConverged`]: the objective still falls after the last sweep, from every start.
    pub fn fit_matrix(&self, matrix: ArrayView2<'_, f64>) -> Result<NonNegativeFactorsFit, Error> {
        let starts: Vec<_> = (0..self.n_starts as u64)
            .into_par_iter()
            .map(|start| {
                self.check(matrix)?;
                let mut stream = self.seed.replicate("non-negative factors", start);
                let (n_rows, n_columns) = matrix.dim();
                let mean = sum(matrix.iter().copied()) / (n_rows * n_columns) as f64;
                let size = (mean / self.n_components as f64).sqrt();
                let mut draw = |shape| {
                    Array2::from_shape_simple_fn(shape, || size * stream.standard_normal().abs())
                };
                let strengths = draw((n_rows, self.n_components));
                let patterns = draw((self.n_components, n_columns));
                self.descend_from(matrix, Factors { strengths, patterns })
            })
            .collect();
        let mut best: Option<NonNegativeFactorsFit> = None;
        let mut failure = None;
        for start in starts {
            match start {
                Ok(fit) if best.as_ref().is_none_or(|best| fit.objective < best.objective) => {
                    best = Some(fit);
                }
                Ok(_) => {}
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        best.ok_or_else(|| failure.expect("a start gives a fit or an error, and there is one"))
    }

    /// Fits `matrix` from given strengths (`n_rows` × k) and patterns (k × `n_columns`), none of them negative.
    ///
    /// # Errors
    /// As [`NonNegativeFactors::fit_matrix`], and [`Error::Length`] for shapes that do not go together.
    pub fn fit_from(
        &self,
        matrix: ArrayView2<'_, f64>,
        strengths: ArrayView2<'_, f64>,
        patterns: ArrayView2<'_, f64>,
    ) -> Result<NonNegativeFactorsFit, Error> {
        self.check(matrix)?;
        for (what, got, wanted) in [
            ("rows of the strengths", strengths.nrows(), matrix.nrows()),
            ("columns of the strengths", strengths.ncols(), self.n_components),
            ("rows of the patterns", patterns.nrows(), self.n_components),
            ("columns of the patterns", patterns.ncols(), matrix.ncols()),
        ] {
            crate::matrix::check_length(what, got, wanted)?;
        }
        check_not_negative("strengths", strengths)?;
        check_not_negative("patterns", patterns)?;
        let factors = Factors { strengths: strengths.to_owned(), patterns: patterns.to_owned() };
        self.descend_from(matrix, factors)
    }

    fn check(&self, matrix: ArrayView2<'_, f64>) -> Result<(), Error> {
        if matrix.is_empty() {
            return Err(Error::TooFew { what: "entries of the matrix", got: 0, wanted: 1 });
        }
        if self.n_components > matrix.nrows().min(matrix.ncols()) {
            return Err(Error::Parameter {
                parameter: "n_components",
                got: self.n_components as f64,
                wanted: "at most the smaller of rows and columns",
            });
        }
        check_not_negative("matrix", matrix)?;
        if matrix.iter().all(|&entry| entry == 0.0) {
            return Err(Error::TooFew { what: "entries above 0", got: 0, wanted: 1 });
        }
        Ok(())
    }

    fn descend_from(
        &self,
        matrix: ArrayView2<'_, f64>,
        mut factors: Factors,
    ) -> Result<NonNegativeFactorsFit, Error> {
        let (objective, n_iterations) =
            descend(matrix, &mut factors, self.loss, self.tolerance, self.max_iterations)?;
        Ok(NonNegativeFactorsFit::new(factors, objective, n_iterations))
    }
}

fn check_not_negative(what: &'static str, matrix: ArrayView2<'_, f64>) -> Result<(), Error> {
    check_finite(what, matrix)?;
    match matrix.indexed_iter().find(|(_, entry)| **entry < 0.0) {
        Some(((row, _), &got)) => {
            Err(Error::OutOfRange { what, row, got, wanted: "entries of at least 0" })
        }
        None => Ok(()),
    }
}

impl NonNegativeFactorsFit {
    fn new(mut factors: Factors, objective: f64, n_iterations: usize) -> Self {
        for (mut pattern, mut strength) in
            factors.patterns.outer_iter_mut().zip(factors.strengths.columns_mut())
        {
            let length = pattern.dot(&pattern).sqrt();
            if length > 0.0 {
                pattern.mapv_inplace(|entry| entry / length);
                strength.mapv_inplace(|entry| entry * length);
            }
        }
        let sizes = factors.strengths.map_axis(Axis(0), |column| column.dot(&column));
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by(|&a, &b| sizes[b].total_cmp(&sizes[a]));
        Self {
            strengths: factors.strengths.select(Axis(1), &order),
            patterns: factors.patterns.select(Axis(0), &order),
            objective,
            n_iterations,
        }
    }

    /// How strong each pattern is in each row, W (`n_rows` × `n_components`).
    pub fn strengths(&self) -> ArrayView2<'_, f64> {
        self.strengths.view()
    }

    /// The patterns, H (`n_components` × `n_columns`), each of length 1.
    pub fn patterns(&self) -> ArrayView2<'_, f64> {
        self.patterns.view()
    }

    /// The objective at the end.
    pub fn objective(&self) -> f64 {
        self.objective
    }

    /// Sweeps until the objective came to rest.
    pub fn n_iterations(&self) -> usize {
        self.n_iterations
    }

    /// W H.
    pub fn reconstruct(&self) -> Array2<f64> {
        product(self.strengths.view(), self.patterns.view())
    }
}

/// Fits the records; targets and weights are not used.
impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for NonNegativeFactors {
    type Object = NonNegativeFactorsFit;

    fn fit(
        &self,
        dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
    ) -> Result<NonNegativeFactorsFit, Error> {
        self.fit_matrix(dataset.records().view())
    }
}

#[cfg(test)]
mod tests;
