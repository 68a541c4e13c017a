//! Ten thousand leaky neurons that balance each other for a second.

use spikebook_models::balanced_network::{BalancedNetwork, BalancedParameters};
use spikebook_numeric::Seed;
use spikebook_numeric::elementary::ln;

use crate::Work;
use crate::inputs::Inputs;

pub(crate) fn work(_inputs: &Inputs) -> Work {
    Box::new(|| {
        let network = BalancedNetwork::new(BalancedParameters::default()).expect("parameters");
        let session = network.simulate(1.0, Seed::from_name("balance")).expect("a session");
        let (rate_hz, cv) = (session.mean_rate_hz(0.2), session.mean_interval_cv(0.2));
        vec![ln(rate_hz), ln(cv), ln(session.synchrony(0.001, 0.2))]
    })
}
