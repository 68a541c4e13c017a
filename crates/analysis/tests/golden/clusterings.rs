//! Groups, mixtures, trees and embeddings beside scikit-learn's and SciPy's.

use ndarray::{Array2, Axis};
use spikebook_analysis::clustering::{
    Covariance, Dendrogram, GaussianMixture, KMeans, Linkage, adjusted_rand_index, silhouette,
};
use spikebook_analysis::embedding::{StochasticNeighbours, trustworthiness};
use spikebook_numeric::Seed;

use crate::case::Case;

fn data(case: &Case) -> (Array2<f64>, Vec<usize>) {
    let truth = case.column("data.csv", "truth").iter().map(|&label| label as usize).collect();
    (case.matrix("data.csv", &["x0", "x1", "x2"]), truth)
}

#[test]
fn groups_about_means() {
    let case = Case::reference("clusterings");
    let (matrix, truth) = data(&case);
    for k in [2, 3, 5] {
        let means = KMeans::new(k, Seed::from_number(1)).expect("some").with_starts(200);
        let fit = means.expect("many").fit_matrix(matrix.view()).expect("a fit");
        case.check_scalar(&format!("k_means_{k}_inertia"), fit.inertia());
        if k == 3 {
            case.check("k_means_3_centres", fit.centres().iter().copied());
            let agreement = adjusted_rand_index(&truth, fit.labels()).expect("as many");
            case.check_scalar("k_means_3_agreement", agreement);
        }
    }
    let fits = silhouette::of_rows(matrix.view(), &truth).expect("three groups");
    case.check("silhouettes_of_truth", fits);
}

#[test]
fn mixtures() {
    let case = Case::reference("clusterings");
    let (matrix, _) = data(&case);
    for (name, covariance) in [("full", Covariance::Full), ("diagonal", Covariance::Diagonal)] {
        let fit = GaussianMixture::new(3, covariance, Seed::from_number(1))
            .expect("three")
            .with_starts(20)
            .expect("twenty")
            .with_tolerance(1e-13)
            .expect("inside")
            .with_max_iterations(100_000)
            .expect("many")
            .fit_matrix(matrix.view())
            .expect("a fit");
        case.check(&format!("mixture_{name}_weights"), fit.weights());
        case.check(&format!("mixture_{name}_means"), fit.means());
        case.check_scalar(&format!("mixture_{name}_bic"), fit.bic());
        case.check_scalar(&format!("mixture_{name}_aic"), fit.aic());
    }
}

#[test]
fn trees() {
    let case = Case::reference("clusterings");
    let (matrix, _) = data(&case);
    for (name, linkage) in [
        ("average", Linkage::Average),
        ("complete", Linkage::Complete),
        ("single", Linkage::Single),
        ("ward", Linkage::Ward),
    ] {
        let tree = Dendrogram::of_rows(matrix.view(), linkage).expect("a tree");
        let merges = tree.merges();
        case.check(&format!("{name}_heights"), merges.iter().map(|merge| merge.height));
        let groups = merges.iter().flat_map(|merge| [merge.first as f64, merge.second as f64]);
        case.check(&format!("{name}_groups"), groups);
    }
}

#[test]
fn neighbours_on_paper() {
    let case = Case::reference("clusterings");
    let (matrix, _) = data(&case);
    let neighbours = StochasticNeighbours::new(20.0).expect("sound");
    let places = case.matrix("places.csv", &["x", "y"]);
    let theirs = neighbours.divergence_of(matrix.view(), places.view()).expect("as many places");
    case.check_scalar("t_sne_divergence", theirs);
    // Both end in a valley: ours is another, and lower.
    let ours = neighbours.fit_matrix(matrix.view()).expect("it ends").divergence();
    assert!(ours < theirs, "{ours} and {theirs}");
    let first_two = matrix.select(Axis(1), &[0, 1]);
    let trust = trustworthiness(matrix.view(), first_two.view(), 8).expect("few");
    case.check_scalar("trustworthiness_of_first_two", trust);
}
