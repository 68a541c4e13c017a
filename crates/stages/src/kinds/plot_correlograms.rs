//! Which units fire together, and at which lag?
//!
//! A panel for each pair, units with themselves on the diagonal: the rate of the target about a spike of the reference,
//! with what the predictor gives and the band that chance leaves nowhere. Every panel has a range of its own. Up to
//! eight units make a triangle; of more, the pairs whose counts lie furthest beyond the prediction are drawn.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{Axis, Band, CorrelogramGrid, CorrelogramPanel};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{amount, axis, figure, nothing_to_draw, these_many, with_gaps};
use crate::tables::correlograms_schema;

/// Most units that make a triangle.
const MOST_UNITS: usize = 8;

/// Most pairs that are drawn of more units.
const MOST_PAIRS: usize = 24;

/// `plot-correlograms`.
pub struct PlotCorrelograms;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The units to draw; where empty, all
    units: Vec<i64>,
}

/// The rows of one pair.
struct Pair {
    reference: i64,
    target: i64,
    rows: Vec<usize>,
    /// The bin furthest over the prediction, and by how many roots of it
    peak: usize,
    beyond: f64,
}

impl Stage for PlotCorrelograms {
    const NAME: &'static str = "plot-correlograms";
    const SUMMARY: &'static str = "Draw the correlograms of pairs of units, a panel a pair";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("correlograms", correlograms_schema()).described("one row a pair and lag")]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a panel a pair")]
    }

    fn example() -> Example {
        let (counts, rates) = (vec![2, 9, 3], vec![20.0, 90.0, 30.0]);
        let table = Table::build("correlograms")
            .integer("reference_id", Unit::ID, vec![1; 6])
            .integer("target_id", Unit::ID, vec![1, 1, 1, 2, 2, 2])
            .float("lag_s", Unit::SECOND, [-0.001, 0.0, 0.001].repeat(2))
            .integer("n_pairs", Unit::ONE, [vec![3, 0, 3], counts].concat())
            .float("rate_hz", Unit::SPIKES_PER_SECOND, [vec![30.0, 0.0, 30.0], rates].concat())
            .float("expected", Unit::ONE, vec![3.0; 6])
            .optional_float("predicted", Unit::ONE, [vec![None; 3], vec![Some(3.0); 3]].concat())
            .optional_float("low", Unit::ONE, vec![None; 6])
            .optional_float("high", Unit::ONE, vec![None; 6])
            .optional_float("low_anywhere", Unit::ONE, [vec![None; 3], vec![Some(0.0); 3]].concat())
            .optional_float(
                "high_anywhere",
                Unit::ONE,
                [vec![None; 3], vec![Some(7.0); 3]].concat(),
            )
            .finish();
        Example::default().input("correlograms", table.expect("two pairs"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("correlograms")?;
        let pairs = pairs(&table, &params.units)?;
        let mut units: Vec<i64> =
            pairs.iter().flat_map(|pair| [pair.reference, pair.target]).collect();
        units.sort_unstable();
        units.dedup();
        let is_triangle = units.len() <= MOST_UNITS;
        let crossed = pairs.iter().filter(|pair| pair.reference != pair.target);
        let mut ranked: Vec<&Pair> = crossed.collect();
        ranked.sort_by(|a, b| b.beyond.total_cmp(&a.beyond));
        let finding = finding(&table, &pairs, &ranked)?;
        let drawn: Vec<Option<&Pair>> = if is_triangle {
            let cells = units.iter().flat_map(|&i| units.iter().map(move |&j| (i, j)));
            let find = |(i, j): (i64, i64)| {
                pairs.iter().find(|pair| (pair.reference, pair.target) == (i, j))
            };
            cells.map(find).collect()
        } else {
            ranked.iter().take(MOST_PAIRS).map(|pair| Some(*pair)).collect()
        };
        let panels =
            drawn.iter().map(|pair| panel(&table, *pair)).collect::<Result<_, Failure>>()?;
        let picture = CorrelogramGrid {
            x_axis: axis("lag", Unit::MILLISECOND),
            y_axis: Axis::new("rate of the target", Unit::SPIKES_PER_SECOND.symbol()),
            panels,
            n_columns: if is_triangle { units.len() } else { 0 },
            predicted_label: "what chance gives".into(),
            note: if drawn.len() < ranked.len() && !is_triangle {
                format!("{} of {} pairs, furthest over chance first", drawn.len(), ranked.len())
            } else {
                String::new()
            },
            finding,
        }
        .draw()?;
        let rows: Vec<usize> =
            drawn.into_iter().flatten().flat_map(|pair| pair.rows.clone()).collect();
        task.put_figure("figure", figure(picture, table.take_rows(&rows)));
        Ok(())
    }
}

/// Consecutive rows of one pair, of the units that are asked for.
fn pairs(table: &Table, units: &[i64]) -> Result<Vec<Pair>, Failure> {
    let (reference, target) = (table.integers("reference_id")?, table.integers("target_id")?);
    let counts = table.integers("n_pairs")?;
    let (expected, predicted) = (table.floats("expected")?, table.optional_floats("predicted")?);
    let mut pairs: Vec<Pair> = Vec::new();
    for row in 0..counts.len() {
        let (i, j) = (reference[row], target[row]);
        let is_asked_for = units.is_empty() || (units.contains(&i) && units.contains(&j));
        if !is_asked_for {
            continue;
        }
        match pairs.last_mut() {
            Some(pair) if (pair.reference, pair.target) == (i, j) => pair.rows.push(row),
            _ => {
                let rows = vec![row];
                pairs.push(Pair {
                    reference: i,
                    target: j,
                    rows,
                    peak: 0,
                    beyond: f64::NEG_INFINITY,
                });
            }
        }
    }
    for pair in &mut pairs {
        for &row in &pair.rows {
            let chance = predicted[row].unwrap_or(expected[row]);
            let beyond = (counts[row] as f64 - chance) / chance.max(1.0).sqrt();
            if beyond > pair.beyond {
                (pair.peak, pair.beyond) = (row, beyond);
            }
        }
    }
    if pairs.is_empty() {
        return Err(nothing_to_draw("correlograms", "n_pairs"));
    }
    Ok(pairs)
}

fn panel(table: &Table, pair: Option<&Pair>) -> Result<CorrelogramPanel, Failure> {
    let Some(pair) = pair else { return Ok(CorrelogramPanel::default()) };
    let (counts, rate) = (table.integers("n_pairs")?, with_gaps(table, "rate_hz")?);
    let lag_s = table.floats("lag_s")?;
    let of = |values: &[f64]| pair.rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
    // Counts become rates by the same factor in every bin of a pair.
    let with_pairs = pair.rows.iter().find(|&&row| counts[row] > 0);
    let factor = with_pairs.map_or(0.0, |&row| rate[row] / counts[row] as f64);
    let as_rates = |column: &str| -> Result<Vec<f64>, Failure> {
        Ok(of(&with_gaps(table, column)?).into_iter().map(|count| count * factor).collect())
    };
    let predicted = as_rates("predicted")?;
    let (low, high) = (as_rates("low_anywhere")?, as_rates("high_anywhere")?);
    let is_auto = pair.reference == pair.target;
    let is_known = |values: &[f64]| values.iter().all(|value| value.is_finite());
    Ok(CorrelogramPanel {
        title: if is_auto {
            format!("{}", pair.reference)
        } else {
            format!("{} → {}", pair.reference, pair.target)
        },
        x: of(lag_s).into_iter().map(|lag| lag * 1000.0).collect(),
        y: of(&rate),
        band: is_known(&high).then_some(Band { low, high }),
        predicted: if is_known(&predicted) { predicted } else { Vec::new() },
        is_auto,
    })
}

/// How many pairs leave the band, and which one furthest.
fn finding(table: &Table, pairs: &[Pair], ranked: &[&Pair]) -> Result<String, Failure> {
    let rate = with_gaps(table, "rate_hz")?;
    let counts = table.integers("n_pairs")?;
    let high = with_gaps(table, "high_anywhere")?;
    let lag_ms = |row: usize| table.floats("lag_s").map(|lag_s| lag_s[row] * 1000.0);
    let Some(first) = ranked.first() else {
        let only = &pairs[0];
        return Ok(format!(
            "unit {} follows itself most often after {}, at {}",
            only.reference,
            amount(lag_ms(only.peak)?.abs(), Unit::MILLISECOND),
            amount(rate[only.peak], Unit::SPIKES_PER_SECOND)
        ));
    };
    let leaves = |pair: &&&Pair| pair.rows.iter().any(|&row| counts[row] as f64 > high[row]);
    let n_beyond = ranked.iter().filter(leaves).count();
    let has_band = ranked.iter().any(|pair| pair.rows.iter().any(|&row| high[row].is_finite()));
    let beyond = if has_band {
        format!(
            "the band of chance is left by {n_beyond} of {}; ",
            these_many(ranked.len(), "pair")
        )
    } else {
        String::new()
    };
    Ok(format!(
        "{beyond}furthest over what chance gives is unit {} at {} from spikes of unit {}, with {}",
        first.target,
        amount(lag_ms(first.peak)?, Unit::MILLISECOND),
        first.reference,
        amount(rate[first.peak], Unit::SPIKES_PER_SECOND)
    ))
}
