//! What cannot be, and what is said of it.

use ndarray::Array2;

use super::*;
use crate::Error;

fn said<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.expect_err("refused").to_string()
}

#[test]
fn designs() {
    let runs = BinRuns::unbroken(4);
    let basis = LagBasis::each_lag(WIDTH_S, 0, 2).expect("lags");
    let new = || PointProcessDesign::new(&runs);
    insta::assert_snapshot!(said(new().with_signal("s", &[1.0], &basis)), @"samples of the signal: got 1 entries, wanted 4");
    insta::assert_snapshot!(said(new().with_signal("light", &[1.0, f64::NAN, 0.0, 0.0], &basis)), @"light, row 2: got NaN, wanted a finite number");
    insta::assert_snapshot!(said(new().with_spikes("own", &[0.0; 4], &basis)), @"first_lag: got 0, wanted at least 1 for a filter of spikes");
    insta::assert_snapshot!(said(new().with_covariates("x", Array2::zeros((3, 1)).view())), @"rows of the covariates: got 3 entries, wanted 4");
    insta::assert_snapshot!(said(BinRuns::of_times(&[0.0, 1.0, 1.5], 1.0)), @"bins, row 3: got 1.5 after 1, wanted ascending order");
    insta::assert_snapshot!(said(BinRuns::of_times(&[0.0], 0.0)), @"bin_width_s: got 0, wanted a finite number above 0");
    insta::assert_snapshot!(said(LagBasis::each_lag(WIDTH_S, 1, 0)), @"lags of a filter: got 0, wanted at least 1");
    let narrow = RaisedCosine::log_stretched(0.0, 0.2, 12, 0.0001).expect("bumps");
    insta::assert_snapshot!(said(LagBasis::raised_cosine(&narrow, 0.02, 1)), @"lags under one of the functions of a filter: got 0, wanted at least 1");
    insta::assert_snapshot!(said(LagBasis::raised_cosine(&narrow, 1e-12, 1)), @"bin_width_s: got 0.000000000001, wanted at least a ten-millionth of the filter");
}

#[test]
fn fits() {
    let runs = BinRuns::unbroken(200);
    let basis = bumps();
    let regular: Vec<f64> = (0..200).map(|bin| f64::from(u8::from(bin % 20 == 0))).collect();
    let design = PointProcessDesign::new(&runs).with_spikes("own", &regular, &basis);
    let design = design.expect("a design");
    let glm = PointProcessGlm::new();
    insta::assert_snapshot!(said(glm.fit(&design, &[0.0; 3], WIDTH_S)), @"counts: got 3 entries, wanted 200");
    insta::assert_snapshot!(said(glm.fit(&design, &[0.0; 200], WIDTH_S)), @"response: all 185 counts are 0, wanted a spike: the logarithm of a rate of 0 is not finite");
    insta::assert_snapshot!(said(glm.fit(&design, &regular, -1.0)), @"bin_width_s: got -1, wanted a finite number above 0");
    // No spike ever follows another within the reach of the filter.
    assert!(matches!(glm.fit(&design, &regular, WIDTH_S), Err(Error::Separated { .. })));
    let fit = glm.with_penalty(0.01).expect("a penalty").fit(&design, &regular, WIDTH_S);
    insta::assert_snapshot!(said(fit.expect("a fit").filters(1.0)), @"level: got 1, wanted a number between 0 and 1, neither included");
}

#[test]
fn networks() {
    let filter = |target, first_lag, gain| SpikeFilter {
        target,
        source: 0,
        first_lag,
        log_gain: vec![gain],
    };
    let new = |filter| SpikingNetwork::new(1.0, vec![vec![0.0; 3]], vec![filter]);
    insta::assert_snapshot!(said(new(filter(1, 1, 0.0))), @"target of a filter: got index 1, wanted one below 1");
    insta::assert_snapshot!(said(new(filter(0, 0, 0.0))), @"first_lag: got 0, wanted at least 1 for a filter of spikes");
    insta::assert_snapshot!(said(new(filter(0, 1, f64::NAN))), @"filter, row 1: got NaN, wanted a finite number");
    let uneven = SpikingNetwork::new(1.0, vec![vec![0.0; 3], vec![0.0]], Vec::new());
    insta::assert_snapshot!(said(uneven), @"drive: got 1 entries, wanted 3");
}

#[test]
fn rescaling() {
    let new = |spikes: &[f64], rates: &[f64]| TimeRescaling::new(spikes, &[0.0, 1.0], 1.0, rates);
    insta::assert_snapshot!(said(new(&[0.1, 0.2, 0.3], &[1.0, 1.0])), @"intervals between spikes in unbroken time: got 2, wanted at least 3");
    insta::assert_snapshot!(said(new(&[0.2, 0.1], &[1.0, 1.0])), @"spike times, row 2: got 0.1 after 0.2, wanted ascending order");
    insta::assert_snapshot!(said(new(&[0.2, 1.1], &[1.0, 0.0])), @"rates, row 2: got 0, wanted a rate above 0 where there is a spike");
    insta::assert_snapshot!(said(new(&[0.2], &[1.0, -1.0])), @"rates, row 2: got -1, wanted a rate of at least 0");
    insta::assert_snapshot!(said(new(&[0.2], &[1.0])), @"rates: got 1 entries, wanted 2");
}
