//! How does the rate of a neuron follow its input?
//!
//! A curve for each table: points are what was counted, with an interval of two standard errors where chance plays a part, and
//! a dashed line is theory, where there is one. With `first_interval` the rate by the first interval is drawn too: above the rate in the long run
//! it shows adaptation. Two curves over inputs of different units share the abscissa by their numbers alone: draw them apart.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Band, Hue, LinePattern, LinePlot, LineSeries, Shown};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{amount, axis, figure, largest, nothing_to_draw, number, unit_of, with_gaps};
use crate::membrane::input_rates_schema;

/// `plot-input-rate`.
pub struct PlotInputRate;

/// What is drawn against the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Quantity {
    /// Spikes a second
    Rate,
    /// Spread of the intervals over their mean, of tables that have it
    Cv,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What each curve is
    labels: Vec<String>,
    /// What the abscissa is called
    x_label: String,
    /// What is drawn: the rate or the regularity of the intervals
    quantity: Quantity,
    /// Whether the rate by the first interval is drawn too, of `rate`
    first_interval: bool,
    /// Whether points are joined
    joined: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            labels: Vec::new(),
            quantity: Quantity::Rate,
            x_label: "current".into(),
            first_interval: false,
            joined: false,
        }
    }
}

impl Stage for PlotInputRate {
    const NAME: &'static str = "plot-input-rate";
    const SUMMARY: &'static str = "Draw the rate of neurons against their input, beside theory";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("curves", input_rates_schema()).many().described("one row an input")]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the curves")]
    }

    fn example() -> Example {
        let curve = Table::build("curve")
            .float("input", Unit::NANOAMPERE, vec![1.0, 2.0, 3.0])
            .integer("n_spikes", Unit::SPIKES, vec![0, 0, 49])
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![0.0, 0.0, 49.0])
            .optional_float(
                "first_interval_hz",
                Unit::SPIKES_PER_SECOND,
                vec![None, None, Some(49.0)],
            )
            .optional_float("rate_se_hz", Unit::SPIKES_PER_SECOND, vec![None, None, Some(0.5)])
            .optional_float(
                "expected_hz",
                Unit::SPIKES_PER_SECOND,
                vec![Some(0.0), Some(0.0), Some(49.2)],
            )
            .finish();
        Example::default().input("curves", curve.expect("three currents"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let curves = task.tables("curves")?;
        let first = curves.first().ok_or_else(|| nothing_to_draw("curves", "rate_hz"))?;
        let x_unit = unit_of(first, "input");
        let mut series = Vec::new();
        let mut said = Vec::new();
        let mut rows: Vec<(String, f64, f64, Option<f64>)> = Vec::new();
        for (number, curve) in curves.iter().enumerate() {
            let label = params.labels.get(number).cloned().unwrap_or_default();
            let x = curve.numbers("input")?;
            let (rate, error, expected) = params.quantity.of(curve)?;
            let hue = Some(Hue::Series(number));
            let has_theory = expected.iter().any(|value| value.is_finite());
            if has_theory {
                let name =
                    if label.is_empty() { "theory".into() } else { format!("{label}, theory") };
                series.push(LineSeries {
                    label: name,
                    x: x.clone(),
                    y: expected.clone(),
                    hue,
                    pattern: LinePattern::Dashed,
                    ..Default::default()
                });
            }
            if params.first_interval && params.quantity == Quantity::Rate {
                series.push(LineSeries {
                    label: format!("{label}, first interval").trim_start_matches(", ").into(),
                    x: x.clone(),
                    y: with_gaps(curve, "first_interval_hz")?,
                    hue,
                    pattern: LinePattern::Dotted,
                    ..Default::default()
                });
            }
            let has_error = error.iter().any(|error| *error > 0.0);
            let band = has_error.then(|| Band {
                low: rate.iter().zip(&error).map(|(rate, error)| rate - 2.0 * error).collect(),
                high: rate.iter().zip(&error).map(|(rate, error)| rate + 2.0 * error).collect(),
            });
            let simulated =
                if has_theory && label.is_empty() { "simulation" } else { label.as_str() };
            series.push(LineSeries {
                label: simulated.into(),
                x: x.clone(),
                y: rate.clone(),
                band,
                hue,
                shown: if params.joined { Shown::LineAndPoints } else { Shown::Points },
                pattern: LinePattern::Solid,
            });
            let theory = has_theory.then_some(&expected);
            said.push(match params.quantity {
                Quantity::Rate => finding(&label, &x, &rate, theory, x_unit)?,
                Quantity::Cv => regularity(&label, &x, &rate, theory, x_unit)?,
            });
            for at in 0..x.len() {
                let theory = expected[at].is_finite().then_some(expected[at]);
                rows.push((label.clone(), x[at], rate[at], theory));
            }
        }
        let (y_axis, y_unit, columns) = match params.quantity {
            Quantity::Rate => ("firing rate", Unit::SPIKES_PER_SECOND, ["rate_hz", "expected_hz"]),
            Quantity::Cv => ("CV of the intervals", Unit::ONE, ["cv", "expected_cv"]),
        };
        let data = Table::build("input_rate")
            .text("curve", &rows.iter().map(|row| row.0.as_str()).collect::<Vec<&str>>())
            .float("input", x_unit, rows.iter().map(|row| row.1).collect())
            // Where a neuron is silent it has no CV.
            .float_or_empty(columns[0], y_unit, &rows.iter().map(|row| row.2).collect::<Vec<_>>())
            .optional_float(columns[1], y_unit, rows.iter().map(|row| row.3).collect())
            .finish()?;
        let picture = LinePlot {
            x_axis: axis(&params.x_label, x_unit),
            y_axis: axis(y_axis, y_unit),
            series,
            finding: said.join("; "),
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, data));
        Ok(())
    }
}

impl Quantity {
    /// What was counted, its standard error, and theory.
    fn of(self, curve: &Table) -> Result<(Vec<f64>, Vec<f64>, Vec<f64>), Failure> {
        match self {
            Self::Rate => Ok((
                curve.numbers("rate_hz")?,
                with_gaps(curve, "rate_se_hz")?,
                with_gaps(curve, "expected_hz")?,
            )),
            Self::Cv => {
                let cv = with_gaps(curve, "cv")?;
                let no_error = vec![f64::NAN; cv.len()];
                Ok((cv, no_error, with_gaps(curve, "expected_cv")?))
            }
        }
    }
}

/// From where to where the regularity goes, and how near theory is.
fn regularity(
    label: &str,
    x: &[f64],
    cv: &[f64],
    expected: Option<&Vec<f64>>,
    unit: Unit,
) -> Result<String, Failure> {
    let known: Vec<usize> = (0..cv.len()).filter(|&at| cv[at].is_finite()).collect();
    let (Some(&first), Some(&last)) = (known.first(), known.last()) else {
        return Err(nothing_to_draw("curves", "cv"));
    };
    let name = if label.is_empty() { String::new() } else { format!("{label}: ") };
    let near = expected.map_or_else(String::new, |expected| {
        let apart = known.iter().map(|&at| (cv[at] - expected[at]).abs());
        let most = apart.filter(|apart| apart.is_finite()).fold(0.0, f64::max);
        format!(", at most {} from theory", number(most))
    });
    Ok(format!(
        "{name}the CV goes from {} at {} to {} at {}{near}",
        number(cv[first]),
        amount(x[first], unit),
        number(cv[last]),
        amount(x[last], unit)
    ))
}

/// Where firing begins, how far it goes, and how near theory is.
fn finding(
    label: &str,
    x: &[f64],
    rate: &[f64],
    expected: Option<&Vec<f64>>,
    unit: Unit,
) -> Result<String, Failure> {
    let at = largest(rate).ok_or_else(|| nothing_to_draw("curves", "rate_hz"))?;
    let name = if label.is_empty() { String::new() } else { format!("{label}: ") };
    let begins = rate.iter().position(|&rate| rate > 0.0);
    let begins = begins.map_or_else(
        || "it never fires".to_owned(),
        |first| {
            format!(
                "the first of these inputs with spikes is {} with {}, the highest rate {} at {}",
                amount(x[first], unit),
                amount(rate[first], Unit::SPIKES_PER_SECOND),
                amount(rate[at], Unit::SPIKES_PER_SECOND),
                amount(x[at], unit)
            )
        },
    );
    let near = expected.map_or_else(String::new, |expected| {
        let apart = rate.iter().zip(expected).map(|(rate, theory)| (rate - theory).abs());
        let most = apart.filter(|apart| apart.is_finite()).fold(0.0, f64::max);
        format!(", at most {} from theory", amount(most, Unit::SPIKES_PER_SECOND))
    });
    Ok(format!("{name}{begins}{near}"))
}
