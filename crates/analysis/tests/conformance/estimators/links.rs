//! Generalised linear models with other links, on blocks of rows, and what is asked of a fit.

use ndarray::{Array1, Array2, Axis};
use spikebook_analysis::Error;
use spikebook_analysis::bootstrap::Resampling;
use spikebook_analysis::matrix::RowBlocks;
use spikebook_analysis::regression::glm::deviance_table;
use spikebook_analysis::regression::{Family, Glm, GlmFit, GlmPath, Link, StandardErrors};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::seed;

pub(super) const LIST: &[Estimator] = &[
    of("Gaussian GLM, inverse link", Response::Positive, |set| {
        // One over a line: a response far from 0.
        means(Glm::gaussian().with_link(Link::Inverse)?, &raised(set, 10.0))
    })
    .weighted()
    .scale_free(),
    of("Poisson GLM, identity link", Response::Count, |set| {
        means(Glm::poisson().with_link(Link::Identity)?, &raised(set, 5.0))
    })
    .weighted()
    .scale_free(),
    of("binomial GLM, identity link", Response::Binary, |set| {
        means(Glm::binomial().with_link(Link::Identity)?, &near_one_half(set))
    })
    .weighted()
    .scale_free(),
    of("binomial GLM, log link", Response::Binary, |set| {
        means(Glm::binomial().with_link(Link::Log)?, &near_one_half(set))
    })
    .weighted()
    .scale_free(),
    of("gamma GLM, inverse link", Response::Positive, |set| {
        means(Glm::gamma(), &raised(set, 10.0))
    })
    .weighted()
    .scale_free(),
    of("gamma GLM, identity link", Response::Positive, |set| {
        means(Glm::gamma().with_link(Link::Identity)?, &raised(set, 10.0))
    })
    .weighted()
    .scale_free(),
    of("negative binomial GLM, identity link", Response::Overdispersed, |set| {
        let family = Family::negative_binomial(0.2)?;
        means(Glm::new(family).with_link(Link::Identity)?, &raised(set, 5.0))
    })
    .weighted()
    .scale_free(),
    of("negative binomial GLM of known dispersion", Response::Overdispersed, |set| {
        means(Glm::new(Family::negative_binomial(0.8)?), set)
    })
    .weighted()
    .scale_free(),
    of("negative binomial ridge", Response::Overdispersed, |set| {
        means(Glm::new(Family::negative_binomial(0.8)?).with_penalty(0.1)?, set)
    })
    .weighted(),
    of("gamma path", Response::Positive, |set| path(Glm::gamma().with_link(Link::Log)?, 0.5, set))
        .weighted()
        .within(1e-5),
    of("gamma ridge path", Response::Positive, |set| {
        path(Glm::gamma().with_link(Link::Log)?, 0.0, set)
    })
    .weighted()
    .within(1e-5),
    of("negative binomial path", Response::Overdispersed, |set| {
        path(Glm::new(Family::negative_binomial(0.8)?), 0.5, set)
    })
    .weighted()
    .within(1e-5),
    of("Poisson path of its own penalties", Response::Count, |set| {
        let path = GlmPath::new(Glm::poisson(), 1.0)?.with_number(5, 0.01)?;
        let fit = path.fit_design(set.x.view(), set.y.view(), set.weights.as_deref(), None)?;
        Ok(fit.predict_mean(4, set.x.view(), None)?.to_vec())
    })
    .weighted()
    .within(1e-5),
    of("GLM of blocks", Response::Count, |set| {
        let blocks = Blocks(set.x.clone());
        let weights = set.weights.as_deref();
        let fit = Glm::poisson().fit_blocks(&blocks, &set.y.to_vec(), weights, None)?;
        let deviance = fit.deviance_of_blocks(&blocks, &set.y.to_vec(), weights, None)?;
        let lines = fit.linear_predictor_of_blocks(&blocks, None)?;
        Ok(lines.iter().map(|line| line + deviance).collect())
    })
    .weighted()
    .scale_free(),
    of("GLM of successes", Response::Count, |set| {
        let trials = set.y.mapv(|count| count + 1.0);
        let (x, weights) = (set.x.view(), set.weights.as_deref());
        let fit = Glm::binomial().fit_successes(x, set.y.view(), trials.view(), weights, None)?;
        Ok(fit.linear_predictor(set.x.view(), None)?.to_vec())
    })
    .weighted()
    .scale_free(),
    of("standard errors of the sandwich", Response::Count, |set| {
        let glm = Glm::poisson().with_standard_errors(StandardErrors::Sandwich);
        Ok(fitted(glm, set)?.confidence_intervals(0.95)?.iter().copied().collect())
    })
    .of_the_whole(),
    of("Wald's test", Response::Binary, |set| {
        let test = fitted(Glm::binomial(), set)?.wald_test(&[1, 3])?;
        Ok(vec![test.statistic, test.p])
    })
    .of_the_whole()
    .weighted()
    .scale_free(),
    of("table of deviances", Response::Count, |set| {
        let first = set.x.select(Axis(1), &[0]);
        let (y, weights) = (set.y.view(), set.weights.as_deref());
        let small = Glm::poisson().fit_design(first.view(), y, weights, None)?;
        let large = fitted(Glm::poisson(), set)?;
        let rows = deviance_table(&[&small, &large])?;
        let test = rows[1].test.expect("the second model is tested against the first");
        let likelihoods = large.likelihood_ratio_test(&small)?;
        let deviance = large.deviance_of(set.x.view(), set.y.view(), weights, None)?;
        Ok(vec![test.statistic, test.p, likelihoods.statistic, deviance])
    })
    .of_the_whole()
    .weighted()
    .scale_free(),
    // Rows are drawn.
    of("bootstrap of a GLM", Response::Count, |set| {
        let (rows, n) = (Resampling::Rows(set.x.nrows()), 20);
        let (x, y) = (set.x.view(), set.y.view());
        let replicates = Glm::poisson().bootstrap(x, y, None, None, &rows, n, &seed())?;
        Ok(replicates.fitted().iter().copied().collect())
    })
    .of_the_whole()
    .ordered(),
];

const fn of(
    name: &'static str,
    response: Response,
    fit: fn(&Set) -> Result<Vec<f64>, Error>,
) -> Estimator {
    Estimator::new(name, response, fit)
}

/// Rows that come block by block.
#[derive(Debug)]
struct Blocks(Array2<f64>);

impl RowBlocks for Blocks {
    fn n_rows(&self) -> usize {
        self.0.nrows()
    }

    fn n_columns(&self) -> usize {
        self.0.ncols()
    }

    fn fill_rows(&self, first: usize, block: &mut [f64]) {
        let rows = self.0.outer_iter().skip(first);
        for (into, row) in block.chunks_mut(self.n_columns()).zip(rows) {
            into.iter_mut().zip(row).for_each(|(into, x)| *into = *x);
        }
    }
}

fn fitted(glm: Glm, set: &Set) -> Result<GlmFit, Error> {
    glm.fit_design(set.x.view(), set.y.view(), set.weights.as_deref(), None)
}

fn means(glm: Glm, set: &Set) -> Result<Vec<f64>, Error> {
    Ok(fitted(glm, set)?.predict_mean(set.x.view(), None)?.to_vec())
}

/// The mean at the least penalty.
fn path(glm: Glm, l1_share: f64, set: &Set) -> Result<Vec<f64>, Error> {
    let path = GlmPath::new(glm, l1_share)?.with_penalties(vec![0.3, 0.1, 0.02])?;
    let fit = path.fit_design(set.x.view(), set.y.view(), set.weights.as_deref(), None)?;
    Ok(fit.predict_mean(2, set.x.view(), None)?.to_vec())
}

/// The response so much larger, so that no mean is near to 0.
fn raised(set: &Set, by: f64) -> Set {
    Set { y: set.y.mapv(|y| y + by), ..set.clone() }
}

/// Successes that depend little on the columns, so that no probability is near to 1. Hostile responses stay what
/// they are.
fn near_one_half(set: &Set) -> Set {
    // By the column whose unit the battery leaves alone.
    let even = |row: usize| (set.x[[row, 1]] * 1024.0).floor().rem_euclid(2.0) == 0.0;
    let flipped = set.y.iter().enumerate().map(|(row, &y)| match y {
        0.0 | 1.0 if even(row) => 1.0 - y,
        _ => y,
    });
    let y: Array1<f64> = flipped.collect();
    Set { y, ..set.clone() }
}
