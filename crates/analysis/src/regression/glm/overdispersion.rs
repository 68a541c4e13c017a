//! The dispersion α of a negative binomial regression by maximum likelihood, together with the coefficients.
//!
//! The two are nearly uncorrelated, so each is fitted in turn, the other held, until neither moves. Where counts vary
//! no more than Poisson counts do, the likelihood is largest at α = 0: that is an error and not a small number.
//! With u = αμ, a row's log-likelihood has in α the slope
//!
//! ```text
//! Σ_{k<y} k/(1 + αk) + ln(1 + u)/α² − (y + 1/α) μ/(1 + u)
//! ```

use spikebook_numeric::elementary::{exp, ln, ln_1_plus};
use spikebook_numeric::special::{digamma, trigamma};
use spikebook_numeric::sum::RunningSum;

use super::family::Family;
use super::information::Pass;
use super::model::{Curvature, Model};
use super::newton::Solution;
use super::observations::Observations;
use super::{Glm, Link};
use crate::Error;
use crate::matrix::Cholesky;
use crate::regression::standard_design::StandardDesign;

/// Turns of coefficients and dispersion before the fit counts as not converged.
const MAX_TURNS: usize = 200;

/// A move of ln α that ends the turns.
const TOLERANCE: f64 = 1e-10;

/// Steps of Newton's method for ln α in one turn.
const MAX_STEPS: usize = 100;

/// Sums over the counts below a response are taken from a table up to here.
const TABLE_UP_TO: usize = 100_000;

/// Below this u, differences of functions of u are taken from their series.
const SMALL: f64 = 1e-3;

/// What is known of α beside its value.
#[derive(Clone, Debug)]
pub(super) struct Joint {
    /// α
    pub(super) dispersion: f64,
    /// Covariance of the standardised coefficients and α (last) from the observed information of both, in rows
    pub(super) covariance: Vec<f64>,
}

/// Σ_{k<y} k/(1 + αk) and Σ_{k<y} k²/(1 + αk)², for y = 0, 1, …
struct Table {
    alpha: f64,
    sums: Vec<[f64; 2]>,
}

impl Table {
    fn new(alpha: f64, largest: f64) -> Self {
        let n = largest.min(TABLE_UP_TO as f64) as usize;
        let mut sums = Vec::with_capacity(n + 1);
        let mut sum = [0.0, 0.0];
        for k in 0..=n {
            sums.push(sum);
            let term = k as f64 / (1.0 + alpha * k as f64);
            sum = [sum[0] + term, sum[1] + term * term];
        }
        Self { alpha, sums }
    }

    fn at(&self, y: f64) -> [f64; 2] {
        if let Some(sums) = self.sums.get(y as usize) {
            return *sums;
        }
        // With θ = 1/α: k/(1 + αk) = θ (1 − θ/(θ + k)).
        let theta = 1.0 / self.alpha;
        let harmonic = digamma(y + theta) - digamma(theta);
        let squares = trigamma(theta) - trigamma(y + theta);
        let first = theta * (y - theta * harmonic);
        let second = theta * theta * (y - 2.0 * theta * harmonic + theta * theta * squares);
        [first, second]
    }
}

/// The slope and the bend of the log-likelihood in α, summed over the rows.
fn slopes(alpha: f64, rows: &Observations<'_>, means: &[f64], largest: f64) -> [f64; 2] {
    let table = Table::new(alpha, largest);
    let mut totals = [RunningSum::default(); 2];
    for (row, &mean) in means.iter().enumerate() {
        let (weight, y) = (rows.weight(row), rows.response(row));
        if weight == 0.0 {
            continue;
        }
        let [first, second] = table.at(y);
        let u = alpha * mean;
        let spread = 1.0 + u;
        // (ln(1 + u) − u/(1 + u))/u² and (2u/(1 + u) − 2 ln(1 + u) + u²/(1 + u)²)/u³
        let (near, nearer) = if u < SMALL {
            (
                0.5 - u * (2.0 / 3.0 - u * (0.75 - 0.8 * u)),
                -(2.0 / 3.0) + u * (1.5 - u * (2.4 - u * (10.0 / 3.0))),
            )
        } else {
            let share = u / spread;
            let ln = ln_1_plus(u);
            ((ln - share) / (u * u), (2.0 * share - 2.0 * ln + share * share) / (u * u * u))
        };
        let square = mean * mean;
        totals[0].add(weight * (first + square * near - y * mean / spread));
        totals[1].add(weight * (square * mean * nearer + y * square / (spread * spread) - second));
    }
    totals.map(RunningSum::value)
}

/// The α > 0 with the largest likelihood at given means; none where it falls from 0 on.
fn most_likely(rows: &Observations<'_>, means: &[f64], start: f64) -> Option<f64> {
    let largest = (0..rows.n_rows()).fold(0.0_f64, |largest, row| largest.max(rows.response(row)));
    let slope_at_0: f64 = slopes(0.0, rows, means, largest)[0];
    if slope_at_0.is_nan() || slope_at_0 <= 0.0 {
        return None;
    }
    // Newton's method for ln α, kept between a place where the likelihood rises and one where it falls.
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut place = ln(start);
    for _ in 0..MAX_STEPS {
        let alpha = exp(place);
        let [slope, bend] = slopes(alpha, rows, means, largest);
        if slope > 0.0 {
            low = place;
        } else {
            high = place;
        }
        let (first, second) = (alpha * slope, alpha * alpha * bend + alpha * slope);
        let newton = if second < 0.0 { place - first / second } else { f64::NAN };
        let step_limit = 3.0;
        let next = if newton > low && newton < high && (newton - place).abs() < step_limit {
            newton
        } else if low.is_finite() && high.is_finite() {
            0.5 * (low + high)
        } else if slope > 0.0 {
            place + step_limit
        } else {
            place - step_limit
        };
        let moved = (next - place).abs();
        place = next;
        if moved <= 0.01 * TOLERANCE {
            break;
        }
        if !(-60.0..60.0).contains(&place) {
            return None;
        }
    }
    Some(exp(place))
}

/// The coefficients and the dispersion that are most likely together.
pub(super) fn estimate(
    glm: &Glm,
    rows: &Observations<'_>,
    design: &StandardDesign<'_>,
) -> Result<(Glm, Solution, Joint), Error> {
    let n_rows = (0..rows.n_rows()).filter(|&row| rows.weight(row) > 0.0).count();
    let poisson = glm.of_family(Family::Poisson);
    let mut solution = poisson.problem(rows, design).solve()?;
    let mut alpha = 0.5;
    let mut n_iterations = solution.n_iterations;
    let mut step = f64::INFINITY;
    for _ in 0..MAX_TURNS {
        let means = means(glm.link(), rows, design, &solution.b);
        let next = most_likely(rows, &means, alpha).ok_or(Error::NotOverdispersed { n_rows })?;
        step = (ln(next) - ln(alpha)).abs();
        alpha = next;
        let at = glm.of_family(Family::negative_binomial(alpha)?);
        solution = at.problem(rows, design).solve_from(solution.b)?;
        n_iterations += solution.n_iterations;
        if step <= TOLERANCE {
            solution.n_iterations = n_iterations;
            let joint = joint(&at, rows, design, &solution, alpha);
            return Ok((at, solution, joint));
        }
    }
    let tolerance = TOLERANCE;
    Err(Error::NotConverged { what: "negative binomial dispersion", n_iterations, step, tolerance })
}

fn means(link: Link, rows: &Observations<'_>, design: &StandardDesign<'_>, b: &[f64]) -> Vec<f64> {
    let mut means = vec![0.0; rows.n_rows()];
    design.for_each_product(b, |row, product| means[row] = link.mean(product + rows.offset(row)));
    means
}

/// The covariance from the observed information of coefficients and dispersion.
fn joint(
    glm: &Glm,
    rows: &Observations<'_>,
    design: &StandardDesign<'_>,
    solution: &Solution,
    alpha: f64,
) -> Joint {
    let model: Model = glm.model();
    let n = design.n_columns();
    let problem = glm.problem(rows, design);
    let pass = Pass { model, rows, design };
    let observed = pass.evaluate(&solution.b, Curvature::Observed);
    let information = problem.penalised_information(&observed);
    let mut all = vec![0.0; (n + 1) * (n + 1)];
    for i in 0..n {
        all[i * (n + 1)..i * (n + 1) + n].copy_from_slice(&information[i * n..(i + 1) * n]);
    }
    let mut crossed = vec![0.0; n];
    let mut means = vec![0.0; rows.n_rows()];
    design.for_each_row(&solution.b, |row, z, product| {
        let curve = model.link.curve(product + rows.offset(row));
        means[row] = curve.mean;
        let spread = 1.0 + alpha * curve.mean;
        let difference = rows.response(row) - curve.mean;
        let factor = rows.weight(row) * difference * curve.slope / (spread * spread);
        if rows.weight(row) > 0.0 {
            for (sum, z) in crossed.iter_mut().zip(z) {
                *sum += factor * z;
            }
        }
    });
    for (j, &term) in crossed.iter().enumerate() {
        all[j * (n + 1) + n] = term;
        all[n * (n + 1) + j] = term;
    }
    let largest = (0..rows.n_rows()).fold(0.0_f64, |largest, row| largest.max(rows.response(row)));
    all[(n + 1) * (n + 1) - 1] = -slopes(alpha, rows, &means, largest)[1];
    let covariance = match Cholesky::new(&all, n + 1, 0.0) {
        Ok(factor) => factor.inverse(),
        Err(_) => vec![f64::NAN; (n + 1) * (n + 1)],
    };
    Joint { dispersion: alpha, covariance }
}
