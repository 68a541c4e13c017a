//! Into which k groups about a mean do the rows fall?
//!
//! Minimises the inertia Σₜ |xₜ − c(t)|², with c(t) the nearest of k centres, by Lloyd's steps (1982,
//! doi:10.1109/TIT.1982.1056489): rows to the nearest centre, centres to the mean of their rows, until no row changes
//! place. Centres start at rows drawn by k-means++ (Arthur & Vassilvitskii 2007): each with a probability in proportion
//! to its squared distance from the centres before it. The best of `n_starts` starts is kept. Of centres equally near
//! the first takes the row; a centre that loses all its rows moves to the row that lies farthest from its own.
//!
//! Clusters are numbered by size, the largest first.
//!
//! **When it misleads.** It finds k groups in anything, all about as wide as each other and round: scale the columns.
//! The inertia falls with every centre: its bend (the "elbow") or the [silhouette](super::silhouette) is a hint of the number,
//! no test. Minima are local: few starts find poor ones.
//!
//! **Agreement.** scikit-learn's `KMeans(algorithm="lloyd", tol=0)`: the same objective (`inertia_`).
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::clustering::KMeans;
//! use spikebook_numeric::Seed;
//!
//! let rates_hz = array![[1.0, 0.9], [1.1, 1.0], [0.9, 1.0], [8.0, 8.1], [8.2, 7.9]];
//! let fit = KMeans::new(2, Seed::from_number(1))?.fit_matrix(rates_hz.view())?;
//! assert_eq!(fit.labels(), [0, 0, 0, 1, 1]);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use linfa::DatasetBase;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, Array2, ArrayBase, ArrayView2, Axis, Data, Ix2};
use rayon::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::sum::sum;

use super::{check_rows, squared_distance};
use crate::matrix::check_length;
use crate::{Error, settings};

/// A search for k groups, not yet made. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | `n_clusters` | – | 1 to the number of distinct rows |
/// | `n_starts` | 10 | ≥ 1 |
/// | `max_iterations` | 1000 | ≥ 1 |
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KMeans {
    n_clusters: usize,
    n_starts: usize,
    max_iterations: usize,
    seed: Seed,
}

/// Groups and their centres.
#[derive(Clone, Debug, PartialEq)]
pub struct KMeansFit {
    centres: Array2<f64>,
    labels: Vec<usize>,
    inertia: f64,
    n_iterations: usize,
}

impl KMeans {
    /// `n_clusters` groups; start k draws from the stream k of the seed.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn new(n_clusters: usize, seed: Seed) -> Result<Self, Error> {
        let n_clusters = settings::count("n_clusters", n_clusters)?;
        Ok(Self { n_clusters, n_starts: 10, max_iterations: 1000, seed })
    }

    /// Starts so many times.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_starts(self, n_starts: usize) -> Result<Self, Error> {
        settings::count("n_starts", n_starts).map(|n_starts| Self { n_starts, ..self })
    }

    /// Takes at most so many steps.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_max_iterations(self, max_iterations: usize) -> Result<Self, Error> {
        settings::iterations(max_iterations).map(|max_iterations| Self { max_iterations, ..self })
    }

    /// Groups the rows of `matrix`.
    ///
    /// # Errors
    /// - [`Error::TooFew`]: an empty matrix, or fewer distinct rows than clusters; [`Error::NonFinite`]; [`Error::Overflow`].
    /// - [`Error::NotConverged`]: rows still change place after the last step, from every start.
    pub fn fit_matrix(&self, matrix: ArrayView2<'_, f64>) -> Result<KMeansFit, Error> {
        check_rows(matrix)?;
        let starts: Vec<Result<KMeansFit, Error>> = (0..self.n_starts as u64)
            .into_par_iter()
            .map(|start| {
                let centres = self.plus_plus(matrix, start)?;
                self.settle(matrix, centres)
            })
            .collect();
        let mut best: Option<KMeansFit> = None;
        let mut failure = None;
        for start in starts {
            match start {
                Ok(fit) if best.as_ref().is_none_or(|best| fit.inertia < best.inertia) => {
                    best = Some(fit);
                }
                Ok(_) => {}
                Err(error) => failure = failure.or(Some(error)),
            }
        }
        best.map(KMeansFit::by_size)
            .ok_or_else(|| failure.expect("a start gives a fit or an error, and there is one"))
    }

    /// Rows drawn in proportion to the squared distance from those before.
    fn plus_plus(&self, matrix: ArrayView2<'_, f64>, start: u64) -> Result<Array2<f64>, Error> {
        let n_rows = matrix.nrows();
        let mut stream = self.seed.replicate("k-means", start);
        let mut chosen = vec![stream.below(n_rows)];
        let mut nearest = vec![f64::INFINITY; n_rows];
        while chosen.len() < self.n_clusters {
            let last = matrix.row(chosen[chosen.len() - 1]);
            for (nearest, row) in nearest.iter_mut().zip(matrix.outer_iter()) {
                *nearest = nearest.min(squared_distance(row, last));
            }
            let total = sum(nearest.iter().copied());
            if total == 0.0 {
                let (got, wanted) = (chosen.len(), self.n_clusters);
                return Err(Error::TooFew { what: "distinct rows", got, wanted });
            }
            let mut left = stream.uniform() * total;
            let mut next = None;
            for (row, &distance) in nearest.iter().enumerate() {
                // The last row with a distance stays where rounding runs past the end.
                if distance > 0.0 {
                    next = Some(row);
                    if left < distance {
                        break;
                    }
                    left -= distance;
                }
            }
            chosen.extend(next);
        }
        Ok(matrix.select(Axis(0), &chosen))
    }

    fn settle(
        &self,
        matrix: ArrayView2<'_, f64>,
        mut centres: Array2<f64>,
    ) -> Result<KMeansFit, Error> {
        let (mut labels, mut distances) = nearest(matrix, centres.view());
        let mut n_moved = 0;
        for n_iterations in 1..=self.max_iterations {
            centres = means(matrix, &labels, &distances, self.n_clusters);
            let (next, next_distances) = nearest(matrix, centres.view());
            n_moved = labels.iter().zip(&next).filter(|(before, after)| before != after).count();
            (labels, distances) = (next, next_distances);
            if n_moved == 0 {
                let inertia = sum(distances.iter().copied());
                return Ok(KMeansFit { centres, labels, inertia, n_iterations });
            }
        }
        Err(Error::NotConverged {
            what: "k-means",
            n_iterations: self.max_iterations,
            step: n_moved as f64,
            tolerance: 0.0,
        })
    }
}

/// The nearest centre of each row, and its squared distance.
fn nearest(matrix: ArrayView2<'_, f64>, centres: ArrayView2<'_, f64>) -> (Vec<usize>, Vec<f64>) {
    let mut labels = vec![0; matrix.nrows()];
    let mut distances = vec![f64::INFINITY; matrix.nrows()];
    for ((row, label), nearest) in matrix.outer_iter().zip(&mut labels).zip(&mut distances) {
        for (cluster, centre) in centres.outer_iter().enumerate() {
            let distance = squared_distance(row, centre);
            if distance < *nearest {
                (*label, *nearest) = (cluster, distance);
            }
        }
    }
    (labels, distances)
}

/// The mean of each cluster's rows; for a cluster without any the row farthest from its centre, one row each.
fn means(
    matrix: ArrayView2<'_, f64>,
    labels: &[usize],
    distances: &[f64],
    n_clusters: usize,
) -> Array2<f64> {
    let mut centres = Array2::zeros((n_clusters, matrix.ncols()));
    let mut sizes = vec![0_usize; n_clusters];
    for (row, &label) in matrix.outer_iter().zip(labels) {
        sizes[label] += 1;
        centres.row_mut(label).zip_mut_with(&row, |sum, value| *sum += value);
    }
    let mut far: Vec<usize> = (0..labels.len()).collect();
    far.sort_by(|&a, &b| distances[b].total_cmp(&distances[a]));
    let mut far = far.into_iter();
    for (mut centre, &size) in centres.outer_iter_mut().zip(&sizes) {
        if size > 0 {
            centre.mapv_inplace(|sum| sum / size as f64);
        } else if let Some(row) = far.next() {
            centre.assign(&matrix.row(row));
        }
    }
    centres
}

impl KMeansFit {
    /// The same clusters, the largest first.
    fn by_size(self) -> Self {
        let mut sizes = vec![0_usize; self.centres.nrows()];
        self.labels.iter().for_each(|&label| sizes[label] += 1);
        let mut order: Vec<usize> = (0..sizes.len()).collect();
        order.sort_by_key(|&cluster| std::cmp::Reverse(sizes[cluster]));
        let mut place = vec![0; sizes.len()];
        order.iter().enumerate().for_each(|(new, &old)| place[old] = new);
        Self {
            centres: self.centres.select(Axis(0), &order),
            labels: self.labels.iter().map(|&label| place[label]).collect(),
            ..self
        }
    }

    /// The centres (`n_clusters` × `n_columns`), that of the largest cluster first.
    pub fn centres(&self) -> ArrayView2<'_, f64> {
        self.centres.view()
    }

    /// The cluster of each row.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }

    /// Rows of each cluster.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.centres.nrows()];
        self.labels.iter().for_each(|&label| sizes[label] += 1);
        sizes
    }

    /// Σ |x − c|² over the rows.
    pub fn inertia(&self) -> f64 {
        self.inertia
    }

    /// Steps until no row changed place.
    pub fn n_iterations(&self) -> usize {
        self.n_iterations
    }

    /// The nearest centre of each row of another matrix.
    ///
    /// # Errors
    /// [`Error::Length`] for another number of columns; [`Error::NonFinite`], [`Error::Overflow`], [`Error::TooFew`].
    pub fn predict_rows(&self, matrix: ArrayView2<'_, f64>) -> Result<Vec<usize>, Error> {
        check_length("columns", matrix.ncols(), self.centres.ncols())?;
        check_rows(matrix)?;
        Ok(nearest(matrix, self.centres.view()).0)
    }
}

/// Fits the records; targets and weights are not used.
impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for KMeans {
    type Object = KMeansFit;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<KMeansFit, Error> {
        self.fit_matrix(dataset.records().view())
    }
}

/// Predicts clusters. [`KMeansFit::predict_rows`] returns errors where this panics.
impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for KMeansFit {
    fn predict_inplace<'a>(&'a self, matrix: &'a ArrayBase<D, Ix2>, labels: &mut Array1<usize>) {
        *labels = Array1::from(
            self.predict_rows(matrix.view())
                .expect("linfa's predict takes finite rows with the columns of the fit"),
        );
    }

    fn default_target(&self, matrix: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(matrix.nrows())
    }
}

#[cfg(test)]
mod tests;
