//! At which frequencies does a signal have power?
//!
//! A line for each channel with its band, on logarithmic axes where they are asked for. A flat line is white
//! noise; a peak whose band stays above its surroundings is a rhythm. It shows at most a dozen channels: name
//! those that matter.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Band, LinePlot, LineSeries};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, figure, largest, nothing_to_draw, these_many, with_gaps};

/// Most channels in one picture where nobody says which.
const MOST_CHANNELS: usize = 8;

/// `plot-spectrum`.
pub struct PlotSpectrum;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The channels to draw; left empty, the first eight
    channels: Vec<String>,
    /// What the power is measured in, such as mV²/Hz; left out, what the channels' names say
    power_unit: Option<String>,
    /// Whether the axis of power is logarithmic
    log_power: bool,
    /// Whether the axis of frequency is logarithmic
    log_frequency: bool,
    /// The lowest frequency drawn
    #[schemars(extend("minimum" = 0.0, "x-unit" = "Hz"))]
    from_hz: f64,
    /// The highest frequency drawn; left out, the highest there is
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "Hz"))]
    to_hz: Option<f64>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            channels: Vec::new(),
            power_unit: None,
            log_power: true,
            log_frequency: false,
            from_hz: 0.0,
            to_hz: None,
        }
    }
}

impl Stage for PlotSpectrum {
    const NAME: &'static str = "plot-spectrum";
    const SUMMARY: &'static str = "Draw the power of channels at each frequency, with bands";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let columns = [
            Column::text("channel").described("the channel"),
            Column::float("frequency_hz", Unit::HERTZ).described("the frequency"),
            Column::float("density", Unit::ANY).described("the power per Hz"),
        ];
        vec![
            Port::table("spectrum", TableSchema::at_least("spectrum", columns))
                .described("one row a channel and frequency; with `low` and `high`, a band"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("power against frequency")]
    }

    fn example() -> Example {
        let spectrum = Table::build("spectrum")
            .text("channel", &["Oz", "Oz", "Oz", "Oz"])
            .float("frequency_hz", Unit::HERTZ, vec![5.0, 10.0, 15.0, 20.0])
            .float("density", Unit::ONE, vec![2.0, 8.0, 1.0, 0.5])
            .float("low", Unit::ONE, vec![1.5, 6.0, 0.7, 0.4])
            .float("high", Unit::ONE, vec![2.8, 11.0, 1.4, 0.7])
            .finish();
        Example::default().input("spectrum", spectrum.expect("four frequencies"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let spectrum = task.table("spectrum")?;
        let names = spectrum.texts("channel")?;
        let frequency = spectrum.numbers("frequency_hz")?;
        let to_hz = params.to_hz.unwrap_or(f64::INFINITY);
        let from_hz = if params.log_frequency { params.from_hz.max(1e-9) } else { params.from_hz };
        let mut known: Vec<&str> = Vec::new();
        for name in names.iter().flatten() {
            if !known.contains(name) {
                known.push(name);
            }
        }
        let chosen: Vec<&str> = if params.channels.is_empty() {
            known.iter().copied().take(MOST_CHANNELS).collect()
        } else {
            params.channels.iter().map(String::as_str).collect()
        };
        if let Some(unknown) = chosen.iter().find(|name| !known.contains(name)) {
            return Err(Failure::new(
                format!("parameter `channels`: got {unknown}, wanted channels of the spectrum"),
                format!("it has {}", known.join(", ")),
            ));
        }
        let is_drawn = |row: &usize| {
            (from_hz..=to_hz).contains(&frequency[*row])
                && names[*row].is_some_and(|name| chosen.contains(&name))
        };
        let rows: Vec<usize> = (0..spectrum.n_rows()).filter(is_drawn).collect();
        let drawn = spectrum.take_rows(&rows);
        let density = with_gaps(&drawn, "density")?;
        let frequency = drawn.numbers("frequency_hz")?;
        let names = drawn.texts("channel")?;
        let top = largest(&density).ok_or_else(|| nothing_to_draw("spectrum", "density"))?;
        let band = crate::drawing::band(&drawn, "low", "high")?;
        let series: Vec<LineSeries> = chosen
            .iter()
            .map(|name| {
                let rows: Vec<usize> =
                    (0..names.len()).filter(|&row| names[row] == Some(*name)).collect();
                let pick =
                    |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
                LineSeries {
                    label: if chosen.len() > 1 { (*name).to_owned() } else { String::new() },
                    x: pick(&frequency),
                    y: pick(&density),
                    band: band.as_ref().map(|b| Band { low: pick(&b.low), high: pick(&b.high) }),
                    ..Default::default()
                }
            })
            .collect();
        let power_unit = params.power_unit.clone().unwrap_or_else(|| power_unit(&chosen));
        let among = if chosen.len() > 1 {
            format!("of {} ", these_many(chosen.len(), "channel"))
        } else {
            String::new()
        };
        let finding = format!(
            "the largest power {among}is {} {} at {} on {}",
            crate::drawing::number(density[top]),
            power_unit,
            amount(frequency[top], Unit::HERTZ),
            names[top].unwrap_or("a channel without a name")
        );
        let axis = |axis: Axis, is_log: bool| if is_log { axis.log() } else { axis };
        let picture = LinePlot {
            x_axis: axis(Axis::new("frequency", "Hz"), params.log_frequency),
            y_axis: axis(Axis::new("power", power_unit.as_str()), params.log_power),
            series,
            references: Vec::new(),
            finding,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn));
        Ok(())
    }
}

/// The unit of power by the names of the channels: `ca1_uv` is in µV²/Hz. What they do not say alike is in units of
/// its own.
fn power_unit(channels: &[&str]) -> String {
    let unit_of = |name: &&str| {
        let (_, suffix) = name.rsplit_once('_')?;
        match suffix.to_ascii_lowercase().as_str() {
            "uv" => Some("µV"),
            "mv" => Some("mV"),
            "v" => Some("V"),
            _ => None,
        }
    };
    let first = channels.first().and_then(unit_of);
    match first.filter(|first| channels.iter().all(|name| unit_of(name) == Some(*first))) {
        Some(unit) => format!("{unit}²/Hz"),
        None => "units²/Hz".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_channels_say_the_unit() {
        assert_eq!(power_unit(&["ca1_uv", "ca3_uV"]), "µV²/Hz");
        assert_eq!(power_unit(&["ca1_uv", "ca3_mv"]), "units²/Hz");
        assert_eq!(power_unit(&["Oz"]), "units²/Hz");
    }
}
