//! Regressions.

use ndarray::Array2;
use spikebook_analysis::Error;
use spikebook_analysis::regression::nonlinear::Curve;
use spikebook_analysis::regression::{
    ElasticNet, Glm, GlmPath, Link, NamedCurve, NonlinearLeastSquares, OrdinaryLeastSquares,
    PolynomialRegression, RidgePath,
};
use spikebook_numeric::Real;

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::sums;

pub(super) const LIST: &[Estimator] = &[
    of("least squares", Response::Real, least_squares).weighted().scale_free(),
    of("polynomial", Response::Real, polynomial).weighted(),
    of("Gaussian GLM", Response::Real, |set| glm(Glm::gaussian(), set)).weighted().scale_free(),
    of("Gaussian GLM, log link", Response::Positive, |set| {
        glm(Glm::gaussian().with_link(Link::Log)?, set)
    })
    .weighted()
    .scale_free(),
    of("Gaussian ridge", Response::Real, |set| glm(Glm::gaussian().with_penalty(0.1)?, set))
        .weighted(),
    of("Poisson GLM", Response::Count, |set| glm(Glm::poisson(), set)).weighted().scale_free(),
    of("Poisson ridge", Response::Count, |set| glm(Glm::poisson().with_penalty(0.1)?, set))
        .weighted(),
    of("binomial GLM", Response::Binary, |set| glm(Glm::binomial(), set)).weighted().scale_free(),
    of("binomial GLM, probit", Response::Binary, |set| {
        glm(Glm::binomial().with_link(Link::Probit)?, set)
    })
    .weighted()
    .scale_free(),
    of("binomial GLM, complementary log-log", Response::Binary, |set| {
        glm(Glm::binomial().with_link(Link::ComplementaryLogLog)?, set)
    })
    .weighted()
    .scale_free(),
    of("binomial ridge", Response::Binary, |set| glm(Glm::binomial().with_penalty(0.1)?, set))
        .weighted(),
    of("gamma GLM", Response::Positive, |set| glm(Glm::gamma().with_link(Link::Log)?, set))
        .weighted()
        .scale_free(),
    of("gamma ridge", Response::Positive, |set| {
        glm(Glm::gamma().with_link(Link::Log)?.with_penalty(0.1)?, set)
    })
    .weighted(),
    of("negative binomial GLM", Response::Overdispersed, |set| glm(Glm::negative_binomial(), set))
        .weighted()
        .scale_free()
        .within(1e-5),
    of("Gaussian path", Response::Real, |set| path(Glm::gaussian(), 0.5, set))
        .weighted()
        .within(1e-5),
    of("Poisson path", Response::Count, |set| path(Glm::poisson(), 1.0, set))
        .weighted()
        .within(1e-5),
    of("binomial path", Response::Binary, |set| path(Glm::binomial(), 0.5, set))
        .weighted()
        .within(1e-5),
    of("ridge path", Response::Real, |set| ridge(RidgePath::new(vec![0.1, 1.0])?, set)),
    of("standardised ridge path", Response::Real, |set| {
        ridge(RidgePath::new(vec![0.1, 1.0])?.standardised(), set)
    })
    .scale_free(),
    of("lasso", Response::Real, |set| elastic_net(ElasticNet::new(1.0)?, set)).within(1e-5),
    of("standardised elastic net", Response::Real, |set| {
        elastic_net(ElasticNet::new(0.5)?.standardised(), set)
    })
    .scale_free()
    .within(1e-5),
    of("nonlinear least squares", Response::Positive, nonlinear)
        .weighted()
        .scale_free()
        .within(1e-6),
    of("band of nonlinear least squares", Response::Positive, |set| {
        let fit =
            NonlinearLeastSquares::new().fit(&Bent, set.x.view(), set.y.view(), None, &[0.0; 4])?;
        let band = fit.confidence_band(set.x.view(), 0.9)?;
        Ok(band.iter().map(|at| at.low + at.high).collect())
    })
    .scale_free()
    .within(1e-6),
    of("exponential decay", Response::Real, |set| {
        named(NamedCurve::ExponentialDecay, &[0.2, 2.0, 1.5], set)
    })
    .within(1e-6),
    of("Gaussian curve", Response::Real, |set| {
        named(NamedCurve::Gaussian, &[0.2, 2.0, 2.0, 1.0], set)
    })
    .within(1e-6),
    of("logistic curve", Response::Real, |set| {
        named(NamedCurve::Logistic, &[0.2, 2.0, 2.0, 0.5], set)
    })
    .within(1e-6),
    of("power law", Response::Real, |set| named(NamedCurve::PowerLaw, &[1.0, 0.7], set))
        .within(1e-6),
    of("von Mises curve", Response::Real, |set| {
        named(NamedCurve::VonMises, &[0.2, 2.0, 1.0, 1.5], set)
    })
    .within(1e-6),
    of("Naka-Rushton curve", Response::Real, |set| {
        named(NamedCurve::NakaRushton, &[0.2, 2.0, 1.5, 2.0], set)
    })
    .within(1e-6),
];

const fn of(
    name: &'static str,
    response: Response,
    fit: fn(&Set) -> Result<Vec<f64>, Error>,
) -> Estimator {
    Estimator::new(name, response, fit)
}

fn least_squares(set: &Set) -> Result<Vec<f64>, Error> {
    let fit = OrdinaryLeastSquares::new().fit_design(
        set.x.view(),
        set.y.view(),
        set.weights.as_deref(),
    )?;
    Ok(fit.predict_mean(set.x.view())?.to_vec())
}

fn polynomial(set: &Set) -> Result<Vec<f64>, Error> {
    let x = sums(set);
    let fit = PolynomialRegression::new(2)?.fit(&x, &set.y.to_vec(), set.weights.as_deref())?;
    Ok(x.iter().map(|x| fit.mean(*x)).collect())
}

fn glm(glm: Glm, set: &Set) -> Result<Vec<f64>, Error> {
    let fit = glm.fit_design(set.x.view(), set.y.view(), set.weights.as_deref(), None)?;
    Ok(fit.predict_mean(set.x.view(), None)?.to_vec())
}

/// The mean at the least penalty.
fn path(glm: Glm, l1_share: f64, set: &Set) -> Result<Vec<f64>, Error> {
    let path = GlmPath::new(glm, l1_share)?.with_penalties(vec![0.3, 0.1, 0.02])?;
    let fit = path.fit_design(set.x.view(), set.y.view(), set.weights.as_deref(), None)?;
    Ok(fit.predict_mean(2, set.x.view(), None)?.to_vec())
}

fn ridge(path: RidgePath, set: &Set) -> Result<Vec<f64>, Error> {
    let fit = path.fit_design(set.x.view(), set.y.view())?;
    Ok(fit.points()[1].predict_mean(set.x.view())?.to_vec())
}

fn elastic_net(net: ElasticNet, set: &Set) -> Result<Vec<f64>, Error> {
    let fit = net.fit_path(set.x.view(), set.y.view(), &[0.3, 0.05])?;
    Ok(fit[1].predict_mean(set.x.view())?.to_vec())
}

/// e to the power of a line.
#[derive(Clone)]
struct Bent;

impl Curve for Bent {
    fn n_parameters(&self) -> usize {
        4
    }

    fn value<T: Real>(&self, x: &[f64], parameters: &[T]) -> T {
        let slopes = x.iter().zip(&parameters[1..]);
        slopes.fold(parameters[0], |line, (x, slope)| line + T::from_f64(*x) * *slope).exp()
    }
}

fn nonlinear(set: &Set) -> Result<Vec<f64>, Error> {
    let (x, y, weights) = (set.x.view(), set.y.view(), set.weights.as_deref());
    let fit = NonlinearLeastSquares::new().fit(&Bent, x, y, weights, &[0.0; 4])?;
    Ok(x.rows().into_iter().map(|row| fit.mean(&row.to_vec())).collect())
}

/// A named curve through its own values with a little of the response added.
fn named(curve: NamedCurve, truth: &[f64], set: &Set) -> Result<Vec<f64>, Error> {
    let x: Vec<f64> = sums(set).iter().map(|x| x.abs()).collect();
    let y: Vec<f64> =
        x.iter().zip(&set.y).map(|(x, noise)| curve.value(&[*x], truth) + 0.02 * noise).collect();
    let start = curve.start(&x, &y)?;
    let design = Array2::from_shape_fn((x.len(), 1), |(row, _)| x[row]);
    let response = ndarray::ArrayView1::from(&y);
    let fit = NonlinearLeastSquares::new().fit(&curve, design.view(), response, None, &start)?;
    Ok(x.iter().map(|x| fit.mean(&[*x])).collect())
}
