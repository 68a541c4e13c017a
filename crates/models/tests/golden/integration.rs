//! The orders of the fixed steps, and a limit cycle found with events.

use spikebook_models::integration::{
    Adaptive, Direction, Event, Field, FixedStep, Method, Tolerance,
};
use spikebook_numeric::elementary::{log2, sin};

use super::case::Case;

#[test]
fn ode_order() {
    let Some(case) = Case::golden("ode_order") else { return };
    let system = Field::new(1, |t, y, slope| slope[0] = -y[0] + sin(t));
    let methods = [
        ("euler", Method::Euler, 1.0),
        ("heun", Method::Heun, 2.0),
        ("rk4", Method::RungeKutta4, 4.0),
    ];
    let exact = case.value("exact_at_5")[0];
    for (name, method, order) in methods {
        let mut errors = Vec::new();
        for n in [50, 100, 200] {
            let steps = FixedStep::new(method, 5.0 / f64::from(n), 5.0).expect("steps");
            let value = steps.integrate(&system, &[1.0]).expect("a solution").last()[0];
            case.judge(&format!("{name}_N{n}_value"), &[value]);
            errors.push((value - exact).abs());
        }
        // The measured order: what halving the step does to the error.
        let measured = log2(errors[1] / errors[2]);
        assert!((measured - order).abs() < 0.1, "{name}: order {measured}");
    }
    let adaptive = Adaptive::new(Tolerance::new(1e-13, 1e-15).expect("tolerances"));
    let solution = adaptive.integrate(&system, &[1.0], (0.0, 5.0)).expect("a solution");
    case.judge("exact_at_5", solution.last());
}

#[test]
fn van_der_pol() {
    let Some(case) = Case::golden("van_der_pol") else { return };
    let mu = case.number("mu");
    let system = Field::new(2, move |_, x, slope| {
        slope[0] = x[1];
        slope[1] = mu * (1.0 - x[0] * x[0]) * x[1] - x[0];
    });
    let rises = Event::new(Direction::Rising, |_, x| x[0]);
    let adaptive = Adaptive::new(Tolerance::new(1e-12, 1e-12).expect("tolerances"));
    let solution = adaptive
        .integrate_with_events(&system, &[2.0, 0.0], (0.0, 100.0), &[rises])
        .expect("a solution");
    let times = solution.times_of(0);
    case.judge("period", &[times[times.len() - 1] - times[times.len() - 2]]);
}
