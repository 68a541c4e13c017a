//! What was stored, what was shown, and what was recalled?
//!
//! A column a pattern: the pattern, its cue, and the state of rest of each network that was asked. Only patterns whose units
//! lie on a square grid have a shape to see; others are drawn in rows of equal length.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{ImageGrid, ImagePanel};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

use crate::drawing::{figure, nothing_to_draw, number, these_many};
use crate::matrices::matrix_of;
use crate::memories::{labels_of, states_schema};

/// `plot-patterns`.
pub struct PlotPatterns;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// How many patterns are drawn, the first of the table
    #[schemars(range(min = 1, max = 12))]
    n_patterns: usize,
    /// What each network's recall is called, in the order in which they are wired; left empty, "recalled"
    names: Vec<String>,
    /// Overlap with the pattern from which on it counts as found
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0))]
    least_overlap: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { n_patterns: 5, names: Vec::new(), least_overlap: 0.95 }
    }
}

impl Stage for PlotPatterns {
    const NAME: &'static str = "plot-patterns";
    const SUMMARY: &'static str = "Draw patterns, their cues and what networks recalled";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("states", states_schema())
                .many()
                .described("patterns, cues and recalls; of several networks with the same cues"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("a column of images a pattern")]
    }

    fn example() -> Example {
        let stored = [1.0, -1.0, -1.0, 1.0];
        let states = Table::build("states")
            .integer("pattern_id", Unit::ID, vec![1, 1, 1])
            .text("label", &["diagonal", "diagonal", "diagonal"])
            .text("step", &["stored", "cue", "recalled"])
            .vector("state", Unit::ONE, [stored, [1.0, 1.0, -1.0, 1.0], stored].concat(), 4)
            .finish();
        Example::default().input("states", states.expect("three states"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let networks = task.tables("states")?;
        let names = params.names(networks.len())?;
        let mut rows: Vec<(String, Vec<Shown>)> = Vec::new();
        for (k, table) in networks.iter().enumerate() {
            let shown = |step: &str| steps(table, step, params.n_patterns);
            if k == 0 {
                rows.push(("stored".into(), shown("stored")?));
                rows.push(("cue".into(), shown("cue")?));
            }
            rows.push((names[k].clone(), shown("recalled")?));
        }
        let n = rows[0].1.len();
        if n == 0 || rows.iter().any(|(_, row)| row.len() != n) {
            return Err(nothing_to_draw("states", "state"));
        }
        let overlap = |a: &[f64], b: &[f64]| {
            a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / a.len() as f64
        };
        let told = rows[2..].iter().map(|(name, row)| {
            let overlaps: Vec<f64> =
                row.iter().zip(&rows[0].1).map(|(a, b)| overlap(&a.state, &b.state)).collect();
            let found = overlaps.iter().filter(|&&o| o >= params.least_overlap).count();
            let mean = overlaps.iter().sum::<f64>() / n as f64;
            format!(
                "{found} of {} (mean overlap {}) {name}",
                these_many(n, "pattern"),
                number(mean)
            )
        });
        let cues: Vec<f64> =
            rows[1].1.iter().zip(&rows[0].1).map(|(a, b)| overlap(&a.state, &b.state)).collect();
        let cue = cues.iter().sum::<f64>() / n as f64;
        let finding = format!(
            "from cues with a mean overlap of {} come back {}",
            number(cue),
            told.collect::<Vec<_>>().join(", ")
        );
        let n_columns = side(rows[0].1[0].state.len());
        let panels = rows.iter().enumerate().flat_map(|(place, (_, row))| {
            row.iter().map(move |shown| ImagePanel {
                title: if place == 0 { shown.label.clone() } else { String::new() },
                n_columns,
                values: shown.state.clone(),
            })
        });
        let picture = ImageGrid {
            panels: panels.collect(),
            n_columns: n,
            row_names: rows.iter().map(|(name, _)| name.clone()).collect(),
            two_values: Some(["−1".into(), "+1".into()]),
            finding,
            ..Default::default()
        }
        .draw()?;
        task.put_figure("figure", figure(picture, drawn(&rows)?));
        Ok(())
    }
}

impl Params {
    fn names(&self, n_networks: usize) -> Result<Vec<String>, Failure> {
        if self.names.len() == n_networks {
            return Ok(self.names.clone());
        }
        if self.names.is_empty() {
            let numbered = |k: usize| format!("recalled {}", k + 1);
            let one = n_networks == 1;
            return Ok((0..n_networks)
                .map(|k| if one { "recalled".into() } else { numbered(k) })
                .collect());
        }
        Err(Failure::new(
            format!(
                "parameter `names`: got {}, wanted one for each of {n_networks} networks",
                self.names.len()
            ),
            "name them in the order in which they are wired",
        ))
    }
}

/// One state and its pattern's label.
struct Shown {
    label: String,
    state: Vec<f64>,
}

/// The states of a step, the first `most`.
fn steps(table: &Table, step: &str, most: usize) -> Result<Vec<Shown>, Failure> {
    let (labels, of_row) = (labels_of(table)?, table.texts("step")?);
    let matrix = matrix_of(table, "state")?;
    let rows = (0..table.n_rows()).filter(|&row| of_row[row] == Some(step)).take(most);
    Ok(rows
        .map(|row| Shown { label: labels[row].clone(), state: matrix.row(row).to_vec() })
        .collect())
}

/// Cells in a row of the grid: the root of a square number, else the next whole number of equal rows.
fn side(n: usize) -> usize {
    (n.isqrt().max(1)..=n).find(|&side| n.is_multiple_of(side)).unwrap_or(1)
}

fn drawn(rows: &[(String, Vec<Shown>)]) -> Result<Table, Failure> {
    let width = rows[0].1[0].state.len();
    let all: Vec<(&str, &Shown)> = rows
        .iter()
        .flat_map(|(name, row)| row.iter().map(move |shown| (name.as_str(), shown)))
        .collect();
    Ok(Table::build("drawn")
        .text("row", &all.iter().map(|(name, _)| *name).collect::<Vec<_>>())
        .text("label", &all.iter().map(|(_, shown)| shown.label.as_str()).collect::<Vec<_>>())
        .vector("state", Unit::ONE, all.iter().flat_map(|(_, s)| s.state.clone()).collect(), width)
        .finish()?)
}
