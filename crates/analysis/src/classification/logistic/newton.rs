//! Newton's steps on centred and scaled columns.

use ndarray::{Array1, Array2};
use spikebook_numeric::elementary::ln;
use spikebook_numeric::sum::sum;

use super::MultinomialLogisticFit;
use crate::Error;
use crate::classification::softmax;
use crate::classification::training::Training;
use crate::matrix::{Cholesky, column_means};

/// A pivot below this share of its diagonal entry is one that is 0 but for rounding.
const PIVOT_FLOOR: f64 = 1e-9;

/// A mean loss below this says that every row is told without doubt.
const NO_LOSS: f64 = 1e-9;

/// Halvings of a step before it is given up.
const MOST_HALVINGS: usize = 40;

/// The loss, and what it is made of, at some coefficients (classes × (1 + columns)).
struct Problem<'a> {
    /// A column of ones, and the standard columns
    design: Array2<f64>,
    labels: &'a [usize],
    /// The penalty of each standard column; 0 for the intercept
    penalties: Array1<f64>,
    n_classes: usize,
}

pub(super) fn minimise(
    training: &Training<'_, '_>,
    penalty: f64,
    tolerance: f64,
    max_iterations: usize,
) -> Result<MultinomialLogisticFit, Error> {
    let (n_rows, n_columns) = training.matrix.dim();
    let mean = column_means(training.matrix);
    let centred = &training.matrix - &mean;
    let scale: Array1<f64> = centred
        .columns()
        .into_iter()
        .zip(&mean)
        .map(|(column, mean)| {
            let deviation = (sum(column.iter().map(|x| x * x)) / n_rows as f64).sqrt();
            // A constant column is left to the check of rank, or to the penalty.
            if deviation > 1e-13 * mean.abs() { deviation } else { 1.0 }
        })
        .collect();
    let problem = Problem {
        design: Array2::from_shape_fn((n_rows, n_columns + 1), |(row, column)| match column {
            0 => 1.0,
            _ => centred[[row, column - 1]] / scale[column - 1],
        }),
        labels: training.labels,
        penalties: std::iter::once(0.0).chain(scale.iter().map(|s| penalty / (s * s))).collect(),
        n_classes: training.n_classes(),
    };
    let mut b = Array2::zeros((problem.n_classes, n_columns + 1));
    let (mut chances, mut loss) = problem.at(&b);
    let mut promised = f64::INFINITY;
    for iteration in 1..=max_iterations {
        if penalty == 0.0 && problem.mean_loss(&chances) < NO_LOSS {
            return Err(separated(true, &b, iteration - 1));
        }
        let gradient = problem.gradient(&b, &chances);
        let hessian = problem.hessian(&chances);
        let size = gradient.len();
        let factor = Cholesky::new(&hessian, size, PIVOT_FLOOR).map_err(|place| {
            let column = place % (n_columns + 1);
            match (iteration, column) {
                (1, 1..) => Error::RankDeficient { column: column - 1 },
                _ => separated(false, &b, iteration - 1),
            }
        })?;
        let mut step: Vec<f64> = gradient.iter().copied().collect();
        factor.solve(&mut step);
        let step = Array2::from_shape_vec(b.dim(), step).expect("as many as coefficients");
        promised = 0.5 * (&step * &gradient).sum();
        if promised <= tolerance {
            // The last step is so small that only rounding speaks against it.
            b -= &step;
            let (chances, _) = problem.at(&b);
            let mean_loss = problem.mean_loss(&chances);
            let mut coefficients = Array2::zeros((problem.n_classes, n_columns));
            let mut intercepts = b.column(0).to_owned();
            for class in 0..problem.n_classes {
                for column in 0..n_columns {
                    let coefficient = b[[class, column + 1]] / scale[column];
                    coefficients[[class, column]] = coefficient;
                    intercepts[class] -= coefficient * mean[column];
                }
            }
            let level = intercepts.sum() / problem.n_classes as f64;
            intercepts.mapv_inplace(|intercept| intercept - level);
            let n_iterations = iteration;
            return Ok(MultinomialLogisticFit {
                intercepts,
                coefficients,
                mean_loss,
                n_iterations,
            });
        }
        let mut share = 1.0;
        for _ in 0..MOST_HALVINGS {
            let next = &b - &(&step * share);
            let (next_chances, next_loss) = problem.at(&next);
            if next_loss <= loss {
                (b, chances, loss) = (next, next_chances, next_loss);
                break;
            }
            share *= 0.5;
        }
    }
    Err(Error::NotConverged {
        what: "multinomial logistic regression",
        n_iterations: max_iterations,
        step: promised,
        tolerance,
    })
}

/// Separation, mostly by the column with the largest coefficient.
fn separated(complete: bool, b: &Array2<f64>, n_iterations: usize) -> Error {
    let size = |column: usize| b.column(column).iter().fold(0.0_f64, |size, b| size.max(b.abs()));
    let column =
        (1..b.ncols()).reduce(|best, next| if size(next) > size(best) { next } else { best });
    Error::Separated { complete, column: column.map(|column| column - 1), n_iterations }
}

impl Problem<'_> {
    /// Probabilities, and the loss with its penalty.
    fn at(&self, b: &Array2<f64>) -> (Array2<f64>, f64) {
        let mut chances = self.design.dot(&b.t());
        softmax(&mut chances);
        let penalty = sum(b.indexed_iter().map(|((_, column), b)| self.penalties[column] * b * b));
        let loss = self.mean_loss(&chances) + 0.5 * penalty;
        (chances, loss)
    }

    fn mean_loss(&self, chances: &Array2<f64>) -> f64 {
        let losses = self
            .labels
            .iter()
            .enumerate()
            .map(|(row, &label)| -ln(chances[[row, label]].max(1e-300)));
        sum(losses) / self.labels.len() as f64
    }

    fn gradient(&self, b: &Array2<f64>, chances: &Array2<f64>) -> Array2<f64> {
        let mut residuals = chances.clone();
        for (row, &label) in self.labels.iter().enumerate() {
            residuals[[row, label]] -= 1.0;
        }
        let mut gradient = residuals.t().dot(&self.design) / self.labels.len() as f64;
        for ((class, column), slope) in gradient.indexed_iter_mut() {
            *slope += self.penalties[column] * b[[class, column]];
        }
        gradient
    }

    /// The second derivatives, in rows, class after class; and the same added to every pair of classes of one column,
    /// which leaves steps whose coefficients sum to 0 over classes as they are.
    fn hessian(&self, chances: &Array2<f64>) -> Vec<f64> {
        let n_rows = self.labels.len() as f64;
        let width = self.design.ncols();
        let size = self.n_classes * width;
        let mut hessian = vec![0.0; size * size];
        for first in 0..self.n_classes {
            for second in 0..=first {
                let mut weighted = self.design.clone();
                for (row, mut values) in weighted.outer_iter_mut().enumerate() {
                    let same = if first == second { 1.0 } else { 0.0 };
                    let weight = chances[[row, first]] * (same - chances[[row, second]]);
                    values.mapv_inplace(|value| value * weight / n_rows);
                }
                let block = self.design.t().dot(&weighted);
                for ((i, j), entry) in block.indexed_iter() {
                    hessian[(first * width + i) * size + second * width + j] = *entry;
                    hessian[(second * width + j) * size + first * width + i] = *entry;
                }
            }
        }
        for column in 0..width {
            let mean_square = self.design.column(column).dot(&self.design.column(column)) / n_rows;
            let gauge = mean_square / (self.n_classes * self.n_classes) as f64;
            for first in 0..self.n_classes {
                let place = first * width + column;
                hessian[place * size + place] += self.penalties[column];
                for second in 0..self.n_classes {
                    hessian[place * size + second * width + column] += gauge;
                }
            }
        }
        hessian
    }
}
