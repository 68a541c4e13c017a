//! NIST's univariate data sets: means and deviations that lose digits when they are computed
//! carelessly.

use spikebook_analysis::descriptive;

use crate::case::Case;

#[test]
fn means_deviations_and_lags() {
    for name in ["Lew", "Lottery", "Michelso", "NumAcc1", "NumAcc2", "NumAcc4"] {
        let Some(case) = Case::golden(&format!("nist_univariate_{name}")) else { return };
        let y = case.column("y.csv", "y").to_vec();
        case.check_scalar("mean", descriptive::mean(&y));
        case.check_scalar("sd_ddof1", descriptive::standard_deviation(&y, 1));
        case.check_scalar("autocorr_lag1", descriptive::autocorrelation(&y, 1));
    }
}
