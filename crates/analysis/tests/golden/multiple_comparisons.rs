//! Adjusted p values.

use spikebook_analysis::multiple_comparisons::Correction;

use crate::case::Case;

#[test]
fn adjusted_p_values() {
    let Some(case) = Case::golden("hypothesis_tests") else { return };
    let columns = case.columns("pvals.csv");
    let p = columns.values().next().expect("a column");
    for (name, correction) in [
        ("holm_adjusted", Correction::Holm),
        ("bh_adjusted", Correction::BenjaminiHochberg),
        ("by_adjusted", Correction::BenjaminiYekutieli),
    ] {
        case.check(name, correction.adjust(p).expect("probabilities"));
    }
}
