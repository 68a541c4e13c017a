//! Separation against an oracle that tries every candidate direction.

use ndarray::{Array1, Array2};
use proptest::prelude::*;

use super::Family;
use crate::Error;
use crate::regression::Glm;

/// What the oracle finds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Truth {
    Overlap,
    Partly,
    Completely,
}

/// Rows (1, x₀, x₁) of whole numbers that span three dimensions: the directions that no row forbids form a
/// pointed cone, whose edges are orthogonal to two rows each. The sum of all edges lies inside the cone, so
/// rows that any direction moves are moved by it.
fn truth(rows: &[[i64; 3]], free: &[i64]) -> Truth {
    let dot = |a: [i64; 3], b: [i64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let mut inside = [0; 3];
    for a in rows {
        for b in rows {
            let edge =
                [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
            let allowed = rows.iter().zip(free).all(|(row, free)| {
                let product = dot(*row, edge);
                product == 0 || product.signum() == *free
            });
            if edge != [0; 3] && allowed {
                (0..3).for_each(|k| inside[k] += edge[k]);
            }
        }
    }
    let moved = rows.iter().filter(|row| dot(**row, inside) != 0).count();
    match moved {
        0 => Truth::Overlap,
        n if n == rows.len() => Truth::Completely,
        _ => Truth::Partly,
    }
}

fn rank_is_three(rows: &[[i64; 3]]) -> bool {
    rows.iter().any(|a| {
        rows.iter().any(|b| {
            rows.iter().any(|c| {
                a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
                    + a[2] * (b[0] * c[1] - b[1] * c[0])
                    != 0
            })
        })
    })
}

fn check(family: Family, covariates: &[(i64, i64)], responses: &[i64]) -> Result<(), String> {
    let rows: Vec<[i64; 3]> = covariates.iter().map(|(x, z)| [1, *x, *z]).collect();
    let free: Vec<i64> = match family {
        Family::Poisson => responses.iter().map(|y| if *y == 0 { -1 } else { 0 }).collect(),
        _ => responses.iter().map(|y| if *y == 0 { -1 } else { 1 }).collect(),
    };
    let one_kind = match family {
        Family::Poisson => responses.iter().all(|y| *y == 0),
        _ => responses.windows(2).all(|pair| pair[0] == pair[1]),
    };
    if !rank_is_three(&rows) || one_kind {
        return Ok(());
    }
    let wanted = truth(&rows, &free);
    let design = Array2::from_shape_fn((rows.len(), 2), |(row, j)| rows[row][j + 1] as f64);
    let response: Array1<f64> = responses.iter().map(|y| *y as f64).collect();
    let got = match Glm::new(family).fit_design(design.view(), response.view(), None, None) {
        Ok(_) => Truth::Overlap,
        Err(Error::Separated { complete: true, .. }) => Truth::Completely,
        Err(Error::Separated { complete: false, .. }) => Truth::Partly,
        Err(other) => return Err(format!("{other} for {wanted:?}")),
    };
    if got == wanted { Ok(()) } else { Err(format!("{got:?} for {wanted:?}")) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn choices_are_judged_as_the_oracle_judges_them(
        rows in prop::collection::vec(((-4_i64..5, -4_i64..5), 0_i64..2), 4..16),
    ) {
        let (covariates, responses): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let verdict = check(Family::Binomial, &covariates, &responses);
        prop_assert!(verdict.is_ok(), "{verdict:?}");
    }

    #[test]
    fn counts_are_judged_as_the_oracle_judges_them(
        rows in prop::collection::vec(((-4_i64..5, -4_i64..5), 0_i64..3), 4..12),
    ) {
        let (covariates, responses): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
        let verdict = check(Family::Poisson, &covariates, &responses);
        prop_assert!(verdict.is_ok(), "{verdict:?}");
    }

    #[test]
    fn a_border_drawn_through_the_data_separates_them(
        rows in prop::collection::vec((-4_i64..5, -4_i64..5), 6..40),
        (a, b, c) in (-3_i64..4, -3_i64..4, -3_i64..4),
        on_border in any::<u64>(),
    ) {
        // Rows beyond the border are 1, rows before it 0, rows on it either: never an overlap.
        let responses: Vec<i64> = rows
            .iter()
            .enumerate()
            .map(|(row, (x, z))| match a * x + b * z + c {
                0 => ((on_border >> (row % 64)) & 1) as i64,
                side => i64::from(side > 0),
            })
            .collect();
        let verdict = check(Family::Binomial, &rows, &responses);
        prop_assert!(verdict.is_ok(), "{verdict:?}");
    }
}

#[test]
fn an_indicator_of_silent_bins_is_named() {
    // No spike ever fell while the animal was in place 2.
    let place = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2];
    let counts = Array1::from(vec![1.0, 4.0, 0.0, 2.0, 6.0, 0.0, 0.0, 5.0, 0.0, 3.0, 4.0, 0.0]);
    let design =
        Array2::from_shape_fn((12, 2), |(row, j)| f64::from(u8::from(place[row] == j + 1)));
    let error = Glm::poisson()
        .fit_design(design.view(), counts.view(), None, None)
        .expect_err("no finite estimate");
    assert!(matches!(error, Error::Separated { complete: false, column: Some(1), .. }), "{error}");
    let penalised = Glm::poisson().with_penalty(0.01).expect("a penalty");
    assert!(penalised.fit_design(design.view(), counts.view(), None, None).is_ok());
}

#[test]
fn one_row_on_the_wrong_side_is_enough_for_an_estimate() {
    // Separated but for one choice among a thousand.
    let design = Array2::from_shape_fn((1000, 1), |(row, _)| row as f64 - 499.5);
    let mut choices: Array1<f64> = (0..1000).map(|row| f64::from(u8::from(row >= 500))).collect();
    choices.swap(499, 500);
    let fit = Glm::binomial().fit_design(design.view(), choices.view(), None, None).expect("a fit");
    assert!(fit.coefficients()[0] > 0.0 && fit.convergence().gradient < 1e-10);
}

#[test]
fn a_strong_effect_is_not_taken_for_separation() {
    // Expected log-odds up to ±20: nearly every choice is certain, and yet there is an estimate.
    let mut draws = spikebook_numeric::Seed::from_name("steep").replicate("choices", 0);
    let design = Array2::from_shape_fn((4000, 1), |(row, _)| f64::from(row as i32 - 2000) / 100.0);
    let choices: Array1<f64> = design
        .column(0)
        .iter()
        .map(|x| f64::from(u8::from(draws.bernoulli(Family::Binomial.default_link().mean(*x)))))
        .collect();
    let fit = Glm::binomial().fit_design(design.view(), choices.view(), None, None).expect("a fit");
    assert!((fit.coefficients()[0] - 1.0).abs() < 4.0 * fit.standard_errors()[1]);
}
