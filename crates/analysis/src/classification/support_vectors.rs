//! The boundary with the widest margin between two classes, straight or bent by a kernel.
//!
//! For two classes y = ±1 the dual is minimised, ½ Σ αᵢ αⱼ yᵢ yⱼ K(xᵢ, xⱼ) − Σ αᵢ with 0 ≤ αᵢ ≤ C and Σ αᵢ yᵢ = 0, two α at a time
//! (sequential minimal optimisation with second-order choice of pairs; Fan, Chen & Lin 2005), until no pair violates
//! the conditions of the optimum by more than `tolerance`. The decision is Σ αᵢ yᵢ K(xᵢ, x) + b. Rows with α > 0 are the
//! support vectors. More classes are told pair by pair and by vote; of classes with equally many votes the first wins.
//!
//! | kernel | K(x, z) |
//! |---|---|
//! | [`Kernel::Linear`] | x · z |
//! | [`Kernel::Gaussian`] | exp(−γ \|x − z\|²) |
//!
//! smartcore's `SVC` stops after a fixed number of passes (LASVM), whether or not the conditions hold, and its votes
//! of several classes are broken by the order of a hash map, which differs from run to run. So this one is ours, and
//! smartcore's stays in the tests, where both tell the same classes.
//!
//! **When it misleads.** Columns must be of like scale. A large C on classes that overlap takes very long and fits the
//! noise. Decisions are distances, not probabilities.
//!
//! **Agreement.** scikit-learn's `SVC(C, kernel="linear" | "rbf", gamma=γ)` (libsvm): same dual and same votes.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::classification::{Classifier, Kernel, SupportVectors};
//!
//! let rows = array![[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [4.0, 1.0]];
//! let machine = SupportVectors::new(Kernel::Linear, 10.0)?;
//! let fit = machine.fit_labels(rows.view(), &[0, 0, 1, 1], 2)?;
//! assert_eq!(fit.predict_rows(array![[1.9, 0.0], [2.1, 5.0]].view())?, [0, 1]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod optimise;

use ndarray::{Array2, ArrayView1, ArrayView2, Axis};
use rayon::prelude::*;
use spikebook_numeric::elementary::exp;

use super::training::{Training, check_new_rows};
use super::{Classifier, FittedClassifier, largest_of_rows};
use crate::{Error, settings};

/// More rows than this have more pairs than fit into memory.
const MOST_ROWS: usize = 20_000;

/// How alike two rows are. See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kernel {
    /// Their inner product: a straight boundary
    Linear,
    /// A bell about each row
    Gaussian {
        /// One over twice the square of its width
        gamma: f64,
    },
}

/// A support vector machine, not yet fitted. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | kernel | – | γ > 0 |
/// | cost C | – | > 0, finite |
/// | tolerance | 10⁻⁵ | > 0, < 1 |
/// | `max_iterations` | 10⁷ | ≥ 1, for each pair of classes |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SupportVectors {
    kernel: Kernel,
    cost: f64,
    tolerance: f64,
    max_iterations: usize,
}

/// A fitted support vector machine.
#[derive(Clone, Debug, PartialEq)]
pub struct SupportVectorsFit {
    kernel: Kernel,
    n_classes: usize,
    n_columns: usize,
    boundaries: Vec<Boundary>,
}

/// Between two classes: above 0 is the first.
#[derive(Clone, Debug, PartialEq)]
struct Boundary {
    classes: (usize, usize),
    vectors: Array2<f64>,
    weights: Vec<f64>,
    offset: f64,
}

impl Kernel {
    fn between(self, a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
        match self {
            Self::Linear => a.dot(&b),
            Self::Gaussian { gamma } => {
                let squares: f64 = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum();
                exp(-gamma * squares)
            }
        }
    }
}

impl SupportVectors {
    /// A machine with this kernel and cost.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a cost or γ that is not above 0 and finite.
    pub fn new(kernel: Kernel, cost: f64) -> Result<Self, Error> {
        let wanted = "a finite number above 0";
        if let Kernel::Gaussian { gamma } = kernel {
            settings::between("gamma", gamma, 0.0, f64::INFINITY, wanted)?;
        }
        let cost = settings::between("cost", cost, 0.0, f64::INFINITY, wanted)?;
        Ok(Self { kernel, cost, tolerance: 1e-5, max_iterations: 10_000_000 })
    }

    /// Ends when no pair violates the conditions of the optimum by more than this.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside (0, 1).
    pub fn with_tolerance(self, tolerance: f64) -> Result<Self, Error> {
        settings::tolerance(tolerance).map(|tolerance| Self { tolerance, ..self })
    }

    /// Takes at most so many steps for each pair of classes.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        settings::iterations(max_iterations).map(|max_iterations| Self { max_iterations, ..self })
    }

    /// Fits `matrix` (`n_rows` × `n_columns`), whose row t is of class `labels[t]`.
    ///
    /// # Errors
    /// Those of [`Classifier::fit_labels`]; [`Error::Parameter`] for more than 20 000 rows; [`Error::NotConverged`].
    pub fn fit(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<SupportVectorsFit, Error> {
        let training = Training::new(matrix, labels, n_classes, 1)?;
        let (n_rows, n_columns) = matrix.dim();
        if n_rows > MOST_ROWS {
            let wanted = "at most 20,000, as all pairs are looked at";
            return Err(Error::Parameter { parameter: "rows", got: n_rows as f64, wanted });
        }
        let pairs: Vec<(usize, usize)> = (0..n_classes)
            .flat_map(|first| (first + 1..n_classes).map(move |second| (first, second)))
            .collect();
        let boundaries = pairs
            .into_par_iter()
            .map(|classes| self.boundary(&training, classes))
            .collect::<Vec<_>>()
            .into_iter()
            .collect::<Result<_, _>>()?;
        Ok(SupportVectorsFit { kernel: self.kernel, n_classes, n_columns, boundaries })
    }

    fn boundary(
        &self,
        training: &Training<'_, '_>,
        classes: (usize, usize),
    ) -> Result<Boundary, Error> {
        let is_of_pair = |&row: &usize| [classes.0, classes.1].contains(&training.labels[row]);
        let rows: Vec<usize> = (0..training.labels.len()).filter(is_of_pair).collect();
        let matrix = training.matrix.select(Axis(0), &rows);
        let signs: Vec<f64> = rows
            .iter()
            .map(|&row| if training.labels[row] == classes.0 { 1.0 } else { -1.0 })
            .collect();
        let kernel = Array2::from_shape_fn((rows.len(), rows.len()), |(i, j)| {
            self.kernel.between(matrix.row(i), matrix.row(j))
        });
        let dual =
            optimise::minimise(&kernel, &signs, self.cost, self.tolerance, self.max_iterations)?;
        let kept: Vec<usize> = (0..rows.len()).filter(|&row| dual.alphas[row] > 0.0).collect();
        Ok(Boundary {
            classes,
            vectors: matrix.select(Axis(0), &kept),
            weights: kept.iter().map(|&row| dual.alphas[row] * signs[row]).collect(),
            offset: dual.offset,
        })
    }
}

impl SupportVectorsFit {
    /// The decision of each pair of classes, (0, 1), (0, 2), …, (1, 2), …, for each row (`n_rows` × pairs): above 0 for the
    /// first of the pair.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns, [`Error::NonFinite`].
    pub fn decisions(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        check_new_rows(matrix, self.n_columns)?;
        Ok(Array2::from_shape_fn((matrix.nrows(), self.boundaries.len()), |(row, pair)| {
            let boundary = &self.boundaries[pair];
            let terms = boundary.vectors.outer_iter().zip(&boundary.weights);
            let term = |(vector, weight): (ArrayView1<'_, f64>, &f64)| {
                weight * self.kernel.between(vector, matrix.row(row))
            };
            spikebook_numeric::sum::sum(terms.map(term)) + boundary.offset
        }))
    }

    /// Support vectors of each pair of classes.
    pub fn n_support_vectors(&self) -> Vec<usize> {
        self.boundaries.iter().map(|boundary| boundary.weights.len()).collect()
    }
}

impl Classifier for SupportVectors {
    fn fit_labels(
        &self,
        matrix: ArrayView2<'_, f64>,
        labels: &[usize],
        n_classes: usize,
    ) -> Result<Box<dyn FittedClassifier>, Error> {
        Ok(Box::new(self.fit(matrix, labels, n_classes)?))
    }
}

impl FittedClassifier for SupportVectorsFit {
    fn predict_rows(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<usize>, Error> {
        let decisions = self.decisions(matrix)?;
        let mut votes = Array2::zeros((matrix.nrows(), self.n_classes));
        for ((row, pair), &decision) in decisions.indexed_iter() {
            let (first, second) = self.boundaries[pair].classes;
            votes[[row, if decision > 0.0 { first } else { second }]] += 1.0;
        }
        Ok(largest_of_rows(&votes))
    }

    fn probabilities(&self, matrix: ArrayView2<'_, f64>) -> Result<Option<Array2<f64>>, Error> {
        check_new_rows(matrix, self.n_columns)?;
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
