//! Classifiers beside scikit-learn's, and discriminants on the golden collection's folds.

use ndarray::{Array1, Array2};
use spikebook_analysis::classification::{
    Activation, Classifier, ConfusionMatrix, GaussianNaiveBayes, IndicatorRegression, Kernel,
    LinearDiscriminant, MultinomialLogistic, NearestNeighbours, Network, QuadraticDiscriminant,
    RandomForest, SupportVectors, cross_validate,
};
use spikebook_analysis::folds::FoldPlan;
use spikebook_numeric::Seed;

use crate::case::Case;

const COLUMNS: [&str; 4] = ["x0", "x1", "x2", "x3"];

fn rows(case: &Case, file: &str) -> (Array2<f64>, Vec<usize>) {
    let labels = case.column(file, "y").iter().map(|&label| label as usize).collect();
    (case.matrix(file, &COLUMNS), labels)
}

fn as_numbers(labels: &[usize]) -> impl Iterator<Item = f64> + '_ {
    labels.iter().map(|&label| label as f64)
}

#[test]
fn probabilities() {
    let case = Case::reference("classifiers");
    let ((train, labels), (test, _)) = (rows(&case, "train.csv"), rows(&case, "test.csv"));
    let shrunk = LinearDiscriminant::new().with_shrinkage(0.3).expect("inside");
    let classifiers: [(&str, Box<dyn Classifier>); 5] = [
        ("linear_discriminant", Box::new(LinearDiscriminant::new())),
        ("linear_discriminant_shrunk", Box::new(shrunk)),
        ("quadratic_discriminant", Box::new(QuadraticDiscriminant::new())),
        ("naive_bayes", Box::new(GaussianNaiveBayes)),
        ("nearest_neighbours", Box::new(NearestNeighbours::new(7).expect("seven"))),
    ];
    for (name, classifier) in classifiers {
        let fit = classifier.fit_labels(train.view(), &labels, 3).expect("a fit");
        case.check(name, fit.probabilities(test.view()).expect("finite").expect("a model"));
    }
    let fit = IndicatorRegression.fit_labels(train.view(), &labels, 3).expect("a fit");
    let told = fit.predict_rows(test.view()).expect("finite");
    case.check("indicator_regression", as_numbers(&told));
}

#[test]
fn multinomial_regressions() {
    let case = Case::reference("classifiers");
    let ((train, labels), (test, _)) = (rows(&case, "train.csv"), rows(&case, "test.csv"));
    for (name, penalty) in [("logistic", 0.0), ("logistic_ridge", case.number("penalty"))] {
        let regression = MultinomialLogistic::new().with_penalty(penalty).expect("sound");
        let fit = regression.fit(train.view(), &labels, 3).expect("a fit");
        case.check(&format!("{name}_coefficients"), fit.coefficients().iter().copied());
        let fit = regression.fit_labels(train.view(), &labels, 3).expect("a fit");
        let chances = fit.probabilities(test.view()).expect("finite").expect("a model");
        case.check(&format!("{name}_probabilities"), chances);
    }
}

#[test]
fn support_vectors() {
    let case = Case::reference("classifiers");
    let ((train, labels), (test, _)) = (rows(&case, "train.csv"), rows(&case, "test.csv"));
    for (name, kernel) in
        [("linear", Kernel::Linear), ("gaussian", Kernel::Gaussian { gamma: 0.4 })]
    {
        let machine = SupportVectors::new(kernel, 2.0).expect("sound").with_tolerance(1e-9);
        let machine = machine.expect("inside");
        let fit = machine.fit(train.view(), &labels, 3).expect("a fit");
        let decisions = fit.decisions(test.view()).expect("finite");
        case.check(&format!("support_vectors_{name}_decisions"), decisions);
        let fit = machine.fit_labels(train.view(), &labels, 3).expect("a fit");
        let told = fit.predict_rows(test.view()).expect("finite");
        case.check(&format!("support_vectors_{name}_told"), as_numbers(&told));
    }
}

#[test]
fn a_network_with_given_weights() {
    let case = Case::reference("classifiers");
    let (test, _) = rows(&case, "test.csv");
    let numbers = |value: &serde_json::Value| -> Vec<f64> {
        let numbers = value.as_array().expect("a list").iter();
        numbers.map(|number| number.as_f64().expect("a number")).collect()
    };
    let layers = case.param("layers").as_array().expect("layers").iter().map(|layer| {
        let weights: Vec<Vec<f64>> =
            layer["weights"].as_array().expect("rows").iter().map(numbers).collect();
        let shape = (weights.len(), weights[0].len());
        let weights = Array2::from_shape_vec(shape, weights.concat()).expect("a full matrix");
        (weights, Array1::from(numbers(&layer["offsets"])))
    });
    let network =
        Network::from_layers(layers.collect(), Activation::Tanh).expect("layers that fit");
    case.check("network_probabilities", network.forward(test.view()));
}

#[test]
fn a_forest_is_as_often_right() {
    let case = Case::reference("classifiers");
    let ((train, labels), (test, truth)) = (rows(&case, "train.csv"), rows(&case, "test.csv"));
    let accuracy = |seed: u64| {
        let forest = RandomForest::new(200, Seed::from_number(seed)).expect("some");
        let fit = forest.fit_labels(train.view(), &labels, 3).expect("a forest");
        let told = fit.predict_rows(test.view()).expect("finite");
        ConfusionMatrix::new(&truth, &told, 3).expect("as many").accuracy()
    };
    let mean = (0..5).map(accuracy).sum::<f64>() / 5.0;
    case.check_scalar("random_forest_accuracy", mean);
}

#[test]
fn discriminants_on_held_out_folds() {
    let Some(case) = Case::golden("lda_cv") else { return };
    let (matrix, labels) = rows(&case, "data.csv");
    let folds = case.column("data.csv", "fold").iter().map(|&fold| fold as usize).collect();
    let plan = FoldPlan::from_folds(folds, 0).expect("five folds");
    let linear = LinearDiscriminant::new();
    let got = cross_validate(&linear, matrix.view(), &labels, 3, &plan, false).expect("five fits");
    case.check("pred", as_numbers(&got.predicted));
    case.check("posterior_row0", got.probabilities.expect("a model").row(0).to_vec());
    case.check_scalar("accuracy", got.confusion.accuracy());
    case.check("confusion", got.confusion.counts().iter().map(|&count| count as f64));
}
