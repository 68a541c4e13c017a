//! What tells groups that have names.

use spikebook_analysis::Error;
use spikebook_analysis::classification::{
    Classifier, GaussianNaiveBayes, IndicatorRegression, Kernel, LinearDiscriminant,
    MultinomialLogistic, NearestNeighbours, Perceptron, QuadraticDiscriminant, RandomForest,
    SupportVectors,
};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, whole};

pub(super) const LIST: &[Estimator] = &[
    of("linear discriminant", |set| probability(&LinearDiscriminant::new(), set)).scale_free(),
    of("shrunken linear discriminant", |set| {
        probability(&LinearDiscriminant::new().with_shrinkage(0.3)?, set)
    }),
    of("quadratic discriminant", |set| probability(&QuadraticDiscriminant::new(), set))
        .scale_free(),
    // Variances have a floor that is a share of the largest, so that units far apart do matter.
    of("naive Bayes", |set| probability(&GaussianNaiveBayes, set)),
    of("indicator regression", |set| class(&IndicatorRegression, set)).decides().scale_free(),
    of("multinomial logistic regression", |set| probability(&MultinomialLogistic::new(), set))
        .scale_free(),
    of("multinomial ridge", |set| probability(&MultinomialLogistic::new().with_penalty(0.1)?, set)),
    of("nearest neighbours", |set| class(&NearestNeighbours::new(1)?, set)).decides(),
    of("support vectors, linear", |set| decision(&SupportVectors::new(Kernel::Linear, 1.0)?, set))
        .within(2e-2),
    of("support vectors, Gaussian", |set| {
        decision(&SupportVectors::new(Kernel::Gaussian { gamma: 0.5 }, 1.0)?, set)
    })
    .within(2e-2),
    // Rows are drawn, so that their order matters.
    of("random forest", |set| class(&RandomForest::new(5, seed())?, set)).ordered(),
    of("perceptron", |set| {
        let perceptron = Perceptron::new(&[3], seed())?.with_penalty(0.1)?.with_max_passes(2000)?;
        probability(&perceptron.with_tolerance(1e-4)?, set)
    })
    .ordered(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::Class, fit)
}

/// The probability of the first class.
fn probability(classifier: &dyn Classifier, set: &Set) -> Result<Vec<f64>, Error> {
    let labels = whole(set.y.iter().copied(), 3.0)?;
    let fit = classifier.fit_labels(set.x.view(), &labels, 3)?;
    let probabilities = fit.probabilities(set.x.view())?;
    Ok(probabilities.expect("a model of probabilities").column(0).to_vec())
}

/// The class told.
fn class(classifier: &dyn Classifier, set: &Set) -> Result<Vec<f64>, Error> {
    let labels = whole(set.y.iter().copied(), 3.0)?;
    let fit = classifier.fit_labels(set.x.view(), &labels, 3)?;
    Ok(fit.predict_rows(set.x.view())?.into_iter().map(|class| class as f64).collect())
}

/// How far the first class is from the second.
fn decision(machine: &SupportVectors, set: &Set) -> Result<Vec<f64>, Error> {
    let labels = whole(set.y.iter().copied(), 3.0)?;
    let fit = machine.fit(set.x.view(), &labels, 3)?;
    Ok(fit.decisions(set.x.view())?.column(0).to_vec())
}
