//! Along how many directions do spikes come with more or less spread of the stimulus than chance gives?
//!
//! The eigenvalues of a spike-triggered covariance less that of all frames, by rank, with the band of trains
//! shifted in time. The band is of all axes in place; what the nested test found is marked.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Band, Hue, LinePlot, LineSeries, ReferenceLine, Shown};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{UnitRows, figure, nothing_to_draw, number};
use crate::tables::eigenvalues_schema;

/// `plot-eigenvalues`.
pub struct PlotEigenvalues;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The unit to draw; left out, the first
    unit: Option<i64>,
}

impl Stage for PlotEigenvalues {
    const NAME: &'static str = "plot-eigenvalues";
    const SUMMARY: &'static str = "Draw the eigenvalues of a spike-triggered covariance by rank";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("eigenvalues", eigenvalues_schema()).described("one row a unit and axis")]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("eigenvalues with the band of chance")]
    }

    fn example() -> Example {
        let eigenvalues = Table::build("eigenvalues")
            .integer("unit_id", Unit::ID, vec![1; 4])
            .integer("rank", Unit::ONE, vec![1, 2, 3, 4])
            .float("difference", Unit::ONE, vec![1.5, 0.1, -0.05, -0.6])
            .float("null_low", Unit::ONE, vec![0.05, -0.05, -0.15, -0.3])
            .float("null_high", Unit::ONE, vec![0.3, 0.15, 0.05, -0.05])
            .boolean("is_significant", vec![true, false, false, true])
            .optional_float("p", Unit::ONE, vec![Some(0.01), None, None, Some(0.02)])
            .finish();
        Example::default().input("eigenvalues", eigenvalues.expect("four axes"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("eigenvalues")?;
        let by_unit = UnitRows::of(&table)?;
        let Some(unit_id) = by_unit.chosen_one(params.unit)? else {
            return Err(nothing_to_draw("eigenvalues", "difference"));
        };
        let drawn = table.take_rows(by_unit.rows(unit_id));
        let rank: Vec<f64> = drawn.numbers("rank")?;
        let difference = drawn.numbers("difference")?;
        let (low, high) = (drawn.numbers("null_low")?, drawn.numbers("null_high")?);
        let marks = drawn.booleans("is_significant")?;
        let found = |wanted: bool| -> (Vec<f64>, Vec<f64>) {
            let rows = (0..rank.len()).filter(|&row| (marks[row] == Some(true)) == wanted);
            rows.map(|row| (rank[row], difference[row])).unzip()
        };
        let middle = low.iter().zip(&high).map(|(low, high)| f64::midpoint(*low, *high)).collect();
        let mut series = vec![LineSeries {
            label: "trains shifted in time".into(),
            x: rank.clone(),
            y: middle,
            band: Some(Band { low, high }),
            hue: Some(Hue::Series(1)),
            ..Default::default()
        }];
        let (inside, outside) = (found(false), found(true));
        let (n_more, n_less) = (
            outside.1.iter().filter(|value| **value > 0.0).count(),
            outside.1.iter().filter(|value| **value < 0.0).count(),
        );
        for (label, (x, y), hue) in
            [("not told from chance", inside, 0), ("found by the nested test", outside, 2)]
        {
            if !x.is_empty() {
                series.push(LineSeries {
                    label: label.into(),
                    x,
                    y,
                    hue: Some(Hue::Series(hue)),
                    shown: Shown::Points,
                    ..Default::default()
                });
            }
        }
        let last = difference.len() - 1;
        let picture = LinePlot {
            x_axis: Axis::unitless("axis, by its eigenvalue"),
            y_axis: Axis::unitless("variance before spikes less variance of all frames"),
            series,
            references: vec![ReferenceLine::horizontal("", 0.0)],
            finding: format!(
                "before spikes of unit {unit_id} the variance is larger than chance gives along {n_more} of {} axes \
                 and smaller along {n_less}; the largest difference is {} and the smallest {}",
                difference.len(),
                number(difference[0]),
                number(difference[last])
            ),
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn));
        Ok(())
    }
}
