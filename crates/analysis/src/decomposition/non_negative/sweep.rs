//! Sweeps that lower the objective, and when they end.

use ndarray::{Array2, ArrayView2, Axis};
use spikebook_numeric::elementary::ln;
use spikebook_numeric::sum::sum;

use super::Loss;
use crate::Error;
use crate::matrix::product;

/// Sweeps between two looks at the objective.
const STRIDE: usize = 10;

/// A share of the data below which what is left is as good as nothing.
const NEARLY_EXACT: f64 = 1e-8;

/// Below this nothing is divided by.
const LEAST: f64 = 1e-300;

/// Strengths W (n × k) and patterns H (k × p).
#[derive(Clone, Debug)]
pub(super) struct Factors {
    pub(super) strengths: Array2<f64>,
    pub(super) patterns: Array2<f64>,
}

/// Lowers the objective until it stands still; gives it and the number of sweeps.
pub(super) fn descend(
    matrix: ArrayView2<'_, f64>,
    factors: &mut Factors,
    loss: Loss,
    tolerance: f64,
    max_iterations: usize,
) -> Result<(f64, usize), Error> {
    let size = match loss {
        Loss::Frobenius => 0.5 * sum(matrix.iter().map(|x| x * x)),
        Loss::KullbackLeibler => sum(matrix.iter().copied()),
    };
    if !size.is_finite() {
        return Err(Error::Overflow { what: "matrix".into() });
    }
    let mut before = f64::INFINITY;
    let mut fallen = f64::INFINITY;
    for iteration in 1..=max_iterations {
        match loss {
            Loss::Frobenius => sweep_by_pattern(matrix, factors),
            Loss::KullbackLeibler => sweep_by_factor(matrix, factors),
        }
        if iteration % STRIDE == 0 {
            let now = objective(matrix, factors, loss);
            fallen = (before - now) / now.max(NEARLY_EXACT * size);
            if fallen <= tolerance {
                return Ok((now, iteration));
            }
            before = now;
        }
    }
    Err(Error::NotConverged {
        what: "non-negative factors",
        n_iterations: max_iterations,
        step: fallen,
        tolerance,
    })
}

pub(super) fn objective(matrix: ArrayView2<'_, f64>, factors: &Factors, loss: Loss) -> f64 {
    let model = product(factors.strengths.view(), factors.patterns.view());
    let pairs = matrix.iter().zip(&model);
    match loss {
        Loss::Frobenius => 0.5 * sum(pairs.map(|(x, y)| (x - y) * (x - y))),
        Loss::KullbackLeibler => {
            sum(pairs.map(|(&x, &y)| if x > 0.0 { x * ln(x / y.max(LEAST)) - x + y } else { y }))
        }
    }
}

/// HALS: each pattern, and then each strength, at its minimum while the others stand.
fn sweep_by_pattern(matrix: ArrayView2<'_, f64>, factors: &mut Factors) {
    let Factors { strengths, patterns } = factors;
    let target = product(strengths.t(), matrix);
    minimise_rows(patterns, &target, &strengths.t().dot(strengths));
    let target = product(matrix, patterns.t());
    let gram = patterns.dot(&patterns.t());
    let mut rows = strengths.t().as_standard_layout().into_owned();
    minimise_rows(&mut rows, &target.reversed_axes().as_standard_layout().into_owned(), &gram);
    strengths.assign(&rows.t());
}

/// Row k becomes max(0, rowₖ + (targetₖ − Σⱼ gramₖⱼ rowⱼ) / gramₖₖ), for each k in turn.
fn minimise_rows(rows: &mut Array2<f64>, target: &Array2<f64>, gram: &Array2<f64>) {
    for k in 0..rows.nrows() {
        let curvature = gram[[k, k]];
        if curvature <= LEAST {
            continue;
        }
        let explained = gram.row(k).dot(&*rows);
        let update = (&target.row(k) - &explained) / curvature;
        for (entry, update) in rows.row_mut(k).iter_mut().zip(&update) {
            *entry = (*entry + update).max(0.0);
        }
    }
}

/// H ← H ∘ (Wᵀ (X / WH)) / (Wᵀ 1), and likewise W.
fn sweep_by_factor(matrix: ArrayView2<'_, f64>, factors: &mut Factors) {
    let ratios = |factors: &Factors| {
        let mut model = product(factors.strengths.view(), factors.patterns.view());
        model.zip_mut_with(&matrix, |model, x| *model = x / model.max(LEAST));
        model
    };
    let pull = product(factors.strengths.t(), ratios(factors).view());
    let weight = factors.strengths.sum_axis(Axis(0));
    for ((mut row, pull), weight) in
        factors.patterns.outer_iter_mut().zip(pull.outer_iter()).zip(&weight)
    {
        row.zip_mut_with(&pull, |entry, pull| *entry *= pull / weight.max(LEAST));
    }
    let pull = product(ratios(factors).view(), factors.patterns.t());
    let weight = factors.patterns.sum_axis(Axis(1)).mapv(|weight| weight.max(LEAST));
    factors.strengths *= &(pull / weight);
}
