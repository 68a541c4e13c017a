//! The list: one line an estimator.
//!
//! A fit is given as one number a row where the estimator speaks of rows (a fitted mean, a score without its
//! sign), so that the battery can permute, repeat and weigh them.

use spikebook_analysis::Error;
use spikebook_analysis::decomposition::Pca;
use spikebook_analysis::regression::{Glm, OrdinaryLeastSquares};

use super::estimator::Estimator;
use super::set::{Response, Set};

pub(crate) const ESTIMATORS: &[Estimator] = &[
    Estimator::new("least squares", Response::Real, least_squares).weighted().scale_free(),
    Estimator::new("Poisson regression", Response::Count, |set| glm(Glm::poisson(), set))
        .weighted()
        .scale_free(),
    Estimator::new("Poisson ridge", Response::Count, |set| {
        glm(Glm::poisson().with_penalty(0.1)?, set)
    })
    .weighted(),
    Estimator::new("logistic regression", Response::Binary, |set| glm(Glm::binomial(), set))
        .weighted()
        .scale_free(),
    Estimator::new("logistic ridge", Response::Binary, |set| {
        glm(Glm::binomial().with_penalty(0.1)?, set)
    })
    .weighted(),
    Estimator::new("principal components", Response::None, |set| components(Pca::new(), set)),
    Estimator::new("scaled principal components", Response::None, |set| {
        components(Pca::new().scaled(), set)
    })
    .scale_free(),
];

fn least_squares(set: &Set) -> Result<Vec<f64>, Error> {
    let fit = OrdinaryLeastSquares::new().fit_design(
        set.x.view(),
        set.y.view(),
        set.weights.as_deref(),
    )?;
    Ok(fit.predict_mean(set.x.view())?.to_vec())
}

fn glm(glm: Glm, set: &Set) -> Result<Vec<f64>, Error> {
    let fit = glm.fit_design(set.x.view(), set.y.view(), set.weights.as_deref(), None)?;
    Ok(fit.predict_mean(set.x.view(), None)?.to_vec())
}

fn components(pca: Pca, set: &Set) -> Result<Vec<f64>, Error> {
    let fit = pca.fit_matrix(set.x.view())?;
    let scores = fit.scores(set.x.view())?;
    Ok(scores.outer_iter().map(|row| row[0].abs()).collect())
}
