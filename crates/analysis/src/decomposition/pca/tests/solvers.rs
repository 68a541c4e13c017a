//! The three ways to the components beside each other, and their bounds beside the truth.

use super::*;

/// Rows U S Vᵀ with known singular values: U from a few cosines, which are orthogonal and have mean 0.
fn known(n_rows: usize, sizes: &[f64]) -> Array2<f64> {
    let angle = |row: usize, k: usize| {
        std::f64::consts::PI * (k + 1) as f64 * (row as f64 + 0.5) / n_rows as f64
    };
    let p = sizes.len();
    let rotation = {
        let mut draws = Seed::from_name("pca").replicate("rotation", p as u64);
        let mut rows = Array2::from_shape_simple_fn((p, p), || draws.standard_normal());
        randomised::orthonormalise(&mut rows);
        rows
    };
    let scores = Array2::from_shape_fn((n_rows, p), |(row, k)| {
        let length = (2.0 / n_rows as f64).sqrt();
        sizes[k] * length * spikebook_numeric::elementary::cos(angle(row, k))
    });
    scores.dot(&rotation)
}

fn with(solver: Solver, n_components: usize, matrix: &Array2<f64>) -> PcaFit {
    Pca::new()
        .with_solver(solver)
        .expect("sound")
        .with_components(n_components)
        .expect("some")
        .fit_matrix(matrix.view())
        .expect("a fit")
}

#[test]
fn variances_are_within_the_bounds_of_their_solvers() {
    // From 1 down to 10⁻⁶: the smallest variance is 10⁻¹² of the largest.
    let sizes: Vec<f64> =
        (0..13).map(|k| spikebook_numeric::elementary::power(10.0, -0.5 * f64::from(k))).collect();
    let matrix = known(400, &sizes);
    let randomised = Solver::Randomised { n_passes: 6, seed: Seed::from_number(1) };
    for (solver, n) in [(Solver::SingularValues, 13), (Solver::Covariance, 13), (randomised, 5)] {
        let fit = with(solver, n, &matrix);
        for k in 0..n {
            let wanted = sizes[k] * sizes[k] / 399.0;
            let error = (fit.explained_variance()[k] - wanted).abs();
            let bound = fit.variance_errors()[k];
            assert!(error <= bound, "{solver:?}, {k}: {error:e} above {bound:e}");
            if n == 13 {
                assert!(bound < 1e-14 / 399.0 * 2.0, "{solver:?}, {k}: {bound:e}");
            }
        }
    }
    // The singular values keep digits of the smallest variance, the covariance does not.
    let smallest = sizes[12] * sizes[12] / 399.0;
    let share =
        |solver| (with(solver, 13, &matrix).explained_variance()[12] / smallest - 1.0).abs();
    assert!(share(Solver::SingularValues) < 1e-8);
    assert!(share(Solver::Covariance) > 1e-8);
}

#[test]
fn large_matrices_go_by_the_covariance_where_it_is_exact_and_not_otherwise() {
    let (n_rows, p) = (2400, 96);
    let mut draws = Seed::from_name("pca").replicate("large", 0);
    let noise = Array2::from_shape_simple_fn((n_rows, p), || draws.standard_normal());
    assert!(n_rows * p * p >= LARGE);
    let automatic = Pca::new().fit_matrix(noise.view()).expect("a fit");
    assert_eq!(automatic, with(Solver::Covariance, p, &noise));
    let exact = with(Solver::SingularValues, p, &noise);
    assert_close(automatic.explained_variance(), exact.explained_variance(), 1e-13);
    assert_close(automatic.components(), exact.components(), 1e-8);
    // One column nearly a copy of another: its variance needs the digits.
    let mut twin = noise.clone();
    let copy = &noise.column(0) + &(&noise.column(1) * 1e-6);
    twin.column_mut(1).assign(&copy);
    let automatic = Pca::new().fit_matrix(twin.view()).expect("a fit");
    assert_eq!(automatic, with(Solver::SingularValues, p, &twin));
    // But where only large ones are kept, the covariance is enough.
    let few = Pca::new().with_components(10).expect("ten").fit_matrix(twin.view()).expect("a fit");
    assert_eq!(few, with(Solver::Covariance, 10, &twin));
    let mut broken = noise;
    broken[[7, 3]] = f64::NAN;
    let refused = Pca::new().fit_matrix(broken.view()).expect_err("NaN");
    assert_snapshot!(refused, @"matrix, column 3, row 8: got NaN, wanted a finite number");
    broken[[7, 3]] = 1e200;
    let refused = Pca::new().fit_matrix(broken.view()).expect_err("too large");
    assert_snapshot!(refused, @"matrix, column 3: its squares are beyond the range of numbers, wanted values below 1e150 in size");
}

#[test]
fn scaled_components_are_the_same_by_every_way() {
    let matrix = sample(60, 4, 7) * &array![1.0, 1e3, 1e-2, 7.0];
    let by = |solver| {
        let pca = Pca::new().scaled().with_solver(solver).expect("sound");
        pca.fit_matrix(matrix.view()).expect("a fit")
    };
    let wanted = by(Solver::SingularValues);
    let randomised = Solver::Randomised { n_passes: 5, seed: Seed::from_number(1) };
    for solver in [Solver::Covariance, randomised] {
        let got = by(solver);
        assert_close(got.explained_variance(), wanted.explained_variance(), 1e-12);
        assert_close(got.components(), wanted.components(), 1e-9);
        assert!((got.total_variance() - 4.0).abs() < 1e-12);
    }
    let none =
        Pca::new().with_solver(Solver::Randomised { n_passes: 0, seed: Seed::from_number(1) });
    assert_snapshot!(none.expect_err("no pass"), @"n_passes: got 0, wanted at least 1");
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let mut draws = Seed::from_name("pca").replicate("threads", 0);
    let noise = Array2::from_shape_simple_fn((2400, 96), || draws.standard_normal());
    let fit = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("a pool");
        pool.install(|| {
            let randomised = Solver::Randomised { n_passes: 2, seed: Seed::from_number(1) };
            (with(Solver::Covariance, 96, &noise), with(randomised, 3, &noise))
        })
    };
    let one = fit(1);
    for n_threads in [2, 3, 8] {
        assert_eq!(fit(n_threads), one);
    }
}
