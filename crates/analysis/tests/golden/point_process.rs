//! Point-process regressions against a dense design fitted elsewhere, and time rescaling.

use spikebook_analysis::basis::{BSpline, RaisedCosine};
use spikebook_analysis::folds::FoldPlan;
use spikebook_analysis::matrix::RowBlocks;
use spikebook_analysis::point_process::{
    BinRuns, LagBasis, PointProcessDesign, PointProcessGlm, TimeRescaling, bits_per_spike, held_out,
};

use crate::case::Case;

#[test]
fn a_regression_with_stimulus_history_and_coupling() {
    let case = Case::reference("point_process_glm");
    let width_s = case.number("bin_width_s");
    let column = |name: &str| case.column("bins.csv", name).to_vec();
    let (stimulus, a, b) = (column("stimulus"), column("a"), column("b"));
    let spline = BSpline::clamped(0.0, 0.04, 5, 3).expect("splines");
    let own = RaisedCosine::log_stretched(0.002, 0.05, 5, 0.01).expect("bumps");
    let other = RaisedCosine::log_stretched(0.0, 0.04, 4, 0.02).expect("bumps");
    let stimulus_basis = LagBasis::b_spline(&spline, width_s).expect("lags");
    let own_basis = LagBasis::raised_cosine(&own, width_s, 1).expect("lags");
    let coupling_basis = LagBasis::raised_cosine(&other, width_s, 1).expect("lags");
    let flat = |basis: &LagBasis| basis.values().iter().copied().collect::<Vec<f64>>();
    case.check("raised_cosines_own", flat(&own_basis));
    case.check("raised_cosines_coupling", flat(&coupling_basis));

    let runs = BinRuns::unbroken(a.len());
    let design = PointProcessDesign::new(&runs)
        .with_signal("stimulus", &stimulus, &stimulus_basis)
        .and_then(|design| design.with_spikes("own", &a, &own_basis))
        .and_then(|design| design.with_spikes("coupling", &b, &coupling_basis))
        .expect("a design");
    assert_eq!((design.n_rows(), design.bins()[0]), (a.len() - 25, 25));
    case.check("design_first2", design.rows(0, 2));
    case.check("design_last", design.rows(design.n_rows() - 1, 1));

    let glm = PointProcessGlm::new();
    let fit = glm.fit(&design, &a, width_s).expect("a fit");
    case.check("coefficients", fit.glm().estimates().to_vec());
    case.check("standard_errors", fit.glm().standard_errors());
    case.check_scalar("deviance", fit.glm().deviance());
    case.check_scalar("null_deviance", fit.glm().null_deviance());
    for filter in fit.filters(0.95).expect("a level") {
        case.check(&format!("filter_{}", filter.name), filter.log_gain);
        case.check(&format!("filter_{}_se", filter.name), filter.standard_errors);
    }

    let plan = FoldPlan::blocked(a.len(), 5, 30).expect("folds");
    let folds = held_out(&glm, &design, &a, width_s, &plan).expect("five fits");
    let one = |fold| bits_per_spike(std::slice::from_ref(fold)).expect("spikes");
    case.check("bits_per_spike_by_fold", folds.iter().map(one));
    case.check_scalar("bits_per_spike", bits_per_spike(&folds).expect("spikes"));

    let bin_start_s: Vec<f64> = fit.bins().iter().map(|bin| *bin as f64 * width_s).collect();
    let spikes = case.column("spikes.csv", "time_s").to_vec();
    let rescaled =
        TimeRescaling::new(&spikes, &bin_start_s, width_s, &fit.rates_hz()).expect("intervals");
    case.check("rescaled_first5", rescaled.rescaled_intervals()[..5].iter().copied());
    case.check_scalar("ks_statistic", rescaled.ks_statistic());
    case.check_scalar("ks_p", rescaled.ks_p());
    case.check_scalar("lag1_correlation", rescaled.lag1_correlation());
    case.check_scalar("n_intervals", rescaled.n_intervals() as f64);
    case.check_scalar("ln_likelihood", rescaled.ln_likelihood());
}

#[test]
fn time_rescaling() {
    let Some(case) = Case::golden("time_rescaling") else { return };
    let rates = case.column("rate.csv", "hz").to_vec();
    let spikes = case.column("spikes.csv", "t").to_vec();
    let bin_start_s: Vec<f64> = (0..rates.len()).map(|bin| bin as f64 / 1000.0).collect();
    let rescaled = TimeRescaling::new(&spikes, &bin_start_s, 0.001, &rates).expect("intervals");
    case.check("z_first5", rescaled.uniforms()[..5].iter().copied());
    case.check_scalar("ks_stat", rescaled.ks_statistic());
    case.check_scalar("ks_p_exact", rescaled.ks_p());
    case.check_scalar("ks_p_asymptotic", rescaled.ks_p_asymptotic());
    case.check_scalar("n_intervals", rescaled.n_intervals() as f64);
    case.check_scalar("band95", rescaled.band_95());
    case.check_scalar("lag1_corr_gaussianised", rescaled.lag1_correlation());
    case.check_scalar("loglik_point_process", rescaled.ln_likelihood());
}
