//! Rows that are made a block at a time, against the same rows in a matrix.

use ndarray::{Array1, Array2};

use crate::matrix::RowBlocks;
use crate::regression::Glm;

/// Rows that are computed when they are asked for.
#[derive(Debug)]
struct Waves {
    n_rows: usize,
}

impl Waves {
    fn entry(row: usize, column: usize) -> f64 {
        ((row * (3 + column) + 7 * column) % 23) as f64 / 11.0 - 1.0
    }
}

impl RowBlocks for Waves {
    fn n_rows(&self) -> usize {
        self.n_rows
    }

    fn n_columns(&self) -> usize {
        4
    }

    fn fill_rows(&self, first: usize, block: &mut [f64]) {
        for (i, entry) in block.iter_mut().enumerate() {
            *entry = Self::entry(first + i / 4, i % 4);
        }
    }
}

#[test]
fn blocks_give_what_a_matrix_gives() {
    let n_rows = 3001;
    let blocks = Waves { n_rows };
    let matrix = Array2::from_shape_fn((n_rows, 4), |(row, column)| Waves::entry(row, column));
    let counts: Vec<f64> = (0..n_rows).map(|row| ((row * 7) % 5 / 2) as f64).collect();
    let response = Array1::from(counts.clone());
    let weights: Vec<f64> = (0..n_rows).map(|row| (row % 3) as f64).collect();
    let offset: Vec<f64> = (0..n_rows).map(|row| 0.01 * (row % 9) as f64).collect();
    for (weights, offset) in [(None, None), (Some(&weights[..]), Some(&offset[..]))] {
        let glm = Glm::poisson().with_penalty(0.01).expect("a penalty");
        let by_blocks = glm.fit_blocks(&blocks, &counts, weights, offset).expect("a fit");
        let by_matrix =
            glm.fit_design(matrix.view(), response.view(), weights, offset).expect("a fit");
        assert_eq!(by_blocks, by_matrix, "to the last bit");
        let predictors = by_blocks.linear_predictor_of_blocks(&blocks, offset).expect("columns");
        let wanted = by_matrix.linear_predictor(matrix.view(), offset).expect("columns");
        assert_eq!(predictors, wanted);
        let deviance = by_blocks.deviance_of_blocks(&blocks, &counts, weights, offset);
        let wanted = by_matrix.deviance_of(matrix.view(), response.view(), weights, offset);
        assert_eq!(deviance.expect("rows"), wanted.expect("rows"));
    }
}

#[test]
fn what_is_wrong_with_a_row_is_said_with_its_place() {
    #[derive(Debug)]
    struct Hole;
    impl RowBlocks for Hole {
        fn n_rows(&self) -> usize {
            2000
        }
        fn n_columns(&self) -> usize {
            2
        }
        fn fill_rows(&self, first: usize, block: &mut [f64]) {
            for (i, entry) in block.iter_mut().enumerate() {
                let (row, column) = (first + i / 2, i % 2);
                *entry = if (row, column) == (1500, 1) { f64::NAN } else { (row % 7) as f64 };
            }
        }
    }
    let message = |response: &[f64]| {
        Glm::poisson().fit_blocks(&Hole, response, None, None).expect_err("refused").to_string()
    };
    insta::assert_snapshot!(message(&vec![1.0; 2000]), @"design matrix, column 1, row 1501: got NaN, wanted a finite number");
    insta::assert_snapshot!(message(&[1.0]), @"response: got 1 entries, wanted 2000");
}
