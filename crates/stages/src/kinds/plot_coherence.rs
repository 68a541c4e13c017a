//! At which frequencies do two signals, or spikes and a field, go together?
//!
//! Coherence against frequency with its band, and where `null_level` is given the line that signals without
//! connection stay below. Each frequency has its own level: of many, some lie above it by chance.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Band, LinePlot, LineSeries, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, ColumnType, TableSchema, Unit};

use crate::drawing::{amount, figure, largest, nothing_to_draw, number, with_gaps};

/// Most lines in one picture.
const MOST_LINES: usize = 6;

/// `plot-coherence`.
pub struct PlotCoherence;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The pairs to draw, as "first – second", or the units; left empty, the first six
    which: Vec<String>,
    /// What coherence stays below without a connection; left out, no line
    #[schemars(range(min = 0.0, max = 1.0))]
    null_level: Option<f64>,
    /// The highest frequency drawn; left out, the highest there is
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "Hz"))]
    to_hz: Option<f64>,
}

impl Stage for PlotCoherence {
    const NAME: &'static str = "plot-coherence";
    const SUMMARY: &'static str = "Draw coherence at each frequency, with bands and its null level";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::float("frequency_hz", Unit::HERTZ).described("the frequency"),
            Column::float("coherence", Unit::FRACTION).described("the coherence there"),
        ];
        vec![
            Port::table("coherence", TableSchema::at_least("coherence", columns)).described(
                "one row a frequency and pair (`first`, `second`) or unit (`unit_id`); with `low` and `high`, a band",
            ),
            Port::values("summary", spikebook_schema::ValuesSchema::at_least([]))
                .optional()
                .described("where the null level stands as `null_level`"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("coherence against frequency")]
    }

    fn example() -> Example {
        let coherence = Table::build("coherence")
            .text("first", &["V1", "V1", "V1"])
            .text("second", &["V4", "V4", "V4"])
            .float("frequency_hz", Unit::HERTZ, vec![20.0, 40.0, 60.0])
            .float("coherence", Unit::FRACTION, vec![0.1, 0.6, 0.2])
            .float("low", Unit::FRACTION, vec![0.0, 0.4, 0.1])
            .float("high", Unit::FRACTION, vec![0.2, 0.8, 0.4])
            .finish();
        Example::default()
            .input("coherence", coherence.expect("three frequencies"))
            .param("null_level", 0.3)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let coherence = task.table("coherence")?;
        let labels = labels(&coherence)?;
        let to_hz = params.to_hz.unwrap_or(f64::INFINITY);
        let mut known: Vec<&String> = Vec::new();
        for label in &labels {
            if !known.contains(&label) {
                known.push(label);
            }
        }
        let chosen: Vec<&String> = if params.which.is_empty() {
            known.into_iter().take(MOST_LINES).collect()
        } else {
            if let Some(unknown) = params.which.iter().find(|label| !known.contains(label)) {
                let names: Vec<&str> = known.iter().take(12).map(|label| label.as_str()).collect();
                return Err(Failure::new(
                    format!("parameter `which`: got {unknown}, wanted pairs or units of the table"),
                    format!("it has {}", names.join(", ")),
                ));
            }
            params.which.iter().collect()
        };
        let all_hz = coherence.numbers("frequency_hz")?;
        let rows: Vec<usize> = (0..coherence.n_rows())
            .filter(|&row| all_hz[row] <= to_hz && chosen.contains(&&labels[row]))
            .collect();
        let drawn = coherence.take_rows(&rows);
        let labels: Vec<&String> = rows.iter().map(|&row| &labels[row]).collect();
        let values = with_gaps(&drawn, "coherence")?;
        let frequency = drawn.numbers("frequency_hz")?;
        let band = crate::drawing::band(&drawn, "low", "high")?;
        let top = largest(&values).ok_or_else(|| nothing_to_draw("coherence", "coherence"))?;
        let of_summary = if task.has("summary") {
            task.values("summary")?.get_number("null_level")
        } else {
            None
        };
        let null_level = params.null_level.or(of_summary);
        let series = chosen
            .iter()
            .map(|label| {
                let rows: Vec<usize> =
                    (0..labels.len()).filter(|&row| labels[row] == *label).collect();
                let pick =
                    |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
                LineSeries {
                    label: if chosen.len() > 1 { (*label).clone() } else { String::new() },
                    x: pick(&frequency),
                    y: pick(&values),
                    band: band.as_ref().map(|b| Band { low: pick(&b.low), high: pick(&b.high) }),
                    ..Default::default()
                }
            })
            .collect();
        let against = null_level.map_or(String::new(), |level| {
            let n_above = values.iter().filter(|value| **value > level).count();
            format!(
                "; {n_above} of {} values lie above the null level of {}",
                values.len(),
                number(level)
            )
        });
        let picture = LinePlot {
            x_axis: Axis::new("frequency", "Hz"),
            y_axis: Axis::unitless("coherence").between(0.0, 1.0),
            series,
            references: null_level
                .map(|level| ReferenceLine::horizontal("null level: no connection", level))
                .into_iter()
                .collect(),
            finding: format!(
                "the largest coherence is {} at {} ({}){against}",
                number(values[top]),
                amount(frequency[top], Unit::HERTZ),
                labels[top]
            ),
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn));
        Ok(())
    }
}

/// What each row is of.
fn labels(table: &Table) -> Result<Vec<String>, Failure> {
    let is_text = |name: &str| {
        table.schema().column(name).is_some_and(|column| column.column_type == ColumnType::Text)
    };
    if is_text("first") && is_text("second") {
        let (first, second) = (table.texts("first")?, table.texts("second")?);
        let pair = |(a, b): (&Option<&str>, &Option<&str>)| {
            format!("{} – {}", a.unwrap_or("?"), b.unwrap_or("?"))
        };
        return Ok(first.iter().zip(&second).map(pair).collect());
    }
    if table.has("unit_id") {
        return Ok(table.integers("unit_id")?.iter().map(|unit| format!("unit {unit}")).collect());
    }
    Ok(vec!["all".into(); table.n_rows()])
}
