//! Where on a sheet of paper do rows lie so that neighbours stay neighbours?
//!
//! Row i sees row j with probability pⱼ|ᵢ ∝ exp(−|xᵢ − xⱼ|² βᵢ), βᵢ such that the perplexity 2^H of its neighbours is the one asked for;
//! pᵢⱼ = (pⱼ|ᵢ + pᵢ|ⱼ) / 2n. On the paper qᵢⱼ ∝ 1 / (1 + |yᵢ − yⱼ|²), and the Kullback–Leibler divergence Σ pᵢⱼ ln(pᵢⱼ / qᵢⱼ) is made
//! small (van der Maaten & Hinton 2008). All pairs are looked at: for up to some 5000 rows.
//!
//! The start is the first two principal components, of standard deviation 10⁻⁴ (Kobak & Berens 2019,
//! doi:10.1038/s41467-019-13056-x): nothing is drawn by chance, and global arrangement is kept as far as it can be. 250 steps with p
//! twelve times too large are followed by 250 in which this factor falls to 1 by a fixed share a step, and by steps (with momentum
//! and gains) until the divergence falls by less than `tolerance` of itself over 50 steps.
//!
//! Where the factor drops to 1 at once, as in the first program and in scikit-learn, rows are caught where they are, and the last
//! bit of the start decides about the valley: over turned starts of one set the divergence then scatters by some 15 %. Where it falls slowly
//! nearly all of them end in the same valley, below the others.
//!
//! **When it misleads.** Sizes of clusters and distances between them mean nothing; noise falls into clusters too at a small
//! perplexity; a picture is no test. Say the perplexity, and look at several. [`trustworthiness`](super::trustworthiness)
//! says how many neighbours are true.
//!
//! **Agreement.** scikit-learn's `TSNE(method="exact", init="pca", learning_rate="auto")`: same p, same objective (`kl_divergence_`),
//! step length and start. The objective at given places agrees to single precision, in which scikit-learn computes; as the factor
//! falls slowly here, ours ends lower, by 3 % on the reference.
//!
//! ```
//! use ndarray::Array2;
//! use spikebook_analysis::embedding::StochasticNeighbours;
//!
//! let rates_hz = Array2::from_shape_fn((40, 3), |(row, unit)| (row / 20 * 30 + row * (unit + 1) % 7) as f64);
//! let fit = StochasticNeighbours::new(8.0)?.fit_matrix(rates_hz.view())?;
//! assert_eq!(fit.places().dim(), (40, 2));
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod descend;
mod neighbours;

use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array2, ArrayBase, ArrayView2, Data, Ix2};

use crate::clustering::check_rows;
use crate::decomposition::Pca;
use crate::{Error, settings};

/// More rows than this have too many pairs.
const MOST_ROWS: usize = 10_000;

/// Standard deviation of the first coordinate at the start.
const START_SPREAD: f64 = 1e-4;

/// An embedding, not yet made. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | perplexity | – | ≥ 1, below (rows − 1) / 3 |
/// | tolerance | 10⁻³ | > 0, < 1 |
/// | `max_iterations` | 5000 | ≥ 1, after the first 500 |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StochasticNeighbours {
    perplexity: f64,
    tolerance: f64,
    max_iterations: usize,
}

/// Rows on a sheet of paper.
#[derive(Clone, Debug, PartialEq)]
pub struct StochasticNeighboursFit {
    places: Array2<f64>,
    divergence: f64,
    n_iterations: usize,
}

impl StochasticNeighbours {
    /// Rows see about `perplexity` neighbours.
    ///
    /// # Errors
    /// [`Error::Parameter`] below 1 or not finite.
    pub fn new(perplexity: f64) -> Result<Self, Error> {
        if !(perplexity >= 1.0 && perplexity.is_finite()) {
            let wanted = "a finite number of at least 1";
            return Err(Error::Parameter { parameter: "perplexity", got: perplexity, wanted });
        }
        Ok(Self { perplexity, tolerance: 1e-3, max_iterations: 5000 })
    }

    /// Ends when 50 steps lower the divergence by less than this share of it.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside (0, 1).
    pub fn with_tolerance(self, tolerance: f64) -> Result<Self, Error> {
        settings::tolerance(tolerance).map(|tolerance| Self { tolerance, ..self })
    }

    /// Takes at most so many steps after the first 500.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        settings::iterations(max_iterations).map(|max_iterations| Self { max_iterations, ..self })
    }

    /// Places the rows of `matrix`.
    ///
    /// # Errors
    /// - [`Error::TooFew`]: below four rows or two columns; [`Error::Parameter`]: more than 10 000 rows, or a perplexity that is not
    ///   below (rows − 1) / 3; [`Error::NonFinite`]; [`Error::Overflow`]; [`Error::NoVariance`].
    /// - [`Error::NotConverged`]: the divergence still falls after the last step.
    pub fn fit_matrix(
        &self,
        matrix: ArrayView2<'_, f64>,
    ) -> Result<StochasticNeighboursFit, Error> {
        check_rows(matrix)?;
        let (n_rows, n_columns) = matrix.dim();
        for (what, got, wanted) in [("rows", n_rows, 4), ("columns", n_columns, 2)] {
            if got < wanted {
                return Err(Error::TooFew { what, got, wanted });
            }
        }
        if n_rows > MOST_ROWS {
            let wanted = "at most 10,000, as all pairs are looked at";
            return Err(Error::Parameter { parameter: "rows", got: n_rows as f64, wanted });
        }
        if 3.0 * self.perplexity >= (n_rows - 1) as f64 {
            let wanted = "fewer than a third of the other rows";
            return Err(Error::Parameter { parameter: "perplexity", got: self.perplexity, wanted });
        }
        let joint = neighbours::joint_probabilities(matrix, self.perplexity);
        let components = Pca::new().with_components(2)?.fit_matrix(matrix)?;
        let mut start = components.scores(matrix)?;
        let spread = components.explained_variance()[0].sqrt();
        start.mapv_inplace(|score| score / spread * START_SPREAD);
        descend::descend(&joint, start, self.tolerance, self.max_iterations)
    }
}

impl StochasticNeighbours {
    /// The Kullback–Leibler divergence of any places (`n_rows` × 2) for the rows of `matrix`: to compare embeddings.
    ///
    /// # Errors
    /// [`Error::Length`] where rows and places are not equally many; [`Error::NonFinite`].
    pub fn divergence_of(
        &self,
        matrix: ArrayView2<'_, f64>,
        places: ArrayView2<'_, f64>,
    ) -> Result<f64, Error> {
        check_rows(matrix)?;
        check_rows(places)?;
        let (got, wanted) = (places.nrows(), matrix.nrows());
        if got != wanted {
            return Err(Error::Length { what: "places", got, wanted });
        }
        let joint = neighbours::joint_probabilities(matrix, self.perplexity);
        Ok(descend::gradient(&joint, &places.to_owned(), 1.0).1)
    }
}

impl StochasticNeighboursFit {
    /// The place of each row (`n_rows` × 2).
    pub fn places(&self) -> ArrayView2<'_, f64> {
        self.places.view()
    }

    /// The Kullback–Leibler divergence at the end.
    pub fn divergence(&self) -> f64 {
        self.divergence
    }

    /// Steps until it came to rest.
    pub fn n_iterations(&self) -> usize {
        self.n_iterations
    }
}

/// Fits the records; targets and weights are not used.
impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for StochasticNeighbours {
    type Object = StochasticNeighboursFit;

    fn fit(
        &self,
        dataset: &DatasetBase<ArrayBase<D, Ix2>, T>,
    ) -> Result<StochasticNeighboursFit, Error> {
        self.fit_matrix(dataset.records().view())
    }
}

#[cfg(test)]
mod tests;
