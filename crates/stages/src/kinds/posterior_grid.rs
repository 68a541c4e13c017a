//! What is believed of a probability, a rate or a mean, after these data?
//!
//! A prior and a likelihood on a grid of the parameter's values ([`spikebook_analysis::estimation::posterior_grid`]), and the
//! estimates that losses ask for: the mean (squared), the median (absolute), the mode (constant loss, the maximum a
//! posteriori). The priors are conjugate ones, so that the answer of the formula stands beside that of the grid.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::mean;
use spikebook_analysis::estimation::{
    BetaBelief, GammaBelief, Loss, NormalBelief, PosteriorGrid as Grid,
};
use spikebook_data::Table;
use spikebook_numeric::elementary::ln;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::regressors::unit_of_column;

/// `posterior-grid`.
pub struct PosteriorGrid;

/// The parameter.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Quantity {
    /// A probability, of a column of outcomes that are 0 or 1; the prior is a beta distribution
    Probability,
    /// A rate, of a column of counts; the prior is a gamma distribution
    Rate,
    /// A mean, of values with noise of a known size; the prior is normal
    Mean,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The parameter to be known
    quantity: Quantity,
    /// The column with the data
    column: String,
    /// Of a probability: successes that the prior stands for, and one
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    prior_a: f64,
    /// Of a probability: failures that the prior stands for, and one
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    prior_b: f64,
    /// Of a rate: events that the prior stands for
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    prior_shape: f64,
    /// Of a rate: exposure that the prior stands for
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    prior_rate: f64,
    /// Of a mean: the mean of the prior
    prior_mean: f64,
    /// Of a mean: the standard deviation of the prior
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    prior_sd: f64,
    /// Of a mean: the standard deviation of each value's noise
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    noise_sd: f64,
    /// Of a rate: the exposure of each count, such as seconds
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    exposure: f64,
    /// Where the grid begins; left out, where the posterior is nothing
    from: Option<f64>,
    /// Where the grid ends; left out, where the posterior is nothing
    to: Option<f64>,
    /// Points of the grid
    #[schemars(range(min = 3, max = 1_000_000))]
    n_points: usize,
    /// Probability in the credible interval
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            quantity: Quantity::Probability,
            column: "outcome".into(),
            prior_a: 1.0,
            prior_b: 1.0,
            prior_shape: 1.0,
            prior_rate: 0.1,
            prior_mean: 0.0,
            prior_sd: 1.0,
            noise_sd: 1.0,
            exposure: 1.0,
            from: None,
            to: None,
            n_points: 1001,
            level: 0.95,
        }
    }
}

/// What the data and the prior come to: the formula's answer and functions for the grid.
struct Problem {
    conjugate_mean: f64,
    from: f64,
    to: f64,
    ln_prior: Box<dyn Fn(f64) -> f64>,
    ln_likelihood: Box<dyn Fn(f64) -> f64>,
}

impl Stage for PosteriorGrid {
    const NAME: &'static str = "posterior-grid";
    const SUMMARY: &'static str =
        "Combine a prior with data on a grid: posterior, estimates by loss, credible interval";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("table", TableSchema::at_least("table", []))
                .described("one row an observation, in the column that a parameter names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let one = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let posterior = [
            number("value", "the parameter"),
            one("prior", "density before the data"),
            one("likelihood", "how likely the data are there, as a density over the grid"),
            one("posterior", "density after the data"),
            one("cumulative", "probability up to there"),
        ];
        let summary = [
            Column::integer("n", Unit::ONE).described("observations"),
            number("posterior_mean", "the estimate of least squared loss"),
            number("posterior_median", "the estimate of least absolute loss"),
            number("posterior_mode", "the maximum a posteriori"),
            number("posterior_sd", "standard deviation of the posterior"),
            number("conjugate_mean", "the posterior mean by its formula"),
            number("low", "lower end of the credible interval with equal tails"),
            number("high", "upper end of the credible interval with equal tails"),
            number("shortest_low", "lower end of the shortest credible interval"),
            number("shortest_high", "upper end of the shortest credible interval"),
            one("log_evidence", "log of the integral of prior × likelihood over the grid"),
            one(
                "share_at_ends",
                "probability in the outermost cells; small where the grid suffices",
            ),
        ];
        vec![
            Port::table("posterior", TableSchema::new("posterior", posterior))
                .described("one row a point of the grid"),
            Port::values("summary", ValuesSchema::new(summary)).described("what is believed"),
        ]
    }

    fn example() -> Example {
        let table = Table::build("trials")
            .integer("outcome", Unit::ONE, vec![1, 1, 0, 1, 1, 1, 0, 1, 1, 1])
            .finish()
            .expect("ten trials");
        Example::default().input("table", table).param("n_points", 11)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("table")?;
        let data = table.numbers(&params.column)?;
        let problem = params.problem(&data)?;
        let (from, to) = (params.from.unwrap_or(problem.from), params.to.unwrap_or(problem.to));
        let share = |point: usize| point as f64 / (params.n_points - 1) as f64;
        let grid: Vec<f64> =
            (0..params.n_points).map(|p| from * (1.0 - share(p)) + to * share(p)).collect();
        let at =
            |function: &dyn Fn(f64) -> f64| grid.iter().map(|x| function(*x)).collect::<Vec<f64>>();
        let (ln_prior, ln_likelihood) = (at(&*problem.ln_prior), at(&*problem.ln_likelihood));
        let flat = vec![0.0; grid.len()];
        let posterior = Grid::new(grid.clone(), &ln_prior, &ln_likelihood)?;
        let prior = Grid::new(grid.clone(), &ln_prior, &flat)?;
        let likelihood = Grid::new(grid.clone(), &flat, &ln_likelihood)?;
        let unit = match params.quantity {
            Quantity::Probability => Unit::FRACTION,
            Quantity::Rate => Unit::ONE,
            Quantity::Mean => unit_of_column(&table, &params.column),
        };
        let mut summary = Values::default();
        summary.count("n", data.len(), Unit::ONE)?;
        let (low, high) = posterior.credible_interval(params.level)?;
        let (shortest_low, shortest_high) = posterior.shortest_interval(params.level)?;
        for (name, value) in [
            ("posterior_mean", posterior.estimate(Loss::Squared)),
            ("posterior_median", posterior.estimate(Loss::Absolute)),
            ("posterior_mode", posterior.estimate(Loss::Constant)),
            ("posterior_sd", posterior.standard_deviation()),
            ("conjugate_mean", problem.conjugate_mean),
            ("low", low),
            ("high", high),
            ("shortest_low", shortest_low),
            ("shortest_high", shortest_high),
        ] {
            summary.number(name, value, unit)?;
        }
        summary.number("log_evidence", posterior.ln_evidence(), Unit::ONE)?;
        summary.number("share_at_ends", posterior.share_at_ends(), Unit::ONE)?;
        task.put_values("summary", summary);
        let table = Table::build("posterior")
            .float("value", unit, grid)
            .float("prior", Unit::ONE, prior.density().to_vec())
            .float("likelihood", Unit::ONE, likelihood.density().to_vec())
            .float("posterior", Unit::ONE, posterior.density().to_vec())
            .float("cumulative", Unit::ONE, posterior.cumulative().to_vec())
            .finish()?;
        task.put_table("posterior", table);
        Ok(())
    }
}

impl Params {
    fn problem(&self, data: &[f64]) -> Result<Problem, Failure> {
        let n = data.len() as u64;
        let total: f64 = data.iter().sum();
        match self.quantity {
            Quantity::Probability => {
                self.check(data, "0 or 1", |x| x == 0.0 || x == 1.0)?;
                let (a, b) = (self.prior_a, self.prior_b);
                let after = BetaBelief::new(a, b)?.after(total as u64, n)?;
                let failures = n as f64 - total;
                // k ln p, which is 0 for no successes even at p = 0.
                let log = |k: f64, p: f64| if k == 0.0 { 0.0 } else { k * ln(p) };
                // A density that is infinite at an end is taken a little inside of it.
                let inside = |p: f64| p.clamp(1e-12, 1.0 - 1e-12);
                Ok(Problem {
                    conjugate_mean: after.mean(),
                    from: 0.0,
                    to: 1.0,
                    ln_prior: Box::new(move |p| {
                        log(a - 1.0, inside(p)) + log(b - 1.0, 1.0 - inside(p))
                    }),
                    ln_likelihood: Box::new(move |p| log(total, p) + log(failures, 1.0 - p)),
                })
            }
            Quantity::Rate => {
                self.check(data, "a whole number from 0 on", |x| x >= 0.0 && x.fract() == 0.0)?;
                let (shape, rate) = (self.prior_shape, self.prior_rate);
                let exposure = self.exposure * n as f64;
                let after = GammaBelief::new(shape, rate)?.after(total as u64, exposure)?;
                let (_, high) = after.credible_interval(1.0 - 1e-9)?;
                let log = |k: f64, x: f64| if k == 0.0 { 0.0 } else { k * ln(x) };
                Ok(Problem {
                    conjugate_mean: after.mean(),
                    from: 0.0,
                    to: high,
                    ln_prior: Box::new(move |x| log(shape - 1.0, x.max(1e-300)) - rate * x),
                    ln_likelihood: Box::new(move |x| log(total, x) - exposure * x),
                })
            }
            Quantity::Mean => {
                let (middle, spread, noise) = (self.prior_mean, self.prior_sd, self.noise_sd);
                let seen = if data.is_empty() { middle } else { mean(data) };
                let after = NormalBelief::new(middle, spread)?.after(seen, n, noise)?;
                let (low, high) = after.credible_interval(1.0 - 1e-9)?;
                let count = n as f64;
                let half_square = |z: f64| -0.5 * z * z;
                Ok(Problem {
                    conjugate_mean: after.mean(),
                    from: low,
                    to: high,
                    ln_prior: Box::new(move |x| half_square((x - middle) / spread)),
                    ln_likelihood: Box::new(move |x| count * half_square((x - seen) / noise)),
                })
            }
        }
    }

    fn check(
        &self,
        data: &[f64],
        wanted: &str,
        is_allowed: impl Fn(f64) -> bool,
    ) -> Result<(), Failure> {
        match data.iter().position(|x| !is_allowed(*x)) {
            Some(row) => Err(Failure::new(
                format!("column `{}`, row {row}: got {}, wanted {wanted}", self.column, data[row]),
                "say with `quantity` what the data are",
            )),
            None => Ok(()),
        }
    }
}
