//! What does a neuron learn that only hears its inputs?
//!
//! A linear neuron hears pairs of correlated inputs and changes its weights by Hebb's, Oja's or the BCM rule
//! ([`spikebook_models::plasticity`]). Hebb's weights grow without bound, Oja's turn to the first principal component at length 1,
//! BCM's choose. The inputs are drawn from a normal distribution of two numbers; along the first principal component
//! their variance is (s₁² + s₂² + √((s₁² − s₂²)² + 4 ρ² s₁² s₂²))/2.

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::plasticity::{Learner, Rule};
use spikebook_numeric::elementary::atan2;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

/// `hebbian-learning`.
pub struct HebbianLearning;

/// A rule.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum RuleName {
    /// w grows by rate times output times input
    Hebb,
    /// The same, less what keeps the length at 1
    Oja,
    /// Outputs above a sliding threshold strengthen, those below weaken
    Bcm,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The rule
    rule: RuleName,
    /// How fast it learns
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0))]
    rate: f64,
    /// How many inputs the threshold of BCM remembers
    #[schemars(range(min = 1.0, max = 1e6))]
    memory: f64,
    /// How many inputs are heard
    #[schemars(range(min = 1, max = 1_000_000))]
    n_inputs: usize,
    /// Standard deviation of the first input
    #[schemars(range(min = 0.0, max = 1000.0))]
    first_deviation: f64,
    /// Standard deviation of the second input
    #[schemars(range(min = 0.0, max = 1000.0))]
    second_deviation: f64,
    /// Correlation of the two
    #[schemars(range(min = -1.0, max = 1.0))]
    correlation: f64,
    /// The two weights at the start
    start: Vec<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            rule: RuleName::Oja,
            rate: 0.005,
            memory: 100.0,
            n_inputs: 2000,
            first_deviation: 1.5,
            second_deviation: 1.0,
            correlation: 0.7,
            start: vec![0.3, -0.2],
        }
    }
}

/// Rows of the output at most.
const MOST_ROWS: usize = 2000;

impl Stage for HebbianLearning {
    const NAME: &'static str = "hebbian-learning";
    const SUMMARY: &'static str =
        "Let a neuron learn from two inputs by Hebb's, Oja's or the BCM rule";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let course = [
            Column::integer("n_heard", Unit::ONE).described("inputs heard so far"),
            number("first_weight", "the weight of the first input"),
            number("second_weight", "the weight of the second"),
            number("length", "length of the weights"),
        ];
        let inputs = [Column::vector("x", Unit::ONE).described("the two inputs")];
        let summary = [
            number("length", "length of the weights at the end"),
            number(
                "alignment",
                "|cosine| of the weights with the first principal component that was put in",
            ),
            number("threshold", "the threshold at the end; 0 but for BCM"),
        ];
        let component = [
            Column::float("direction_deg", Unit::DEGREE)
                .described("direction of the first principal component that was put in"),
            number("variance", "variance along it"),
        ];
        vec![
            Port::table("weights", TableSchema::new("weights", course))
                .described("the weights as they are learnt"),
            Port::table("inputs", TableSchema::new("inputs", inputs)).described("what was heard"),
            Port::values("summary", ValuesSchema::new(summary)).described("the end"),
            Port::values("component", ValuesSchema::new(component))
                .for_instructors()
                .described("the law of the inputs"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_inputs", 20)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let [first, second] = params.start[..] else {
            return Err(Failure::new(
                format!("parameter `start`: got {} numbers, wanted 2", params.start.len()),
                "give the weight of the first input and that of the second",
            ));
        };
        let rule = match params.rule {
            RuleName::Hebb => Rule::hebb(params.rate)?,
            RuleName::Oja => Rule::oja(params.rate)?,
            RuleName::Bcm => Rule::bcm(params.rate, params.memory)?,
        };
        let (a, b, r) = (params.first_deviation, params.second_deviation, params.correlation);
        let stream = &mut task.seed().replicate("inputs", 0);
        let rest = (1.0 - r * r).max(0.0).sqrt();
        let flat: Vec<f64> = (0..params.n_inputs)
            .flat_map(|_| {
                let (x, y) = (stream.standard_normal(), stream.standard_normal());
                [a * x, b * (r * x + rest * y)]
            })
            .collect();
        let inputs = Array2::from_shape_vec((params.n_inputs, 2), flat.clone())?;
        let trace = Learner::new(rule, vec![first, second])?.learn(inputs.view(), 1)?;
        // Of [[a², r a b], [r a b, b²]].
        let (cross, apart) = (r * a * b, a * a - b * b);
        let spread = (apart * apart + 4.0 * cross * cross).sqrt();
        let angle = 0.5 * atan2(2.0 * cross, apart);
        let direction =
            [spikebook_numeric::elementary::cos(angle), spikebook_numeric::elementary::sin(angle)];
        let length = |x: f64, y: f64| (x * x + y * y).sqrt();
        let [x, y] = [trace.weights[0], trace.weights[1]];
        let size = length(x, y);
        let along = (x * direction[0] + y * direction[1]).abs();
        let mut summary = Values::default();
        summary.number("length", size, Unit::ONE)?;
        summary.number("alignment", if size > 0.0 { along / size } else { 0.0 }, Unit::ONE)?;
        summary.number("threshold", trace.threshold, Unit::ONE)?;
        task.put_values("summary", summary);
        let mut component = Values::default();
        component.number("direction_deg", angle.to_degrees(), Unit::DEGREE)?;
        component.number("variance", 0.5 * (a * a + b * b + spread), Unit::ONE)?;
        task.put_values("component", component);
        let every = trace.first_pass.nrows().div_ceil(MOST_ROWS);
        let rows: Vec<usize> = (0..trace.first_pass.nrows()).step_by(every).collect();
        let part =
            |k: usize| rows.iter().map(|&row| trace.first_pass[[row, k]]).collect::<Vec<f64>>();
        let (first, second) = (part(0), part(1));
        let lengths = first.iter().zip(&second).map(|(&x, &y)| length(x, y)).collect();
        let table = Table::build("weights")
            .integer("n_heard", Unit::ONE, rows.iter().map(|&row| row as i64).collect())
            .float("first_weight", Unit::ONE, first)
            .float("second_weight", Unit::ONE, second)
            .float("length", Unit::ONE, lengths)
            .finish()?;
        task.put_table("weights", table);
        task.put_table("inputs", Table::build("inputs").vector("x", Unit::ONE, flat, 2).finish()?);
        Ok(())
    }
}
