//! Which class does a row belong to, told by a classifier that has not seen it?
//!
//! One of ten methods ([`spikebook_analysis::classification`]), fitted to the training rows of each fold and tested on the others. Where
//! `scaled`, entries are brought to mean 0 and standard deviation 1 of the training rows. Compare methods on one fold plan, and
//! `balanced_accuracy` with one over the number of classes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::classification::{
    Activation, Classifier, CrossValidation, GaussianNaiveBayes, IndicatorRegression, Kernel,
    LinearDiscriminant, MultinomialLogistic, NearestNeighbours, Perceptron, QuadraticDiscriminant,
    RandomForest, SupportVectors, cross_validate,
};
use spikebook_data::Table;
use spikebook_numeric::Seed;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::fold_plans::fold_plan;
use crate::matrices::{classes_of, flat_rows, matrix_of, row_numbers, same_rows};
use crate::tables::folds_schema;

/// `classify`.
pub struct Classify;

/// How classes are learned.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Method {
    /// Normal clouds with one covariance for all
    LinearDiscriminant,
    /// Normal clouds with a covariance each
    QuadraticDiscriminant,
    /// Independent normal entries
    NaiveBayes,
    /// Multinomial logistic regression
    Logistic,
    /// Least squares on an indicator of each class
    IndicatorRegression,
    /// Votes of the nearest rows
    NearestNeighbours,
    /// The straight boundary with the widest margin
    LinearSupportVectors,
    /// The same, bent by a Gaussian kernel
    GaussianSupportVectors,
    /// Votes of trees on resampled rows
    RandomForest,
    /// A network trained by backpropagation
    Perceptron,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The vector column that holds the matrix
    column: String,
    /// The integer column with the class
    class: String,
    /// How classes are learned
    method: Method,
    /// Whether entries are scaled by the training rows
    scaled: bool,
    /// Penalty of `logistic` and `perceptron`
    #[schemars(range(min = 0.0, max = 1e6))]
    penalty: f64,
    /// How far covariances of the discriminants are drawn towards a multiple of the identity
    #[schemars(range(min = 0.0, max = 1.0))]
    shrinkage: f64,
    /// Neighbours that vote, for `nearest-neighbours`
    #[schemars(range(min = 1, max = 100_000))]
    n_neighbours: usize,
    /// Cost of a row on the wrong side, for support vectors
    #[schemars(range(max = 1e9), extend("exclusiveMinimum" = 0.0))]
    cost: f64,
    /// One over twice the square of the width of the Gaussian kernel
    #[schemars(range(max = 1e9), extend("exclusiveMinimum" = 0.0))]
    gamma: f64,
    /// Trees of `random-forest`
    #[schemars(range(min = 1, max = 10_000))]
    n_trees: usize,
    /// Widths of the hidden layers of `perceptron`
    hidden: Vec<usize>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            column: "rates".into(),
            class: "stimulus".into(),
            method: Method::LinearDiscriminant,
            scaled: true,
            penalty: 0.01,
            shrinkage: 0.0,
            n_neighbours: 5,
            cost: 1.0,
            gamma: 0.1,
            n_trees: 100,
            hidden: vec![16],
        }
    }
}

impl Stage for Classify {
    const NAME: &'static str = "classify";
    const SUMMARY: &'static str = "Tell classes of held-out rows by one of ten methods";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let plan =
            ValuesSchema::at_least([Column::integer("gap_rows", Unit::ONE)
                .described("rows left out beside held-out ones")]);
        vec![
            Port::table("rows", TableSchema::at_least("rows", [])).described(
                "one row an observation, with the columns that `column` and `class` name",
            ),
            Port::table("folds", folds_schema()).described("which rows are held out together"),
            Port::values("plan", plan).optional().described("the gap that goes with the folds"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let share = |name: &str, what: &str| Column::float(name, Unit::FRACTION).described(what);
        let told = [
            Column::integer("row", Unit::ONE).described("the row, from 0"),
            Column::integer("actual", Unit::ANY).described("its class"),
            Column::integer("told", Unit::ANY).described("the class it was taken for"),
            Column::vector("probability", Unit::ONE).described(
                "of each class, ascending; 1 for the told one where the method has no model of it",
            ),
        ];
        let confusion = [
            Column::integer("actual", Unit::ANY).described("the class"),
            Column::integer("told", Unit::ANY).described("what its rows were taken for"),
            Column::integer("n_rows", Unit::ONE).described("how many of them"),
            share("share", "share of the rows of the class"),
        ];
        let folds = [
            Column::integer("fold", Unit::ONE).described("the fold, from 0"),
            share("accuracy", "share of its rows that were told"),
        ];
        let summary = [
            share("accuracy", "share of rows that were told"),
            share("balanced_accuracy", "mean of the shares of the classes"),
            share("chance", "one over the number of classes"),
            Column::integer("n_classes", Unit::ONE).described("how many classes"),
        ];
        vec![
            Port::table("told", TableSchema::new("told", told)).described("one row a row"),
            Port::table("confusion", TableSchema::new("confusion", confusion))
                .described("one row a pair of classes"),
            Port::table("by_fold", TableSchema::new("by_fold", folds)).described("one row a fold"),
            Port::values("summary", ValuesSchema::new(summary)).described("how often it was right"),
        ]
    }

    fn example() -> Example {
        let n = 60_i64;
        let value = |k: i64| ((k * k * 79 + k * 31 + 7) % 101) as f64;
        let rates = (0..n).flat_map(|row| (0..3).map(move |unit| value(3 * row + unit))).collect();
        let rows = Table::build("rows")
            .integer("stimulus", Unit::ONE, (0..n).map(|row| row % 2).collect())
            .vector("rates", Unit::SPIKES_PER_SECOND, rates, 3)
            .finish();
        let folds = Table::build("folds")
            .integer("row", Unit::ONE, (0..n).collect())
            .integer("fold", Unit::ONE, (0..n).map(|row| row / 20).collect())
            .finish();
        // A method that draws.
        Example::default()
            .input("rows", rows.expect("sixty rows"))
            .input("folds", folds.expect("sixty rows"))
            .param("method", "random-forest")
            .param("n_trees", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let rows = task.table("rows")?;
        let matrix = matrix_of(&rows, &params.column)?;
        let (labels, classes) = classes_of(&rows, &params.class)?;
        let plan = fold_plan(task, matrix.nrows())?;
        same_rows(("folds", plan.n_rows()), ("rows", matrix.nrows()))?;
        let classifier = classifier(params, task.seed())?;
        let held_out = cross_validate(
            &*classifier,
            matrix.view(),
            &labels,
            classes.len(),
            &plan,
            params.scaled,
        )?;
        put(task, &labels, &classes, &held_out)
    }
}

fn classifier(params: &Params, seed: Seed) -> Result<Box<dyn Classifier>, Failure> {
    let support = |kernel| SupportVectors::new(kernel, params.cost);
    Ok(match params.method {
        Method::LinearDiscriminant => {
            Box::new(LinearDiscriminant::new().with_shrinkage(params.shrinkage)?)
        }
        Method::QuadraticDiscriminant => {
            Box::new(QuadraticDiscriminant::new().with_shrinkage(params.shrinkage)?)
        }
        Method::NaiveBayes => Box::new(GaussianNaiveBayes),
        Method::Logistic => Box::new(MultinomialLogistic::new().with_penalty(params.penalty)?),
        Method::IndicatorRegression => Box::new(IndicatorRegression),
        Method::NearestNeighbours => Box::new(NearestNeighbours::new(params.n_neighbours)?),
        Method::LinearSupportVectors => Box::new(support(Kernel::Linear)?),
        Method::GaussianSupportVectors => {
            Box::new(support(Kernel::Gaussian { gamma: params.gamma })?)
        }
        Method::RandomForest => Box::new(RandomForest::new(params.n_trees, seed)?),
        Method::Perceptron => Box::new(
            Perceptron::new(&params.hidden, seed)?
                .with_penalty(params.penalty)?
                .with_activation(Activation::Tanh),
        ),
    })
}

fn put(
    task: &mut Task<'_>,
    labels: &[usize],
    classes: &[i64],
    held_out: &CrossValidation,
) -> Result<(), Failure> {
    let n_classes = classes.len();
    let class = |labels: &[usize]| -> Vec<i64> { labels.iter().map(|&k| classes[k]).collect() };
    let probabilities = match &held_out.probabilities {
        Some(probabilities) => flat_rows(probabilities.view()),
        None => held_out
            .predicted
            .iter()
            .flat_map(|&told| (0..n_classes).map(move |k| f64::from(u8::from(k == told))))
            .collect(),
    };
    let told = Table::build("told")
        .integer("row", Unit::ONE, row_numbers(labels.len()))
        .integer("actual", Unit::ONE, class(labels))
        .integer("told", Unit::ONE, class(&held_out.predicted))
        .vector("probability", Unit::ONE, probabilities, n_classes)
        .finish()?;
    task.put_table("told", told);
    let counts = held_out.confusion.counts();
    let cells: Vec<(usize, usize)> =
        (0..n_classes).flat_map(|actual| (0..n_classes).map(move |told| (actual, told))).collect();
    let share = |&(actual, told): &(usize, usize)| {
        counts[[actual, told]] as f64 / counts.row(actual).sum() as f64
    };
    let confusion = Table::build("confusion")
        .integer("actual", Unit::ONE, cells.iter().map(|cell| classes[cell.0]).collect())
        .integer("told", Unit::ONE, cells.iter().map(|cell| classes[cell.1]).collect())
        .integer("n_rows", Unit::ONE, cells.iter().map(|&cell| counts[cell] as i64).collect())
        .float("share", Unit::FRACTION, cells.iter().map(share).collect())
        .finish()?;
    task.put_table("confusion", confusion);
    let by_fold = Table::build("by_fold")
        .integer("fold", Unit::ONE, row_numbers(held_out.fold_accuracies.len()))
        .float("accuracy", Unit::FRACTION, held_out.fold_accuracies.clone())
        .finish()?;
    task.put_table("by_fold", by_fold);
    let mut summary = Values::default();
    summary.number("accuracy", held_out.confusion.accuracy(), Unit::FRACTION)?;
    summary.number("balanced_accuracy", held_out.confusion.balanced_accuracy(), Unit::FRACTION)?;
    summary.number("chance", 1.0 / n_classes as f64, Unit::FRACTION)?;
    summary.count("n_classes", n_classes, Unit::ONE)?;
    task.put_values("summary", summary);
    Ok(())
}
