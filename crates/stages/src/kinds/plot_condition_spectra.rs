//! Which rhythms gain and which lose between two conditions?
//!
//! The spectra of both on a logarithmic axis of power, and in words how the share of each band changes. A share is of the whole power: where
//! one band gains, others lose, so look at the absolute spectra too.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, LinePlot, LineSeries, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{figure, largest, nothing_to_draw, number};
use crate::labels::Labels;

/// `plot-condition-spectra`.
pub struct PlotConditionSpectra;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the ordinate is called
    y_label: String,
    /// What the ordinate is measured in, such as 1/Hz; left empty for plain numbers
    y_unit: String,
    /// Whether the edges of the bands are drawn
    show_bands: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self { y_label: "share of power".into(), y_unit: "1/Hz".into(), show_bands: true }
    }
}

impl Stage for PlotConditionSpectra {
    const NAME: &'static str = "plot-condition-spectra";
    const SUMMARY: &'static str = "Draw the spectra of two conditions and what bands gain or lose";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let spectra = [
            Column::text("channel").described("the condition"),
            Column::float("frequency_hz", Unit::HERTZ).described("the frequency"),
            Column::float("density", Unit::ANY).described("the power per Hz"),
        ];
        let bands = [
            Column::text("band").described("the band"),
            Column::float("from_hz", Unit::HERTZ).described("where it begins"),
            Column::float("change", Unit::FRACTION).described("the change of its share"),
        ];
        vec![
            Port::table("spectra", TableSchema::at_least("spectra", spectra))
                .described("one row a condition and frequency"),
            Port::table("bands", TableSchema::at_least("bands", bands)).described("one row a band"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("power against frequency")]
    }

    fn example() -> Example {
        let spectra = Table::build("spectra")
            .text("channel", &["control", "control", "control", "changed", "changed", "changed"])
            .float("frequency_hz", Unit::HERTZ, [4.0, 10.0, 30.0].repeat(2))
            .float("density", Unit::ONE, vec![0.05, 0.04, 0.01, 0.06, 0.04, 0.008])
            .finish();
        let bands = Table::build("bands")
            .text("band", &["theta", "gamma"])
            .float("from_hz", Unit::HERTZ, vec![4.0, 30.0])
            .float("change", Unit::FRACTION, vec![0.013, -0.01])
            .finish();
        Example::default()
            .input("spectra", spectra.expect("six rows"))
            .input("bands", bands.expect("two bands"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let (spectra, bands) = (task.table("spectra")?, task.table("bands")?);
        let (frequency, density) = (spectra.numbers("frequency_hz")?, spectra.numbers("density")?);
        if largest(&density).is_none() {
            return Err(nothing_to_draw("spectra", "density"));
        }
        let labels = Labels::of(&spectra, "channel")?;
        let of_row = labels.complete("channel")?;
        // In the order in which the conditions come.
        let mut order: Vec<usize> = Vec::new();
        of_row.iter().for_each(|group| {
            if !order.contains(group) {
                order.push(*group);
            }
        });
        let mut peaks = Vec::new();
        let series: Vec<LineSeries> = order
            .iter()
            .map(|&group| {
                let rows: Vec<usize> = (0..of_row.len()).filter(|&r| of_row[r] == group).collect();
                let pick = |values: &[f64]| rows.iter().map(|&r| values[r]).collect::<Vec<f64>>();
                let (x, y) = (pick(&frequency), pick(&density));
                let label = labels.names[group].clone();
                if let Some(at) = largest(&y) {
                    peaks.push(format!("{label} is largest at {} Hz", number(x[at])));
                }
                LineSeries { label, x, y, ..Default::default() }
            })
            .collect();
        let changes = bands.numbers("change")?;
        let told = bands.texts("band")?.into_iter().zip(&changes).map(|(band, change)| {
            let sign = if *change > 0.0 { "+" } else { "" };
            format!("{} {sign}{}", band.unwrap_or("–"), number(*change))
        });
        let finding = format!(
            "shares change by {}; {}",
            told.collect::<Vec<_>>().join(", "),
            peaks.join(", ")
        );
        let edges = bands.numbers("from_hz")?;
        let references = if params.show_bands {
            edges.into_iter().map(|at| ReferenceLine::vertical("", at)).collect()
        } else {
            Vec::new()
        };
        let picture = LinePlot {
            x_axis: Axis::new("frequency", "Hz"),
            y_axis: Axis::new(params.y_label.as_str(), params.y_unit.as_str()).log(),
            series,
            references,
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, spectra));
        Ok(())
    }
}
