//! How does the probability of an answer rise with the strength of the stimulus?
//!
//! p(x) = guess + (1 − guess − lapse) F((x − threshold) / width), fitted by maximum likelihood
//! ([`spikebook_analysis::psychometric`]), with standard errors from the observed information and the deviance
//! as a measure of misfit. With `n_bootstrap`, answers are drawn again from the fitted probabilities and fitted in turn: percentile
//! intervals of threshold and width, and a band about the curve. A stimulus that nobody mistakes, or one that changes nothing, is an error by name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::bootstrap::Interval;
use spikebook_analysis::psychometric::{Curve, Draw, Lapse, Psychometric as Model, percentiles};
use spikebook_data::Table;
use spikebook_numeric::special::chi_squared_upper_tail;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `psychometric`.
pub struct Psychometric;

/// The curve.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Shape {
    /// 1 / (1 + exp(−(x − threshold) / width))
    Logistic,
    /// The cumulative normal distribution
    Gaussian,
    /// 1 − exp(−(x / threshold)^width), for x from 0 on
    Weibull,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The curve
    shape: Shape,
    /// Probability of the answer where the stimulus says nothing: 0.5 for right out of two, 0 for a choice
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1.0))]
    guess_rate: f64,
    /// Probability of a slip, where it is fixed
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1.0))]
    lapse_rate: f64,
    /// Largest slip rate, where it is fitted; left out, it is fixed
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    fit_lapse_up_to: Option<f64>,
    /// The column with the strength of the stimulus
    level: String,
    /// The column with the number of trials
    n: String,
    /// The column with the number of such answers
    n_answers: String,
    /// Bootstrap refits; 0 for none
    #[schemars(range(max = 1_000_000))]
    n_bootstrap: usize,
    /// Level of the bootstrap intervals
    #[schemars(extend("exclusiveMinimum" = 0.0, "exclusiveMaximum" = 1.0))]
    level_of_intervals: f64,
    /// Points of the drawn curve
    #[schemars(range(min = 2, max = 10_000))]
    n_curve: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            shape: Shape::Logistic,
            guess_rate: 0.0,
            lapse_rate: 0.0,
            fit_lapse_up_to: None,
            level: "signed_strength".into(),
            n: "n".into(),
            n_answers: "n_first".into(),
            n_bootstrap: 0,
            level_of_intervals: 0.95,
            n_curve: 201,
        }
    }
}

impl Stage for Psychometric {
    const NAME: &'static str = "psychometric";
    const SUMMARY: &'static str = "Fit a psychometric function by maximum likelihood";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("answers", TableSchema::at_least("answers", []))
                .described("one row a strength, with the columns that parameters name"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let level = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let curve = [
            level("x", "the strength"),
            Column::float("p", Unit::FRACTION).described("the fitted probability"),
            Column::float("lower", Unit::FRACTION)
                .optional()
                .described("lower end of its bootstrap band"),
            Column::float("upper", Unit::FRACTION)
                .optional()
                .described("upper end of its bootstrap band"),
        ];
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let summary = [
            level("threshold", "where F is one half (Weibull: 63 %)"),
            level("threshold_se", "its standard error"),
            level("threshold_lower", "lower end of its bootstrap interval").optional(),
            level("threshold_upper", "upper end of its bootstrap interval").optional(),
            level("width_lower", "lower end of the width's bootstrap interval").optional(),
            level("width_upper", "upper end of the width's bootstrap interval").optional(),
            level("width", "the width of the curve; the exponent of a Weibull curve"),
            level("width_se", "its standard error"),
            Column::float("lapse_rate", Unit::FRACTION).described("the slip rate"),
            number("deviance", "2 × (log-likelihood of the data itself − that of the fit)"),
            number("degrees_of_freedom", "strengths less parameters"),
            number("p", "χ² tail of the deviance; small where the curve does not fit").optional(),
            number("log_likelihood", "log-likelihood, without binomial constants"),
        ];
        vec![
            Port::values("summary", ValuesSchema::new(summary)).described("the fit"),
            Port::table("curve", TableSchema::new("curve", curve)).described("the fitted curve"),
        ]
    }

    fn example() -> Example {
        let answers = Table::build("answers")
            .float("signed_strength", Unit::FRACTION, vec![-0.5, -0.1, 0.0, 0.1, 0.5])
            .integer("n", Unit::ONE, vec![20; 5])
            .integer("n_first", Unit::ONE, vec![1, 6, 11, 15, 19])
            .finish()
            .expect("five strengths");
        Example::default().input("answers", answers).param("n_curve", 5).param("n_bootstrap", 20)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let answers = task.table("answers")?;
        let levels = answers.numbers(&params.level)?;
        let unit = answers.schema().column(&params.level).map_or(Unit::ONE, |column| column.unit);
        let counts = |name: &str| -> Result<Vec<u64>, Failure> {
            let cells = answers.integers(name)?;
            Ok(cells.iter().map(|&cell| u64::try_from(cell)).collect::<Result<_, _>>()?)
        };
        let curve = match params.shape {
            Shape::Logistic => Curve::Logistic,
            Shape::Gaussian => Curve::CumulativeGaussian,
            Shape::Weibull => Curve::Weibull,
        };
        let lapse = params.fit_lapse_up_to.map_or(Lapse::Fixed(params.lapse_rate), Lapse::FreeUpTo);
        let model = Model::new(curve).guess_rate(params.guess_rate)?.lapse(lapse)?;
        let (n, n_answers) = (counts(&params.n)?, counts(&params.n_answers)?);
        let replicates = match params.n_bootstrap {
            0 => None,
            n_replicates => {
                let draw = Draw::Parametric;
                Some(model.bootstrap(&levels, &n, &n_answers, n_replicates, draw, task.seed())?)
            }
        };
        let fit = match &replicates {
            Some(replicates) => replicates.fit().clone(),
            None => model.fit(&levels, &n, &n_answers)?,
        };

        let mut summary = Values::default();
        let width_unit = if curve == Curve::Weibull { Unit::ONE } else { unit };
        summary.number("threshold", fit.threshold(), unit)?;
        summary.number("threshold_se", fit.threshold_standard_error(), unit)?;
        summary.number("width", fit.shape(), width_unit)?;
        summary.number("width_se", fit.shape_standard_error(), width_unit)?;
        if let Some(replicates) = &replicates {
            let threshold = percentiles(replicates.thresholds(), params.level_of_intervals)?;
            let width = percentiles(replicates.shapes(), params.level_of_intervals)?;
            summary.number("threshold_lower", threshold.low, unit)?;
            summary.number("threshold_upper", threshold.high, unit)?;
            summary.number("width_lower", width.low, width_unit)?;
            summary.number("width_upper", width.high, width_unit)?;
            if replicates.n_failed() > 0 {
                task.warn(format!(
                    "{} of {} replicates had no fit",
                    replicates.n_failed(),
                    params.n_bootstrap
                ));
            }
        }
        summary.number("lapse_rate", fit.lapse_rate(), Unit::FRACTION)?;
        summary.number("deviance", fit.deviance(), Unit::ONE)?;
        let degrees = fit.degrees_of_freedom() as f64;
        summary.number("degrees_of_freedom", degrees, Unit::ONE)?;
        if degrees > 0.0 {
            summary.number("p", chi_squared_upper_tail(fit.deviance(), degrees), Unit::ONE)?;
        }
        summary.number("log_likelihood", fit.ln_likelihood(), Unit::ONE)?;
        task.put_values("summary", summary);

        let low = levels.iter().copied().fold(f64::INFINITY, f64::min);
        let high = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let share = |point: usize| point as f64 / (params.n_curve - 1) as f64;
        let x: Vec<f64> =
            (0..params.n_curve).map(|p| low * (1.0 - share(p)) + high * share(p)).collect();
        let p = x.iter().map(|&x| fit.probability(x)).collect();
        let band = match &replicates {
            Some(replicates) => Some(replicates.band(&x, params.level_of_intervals)?),
            None => None,
        };
        let end = |of: fn(&Interval) -> f64| match &band {
            Some(band) => band.iter().map(|ends| Some(of(ends))).collect(),
            None => vec![None; params.n_curve],
        };
        let (lower, upper) = (end(|ends| ends.low), end(|ends| ends.high));
        let curve = Table::build("curve")
            .float("x", unit, x)
            .float("p", Unit::FRACTION, p)
            .optional_float("lower", Unit::FRACTION, lower)
            .optional_float("upper", Unit::FRACTION, upper);
        task.put_table("curve", curve.finish()?);
        Ok(())
    }
}
