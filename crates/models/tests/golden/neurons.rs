//! Single neurons.

use spikebook_models::integration::{Adaptive, Direction, Event, System, Tolerance};
use spikebook_models::neuron::fitzhugh_nagumo::FitzHughNagumo;
use spikebook_models::neuron::hodgkin_huxley::{HodgkinHuxley, HodgkinHuxleyParameters};
use spikebook_models::neuron::izhikevich::IzhikevichNeuron;
use spikebook_models::neuron::leaky::{LeakyNeuron, LeakyParameters};
use spikebook_models::neuron::morris_lecar::{MorrisLecar, MorrisLecarParameters};

use super::case::Case;

fn adaptive() -> Adaptive {
    Adaptive::new(Tolerance::new(1e-12, 1e-12).expect("tolerances"))
}

fn rises(system: &impl System, start: &[f64], duration: f64) -> Vec<f64> {
    let rise = Event::new(Direction::Rising, |_, state: &[f64]| state[0]);
    let solution = adaptive().integrate_with_events(system, start, (0.0, duration), &[rise]);
    solution.expect("a solution").times_of(0)
}

#[test]
fn hodgkin_huxley() {
    let Some(case) = Case::golden("hodgkin_huxley") else { return };
    let start = case.numbers("y0");
    for (got, wanted) in HodgkinHuxley::steady_state(-65.0).into_iter().zip(&start) {
        assert!((got - wanted).abs() < 1e-14);
    }
    for current_ua in [6.0, 10.0, 20.0] {
        let parameters = HodgkinHuxleyParameters { current_ua, ..Default::default() };
        let axon = HodgkinHuxley::new(parameters).expect("an axon");
        let rise = Event::new(Direction::Rising, |_, state: &[f64]| state[0]);
        let solution = adaptive()
            .with_longest_step(0.5)
            .expect("a step")
            .integrate_with_events(&axon, &start, (0.0, 100.0), &[rise])
            .expect("a solution");
        case.judge(&format!("I{current_ua}.spike_times"), &solution.times_of(0));
        let at: Vec<f64> = case.numbers("t_eval").iter().map(|&t| solution.at(t)[0]).collect();
        case.judge(&format!("I{current_ua}.v_at"), &at);
    }
}

#[test]
fn fitzhugh_nagumo() {
    let Some(case) = Case::golden("fitzhugh_nagumo") else { return };
    let model = FitzHughNagumo::classic(case.number("I")).expect("a model");
    let times = rises(&model, &[-1.0, 1.0], 600.0);
    let periods: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let last = &periods[periods.len() - 5..];
    case.judge("period", &last[4..]);
    let (low, high) = last
        .iter()
        .fold((f64::MAX, f64::MIN), |(low, high), &period| (low.min(period), high.max(period)));
    case.judge("period_spread_last5", &[high - low]);

    let turn = Event::new(Direction::Either, |_, state: &[f64]| {
        let mut slope = [0.0; 2];
        model.derivative(0.0, state, &mut slope);
        slope[0]
    });
    let solution = adaptive().integrate_with_events(&model, &[-1.0, 1.0], (0.0, 600.0), &[turn]);
    let solution = solution.expect("a solution");
    let late = solution.happenings().iter().filter(|happening| happening.time > 300.0);
    let extremes = late.fold([f64::MAX, f64::MIN], |[low, high], happening| {
        [low.min(happening.state[0]), high.max(happening.state[0])]
    });
    case.judge("v_min_max", &extremes);
}

#[test]
fn morris_lecar() {
    let Some(case) = Case::golden("morris_lecar") else { return };
    let parameters =
        MorrisLecarParameters { current_ua: case.number("I"), ..MorrisLecarParameters::default() };
    let model = MorrisLecar::new(parameters).expect("a model");
    let times = rises(&model, &[-10.0, 0.2], 2000.0);
    case.judge("period", &[times[times.len() - 1] - times[times.len() - 2]]);
}

#[test]
fn izhikevich() {
    let Some(case) = Case::golden("izhikevich") else { return };
    for (name, neuron) in [
        ("RS", IzhikevichNeuron::regular_spiking()),
        ("IB", IzhikevichNeuron::intrinsically_bursting()),
        ("CH", IzhikevichNeuron::chattering()),
        ("FS", IzhikevichNeuron::fast_spiking()),
    ] {
        let n = case.param("compare_steps")[name].as_u64().expect("a number of steps");
        let current = vec![case.number("I"); n as usize];
        let steps = neuron.simulate(&current).expect("a session").spike_steps;
        case.judge(name, &steps.iter().map(|&step| step as f64).collect::<Vec<_>>());
    }
}

#[test]
fn lif_fi() {
    let Some(case) = Case::golden("lif_fi") else { return };
    let neuron = LeakyNeuron::new(LeakyParameters::default()).expect("a neuron");
    let rates: Vec<f64> =
        case.numbers("I").iter().map(|&current| neuron.rate_hz(current)).collect();
    case.judge("rate_hz", &rates);
    let above_rest = LeakyParameters {
        resting_mv: 0.0,
        threshold_mv: 20.0,
        reset_mv: 10.0,
        ..Default::default()
    };
    let neuron = LeakyNeuron::new(above_rest).expect("a neuron");
    let mut rates = Vec::new();
    for mean in case.numbers("siegert_mu_mV") {
        for &sigma in &case.numbers("siegert_sigma_mV") {
            rates.push(neuron.siegert_rate_hz(mean / 10.0, sigma));
        }
    }
    case.judge("siegert_hz_mu_by_sigma", &rates);
}
