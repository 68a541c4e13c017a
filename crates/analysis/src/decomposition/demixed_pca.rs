//! Which directions of the population carry the stimulus, which the choice, and which only time?
//!
//! X (units × conditions) holds mean activity for every combination of the levels of some factors (stimulus, choice,
//! time). It is split into effects as in an analysis of variance, X = `Σ_φ` `X_φ`: the effect of a set φ of factors is what the
//! means over all other factors say beyond smaller sets. For each marginalisation φ a decoder D and an encoder F of q
//! columns minimise
//!
//! ‖`X_φ` − F Dᵀ X‖² + λ ‖X‖² ‖F Dᵀ‖²
//!
//! by reduced-rank regression: A = `X_φ` Xᵀ (X Xᵀ + λ ‖X‖² I)⁻¹, F the first q left singular vectors of
//! A [X, √λ ‖X‖ I], Dᵀ = Fᵀ A
//! (Kobak et al. 2016, doi:10.7554/eLife.10989). Unlike principal components, decoders are not orthogonal between
//! marginalisations: a unit with mixed selectivity serves several.
//!
//! **When it misleads.** X holds averages: with few trials, noise looks like an interaction. With more units than
//! conditions λ must be above 0 (the inverse is regularised by the rounding of X otherwise, which is an error here).
//! Every combination must have a mean: unbalanced designs leave effects confounded.
//!
//! **Agreement.** The authors' package `dPCA`: the same decoders, with its `regularizer` r = √λ / ‖X‖ (it adds (r ‖X‖²)²
//! to the diagonal). It leaves signs free; here the largest entry of each encoder is positive.
//!
//! ```
//! use ndarray::array;
//! use spikebook_analysis::decomposition::{DemixedPca, Marginalisation};
//!
//! // Two units, two stimuli × two times: unit 0 follows the stimulus, unit 1 time.
//! let activity = array![[1.0, 0.0], [1.0, 2.0], [-1.0, 0.0], [-1.0, 2.0]];
//! let (stimulus, time) = (vec![0, 0, 1, 1], vec![0, 1, 0, 1]);
//! let wanted = [
//!     Marginalisation::new("stimulus", vec![vec![0], vec![0, 1]]),
//!     Marginalisation::new("time", vec![vec![1]]),
//! ];
//! let fit = DemixedPca::new(1)?.fit_means(activity.view(), &[stimulus, time], &wanted)?;
//! assert_eq!(fit.components()[0].marginalisation, 0);
//! assert!((fit.components()[0].encoder[0] - 1.0).abs() < 1e-12);
//! # Ok::<(), spikebook_analysis::Error>(())
//! ```

mod design;
mod fit;

pub use fit::{DemixedComponent, DemixedPcaFit};

use ndarray::{Array2, ArrayView2, Axis};

use super::SingularValues;
use crate::matrix::{Cholesky, check_finite, column_means, product};
use crate::{Error, settings};
use design::Design;

/// A share of the activity: the effects of some sets of factors together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marginalisation {
    /// What it is called
    pub name: String,
    /// Sets of factors, each by their places in the list of factors
    pub effects: Vec<Vec<usize>>,
}

impl Marginalisation {
    /// A share of this name.
    pub fn new(name: &str, effects: Vec<Vec<usize>>) -> Self {
        Self { name: name.to_owned(), effects }
    }

    /// One share for each set of `conditions` (names; factor k is the k-th), joined with its interaction with time
    /// (the factor after them), and one for time alone: the shares of Kobak et al.
    pub fn of_conditions_and_time(conditions: &[&str]) -> Vec<Self> {
        let time = conditions.len();
        let mut shares = vec![Self::new("time", vec![vec![time]])];
        for set in 1..1_usize << conditions.len() {
            let members: Vec<usize> = (0..conditions.len()).filter(|k| set >> k & 1 == 1).collect();
            let name: Vec<&str> = members.iter().map(|&k| conditions[k]).collect();
            let mut with_time = members.clone();
            with_time.push(time);
            shares.push(Self::new(&name.join(" × "), vec![members, with_time]));
        }
        shares
    }
}

/// A demixed principal component analysis, not yet fitted. See the [module](self).
///
/// | parameter | default | range |
/// |---|---|---|
/// | `n_components` of each marginalisation | – | ≥ 1 |
/// | penalty λ | 0 | ≥ 0, finite |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemixedPca {
    n_components: usize,
    penalty: f64,
}

impl DemixedPca {
    /// So many components of each marginalisation (fewer where it has a smaller rank).
    ///
    /// # Errors
    /// [`Error::TooFew`] for none.
    pub fn new(n_components: usize) -> Result<Self, Error> {
        Ok(Self { n_components: settings::count("n_components", n_components)?, penalty: 0.0 })
    }

    /// Adds λ ‖X‖² to the diagonal of X Xᵀ.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a penalty that is negative or not finite.
    pub fn with_penalty(self, penalty: f64) -> Result<Self, Error> {
        settings::not_negative("penalty", penalty).map(|penalty| Self { penalty, ..self })
    }

    /// Fits mean activity: one row a combination of levels, one column a unit; `levels[f][row]` is the level of factor f.
    ///
    /// # Errors
    /// - [`Error::TooFew`]: no units, fewer than two rows or levels, or a combination without a row;
    ///   [`Error::Length`]: levels for another number of rows, or a combination with more than one;
    ///   [`Error::Index`]: a marginalisation of a factor that there is not.
    /// - [`Error::NonFinite`]; [`Error::NoVariance`]: every unit is constant.
    /// - [`Error::RankDeficient`]: a unit whose activity follows from the others' where the penalty is 0.
    pub fn fit_means(
        &self,
        activity: ArrayView2<'_, f64>,
        levels: &[Vec<usize>],
        marginalisations: &[Marginalisation],
    ) -> Result<DemixedPcaFit, Error> {
        let (n_rows, n_units) = activity.dim();
        for (what, got, wanted) in [("rows", n_rows, 2), ("columns", n_units, 1)] {
            if got < wanted {
                return Err(Error::TooFew { what, got, wanted });
            }
        }
        check_finite("activity", activity)?;
        let design = Design::new(levels, n_rows)?;
        let mean = column_means(activity);
        let centred = &activity - &mean;
        let size = spikebook_numeric::sum::sum(centred.iter().map(|entry| entry * entry));
        if size == 0.0 {
            return Err(Error::NoVariance);
        }
        if !size.is_finite() {
            return Err(Error::Overflow { what: "activity".into() });
        }
        let mut gram = product(centred.t(), centred.view());
        gram.diag_mut().mapv_inplace(|entry| entry + self.penalty * size);
        let flat: Vec<f64> = gram.iter().copied().collect();
        let factor = Cholesky::new(&flat, n_units, 1e-10)
            .map_err(|column| Error::RankDeficient { column })?;
        let mut shares = Vec::with_capacity(marginalisations.len());
        let mut found = Vec::new();
        for (index, marginalisation) in marginalisations.iter().enumerate() {
            let share = design.share(&centred, &marginalisation.effects)?;
            // Rows are conditions here, so A is transposed: Aᵀ = (XᵀX + …)⁻¹ Xᵀ X_φ.
            let mut map = product(centred.t(), share.view());
            for mut column in map.columns_mut() {
                let mut solution = column.to_vec();
                factor.solve(&mut solution);
                column.assign(&ndarray::Array1::from(solution));
            }
            // What A makes of X, and below it of the √λ ‖X‖ I that stands for the penalty.
            let predicted = product(centred.view(), map.view());
            let penalised = &map * (self.penalty * size).sqrt();
            let predicted = ndarray::concatenate![Axis(0), predicted, penalised];
            let svd = SingularValues::of(predicted.view())?;
            let n = self.n_components.min(svd.rank(1e-10));
            for encoder in svd.right().outer_iter().take(n) {
                let decoder = map.dot(&encoder);
                found.push((index, decoder, encoder.to_owned()));
            }
            shares.push(share);
        }
        let names = marginalisations.iter().map(|share| share.name.clone()).collect();
        Ok(DemixedPcaFit::new(mean, &centred, names, &shares, found))
    }
}

/// ‖A‖².
fn squares(matrix: &Array2<f64>) -> f64 {
    spikebook_numeric::sum::sum(matrix.iter().map(|entry| entry * entry))
}

#[cfg(test)]
mod tests;
