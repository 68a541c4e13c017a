//! Which penalty predicts best what a fit has not seen?

use ndarray::{Array2, ArrayView1, ArrayView2};

use super::super::information::Pass;
use super::super::many::Multiplicities;
use super::super::newton::largest;
use super::super::observations::Observations;
use super::super::secants::{difference, leaves_below};
use super::point::PointSolver;
use super::quadratic::{Quadratic, correct};
use super::{GlmPath, GlmPathFit, Prepared};
use crate::Error;
use crate::folds::FoldPlan;
use crate::matrix::{Rows, check_length};

/// Passes that all folds share before a fold is fitted by itself.
const MAX_PASSES: usize = 12;

/// A fold whose move is not below this part of the one before is fitted by itself.
const SHRINKS_BELOW: f64 = 0.5;

/// Held-out deviances along a path.
#[derive(Clone, Debug, PartialEq)]
pub struct PathCrossValidation {
    /// The path of all rows
    pub path: GlmPathFit,
    /// Mean deviance of a held-out row: one row a fold, one column a penalty
    pub fold_deviances: Array2<f64>,
    /// Their means over the folds, each fold counted once
    pub mean_deviances: Vec<f64>,
    /// The standard errors of these means, from the spread over folds
    pub standard_errors: Vec<f64>,
    /// The penalty with the smallest mean: its place in the list
    pub best: usize,
    /// The largest penalty whose mean lies within one standard error of the smallest: its place in the list
    pub one_standard_error: usize,
}

/// The rows that train for a fold and that test it.
struct Fold {
    trains: Vec<u16>,
    excluded: Vec<usize>,
    tests: Vec<usize>,
    total_weight: f64,
}

/// A fold on its way to its own fit.
struct State {
    b: Vec<f64>,
    gradient: Vec<f64>,
    information: Vec<f64>,
    moved: Vec<f64>,
    last_move: f64,
    is_settled: bool,
    is_lost: bool,
}

impl GlmPath {
    /// Fits the path to all rows and, at the same penalties, to the training rows of each fold, and judges these
    /// fits on the rows held out.
    ///
    /// # Errors
    /// As [`GlmPath::fit_design`] for all rows and for the training rows of each fold; [`Error::Length`] where the
    /// plan is of another number of rows.
    pub fn cross_validate(
        &self,
        design: ArrayView2<'_, f64>,
        response: ArrayView1<'_, f64>,
        weights: Option<&[f64]>,
        offset: Option<&[f64]>,
        plan: &FoldPlan,
    ) -> Result<PathCrossValidation, Error> {
        let matrix = Rows::Matrix(design.reborrow());
        let response = response.reborrow();
        let rows = Observations::new(self.glm.family(), matrix, response, None, weights, offset)?;
        check_length("rows of the fold plan", plan.n_rows(), rows.n_rows())?;
        let prepared = self.prepare(&rows)?;
        let folds = (0..plan.n_folds())
            .map(|fold| self.fold(plan, fold, &rows))
            .collect::<Result<Vec<Fold>, Error>>()?;
        let is_partition = plan.gap_rows() == 0;
        let (penalties, mut solver) = self.start(&prepared)?;
        let mut points = Vec::with_capacity(penalties.len());
        let mut fold_deviances = Array2::zeros((folds.len(), penalties.len()));
        for (place, &penalty) in penalties.iter().enumerate() {
            let point = solver.solve(penalty)?;
            let states = self.fold_states(&prepared, &folds, &point.b, is_partition, &mut solver);
            let fits = self.fit_folds(&prepared, &folds, states, &solver, penalty)?;
            for (fold, (of, b)) in folds.iter().zip(&fits).enumerate() {
                fold_deviances[[fold, place]] = held_out(self.pass(&prepared), &of.tests, b);
            }
            points.push(point);
        }
        let path = self.finish(&prepared, penalties, &points)?;
        Ok(PathCrossValidation::new(path, fold_deviances))
    }

    fn fold(&self, plan: &FoldPlan, fold: usize, rows: &Observations<'_>) -> Result<Fold, Error> {
        let mut trains = vec![0; rows.n_rows()];
        plan.train_rows(fold).for_each(|row| trains[row] = 1);
        let weights: Vec<f64> =
            trains.iter().enumerate().map(|(row, &n)| rows.weight(row) * f64::from(n)).collect();
        self.glm.with_penalty(1.0)?.check_responses(&rows.weighted(&weights))?;
        Ok(Fold {
            excluded: (0..rows.n_rows()).filter(|&row| trains[row] == 0).collect(),
            tests: plan.test_rows(fold).collect(),
            total_weight: spikebook_numeric::sum::sum(weights.iter().copied()),
            trains,
        })
    }

    /// Each fold's gradient and information at the whole's fit: those of the whole minus those of the rows left
    /// out. The solver of the whole takes the information that is formed on the way.
    fn fold_states(
        &self,
        prepared: &Prepared<'_, '_>,
        folds: &[Fold],
        b: &[f64],
        is_partition: bool,
        solver: &mut PointSolver<'_, '_, '_>,
    ) -> Vec<State> {
        let pass = self.pass(prepared);
        let parts: Vec<(Vec<f64>, Vec<f64>)> =
            folds.iter().map(|fold| pass.evaluate_rows(b, &fold.excluded)).collect();
        let n = b.len();
        let (mut gradient, mut information) = (vec![0.0; n], vec![0.0; n * n]);
        if is_partition {
            for (part, square) in &parts {
                add(&mut gradient, part, 1.0);
                add(&mut information, square, 1.0);
            }
        } else {
            let all: Vec<usize> = (0..prepared.rows.n_rows()).collect();
            (gradient, information) = pass.evaluate_rows(b, &all);
        }
        let states = parts.iter().map(|(part, square)| {
            let (mut gradient, mut information) = (gradient.clone(), information.clone());
            add(&mut gradient, part, -1.0);
            add(&mut information, square, -1.0);
            State {
                b: b.to_vec(),
                gradient,
                information,
                moved: Vec::new(),
                last_move: f64::INFINITY,
                is_settled: false,
                is_lost: false,
            }
        });
        let states = states.collect();
        solver.set_information(information);
        states
    }

    /// The fit of each fold at one penalty.
    fn fit_folds(
        &self,
        prepared: &Prepared<'_, '_>,
        folds: &[Fold],
        mut states: Vec<State>,
        solver: &PointSolver<'_, '_, '_>,
        penalty: f64,
    ) -> Result<Vec<Vec<f64>>, Error> {
        let pass = self.pass(prepared);
        let penalties = solver.penalties(penalty);
        for n_passes in 0..=MAX_PASSES {
            for (state, fold) in states.iter_mut().zip(folds) {
                state.step(fold.total_weight, (&penalties.0, &penalties.1), self.glm.tolerance());
            }
            let moving: Vec<usize> = (0..states.len())
                .filter(|&fold| !states[fold].is_settled && !states[fold].is_lost)
                .collect();
            if moving.is_empty() || n_passes == MAX_PASSES {
                break;
            }
            let sets: Vec<(&Multiplicities, &[f64])> = moving
                .iter()
                .map(|&fold| (folds[fold].trains.as_slice(), states[fold].b.as_slice()))
                .collect();
            for (&fold, sums) in moving.iter().zip(pass.evaluate_sets(&sets)) {
                states[fold].is_lost = !sums.loss.is_finite();
                states[fold].take(sums.gradient);
            }
        }
        let fits = states.into_iter().zip(folds).map(|(state, fold)| {
            if state.is_settled { Ok(state.b) } else { self.fit_alone(prepared, fold, penalty) }
        });
        fits.collect()
    }

    /// A fold that does not follow the whole, fitted by itself.
    fn fit_alone(
        &self,
        prepared: &Prepared<'_, '_>,
        fold: &Fold,
        penalty: f64,
    ) -> Result<Vec<f64>, Error> {
        let weight = |(row, times): (usize, &u16)| prepared.rows.weight(row) * f64::from(*times);
        let weights: Vec<f64> = fold.trains.iter().enumerate().map(weight).collect();
        let rows = prepared.rows.weighted(&weights);
        let pass = Pass { model: self.glm.model(), rows: &rows, design: &prepared.design };
        let mut solver = PointSolver::new(pass, fold.total_weight, self, prepared.null.clone());
        Ok(solver.solve(penalty)?.b)
    }
}

impl State {
    /// Moves to the minimum of the quadratic at hand.
    fn step(&mut self, total_weight: f64, penalties: (&[f64], &[f64]), tolerance: f64) {
        if self.is_settled || self.is_lost {
            return;
        }
        let means =
            |sums: &[f64]| -> Vec<f64> { sums.iter().map(|sum| sum / total_weight).collect() };
        let quadratic = Quadratic {
            information: &means(&self.information),
            gradient: &means(&self.gradient),
            at: &self.b,
            absolute: penalties.0,
            square: penalties.1,
        };
        let Some(target) = quadratic.minimum() else {
            self.is_lost = true;
            return;
        };
        self.moved = difference(&target, &self.b);
        let size = largest(&self.moved);
        self.b = target;
        let wanted = tolerance * (1.0 + largest(&self.b));
        self.is_settled = size <= wanted || leaves_below(wanted, size, self.last_move);
        self.is_lost = !self.is_settled && !(size < SHRINKS_BELOW * self.last_move);
        self.last_move = size;
    }

    /// Learns the gradient at the new place.
    fn take(&mut self, gradient: Vec<f64>) {
        correct(&mut self.information, &self.moved, &difference(&gradient, &self.gradient));
        self.gradient = gradient;
    }
}

impl PathCrossValidation {
    fn new(path: GlmPathFit, fold_deviances: Array2<f64>) -> Self {
        let n_folds = fold_deviances.nrows() as f64;
        let mean_deviances: Vec<f64> =
            fold_deviances.columns().into_iter().map(|column| column.sum() / n_folds).collect();
        let standard_errors: Vec<f64> = fold_deviances
            .columns()
            .into_iter()
            .zip(&mean_deviances)
            .map(|(column, mean)| {
                let squares: f64 = column.iter().map(|d| (d - mean) * (d - mean)).sum();
                (squares / (n_folds - 1.0) / n_folds).sqrt()
            })
            .collect();
        let smaller = |best: usize, place: usize| {
            // A fold that rules its rows out is no number and never the best.
            let [new, old] = [mean_deviances[place], mean_deviances[best]];
            if new < old || (old.is_nan() && !new.is_nan()) { place } else { best }
        };
        let best = (0..mean_deviances.len()).reduce(smaller).unwrap_or(0);
        let bound = mean_deviances[best] + standard_errors[best];
        let one_standard_error =
            (0..best).find(|&place| mean_deviances[place] <= bound).unwrap_or(best);
        Self { path, fold_deviances, mean_deviances, standard_errors, best, one_standard_error }
    }
}

/// The mean deviance of rows that a fit has not seen, each as often as it counts.
fn held_out(pass: Pass<'_, '_, '_>, tests: &[usize], b: &[f64]) -> f64 {
    let predictors = pass.predictors_of(b, tests);
    let weight = |row: usize| pass.rows.weight(row);
    let terms = tests.iter().zip(&predictors).map(|(&row, &eta)| {
        if weight(row) == 0.0 {
            return 0.0;
        }
        let (y, trials) = (pass.rows.response(row), pass.rows.trials(row));
        weight(row) * pass.model.unit_deviance(eta, y, trials)
    });
    spikebook_numeric::sum::sum(terms)
        / spikebook_numeric::sum::sum(tests.iter().map(|&row| weight(row)))
}

fn add(sum: &mut [f64], term: &[f64], factor: f64) {
    for (sum, term) in sum.iter_mut().zip(term) {
        *sum += factor * term;
    }
}
