//! Hidden states: populations that switch, and populations that turn.

use ndarray::array;
use spikebook_analysis::decomposition::Pca;
use spikebook_analysis::sequences::hidden_markov::{BaumWelch, Counts, Poisson};
use spikebook_analysis::sequences::kalman::DynamicsEm;
use spikebook_models::latent_dynamics::{Activity, LatentDynamics, Plane};
use spikebook_models::spike_trains::switching::Switching;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{atan2, exp, sqrt};

use super::recovery::{Found, models_come_back};

models_come_back!(switching_population, turning_population);

/// States that counts tell from one another in nearly every bin: errors are those of who knows them. Mean counts have
/// variance mean/n, the chance to stay p(1 − p)/n.
fn switching_population(seed: Seed) -> Vec<Found> {
    let rates_hz = array![
        [4.0, 40.0, 10.0, 60.0, 8.0, 50.0],
        [40.0, 6.0, 50.0, 8.0, 60.0, 10.0],
        [20.0, 70.0, 70.0, 20.0, 5.0, 5.0],
    ];
    let model = Switching::new(rates_hz.clone(), 1.0, 0.1).expect("a model");
    let session = model.simulate(1500, seed).expect("bins");
    let counts = session.observed.mapv(|count| count as u32);
    let counts = Counts::new(counts.view()).expect("counts");
    let fit = BaumWelch::new(3)
        .and_then(|em| em.with_restarts(5))
        .and_then(|em| em.with_tolerance(1e-9))
        .and_then(|em| em.fit::<Poisson>(&counts, seed))
        .expect("a fit");
    let path = fit.model().most_probable_path(&counts).expect("possible");
    // States come in any order: each is the true one that it meets most.
    let truth = &session.truth.states;
    let met = |state: usize, true_state: usize| {
        let pairs = path.states.iter().zip(truth);
        pairs.filter(|(found, is)| **found == state && **is == true_state).count()
    };
    let partner = |state: usize| (0..3).max_by_key(|&other| met(state, other)).expect("three");
    let n_right: usize = (0..3).map(|state| met(state, partner(state))).sum();
    assert!(n_right as f64 > 0.99 * truth.len() as f64, "{n_right} bins are right");
    let mut found = Vec::new();
    for true_state in 0..3 {
        let state = (0..3).find(|&state| partner(state) == true_state).expect("one each");
        let n = truth.iter().filter(|&&is| is == true_state).count() as f64;
        for cell in [0, 3] {
            let mean = 0.1 * rates_hz[[true_state, cell]];
            let got = fit.model().emissions().means()[[state, cell]];
            let what = format!("cell {cell} in state {true_state}");
            found.push(Found::new(&what, got, sqrt(mean / n), mean));
        }
        let stay = session.truth.stay_probability;
        let got = fit.model().transitions()[[state, state]];
        let what = format!("stay in state {true_state}");
        found.push(Found::new(&what, got, sqrt(stay * (1.0 - stay) / n), stay));
    }
    found
}

/// A plane that turns: the eigenvalues of its transition are ρ e^{±iω}, and ρ and ρω have the error √((1 − ρ²)/(2T)) of who
/// sees the plane.
fn turning_population(seed: Seed) -> Vec<Found> {
    let (frequency_hz, memory_s, width_s, n_bins) = (2.0, 0.15, 0.02, 800);
    let plane = Plane::new(frequency_hz, memory_s, 6.0).expect("a plane");
    let activity = Activity::gaussian(5.0, 0.3).expect("noise");
    let model = LatentDynamics::new(n_bins, width_s, 6, vec![plane], activity).expect("a model");
    let session = model.simulate(seed);
    let fit = DynamicsEm::new(2)
        .and_then(|em| em.with_end(20_000, 1e-6))
        .and_then(|em| em.fit(session.activity.view()))
        .expect("a fit");
    let t = fit.model().transition();
    let (trace, determinant) =
        (t[[0, 0]] + t[[1, 1]], t[[0, 0]] * t[[1, 1]] - t[[0, 1]] * t[[1, 0]]);
    let (rho, turn) = (exp(-width_s / memory_s), std::f64::consts::TAU * frequency_hz * width_s);
    let length = sqrt(determinant);
    let angle = atan2(sqrt((determinant - 0.25 * trace * trace).max(0.0)), 0.5 * trace);
    let error = sqrt((1.0 - rho * rho) / (2.0 * n_bins as f64));
    // Components lie in the plane of the loadings.
    let components =
        Pca::new().with_components(2).and_then(|p| p.fit_matrix(session.activity.view()));
    let shared = components.expect("components").components().dot(&session.truth.loadings);
    let seen: f64 = shared.iter().map(|cosine| cosine * cosine).sum();
    assert!(seen > 2.0 * 0.9999, "two components hold {seen} of the two loadings");
    vec![Found::new("memory", length, error, rho), Found::new("turn", angle, error / rho, turn)]
}
