use insta::assert_snapshot;
use ndarray::{Array2, array};
use spikebook_numeric::Seed;

use super::super::squared_distance;
use super::*;

const LINKAGES: [Linkage; 4] =
    [Linkage::Average, Linkage::Complete, Linkage::Single, Linkage::Ward];

fn sample(n_rows: usize, number: u64) -> Array2<f64> {
    let mut draws = Seed::from_name("tree").replicate("sample", number);
    Array2::from_shape_simple_fn((n_rows, 3), || draws.standard_normal())
}

/// The definition: distances of groups from their rows, all pairs at each step.
fn slow(matrix: &Array2<f64>, linkage: Linkage) -> Vec<(Vec<usize>, f64)> {
    let mut groups: Vec<Vec<usize>> = (0..matrix.nrows()).map(|row| vec![row]).collect();
    let apart = |a: &[usize], b: &[usize]| {
        let all: Vec<f64> = a
            .iter()
            .flat_map(|&i| b.iter().map(move |&j| (i, j)))
            .map(|(i, j)| squared_distance(matrix.row(i), matrix.row(j)).sqrt())
            .collect();
        match linkage {
            Linkage::Average => all.iter().sum::<f64>() / all.len() as f64,
            Linkage::Complete => all.iter().copied().fold(0.0, f64::max),
            Linkage::Single => all.iter().copied().fold(f64::INFINITY, f64::min),
            Linkage::Ward => {
                let mean = |rows: &[usize]| {
                    crate::matrix::column_means(matrix.select(ndarray::Axis(0), rows).view())
                };
                let (n, m) = (a.len() as f64, b.len() as f64);
                (2.0 * n * m / (n + m) * squared_distance(mean(a).view(), mean(b).view())).sqrt()
            }
        }
    };
    let mut joins = Vec::new();
    while groups.len() > 1 {
        let mut best = (0, 1, f64::INFINITY);
        for j in 0..groups.len() {
            for i in 0..j {
                let height = apart(&groups[i], &groups[j]);
                if height < best.2 {
                    best = (i, j, height);
                }
            }
        }
        let second = groups.remove(best.1);
        groups[best.0].extend(second);
        groups[best.0].sort_unstable();
        joins.push((groups[best.0].clone(), best.2));
    }
    joins
}

#[test]
fn joins_are_those_of_the_definition() {
    for number in 0..6 {
        let matrix = sample(14, number);
        for linkage in LINKAGES {
            let tree = Dendrogram::of_rows(matrix.view(), linkage).expect("a tree");
            let mut members: Vec<Vec<usize>> = (0..14).map(|row| vec![row]).collect();
            for (merge, (rows, height)) in tree.merges().iter().zip(slow(&matrix, linkage)) {
                let mut joined = members[merge.first].clone();
                joined.extend(&members[merge.second]);
                joined.sort_unstable();
                assert_eq!(joined, rows, "{linkage:?}");
                assert_eq!(joined.len(), merge.n_rows);
                assert!(
                    (merge.height - height).abs() < 1e-12,
                    "{linkage:?}: {} {height}",
                    merge.height
                );
                members.push(joined);
            }
        }
    }
}

#[test]
fn cuts_undo_joins_and_leaves_do_not_cross() {
    let matrix = sample(40, 9);
    for linkage in LINKAGES {
        let tree = Dendrogram::of_rows(matrix.view(), linkage).expect("a tree");
        for n_clusters in [1, 2, 7, 40] {
            let labels = tree.cut(n_clusters).expect("inside");
            let mut distinct = labels.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct, (0..n_clusters).collect::<Vec<_>>());
        }
        // Each group is a run of the leaves.
        let order = tree.leaf_order();
        let labels = tree.cut(5).expect("five");
        let mut runs: Vec<usize> = order.iter().map(|&row| labels[row]).collect();
        runs.dedup();
        assert_eq!(runs.len(), 5);
        let mut sorted = order;
        sorted.sort_unstable();
        assert_eq!(sorted, (0..40).collect::<Vec<_>>());
    }
}

#[test]
fn equal_rows_join_at_height_0() {
    let tree = Dendrogram::of_rows(array![[1.0], [1.0], [1.0], [3.0]].view(), Linkage::Ward)
        .expect("a tree");
    let heights: Vec<f64> = tree.merges().iter().map(|merge| merge.height).collect();
    assert_eq!(heights[..2], [0.0, 0.0]);
    assert!((heights[2] - (2.0_f64 * 3.0 / 4.0).sqrt() * 2.0).abs() < 1e-15);
}

#[test]
fn what_cannot_be_joined_is_named() {
    let message = |matrix: Array2<f64>| {
        Dendrogram::of_rows(matrix.view(), Linkage::Average).expect_err("refused").to_string()
    };
    assert_snapshot!(message(array![[1.0]]), @"rows: got 1, wanted at least 2");
    assert_snapshot!(message(array![[1.0], [f64::NAN]]), @"matrix, column 0, row 2: got NaN, wanted a finite number");
    let tree = Dendrogram::of_rows(array![[1.0], [2.0]].view(), Linkage::Single).expect("a tree");
    assert_snapshot!(tree.cut(3).expect_err("three of two"), @"n_clusters: got 3, wanted a number from 1 to the number of rows");
}
