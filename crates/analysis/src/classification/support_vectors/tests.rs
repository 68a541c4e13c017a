use insta::assert_snapshot;
use ndarray::array;
use smartcore::svm::Kernels;
use smartcore::svm::svc::{SVC, SVCParameters};
use spikebook_numeric::Seed;

use super::*;

fn sample(n_rows: usize) -> (Array2<f64>, Vec<usize>) {
    let mut draws = Seed::from_name("support").replicate("sample", 0);
    let labels: Vec<usize> = (0..n_rows).map(|row| row % 2).collect();
    let matrix = Array2::from_shape_fn((n_rows, 2), |(row, column)| {
        let centre = if labels[row] == 1 && column == 0 { 2.0 } else { 0.0 };
        centre + draws.standard_normal()
    });
    (matrix, labels)
}

#[test]
fn two_rows_have_a_closed_form() {
    // The widest margin between 0 and 2 is at 1, with decision 1 − x.
    let machine = SupportVectors::new(Kernel::Linear, 100.0).expect("sound");
    let fit = machine.fit(array![[0.0], [2.0]].view(), &[0, 1], 2).expect("a fit");
    let decisions = fit.decisions(array![[0.0], [1.0], [3.0]].view()).expect("finite");
    for (got, wanted) in decisions.iter().zip([1.0, 0.0, -2.0]) {
        assert!((got - wanted).abs() < 1e-12, "{got}");
    }
    assert_eq!(fit.n_support_vectors(), [2]);
}

#[test]
fn conditions_of_the_optimum_hold() {
    let (matrix, labels) = sample(80);
    for kernel in [Kernel::Linear, Kernel::Gaussian { gamma: 0.7 }] {
        let cost = 1.5;
        let machine =
            SupportVectors::new(kernel, cost).expect("sound").with_tolerance(1e-9).expect("inside");
        let fit = machine.fit(matrix.view(), &labels, 2).expect("a fit");
        let boundary = &fit.boundaries[0];
        assert!(boundary.weights.iter().sum::<f64>().abs() < 1e-9);
        let decisions = fit.decisions(matrix.view()).expect("finite");
        for (row, decision) in decisions.iter().enumerate() {
            let sign = if labels[row] == 0 { 1.0 } else { -1.0 };
            let place = boundary.vectors.outer_iter().position(|vector| vector == matrix.row(row));
            let alpha = place.map_or(0.0, |place| boundary.weights[place] * sign);
            let margin = sign * decision;
            assert!((0.0..=cost).contains(&alpha));
            if alpha == 0.0 {
                assert!(margin > 1.0 - 1e-7, "{margin}");
            } else if alpha == cost {
                assert!(margin < 1.0 + 1e-7, "{margin}");
            } else {
                assert!((margin - 1.0).abs() < 1e-7, "{margin}");
            }
        }
    }
}

#[test]
fn smartcore_tells_nearly_the_same_classes() {
    let (matrix, labels) = sample(200);
    let fit = SupportVectors::new(Kernel::Linear, 1.0)
        .expect("sound")
        .fit(matrix.view(), &labels, 2)
        .expect("a fit");
    let ours = fit.predict_rows(matrix.view()).expect("finite");
    let rows = super::super::training::smartcore_matrix(matrix.view()).expect("rows");
    let signs: Vec<i32> = labels.iter().map(|&label| if label == 1 { 1 } else { -1 }).collect();
    let parameters =
        SVCParameters::default().with_c(1.0).with_kernel(Kernels::linear()).with_seed(Some(1));
    let theirs =
        SVC::fit(&rows, &signs, &parameters).expect("a fit").predict(&rows).expect("finite");
    let n_same =
        ours.iter().zip(&theirs).filter(|(ours, theirs)| (**ours == 1) == (**theirs > 0.0)).count();
    assert!(n_same >= 190, "{n_same} of 200");
}

#[test]
fn three_classes_are_told_by_vote() {
    let centres = array![[0.0, 0.0], [5.0, 0.0], [0.0, 5.0]];
    let labels: Vec<usize> = (0..30).map(|row| row % 3).collect();
    let matrix = Array2::from_shape_fn((30, 2), |(row, column)| {
        centres[[row % 3, column]] + 0.1 * (row / 3) as f64
    });
    let machine = SupportVectors::new(Kernel::Gaussian { gamma: 0.1 }, 10.0).expect("sound");
    let fit = machine.fit(matrix.view(), &labels, 3).expect("a fit");
    assert_eq!(fit.predict_rows(matrix.view()).expect("finite"), labels);
    assert_eq!(fit.n_support_vectors().len(), 3);
}

#[test]
fn what_cannot_be_fitted_is_named() {
    assert_snapshot!(SupportVectors::new(Kernel::Linear, 0.0).expect_err("0"), @"cost: got 0, wanted a finite number above 0");
    assert_snapshot!(SupportVectors::new(Kernel::Gaussian { gamma: -1.0 }, 1.0).expect_err("negative"), @"gamma: got -1, wanted a finite number above 0");
    let (matrix, labels) = sample(60);
    let hasty = SupportVectors::new(Kernel::Linear, 1.0)
        .expect("sound")
        .with_max_iterations(2)
        .expect("two");
    let error = hasty.fit(matrix.view(), &labels, 2).expect_err("too few steps").to_string();
    assert!(error.starts_with("support vector machine: after 2 iterations"), "{error}");
}
