//! The exact permutation test of two means.

use spikebook_analysis::permutation::MeanDifference;
use spikebook_numeric::Seed;

use crate::case::Case;

#[test]
fn every_deal_is_counted() {
    let Some(case) = Case::golden("permutation_exact") else { return };
    let (a, b) = (case.column("a.csv", "a").to_vec(), case.column("b.csv", "b").to_vec());
    let test = MeanDifference::default().run(&a, &b, Seed::from_number(0)).expect("two samples");
    assert!(test.is_exact());
    case.check_scalar("n_permutations", test.values().len() as f64);
    case.check_scalar("statistic", test.observed());
    case.check_scalar("p_greater", test.p_greater());
    case.check_scalar("p_two_sided_scipy", test.p_two_sided());
    case.check_scalar("p_two_sided_abs", test.p_absolute());
}
