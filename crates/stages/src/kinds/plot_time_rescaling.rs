//! Do the rescaled intervals of a unit lie on the line where chance would put them?
//!
//! The KS plot: the distribution of z = 1 − exp(−integral of the rate) against the uniform one, one line a model, with
//! the 95 % band of Kolmogorov and Smirnov. A line that leaves the band says that its model is wrong; where it lies
//! above the diagonal, intervals are longer than the model expects. Two models of one unit side by side say which is
//! nearer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Band, Hue, LinePattern, LinePlot, LineSeries};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{UnitRows, axis, figure, nothing_to_draw, number};
use crate::tables::quantiles_schema;

/// `plot-time-rescaling`.
pub struct PlotTimeRescaling;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The unit; left out, the one with most intervals
    unit: Option<i64>,
    /// What each table's model is called, in the order of the wires
    labels: Vec<String>,
}

/// One model's line.
struct Model {
    label: String,
    expected: Vec<f64>,
    observed: Vec<f64>,
}

impl Model {
    /// The largest distance from the uniform distribution, on either side of each step.
    fn distance(&self) -> f64 {
        let half_step = 0.5 / self.expected.len() as f64;
        let pairs = self.expected.iter().zip(&self.observed);
        pairs.map(|(expected, z)| (z - expected).abs() + half_step).fold(0.0, f64::max)
    }

    fn band(&self) -> f64 {
        1.36 / (self.expected.len() as f64).sqrt()
    }
}

impl Stage for PlotTimeRescaling {
    const NAME: &'static str = "plot-time-rescaling";
    const SUMMARY: &'static str =
        "Draw the rescaled intervals of a unit against chance, with the 95 % band";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("quantiles", quantiles_schema())
                .many()
                .described("rescaled intervals by size, one table a model"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the KS plot")]
    }

    fn example() -> Example {
        let n = 25_i32;
        let expected: Vec<f64> = (0..n).map(|k| (f64::from(k) + 0.5) / f64::from(n)).collect();
        let table = |power: usize| {
            let observed =
                expected.iter().map(|share| vec![*share; power].iter().product()).collect();
            Table::build("quantiles")
                .integer("unit_id", Unit::ID, vec![3; expected.len()])
                .float("expected", Unit::ONE, expected.clone())
                .float("observed", Unit::ONE, observed)
                .finish()
                .expect("as many observed as expected")
        };
        Example::default()
            .input("quantiles", table(3))
            .input("quantiles", table(1))
            .param("labels", vec!["constant rate", "with history"])
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let tables = task.tables("quantiles")?;
        if !params.labels.is_empty() && params.labels.len() != tables.len() {
            return Err(Failure::new(
                format!(
                    "parameter `labels`: got {}, wanted one for each of {} tables",
                    params.labels.len(),
                    tables.len()
                ),
                "name the models in the order in which they are wired",
            ));
        }
        let mut unit = params.unit;
        if let (None, Some(first)) = (unit, tables.first()) {
            unit = UnitRows::of(first)?.with_most_rows();
        }
        let mut models = Vec::new();
        for (index, table) in tables.iter().enumerate() {
            let rows = UnitRows::of(table)?;
            unit = rows.chosen_one(unit)?;
            let rows = unit.map_or(&[][..], |unit| rows.rows(unit));
            let of = |column: &str| -> Result<Vec<f64>, Failure> {
                let cells = table.floats(column)?;
                Ok(rows.iter().map(|&row| cells[row]).collect())
            };
            let label = match params.labels.get(index) {
                Some(label) => label.clone(),
                None if tables.len() == 1 => String::new(),
                None => format!("model {}", index + 1),
            };
            models.push(Model { label, expected: of("expected")?, observed: of("observed")? });
        }
        let (Some(unit), Some(first)) = (unit, models.first()) else {
            return Err(nothing_to_draw("quantiles", "observed"));
        };

        let band = first.band();
        let line: Vec<f64> = (0..=100).map(|percent| f64::from(percent) / 100.0).collect();
        let within = |shift: f64| line.iter().map(|x| (x + shift).clamp(0.0, 1.0)).collect();
        let mut series = vec![LineSeries {
            label: "chance, with its 95 % band".into(),
            x: line.clone(),
            y: line.clone(),
            band: Some(Band { low: within(-band), high: within(band) }),
            hue: Some(Hue::Ink),
            pattern: LinePattern::Dotted,
            ..Default::default()
        }];
        series.extend(models.iter().enumerate().map(|(index, model)| LineSeries {
            label: model.label.clone(),
            x: model.expected.clone(),
            y: model.observed.clone(),
            hue: Some(Hue::Series(index)),
            pattern: if index == 0 { LinePattern::Solid } else { LinePattern::Dashed },
            ..Default::default()
        }));
        let picture = LinePlot {
            x_axis: axis("quantile expected by chance", Unit::ONE).between(0.0, 1.0),
            y_axis: axis("quantile of the rescaled intervals", Unit::ONE).between(0.0, 1.0),
            series,
            finding: finding(unit, &models),
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn(unit, &models)?));
        Ok(())
    }
}

fn finding(unit: i64, models: &[Model]) -> String {
    let said: Vec<String> = models
        .iter()
        .map(|model| {
            let name =
                if model.label.is_empty() { String::new() } else { format!("{}: ", model.label) };
            let distance = model.distance();
            let where_it_lies = if distance <= model.band() { "within" } else { "beyond" };
            format!(
                "{name}largest distance from the diagonal {}, {where_it_lies} the 95 % band of ±{}",
                number(distance),
                number(model.band())
            )
        })
        .collect();
    format!("unit {unit}, {}", said.join("; "))
}

fn drawn(unit: i64, models: &[Model]) -> Result<Table, Failure> {
    let labels: Vec<&str> =
        models.iter().flat_map(|m| std::iter::repeat_n(&*m.label, m.expected.len())).collect();
    let all = |part: fn(&Model) -> &Vec<f64>| models.iter().flat_map(part).copied().collect();
    Ok(Table::build("quantiles")
        .integer("unit_id", Unit::ID, vec![unit; labels.len()])
        .text("model", &labels)
        .float("expected", Unit::ONE, all(|model| &model.expected))
        .float("observed", Unit::ONE, all(|model| &model.observed))
        .finish()?)
}
