//! Shown part of a memory, does the network find the rest?
//!
//! Each stored pattern is cued with a share of its units turned round; the network relaxes, one unit at a time, and the state
//! of rest is compared with the pattern ([`spikebook_models::hopfield`]). Where `cues` is wired, those are used in place of new
//! ones, so that two networks can be asked the same. Recall from few cues is a coarse measure: with n cues its standard
//! error is up to 1/(2√n).

use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::mean;
use spikebook_data::Table;
use spikebook_models::hopfield::{flipped, overlap};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::memories::{
    labels_of, network_of, patterns_schema, patterns_table, states_of, states_schema, two_memories,
    weights_schema,
};

/// `hopfield-recall`.
pub struct HopfieldRecall;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Share of the units of a cue that are wrong
    #[schemars(range(min = 0.0, max = 0.5), extend("x-unit" = "fraction"))]
    cue_flips: f64,
    /// Overlap with the pattern from which on it counts as found
    #[schemars(range(max = 1.0), extend("exclusiveMinimum" = 0.0))]
    least_overlap: f64,
    /// Sweeps over all units after which a state that still changes is given up
    #[schemars(range(min = 1, max = 10_000))]
    most_sweeps: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self { cue_flips: 0.2, least_overlap: 0.95, most_sweeps: 100 }
    }
}

impl Stage for HopfieldRecall {
    const NAME: &'static str = "hopfield-recall";
    const SUMMARY: &'static str = "Cue each memory of a network and see what it recalls";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("weights", weights_schema()).described("the network"),
            Port::table("patterns", patterns_schema()).described("what it has stored"),
            Port::table("cues", patterns_schema())
                .optional()
                .described("cues in place of new ones, a row a pattern"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let id = || Column::integer("pattern_id", Unit::ID).described("the pattern");
        let label = || Column::text("label").described("what it is called");
        let recalls = [
            id(),
            label(),
            number("cue_overlap", "overlap of the cue with the pattern"),
            number("overlap", "overlap of the state of rest with the pattern"),
            number("cue_energy", "energy of the cue"),
            number("energy", "energy of the state of rest"),
            Column::boolean("found").described("whether the pattern was found"),
        ];
        let descents = [
            id(),
            label(),
            Column::integer("update", Unit::ONE).described("updates of single units so far"),
            number("energy", "the energy of the network"),
        ];
        let summary = [
            Column::integer("n_cues", Unit::ONE).described("cues"),
            Column::integer("n_found", Unit::ONE).described("patterns that were found"),
            Column::float("recall", Unit::FRACTION).described("share of patterns found"),
            number("mean_overlap", "mean overlap of the states of rest with their patterns"),
            number("largest_rise", "the largest rise of the energy at an update; 0 in theory"),
        ];
        vec![
            Port::table("recalls", TableSchema::new("recalls", recalls))
                .described("one row a pattern"),
            Port::table("cues", patterns_schema()).described("what the network was shown"),
            Port::table("states", states_schema())
                .described("each pattern, its cue and what was recalled"),
            Port::table("descents", TableSchema::new("descents", descents))
                .described("the energy after every update"),
            Port::values("summary", ValuesSchema::new(summary)).described("over all patterns"),
        ]
    }

    fn example() -> Example {
        two_memories()
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let table = task.table("patterns")?;
        let (patterns, labels) = (states_of(&table, "patterns")?, labels_of(&table)?);
        let network = network_of(&task.table("weights")?, &patterns)?;
        let (seed, n) = (task.seed(), labels.len());
        let rows: Vec<Vec<i8>> = patterns.rows().into_iter().map(|row| row.to_vec()).collect();
        let cues = match task.optional_table("cues")? {
            Some(cues) => given(&states_of(&cues, "cues")?, &patterns)?,
            None => (0..n)
                .map(|p| {
                    let stream = &mut seed.replicate("cues", p as u64);
                    flipped(&rows[p], params.cue_flips, stream)
                })
                .collect(),
        };
        let mut columns: [Vec<f64>; 4] = Default::default();
        let mut found = Vec::with_capacity(n);
        let (mut steps, mut ends): (Vec<(usize, f64)>, Vec<Vec<i8>>) = (Vec::new(), Vec::new());
        let mut counts = Vec::with_capacity(n);
        for p in 0..n {
            let order = || seed.replicate("order", p as u64);
            let end = network.relax(&cues[p], params.most_sweeps, &mut order())?;
            let descent = network.descent(&cues[p], params.most_sweeps, &mut order())?;
            let reached = overlap(&end.state, &rows[p]);
            let row = [
                overlap(&cues[p], &rows[p]),
                reached,
                network.energy(&cues[p]),
                network.energy(&end.state),
            ];
            columns.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
            found.push(reached >= params.least_overlap);
            counts.push(descent.len());
            steps.extend(descent.into_iter().enumerate());
            ends.push(end.state);
        }
        let rises = steps.windows(2).filter(|pair| pair[1].0 > pair[0].0);
        let largest_rise = rises.map(|pair| pair[1].1 - pair[0].1).fold(0.0, f64::max);
        let mut summary = Values::default();
        let n_found = found.iter().filter(|&&found| found).count();
        summary.count("n_cues", n, Unit::ONE)?;
        summary.count("n_found", n_found, Unit::ONE)?;
        summary.number("recall", n_found as f64 / n as f64, Unit::FRACTION)?;
        summary.number("mean_overlap", mean(&columns[1]), Unit::ONE)?;
        summary.number("largest_rise", largest_rise, Unit::ONE)?;
        task.put_values("summary", summary);
        let ids: Vec<i64> = table.integers("pattern_id")?.to_vec();
        let repeated = |counts: &[usize]| {
            counts
                .iter()
                .enumerate()
                .flat_map(|(p, &count)| std::iter::repeat_n(p, count))
                .collect()
        };
        let of_step: Vec<usize> = repeated(&counts);
        let descents = Table::build("descents")
            .integer("pattern_id", Unit::ID, of_step.iter().map(|&p| ids[p]).collect())
            .text("label", &of_step.iter().map(|&p| labels[p].as_str()).collect::<Vec<_>>())
            .integer("update", Unit::ONE, steps.iter().map(|step| step.0 as i64).collect())
            .float("energy", Unit::ONE, steps.iter().map(|step| step.1).collect())
            .finish()?;
        task.put_table("descents", descents);
        task.put_table("states", states(&ids, &labels, &[rows, cues.clone(), ends])?);
        let cues = Array2::from_shape_vec((n, patterns.ncols()), cues.concat())?;
        task.put_table("cues", patterns_table(&labels, &cues)?);
        let [cue_overlap, reached, cue_energy, energy] = columns;
        let recalls = Table::build("recalls")
            .integer("pattern_id", Unit::ID, ids)
            .text("label", &labels)
            .float("cue_overlap", Unit::ONE, cue_overlap)
            .float("overlap", Unit::ONE, reached)
            .float("cue_energy", Unit::ONE, cue_energy)
            .float("energy", Unit::ONE, energy)
            .boolean("found", found)
            .finish()?;
        task.put_table("recalls", recalls);
        Ok(())
    }
}

/// Cues from elsewhere, which go with the patterns row by row.
fn given(cues: &Array2<i8>, patterns: &Array2<i8>) -> Result<Vec<Vec<i8>>, Failure> {
    if cues.dim() == patterns.dim() {
        return Ok(cues.rows().into_iter().map(|row| row.to_vec()).collect());
    }
    let (got, wanted) = (cues.dim(), patterns.dim());
    Err(Failure::new(
        format!(
            "input `cues`: got {} rows of {} units, wanted {} of {}",
            got.0, got.1, wanted.0, wanted.1
        ),
        "wire cues of the same patterns",
    ))
}

fn states(
    ids: &[i64],
    labels: &[String],
    [stored, cues, recalled]: &[Vec<Vec<i8>>; 3],
) -> Result<Table, Failure> {
    let (mut id, mut label, mut step, mut flat) = (vec![], vec![], vec![], vec![]);
    for p in 0..ids.len() {
        for (name, states) in [("stored", stored), ("cue", cues), ("recalled", recalled)] {
            id.push(ids[p]);
            label.push(labels[p].as_str());
            step.push(name);
            flat.extend(states[p].iter().map(|&s| f64::from(s)));
        }
    }
    let width = stored.first().map_or(1, Vec::len);
    Ok(Table::build("states")
        .integer("pattern_id", Unit::ID, id)
        .text("label", &label)
        .text("step", &step)
        .vector("state", Unit::ONE, flat, width)
        .finish()?)
}
