//! The place of each value among all.

/// Midranks of values: the place from 1 on, and for equal values the mean of their places.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranks {
    /// Of each value
    pub ranks: Vec<f64>,
    /// Σ (t³ − t) over groups of t equal values; 0 without ties
    pub tie_sum: f64,
    /// Lengths of the groups of equal values, from the least value on
    pub groups: Vec<usize>,
}

/// The midranks of `values`, none of which is NaN.
///
/// ```
/// let ranks = spikebook_analysis::hypothesis::ranks(&[3.0, 1.0, 3.0, 2.0]);
/// assert_eq!(ranks.ranks, [3.5, 1.0, 3.5, 2.0]);
/// assert_eq!(ranks.tie_sum, 6.0);
/// ```
pub fn ranks(values: &[f64]) -> Ranks {
    let mut order: Vec<usize> = (0..values.len()).collect();
    // Stable, and by value: −0 and 0 are equal.
    order.sort_by(|&a, &b| (values[a] + 0.0).total_cmp(&(values[b] + 0.0)));
    let mut ranks = vec![0.0; values.len()];
    let (mut tie_sum, mut groups) = (0.0, Vec::new());
    let mut before = 0;
    for group in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let t = group.len() as f64;
        for &at in group {
            ranks[at] = before as f64 + 0.5 * (t + 1.0);
        }
        tie_sum += t * t * t - t;
        before += group.len();
        groups.push(group.len());
    }
    Ranks { ranks, tie_sum, groups }
}

/// Twice the ranks, which are whole numbers.
pub(super) fn doubled(ranks: &[f64]) -> Vec<usize> {
    ranks.iter().map(|rank| (2.0 * rank) as usize).collect()
}

/// The probabilities of at most and of at least `sum`, where weights[s] counts the ways to a sum s.
pub(super) fn tails(weights: &[f64], sum: usize) -> (f64, f64) {
    let total: f64 = weights.iter().sum();
    let below: f64 = weights[..=sum].iter().sum();
    let above: f64 = weights[sum..].iter().rev().sum();
    (below / total, above / total)
}
