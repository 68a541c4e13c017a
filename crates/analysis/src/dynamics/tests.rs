//! Against the course's answers and closed forms.

use insta::assert_snapshot;
use ndarray::{Array2, array};
use spikebook_numeric::elementary::sqrt;

use super::*;
use crate::Error;

/// The course's FitzHugh–Nagumo neuron.
fn course(current: f64, x: &[f64], f: &mut [f64]) {
    f[0] = x[0] - x[0] * x[0] * x[0] - x[1] + current;
    f[1] = 0.1 * (x[0] - 0.5 * x[1] + 1.0);
}

#[test]
fn the_courses_fixed_points_have_their_eigenvalues() {
    for (current, point, eigenvalue, kind) in [
        (0.0, [-1.0, 0.0], (-0.103, 0.0), Kind::StableNode),
        (1.0, [-0.6823, 0.6353], (-0.2234, 0.2645), Kind::StableFocus),
        (1.5, [-0.4239, 1.1523], (0.2055, 0.1863), Kind::UnstableFocus),
    ] {
        let field = |x: &[f64], f: &mut [f64]| course(current, x, f);
        let found = fixed_point(field, &[-0.5, 0.5]).expect("a point");
        assert!(
            (found[0] - point[0]).abs() < 5e-5 && (found[1] - point[1]).abs() < 1e-4,
            "{found:?}"
        );
        let stability = classify(jacobian(field, &found).view()).expect("a nature");
        assert_eq!(stability.kind, kind);
        let first = stability.eigenvalues[0];
        assert!((first.real - eigenvalue.0).abs() < 6e-4, "{first:?}");
        assert!((first.imaginary - eigenvalue.1).abs() < 6e-4, "{first:?}");
        // Exact: 1 − 3v² and the constants of the second row.
        let exact = array![[1.0 - 3.0 * found[0] * found[0], -1.0], [0.1, -0.05]];
        for (got, wanted) in jacobian(field, &found).iter().zip(&exact) {
            assert!((got - wanted).abs() < 1e-10, "{got} against {wanted}");
        }
    }
}

#[test]
fn the_courses_neuron_has_two_hopf_bifurcations() {
    let range = Range::new(0.0, 4.0, 81).expect("a range");
    let branch = scan(course, &[-1.0, 0.0], range).expect("a branch");
    assert_eq!(branch.crossings.len(), 2);
    // The trace vanishes at 1 − 3v² = 0.05: v = ∓√(0.95/3), and I = w − v + v³ there with w = 2 (v + 1).
    for (crossing, (sign, rounded)) in branch.crossings.iter().zip([(-1.0, 1.2591), (1.0, 2.7409)])
    {
        let v = sign * sqrt(0.95 / 3.0);
        let exact = 2.0 * (v + 1.0) - v + v * v * v;
        assert_eq!(crossing.change, Change::Hopf);
        assert!(
            (crossing.parameter - exact).abs() < 1e-9,
            "{} against {exact}",
            crossing.parameter
        );
        assert!((crossing.parameter - rounded).abs() < 5e-5);
        // det = −0.05² + 0.1
        assert!((crossing.angular_frequency - sqrt(0.0975)).abs() < 1e-8);
        assert_eq!(crossing.stable_after, sign > 0.0);
    }
}

#[test]
fn three_points_are_found_and_named() {
    // x' = x − x³, y' = −y: saddle in the middle, nodes at ±1.
    let field = |x: &[f64], f: &mut [f64]| (f[0], f[1]) = (x[0] - x[0] * x[0] * x[0], -x[1]);
    let starts: Vec<Vec<f64>> = (-4..=4).map(|i| vec![f64::from(i) * 0.45, 0.3]).collect();
    let points = fixed_points(field, &starts).expect("points");
    let x: Vec<f64> = points.iter().map(|point| point[0]).collect();
    assert_eq!(points.len(), 3);
    for (got, wanted) in x.iter().zip([-1.0, 0.0, 1.0]) {
        assert!((got - wanted).abs() < 1e-10);
    }
    let kind = |i: usize| classify(jacobian(field, &points[i]).view()).expect("a nature").kind;
    assert_eq!([kind(0), kind(1), kind(2)], [Kind::StableNode, Kind::Saddle, Kind::StableNode]);
}

#[test]
fn kinds_hold_in_more_dimensions() {
    let kind = |matrix: Array2<f64>| classify(matrix.view()).expect("a nature").kind;
    assert_eq!(
        kind(array![[-1.0, 0.0, 0.0], [0.0, -0.1, 2.0], [0.0, -2.0, -0.1]]),
        Kind::StableFocus
    );
    assert_eq!(kind(array![[1.0, 0.0, 0.0], [0.0, -0.1, 2.0], [0.0, -2.0, -0.1]]), Kind::Saddle);
    assert_eq!(kind(array![[3.0, 1.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0]]), Kind::UnstableNode);
    assert_eq!(kind(array![[0.0, 1.0], [-1.0, 0.0]]), Kind::Centre);
    assert_eq!(kind(array![[0.0]]), Kind::Degenerate);
}

#[test]
fn nullclines_lie_on_their_formula() {
    let window = Window::new((-2.0, 2.0), (-1.0, 3.0), 60).expect("a window");
    let field = |x: &[f64], f: &mut [f64]| course(1.0, x, f);
    let of_v = nullcline(field, 0, window).expect("lines");
    assert!(of_v.len() > 60);
    for (x, y) in of_v.into_iter().flatten() {
        assert!((y - (x - x * x * x + 1.0)).abs() < 1e-12);
    }
    for (x, y) in nullcline(field, 1, window).expect("lines").into_iter().flatten() {
        assert!((y - 2.0 * (x + 1.0)).abs() < 1e-12);
    }
}

#[test]
fn pieces_are_joined_to_whole_lines() {
    // The cubic is one line from edge to edge; a circle is one closed line; two parallels are two.
    let window = Window::new((-2.0, 2.0), (-10.0, 10.0), 61).expect("a window");
    let field = |x: &[f64], f: &mut [f64]| course(1.0, x, f);
    let pieces = nullcline(field, 0, window).expect("pieces");
    let lines = joined(&pieces);
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].len(), pieces.len() + 1);
    assert!(
        lines[0].windows(2).all(|pair| pair[0].0 <= pair[1].0)
            || lines[0].windows(2).all(|pair| pair[0].0 >= pair[1].0)
    );
    let window = Window::new((-2.0, 2.0), (-2.0, 2.0), 37).expect("a window");
    let circle = |x: &[f64], f: &mut [f64]| f[0] = x[0] * x[0] + x[1] * x[1] - 1.0;
    let lines = joined(&nullcline(circle, 0, window).expect("pieces"));
    assert_eq!((lines.len(), lines[0][0]), (1, lines[0][lines[0].len() - 1]));
    let two = |x: &[f64], f: &mut [f64]| f[0] = x[1] * x[1] - 0.3;
    assert_eq!(joined(&nullcline(two, 0, window).expect("pieces")).len(), 2);
    assert!(joined(&[]).is_empty());
}

#[test]
fn limit_cycles_have_their_periods() {
    // Van der Pol with μ = 1: 6.663286859323094 (reference case `van_der_pol`, two methods agree to 1e-14).
    let field = |x: &[f64], f: &mut [f64]| (f[0], f[1]) = (x[1], (1.0 - x[0] * x[0]) * x[1] - x[0]);
    let section = Section { part: 0, value: 0.0 };
    let cycle = limit_cycle(field, &[0.1, 0.0], section, 0.002, 500.0, 1e-10).expect("a cycle");
    assert!((cycle.period - 6.663_286_859_323_094).abs() < 1e-8, "{}", cycle.period);
    assert!((cycle.highest[0] - 2.0086).abs() < 1e-4 && (cycle.lowest[0] + 2.0086).abs() < 1e-4);
    // The classic FitzHugh–Nagumo neuron at 0.5: 39.474414980237384 (case `fitzhugh_nagumo`).
    let field = |x: &[f64], f: &mut [f64]| {
        f[0] = x[0] - x[0] * x[0] * x[0] / 3.0 - x[1] + 0.5;
        f[1] = 0.08 * (x[0] + 0.7 - 0.8 * x[1]);
    };
    let cycle = limit_cycle(field, &[-1.0, 1.0], section, 0.005, 1000.0, 1e-10).expect("a cycle");
    assert!((cycle.period - 39.474_414_980_237_384).abs() < 4e-6, "{}", cycle.period);
    let decays = |x: &[f64], f: &mut [f64]| (f[0], f[1]) = (-x[0] + x[1], -x[0] - x[1]);
    let error = limit_cycle(decays, &[1.0, 0.0], section, 0.1, 1.0, 1e-10).expect_err("none");
    assert!(matches!(error, Error::NoLimitCycle { .. }));
}

#[test]
fn rates_are_those_of_the_intervals() {
    let regular = |input: f64| -> Result<Vec<f64>, Error> {
        Ok((0..100).map(|i| f64::from(i) / input).collect())
    };
    let curve = input_rates(&[1.0, 4.0], (0.5, 20.25), regular).expect("a curve");
    assert_eq!(curve[0].n_spikes, 20);
    assert!((curve[0].rate - 1.0).abs() < 1e-12 && (curve[1].rate - 4.0).abs() < 1e-12);
    assert_eq!(curve[0].first_interval_rate, Some(1.0));
    let silent = input_rates(&[1.0], (0.0, 2.0), |_| Ok::<_, Error>(vec![1.0])).expect("a curve");
    assert_eq!((silent[0].rate, silent[0].first_interval_rate), (0.5, None));
}

#[test]
fn what_cannot_be_found_is_named() {
    let said = |error: Error| error.to_string();
    let never = |_: &[f64], f: &mut [f64]| f[0] = 1.0;
    assert_snapshot!(said(fixed_point(never, &[0.0]).expect_err("none")), @"fixed point: from [0.0] the speed came down to 1 only");
    assert_snapshot!(said(fixed_point(never, &[f64::NAN]).expect_err("no number")), @"start, row 1: got NaN, wanted a finite number");
    assert_snapshot!(said(Range::new(1.0, 1.0, 5).expect_err("none")), @"interval: got 1 to 1, wanted a finite lower end below a finite upper end");
    assert_snapshot!(said(Window::new((0.0, 1.0), (0.0, 1.0), 0).expect_err("none")), @"n_cells: got 0, wanted a number between 1 and 10,000");
    assert_snapshot!(said(classify(Array2::zeros((2, 3)).view()).expect_err("not square")), @"columns of the Jacobian: got 3 entries, wanted 2");
}
