//! Pairs in the same order and in opposite order, counted in n log n steps (Knight 1966, doi:10.2307/2282833).

use spikebook_numeric::special::normal_two_sided;

use crate::hypothesis::ranks::ranks;

/// Most pairs for which orders are counted.
const QUICK: usize = 150;

/// The counts behind a τ.
pub(super) struct Kendall {
    n: f64,
    /// Pairs in opposite order
    discordant: u64,
    /// Pairs in the same order less those in opposite order
    balance: f64,
    /// Groups of equal values of x and of y
    groups: [Vec<usize>; 2],
}

impl Kendall {
    pub(super) fn of(x: &[f64], y: &[f64]) -> Self {
        let n = x.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| {
            let by_x = (x[a] + 0.0).total_cmp(&(x[b] + 0.0));
            by_x.then((y[a] + 0.0).total_cmp(&(y[b] + 0.0)))
        });
        let both = order.chunk_by(|&a, &b| x[a] == x[b] && y[a] == y[b]);
        let tied_in_both: f64 = both.map(|group| pairs(group.len())).sum();
        let groups = [ranks(x).groups, ranks(y).groups];
        let tied = |which: usize| -> f64 { groups[which].iter().map(|&t| pairs(t)).sum() };
        let mut sorted: Vec<f64> = order.iter().map(|&at| y[at]).collect();
        let discordant = sort_counting(&mut sorted);
        let untied = pairs(n) - tied(0) - tied(1) + tied_in_both;
        Self { n: n as f64, discordant, balance: untied - 2.0 * discordant as f64, groups }
    }

    /// τ-b
    pub(super) fn coefficient(&self) -> f64 {
        let all = self.n * (self.n - 1.0) / 2.0;
        let untied = |which: usize| all - self.groups[which].iter().map(|&t| pairs(t)).sum::<f64>();
        (self.balance / untied(0).sqrt() / untied(1).sqrt()).clamp(-1.0, 1.0)
    }

    fn is_counted(&self) -> bool {
        let untied = self.groups.iter().all(|groups| groups.iter().all(|&t| t == 1));
        untied && self.n <= QUICK as f64
    }

    /// The balance over its deviation; none where p is counted.
    pub(super) fn z(&self) -> Option<f64> {
        if self.is_counted() {
            return None;
        }
        let total = |which: usize, term: fn(f64) -> f64| -> f64 {
            self.groups[which].iter().map(|&t| term(t as f64)).sum()
        };
        let of_pairs = |t: f64| t * (t - 1.0);
        let of_triples = |t: f64| t * (t - 1.0) * (t - 2.0);
        let of_order = |t: f64| t * (t - 1.0) * (2.0 * t + 5.0);
        let (n, m) = (self.n, self.n * (self.n - 1.0));
        let plain = (m * (2.0 * n + 5.0) - total(0, of_order) - total(1, of_order)) / 18.0;
        let by_pairs = total(0, of_pairs) * total(1, of_pairs) / (2.0 * m);
        let by_triples = total(0, of_triples) * total(1, of_triples) / (9.0 * m * (n - 2.0));
        Some(self.balance / (plain + by_pairs + by_triples).sqrt())
    }

    /// Two-sided.
    pub(super) fn p(&self) -> f64 {
        match self.z() {
            Some(z) => normal_two_sided(z),
            None => self.counted_p(),
        }
    }

    /// Twice the share of orders with so few (or so many) inversions.
    fn counted_p(&self) -> f64 {
        let n = self.n as usize;
        let most = n * (n - 1) / 2;
        let fewer = (self.discordant as usize).min(most - self.discordant as usize);
        // Orders of k items with i inversions, as shares: the k-th item adds 0 to k − 1 of them.
        let mut shares = vec![0.0; fewer + 1];
        shares[0] = 1.0;
        for k in 2..=n {
            let mut next = vec![0.0; fewer + 1];
            let mut window = 0.0;
            for i in 0..=fewer {
                window += shares[i];
                if i >= k {
                    // Shares rise up to the middle: what is taken off is no larger than what stays.
                    window -= shares[i - k];
                }
                next[i] = window / k as f64;
            }
            shares = next;
        }
        (2.0 * shares.iter().sum::<f64>()).min(1.0)
    }
}

fn pairs(t: usize) -> f64 {
    t as f64 * (t as f64 - 1.0) / 2.0
}

/// Sorts, and counts the pairs that stood in the wrong order.
fn sort_counting(values: &mut [f64]) -> u64 {
    let n = values.len();
    if n < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(n / 2);
    let mut count = sort_counting(left) + sort_counting(right);
    let mut merged = Vec::with_capacity(n);
    let (mut i, mut j) = (0, 0);
    while i < left.len() || j < right.len() {
        if j == right.len() || (i < left.len() && left[i] <= right[j]) {
            merged.push(left[i]);
            i += 1;
        } else {
            count += (left.len() - i) as u64;
            merged.push(right[j]);
            j += 1;
        }
    }
    values.copy_from_slice(&merged);
    count
}
