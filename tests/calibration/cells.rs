//! Cells that are tuned: to a stimulus, a direction, a place, an orientation.

use std::f64::consts::PI;

use ndarray::{Array1, Array2};
use spikebook_analysis::circular::Turn;
use spikebook_analysis::descriptive::BinEdges;
use spikebook_analysis::estimation::{Likelihood, maximum};
use spikebook_analysis::regression::{Glm, GlmFit, StandardErrors};
use spikebook_analysis::spike_trains::binning::{TimeBins, count_spikes};
use spikebook_analysis::spike_trains::count_correlation::CountCorrelations;
use spikebook_analysis::spike_trains::occupancy::Occupancy;
use spikebook_analysis::spike_trains::preferred_direction::PreferredDirection;
use spikebook_analysis::spike_trains::spike_triggered::LaggedStimulus;
use spikebook_analysis::spike_trains::tuning_curve::TuningCurve;
use spikebook_models::behaviour::navigation::Walk;
use spikebook_models::head_direction::{HeadDirection, HeadDirectionCell, TurningPath};
use spikebook_models::spike_trains::lnp::{Lnp, Nonlinearity, Stimulus};
use spikebook_models::spike_trains::orientation::{OrientationPopulation, SharedNoise};
use spikebook_models::spike_trains::spatial::{SpatialCell, spikes_along};
use spikebook_numeric::elementary::{cos, exp, exp_minus_1, ln, sin, sqrt};
use spikebook_numeric::{Real, Seed};

use super::recovery::{Found, models_come_back};

models_come_back!(
    exponential_cell,
    squaring_cell,
    head_direction_cell,
    preferred_direction,
    place_cell,
    grid_cell,
    orientation_tuning,
    shared_noise,
);

/// The filter, its last entry at the current bin.
const FILTER: [f64; 4] = [0.1, -0.3, 0.4, 0.25];

/// Estimates of a regression beside their truths, the constant first.
fn of_regression(fit: &GlmFit, truths: &[(&str, f64)]) -> Vec<Found> {
    let errors = fit.standard_errors();
    let found = truths.iter().enumerate();
    found
        .map(|(at, (what, truth))| Found::new(what, fit.estimates()[at], errors[at], *truth))
        .collect()
}

/// By regression on the stretch of the stimulus, and by the average before spikes, which for an exponential is the
/// filter: given a spike the stretch is normal around it with variance 1.
fn exponential_cell(seed: Seed) -> Vec<Found> {
    let (scale_hz, width_s) = (15.0, 0.02);
    let cell = Lnp::new(FILTER.to_vec(), Nonlinearity::Exponential, scale_hz, width_s);
    let session = cell.expect("a cell").simulate(Stimulus::White, 5000, seed).expect("bins");
    let (shown, counts) = (&session.observed.stimulus, &session.observed.counts);
    let n = shown.len() - 3;
    let design = Array2::from_shape_fn((n, 4), |(row, entry)| shown[row + entry]);
    let response: Array1<f64> = counts[3..].iter().map(|&count| count as f64).collect();
    let fit = Glm::poisson().fit_design(design.view(), response.view(), None, None);
    let constant = ("constant", ln(scale_hz * width_s));
    let names = ["3 bins before", "2 bins before", "1 bin before", "now"];
    let truths: Vec<_> = [constant].into_iter().chain(names.into_iter().zip(FILTER)).collect();
    let mut found = of_regression(&fit.expect("a fit"), &truths);
    let frames = Array2::from_shape_fn((shown.len(), 1), |(row, _)| shown[row]);
    let counts: Vec<u32> = counts.iter().map(|&count| count as u32).collect();
    let average = LaggedStimulus::new(frames.view(), 4).and_then(|s| s.average(&counts));
    let average = average.expect("spikes");
    // Spikes of one bin share their stretch: E λ² h² beside E λ h², of h = stretch − filter.
    let length = FILTER.iter().map(|entry| entry * entry).sum::<f64>();
    let shared = scale_hz * width_s * exp(1.5 * length);
    for lag in 0..4 {
        let what = format!("average, {lag} bins before");
        let truth = FILTER[3 - lag];
        let error = sqrt((1.0 + shared * (1.0 + truth * truth)) / average.n_spikes() as f64);
        found.push(Found::new(&what, average.average()[[lag, 0]], error, truth));
    }
    found
}

/// By the covariance before spikes: along a filter of length 1, g²-weighted, the variance is 3, and 1 across it. With
/// λ g² spikes expected in a bin and h a square less its mean, the error of a mean over n spikes is
/// √((E g² h² + λ E g⁴ h²)/n): spikes of one bin share their stretch. Along g that is 6 + 42 λ, across it 2 + 6 λ.
fn squaring_cell(seed: Seed) -> Vec<Found> {
    let length = sqrt(FILTER.iter().map(|entry| entry * entry).sum());
    let filter: Vec<f64> = FILTER.iter().map(|entry| entry / length).collect();
    let across = [filter[1], -filter[0], filter[3], -filter[2]];
    let (scale_hz, width_s) = (8.0, 0.02);
    let cell = Lnp::new(filter.clone(), Nonlinearity::Squared, scale_hz, width_s).expect("a cell");
    let session = cell.simulate(Stimulus::White, 20_000, seed).expect("bins");
    let shown = &session.observed.stimulus;
    let frames = Array2::from_shape_fn((shown.len(), 1), |(row, _)| shown[row]);
    let counts: Vec<u32> = session.observed.counts.iter().map(|&count| count as u32).collect();
    let stimulus = LaggedStimulus::new(frames.view(), 4).expect("bins");
    let found = stimulus.covariance(&counts).expect("spikes");
    let covariance = found.covariance();
    let variance = |direction: &[f64]| -> f64 {
        // Stretches begin with the current bin, filters with the oldest.
        let latest_first: Vec<f64> = direction.iter().rev().copied().collect();
        let entries = covariance.indexed_iter();
        entries.map(|((i, j), entry)| latest_first[i] * entry * latest_first[j]).sum()
    };
    let n_spikes = found.n_spikes() as f64;
    let expected = scale_hz * width_s;
    let error = |own: f64, shared: f64| sqrt((own + shared * expected) / n_spikes);
    vec![
        Found::new("variance along the filter", variance(&filter), error(6.0, 42.0), 3.0),
        Found::new("variance across it", variance(&across), error(2.0, 6.0), 1.0),
    ]
}

/// ln λ = ln peak − κ + κ cos(θ − preferred), a Poisson regression on cos θ and sin θ.
fn head_direction_cell(seed: Seed) -> Vec<Found> {
    let (preferred, peak_hz, concentration, step_s) = (70.0_f64, 30.0, 1.5, 0.02);
    let path = TurningPath::new(200.0, step_s, 120.0, 0.3).expect("a path");
    let cell = HeadDirectionCell::new(preferred, peak_hz, 0.0, concentration).expect("a cell");
    let session = HeadDirection::new(path, vec![cell]).expect("a session").simulate(seed);
    let observed = &session.observed;
    let n = observed.time_s.len() - 1;
    let bins = TimeBins::new(0.0, step_s, n).expect("bins");
    let counts = count_spikes(&observed.spike_times_s[0], &bins).expect("ascending");
    let angle: Vec<f64> = observed.direction_deg.iter().map(|angle| angle.to_radians()).collect();
    let design =
        Array2::from_shape_fn(
            (n, 2),
            |(row, column)| {
                if column == 0 { cos(angle[row]) } else { sin(angle[row]) }
            },
        );
    let response: Array1<f64> = counts.into_iter().map(f64::from).collect();
    let fit = Glm::poisson().fit_design(design.view(), response.view(), None, None);
    let angle = preferred.to_radians();
    let truths = [
        ("constant", ln(peak_hz * step_s) - concentration),
        ("cosine", concentration * cos(angle)),
        ("sine", concentration * sin(angle)),
    ];
    of_regression(&fit.expect("a fit"), &truths)
}

/// From a tuning curve, over a background: narrow bins, so that their width moves nothing.
fn preferred_direction(seed: Seed) -> Vec<Found> {
    let path = TurningPath::new(600.0, 0.02, 120.0, 0.3).expect("a path");
    let cell = HeadDirectionCell::new(250.0, 25.0, 2.0, 4.0).expect("a cell");
    let session = HeadDirection::new(path, vec![cell]).expect("a session").simulate(seed);
    let observed = &session.observed;
    let keep = vec![true; observed.time_s.len()];
    let bins = BinEdges::uniform(0.0, 360.0, 60).expect("bins");
    let occupancy = Occupancy::new(&observed.time_s, &observed.direction_deg, &keep, &bins, 0.1);
    let occupancy = occupancy.expect("samples");
    let counts = occupancy.count_spikes(&observed.spike_times_s[0]).expect("ascending");
    let curve = TuningCurve::new(&bins, occupancy.seconds(), &counts).expect("a curve");
    let found = PreferredDirection::of_curve(&curve, Turn::DEGREES).expect("a direction");
    let away = Turn::DEGREES.difference(found.direction, 250.0);
    vec![Found::new("direction", away, found.standard_error, 0.0)]
}

/// ln λ = ln peak − (x − centre)²/(2 w²), a Poisson regression on x and x².
fn place_cell(seed: Seed) -> Vec<Found> {
    let (centre, width, peak_hz, step_s) = (80.0, 18.0, 20.0, 0.05);
    let walk = Walk::new(600.0, step_s, 25.0, 0.8).expect("a walk");
    let path = walk.on_track(200.0, seed).expect("a track").observed;
    let cell = SpatialCell::place((centre, 0.0), width, peak_hz, 0.0).expect("a cell");
    let spikes = spikes_along(&path, &[cell], seed).expect("spikes");
    let n = path.time_s.len() - 1;
    let counts = count_spikes(&spikes[0], &TimeBins::new(0.0, step_s, n).expect("bins"));
    // Around the centre, in widths.
    let x: Vec<f64> = path.x_cm.iter().map(|x| (x - 70.0) / width).collect();
    let design = Array2::from_shape_fn(
        (n, 2),
        |(row, column)| {
            if column == 0 { x[row] } else { x[row] * x[row] }
        },
    );
    let response: Array1<f64> = counts.expect("ascending").into_iter().map(f64::from).collect();
    let fit = Glm::poisson().fit_design(design.view(), response.view(), None, None);
    let place = (centre - 70.0) / width;
    let constant = ("constant", ln(peak_hz * step_s) - 0.5 * place * place);
    of_regression(&fit.expect("a fit"), &[constant, ("x", place), ("x²", -0.5)])
}

/// The likelihood of a grid in a box: centre, spacing, orientation, and the logarithms of peak and background.
struct Grid {
    places: Vec<[f64; 2]>,
    counts: Vec<f64>,
    step_s: f64,
}

impl Likelihood for Grid {
    fn ln_likelihood<T: Real>(&self, theta: &[T]) -> T {
        let number = T::from_f64;
        let length = number(4.0 * PI / 3.0_f64.sqrt()) / theta[2];
        let waves: Vec<(T, T)> = [30.0_f64, 90.0, 150.0]
            .iter()
            .map(|turn| {
                let angle = theta[3] + number(turn.to_radians());
                (length * angle.cos(), length * angle.sin())
            })
            .collect();
        let (peak, background) = (theta[4].exp(), theta[5].exp());
        let rows = self.places.iter().zip(&self.counts);
        rows.fold(number(0.0), |sum, (place, &count)| {
            let (x, y) = (number(place[0]) - theta[0], number(place[1]) - theta[1]);
            let waved =
                waves.iter().fold(number(1.5), |sum, wave| sum + (wave.0 * x + wave.1 * y).cos());
            let rate = background + (peak - background) * waved / number(4.5);
            sum + number(count) * rate.ln() - rate * number(self.step_s)
        })
    }
}

fn grid_cell(seed: Seed) -> Vec<Found> {
    let step_s = 0.1;
    let walk = Walk::new(600.0, step_s, 20.0, 0.8).expect("a walk");
    let path = walk.in_box(100.0, 100.0, seed).expect("a box").observed;
    let cell = SpatialCell::grid((48.0, 55.0), 40.0, 12.0, 20.0, 1.0).expect("a cell");
    let spikes = spikes_along(&path, &[cell], seed).expect("spikes");
    let n = path.time_s.len() - 1;
    let counts = count_spikes(&spikes[0], &TimeBins::new(0.0, step_s, n).expect("bins"));
    let likelihood = Grid {
        places: (0..n).map(|row| [path.x_cm[row], path.y_cm[row]]).collect(),
        counts: counts.expect("ascending").into_iter().map(f64::from).collect(),
        step_s,
    };
    let truths = [
        ("centre x", 48.0),
        ("centre y", 55.0),
        ("spacing", 40.0),
        ("orientation", 12.0_f64.to_radians()),
        ("ln peak", ln(20.0)),
        ("ln background", 0.0),
    ];
    // As a first look at the map would have it.
    let start = [47.0, 56.0, 41.0, 0.23, 2.8, 0.3];
    let top = maximum::by_newton(&likelihood, &start).expect("a maximum");
    let (estimates, errors) = (top.estimates(), top.standard_errors());
    let found = truths.iter().enumerate();
    found.map(|(at, (what, truth))| Found::new(what, estimates[at], errors[at], *truth)).collect()
}

/// A population whose gain is noisy, so that errors are the sandwich's.
fn orientation_tuning(seed: Seed) -> Vec<Found> {
    let noise = SharedNoise::new(0.4, 0.3).expect("noise");
    let (peak, concentration) = (12.0, 1.2);
    let population = OrientationPopulation::evenly(3, peak, 0.0, concentration, noise);
    let mut stream = seed.replicate("gratings", 0);
    let shown: Vec<f64> = (0..1200).map(|_| 180.0 * stream.uniform()).collect();
    let session = population.expect("cells").simulate(&shown, seed).expect("trials");
    let angle: Vec<f64> = shown.iter().map(|shown| 2.0 * shown.to_radians()).collect();
    let design = Array2::from_shape_fn((angle.len(), 2), |(row, column)| {
        if column == 0 { cos(angle[row]) } else { sin(angle[row]) }
    });
    let glm = Glm::poisson().with_standard_errors(StandardErrors::Sandwich);
    let counts = session.observed.counts.column(1).to_owned();
    let fit = glm.fit_design(design.view(), counts.view(), None, None).expect("a fit");
    // The second of three cells prefers 60°, 120° as an angle twice as large.
    let preferred = 120.0_f64.to_radians();
    let truths = [
        ("constant", ln(peak) - concentration),
        ("cosine", concentration * cos(preferred)),
        ("sine", concentration * sin(preferred)),
    ];
    of_regression(&fit, &truths)
}

/// The correlation of two cells' counts at one grating, on Fisher's scale, where its error is 1/√(n − 3) for what is
/// nearly normal.
fn shared_noise(seed: Seed) -> Vec<Found> {
    let (deviation, correlation, n) = (0.15, 0.5, 400);
    let noise = SharedNoise::new(deviation, correlation).expect("noise");
    let population = OrientationPopulation::evenly(2, 60.0, 0.0, 0.5, noise).expect("cells");
    let means = [population.expected(0, 45.0), population.expected(1, 45.0)];
    let session = population.simulate(&vec![45.0; n], seed).expect("trials");
    let counts = session.observed.counts.mapv(|count| count as u32);
    let correlations = CountCorrelations::new(counts.view(), &vec![0; n]).expect("trials");
    let squared = deviation * deviation;
    let variance = |mean: f64| mean + mean * mean * exp_minus_1(squared);
    let covariance = means[0] * means[1] * exp_minus_1(correlation * squared);
    let truth = covariance / sqrt(variance(means[0]) * variance(means[1]));
    let scale = |r: f64| 0.5 * ln((1.0 + r) / (1.0 - r));
    let got = correlations.noise()[[0, 1]];
    let error = 1.0 / sqrt(n as f64 - 3.0);
    vec![Found::new("correlation", scale(got), error, scale(truth))]
}
