//! Bootstrap, permutation and Wilson's interval against committed cases.

use spikebook_analysis::bootstrap::{Bootstrap, Replicates, Resampling};
use spikebook_analysis::descriptive::{self, Proportion};
use spikebook_analysis::permutation::MeanDifference;
use spikebook_numeric::Seed;

use crate::case::Case;

#[test]
fn a_skewed_and_biased_statistic() {
    let case = Case::reference("resampling");
    let values = case.column("values.csv", "x").to_vec();
    let names: Vec<String> = (0..18).map(|column| format!("i{column}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let draws = case.matrix("draws.csv", &names).mapv(|row| row as usize);
    let variance = |rows: &[usize]| {
        descriptive::variance(&rows.iter().map(|&row| values[row]).collect::<Vec<_>>(), 0)
    };
    let replicates = Replicates::of_given_rows(draws.view(), 18, variance).expect("finite");
    let bootstrap = Bootstrap::new(2, Resampling::Rows(18)).expect("a bootstrap");
    let jackknife = bootstrap.jackknife(variance).expect("finite");
    case.check_scalar("estimate", replicates.estimate());
    case.check_scalar("standard_error", replicates.standard_error());
    case.check_scalar("bias", replicates.bias());
    case.check_scalar("bias_correction", replicates.bias_correction().expect("either side"));
    case.check_scalar("acceleration", jackknife.acceleration().expect("spread"));
    let percentile = replicates.percentile(0.9).expect("a level");
    case.check("percentile_90", [percentile.low, percentile.high]);
    let basic = replicates.basic(0.9).expect("a level");
    case.check("basic_90", [basic.low, basic.high]);
    let bca = replicates.bca(&jackknife, 0.9).expect("a level");
    case.check("bca_90", [bca.low, bca.high]);
}

#[test]
fn two_samples_with_ties() {
    let case = Case::reference("resampling");
    let (a, b) = (case.column("a.csv", "a").to_vec(), case.column("b.csv", "b").to_vec());
    let test = MeanDifference::default().run(&a, &b, Seed::from_number(0)).expect("two samples");
    case.check_scalar("statistic", test.observed());
    case.check_scalar("p_greater", test.p_greater());
    case.check_scalar("p_less", test.p_less());
    case.check_scalar("p_two_sided", test.p_two_sided());
    case.check_scalar("p_absolute", test.p_absolute());
}

#[test]
fn intervals_of_proportions() {
    let case = Case::reference("resampling");
    let (successes, trials) =
        (case.column("counts.csv", "successes"), case.column("counts.csv", "trials"));
    let ends = successes.iter().zip(&trials).flat_map(|(&k, &n)| {
        let proportion = Proportion::new(k as u64, n as u64, 0.95).expect("a proportion");
        [proportion.low, proportion.high]
    });
    case.check("wilson_95", ends);
}
