//! How many bits does the spike count of each unit say about the condition of a trial?
//!
//! I = H(condition) + H(count) − H(condition, count), from the counts in a window around an event; counts of
//! `n_responses` − 1 and more are one response. Few trials make it too large: Miller and Madow's correction takes
//! off what the cells seen stand for, Panzeri and Treves' what the responses stand for that are thought possible.
//! The p value is from counts dealt anew over the trials.
//!
//! It misleads with fewer trials of a condition than responses: take fewer of them. No value exceeds
//! `condition_bits`. Described in [`spikebook_analysis::information`].

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::Error;
use spikebook_analysis::descriptive::{mean, quantile};
use spikebook_analysis::information::{Correction, JointCounts, shuffle_null};
use spikebook_analysis::spike_trains::alignment::Window;
use spikebook_data::Table;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::conditions::example_trials;
use crate::trial_counts::{TrialWindow, ports};

/// `mutual-information`.
pub struct MutualInformation;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the trials with the time of the event
    align: String,
    /// Where the window begins, relative to the event
    #[schemars(extend("x-unit" = "s"))]
    from_s: f64,
    /// Where the window ends, relative to the event
    #[schemars(extend("x-unit" = "s"))]
    to_s: f64,
    /// Columns by whose values trials are sorted into conditions
    by: Vec<String>,
    /// Columns that are true (or not zero) of every trial that counts
    only: Vec<String>,
    /// How many responses are told apart: counts from 0 on, the last for all larger ones
    #[schemars(range(min = 2, max = 100_000))]
    n_responses: usize,
    /// How often counts are dealt anew
    #[schemars(range(min = 1, max = 100_000))]
    n_deals: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            align: "start_s".into(),
            from_s: 0.0,
            to_s: 0.5,
            by: Vec::new(),
            only: Vec::new(),
            n_responses: 20,
            n_deals: 500,
        }
    }
}

/// What is said of one unit.
struct Said {
    plug_in: f64,
    miller_madow: f64,
    panzeri_treves: f64,
    count_entropy: f64,
    null_mean: f64,
    null_95: f64,
    p: f64,
}

impl Stage for MutualInformation {
    const NAME: &'static str = "mutual-information";
    const SUMMARY: &'static str =
        "Bits that the count of each unit says about the condition of a trial";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        ports()
    }

    fn outputs() -> Vec<Port> {
        let bits = |name: &str, what: &str| Column::float(name, Unit::BIT).described(what);
        let columns = [
            Column::integer("unit_id", Unit::ID).described("the unit"),
            Column::integer("n_trials", Unit::ONE).described("trials"),
            bits("condition_bits", "entropy of the conditions: the most that can be said"),
            bits("count_bits", "plug-in entropy of the counts"),
            bits("plug_in_bits", "information, uncorrected"),
            bits("miller_madow_bits", "information, corrected by the cells seen"),
            bits("panzeri_treves_bits", "information, corrected by the responses thought possible"),
            bits("null_mean_bits", "mean of the uncorrected one over counts dealt anew"),
            bits("null_95_bits", "its 95 % quantile"),
            Column::float("p", Unit::ONE).described("p value of the uncorrected one"),
        ];
        vec![
            Port::table("information", TableSchema::new("information", columns))
                .described("one row a unit"),
        ]
    }

    fn example() -> Example {
        let (spikes, trials) = example_trials();
        Example::default()
            .input("spikes", spikes)
            .input("trials", trials)
            .param("by", vec!["choice"])
            .param("n_deals", 20)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let window = Window::new(params.from_s, params.to_s)?;
        let trials =
            TrialWindow { align: &params.align, window, by: &params.by, only: &params.only };
        let found = trials.counts(task)?;
        let seed = task.seed();
        let said = (0..found.unit_id.len())
            .into_par_iter()
            .map(|unit| {
                let most = params.n_responses - 1;
                let counts = found.counts.column(unit);
                let responses: Vec<usize> =
                    counts.iter().map(|&n| (n as usize).min(most)).collect();
                let joint = JointCounts::of_trials(&found.condition, &responses)?;
                let seed = seed.child(&found.unit_id[unit].to_string());
                let null = shuffle_null(
                    &found.condition,
                    &responses,
                    Correction::None,
                    params.n_deals,
                    seed,
                )?;
                Ok(Said {
                    plug_in: joint.mutual_information_bits(Correction::None),
                    miller_madow: joint.mutual_information_bits(Correction::MillerMadow),
                    panzeri_treves: joint.mutual_information_bits(Correction::PanzeriTreves),
                    count_entropy: joint.response_entropy_bits(),
                    null_mean: mean(null.values()),
                    null_95: quantile(null.values(), 0.95),
                    p: null.p_greater(),
                })
            })
            .collect::<Result<Vec<Said>, Error>>()?;
        let condition_bits =
            JointCounts::of_trials(&found.condition, &found.condition)?.stimulus_entropy_bits();
        let n = said.len();
        let of = |part: fn(&Said) -> f64| said.iter().map(part).collect::<Vec<f64>>();
        let table = Table::build("information")
            .integer("unit_id", Unit::ID, found.unit_id.clone())
            .count("n_trials", Unit::ONE, &vec![found.condition.len(); n])
            .float("condition_bits", Unit::BIT, vec![condition_bits; n])
            .float("count_bits", Unit::BIT, of(|said| said.count_entropy))
            .float("plug_in_bits", Unit::BIT, of(|said| said.plug_in))
            .float("miller_madow_bits", Unit::BIT, of(|said| said.miller_madow))
            .float("panzeri_treves_bits", Unit::BIT, of(|said| said.panzeri_treves))
            .float("null_mean_bits", Unit::BIT, of(|said| said.null_mean))
            .float("null_95_bits", Unit::BIT, of(|said| said.null_95))
            .float("p", Unit::ONE, of(|said| said.p))
            .finish()?;
        task.put_table("information", table);
        Ok(())
    }
}
