//! Cluster tests, exact sign flips and orders, adjusted p values, studentised intervals.

use spikebook_analysis::bootstrap::{Estimate, Jackknife, Studentised};
use spikebook_analysis::descriptive::{correlation, mean};
use spikebook_analysis::multiple_comparisons::Correction;
use spikebook_analysis::permutation::{
    ClusterFit, ClusterTest, Grid, LabelShuffle, SignFlip, Tail,
};
use spikebook_numeric::Seed;

use crate::case::Case;

fn maps(case: &Case, file: &str, n_points: usize) -> ndarray::Array2<f64> {
    let names: Vec<String> = (0..n_points).map(|point| format!("p{point}")).collect();
    case.matrix(file, &names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn check_clusters(case: &Case, prefix: &str, fit: &ClusterFit) {
    assert!(fit.is_exact());
    case.check(&format!("{prefix}_t"), fit.t().iter().copied());
    case.check(&format!("{prefix}_masses"), fit.clusters().iter().map(|cluster| cluster.mass));
    case.check(&format!("{prefix}_p"), fit.clusters().iter().map(|cluster| cluster.p));
}

#[test]
fn clusters_on_a_line_and_in_a_plane() {
    let case = Case::reference("resampling_designs");
    let (a, b) = (maps(&case, "maps_a.csv", 12), maps(&case, "maps_b.csv", 12));
    let seed = Seed::from_number(0);
    let fit = ClusterTest::default().two_samples(a.view(), b.view(), Grid::line(12), seed);
    let fit = fit.expect("a test");
    case.check_scalar("line_threshold", fit.threshold());
    check_clusters(&case, "line", &fit);

    let test = ClusterTest::default().with_threshold_p(0.1).expect("a p");
    let plane = maps(&case, "maps_plane.csv", 15);
    let fit = test.with_tail(Tail::TwoSided).one_sample(plane.view(), Grid::plane(3, 5), seed);
    let fit = fit.expect("a test");
    check_clusters(&case, "plane", &fit);
    case.check("plane_point_p", fit.point_p());
}

#[test]
fn signs_and_orders() {
    let case = Case::reference("resampling_designs");
    let (x, y) = (case.column("pairs.csv", "x").to_vec(), case.column("pairs.csv", "y").to_vec());
    let differences: Vec<f64> = x.iter().zip(&y).map(|(x, y)| x - y).collect();
    let signs = SignFlip::default().run(&differences, Seed::from_number(0)).expect("finite");
    case.check_scalar("pairs_p_greater", signs.p_greater());
    case.check_scalar("pairs_p_less", signs.p_less());
    let statistic = |order: &[usize]| {
        correlation(&x[..7], &order.iter().map(|&row| y[row]).collect::<Vec<_>>())
    };
    let orders = LabelShuffle::default().run(7, Seed::from_number(0), statistic).expect("finite");
    assert!(orders.is_exact());
    case.check_scalar("correlation", orders.observed());
    case.check_scalar("correlation_p_greater", orders.p_greater());
}

#[test]
fn adjusted_p_values() {
    let case = Case::reference("resampling_designs");
    let p = case.column("p.csv", "p").to_vec();
    for (name, correction) in [
        ("bonferroni", Correction::Bonferroni),
        ("holm", Correction::Holm),
        ("benjamini_hochberg", Correction::BenjaminiHochberg),
        ("benjamini_yekutieli", Correction::BenjaminiYekutieli),
    ] {
        case.check(name, correction.adjust(&p).expect("probabilities"));
    }
}

#[test]
fn a_studentised_interval_and_two_samples() {
    let case = Case::reference("resampling_designs");
    let values = case.column("values.csv", "x").to_vec();
    let names: Vec<String> = (0..20).map(|column| format!("i{column}")).collect();
    let draws = case.matrix("draws.csv", &names.iter().map(String::as_str).collect::<Vec<_>>());
    let estimate = Estimate::of_mean(&values);
    let pivot = |draw: ndarray::ArrayView1<'_, f64>| {
        let replicate =
            Estimate::of_mean(&draw.iter().map(|&row| values[row as usize]).collect::<Vec<_>>());
        (replicate.value - estimate.value) / replicate.standard_error
    };
    let pivots = draws.outer_iter().map(pivot).collect();
    let interval =
        Studentised::new(estimate, pivots).expect("finite").interval(0.95).expect("a level");
    case.check("studentised_95", [interval.low, interval.high]);

    let (x, y) = (case.column("pairs.csv", "x").to_vec(), case.column("pairs.csv", "y").to_vec());
    let y = &y[..6];
    let without = |sample: &[f64], left_out: usize| {
        let kept = sample.iter().enumerate().filter(|&(row, _)| row != left_out);
        mean(&kept.map(|(_, &value)| value).collect::<Vec<_>>())
    };
    let of_x = (0..9).map(|row| without(&x, row) - mean(y));
    let of_y = (0..6).map(|row| mean(&x) - without(y, row));
    let jackknife = Jackknife::of_samples(of_x.chain(of_y).collect(), &[9, 6]).expect("finite");
    case.check_scalar("two_sample_acceleration", jackknife.acceleration().expect("spread"));
}
