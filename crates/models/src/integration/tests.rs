//! Against solutions in closed form.

use insta::assert_snapshot;
use proptest::prelude::*;
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{cos, exp, log2, sin};

use super::*;
use crate::Error;

fn adaptive(tolerance: f64) -> Adaptive {
    Adaptive::new(Tolerance::new(tolerance, tolerance * 1e-2).expect("tolerances"))
}

/// A pendulum without friction: (cos t, −sin t).
fn turning() -> impl System {
    Field::new(2, |_, x: &[f64], slope: &mut [f64]| {
        slope[0] = x[1];
        slope[1] = -x[0];
    })
}

/// x' = (2 + cos t)(sin t − x), as a part that relaxes and as a slope.
struct Driven;

impl Relaxing for Driven {
    fn dimension(&self) -> usize {
        1
    }

    fn relaxation(&self, time: f64, _: &[f64], rate: &mut [f64], target: &mut [f64]) {
        rate[0] = 2.0 + cos(time);
        target[0] = sin(time);
    }
}

impl System for Driven {
    fn dimension(&self) -> usize {
        1
    }

    fn derivative(&self, time: f64, state: &[f64], slope: &mut [f64]) {
        slope[0] = (2.0 + cos(time)) * (sin(time) - state[0]);
    }
}

/// x' = 100 (0.5 − x).
struct Fast;

impl Relaxing for Fast {
    fn dimension(&self) -> usize {
        1
    }

    fn relaxation(&self, _: f64, _: &[f64], rate: &mut [f64], target: &mut [f64]) {
        (rate[0], target[0]) = (100.0, 0.5);
    }
}

/// An Ornstein–Uhlenbeck process dx = −x dt + √2 dW.
struct Stirred;

impl System for Stirred {
    fn dimension(&self) -> usize {
        1
    }

    fn derivative(&self, _: f64, state: &[f64], slope: &mut [f64]) {
        slope[0] = -state[0];
    }
}

impl Noisy for Stirred {
    fn noise(&self, _: f64, _: &[f64], size: &mut [f64]) {
        size[0] = std::f64::consts::SQRT_2;
    }
}

#[test]
fn halving_a_step_shows_the_order() {
    for (method, order) in [(Method::Euler, 1.0), (Method::Heun, 2.0), (Method::RungeKutta4, 4.0)] {
        let error = |n: f64| {
            let steps = FixedStep::new(method, 2.0 / n, 2.0).expect("steps");
            (steps.integrate(&turning(), &[1.0, 0.0]).expect("a path").last()[0] - cos(2.0)).abs()
        };
        let measured = log2(error(200.0) / error(400.0));
        assert!((measured - order).abs() < 0.05, "{method:?}: order {measured}");
    }
}

#[test]
fn exponential_euler_is_of_order_1_and_stable_beyond_eulers_bound() {
    let exact = adaptive(1e-13).integrate(&Driven, &[1.0], (0.0, 1.0)).expect("a path").last()[0];
    let error = |n: f64| {
        let steps = Steps::new(1.0 / n, 1.0).expect("steps");
        (exponential_euler(&Driven, &[1.0], steps).expect("a path").last()[0] - exact).abs()
    };
    let measured = log2(error(400.0) / error(800.0));
    assert!((measured - 1.0).abs() < 0.05, "order {measured}");

    let path =
        exponential_euler(&Fast, &[2.0], Steps::new(1.0, 3.0).expect("steps")).expect("a path");
    assert!((path.states[[1, 0]] - 0.5 - 1.5 * exp(-100.0)).abs() < 1e-15);
}

#[test]
fn noise_has_the_stationary_variance_of_its_step() {
    let step = 0.1;
    let steps = Steps::new(step, 20_000.0).expect("steps");
    let mut stream = Seed::from_number(4).replicate("noise", 0);
    let path = euler_maruyama(&Stirred, &[0.0], steps, &mut stream).expect("a path");
    let n = path.time.len() as f64;
    let variance = path.states.iter().map(|x| x * x).sum::<f64>() / n;
    // x ← (1 − Δ) x + √(2Δ) ε has variance 2Δ/(1 − (1 − Δ)²); the squares are remembered for about
    // 1/2, so some 20,000 are independent: standard error 1 %.
    let expected = 2.0 * step / (1.0 - (1.0 - step) * (1.0 - step));
    assert!((variance / expected - 1.0).abs() < 0.04, "{variance} against {expected}");
}

#[test]
fn the_adaptive_method_keeps_its_tolerance_between_the_steps_too() {
    for tolerance in [1e-4, 1e-7, 1e-10, 1e-13] {
        let solution =
            adaptive(tolerance).integrate(&turning(), &[1.0, 0.0], (0.0, 10.0)).expect("a path");
        let worst = (0..=1000).fold(0.0_f64, |worst, i| {
            let time = f64::from(i) / 100.0;
            worst.max((solution.at(time)[0] - cos(time)).abs())
        });
        assert!(worst < 20.0 * tolerance, "{worst} at {tolerance}");
        assert_eq!(solution.span(), (0.0, 10.0));
    }
    let steps = |tolerance| {
        adaptive(tolerance)
            .integrate(&turning(), &[1.0, 0.0], (0.0, 10.0))
            .expect("a path")
            .n_steps()
    };
    // Of order 8: a tolerance 10⁸ times smaller wants 10 times as many steps.
    assert!(steps(1e-12) < 15 * steps(1e-4));
}

#[test]
fn events_are_found_in_order_and_can_end_the_solution() {
    let down = Event::new(Direction::Falling, |_, x: &[f64]| x[0]);
    let any = Event::new(Direction::Either, |_, x: &[f64]| x[1]);
    let solution = adaptive(1e-12)
        .integrate_with_events(&turning(), &[1.0, 0.0], (0.0, 9.0), &[down, any])
        .expect("a path");
    let pi = std::f64::consts::PI;
    let close = |got: Vec<f64>, wanted: &[f64]| {
        assert_eq!(got.len(), wanted.len(), "{got:?}");
        got.iter().zip(wanted).for_each(|(got, wanted)| assert!((got - wanted).abs() < 1e-11));
    };
    close(solution.times_of(0), &[pi / 2.0, 2.5 * pi]);
    close(solution.times_of(1), &[pi, 2.0 * pi]);
    assert!(solution.happenings().windows(2).all(|pair| pair[0].time <= pair[1].time));

    let stop = Event::stopping(Direction::Rising, |_, x: &[f64]| x[0]);
    let solution = adaptive(1e-12)
        .integrate_with_events(&turning(), &[1.0, 0.0], (0.0, 100.0), &[stop])
        .expect("a path");
    close(vec![solution.span().1], &[1.5 * pi]);
    assert!(solution.last()[0].abs() < 1e-11 && (solution.last()[1] - 1.0).abs() < 1e-11);
    assert_eq!(solution.at(50.0), solution.last());
}

#[test]
fn what_diverges_is_told_with_time_and_state() {
    let explodes = Field::new(1, |_, x: &[f64], slope: &mut [f64]| slope[0] = x[0] * x[0]);
    let said = |error: IntegrationError| error.to_string();
    // 1, 1.5, 2.625 … squares to 2.4e283 after twelve steps; the thirteenth leaves the numbers.
    let steps = FixedStep::new(Method::Euler, 0.5, 20.0).expect("steps");
    let error = steps.integrate(&explodes, &[1.0]).expect_err("it explodes");
    assert!(matches!(&error, IntegrationError::Diverged { time, .. } if *time == 6.5), "{error}");
    assert_snapshot!(error.hint().expect("a hint"), @"take a shorter step: Euler's must stay well below the fastest time constant");
    // The true solution 1/(1 − t) ends at 1.
    match adaptive(1e-9).integrate(&explodes, &[1.0], (0.0, 2.0)).expect_err("it explodes") {
        IntegrationError::StepVanished { time, .. } | IntegrationError::Diverged { time, .. } => {
            assert!((time - 1.0).abs() < 1e-6, "{time}");
        }
        other => panic!("{other}"),
    }
    let error = steps.integrate(&explodes, &[f64::NAN]).expect_err("no number");
    assert_snapshot!(said(error), @"the integration diverges at time 0: the last state before was [NaN]");
    let error = steps.integrate(&explodes, &[1.0, 2.0]).expect_err("too long");
    assert_snapshot!(said(error), @"the start has 2 numbers, the system 1");
    let few = adaptive(1e-9).with_most_steps(2).expect("a number");
    let error = few.integrate(&turning(), &[1.0, 0.0], (0.0, 1e6)).expect_err("too long");
    assert!(matches!(error, IntegrationError::TooManySteps { most: 2, .. }), "{error}");
}

#[test]
fn steps_and_tolerances_are_checked() {
    let said = |error: Error| error.to_string();
    assert_snapshot!(said(Steps::new(0.0, 1.0).expect_err("refused")), @"step: got 0, wanted a number above 0");
    assert_snapshot!(said(Steps::new(0.1, 0.01).expect_err("refused")), @"duration: got 0.01, wanted at least one step");
    assert_snapshot!(said(Steps::new(1e-9, 10.0).expect_err("refused")), @"a duration of 10 in steps of 0.000000001: got 10000000000 steps, wanted at most 1000000000");
    assert_snapshot!(said(Tolerance::new(1e-15, 1.0).expect_err("refused")), @"relative tolerance: got 0.000000000000001, wanted a number between 10⁻¹⁴ and 0.1");
    assert_snapshot!(said(Tolerance::new(1e-9, 0.0).expect_err("refused")), @"absolute tolerance: got 0, wanted a number above 0");
}

proptest! {
    #[test]
    fn a_linear_system_is_followed_from_anywhere(rate in -3.0..1.0_f64, start in -5.0..5.0_f64, end in 0.1..8.0_f64) {
        let system = Field::new(1, move |_, x: &[f64], slope: &mut [f64]| slope[0] = rate * x[0]);
        let got = adaptive(1e-11).integrate(&system, &[start], (0.0, end)).expect("a path").last()[0];
        let wanted = start * exp(rate * end);
        prop_assert!((got - wanted).abs() <= 1e-8 * (1e-3 + wanted.abs()), "{got} against {wanted}");
    }
}
