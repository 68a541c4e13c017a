//! P values of permutation tests where the null hypothesis is true: uniform, by the Kolmogorov–Smirnov test at
//! level 0.001.

use ndarray::Array2;
use rayon::prelude::*;
use spikebook_analysis::descriptive::correlation;
use spikebook_analysis::permutation::{ClusterTest, Grid, LabelShuffle, MeanDifference, SignFlip};
use spikebook_numeric::elementary::sqrt;
use spikebook_numeric::{Seed, Stream};

/// Random deals of each test: p is uniform on multiples of 1/400.
const N_DEALS: usize = 399;

/// A test with data of its null hypothesis: a name, and a p value of one simulated set.
type Test = (&'static str, fn(Stream, Seed) -> f64);

const TESTS: &[Test] = &[
    ("two samples", |mut stream, seed| {
        let a: Vec<f64> = (0..20).map(|_| stream.standard_exponential()).collect();
        let b: Vec<f64> = (0..35).map(|_| stream.standard_exponential()).collect();
        let test = MeanDifference { max_exact: 0, n_random: N_DEALS };
        test.run(&a, &b, seed).expect("finite").p_greater()
    }),
    ("large samples", |mut stream, seed| {
        let a: Vec<f64> = (0..150).map(|_| stream.standard_normal()).collect();
        let b: Vec<f64> = (0..150).map(|_| stream.standard_normal()).collect();
        let test = MeanDifference { max_exact: 0, n_random: N_DEALS };
        test.run(&a, &b, seed).expect("finite").p_absolute()
    }),
    ("pairs", |mut stream, seed| {
        let differences: Vec<f64> = (0..24).map(|_| stream.standard_normal()).collect();
        let test = SignFlip { max_exact: 0, n_random: N_DEALS };
        test.run(&differences, seed).expect("finite").p_greater()
    }),
    ("correlation", |mut stream, seed| {
        let x: Vec<f64> = (0..25).map(|_| stream.standard_normal()).collect();
        let y: Vec<f64> = (0..25).map(|_| stream.standard_exponential()).collect();
        let test = LabelShuffle { max_exact: 0, n_random: N_DEALS };
        let statistic =
            |order: &[usize]| correlation(&x, &order.iter().map(|&row| y[row]).collect::<Vec<_>>());
        test.run(25, seed, statistic).expect("finite").p_greater()
    }),
    ("largest t of a map", |mut stream, seed| {
        let maps = Array2::from_shape_fn((16, 10), |_| stream.standard_normal());
        let test = ClusterTest::default().with_exchanges(0, N_DEALS).expect("some");
        let fit = test.one_sample(maps.view(), Grid::line(10), seed).expect("a test");
        fit.point_p().into_iter().fold(1.0, f64::min)
    }),
];

fn p_values_are_uniform(n_sets: usize) {
    for &(name, p_of) in TESTS {
        let seed = Seed::from_name("calibration").child(name);
        let mut p: Vec<f64> = (0..n_sets as u64)
            .into_par_iter()
            .map(|set| p_of(seed.replicate("set", set), seed.child(&set.to_string())))
            .collect();
        p.sort_by(f64::total_cmp);
        // The largest distance to the uniform distribution on 1/400, 2/400, …, at its steps.
        let steps = N_DEALS + 1;
        let distance = (1..=steps).fold(0.0_f64, |most, step| {
            let place = step as f64 / steps as f64;
            let share = p.partition_point(|&p| p <= place + 1e-9) as f64 / n_sets as f64;
            most.max((share - place).abs())
        });
        let most = 1.9495 / sqrt(n_sets as f64);
        assert!(distance < most, "{name}: distance {distance}, at most {most} at level 0.001");
    }
}

#[test]
fn p_values_are_uniform_in_a_few_sets() {
    p_values_are_uniform(300);
}

#[test]
#[ignore = "2,000 simulated sets: make test-slow"]
fn p_values_are_uniform_in_many_sets() {
    p_values_are_uniform(2000);
}
