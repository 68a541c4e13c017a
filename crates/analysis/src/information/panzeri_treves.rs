//! How many responses are possible, when few trials have shown only some?

use spikebook_numeric::elementary::power;
use spikebook_numeric::sum::sum;

/// The expected number of possible responses to a stimulus, from how often each of those seen came
/// (counts above 0), when `n_possible` are possible over all stimuli.
///
/// With N trials and R₀ responses seen, as many more x are assumed as make the number expected to be seen
/// in N trials nearest R₀, where the seen ones have probability (1 − g)(n + 1)/(N + R₀) and the others
/// share g = x (1 − (N/(N + R₀))^(1/N)) (Panzeri & Treves 1996).
///
/// ```
/// use spikebook_analysis::information::expected_responses;
/// // Seen often, what is not seen is not there; seen once each, more are likely.
/// assert_eq!(expected_responses(&[50, 50], 8), 2.0);
/// assert!(expected_responses(&[1, 1, 1], 8) > 3.0);
/// ```
pub fn expected_responses(counts: &[u64], n_possible: usize) -> f64 {
    let seen: Vec<f64> =
        counts.iter().filter(|count| **count > 0).map(|&count| count as f64).collect();
    let n_seen = seen.len() as f64;
    if seen.is_empty() || seen.len() >= n_possible {
        return n_seen;
    }
    let n = sum(seen.iter().copied());
    let missed = |probability: f64| power(1.0 - probability, n);
    // How far the number expected to be seen is from the number seen.
    let naive = n_seen - sum(seen.iter().map(|count| missed(count / n)));
    let mut distance = (n_seen - naive).abs();
    let mut before = n_possible as f64;
    let mut added = 0.0;
    while distance < before && n_seen + added < n_possible as f64 {
        added += 1.0;
        let given = added * (1.0 - power(n / (n + n_seen), 1.0 / n));
        let of_seen =
            seen.iter().map(|count| 1.0 - missed((1.0 - given) * (count + 1.0) / (n + n_seen)));
        let of_others = added * (1.0 - missed(given / added));
        before = distance;
        distance = (n_seen - (sum(of_seen) + of_others)).abs();
    }
    n_seen + added - 1.0 + if distance < before { 1.0 } else { 0.0 }
}
