//! Trains by the law of their intervals, trains that call for each other, and units that hear each other.

use ndarray::array;
use spikebook_analysis::estimation::{Distribution, Likelihood, maximum};
use spikebook_analysis::point_process::{BinRuns, LagBasis, PointProcessDesign, PointProcessGlm};
use spikebook_analysis::spike_trains::intervals::interspike_intervals_s;
use spikebook_models::spike_response::{Coupling, SpikeHistory, StimulusResponse};
use spikebook_models::spike_trains::coupled_glm::{CoupledGlm, GlmUnit};
use spikebook_models::spike_trains::hawkes::Hawkes;
use spikebook_models::spike_trains::intervals::{IntervalLaw, Renewal};
use spikebook_numeric::elementary::{exp, ln};
use spikebook_numeric::{Real, Seed};

use super::recovery::{Found, models_come_back};

models_come_back!(poisson_train, gamma_train, inverse_gaussian_train, hawkes_pair, coupled_units);

/// The intervals of a train of 25 spikes/s: so many of them, whatever time they take.
fn intervals(law: IntervalLaw, seed: Seed) -> Vec<f64> {
    let unit = Renewal::new(25.0, 0.0, law).expect("a unit");
    let times = unit.spike_times_s(60.0, &mut seed.replicate("train", 0)).expect("a minute");
    interspike_intervals_s(&times[..1000]).expect("ascending")
}

fn fitted(distribution: Distribution, law: IntervalLaw, truths: &[f64], seed: Seed) -> Vec<Found> {
    let fit = distribution.fit(&intervals(law, seed)).expect("a fit");
    let names = distribution.parameter_names();
    let errors = fit.standard_errors();
    (0..names.len())
        .map(|at| Found::new(names[at], fit.estimates()[at], errors[at], truths[at]))
        .collect()
}

fn poisson_train(seed: Seed) -> Vec<Found> {
    fitted(Distribution::Exponential, IntervalLaw::Exponential, &[0.04], seed)
}

fn gamma_train(seed: Seed) -> Vec<Found> {
    let law = IntervalLaw::gamma(3.0).expect("a shape");
    fitted(Distribution::Gamma, law, &[3.0, 0.04 / 3.0], seed)
}

fn inverse_gaussian_train(seed: Seed) -> Vec<Found> {
    let law = IntervalLaw::inverse_gaussian(0.6).expect("a variation");
    // The shape is the mean over the squared coefficient of variation.
    fitted(Distribution::InverseGaussian, law, &[0.04, 0.04 / 0.36], seed)
}

/// The exact likelihood of one unit of a pair: Σ ln λ at its spikes less ∫ λ.
struct Excited {
    /// Σ e^{−(t − t')/τ}/τ of each unit's spikes, at each spike of this one
    traces: Vec<[f64; 2]>,
    /// ∫ of the same
    areas: [f64; 2],
    duration_s: f64,
}

impl Excited {
    fn of(trains: &[Vec<f64>], unit: usize, memory_s: f64, duration_s: f64) -> Self {
        let trace = |source: usize, at: f64| -> f64 {
            let before = trains[source].iter().filter(|time| **time < at);
            // Forgotten after forty memories.
            let recent = before.filter(|time| at - **time < 40.0 * memory_s);
            recent.map(|time| exp((time - at) / memory_s) / memory_s).sum()
        };
        let area = |source: usize| -> f64 {
            trains[source].iter().map(|time| 1.0 - exp((time - duration_s) / memory_s)).sum()
        };
        Self {
            traces: trains[unit].iter().map(|&at| [trace(0, at), trace(1, at)]).collect(),
            areas: [area(0), area(1)],
            duration_s,
        }
    }
}

impl Likelihood for Excited {
    fn ln_likelihood<T: Real>(&self, theta: &[T]) -> T {
        let number = T::from_f64;
        let area = theta[0] * number(self.duration_s)
            + theta[1] * number(self.areas[0])
            + theta[2] * number(self.areas[1]);
        self.traces.iter().fold(-area, |sum, trace| {
            let rate = theta[0] + theta[1] * number(trace[0]) + theta[2] * number(trace[1]);
            sum + rate.ln()
        })
    }
}

fn hawkes_pair(seed: Seed) -> Vec<Found> {
    let (memory_s, duration_s) = (0.02, 150.0);
    let pair = Hawkes::new(vec![6.0, 4.0], array![[0.3, 0.2], [0.25, 0.15]], memory_s);
    let session = pair.expect("a pair").simulate(duration_s, seed).expect("a session");
    let likelihood = Excited::of(&session.observed, 0, memory_s, duration_s);
    let top = maximum::by_newton(&likelihood, &[5.0, 0.2, 0.2]).expect("a maximum");
    let (estimates, errors) = (top.estimates(), top.standard_errors());
    [("base rate", 6.0), ("by its own spikes", 0.3), ("by the other's", 0.2)]
        .iter()
        .enumerate()
        .map(|(at, (what, truth))| Found::new(what, estimates[at], errors[at], *truth))
        .collect()
}

/// Two units in bins of 20 ms, of which the first hears a stimulus, itself and the other: each entry of each filter.
fn coupled_units(seed: Seed) -> Vec<Found> {
    const WIDTH_S: f64 = 0.02;
    const N_LAGS: usize = 10;
    let history = SpikeHistory::new(2.0, 0.03, 0.1, 0.06).expect("a history");
    let stimulus = StimulusResponse::new(0.5, 0.06).expect("a response");
    let coupling = Coupling::new(0.4, 0.04).expect("a coupling");
    let units = vec![
        GlmUnit {
            base_hz: 12.0,
            stimulus: Some(stimulus),
            history: Some(history),
            couplings: vec![(1, coupling)],
        },
        GlmUnit { base_hz: 8.0, stimulus: None, history: None, couplings: vec![] },
    ];
    let mut stream = seed.replicate("shown", 0);
    let shown: Vec<f64> = (0..10_000).map(|_| stream.standard_normal()).collect();
    let network = CoupledGlm::new(units, WIDTH_S).expect("a network");
    let session = network.simulate(&shown, seed).expect("a session");
    assert_eq!(session.truth.n_cut, 0, "no rate is cut");
    let counts = |unit: usize| -> Vec<f64> {
        session.observed.counts[unit].iter().map(|&count| count as f64).collect()
    };
    let (own, other) = (counts(0), counts(1));
    let runs = BinRuns::unbroken(shown.len());
    let lags = LagBasis::each_lag(WIDTH_S, 1, N_LAGS).expect("ten lags");
    let fit = PointProcessDesign::new(&runs)
        .with_signal("stimulus", &shown, &lags)
        .and_then(|design| design.with_spikes("own", &own, &lags))
        .and_then(|design| design.with_spikes("other", &other, &lags))
        .and_then(|design| PointProcessGlm::new().fit(&design, &own, WIDTH_S))
        .expect("a fit");
    let errors = fit.glm().standard_errors();
    let mut found = Vec::new();
    let log_gains: [(&str, &dyn Fn(f64) -> f64); 3] = [
        ("stimulus", &|lag| stimulus.log_gain(lag)),
        ("own", &|lag| history.log_gain(lag)),
        ("other", &|lag| coupling.log_gain(lag)),
    ];
    for (term, (name, log_gain)) in log_gains.into_iter().enumerate() {
        for lag in 0..N_LAGS {
            let place = 1 + term * N_LAGS + lag;
            let truth = log_gain((lag + 1) as f64 * WIDTH_S);
            let what = format!("{name}, lag {}", lag + 1);
            found.push(Found::new(&what, fit.glm().estimates()[place], errors[place], truth));
        }
    }
    found.push(Found::new("base", fit.glm().intercept(), errors[0], ln(12.0)));
    found
}
