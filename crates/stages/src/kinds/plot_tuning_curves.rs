//! How is each unit tuned, and does a fitted curve follow what was measured?
//!
//! One small panel a unit: the rate in each bin of the signal, and, where there is one, the fitted rate as a
//! line. Over a full turn `polar` draws the curves round the circle, with a pointer at the preferred
//! direction where `estimates` are wired. Panels have scales of their own: compare shapes, and read the
//! rates off the numbers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::median;
use spikebook_data::Table;
use spikebook_figures::{PolarPanel, PolarTuning, TuningGrid, TuningPanel};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{
    UnitRows, amount, axis, figure, known, largest, nothing_to_draw, range, signal_label,
    these_many, unit_of, with_gaps,
};
use crate::tables::{curves_schema, fitted_curves_schema};

/// `plot-tuning-curves`.
pub struct PlotTuningCurves;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the signal is, for the axis and the alt text; left out, what its unit says
    label: Option<String>,
    /// The units to draw; where empty, the first 36
    units: Vec<i64>,
    /// Units with fewer spikes are left out: their rates are mostly chance
    #[schemars(range(min = 0, max = 1_000_000))]
    min_spikes: i64,
    /// Whether to draw round a circle, for directions in degrees
    polar: bool,
}

/// What one panel shows.
struct Panel {
    unit_id: i64,
    centre: Vec<f64>,
    rate_hz: Vec<f64>,
    fitted_at: Vec<f64>,
    fitted_hz: Vec<f64>,
    preferred_deg: Option<f64>,
}

impl Stage for PlotTuningCurves {
    const NAME: &'static str = "plot-tuning-curves";
    const SUMMARY: &'static str = "Draw the tuning curve of each unit in a small panel";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let estimates = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::float("preferred_deg", Unit::DEGREE)
                .optional()
                .described("its preferred direction"),
        ];
        vec![
            Port::table("curves", curves_schema()).described("the measured tuning curves"),
            Port::table("fitted", fitted_curves_schema())
                .optional()
                .described("fitted curves of the same units"),
            Port::table("estimates", TableSchema::at_least("estimates", estimates))
                .optional()
                .described("where the pointers of a polar figure point"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a panel for each unit")]
    }

    fn example() -> Example {
        let curves = Table::build("curves")
            .integer("unit_id", Unit::ID, vec![1, 1, 1, 2, 2, 2])
            .integer("bin", Unit::ONE, vec![0, 1, 2, 0, 1, 2])
            .float("start", Unit::DEGREE, [0.0, 120.0, 240.0].repeat(2))
            .float("centre", Unit::DEGREE, [60.0, 180.0, 300.0].repeat(2))
            .float("stop", Unit::DEGREE, [120.0, 240.0, 360.0].repeat(2))
            .integer("n_spikes", Unit::SPIKES, vec![2, 9, 4, 7, 1, 0])
            .float("occupancy_s", Unit::SECOND, vec![1.0; 6])
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![2.0, 9.0, 4.0, 7.0, 1.0, 0.0])
            .finish();
        let fitted = Table::build("fitted")
            .integer("unit_id", Unit::ID, vec![1, 1, 1])
            .float("value", Unit::DEGREE, vec![0.0, 180.0, 360.0])
            .float("rate_hz", Unit::SPIKES_PER_SECOND, vec![3.0, 8.0, 3.0])
            .float("lower_hz", Unit::SPIKES_PER_SECOND, vec![2.0, 7.0, 2.0])
            .float("upper_hz", Unit::SPIKES_PER_SECOND, vec![4.0, 9.0, 4.0])
            .finish();
        Example::default()
            .input("curves", curves.expect("two units"))
            .input("fitted", fitted.expect("one unit"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let curves = task.table("curves")?;
        let unit = unit_of(&curves, "centre");
        if params.polar && unit != Unit::DEGREE {
            return Err(Failure::new(
                format!("input `curves`, column `centre`: got {unit}, wanted deg"),
                "leave `polar` out: only directions in degrees go round a circle",
            ));
        }
        let label = signal_label(params.label.as_deref(), unit);
        let (panels, n_units) = panels(params, task, &curves)?;
        let finding = finding(&label, &panels, n_units, unit)?;
        let data = drawn_numbers(&panels, unit)?;
        let fit_label = if task.has("fitted") { "fitted" } else { "" }.to_owned();
        let pointer_label = if task.has("estimates") { "preferred direction" } else { "" };
        let picture = if params.polar {
            PolarTuning {
                radius_axis: axis("firing rate", Unit::SPIKES_PER_SECOND),
                data_label: "measured".into(),
                fit_label,
                pointer_label: pointer_label.into(),
                panels: panels.into_iter().map(Panel::round).collect(),
                finding,
            }
            .draw()?
        } else {
            let (start, stop) = (curves.numbers("start")?, curves.numbers("stop")?);
            let low = start.into_iter().fold(f64::INFINITY, f64::min);
            let high = stop.into_iter().fold(f64::NEG_INFINITY, f64::max);
            TuningGrid {
                x_axis: axis(&label, unit).between(low, high),
                y_axis: axis("firing rate", Unit::SPIKES_PER_SECOND),
                data_label: "measured".into(),
                fit_label,
                panels: panels.into_iter().map(Panel::flat).collect(),
                finding,
                ..Default::default()
            }
            .draw()?
        };
        task.put_figure("figure", figure(picture, data));
        Ok(())
    }
}

impl Panel {
    fn round(self) -> PolarPanel {
        PolarPanel {
            title: format!("unit {}", self.unit_id),
            angle_deg: self.centre,
            radius: self.rate_hz,
            fit_angle_deg: self.fitted_at,
            fit_radius: self.fitted_hz,
            pointer_deg: self.preferred_deg,
        }
    }

    fn flat(self) -> TuningPanel {
        TuningPanel {
            title: format!("unit {}", self.unit_id),
            x: self.centre,
            y: self.rate_hz,
            fit_x: self.fitted_at,
            fit_y: self.fitted_hz,
            ..Default::default()
        }
    }
}

/// The chosen units, and how many there are to choose from.
fn panels(
    params: &Params,
    task: &Task<'_>,
    curves: &Table,
) -> Result<(Vec<Panel>, usize), Failure> {
    let by_unit = UnitRows::of(curves)?;
    let (centre, rate_hz) = (curves.numbers("centre")?, with_gaps(curves, "rate_hz")?);
    let fitted = match task.optional_table("fitted")? {
        Some(table) => {
            let (at, rate_hz) = (table.numbers("value")?, with_gaps(&table, "rate_hz")?);
            Some((UnitRows::of(&table)?, at, rate_hz))
        }
        None => None,
    };
    let estimates = match task.optional_table("estimates")? {
        Some(table) => Some((UnitRows::of(&table)?, table.optional_floats("preferred_deg")?)),
        None => None,
    };
    let of = |rows: &[usize], column: &[f64]| rows.iter().map(|&row| column[row]).collect();
    let counts = curves.integers("n_spikes")?;
    let n_spikes = |unit_id: i64| by_unit.rows(unit_id).iter().map(|&row| counts[row]).sum::<i64>();
    let chosen = by_unit.chosen(&params.units)?;
    let chosen = chosen.into_iter().filter(|&unit_id| n_spikes(unit_id) >= params.min_spikes);
    let panels = chosen.map(|unit_id| {
        let rows = by_unit.rows(unit_id);
        let (fitted_at, fitted_hz) = fitted.as_ref().map_or_else(Default::default, |fitted| {
            let rows = fitted.0.rows(unit_id);
            (of(rows, &fitted.1), of(rows, &fitted.2))
        });
        let preferred_deg = estimates.as_ref().and_then(|(by_unit, preferred_deg)| {
            by_unit.rows(unit_id).first().and_then(|&row| preferred_deg[row])
        });
        Panel {
            unit_id,
            centre: of(rows, &centre),
            rate_hz: of(rows, &rate_hz),
            fitted_at,
            fitted_hz,
            preferred_deg,
        }
    });
    Ok((panels.collect(), by_unit.n_units()))
}

fn finding(label: &str, panels: &[Panel], n_units: usize, unit: Unit) -> Result<String, Failure> {
    let peaks: Vec<(i64, f64, f64)> = panels
        .iter()
        .filter_map(|panel| {
            let bin = largest(&panel.rate_hz)?;
            Some((panel.unit_id, panel.centre[bin], panel.rate_hz[bin]))
        })
        .collect();
    let rates: Vec<f64> = peaks.iter().map(|peak| peak.2).collect();
    let top = largest(&rates).ok_or_else(|| nothing_to_draw("curves", "rate_hz"))?;
    let (unit_id, place, rate_hz) = peaks[top];
    let strongest = format!(
        "unit {unit_id} reaches {} at a {label} of {}",
        amount(rate_hz, Unit::SPIKES_PER_SECOND),
        amount(place, unit)
    );
    if panels.len() == 1 {
        return Ok(strongest);
    }
    let lowest = known(&rates).into_iter().fold(f64::INFINITY, f64::min);
    let of_how_many = if panels.len() < n_units { format!(" of {n_units}") } else { String::new() };
    Ok(format!(
        "the peaks of {}{of_how_many} lie at {}, with a median of {}; {strongest}",
        these_many(panels.len(), "unit"),
        range(lowest, rate_hz, Unit::SPIKES_PER_SECOND),
        amount(median(&rates), Unit::SPIKES_PER_SECOND),
    ))
}

fn drawn_numbers(panels: &[Panel], unit: Unit) -> Result<Table, Failure> {
    let mut unit_id = Vec::new();
    let mut layer = Vec::new();
    let (mut value, mut rate_hz) = (Vec::new(), Vec::new());
    for panel in panels {
        for (name, x, y) in [
            ("measured", &panel.centre, &panel.rate_hz),
            ("fitted", &panel.fitted_at, &panel.fitted_hz),
        ] {
            unit_id.extend(x.iter().map(|_| panel.unit_id));
            layer.extend(x.iter().map(|_| name));
            value.extend(x);
            rate_hz.extend(y);
        }
    }
    Ok(Table::build("tuning_curves")
        .integer("unit_id", Unit::ID, unit_id)
        .text("layer", &layer)
        .float("value", unit, value)
        .float_or_empty("rate_hz", Unit::SPIKES_PER_SECOND, &rate_hz)
        .finish()?)
}
