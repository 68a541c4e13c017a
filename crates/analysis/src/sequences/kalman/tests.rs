//! The filter against one big Gaussian, the fit against a known truth.

use ndarray::{Array1, Array2, Axis, array};
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{cos, ln, sin};

use super::eigen::eigen;
use super::square::{product, solved, square_root};
use super::*;
use crate::Error;
use crate::matrix::Cholesky;

fn model() -> LinearGaussianModel {
    LinearGaussianModel::new(
        array![[0.9, 0.2], [-0.1, 0.8]].view(),
        array![[1.0, 0.0], [0.5, -1.0], [0.0, 2.0]].view(),
        array![[0.3, 0.1], [0.1, 0.2]].view(),
        array![[0.5, 0.1, 0.0], [0.1, 0.4, 0.0], [0.0, 0.0, 0.7]].view(),
        &[1.0, -1.0],
        array![[1.0, 0.3], [0.3, 2.0]].view(),
    )
    .and_then(|model| model.with_offset(&[0.1, 0.2, 0.3]))
    .expect("a model")
}

fn simulated(model: &LinearGaussianModel, n_steps: usize, seed: u64) -> (Array2<f64>, Array2<f64>) {
    let mut draws = Seed::from_name("kalman").replicate("steps", seed);
    let (n, m) = (model.n_dimensions(), model.n_measurements());
    let mut noise = |root: &Array2<f64>| {
        let z: Vec<f64> = (0..root.nrows()).map(|_| draws.standard_normal()).collect();
        Array1::from(super::square::apply(root.view(), &z))
    };
    let root = |a: &Array2<f64>| square_root(a.view()).expect("a covariance");
    let (q, r, p) =
        (root(&model.state_noise), root(&model.measurement_noise), root(&model.first_covariance));
    let mut states = Array2::zeros((n_steps, n));
    let mut measured = Array2::zeros((n_steps, m));
    let mut x = &model.first_mean + &noise(&p);
    for step in 0..n_steps {
        states.row_mut(step).assign(&x);
        let shown = Array1::from(super::square::apply(model.loading.view(), &x.to_vec()));
        measured.row_mut(step).assign(&(shown + &model.offset + noise(&r)));
        x = Array1::from(super::square::apply(model.transition.view(), &x.to_vec())) + noise(&q);
    }
    (states, measured)
}

/// Mean and covariance of all states and all measurements as one vector, conditioned as any Gaussian is.
fn conditioned(model: &LinearGaussianModel, y: &Array2<f64>) -> (Array2<f64>, Array2<f64>, f64) {
    let (n, m, n_steps) = (2, 3, y.nrows());
    let mut mean = Array1::zeros(n * n_steps);
    let mut covariance = Array2::zeros((n * n_steps, n * n_steps));
    let mut block = model.first_covariance.clone();
    let mut at = model.first_mean.clone();
    for t in 0..n_steps {
        if t > 0 {
            at = Array1::from(super::square::apply(model.transition.view(), &at.to_vec()));
            block =
                super::square::sandwich(model.transition.view(), block.view()) + &model.state_noise;
        }
        let mut later = block.clone();
        for s in t..n_steps {
            for i in 0..n {
                mean[t * n + i] = at[i];
                for j in 0..n {
                    covariance[[s * n + i, t * n + j]] = later[[i, j]];
                    covariance[[t * n + j, s * n + i]] = later[[i, j]];
                }
            }
            later = product(model.transition.view(), later.view());
        }
    }
    let mut shows = Array2::zeros((m * n_steps, n * n_steps));
    for t in 0..n_steps {
        for i in 0..m {
            for j in 0..n {
                shows[[t * m + i, t * n + j]] = model.loading[[i, j]];
            }
        }
    }
    let cross = product(covariance.view(), shows.t());
    let mut total = product(shows.view(), cross.view());
    for t in 0..n_steps {
        for i in 0..m {
            for j in 0..m {
                total[[t * m + i, t * m + j]] += model.measurement_noise[[i, j]];
            }
        }
    }
    let expected = super::square::apply(shows.view(), &mean.to_vec());
    let surprise: Vec<f64> =
        (0..m * n_steps).map(|k| y[[k / m, k % m]] - model.offset[k % m] - expected[k]).collect();
    let gain = solved(total.view(), cross.t()).expect("positive definite").reversed_axes();
    let mean = mean + Array1::from(super::square::apply(gain.view(), &surprise));
    let left = covariance - product(gain.view(), cross.t());
    let flat: Vec<f64> = total.iter().copied().collect();
    let factor = Cholesky::new(&flat, m * n_steps, 0.0).expect("positive definite");
    let mut whitened = surprise;
    factor.solve_lower(&mut whitened);
    let squared: f64 = whitened.iter().map(|w| w * w).sum();
    let ln_density = -0.5
        * (squared + factor.ln_determinant() + (m * n_steps) as f64 * ln(std::f64::consts::TAU));
    (mean.into_shape_with_order((n_steps, n)).expect("a path"), left, ln_density)
}

#[test]
fn the_smoother_is_one_big_gaussian_conditioned() {
    let model = model();
    let (_, y) = simulated(&model, 6, 1);
    let (means, covariance, ln_density) = conditioned(&model, &y);
    let smoothed = model.smooth(y.view()).expect("a path");
    assert!((smoothed.ln_likelihood - ln_density).abs() < 1e-11);
    for (got, wanted) in smoothed.means.iter().zip(&means) {
        assert!((got - wanted).abs() < 1e-12, "{got} against {wanted}");
    }
    for t in 0..6 {
        for i in 0..2 {
            for j in 0..2 {
                let wanted = covariance[[2 * t + i, 2 * t + j]];
                assert!((smoothed.covariances[[t, i, j]] - wanted).abs() < 1e-12);
                if t < 5 {
                    let wanted = covariance[[2 * t + 2 + i, 2 * t + j]];
                    assert!((smoothed.lag_one_covariances[[t, i, j]] - wanted).abs() < 1e-12);
                }
            }
        }
    }
    // The filter at a step is the smoother of the steps up to it.
    let filtered = model.filter(y.view()).expect("a path");
    let part = model.smooth(super::square::rows(&y.view(), 0..4)).expect("a path");
    for i in 0..2 {
        assert!((filtered.means[[3, i]] - part.means[[3, i]]).abs() < 1e-13);
    }
}

#[test]
fn a_state_without_noise_is_allowed() {
    // A constant speed: position and speed, nothing pushes either.
    let model = LinearGaussianModel::new(
        array![[1.0, 1.0], [0.0, 1.0]].view(),
        array![[1.0, 0.0]].view(),
        Array2::zeros((2, 2)).view(),
        array![[1.0]].view(),
        &[0.0, 0.0],
        array![[100.0, 0.0], [0.0, 100.0]].view(),
    )
    .expect("a model");
    let y = Array2::from_shape_fn((30, 1), |(t, _)| 3.0 + 0.5 * t as f64);
    let smoothed = model.smooth(y.view()).expect("a path");
    assert!((smoothed.means[[0, 1]] - 0.5).abs() < 0.01);
    assert!((smoothed.means[[29, 0]] - 17.5).abs() < 0.05);
}

#[test]
fn dynamics_come_back_up_to_axes() {
    // A rotation that decays: its eigenvalues do not depend on axes.
    let (angle, shrink) = (0.3, 0.97);
    let turn = array![[cos(angle), -sin(angle)], [sin(angle), cos(angle)]] * shrink;
    let loading = Array2::from_shape_fn((8, 2), |(i, j)| sin((3 * i + 5 * j + 1) as f64));
    let truth = LinearGaussianModel::new(
        turn.view(),
        loading.view(),
        (Array2::eye(2) * 0.1).view(),
        (Array2::eye(8) * 0.2).view(),
        &[0.0, 0.0],
        Array2::eye(2).view(),
    )
    .expect("a model");
    let (states, y) = simulated(&truth, 3000, 4);
    let fit = DynamicsEm::new(2).and_then(|em| em.fit(y.view())).expect("a fit");
    assert!(fit.history().windows(2).all(|pair| pair[1] >= pair[0] - 1e-6), "it never falls");
    let a = fit.model().transition();
    let (trace, determinant) =
        (a[[0, 0]] + a[[1, 1]], a[[0, 0]] * a[[1, 1]] - a[[0, 1]] * a[[1, 0]]);
    assert!((trace - 2.0 * shrink * cos(angle)).abs() < 0.02, "trace {trace}");
    assert!((determinant - shrink * shrink).abs() < 0.02, "determinant {determinant}");
    assert!(fit.ln_likelihood() > truth.filter(y.view()).expect("a path").ln_likelihood);
    let gram = product(fit.model().loading().t(), fit.model().loading());
    assert!((gram[[0, 0]] - 1.0).abs() < 1e-9 && gram[[0, 1]].abs() < 1e-9, "orthonormal: {gram}");
    // What the state shows is what the true state showed.
    let shown = product(fit.smoothed().means.view(), fit.model().loading().t());
    let wanted = product(states.view(), loading.t());
    let left: f64 = (&shown - &wanted).mapv(|d| d * d).sum();
    let all: f64 = wanted.mapv(|d| d * d).sum();
    // The offset was estimated too, so that a constant may differ.
    assert!(left < 0.15 * all, "{left} of {all}");
    assert!(fit.shares_shown(y.view()).iter().all(|share| *share > 0.0 && *share < 1.0));
}

#[test]
fn known_states_are_decoded() {
    let truth = model();
    let (states, y) = simulated(&truth, 4000, 9);
    let fitted = LinearGaussianModel::from_known_states(
        super::square::rows(&states.view(), 0..3000),
        super::square::rows(&y.view(), 0..3000),
        0.0,
    )
    .expect("a fit");
    for (got, wanted) in fitted.transition().iter().zip(truth.transition()) {
        assert!((got - wanted).abs() < 0.05, "{got} against {wanted}");
    }
    let smoothed = fitted.smooth(super::square::rows(&y.view(), 3000..4000)).expect("a path");
    let test = super::square::rows(&states.view(), 3000..4000);
    let squared = (&smoothed.means - &test).mapv(|d| d * d).mean_axis(Axis(0)).expect("rows");
    assert!(squared[0] < 0.3 && squared[1] < 0.15, "{squared}");
}

#[test]
fn what_cannot_be_fitted_is_said_by_name() {
    let y = Array2::from_shape_fn(
        (40, 3),
        |(t, j)| if j == 1 { 2.0 } else { (t * (j + 1)) as f64 % 7.0 },
    );
    let error = DynamicsEm::new(1).and_then(|em| em.fit(y.view())).expect_err("a flat column");
    assert_eq!(error, Error::ConstantColumn { column: 1 });
    let em = DynamicsEm::new(1).and_then(|em| em.with_end(2, 1e-12)).expect("an end");
    let moving = Array2::from_shape_fn((40, 2), |(t, j)| sin(t as f64 * 0.7 + j as f64));
    let error = em.fit(moving.view()).expect_err("two iterations");
    assert!(matches!(error, Error::NotConverged { what: "linear dynamics", .. }), "{error}");
    let mut broken = moving.clone();
    broken[[3, 1]] = f64::NAN;
    assert!(matches!(em.fit(broken.view()), Err(Error::NonFinite { .. })));
    let negative = LinearGaussianModel::new(
        array![[1.0]].view(),
        array![[1.0]].view(),
        array![[-1.0]].view(),
        array![[1.0]].view(),
        &[0.0],
        array![[1.0]].view(),
    );
    let wanted = Error::SingularCovariance { what: "state noise, direction", index: 0 };
    assert_eq!(negative.err(), Some(wanted));
}

#[test]
fn eigenvectors_are_those() {
    let a = array![[4.0, 1.0, 0.5], [1.0, 3.0, -0.2], [0.5, -0.2, 2.0]];
    let (values, vectors) = eigen(a.view());
    assert!(values.windows(2).all(|pair| pair[0] >= pair[1]));
    for k in 0..3 {
        let v = vectors.column(k).to_vec();
        let moved = super::square::apply(a.view(), &v);
        for i in 0..3 {
            assert!((moved[i] - values[k] * v[i]).abs() < 1e-13);
        }
    }
}
