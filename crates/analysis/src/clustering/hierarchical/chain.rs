//! Joins by chains of nearest neighbours: from any group go to its nearest, from there to *its* nearest, until two are
//! nearest to each other; these join, whatever the rest does.

use ndarray::ArrayView2;
use rayon::prelude::*;

use super::{Linkage, Merge};
use crate::clustering::squared_distance;

/// Distances of all pairs: entry (i, j) for i < j in one line.
struct Pairs {
    n: usize,
    values: Vec<f64>,
}

impl Pairs {
    fn at(&self, i: usize, j: usize) -> usize {
        let (i, j) = if i < j { (i, j) } else { (j, i) };
        i * (2 * self.n - i - 1) / 2 + j - i - 1
    }

    fn get(&self, i: usize, j: usize) -> f64 {
        self.values[self.at(i, j)]
    }
}

pub(super) fn join(matrix: ArrayView2<'_, f64>, linkage: Linkage) -> Vec<Merge> {
    let n = matrix.nrows();
    let distance = |i: usize, j: usize| {
        let square = squared_distance(matrix.row(i), matrix.row(j));
        // Ward's formula is one of squares.
        if linkage == Linkage::Ward { square } else { square.sqrt() }
    };
    let rows: Vec<Vec<f64>> =
        (0..n).into_par_iter().map(|i| (i + 1..n).map(|j| distance(i, j)).collect()).collect();
    let mut pairs = Pairs { n, values: rows.concat() };
    // A group lives on in the place of its row with the larger number.
    let mut sizes = vec![1_usize; n];
    let mut joins: Vec<(usize, usize, f64)> = Vec::with_capacity(n - 1);
    let mut chain: Vec<usize> = Vec::with_capacity(n);
    while joins.len() < n - 1 {
        if chain.is_empty() {
            chain.extend((0..n).find(|&group| sizes[group] > 0));
        }
        loop {
            let tip = chain[chain.len() - 1];
            let before = chain.len().checked_sub(2).map(|place| chain[place]);
            // The group before the tip comes first among equals, or the chain could run in a circle.
            let mut nearest = before;
            let mut least = before.map_or(f64::INFINITY, |before| pairs.get(tip, before));
            for group in (0..n).filter(|&group| group != tip && sizes[group] > 0) {
                let distance = pairs.get(tip, group);
                if distance < least || nearest.is_none() {
                    (nearest, least) = (Some(group), distance);
                }
            }
            let nearest = nearest.expect("two groups are left");
            if Some(nearest) == before {
                chain.truncate(chain.len() - 2);
                merge(&mut pairs, &mut sizes, linkage, (tip, nearest), least);
                joins.push((tip, nearest, least));
                break;
            }
            chain.push(nearest);
        }
    }
    in_order(joins, n, linkage)
}

/// Puts the distances of the joined group in the place of the larger of the two (Lance & Williams 1967).
fn merge(
    pairs: &mut Pairs,
    sizes: &mut [usize],
    linkage: Linkage,
    (a, b): (usize, usize),
    height: f64,
) {
    let (gone, kept) = if a < b { (a, b) } else { (b, a) };
    let (n_gone, n_kept) = (sizes[gone] as f64, sizes[kept] as f64);
    for other in (0..sizes.len()).filter(|&other| other != gone && other != kept) {
        if sizes[other] == 0 {
            continue;
        }
        let (from_gone, from_kept) = (pairs.get(gone, other), pairs.get(kept, other));
        let n_other = sizes[other] as f64;
        let joined = match linkage {
            Linkage::Average => (n_gone * from_gone + n_kept * from_kept) / (n_gone + n_kept),
            Linkage::Complete => from_gone.max(from_kept),
            Linkage::Single => from_gone.min(from_kept),
            Linkage::Ward => {
                let near = (n_gone + n_other) * from_gone + (n_kept + n_other) * from_kept;
                (near - n_other * height) / (n_gone + n_kept + n_other)
            }
        };
        let place = pairs.at(kept, other);
        pairs.values[place] = joined;
    }
    sizes[kept] += sizes[gone];
    sizes[gone] = 0;
}

/// Joins by height, with the numbers of groups that follow from that order.
fn in_order(mut joins: Vec<(usize, usize, f64)>, n: usize, linkage: Linkage) -> Vec<Merge> {
    joins.sort_by(|a, b| a.2.total_cmp(&b.2));
    let mut root: Vec<usize> = (0..n).collect();
    let mut number: Vec<usize> = (0..n).collect();
    let mut sizes = vec![1_usize; n];
    let mut merges = Vec::with_capacity(joins.len());
    for (k, (a, b, height)) in joins.into_iter().enumerate() {
        let (a, b) = (find(&mut root, a), find(&mut root, b));
        let (first, second) = (number[a].min(number[b]), number[a].max(number[b]));
        root[a] = b;
        sizes[b] += sizes[a];
        number[b] = n + k;
        let height = if linkage == Linkage::Ward { height.max(0.0).sqrt() } else { height };
        merges.push(Merge { first, second, height, n_rows: sizes[b] });
    }
    merges
}

fn find(root: &mut [usize], mut row: usize) -> usize {
    while root[row] != row {
        root[row] = root[root[row]];
        row = root[row];
    }
    row
}
