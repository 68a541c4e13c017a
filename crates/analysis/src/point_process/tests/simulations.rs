//! Simulated spikes against what made them.

use spikebook_numeric::elementary::{exp, ln};

use super::*;

#[test]
fn a_fit_to_simulated_spikes_finds_the_filters() {
    let n_bins = 150_000;
    let signal = some_signal(n_bins);
    let truth = bumps();
    let own = truth.weighted(&[-3.0, -0.5, 0.6, 0.1]);
    let from_first = truth.weighted(&[0.2, 0.8, 0.3, 0.0]);
    let drives = vec![
        signal.iter().map(|s| ln(20.0) + 0.4 * s).collect::<Vec<f64>>(),
        vec![ln(12.0); n_bins],
    ];
    let filter = |target, source, gain: &Vec<f64>| SpikeFilter {
        target,
        source,
        first_lag: 1,
        log_gain: gain.clone(),
    };
    let filters = vec![filter(0, 0, &own), filter(1, 1, &own), filter(1, 0, &from_first)];
    let network = SpikingNetwork::new(WIDTH_S, drives, filters).expect("a network");
    let counts = network.simulate(Seed::from_number(15)).expect("a stable network");

    let runs = BinRuns::unbroken(n_bins);
    let now = LagBasis::each_lag(WIDTH_S, 0, 1).expect("a lag");
    for (unit, from_other) in [(0, vec![0.0; own.len()]), (1, from_first)] {
        let design = PointProcessDesign::new(&runs)
            .with_signal("stimulus", &signal, &now)
            .and_then(|design| design.with_spikes("own", &counts[unit], &truth))
            .and_then(|design| design.with_spikes("other", &counts[1 - unit], &truth))
            .expect("a design");
        let fit = PointProcessGlm::new().fit(&design, &counts[unit], WIDTH_S).expect("a fit");
        let filters = fit.filters(0.95).expect("a level");
        let mut most = 0.0_f64;
        for (filter, truth) in filters[1..].iter().zip([&own, &from_other]) {
            for (lag, truth) in truth.iter().enumerate() {
                // The last lag lies where all functions have come down.
                if filter.standard_errors[lag] > 1e-6 {
                    let z = (filter.log_gain[lag] - truth) / filter.standard_errors[lag];
                    most = most.max(z.abs());
                }
            }
        }
        assert!(most < 4.0, "unit {unit}: a filter is {most} standard errors from the truth");
        let gain = if unit == 0 { 0.4 } else { 0.0 };
        let z = (filters[0].log_gain[0] - gain) / filters[0].standard_errors[0];
        assert!(z.abs() < 3.5, "unit {unit}, stimulus: {z}");

        // What made the spikes rescales them to chance.
        let mut spikes = stream("places");
        let bin_start_s: Vec<f64> = (0..n_bins).map(|bin| bin as f64 * WIDTH_S).collect();
        let times_s = spike_times_s(&counts[unit], &bin_start_s, WIDTH_S, &mut spikes);
        let starts: Vec<f64> = fit.bins().iter().map(|&bin| bin_start_s[bin]).collect();
        let rescaled =
            TimeRescaling::new(&times_s.expect("bins"), &starts, WIDTH_S, &fit.rates_hz());
        let rescaled = rescaled.expect("intervals");
        assert!(rescaled.ks_p() > 0.01, "unit {unit}: p = {}", rescaled.ks_p());
    }
}

#[test]
fn without_filters_counts_are_poisson() {
    let n_bins = 50_000;
    let network = SpikingNetwork::new(WIDTH_S, vec![vec![ln(50.0); n_bins]; 2], Vec::new());
    let network = network.expect("a network");
    assert_eq!((network.n_units(), network.n_bins(), network.bin_width_s()), (2, n_bins, WIDTH_S));
    let counts = network.simulate(Seed::from_number(2)).expect("nothing excites");
    assert_ne!(counts[0], counts[1], "each unit has a stream of its own");
    for unit in &counts {
        let mean = unit.iter().sum::<f64>() / n_bins as f64;
        let variance = unit.iter().map(|n| (n - mean) * (n - mean)).sum::<f64>() / n_bins as f64;
        assert!((mean - 0.1).abs() < 4.0 * (0.1_f64 / n_bins as f64).sqrt(), "{mean}");
        assert!((variance / mean - 1.0).abs() < 0.05, "{variance} and {mean}");
    }
    // Another unit beside it changes nothing for the first.
    let alone = SpikingNetwork::new(WIDTH_S, vec![vec![ln(50.0); n_bins]], Vec::new());
    let alone = alone.expect("a network").simulate(Seed::from_number(2)).expect("a unit");
    assert_eq!(alone[0], counts[0]);
}

#[test]
fn a_spike_acts_on_later_bins_alone() {
    let gains = vec![f64::MIN_POSITIVE, -50.0, -50.0];
    let filter = SpikeFilter { target: 0, source: 0, first_lag: 1, log_gain: gains };
    let network = SpikingNetwork::new(1.0, vec![vec![0.0; 3000]], vec![filter]).expect("a network");
    let counts = network.simulate(Seed::from_number(1)).expect("stable").remove(0);
    assert!(counts.windows(2).any(|pair| pair[0] > 0.0 && pair[1] > 0.0), "lag 1 leaves it be");
    let silenced = |pair: &[f64]| pair[0] == 0.0 || pair[2] == 0.0;
    assert!(counts.windows(3).all(silenced), "lag 2 silences it");
}

#[test]
fn a_runaway_is_an_error() {
    let filter = SpikeFilter { target: 0, source: 0, first_lag: 1, log_gain: vec![1.5; 20] };
    let network = SpikingNetwork::new(WIDTH_S, vec![vec![ln(50.0); 5000]], vec![filter]);
    let error = network.expect("a network").simulate(Seed::from_number(1)).expect_err("a runaway");
    let said = error.to_string();
    assert!(said.starts_with("simulated rate, spikes in one bin, row "), "{said}");
    assert!(exp(1.0) > 2.0);
}

#[test]
fn spikes_lie_in_their_bins() {
    let mut draws = stream("places");
    let times = spike_times_s(&[0.0, 3.0, 1.0], &[5.0, 6.0, 9.0], 1.0, &mut draws).expect("bins");
    assert_eq!(times.len(), 4);
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(times[..3].iter().all(|time| (6.0..7.0).contains(time)) && times[3] >= 9.0);
}

#[test]
fn a_filtered_signal_is_the_drive_of_a_fit() {
    let n_bins = 4000;
    let signal = some_signal(n_bins);
    let gain = [0.3, 0.4, -0.2];
    let drive = filtered_signal(&signal, 0, &gain);
    assert!((drive[0] - 0.3 * signal[0]).abs() < 1e-15);
    let at = 0.3 * signal[9] + 0.4 * signal[8] - 0.2 * signal[7];
    assert!((drive[9] - at).abs() < 1e-14);
    assert_eq!(filtered_signal(&signal, 2, &gain)[11], drive[9]);

    let drives = vec![drive.iter().map(|drive| ln(30.0) + drive).collect::<Vec<f64>>()];
    let network = SpikingNetwork::new(WIDTH_S, drives, Vec::new()).expect("a network");
    let counts = network.simulate(Seed::from_number(5)).expect("a unit").remove(0);
    let (runs, basis) = (BinRuns::unbroken(n_bins), LagBasis::each_lag(WIDTH_S, 0, 3));
    let basis = basis.expect("lags");
    let design = PointProcessDesign::new(&runs).with_signal("stimulus", &signal, &basis);
    let design = design.expect("a design");
    let fit = PointProcessGlm::new().fit(&design, &counts, WIDTH_S).expect("a fit");
    let fitted = fit.filters(0.95).expect("a level").remove(0).log_gain;
    let wanted = filtered_signal(&signal, 0, &fitted);
    for (bin, drive) in fit.ln_drive_hz(&design).expect("columns").iter().enumerate() {
        assert!((drive - fit.glm().intercept() - wanted[bin]).abs() < 1e-10, "bin {bin}");
    }
}
