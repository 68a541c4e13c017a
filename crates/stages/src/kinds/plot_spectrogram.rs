//! When does a signal have power at which frequency?
//!
//! A heat map of power in decibels (ten times the logarithm to base 10), time from left to right. With
//! `relative`, each frequency is compared with its mean over the whole time, which shows changes that the
//! slope of the spectrum hides; with an unequal length of record that mean is not a baseline. Colours are
//! read far less exactly than lines.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, ColourMap, Heatmap, edges_about};
use spikebook_numeric::elementary::log10;
use spikebook_numeric::sum::sum;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, figure, largest, nothing_to_draw, number};
use crate::matrices::{matrix_of, same_rows};

/// `plot-spectrogram`.
pub struct PlotSpectrogram;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Whether power is compared with its mean over time at the same frequency
    relative: bool,
}

impl Stage for PlotSpectrogram {
    const NAME: &'static str = "plot-spectrogram";
    const SUMMARY: &'static str = "Draw the power of a channel over time and frequency";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let power = [
            Column::float("time_s", Unit::SECOND).described("the middle of the segment"),
            Column::vector("density", Unit::ANY).described("the power per Hz at each frequency"),
        ];
        let frequencies = [Column::float("frequency_hz", Unit::HERTZ).described("the frequency")];
        vec![
            Port::table("spectrogram", TableSchema::at_least("spectrogram", power))
                .described("one row a segment"),
            Port::table("frequencies", TableSchema::at_least("frequencies", frequencies))
                .described("one row an entry of the densities"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("power over time and frequency")]
    }

    fn example() -> Example {
        let spectrogram = Table::build("spectrogram")
            .float("time_s", Unit::SECOND, vec![0.5, 1.5, 2.5])
            .vector("density", Unit::ONE, vec![4.0, 1.0, 2.0, 1.0, 1.0, 9.0], 2)
            .finish();
        let frequencies = Table::build("frequencies")
            .float("frequency_hz", Unit::HERTZ, vec![8.0, 12.0])
            .finish();
        Example::default()
            .input("spectrogram", spectrogram.expect("three segments"))
            .input("frequencies", frequencies.expect("two frequencies"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let spectrogram = task.table("spectrogram")?;
        let frequency = task.table("frequencies")?.numbers("frequency_hz")?;
        let power = matrix_of(&spectrogram, "density")?;
        same_rows(("frequencies", frequency.len()), ("entries of density", power.ncols()))?;
        let time_s = spectrogram.floats("time_s")?;
        let n_times = time_s.len() as f64;
        let means: Vec<f64> =
            power.columns().into_iter().map(|c| sum(c.iter().copied()) / n_times).collect();
        let decibels = |(row, frequency): (usize, usize)| {
            let base = if params.relative { means[frequency] } else { 1.0 };
            10.0 * log10(power[[row, frequency]] / base)
        };
        let (n_rows, n_columns) = (frequency.len(), time_s.len());
        // A power of 0, or a mean of 0, is left grey.
        let values: Vec<f64> = (0..n_rows)
            .flat_map(|f| (0..n_columns).map(move |t| (t, f)))
            .map(|at| Some(decibels(at)).filter(|value| value.is_finite()).unwrap_or(f64::NAN))
            .collect();
        let top = largest(&values).ok_or_else(|| nothing_to_draw("spectrogram", "density"))?;
        let compared = if params.relative { " above the mean of its frequency" } else { "" };
        let finding = format!(
            "power is largest at {} and {}, {} dB{compared}",
            amount(frequency[top / n_columns], Unit::HERTZ),
            amount(time_s[top % n_columns], Unit::SECOND),
            number(values[top])
        );
        let data = Table::build("power")
            .float("time_s", Unit::SECOND, time_s.to_vec())
            .column_of(&spectrogram, "density")?
            .finish()?;
        let label = if params.relative { "power over its mean" } else { "power" };
        let picture = Heatmap {
            x_axis: axis("time", Unit::SECOND),
            y_axis: axis("frequency", Unit::HERTZ),
            value_axis: Axis::new(label, if params.relative { "dB" } else { "dB re 1 unit²/Hz" }),
            x_edges: edges_about(time_s),
            y_edges: edges_about(&frequency),
            values,
            colour_map: if params.relative { ColourMap::Diverging } else { ColourMap::Sequential },
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, data));
        Ok(())
    }
}
