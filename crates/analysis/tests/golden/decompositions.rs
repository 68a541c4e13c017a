//! Factors, sources, patterns and demixed components beside scikit-learn's and dPCA's.

use ndarray::{Array1, Array2};
use spikebook_analysis::decomposition::{
    DemixedPca, FactorAnalysis, IndependentComponents, Loss, Marginalisation, NonNegativeFactors,
};
use spikebook_numeric::Seed;

use crate::case::Case;

fn units(n: usize, stem: &str) -> Vec<String> {
    (0..n).map(|j| format!("{stem}{j}")).collect()
}

fn matrix(case: &Case, file: &str, n: usize, stem: &str) -> Array2<f64> {
    let names = units(n, stem);
    case.matrix(file, &names.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn factors() {
    let case = Case::reference("decompositions");
    let activity = matrix(&case, "factors.csv", 6, "unit");
    let analysis = FactorAnalysis::new(2).expect("two").with_tolerance(1e-10).expect("inside");
    let fit = analysis.fit_matrix(activity.view()).expect("a fit");
    case.check("factors_noise", fit.noise_variance().to_vec());
    case.check("factors_covariance", fit.covariance());
    let mean = fit.mean_ln_likelihood(activity.view()).expect("the same columns");
    case.check_scalar("factors_mean_ln_likelihood", mean);
}

#[test]
fn sources() {
    let case = Case::reference("decompositions");
    let signals = matrix(&case, "sources.csv", 4, "signal");
    let fit = IndependentComponents::new(3, Seed::from_number(1))
        .expect("three")
        .with_starts(3)
        .expect("three")
        .with_tolerance(1e-13)
        .expect("inside")
        .fit_matrix(signals.view())
        .expect("a fit");
    case.check("sources_mixing", fit.mixing().iter().copied());
}

#[test]
fn patterns() {
    let case = Case::reference("decompositions");
    let counts = matrix(&case, "counts.csv", 7, "unit");
    let strengths = case.matrix("start_strengths.csv", &["w0", "w1"]);
    let patterns = matrix(&case, "start_patterns.csv", 7, "unit");
    for (name, loss) in
        [("frobenius", Loss::Frobenius), ("kullback_leibler", Loss::KullbackLeibler)]
    {
        let fit = NonNegativeFactors::new(2, Seed::from_number(1))
            .expect("two")
            .with_loss(loss)
            .with_tolerance(1e-13)
            .expect("inside")
            .with_max_iterations(200_000)
            .expect("many")
            .fit_from(counts.view(), strengths.view(), patterns.view())
            .expect("a fit");
        match loss {
            Loss::Frobenius => case.check("frobenius_patterns", fit.patterns().iter().copied()),
            // Patterns without a 0 can be mixed: what the counts tell is their product.
            Loss::KullbackLeibler => {
                case.check("kullback_leibler_product", fit.reconstruct().iter().copied());
            }
        }
        case.check_scalar(&format!("{name}_objective"), fit.objective());
    }
}

#[test]
fn demixed_components() {
    let case = Case::reference("decompositions");
    let activity = matrix(&case, "means.csv", 6, "unit");
    let level = |name: &str| -> Vec<usize> {
        case.column("means.csv", name).iter().map(|&level| level as usize).collect()
    };
    let levels = [level("stimulus"), level("choice"), level("bin")];
    let shares = Marginalisation::of_conditions_and_time(&["stimulus", "choice"]);
    let fit = DemixedPca::new(1)
        .expect("one")
        .with_penalty(case.number("penalty"))
        .expect("positive")
        .fit_means(activity.view(), &levels, &shares)
        .expect("a fit");
    for name in ["time", "stimulus", "choice"] {
        let found =
            fit.components().iter().find(|found| fit.names()[found.marginalisation] == name);
        let found = found.expect("a component of each share");
        let check = |what: &str, got: &Array1<f64>| {
            case.check(&format!("demixed_{name}_{what}"), got.iter().copied());
        };
        check("encoder", &found.encoder);
        check("decoder", &found.decoder);
    }
}
