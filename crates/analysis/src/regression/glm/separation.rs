//! Does the likelihood have a maximum at all?
//!
//! It has none where some direction d of the coefficients can be followed for ever without lowering the
//! likelihood of any row while raising that of some: no zero count and no all-failures row has z·d > 0, no
//! all-successes row has z·d < 0, every other row has z·d = 0, and some row has z·d ≠ 0 (Albert & Anderson 1984,
//! doi:10.1093/biomet/71.1.1; for counts Correia, Guimarães & Zylkin, arXiv:1903.01633).
//!
//! Newton's method runs off along such a direction, by about one unit of the linear predictor a step, while the
//! coefficients across it settle geometrically: its late steps are the direction. So the steps of a fit that does not
//! settle are tried as d. What is found is proven, to eight digits of the step; and a fit that settles proves
//! that there is nothing to find, for its residuals balance.

use super::model::Model;
use super::observations::Observations;
use crate::regression::standard_design::StandardDesign;

/// A product z·d below this share of the largest one counts as 0.
const ZERO: f64 = 1e-8;

/// A direction in which the likelihood never falls.
#[derive(Clone, Debug)]
pub(super) struct Separation {
    /// Whether every row's likelihood rises along it
    pub(super) complete: bool,
    /// The design's column that takes the largest part; none where there are no columns
    pub(super) column: Option<usize>,
}

impl Separation {
    /// That of coefficients which give every row the sign of its response.
    pub(super) fn complete(design: &StandardDesign<'_>, b: &[f64]) -> Self {
        Self { complete: true, column: main_column(design, b) }
    }
}

/// Tries `direction`.
pub(super) fn find(
    design: &StandardDesign<'_>,
    model: Model,
    rows: &Observations<'_>,
    direction: &[f64],
) -> Option<Separation> {
    let mut products = Vec::with_capacity(rows.n_rows());
    design.for_each_product(direction, |row, product| {
        if rows.weight(row) > 0.0 {
            let free = model.free_direction(rows.response(row), rows.trials(row));
            products.push((product, free));
        }
    });
    let largest = products.iter().fold(0.0_f64, |largest, (product, _)| largest.max(product.abs()));
    let zero = ZERO * largest;
    let allowed = |(product, free): &(f64, f64)| product.abs() <= zero || product * free > 0.0;
    let separates = largest > 0.0 && largest.is_finite() && products.iter().all(allowed);
    separates.then(|| Separation {
        complete: products.iter().all(|(product, _)| product.abs() > zero),
        column: main_column(design, direction),
    })
}

/// The column of the design with the largest standardised entry.
fn main_column(design: &StandardDesign<'_>, direction: &[f64]) -> Option<usize> {
    let slopes = &direction[usize::from(design.has_intercept)..];
    let larger = |main: usize, column: usize| {
        if slopes[column].abs() > slopes[main].abs() { column } else { main }
    };
    (0..slopes.len()).reduce(larger)
}
