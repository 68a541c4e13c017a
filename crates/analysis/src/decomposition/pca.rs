//! Along which directions does a population vary most?
//!
//! Rows are observations (time bins, trials), columns are variables (units). Centred columns Z (n × p) have the
//! singular value decomposition Z = U S Vᵀ; then
//!
//! - the components are the rows of Vᵀ, of length one, each with its largest entry positive,
//! - the scores are Z V, and component k explains the variance sₖ² / (n − 1), the eigenvalue of the covariance,
//! - whitened scores are scores over √variance.
//!
//! There are at most min(n − 1, p) components. How they are found is a [`Solver`], and how far off a variance may be
//! is in [`PcaFit::variance_errors`] (ε = 2⁻⁵²):
//!
//! | solver | error of a variance λₖ | cost |
//! |---|---|---|
//! | singular values of Z | 16 ε √(λ₁ λₖ): small variances keep their digits | 4 n p², one thread |
//! | covariance, Zᵀ Z | 16 ε Σ λ: a variance of 10⁻⁵ of the whole keeps ten digits | n p², all threads |
//! | randomised (Halko et al. 2011, doi:10.1137/090771806) | the residual ‖Zᵀ Z vₖ − sₖ² vₖ‖ / (n − 1), computed | 2 n p (k + 10)(q + 2) |
//!
//! The first two bounds are those of backward stable arithmetic with rounding that averages out (Higham & Mary 2019,
//! doi:10.1137/18M1226312); tests hold them against doubled precision. By itself (`Solver::Automatic`) the fit takes
//! the covariance where the matrix is large, has twice as many rows as columns and *every variance that is kept
//! turns out to be at least 10⁻⁵ of the whole*; otherwise it goes on to the singular values. A spectrum that needs
//! their digits so gets them.
//!
//! The residual of the randomised solver says that *some* eigenvalue lies within it; that none above was missed is only
//! very likely.
//!
//! **When it misleads.** Variance is not importance: a unit that fires much dominates (scale the columns, or take
//! square roots of counts). Smooth signals give sinusoids whatever they are (Shinn 2023,
//! doi:10.1073/pnas.2311420120). Neighbouring variances that are nearly equal leave their directions to chance.
//!
//! **Agreement.** scikit-learn's `PCA(svd_solver="full")` up to signs; its whitening is the same. linfa-reduction
//! 0.8.1 differs: its `explained_variance` divides by the number of components less one instead of rows less one, its
//! last singular values are wrong where one component fewer than there are columns is asked for, and its
//! `inverse_transform` does not undo whitening.
//!
//! Jolliffe & Cadima (2016), doi:10.1098/rsta.2015.0202.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::decomposition::Pca;
//!
//! // Two units that rise and fall together: one direction holds everything.
//! let rates_hz = array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [6.0, 12.0]];
//! let fit = Pca::new().fit_matrix(rates_hz.view())?;
//! assert!((fit.explained_variance_ratio()[0] - 1.0).abs() < 1e-15);
//! let direction = fit.components().row(0).to_owned();
//! assert!((direction[1] / direction[0] - 2.0).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod by_covariance;
mod columns;
mod fit;
mod randomised;

pub use fit::PcaFit;

use faer::Mat;
use linfa::DatasetBase;
use linfa::traits::Fit;
use ndarray::{Array1, Array2, ArrayBase, ArrayView2, Data, Ix2};
use spikebook_numeric::Seed;

use crate::Error;
use crate::decomposition::singular_values::right_singular_vectors;
use columns::Columns;

/// Below this many multiplications the singular values are had in no time.
const LARGE: usize = 20_000_000;

/// How the components are found. See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Solver {
    /// By the covariance where that is exact enough and pays, else by singular values
    #[default]
    Automatic,
    /// By the singular values of the centred matrix
    SingularValues,
    /// By the eigenvalues of the covariance
    Covariance,
    /// By a subspace that random rows and a few passes over the matrix find
    Randomised {
        /// Passes that turn the subspace towards the large variances (4 to 8)
        n_passes: usize,
        /// Where the random rows come from
        seed: Seed,
    },
}

/// A principal component analysis, not yet fitted. See the [module](self).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pca {
    n_components: Option<usize>,
    is_scaled: bool,
    solver: Solver,
}

/// What every solver finds: singular values and components of the standard columns, and how far off the squares of
/// the singular values may be.
struct Found {
    singular_values: Array1<f64>,
    components: Array2<f64>,
    square_errors: Array1<f64>,
}

impl Pca {
    /// All components of columns as they are.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps the first `n_components`.
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn with_components(self, n_components: usize) -> Result<Self, Error> {
        if n_components == 0 {
            return Err(Error::TooFew { what: "n_components", got: 0, wanted: 1 });
        }
        Ok(Self { n_components: Some(n_components), ..self })
    }

    /// Divides each column by its standard deviation (ddof 1) first: components of the correlations.
    #[must_use]
    pub fn scaled(self) -> Self {
        Self { is_scaled: true, ..self }
    }

    /// Finds the components in another way.
    ///
    /// # Errors
    /// [`Error::TooFew`] for a randomised solver without a pass.
    pub fn with_solver(self, solver: Solver) -> Result<Self, Error> {
        match solver {
            Solver::Randomised { n_passes: 0, .. } => {
                Err(Error::TooFew { what: "n_passes", got: 0, wanted: 1 })
            }
            _ => Ok(Self { solver, ..self }),
        }
    }

    /// Fits `matrix` (`n_rows` × `n_columns`).
    ///
    /// # Errors
    /// - [`Error::TooFew`]: fewer than two rows, or no columns.
    /// - [`Error::Parameter`]: more components than min(rows − 1, columns).
    /// - [`Error::NonFinite`]: a number that is not finite.
    /// - [`Error::ConstantColumn`]: a column without spread that is to be scaled; [`Error::NoVariance`]: no column with any.
    /// - [`Error::Overflow`]: a column whose squares are not finite.
    /// - [`Error::SingularValues`]: faer's iteration did not end.
    pub fn fit_matrix(&self, matrix: ArrayView2<'_, f64>) -> Result<PcaFit, Error> {
        let (n_rows, n_columns) = matrix.dim();
        if n_rows < 2 {
            return Err(Error::TooFew { what: "rows", got: n_rows, wanted: 2 });
        }
        if n_columns == 0 {
            return Err(Error::TooFew { what: "columns", got: 0, wanted: 1 });
        }
        let most = n_columns.min(n_rows - 1);
        let n_components = self.n_components.unwrap_or(most);
        if n_components > most {
            return Err(Error::Parameter {
                parameter: "n_components",
                got: n_components as f64,
                wanted: "at most the smaller of rows - 1 and columns",
            });
        }
        let pays = n_rows >= 2 * n_columns && n_rows * n_columns * n_columns >= LARGE;
        let by_covariance = match self.solver {
            Solver::Automatic => pays,
            Solver::Covariance => true,
            Solver::SingularValues | Solver::Randomised { .. } => false,
        };
        if by_covariance {
            let must_be_exact = self.solver == Solver::Automatic;
            let (columns, found) =
                by_covariance::decompose(matrix, self.is_scaled, n_components, must_be_exact)?;
            if let Some(found) = found {
                return Ok(PcaFit::new(columns, found, n_rows));
            }
        }
        let (columns, standard) = Columns::of(matrix, self.is_scaled)?;
        let found = match self.solver {
            Solver::Randomised { n_passes, seed } => {
                randomised::decompose(&standard, n_components, n_passes, seed)?
            }
            _ => by_singular_values(&standard, n_components)?,
        };
        Ok(PcaFit::new(columns, found, n_rows))
    }
}

fn by_singular_values(standard: &Mat<f64>, n_components: usize) -> Result<Found, Error> {
    let (singular_values, components) = right_singular_vectors(standard, n_components)?;
    let largest = singular_values[0];
    let square_errors = singular_values.mapv(|s| 16.0 * f64::EPSILON * largest * s);
    Ok(Found { singular_values, components, square_errors })
}

/// Fits the records; targets and weights are not used.
impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for Pca {
    type Object = PcaFit;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<PcaFit, Error> {
        self.fit_matrix(dataset.records().view())
    }
}

#[cfg(test)]
mod tests;
