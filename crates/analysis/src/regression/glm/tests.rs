//! Invariances, gradients by finite differences, and the errors that data without an estimate give.

mod blocks;
mod edges;
mod invariances;
mod oracles;
mod separation;
mod summary;

use ndarray::{Array1, Array2};
use spikebook_numeric::{Seed, Stream};

use super::{Family, Glm};
use crate::regression::GlmFit;

/// Rows drawn from a model with moderate effects.
pub(super) struct Sample {
    pub(super) design: Array2<f64>,
    pub(super) response: Array1<f64>,
}

/// `n_rows` of `n_features` normal covariates and responses of the family.
pub(super) fn sample(family: Family, n_rows: usize, n_features: usize, number: u64) -> Sample {
    let mut draws = Seed::from_name("glm tests").replicate("sample", number);
    let design = Array2::from_shape_simple_fn((n_rows, n_features), || draws.standard_normal());
    let effects: Vec<f64> = (0..n_features).map(|_| 0.5 * draws.standard_normal()).collect();
    let response = design
        .outer_iter()
        .map(|row| {
            let eta = 0.3 + row.iter().zip(&effects).map(|(x, b)| x * b).sum::<f64>();
            draw(family, family.mean(eta), &mut draws)
        })
        .collect();
    Sample { design, response }
}

fn draw(family: Family, mean: f64, draws: &mut Stream) -> f64 {
    match family {
        Family::Poisson => draws.poisson(mean) as f64,
        Family::Binomial => f64::from(u8::from(draws.bernoulli(mean))),
    }
}

pub(super) const FAMILIES: [Family; 2] = [Family::Poisson, Family::Binomial];

impl Sample {
    pub(super) fn fit(&self, glm: Glm) -> GlmFit {
        self.fit_with(glm, None, None)
    }

    pub(super) fn fit_with(
        &self,
        glm: Glm,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
    ) -> GlmFit {
        glm.fit_design(self.design.view(), self.response.view(), weights, offset).expect("a fit")
    }
}

/// Whether two lists of numbers agree to `tolerance`, relative to one plus the largest.
#[track_caller]
pub(super) fn assert_close(
    got: impl IntoIterator<Item = f64>,
    wanted: impl IntoIterator<Item = f64>,
    tolerance: f64,
) {
    let (got, wanted): (Vec<f64>, Vec<f64>) =
        (got.into_iter().collect(), wanted.into_iter().collect());
    assert_eq!(got.len(), wanted.len());
    let scale = wanted.iter().fold(1.0_f64, |largest, value| largest.max(value.abs()));
    for (entry, (got, wanted)) in got.iter().zip(&wanted).enumerate() {
        assert!((got - wanted).abs() <= tolerance * scale, "entry {entry}: {got}, wanted {wanted}");
    }
}
