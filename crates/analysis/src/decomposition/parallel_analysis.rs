//! How many components hold more than chance?
//!
//! The variances of the principal components are compared with those of the same numbers after the rows of every column
//! were shuffled, each column by itself: distributions stay, what columns share is gone (Horn 1965,
//! doi:10.1007/BF02289447). Component k counts while its variance lies above the `quantile` of the k-th variance of the
//! shuffled sets; the first that does not ends the count. p = (1 + sets that reach it) / (1 + sets).
//!
//! **When it misleads.** The k-th variance is compared with that of pure noise, though k − 1 components have already
//! taken variance away: later small components are missed. Rows that follow each other in time are not exchangeable: a slow drift makes
//! many components (shift columns against each other instead). Without scaling, one unit of large variance passes alone.
//!
//! **Agreement.** R's `psych::fa.parallel` and `paran` draw normal numbers by default; with permutation they do this.
//!
//! ```
//! use ndarray::Array2;
//! use spikebook_analysis::decomposition::ParallelAnalysis;
//! use spikebook_numeric::Seed;
//!
//! let mut draws = Seed::from_name("parallel").replicate("example", 0);
//! let mut counts = Array2::zeros((200, 6));
//! for mut row in counts.rows_mut() {
//!     let shared = draws.standard_normal();
//!     row.mapv_inplace(|_: f64| shared + draws.standard_normal());
//! }
//! let fit = ParallelAnalysis::new(99, Seed::from_number(1))?.fit_matrix(counts.view())?;
//! assert_eq!(fit.n_components(), 1);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

use faer::Mat;
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;
use spikebook_numeric::Seed;

use crate::descriptive::quantile;
use crate::matrix::{centred_gram, check_finite, column_means, symmetric_eigenvalues};
use crate::{Error, settings};

/// A count of components, not yet made. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | `n_sets` shuffled | – | ≥ 1 |
/// | quantile | 0.95 | > 0, < 1 |
/// | scaled | no | |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParallelAnalysis {
    n_sets: usize,
    quantile: f64,
    is_scaled: bool,
    seed: Seed,
}

/// The variances seen, and those of chance.
#[derive(Clone, Debug, PartialEq)]
pub struct ParallelAnalysisFit {
    variances: Vec<f64>,
    null_means: Vec<f64>,
    null_quantiles: Vec<f64>,
    p_values: Vec<f64>,
    n_components: usize,
}

impl ParallelAnalysis {
    /// Compares with so many shuffled sets; set k draws from the stream k of the seed.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn new(n_sets: usize, seed: Seed) -> Result<Self, Error> {
        let n_sets = settings::count("n_sets", n_sets)?;
        Ok(Self { n_sets, quantile: 0.95, is_scaled: false, seed })
    }

    /// The quantile of chance that a component must pass.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside (0, 1).
    pub fn with_quantile(self, quantile: f64) -> Result<Self, Error> {
        settings::between("quantile", quantile, 0.0, 1.0, "a number between 0 and 1")
            .map(|quantile| Self { quantile, ..self })
    }

    /// Components of the correlations.
    #[must_use]
    pub fn scaled(self) -> Self {
        Self { is_scaled: true, ..self }
    }

    /// Counts the components of `matrix` (`n_rows` × `n_columns`).
    ///
    /// # Errors
    /// [`Error::TooFew`] below two rows or columns; [`Error::NonFinite`]; [`Error::ConstantColumn`] where columns are to be
    /// scaled; [`Error::NoVariance`]; [`Error::Overflow`].
    pub fn fit_matrix(&self, matrix: ArrayView2<'_, f64>) -> Result<ParallelAnalysisFit, Error> {
        let (n_rows, n_columns) = matrix.dim();
        for (what, got) in [("rows", n_rows), ("columns", n_columns)] {
            if got < 2 {
                return Err(Error::TooFew { what, got, wanted: 2 });
            }
        }
        check_finite("matrix", matrix)?;
        let standard = self.standard(matrix)?;
        let n_variances = n_columns.min(n_rows - 1);
        let variances = variances(&standard, n_variances)?;
        let sets: Vec<Result<Vec<f64>, Error>> = (0..self.n_sets as u64)
            .into_par_iter()
            .map(|set| {
                let mut stream = self.seed.replicate("parallel analysis", set);
                let mut shuffled = standard.clone();
                for mut column in shuffled.columns_mut() {
                    let mut values = column.to_vec();
                    stream.shuffle(&mut values);
                    column.assign(&ndarray::Array1::from(values));
                }
                self::variances(&shuffled, n_variances)
            })
            .collect();
        let sets = sets.into_iter().collect::<Result<Vec<_>, _>>()?;
        let null = |k: usize| -> Vec<f64> { sets.iter().map(|set| set[k]).collect() };
        let null_quantiles: Vec<f64> =
            (0..n_variances).map(|k| quantile(&null(k), self.quantile)).collect();
        let reached = |k: usize| sets.iter().filter(|set| set[k] >= variances[k]).count();
        let p = |k: usize| (1 + reached(k)) as f64 / (1 + self.n_sets) as f64;
        let passes = |k: &usize| variances[*k] > null_quantiles[*k];
        Ok(ParallelAnalysisFit {
            n_components: (0..n_variances).take_while(passes).count(),
            null_means: (0..n_variances).map(|k| spikebook_numeric::sum::mean(&null(k))).collect(),
            p_values: (0..n_variances).map(p).collect(),
            variances,
            null_quantiles,
        })
    }

    /// Centred (and scaled) columns.
    fn standard(&self, matrix: ArrayView2<'_, f64>) -> Result<Array2<f64>, Error> {
        let mean = column_means(matrix);
        let mut standard = &matrix - &mean;
        let mut total = 0.0;
        for (column, mut values) in standard.columns_mut().into_iter().enumerate() {
            let squares = spikebook_numeric::sum::sum(values.iter().map(|value| value * value));
            if !squares.is_finite() {
                return Err(Error::Overflow { what: format!("matrix, column {column}") });
            }
            total += squares;
            if self.is_scaled {
                let deviation = (squares / (matrix.nrows() - 1) as f64).sqrt();
                if deviation <= 1e-13 * mean[column].abs() || deviation == 0.0 {
                    return Err(Error::ConstantColumn { column });
                }
                values.mapv_inplace(|value| value / deviation);
            }
        }
        if total == 0.0 { Err(Error::NoVariance) } else { Ok(standard) }
    }
}

/// Variances of the components, the largest first; by the smaller of the two products.
fn variances(standard: &Array2<f64>, n_variances: usize) -> Result<Vec<f64>, Error> {
    let (n_rows, n_columns) = standard.dim();
    let gram: Mat<f64> = if n_rows >= n_columns {
        centred_gram(standard.view(), &vec![0.0; n_columns])
    } else {
        centred_gram(standard.t().as_standard_layout().view(), &vec![0.0; n_rows])
    };
    let squares = symmetric_eigenvalues(gram.as_ref())?;
    let variance = |square: &f64| square.max(0.0) / (n_rows - 1) as f64;
    Ok(squares.iter().take(n_variances).map(variance).collect())
}

impl ParallelAnalysisFit {
    /// Components above chance, before the first that is not.
    pub fn n_components(&self) -> usize {
        self.n_components
    }

    /// The variance of each component.
    pub fn variances(&self) -> &[f64] {
        &self.variances
    }

    /// The mean of the k-th variance over shuffled sets.
    pub fn null_means(&self) -> &[f64] {
        &self.null_means
    }

    /// The quantile of the k-th variance over shuffled sets.
    pub fn null_quantiles(&self) -> &[f64] {
        &self.null_quantiles
    }

    /// The share of sets whose k-th variance reaches the one seen, this set counted.
    pub fn p_values(&self) -> &[f64] {
        &self.p_values
    }

    /// The share of all variance that the components above chance hold.
    pub fn share(&self) -> f64 {
        let all = spikebook_numeric::sum::sum(self.variances.iter().copied());
        spikebook_numeric::sum::sum(self.variances[..self.n_components].iter().copied()) / all
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use ndarray::array;

    use super::*;
    use crate::decomposition::Pca;

    fn sample(n_rows: usize, n_columns: usize, n_shared: usize) -> Array2<f64> {
        let mut draws = Seed::from_name("parallel").replicate("sample", n_shared as u64);
        let loadings =
            Array2::from_shape_simple_fn((n_shared, n_columns), || draws.standard_normal());
        let shared = Array2::from_shape_simple_fn((n_rows, n_shared), || draws.standard_normal());
        let noise = Array2::from_shape_simple_fn((n_rows, n_columns), || draws.standard_normal());
        shared.dot(&loadings) + noise
    }

    fn analysis(n_sets: usize) -> ParallelAnalysis {
        ParallelAnalysis::new(n_sets, Seed::from_number(1)).expect("sets")
    }

    #[test]
    fn planted_components_are_counted() {
        for (n_rows, n_columns) in [(400, 15), (40, 60)] {
            for planted in [0, 1, 3] {
                let fit = analysis(99).fit_matrix(sample(n_rows, n_columns, planted).view());
                assert_eq!(fit.expect("a fit").n_components(), planted, "{n_rows}");
            }
        }
    }

    #[test]
    fn variances_are_those_of_the_components() {
        for matrix in [sample(50, 8, 2), sample(8, 12, 2)] {
            for scaled in [false, true] {
                let (pca, analysis) = if scaled {
                    (Pca::new().scaled(), analysis(3).scaled())
                } else {
                    (Pca::new(), analysis(3))
                };
                let wanted = pca.fit_matrix(matrix.view()).expect("a fit");
                let got = analysis.fit_matrix(matrix.view()).expect("a fit");
                for (got, wanted) in got.variances().iter().zip(wanted.explained_variance()) {
                    assert!((got - wanted).abs() < 1e-12 * wanted.max(1.0), "{got} {wanted}");
                }
            }
        }
    }

    #[test]
    fn shuffling_two_columns_has_a_closed_form() {
        // Each column has two values: shuffled, the correlation r is 0 or ±1, and variances are v (1 ± |r|).
        let matrix = array![[1.0, 1.0], [1.0, 1.0], [-1.0, -1.0], [-1.0, -1.0]];
        let fit = analysis(2000).fit_matrix(matrix.view()).expect("a fit");
        // Of the 6 ways to place two ones among four rows, 2 have r = ±1 and 4 have r = 0.
        let variance = 4.0 / 3.0;
        let wanted = variance * (1.0 + 2.0 / 6.0);
        assert!((fit.null_means()[0] - wanted).abs() < 0.05, "{}", fit.null_means()[0]);
        assert!((fit.p_values()[0] - 1.0 / 3.0).abs() < 0.05);
        assert_eq!(fit.n_components(), 0);
        assert_eq!(fit.share(), 0.0);
    }

    #[test]
    fn what_cannot_be_counted_is_named() {
        let message = |matrix: Array2<f64>| {
            analysis(1).scaled().fit_matrix(matrix.view()).expect_err("refused").to_string()
        };
        assert_snapshot!(message(array![[1.0, 2.0]]), @"rows: got 1, wanted at least 2");
        assert_snapshot!(message(array![[1.0, 2.0], [1.0, 3.0]]), @"column 0: it is constant, wanted some spread to scale by");
        assert_snapshot!(ParallelAnalysis::new(0, Seed::from_number(1)).expect_err("none"), @"n_sets: got 0, wanted at least 1");
        assert_snapshot!(analysis(1).with_quantile(1.0).expect_err("1"), @"quantile: got 1, wanted a number between 0 and 1");
    }
}
