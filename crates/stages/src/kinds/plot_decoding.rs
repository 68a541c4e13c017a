//! Does what the decoder believes follow what was really there?
//!
//! A heat map of the posterior, time from left to right, with the actual path drawn over it. One stretch of
//! time is shown; where bins were left out, the map stays empty. It shows some seconds of many: the alt text
//! says how far the decoder is off in the stretch and over all.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::median;
use spikebook_data::Table;
use spikebook_figures::{Axis, Heatmap, Hue, LinePattern, LineSeries, Shown, edges_about};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{amount, axis, figure, number, signal_label, these_many, unit_of};
use crate::matrices::same_rows;
use crate::tables::{decoded_schema, posterior_schema, states_schema};

/// `plot-decoding`.
pub struct PlotDecoding;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What the states are, for the axis and the alt text; left out, what its unit says
    label: Option<String>,
    /// Where the stretch begins; left out, with the first bin
    #[schemars(extend("x-unit" = "s"))]
    t_start_s: Option<f64>,
    /// How long it is
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    duration_s: f64,
    /// Whether the last state has the first for a neighbour
    circular: bool,
    /// Whether times without bins are cut out of the axis, but for a thin gap
    cut_gaps: bool,
    /// Whether the most probable state of each bin is marked
    mark_decoded: bool,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            label: None,
            t_start_s: None,
            duration_s: 30.0,
            circular: true,
            cut_gaps: false,
            mark_decoded: false,
        }
    }
}

impl Stage for PlotDecoding {
    const NAME: &'static str = "plot-decoding";
    const SUMMARY: &'static str = "Draw the posterior of a decoder over time under the actual path";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("posterior", posterior_schema()).described("what the decoder believes"),
            Port::table("states", states_schema()).described("the states it decides between"),
            Port::table("decoded", decoded_schema()).described("what was really there"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("the posterior with the actual path")]
    }

    fn example() -> Example {
        let time_s = vec![0.0, 0.5, 1.0, 1.5];
        let flat = [[0.7, 0.2, 0.1], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6], [0.5, 0.1, 0.4]].concat();
        let posterior = Table::build("posterior")
            .float("time_s", Unit::SECOND, time_s.clone())
            .vector("posterior", Unit::ONE, flat, 3)
            .finish();
        let states =
            Table::build("states").float("centre", Unit::DEGREE, vec![60.0, 180.0, 300.0]).finish();
        let decoded = Table::build("decoded")
            .float("time_s", Unit::SECOND, time_s)
            .float("actual", Unit::DEGREE, vec![50.0, 190.0, 290.0, 20.0])
            .float("decoded", Unit::DEGREE, vec![60.0, 180.0, 300.0, 60.0])
            .float("error", Unit::DEGREE, vec![10.0, 10.0, 10.0, 40.0])
            .finish();
        Example::default()
            .input("posterior", posterior.expect("four bins"))
            .input("states", states.expect("three states"))
            .input("decoded", decoded.expect("four bins"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let posterior = task.table("posterior")?;
        let decoded = task.table("decoded")?;
        let states = task.table("states")?;
        same_rows(("posterior", posterior.n_rows()), ("decoded", decoded.n_rows()))?;
        let unit = unit_of(&states, "centre");
        let centres = states.numbers("centre")?;
        let all_errors = decoded.numbers("error")?;
        let (start, n_rows) = params.rows(decoded.floats("time_s")?)?;
        let (posterior, decoded) = (posterior.slice(start, n_rows), decoded.slice(start, n_rows));
        let (flat, n_states) = posterior.vectors("posterior")?;
        same_rows(("states", centres.len()), ("entries of posterior", n_states))?;

        let time_s = decoded.floats("time_s")?;
        let actual = decoded.numbers("actual")?;
        let y_edges = edges_about(&centres);
        let columns = if params.cut_gaps { Columns::cut(time_s) } else { Columns::of(time_s) };
        let circle = params.circular.then_some((y_edges[0], y_edges[n_states]));
        let path = columns.path(&actual, circle);
        let label = signal_label(params.label.as_deref(), unit);
        let errors = decoded.numbers("error")?;
        let mut lines = vec![LineSeries {
            label: format!("actual {label}"),
            x: path.0,
            y: path.1,
            hue: Some(Hue::Series(1)),
            pattern: LinePattern::Solid,
            ..Default::default()
        }];
        if params.mark_decoded {
            let (x, y) = columns.path(&decoded.numbers("decoded")?, None);
            lines.push(LineSeries {
                label: format!("most probable {label}"),
                x,
                y,
                hue: Some(Hue::Ink),
                shown: Shown::Points,
                ..Default::default()
            });
        }
        let time = if params.cut_gaps { "time, gaps cut out" } else { "time" };
        let picture = Heatmap {
            x_axis: axis(time, Unit::SECOND),
            y_axis: axis(&label, unit),
            value_axis: Axis::unitless("posterior probability"),
            values: columns.spread(&flat, n_states),
            x_edges: columns.edges,
            y_edges,
            lines,
            finding: format!(
                "the decoded {label} lies a median of {} from the actual one in the {} s drawn \
                 here, {} in all {}",
                amount(median(&errors), unit),
                number(if params.cut_gaps {
                    n_rows as f64 * columns.width_s
                } else {
                    params.duration_s.min(time_s[n_rows - 1] - time_s[0] + columns.width_s)
                }),
                amount(median(&all_errors), unit),
                these_many(all_errors.len(), "bin"),
            ),
            ..Default::default()
        }
        .draw()?;
        let data = Table::build("decoding")
            .column_of(&decoded, "time_s")?
            .column_of(&decoded, "actual")?
            .column_of(&decoded, "decoded")?
            .column_of(&decoded, "error")?
            .column_of(&posterior, "posterior")?
            .finish()?;
        task.put_figure("figure", figure(picture, data));
        Ok(())
    }
}

impl Params {
    /// Where the stretch begins among the bins, and how many bins it has.
    fn rows(&self, time_s: &[f64]) -> Result<(usize, usize), Failure> {
        let first_s = self.t_start_s.unwrap_or_else(|| time_s.first().copied().unwrap_or(0.0));
        let start = time_s.partition_point(|&time| time < first_s);
        let stop = time_s.partition_point(|&time| time < first_s + self.duration_s);
        if start < stop {
            return Ok((start, stop - start));
        }
        let hint = match (time_s.first(), time_s.last()) {
            (Some(first), Some(last)) => format!("they lie at {first} to {last} s"),
            _ => "look at the stage that decodes".into(),
        };
        Err(Failure::new(
            format!(
                "parameter `t_start_s`: got no bins from {first_s} s on for {} s, wanted some",
                self.duration_s
            ),
            hint,
        ))
    }
}

/// The columns of the map: one a bin, and an empty one in place of bins that were left out.
struct Columns {
    width_s: f64,
    edges: Vec<f64>,
    /// Of each column its bin; none of an empty one.
    bins: Vec<Option<usize>>,
}

impl Columns {
    fn of(time_s: &[f64]) -> Self {
        let steps: Vec<f64> = time_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let width_s = if steps.is_empty() { 1.0 } else { median(&steps) };
        let (mut edges, mut bins) = (Vec::new(), Vec::new());
        for (bin, &time) in time_s.iter().enumerate() {
            edges.push(time);
            bins.push(Some(bin));
            let end = time + width_s;
            let next = time_s.get(bin + 1);
            if next.is_some_and(|&next| next > end + 0.5 * width_s) {
                edges.push(end);
                bins.push(None);
            }
            if next.is_none() {
                edges.push(end);
            }
        }
        Self { width_s, edges, bins }
    }

    /// The same with every gap as narrow as one bin, from 0 on.
    fn cut(time_s: &[f64]) -> Self {
        let columns = Self::of(time_s);
        let edges = (0..columns.edges.len()).map(|edge| edge as f64 * columns.width_s).collect();
        Self { edges, ..columns }
    }

    /// The values of the map, row after row, of those of the bins, bin after bin.
    fn spread(&self, flat: &[f64], n_states: usize) -> Vec<f64> {
        let value = |state: usize, bin: Option<usize>| {
            bin.map_or(f64::NAN, |bin| flat[bin * n_states + state])
        };
        (0..n_states)
            .flat_map(|state| self.bins.iter().map(move |&bin| value(state, bin)))
            .collect()
    }

    /// The path through the middles of the bins, broken at gaps, and where it goes round the circle between
    /// these two edges it leaves at one and comes back at the other.
    fn path(&self, actual: &[f64], circle: Option<(f64, f64)>) -> (Vec<f64>, Vec<f64>) {
        let (mut x, mut y) = (Vec::new(), Vec::new());
        let mut previous: Option<(f64, f64)> = None;
        for (column, &bin) in self.bins.iter().enumerate() {
            let middle = self.edges[column] + 0.5 * self.width_s;
            let here = bin.map(|bin| (middle, actual[bin]));
            if let Some(((low, high), (last, now))) = circle.zip(previous.zip(here)) {
                let (turn, step) = (high - low, now.1 - last.1);
                if step.abs() > 0.5 * turn {
                    let (exit, entry, step) = if step < 0.0 {
                        (high, low, step + turn)
                    } else {
                        (low, high, step - turn)
                    };
                    let part =
                        if step == 0.0 { 0.5 } else { ((exit - last.1) / step).clamp(0.0, 1.0) };
                    let between = last.0 + part * (now.0 - last.0);
                    x.extend([between; 3]);
                    y.extend([exit, f64::NAN, entry]);
                }
            }
            x.push(middle);
            y.push(here.map_or(f64::NAN, |(_, state)| state));
            previous = here;
        }
        (x, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_that_were_left_out_stay_empty() {
        let columns = Columns::of(&[0.0, 1.0, 2.0, 6.0, 7.0]);
        assert_eq!(columns.edges, [0.0, 1.0, 2.0, 3.0, 6.0, 7.0, 8.0]);
        assert_eq!(columns.bins, [Some(0), Some(1), Some(2), None, Some(3), Some(4)]);
        let values = columns.spread(&[1.0, 2.0, 3.0, 4.0, 5.0], 1);
        assert!(values[3].is_nan());
        assert_eq!(values[4..], [4.0, 5.0]);
    }

    #[test]
    fn gaps_can_be_cut_to_a_bin() {
        let columns = Columns::cut(&[10.0, 11.0, 12.0, 16.0, 17.0]);
        assert_eq!(columns.edges, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        assert_eq!(columns.bins, [Some(0), Some(1), Some(2), None, Some(3), Some(4)]);
        let (x, y) = columns.path(&[1.0, 2.0, 3.0, 4.0, 5.0], None);
        assert_eq!((x[4], y[4]), (4.5, 4.0));
        assert!(y[3].is_nan());
    }

    #[test]
    fn the_path_leaves_the_circle_at_one_edge_and_returns_at_the_other() {
        let columns = Columns::of(&[0.0, 1.0, 2.0]);
        let (x, y) = columns.path(&[350.0, 30.0, 40.0], Some((0.0, 360.0)));
        assert_eq!(x, [0.5, 0.75, 0.75, 0.75, 1.5, 2.5]);
        assert_eq!((y[1], y[3], y[4]), (360.0, 0.0, 30.0));
        assert!(y[2].is_nan());
        let (_, straight) = columns.path(&[350.0, 30.0, 40.0], None);
        assert_eq!(straight, [350.0, 30.0, 40.0]);
    }
}
