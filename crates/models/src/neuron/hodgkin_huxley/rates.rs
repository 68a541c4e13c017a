//! How fast the gates open and close at a voltage.

use spikebook_numeric::elementary::exp;

/// e^{−3/2} and e^{1/2}, which lead from one gate's exponential to another's.
const E_MINUS_3_HALVES: f64 = 0.223_130_160_148_429_83;
const E_HALF: f64 = 1.648_721_270_700_128_2;

/// (opening, closing) of each gate, per millisecond.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    pub(super) m: (f64, f64),
    pub(super) h: (f64, f64),
    pub(super) n: (f64, f64),
}

impl Rates {
    /// At a voltage in millivolts.
    #[inline(always)]
    pub(super) fn at(v: f64) -> Self {
        // e^(−(V+40)/10): the gates' exponentials over ten millivolts differ by a factor.
        let tenth = exp(-0.1 * (v + 40.0));
        let twentieth = exp(-0.05 * (v + 65.0));
        Self {
            m: (0.1 * ramp(v + 40.0, tenth), 4.0 * exp((v + 65.0) / -18.0)),
            h: (0.07 * twentieth, 1.0 / (1.0 + tenth * E_HALF)),
            n: (0.01 * ramp(v + 55.0, tenth * E_MINUS_3_HALVES), 0.125 * exp(-0.0125 * (v + 65.0))),
        }
    }
}

/// x/(1 − e^{−x/10}), given its exponential; near 0 by its series 10 + x/2 + x²/120.
#[inline(always)]
fn ramp(x: f64, exponential: f64) -> f64 {
    let near = 10.0 + x * (0.5 + x / 120.0);
    let far = x / (1.0 - exponential);
    if x.abs() < 1e-3 { near } else { far }
}
