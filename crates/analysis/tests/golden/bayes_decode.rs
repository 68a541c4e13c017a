//! Bayesian decoding of independent Poisson counts.

use spikebook_analysis::decoding::PoissonDecoder;

use crate::case::Case;

const UNITS: [&str; 6] = ["u0", "u1", "u2", "u3", "u4", "u5"];

#[test]
fn posteriors_with_and_without_a_prior() {
    let Some(case) = Case::golden("bayes_decode") else { return };
    let rates_hz = case.matrix("tuning.csv", &UNITS);
    let counts = case.matrix("counts.csv", &UNITS).mapv(|count| count as u32);
    let prior = case.column("prior.csv", "p").to_vec();
    let decoder = PoissonDecoder::new(rates_hz.view(), 0.1).expect("positive rates");
    let uniform = decoder.posterior(counts.view()).expect("possible counts");
    case.check("posterior_uniform", uniform.probabilities().iter().copied());
    let best = uniform.most_probable_states().into_iter().map(|state| state as f64);
    case.check("argmax_uniform", best);
    let decoder = decoder.with_prior(&prior).expect("one weight a state");
    let informed = decoder.posterior(counts.view()).expect("possible counts");
    case.check("posterior_prior", informed.probabilities().iter().copied());
}

#[test]
fn rates_of_zero_rule_states_out() {
    let case = Case::reference("decoding");
    let units = &UNITS[..4];
    let rates_hz = case.matrix("rates.csv", units);
    let counts = case.matrix("counts.csv", units).mapv(|count| count as u32);
    let prior = case.column("prior.csv", "weight").to_vec();
    let decoder = PoissonDecoder::new(rates_hz.view(), case.number("bin_width_s")).expect("rates");
    let flat = decoder.posterior(counts.view()).expect("possible counts");
    case.check("posterior_flat", flat.probabilities().iter().copied());
    let decoder = decoder.with_prior(&prior).expect("one weight a state");
    let informed = decoder.posterior(counts.view()).expect("possible counts");
    case.check("posterior_prior", informed.probabilities().iter().copied());
}
