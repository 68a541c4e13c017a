//! Columns of a design, and what is simulated or judged by one.

use ndarray::{Array1, Array2};
use spikebook_analysis::Error;
use spikebook_analysis::basis::{BSpline, Harmonics, RaisedCosine};
use spikebook_analysis::behaviour::choice_history::{ChoiceHistory, Trial};
use spikebook_analysis::point_process::{
    BinRuns, LagBasis, PointProcessDesign, PointProcessGlm, SpikeFilter, SpikingNetwork,
    TimeRescaling, spike_times_s,
};
use spikebook_analysis::regression::{Glm, PolynomialRegression};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("clamped splines", |set| {
        Ok(rows(&BSpline::clamped(-20.0, 40.0, 6, 3)?.design(&sums(set))?))
    })
    .learns_nothing(),
    of("natural splines", |set| {
        let splines = BSpline::natural(-20.0, 40.0, 5)?;
        Ok(rows(&splines.design_beside_intercept(&sums(set))?))
    })
    .learns_nothing(),
    of("periodic splines", |set| Ok(rows(&BSpline::periodic(0.0, 6.0, 5, 3)?.design(&sums(set))?)))
        .learns_nothing(),
    of("harmonics", |set| Ok(rows(&Harmonics::new(2, 6.0)?.design(&sums(set))?))).learns_nothing(),
    of("raised cosines", |set| {
        let sizes: Vec<f64> = sums(set).iter().map(|x| x.abs()).collect();
        Ok(rows(&RaisedCosine::log_stretched(0.5, 10.0, 4, 1.0)?.design(&sizes)?))
    })
    .learns_nothing(),
    of("bands of a polynomial", |set| {
        let x = sums(set);
        let y = set.x.column(1).to_vec();
        let fit = PolynomialRegression::new(1)?.fit(&x, &y, None)?;
        let mean = fit.confidence_band(&x, 0.9)?;
        let new = fit.prediction_band(&x, 0.9)?;
        Ok(mean.iter().zip(new).map(|(mean, new)| mean.low + new.high).collect())
    }),
    Estimator::new("history of choices", Response::Binary, |set| {
        let choices = whole(set.y.iter().copied(), 2.0)?;
        let trial = |(row, &choice): (usize, &usize)| Trial {
            right: choice == 1,
            rewarded: row % 3 == 0,
            session: 0,
        };
        let trials: Vec<Trial> = choices.iter().enumerate().map(trial).collect();
        let history = ChoiceHistory::new(2)?.design(&trials, Some(&sums(set)))?;
        let response: Array1<f64> = history.rows.iter().map(|&row| set.y[row]).collect();
        let (x, y) = (history.matrix.view(), response.view());
        Ok(Glm::binomial().fit_design(x, y, None, None)?.estimates().to_vec())
    })
    .of_the_whole()
    .ordered(),
    Estimator::new("point process with its own spikes", Response::Count, |set| {
        let times: Vec<f64> = (0..set.x.nrows()).map(|row| 0.01 * row as f64).collect();
        let runs = BinRuns::of_times(&times, 0.01)?;
        let (signal, counts) = (sums(set), set.y.to_vec());
        let lags = LagBasis::each_lag(0.01, 1, 2)?;
        let design = PointProcessDesign::new(&runs)
            .with_spikes("history", &counts, &lags)?
            .with_signal("signal", &signal, &lags)?;
        let fit = PointProcessGlm::new().fit(&design, &counts, 0.01)?;
        let drive = fit.ln_drive_hz(&design)?;
        let filters = fit.filters(0.9)?.len() as f64;
        Ok(fit.predict_rates_hz(&design)?.into_iter().chain(drive).map(|x| x + filters).collect())
    })
    .of_the_whole()
    .ordered(),
    of("runs of bins", |set| {
        let times: Vec<f64> = running(set);
        Ok(vec![BinRuns::of_times(&times, 0.05)?.n_runs() as f64])
    })
    .of_the_whole()
    .ordered()
    .defined_of_nothing(),
    // Spikes are drawn bin by bin.
    of("network of spiking units", |set| {
        let drives = vec![sums(set), set.x.column(1).to_vec()];
        let filter = SpikeFilter { target: 1, source: 0, first_lag: 1, log_gain: vec![-0.5, -0.2] };
        let counts = SpikingNetwork::new(0.001, drives, vec![filter])?.simulate(seed())?;
        Ok(counts.concat())
    })
    .of_the_whole()
    .ordered()
    .learns_nothing(),
    Estimator::new("spike times of counts", Response::Count, |set| {
        let (counts, starts) = (set.y.to_vec(), running(set));
        spike_times_s(&counts, &starts, 0.05, &mut seed().replicate("times", 0))
    })
    .of_the_whole()
    .ordered()
    .learns_nothing(),
    of("rescaled time", |set| {
        let n = set.x.nrows();
        let starts: Vec<f64> = (0..n).map(|bin| 0.1 * bin as f64).collect();
        let rates: Vec<f64> = sums(set).iter().map(|x| x.abs() + 0.1).collect();
        let spikes: Vec<f64> =
            (0..n).filter(|bin| bin % 3 == 0).map(|bin| 0.1 * bin as f64 + 0.05).collect();
        let rescaled = TimeRescaling::new(&spikes, &starts, 0.1, &rates)?;
        Ok(vec![rescaled.ks_statistic(), rescaled.ks_p(), rescaled.ln_likelihood()])
    })
    .of_the_whole()
    .ordered(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::None, fit)
}

/// A number of each row that tells its entries apart.
fn rows(design: &Array2<f64>) -> Vec<f64> {
    let of_row = |row: ndarray::ArrayView1<'_, f64>| {
        row.iter().zip(1..).map(|(x, place)| x * f64::from(place)).sum()
    };
    design.outer_iter().map(of_row).collect()
}

fn running(set: &Set) -> Vec<f64> {
    let add = |time_s: &mut f64, size: f64| {
        *time_s += 0.05 * (1.0 + size.abs().floor());
        Some(*time_s)
    };
    sums(set).into_iter().scan(0.0, add).collect()
}
