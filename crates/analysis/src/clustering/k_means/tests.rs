use insta::assert_snapshot;
use ndarray::array;

use super::*;

fn sample(n_rows: usize) -> Array2<f64> {
    let mut draws = Seed::from_name("k-means").replicate("sample", n_rows as u64);
    let centres = [[0.0, 0.0], [4.0, 1.0], [-2.0, 5.0]];
    Array2::from_shape_fn((n_rows, 2), |(row, column)| {
        centres[row % 3][column] + draws.standard_normal()
    })
}

fn fit(n_clusters: usize, matrix: &Array2<f64>) -> KMeansFit {
    let means = KMeans::new(n_clusters, Seed::from_number(1)).expect("clusters");
    means.with_starts(20).expect("twenty").fit_matrix(matrix.view()).expect("a fit")
}

#[test]
fn no_grouping_of_few_rows_is_better() {
    // All 3⁹ ways to give nine rows to three clusters.
    let matrix = sample(9);
    let mut best = f64::INFINITY;
    for code in 0..3_usize.pow(9) {
        let labels: Vec<usize> = (0..9).map(|row| code / 3_usize.pow(row) % 3).collect();
        if (0..3).all(|cluster| labels.contains(&cluster)) {
            let centres = means(matrix.view(), &labels, &[0.0; 9], 3);
            let distances =
                (0..9).map(|row| squared_distance(matrix.row(row), centres.row(labels[row])));
            best = best.min(sum(distances));
        }
    }
    let fit = fit(3, &matrix);
    assert!((fit.inertia() / best - 1.0).abs() < 1e-12, "{} {best}", fit.inertia());
}

#[test]
fn centres_are_means_and_rows_are_with_the_nearest() {
    let matrix = sample(300);
    let fit = fit(3, &matrix);
    assert_eq!(fit.predict_rows(matrix.view()).expect("the same columns"), fit.labels());
    let again = means(matrix.view(), fit.labels(), &vec![0.0; 300], 3);
    assert!((&again - &fit.centres()).iter().all(|error| error.abs() < 1e-12));
    assert!(fit.sizes().windows(2).all(|pair| pair[0] >= pair[1]));
    assert_eq!(fit.sizes().iter().sum::<usize>(), 300);
    // More clusters, less inertia.
    assert!(self::fit(4, &matrix).inertia() < fit.inertia());
    // As many clusters as rows: nothing is left.
    assert_eq!(self::fit(9, &sample(9)).inertia(), 0.0);
}

#[test]
fn what_cannot_be_grouped_is_named() {
    let message = |n, matrix: Array2<f64>| {
        KMeans::new(n, Seed::from_number(1))
            .expect("some")
            .fit_matrix(matrix.view())
            .expect_err("refused")
            .to_string()
    };
    assert_snapshot!(message(3, array![[1.0], [2.0], [1.0]]), @"distinct rows: got 2, wanted at least 3");
    assert_snapshot!(message(1, Array2::zeros((0, 2))), @"rows: got 0, wanted at least 1");
    assert_snapshot!(message(1, array![[1e200]]), @"matrix, column 0: its squares are beyond the range of numbers, wanted values below 1e150 in size");
    assert_snapshot!(KMeans::new(0, Seed::from_number(1)).expect_err("none"), @"n_clusters: got 0, wanted at least 1");
    let hasty = KMeans::new(3, Seed::from_number(1))
        .expect("three")
        .with_starts(1)
        .expect("one")
        .with_max_iterations(1)
        .expect("one");
    assert!(
        hasty
            .fit_matrix(sample(300).view())
            .expect_err("too few")
            .to_string()
            .starts_with("k-means: after 1 iterations")
    );
}
