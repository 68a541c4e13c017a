use insta::assert_snapshot;
use ndarray::{Array1, array};
use spikebook_numeric::elementary::{exp, ln};

use super::maximise::{Cloud, expect};
use super::*;

fn sample(n_rows: usize) -> Array2<f64> {
    let mut draws = Seed::from_name("mixture").replicate("sample", 0);
    let mut rows = Array2::zeros((n_rows, 2));
    for (row, mut values) in rows.outer_iter_mut().enumerate() {
        let (a, b) = (draws.standard_normal(), draws.standard_normal());
        let place = match row % 10 {
            0..5 => [a, 0.8 * a + 0.6 * b],
            5..8 => [5.0 + 0.5 * a, 2.0 * b],
            _ => [-4.0 + a, 4.0 + b],
        };
        values.assign(&Array1::from(place.to_vec()));
    }
    rows
}

fn fit(k: usize, covariance: Covariance, matrix: &Array2<f64>) -> GaussianMixtureFit {
    let mixture = GaussianMixture::new(k, covariance, Seed::from_number(2)).expect("components");
    let mixture =
        mixture.with_tolerance(1e-12).expect("inside").with_max_iterations(20_000).expect("many");
    mixture.fit_matrix(matrix.view()).expect("a fit")
}

#[test]
fn known_clouds_come_back() {
    let fit = fit(3, Covariance::Full, &sample(30_000));
    for (got, wanted) in fit.weights().iter().zip([0.5, 0.3, 0.2]) {
        assert!((got - wanted).abs() < 0.01, "{got}");
    }
    let wanted = array![[0.0, 0.0], [5.0, 0.0], [-4.0, 4.0]];
    assert!((fit.means() - wanted).iter().all(|error| error.abs() < 0.06), "{}", fit.means());
    let error = &fit.covariance(0) - &array![[1.0, 0.8], [0.8, 1.0]];
    assert!(error.iter().all(|error| error.abs() < 0.06), "{error}");
    assert_eq!(fit.n_parameters(), 2 + 6 + 9);
}

#[test]
fn densities_are_those_of_the_formula() {
    let clouds = [
        Cloud { weight: 0.7, mean: array![1.0, 0.0], covariance: array![[2.0, 0.5], [0.5, 1.0]] },
        Cloud { weight: 0.3, mean: array![-1.0, 2.0], covariance: array![[1.0, 0.0], [0.0, 3.0]] },
    ];
    let rows = array![[0.3, -0.2], [4.0, 1.0]];
    let (shares, ln_densities) = expect(rows.view(), &clouds).expect("sound");
    for (row, values) in rows.outer_iter().enumerate() {
        let densities: Vec<f64> = clouds
            .iter()
            .map(|cloud| {
                let (x, y) = (values[0] - cloud.mean[0], values[1] - cloud.mean[1]);
                let c = &cloud.covariance;
                let determinant = c[[0, 0]] * c[[1, 1]] - c[[0, 1]] * c[[1, 0]];
                let square =
                    (c[[1, 1]] * x * x - 2.0 * c[[0, 1]] * x * y + c[[0, 0]] * y * y) / determinant;
                cloud.weight * exp(-0.5 * square) / (std::f64::consts::TAU * determinant.sqrt())
            })
            .collect();
        let total: f64 = densities.iter().sum();
        assert!((ln_densities[row] - ln(total)).abs() < 1e-13);
        assert!((shares[[row, 0]] - densities[0] / total).abs() < 1e-13);
    }
}

#[test]
fn no_small_move_of_a_mean_is_better() {
    let matrix = sample(400);
    for covariance in [Covariance::Full, Covariance::Diagonal] {
        // Without the floor the fit is the maximum of the likelihood itself.
        let mixture = GaussianMixture::new(3, covariance, Seed::from_number(2))
            .expect("three")
            .with_floor(0.0)
            .expect("none");
        let mixture = mixture
            .with_tolerance(1e-14)
            .expect("inside")
            .with_max_iterations(100_000)
            .expect("many");
        let fit = mixture.fit_matrix(matrix.view()).expect("a fit");
        let clouds: Vec<Cloud> = (0..3)
            .map(|k| Cloud {
                weight: fit.weights()[k],
                mean: fit.means().row(k).to_owned(),
                covariance: fit.covariance(k).to_owned(),
            })
            .collect();
        let likelihood = |clouds: &[Cloud]| -> f64 {
            expect(matrix.view(), clouds).expect("sound").1.iter().sum()
        };
        assert!((likelihood(&clouds) / fit.ln_likelihood() - 1.0).abs() < 1e-10);
        let step = 1e-4;
        for k in 0..3 {
            for j in 0..2 {
                let moved = |by: f64| {
                    let mut clouds = clouds.clone();
                    clouds[k].mean[j] += by;
                    likelihood(&clouds)
                };
                let slope = (moved(step) - moved(-step)) / (2.0 * step);
                assert!(slope.abs() < 1e-3, "{covariance:?}, component {k}, column {j}: {slope}");
                let moved = |by: f64| {
                    let mut clouds = clouds.clone();
                    clouds[k].covariance[[j, j]] += by;
                    likelihood(&clouds)
                };
                let slope = (moved(step) - moved(-step)) / (2.0 * step);
                assert!(slope.abs() < 1e-3, "{covariance:?}, variance {k}, column {j}: {slope}");
            }
        }
    }
}

#[test]
fn one_diagonal_cloud_has_a_closed_form() {
    let matrix = sample(50);
    let mixture = GaussianMixture::new(1, Covariance::Diagonal, Seed::from_number(1)).expect("one");
    let fit = mixture.with_floor(0.0).expect("none").fit_matrix(matrix.view()).expect("a fit");
    let mean = column_means(matrix.view());
    let variance = (&matrix - &mean).mapv(|x| x * x).sum_axis(Axis(0)) / 50.0;
    assert!((fit.means().row(0).to_owned() - &mean).iter().all(|error| error.abs() < 1e-13));
    let got = fit.covariance(0);
    assert!((got[[0, 0]] - variance[0]).abs() < 1e-12 && (got[[1, 1]] - variance[1]).abs() < 1e-12);
    assert_eq!(got[[0, 1]], 0.0);
    let wanted: f64 =
        -25.0 * variance.iter().map(|v| ln(std::f64::consts::TAU * v) + 1.0).sum::<f64>();
    assert!((fit.ln_likelihood() / wanted - 1.0).abs() < 1e-12);
    assert!((fit.bic() - (4.0 * ln(50.0) - 2.0 * wanted)).abs() < 1e-9);
    assert!((fit.aic() - (8.0 - 2.0 * wanted)).abs() < 1e-9);
}

#[test]
fn bic_finds_the_number_of_clouds() {
    let matrix = sample(900);
    let bic: Vec<f64> = (1..6).map(|k| fit(k, Covariance::Full, &matrix).bic()).collect();
    let best = (0..5).reduce(|best, k| if bic[k] < bic[best] { k } else { best });
    assert_eq!(best, Some(2), "{bic:?}");
}

#[test]
fn what_cannot_be_fitted_is_named() {
    let message = |k, matrix: Array2<f64>| {
        let mixture =
            GaussianMixture::new(k, Covariance::Full, Seed::from_number(1)).expect("some");
        mixture
            .with_floor(0.0)
            .expect("none")
            .fit_matrix(matrix.view())
            .expect_err("refused")
            .to_string()
    };
    assert_snapshot!(message(1, array![[1.0, 1.0], [1.0, 1.0]]), @"principal components: every column is constant, wanted some variance");
    assert_snapshot!(message(3, array![[1.0], [2.0], [2.0]]), @"distinct rows: got 2, wanted at least 3");
    assert_snapshot!(message(1, array![[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]), @"gaussian mixture, component 0: its covariance is singular, wanted rows in every direction");
    let hasty = GaussianMixture::new(3, Covariance::Full, Seed::from_number(1))
        .expect("three")
        .with_max_iterations(1)
        .expect("one");
    let error = hasty.fit_matrix(sample(60).view()).expect_err("too few").to_string();
    assert!(error.starts_with("gaussian mixture: after 1 iterations"), "{error}");
}
