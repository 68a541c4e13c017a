//! Invariances, gradients by finite differences, and the errors that data without an estimate give.

mod blocks;
mod bootstrap;
mod edges;
mod families;
mod invariances;
mod oracles;
mod paths;
mod separation;
mod summary;
mod tables;

use ndarray::{Array1, Array2};
use spikebook_numeric::{Seed, Stream};

use super::{Family, Glm, Link};
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
            draw(family, family.default_link().mean(eta), &mut draws)
        })
        .collect();
    Sample { design, response }
}

fn draw(family: Family, mean: f64, draws: &mut Stream) -> f64 {
    match family {
        Family::Gaussian => mean + draws.standard_normal(),
        // The mean of four exponentials is a gamma variable of shape 4.
        Family::Gamma => 0.25 * mean * (0..4).map(|_| draws.standard_exponential()).sum::<f64>(),
        // A Poisson variable whose mean is exponential is negative binomial with α = 1.
        Family::NegativeBinomial { .. } => {
            let factor = draws.standard_exponential();
            draws.poisson(mean * factor) as f64
        }
        Family::Poisson => draws.poisson(mean) as f64,
        Family::Binomial => f64::from(u8::from(draws.bernoulli(mean))),
    }
}

pub(super) const FAMILIES: [Family; 2] = [Family::Poisson, Family::Binomial];

/// Rows drawn from a model whose means the family can have: shares in the middle, amounts away from 0.
pub(super) fn sample_of(glm: &Glm, n_rows: usize, n_features: usize, number: u64) -> Sample {
    let mut draws = Seed::from_name("glm tests").replicate("sample of a link", number);
    let design = Array2::from_shape_simple_fn((n_rows, n_features), || draws.uniform() - 0.5);
    let effects: Vec<f64> = (0..n_features).map(|_| draws.uniform() - 0.5).collect();
    let is_share = glm.family() == Family::Binomial;
    let (centre, reach) = match glm.link() {
        Link::Identity if is_share => (0.5, 0.5),
        Link::Log if is_share => (-1.0, 1.0),
        Link::Identity => (4.0, 2.0),
        Link::Inverse => (0.5, 0.3),
        Link::Log => (1.0, 1.0),
        _ => (0.0, 1.0),
    };
    let response = design
        .outer_iter()
        .map(|row| {
            let eta = centre + reach * row.iter().zip(&effects).map(|(x, b)| x * b).sum::<f64>();
            draw(glm.family(), glm.link().mean(eta), &mut draws)
        })
        .collect();
    Sample { design, response }
}

/// Every family with every link that it takes.
pub(super) fn every_model() -> Vec<Glm> {
    let negative_binomial = Family::NegativeBinomial { dispersion: 0.5 };
    let families =
        [Family::Gaussian, Family::Poisson, Family::Binomial, Family::Gamma, negative_binomial];
    let of = |family: &Family| {
        let glm = Glm::new(*family);
        family.links().iter().map(move |link| glm.with_link(*link).expect("a link of the family"))
    };
    families.iter().flat_map(of).collect()
}

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
