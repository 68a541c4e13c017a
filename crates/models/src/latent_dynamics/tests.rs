//! Moments against their closed forms, and the same bytes on any number of threads.

use ndarray::Axis;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{cos, exp, sqrt};

use super::*;

fn model(activity: Activity) -> LatentDynamics {
    let planes = vec![
        Plane::new(1.5, 0.5, 4.0).expect("a plane"),
        Plane::new(0.5, 0.5, 2.0).expect("a plane"),
    ];
    LatentDynamics::new(40_000, 0.02, 12, planes, activity).expect("a population")
}

fn gaussian() -> LatentSession {
    model(Activity::gaussian(10.0, 0.5).expect("activity")).simulate(Seed::from_name("latents"))
}

#[test]
fn loadings_are_orthonormal() {
    let loadings = gaussian().truth.loadings;
    let product = loadings.t().dot(&loadings);
    for ((i, j), entry) in product.indexed_iter() {
        let unit = if i == j { 1.0 } else { 0.0 };
        assert!((entry - unit).abs() < 1e-14, "entry {i}, {j} is {entry}");
    }
}

#[test]
fn latents_keep_their_deviation_and_turn_at_their_frequency() {
    let truth = gaussian().truth;
    for (latent, deviation) in truth.standard_deviations.iter().enumerate() {
        let states = truth.latents.column(latent);
        let n = states.len() as f64;
        let variance = sum(states.iter().map(|state| state * state)) / n;
        // Some n Δ/τ = 1600 independent squares: an error of 3.5 %.
        assert!((variance / (deviation * deviation) - 1.0).abs() < 0.15, "variance {variance}");
    }
    // Lag 10 = 0.2 s: e^{−0.2/0.5} cos(2π 1.5 · 0.2) of the variance.
    let states = truth.latents.column(0);
    let lagged = sum(states.iter().zip(states.iter().skip(10)).map(|(now, later)| now * later));
    let expected = 16.0 * exp(-0.4) * cos(0.6 * std::f64::consts::PI);
    assert!((lagged / states.len() as f64 - expected).abs() < 1.0, "{lagged}, expected {expected}");
}

#[test]
fn the_covariance_is_that_of_loadings_and_noise() {
    let session = gaussian();
    let activity = &session.activity;
    let centred = activity - &activity.mean_axis(Axis(0)).expect("bins");
    let covariance = centred.t().dot(&centred) / activity.nrows() as f64;
    let scaled =
        &session.truth.loadings * &ndarray::Array1::from(session.truth.standard_deviations.clone());
    let expected = scaled.dot(&scaled.t()) + ndarray::Array2::<f64>::eye(12) * 0.25;
    for ((i, j), entry) in covariance.indexed_iter() {
        let allowed = 0.2 * sqrt(expected[[i, i]] * expected[[j, j]]);
        assert!((entry - expected[[i, j]]).abs() < allowed, "entry {i}, {j}: {entry}");
    }
}

#[test]
fn noise_is_what_the_latents_leave() {
    let session = gaussian();
    let rest = &session.activity - &session.truth.latents.dot(&session.truth.loadings.t()) - 10.0;
    let n = rest.len() as f64;
    let (mean, square) = (sum(rest.iter().copied()) / n, sum(rest.iter().map(|x| x * x)) / n);
    assert!(mean.abs() < 5.0 * 0.5 / sqrt(n), "mean {mean}");
    assert!((square - 0.25).abs() < 5.0 * 0.25 * sqrt(2.0 / n), "mean square {square}");
}

#[test]
fn counts_follow_the_exponential_of_the_drive() {
    let plane = Plane::new(1.0, 0.5, 1.0).expect("a plane");
    let counts = Activity::counts(3.0).expect("activity");
    let model = LatentDynamics::new(5000, 0.02, 6, vec![plane], counts).expect("a population");
    let session = model.simulate(Seed::from_number(2));
    assert!(session.activity.iter().all(|count| count.fract() == 0.0 && *count >= 0.0));
    let drive = session.truth.latents.dot(&session.truth.loadings.t());
    for unit in 0..6 {
        let expected = sum(drive.column(unit).iter().map(|drive| 3.0 * exp(*drive)));
        let total = sum(session.activity.column(unit).iter().copied());
        assert!((total - expected).abs() < 5.0 * sqrt(expected), "{total}, expected {expected}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_session() {
    let on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        pool.install(gaussian)
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(3));
}
