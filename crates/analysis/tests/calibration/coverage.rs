//! Bootstrap intervals of the mean and of a correlation, at n = 500.

use rayon::prelude::*;
use spikebook_analysis::bootstrap::{Bootstrap, Interval, Jackknife, Resampling};
use spikebook_analysis::descriptive;
use spikebook_numeric::elementary::{exp, sqrt};
use spikebook_numeric::{Seed, Stream};

/// Where rows come from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Population {
    Normal,
    Exponential,
    LogNormal,
}

pub(crate) const POPULATIONS: [Population; 3] =
    [Population::Normal, Population::Exponential, Population::LogNormal];

impl Population {
    pub(crate) fn mean(self) -> f64 {
        match self {
            Self::Normal => 0.0,
            Self::Exponential => 1.0,
            Self::LogNormal => exp(0.5),
        }
    }

    pub(crate) fn sample(self, n: usize, stream: &mut Stream) -> Vec<f64> {
        let draw = |stream: &mut Stream| match self {
            Self::Normal => stream.standard_normal(),
            Self::Exponential => stream.standard_exponential(),
            Self::LogNormal => exp(stream.standard_normal()),
        };
        (0..n).map(|_| draw(stream)).collect()
    }
}

/// The share of `n_sets` simulated sets in which each of `N` intervals holds the truth.
pub(crate) fn coverage<const N: usize>(
    name: &str,
    n_sets: usize,
    holds: impl Fn(Stream, Seed) -> [bool; N] + Sync,
) -> [f64; N] {
    let seed = Seed::from_name("calibration").child(name);
    let of_set = |set: usize| {
        let set = set as u64;
        holds(seed.replicate("set", set), seed.child("bootstrap").child(&set.to_string()))
    };
    let held: Vec<[bool; N]> = (0..n_sets).into_par_iter().map(of_set).collect();
    std::array::from_fn(|interval| {
        held.iter().filter(|set| set[interval]).count() as f64 / n_sets as f64
    })
}

/// Whether a share of `n_sets` is 0.95 within the binomial band of 99.9 % (.9335 to .9655 for 2,000).
pub(crate) fn is_95(share: f64, n_sets: usize) -> bool {
    (share - 0.95).abs() <= 3.2905 * sqrt(0.95 * 0.05 / n_sets as f64)
}

pub(crate) fn holds(interval: Interval, truth: f64) -> bool {
    interval.low <= truth && truth <= interval.high
}

fn means_are_covered(n_sets: usize) {
    for population in [Population::Normal, Population::Exponential] {
        let name = format!("bootstrap of a mean, {population:?}, 500");
        let shares = coverage(&name, n_sets, |mut stream, seed| {
            let values = population.sample(500, &mut stream);
            let bootstrap = Bootstrap::new(1999, Resampling::Rows(500)).expect("rows");
            let replicates = bootstrap.run_mean(seed, &values).expect("finite");
            let jackknife = Jackknife::of_mean(&values).expect("finite");
            let bca = replicates.bca(&jackknife, 0.95).expect("spread");
            let studentised = bootstrap.run_studentised_mean(seed, &values).expect("finite");
            let studentised = studentised.interval(0.95).expect("a level");
            [holds(bca, population.mean()), holds(studentised, population.mean())]
        });
        for (method, share) in ["BCa", "studentised"].into_iter().zip(shares) {
            assert!(is_95(share, n_sets), "{name}: {method} covers {share}");
        }
    }
}

fn correlations_are_covered(n_sets: usize) {
    let name = "bootstrap of a correlation of 0.6, 500";
    let [share] = coverage(name, n_sets, |mut stream, seed| {
        let x: Vec<f64> = (0..500).map(|_| stream.standard_normal()).collect();
        let y: Vec<f64> = x.iter().map(|x| 0.6 * x + 0.8 * stream.standard_normal()).collect();
        let of = |rows: &[usize]| {
            let pick = |column: &[f64]| rows.iter().map(|&row| column[row]).collect::<Vec<_>>();
            descriptive::correlation(&pick(&x), &pick(&y))
        };
        let bootstrap = Bootstrap::new(799, Resampling::Rows(500)).expect("rows");
        let replicates = bootstrap.run(seed, of).expect("finite");
        let jackknife = bootstrap.jackknife(of).expect("finite");
        [holds(replicates.bca(&jackknife, 0.95).expect("spread"), 0.6)]
    });
    assert!(is_95(share, n_sets), "{name}: BCa covers {share}");
}

#[test]
fn bootstrap_intervals_cover_in_a_few_sets() {
    means_are_covered(200);
    correlations_are_covered(100);
}

#[test]
#[ignore = "2,000 simulated sets: make test-slow"]
fn bootstrap_intervals_cover() {
    means_are_covered(2000);
    correlations_are_covered(2000);
}
