//! What does a spike, or a stimulus, do to the rate, and for how long?
//!
//! A filter against the lag with its pointwise band, one line a unit. `as_factor` draws the exponential of the filter of
//! spikes, the factor by which a spike multiplies the rate, on a logarithmic axis; the line at 1 (or at 0 of the
//! logarithm) is where nothing happens. A `truth` is drawn dashed beside what was fitted.
//!
//! It misleads where the band is taken for the whole filter: it holds lag by lag.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Band, Hue, LinePattern, LinePlot, LineSeries, ReferenceLine};
use spikebook_numeric::elementary::exp;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{
    UnitRows, amount, axis, figure, largest, nothing_to_draw, number, these_many, with_gaps,
};
use crate::tables::filters_schema;

/// `plot-filters`.
pub struct PlotFilters;

/// Factors below this, or above its inverse, leave the picture.
const LEAST_FACTOR: f64 = 1e-3;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Which filter: `stimulus`, `history`, or `unit 3` for a coupling; left out, the first of the table
    filter: Option<String>,
    /// The units whose rate it acts on; where empty, those whose bands are narrowest
    units: Vec<i64>,
    /// How many units are drawn where none is named
    #[schemars(range(min = 1, max = 6))]
    most_units: usize,
    /// Whether to draw the factor by which the rate is multiplied, instead of its logarithm
    as_factor: bool,
    /// What the filter is, for the y axis; left out, what its numbers are
    label: Option<String>,
}

impl Default for Params {
    fn default() -> Self {
        Self { filter: None, units: Vec::new(), most_units: 6, as_factor: false, label: None }
    }
}

/// One line.
struct Filter {
    unit_id: i64,
    lag_s: Vec<f64>,
    gain: Vec<f64>,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

impl Stage for PlotFilters {
    const NAME: &'static str = "plot-filters";
    const SUMMARY: &'static str = "Draw filters in time with their bands";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("filters", filters_schema()).described("one row a unit, filter and lag"),
            Port::table("truth", filters_schema())
                .optional()
                .described("the filters that made the spikes"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("filters against the lag")]
    }

    fn example() -> Example {
        let lag_s: Vec<f64> = (1..=8).map(|lag| f64::from(lag) * 0.002).collect();
        let gain = vec![-3.0, -1.5, -0.4, 0.3, 0.5, 0.3, 0.1, 0.0];
        let shifted = |by: f64| gain.iter().map(|gain| gain + by).collect::<Vec<f64>>();
        let filters = Table::build("filters")
            .integer("unit_id", Unit::ID, vec![2; 8])
            .text("filter", &["history"; 8])
            .optional_integer("source_id", Unit::ID, vec![Some(2); 8])
            .float("lag_s", Unit::SECOND, lag_s)
            .float("log_gain", Unit::ONE, gain.clone())
            .float("lower", Unit::ONE, shifted(-0.2))
            .float("upper", Unit::ONE, shifted(0.2))
            .finish();
        Example::default().input("filters", filters.expect("eight lags")).param("as_factor", true)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("filters")?;
        let name = match &params.filter {
            Some(name) => name.clone(),
            None => table.texts("filter")?.first().copied().flatten().unwrap_or_default().into(),
        };
        let all = filters_of(&table, &name, &[])?;
        if all.is_empty() {
            return Err(Failure::new(
                format!("parameter `filter`: got `{name}`, wanted one that the table has"),
                format!("it has {}", names_in(&table)?),
            ));
        }
        let filters = if params.units.is_empty() {
            narrowest(all, params.most_units)
        } else {
            // Says which unit it is that the table does not have.
            UnitRows::of(&table.take_rows(&rows_of(&table, &name)?))?.chosen(&params.units)?;
            filters_of(&table, &name, &params.units)?
        };
        let truth = match task.optional_table("truth")? {
            Some(truth) => {
                let units: Vec<i64> = filters.iter().map(|filter| filter.unit_id).collect();
                filters_of(&truth, &name, &units)?
            }
            None => Vec::new(),
        };
        let shown = |values: &[f64]| -> Vec<f64> {
            values.iter().map(|x| if params.as_factor { exp(*x) } else { *x }).collect()
        };
        let single = filters.len() == 1;
        let mut series: Vec<LineSeries> = filters
            .iter()
            .enumerate()
            .map(|(index, filter)| LineSeries {
                label: if single && truth.is_empty() {
                    String::new()
                } else {
                    format!("unit {}", filter.unit_id)
                },
                x: in_ms(&filter.lag_s),
                y: shown(&filter.gain),
                band: Some(Band { low: shown(&filter.lower), high: shown(&filter.upper) }),
                hue: Some(Hue::Series(index)),
                ..Default::default()
            })
            .collect();
        series.extend(truth.iter().map(|filter| LineSeries {
            label: format!("truth of unit {}", filter.unit_id),
            x: in_ms(&filter.lag_s),
            y: shown(&filter.gain),
            hue: filters.iter().position(|f| f.unit_id == filter.unit_id).map(Hue::Series),
            pattern: LinePattern::Dotted,
            ..Default::default()
        }));
        let at = if params.as_factor { 1.0 } else { 0.0 };
        let picture = LinePlot {
            x_axis: axis("lag", Unit::MILLISECOND),
            y_axis: y_axis(params, &name, &series),
            series,
            references: vec![ReferenceLine::horizontal("", at)],
            finding: finding(&name, &filters, params.as_factor)?,
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn(&name, &filters)?));
        Ok(())
    }
}

fn y_axis(params: &Params, name: &str, series: &[LineSeries]) -> Axis {
    let said = match (params.as_factor, name) {
        (true, _) => "factor on the rate",
        (false, "stimulus") => "added to the log rate, per unit of stimulus",
        (false, _) => "added to the log rate",
    };
    let axis = Axis::unitless(params.label.as_deref().unwrap_or(said));
    if !params.as_factor {
        return axis;
    }
    // A unit that is silent for a while has a factor that could be anything near 0.
    let bands = || series.iter().filter_map(|series| series.band.as_ref());
    let heights = || series.iter().flat_map(|series| series.y.iter());
    let lowest = bands().flat_map(|band| &band.low).chain(heights());
    let highest = bands().flat_map(|band| &band.high).chain(heights());
    let lowest = lowest.copied().fold(1.0, f64::min).max(LEAST_FACTOR);
    let highest = highest.copied().fold(1.0, f64::max).min(1.0 / LEAST_FACTOR);
    axis.log().between(0.9 * lowest, 1.1 * highest)
}

fn in_ms(lag_s: &[f64]) -> Vec<f64> {
    lag_s.iter().map(|lag| 1000.0 * lag).collect()
}

/// The rows of a filter.
fn rows_of(table: &Table, name: &str) -> Result<Vec<usize>, Failure> {
    let names = table.texts("filter")?;
    Ok((0..names.len()).filter(|&row| names[row] == Some(name)).collect())
}

/// So many of the filters, those that are known best, in the order in which they came. Without bands, the first.
fn narrowest(filters: Vec<Filter>, most: usize) -> Vec<Filter> {
    let width = |filter: &Filter| {
        let widths = filter.lower.iter().zip(&filter.upper).map(|(low, high)| high - low);
        let mean = widths.sum::<f64>() / filter.lower.len() as f64;
        if mean.is_finite() { mean } else { f64::INFINITY }
    };
    let mut order: Vec<usize> = (0..filters.len()).collect();
    order.sort_by(|&a, &b| width(&filters[a]).total_cmp(&width(&filters[b])));
    order.truncate(most);
    filters
        .into_iter()
        .enumerate()
        .filter(|(place, _)| order.contains(place))
        .map(|(_, filter)| filter)
        .collect()
}

/// The filters of this name, a unit after the other; where no unit is named, all.
fn filters_of(table: &Table, name: &str, units: &[i64]) -> Result<Vec<Filter>, Failure> {
    let unit_id = table.integers("unit_id")?;
    let names = table.texts("filter")?;
    let lag_s = table.floats("lag_s")?;
    let gain = table.floats("log_gain")?;
    let (lower, upper) = (with_gaps(table, "lower")?, with_gaps(table, "upper")?);
    let mut filters: Vec<Filter> = Vec::new();
    for row in (0..table.n_rows()).filter(|&row| names[row] == Some(name)) {
        let unit = unit_id[row];
        if !units.is_empty() && !units.contains(&unit) {
            continue;
        }
        let place = match filters.iter().position(|filter| filter.unit_id == unit) {
            Some(place) => place,
            None => {
                let (lag_s, gain, lower, upper) = (vec![], vec![], vec![], vec![]);
                filters.push(Filter { unit_id: unit, lag_s, gain, lower, upper });
                filters.len() - 1
            }
        };
        let filter = &mut filters[place];
        filter.lag_s.push(lag_s[row]);
        filter.gain.push(gain[row]);
        filter.lower.push(lower[row]);
        filter.upper.push(upper[row]);
    }
    Ok(filters)
}

fn names_in(table: &Table) -> Result<String, Failure> {
    let mut names: Vec<&str> = table.texts("filter")?.into_iter().flatten().collect();
    names.sort_unstable();
    names.dedup();
    Ok(names.join(", "))
}

/// The highest and the lowest point of a single filter, or the spread of several.
fn finding(name: &str, filters: &[Filter], as_factor: bool) -> Result<String, Failure> {
    let shown = |x: f64| number(if as_factor { exp(x) } else { x });
    let what = if as_factor { "factor on the rate" } else { "filter" };
    let point = |filter: &Filter, at: usize| {
        let place = format!(
            "{} at {}",
            shown(filter.gain[at]),
            amount(1000.0 * filter.lag_s[at], Unit::MILLISECOND)
        );
        if filter.lower[at].is_finite() && filter.upper[at].is_finite() {
            format!("{place} (band {} to {})", shown(filter.lower[at]), shown(filter.upper[at]))
        } else {
            place
        }
    };
    let empty = || nothing_to_draw("filters", "log_gain");
    let of = |filter: &Filter| {
        let upside_down: Vec<f64> = filter.gain.iter().map(|gain| -gain).collect();
        Some((largest(&upside_down)?, largest(&filter.gain)?))
    };
    if let [filter] = filters {
        let (lowest, highest) = of(filter).ok_or_else(empty)?;
        let beyond = (0..filter.gain.len())
            .filter(|&at| filter.lower[at] > 0.0 || filter.upper[at] < 0.0)
            .count();
        return Ok(format!(
            "{name} of unit {}: the {what} is lowest with {} and highest with {}; at {beyond} of {} lags \
             the band leaves out no effect",
            filter.unit_id,
            point(filter, lowest),
            point(filter, highest),
            filter.gain.len()
        ));
    }
    let extremes: Vec<(f64, f64)> = filters
        .iter()
        .filter_map(|filter| of(filter).map(|(low, high)| (filter.gain[low], filter.gain[high])))
        .collect();
    let lowest = extremes.iter().map(|pair| pair.0).reduce(f64::min).ok_or_else(empty)?;
    let highest = extremes.iter().map(|pair| pair.1).reduce(f64::max).ok_or_else(empty)?;
    Ok(format!(
        "{name} of {}: the {what} goes down to {} and up to {}",
        these_many(filters.len(), "unit"),
        shown(lowest),
        shown(highest)
    ))
}

fn drawn(name: &str, filters: &[Filter]) -> Result<Table, Failure> {
    let all = |part: fn(&Filter) -> &Vec<f64>| -> Vec<f64> {
        filters.iter().flat_map(part).copied().collect()
    };
    let ids = filters.iter().flat_map(|f| std::iter::repeat_n(f.unit_id, f.lag_s.len()));
    let ids: Vec<i64> = ids.collect();
    Ok(Table::build("filters")
        .text("filter", &vec![name; ids.len()])
        .integer("unit_id", Unit::ID, ids)
        .float("lag_s", Unit::SECOND, all(|filter| &filter.lag_s))
        .float("log_gain", Unit::ONE, all(|filter| &filter.gain))
        .float_or_empty("lower", Unit::ONE, &all(|filter| &filter.lower))
        .float_or_empty("upper", Unit::ONE, &all(|filter| &filter.upper))
        .finish()?)
}
