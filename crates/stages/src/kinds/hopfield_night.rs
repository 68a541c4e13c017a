//! A network sleeps: what do its dreams leave of its weights?
//!
//! It relaxes from a random state to a state of rest, the dream, and that dream is weakened or strengthened, many times
//! ([`spikebook_models::hopfield::sleep`]). A reconstruction of the idea of Walker & Russo (2004), not of their equations.

use ndarray::Axis;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::hopfield::overlap;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::memories::{
    network_of, patterns_schema, states_of, two_memories, weights_schema, weights_table,
};
use crate::nights::NightName;

/// `hopfield-night`.
pub struct HopfieldNight;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// What a dream does to the weights
    night: NightName,
    /// How strongly a dream is weakened or strengthened, where a stored pattern has 1
    #[schemars(range(min = 0.0, max = 1.0))]
    rate: f64,
    /// Share of all weights that is lost at each dream of a replay
    #[schemars(range(min = 0.0, max = 1.0), extend("x-unit" = "fraction"))]
    decay: f64,
    /// Share of wrong units in the cues of selective replay
    #[schemars(range(min = 0.0, max = 0.5), extend("x-unit" = "fraction"))]
    cue_flips: f64,
    /// How many dreams
    #[schemars(range(min = 0, max = 1_000_000))]
    n_dreams: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            night: NightName::Unlearning,
            rate: 0.01,
            decay: 0.001,
            cue_flips: 0.1,
            n_dreams: 300,
        }
    }
}

impl Stage for HopfieldNight {
    const NAME: &'static str = "hopfield-night";
    const SUMMARY: &'static str = "Let a network dream, and unlearn or replay what it dreams";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("weights", weights_schema()).described("the network in the evening"),
            Port::table("patterns", patterns_schema())
                .described("what it has stored; the second half is recent"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let dreams = [
            Column::integer("dream", Unit::ONE).described("the dream, counted from 1"),
            number("nearest_overlap", "largest size of its overlap with a stored pattern"),
            number("evening_energy", "its energy by the weights of the evening"),
        ];
        vec![
            Port::table("weights", weights_schema()).described("the network in the morning"),
            Port::table("dreams", TableSchema::new("dreams", dreams))
                .for_instructors()
                .described("what was dreamt, which nobody can record"),
        ]
    }

    fn example() -> Example {
        two_memories().param("n_dreams", 5)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let patterns = states_of(&task.table("patterns")?, "patterns")?;
        let mut network = network_of(&task.table("weights")?, &patterns)?;
        let evening = network.clone();
        let settings = (params.rate, params.decay, params.cue_flips);
        let night = params.night.night(settings, params.n_dreams)?;
        let recent = patterns.view().split_at(Axis(0), patterns.nrows() / 2).1;
        let dreams = night.sleep(&mut network, recent, task.seed())?;
        let nearest = |dream: &Vec<i8>| {
            let near = |row: ndarray::ArrayView1<'_, i8>| overlap(dream, &row.to_vec()).abs();
            patterns.rows().into_iter().map(near).fold(0.0, f64::max)
        };
        let table = Table::build("dreams")
            .integer("dream", Unit::ONE, (1..=dreams.len() as i64).collect())
            .float("nearest_overlap", Unit::ONE, dreams.iter().map(nearest).collect())
            .float(
                "evening_energy",
                Unit::ONE,
                dreams.iter().map(|dream| evening.energy(dream)).collect(),
            )
            .finish()?;
        task.put_table("dreams", table);
        task.put_table("weights", weights_table(&network)?);
        Ok(())
    }
}
