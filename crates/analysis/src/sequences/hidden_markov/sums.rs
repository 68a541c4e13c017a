//! Sums that are kept in lanes until the end.

/// Adds term by term.
pub(super) fn add(sums: &mut [f64], terms: &[f64]) {
    for (sum, term) in sums.iter_mut().zip(terms) {
        *sum += term;
    }
}

/// The sum across lanes: halves are added until one is left.
pub(super) fn across(lanes: &[f64]) -> f64 {
    match lanes {
        [] => 0.0,
        [only] => *only,
        [a, b] => a + b,
        [a, b, c, d] => (a + c) + (b + d),
        _ => {
            let (low, high) = lanes.split_at(lanes.len() / 2);
            across(low) + across(high)
        }
    }
}

/// The sum of an array of lanes, a power of two of them, without leaving the registers.
#[inline(always)]
pub(super) fn across_array<const P: usize>(lanes: &[f64; P]) -> f64 {
    let mut lanes = *lanes;
    let mut half = P / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] += lanes[lane + half];
        }
        half /= 2;
    }
    lanes[0]
}
