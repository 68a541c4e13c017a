//! The population against the single axon, and its order.

use insta::assert_snapshot;
use spikebook_numeric::elementary::log2;

use super::*;
use crate::integration::{Adaptive, Direction, Event, Steps, Tolerance, exponential_euler};

fn axon(current_ua: f64) -> HodgkinHuxley {
    HodgkinHuxley::new(HodgkinHuxleyParameters { current_ua, ..HodgkinHuxleyParameters::default() })
        .expect("an axon")
}

fn exact_spikes(current_ua: f64, duration_ms: f64) -> Vec<f64> {
    let rises = Event::new(Direction::Rising, |_, state| state[0]);
    Adaptive::new(Tolerance::new(1e-11, 1e-12).expect("tolerances"))
        .with_longest_step(0.5)
        .expect("a step")
        .integrate_with_events(
            &axon(current_ua),
            &HodgkinHuxley::steady_state(-65.0),
            (0.0, duration_ms),
            &[rises],
        )
        .expect("a solution")
        .times_of(0)
}

#[test]
fn a_population_is_its_axons() {
    let currents: Vec<f64> = (0..70).map(|i| f64::from(i) * 0.5).collect();
    let population = axon(0.0).simulate_population(&currents, 0.01, 60.0).expect("a population");
    assert_eq!(population.last.len(), 70);
    for i in [0, 13, 31, 32, 69] {
        let path = exponential_euler(
            &axon(currents[i]),
            &HodgkinHuxley::steady_state(-65.0),
            Steps::new(0.01, 60.0).expect("steps"),
        )
        .expect("a path");
        for (part, &got) in population.last[i].iter().enumerate() {
            let wanted = path.last()[part];
            assert!((got - wanted).abs() < 1e-7, "axon {i}: {got} against {wanted}");
        }
        let alone = axon(0.0).simulate_population(&[currents[i]], 0.01, 60.0).expect("an axon");
        assert_eq!(alone.spike_times_ms[0], population.spike_times_ms[i]);
    }
}

#[test]
fn spikes_come_to_their_exact_times_in_order_1() {
    let exact = exact_spikes(10.0, 100.0);
    let error = |step: f64| {
        let spikes =
            &axon(0.0).simulate_population(&[10.0], step, 100.0).expect("an axon").spike_times_ms
                [0];
        assert_eq!(spikes.len(), exact.len());
        (spikes[6] - exact[6]).abs()
    };
    let (coarse, fine) = (error(0.01), error(0.005));
    // The scheme of order 1 is late by half a percent at this step, and says so in the population's page.
    assert!(coarse < 0.01 * exact[6], "{coarse} ms");
    assert!((log2(coarse / fine) - 1.0).abs() < 0.1, "{coarse} and {fine}");
}

#[test]
fn a_step_is_the_constant_current_while_it_lasts() {
    let step = CurrentStep::new(0.0, 10.0, 5.0, 55.0).expect("a step");
    let session = axon(0.0).simulate_step(step, 0.25, 100.0).expect("a session");
    let observed = &session.observed;
    assert_eq!(observed.time_ms.len(), 401);
    assert_eq!(observed.voltage_mv.len(), 401);
    // −65 mV with these gates is not quite rest, so five milliseconds shift the spikes by very little.
    let exact: Vec<f64> = exact_spikes(10.0, 50.0).iter().map(|time| time + 5.0).collect();
    assert_eq!(observed.spike_times_ms.len(), exact.len());
    for (got, wanted) in observed.spike_times_ms.iter().zip(&exact) {
        assert!((got - wanted).abs() < 0.01, "{got} against {wanted}");
    }
    assert_eq!((observed.current_ua[19], observed.current_ua[20]), (0.0, 10.0));
    assert_eq!((observed.current_ua[219], observed.current_ua[220]), (10.0, 0.0));
    // C V' is what is sent in less what flows out: by central differences where the current stands still.
    let v = |i: usize| observed.voltage_mv[i];
    for i in [40, 77, 150, 300] {
        let fine = axon(0.0).simulate_step(step, 0.25 / 64.0, 100.0).expect("a session");
        let at = 64 * i;
        let slope = (fine.observed.voltage_mv[at + 1] - fine.observed.voltage_mv[at - 1])
            / (2.0 * 0.25 / 64.0);
        let [sodium, potassium, leak] = session.truth.currents_ua[i];
        let wanted = step.at(observed.time_ms[i]) - sodium - potassium - leak;
        assert!((slope - wanted).abs() < 1e-3 * (1.0 + wanted.abs()), "{slope} {wanted} {}", v(i));
    }
    assert!(session.truth.gates.iter().flatten().all(|gate| (0.0..=1.0).contains(gate)));
}

#[test]
fn rates_of_the_course_are_met() {
    // Counted over one second after 200 ms: 10, 20 and 50 µA/cm².
    let population =
        axon(0.0).simulate_population(&[10.0, 20.0, 50.0], 0.01, 1200.0).expect("a population");
    for (spikes, wanted) in population.spike_times_ms.iter().zip([68.3, 86.5, 117.0]) {
        let late: Vec<f64> = spikes.iter().copied().filter(|&time| time > 200.0).collect();
        let rate = 1000.0 * (late.len() - 1) as f64 / (late[late.len() - 1] - late[0]);
        assert!((rate / wanted - 1.0).abs() < 0.01, "{rate} against {wanted}");
    }
}

#[test]
fn the_singular_voltages_are_none() {
    for v in [-40.0, -55.0, -40.0 + 1e-9, -55.0 - 1e-9] {
        let near = HodgkinHuxley::steady_state(v + 1e-7);
        for (a, b) in HodgkinHuxley::steady_state(v).into_iter().zip(near) {
            assert!((a - b).abs() < 1e-6, "{a} {b} at {v}");
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_population() {
    let currents: Vec<f64> = (0..100).map(|i| f64::from(i) * 0.2).collect();
    let on = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads");
        pool.install(|| axon(0.0).simulate_population(&currents, 0.02, 30.0)).expect("a population")
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn what_cannot_be_is_refused() {
    let said = |error: Error| error.to_string();
    let bad = HodgkinHuxleyParameters { leak_ms: 0.0, ..HodgkinHuxleyParameters::default() };
    assert_snapshot!(said(HodgkinHuxley::new(bad).expect_err("refused")), @"leak_ms: got 0, wanted a number between 10⁻⁶ and 10⁶");
    let step = CurrentStep::new(0.0, 1.0, 5.0, 4.0);
    assert_snapshot!(said(step.expect_err("refused")), @"to_ms: got 4, wanted at least the start of the step");
    let refused = |currents: &[f64], step| {
        said(axon(0.0).simulate_population(currents, step, 10.0).expect_err("refused"))
    };
    assert_snapshot!(refused(&[], 0.01), @"currents: got 0, wanted at least 1");
    assert_snapshot!(refused(&[f64::NAN], 0.01), @"current_ua: got NaN, wanted a number between −10,000 and 10,000");
    assert_snapshot!(refused(&[1.0], 0.2), @"step_ms: got 0.2, wanted at most 0.1");
}
