//! What would the EEG of controls and patients be who differ in one connection of the cortex?
//!
//! Each subject's column has the logarithm of one gain changed, by chance about 0 in controls and about `patient_log_change` in patients;
//! the spectrum is an average of so many periodograms ([`spikebook_models::neural_mass::microcircuit`]). Spectra and groups are what an
//! experimenter has; which gain it was and how much it changed comes out of the instructor's port.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_models::neural_mass::microcircuit::Cohort;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::cohorts::{spectra_schema, spectra_table, subjects_schema};
use crate::gains::GainName;

/// `microcircuit-cohort`.
pub struct MicrocircuitCohort;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The gain in which the groups differ
    gain: GainName,
    /// How many controls
    #[schemars(range(min = 1, max = 10_000))]
    n_controls: usize,
    /// How many patients
    #[schemars(range(min = 1, max = 10_000))]
    n_patients: usize,
    /// Mean change of the logarithm of the gain in patients
    #[schemars(range(min = -1.5, max = 1.5))]
    patient_log_change: f64,
    /// Standard deviation of that logarithm within a group
    #[schemars(range(min = 0.0, max = 0.5))]
    standard_deviation: f64,
    /// Periodograms in each average: two seconds each, 100 are a recording of 200 s
    #[schemars(range(min = 1, max = 100_000))]
    n_segments: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            gain: GainName::SuperficialSelf,
            n_controls: 30,
            n_patients: 30,
            patient_log_change: 0.5,
            standard_deviation: 0.177,
            n_segments: 100,
        }
    }
}

impl Stage for MicrocircuitCohort {
    const NAME: &'static str = "microcircuit-cohort";
    const SUMMARY: &'static str = "Simulate EEG spectra of controls and patients";
    const DRAWS: bool = true;
    type Params = Params;

    fn outputs() -> Vec<Port> {
        let truth = [
            Column::integer("unit_id", Unit::ID).described("the subject"),
            Column::text("gain").described("the gain in which the groups differ"),
            Column::float("truth", Unit::ONE).described("the change of its logarithm"),
        ];
        vec![
            Port::table("spectra", spectra_schema()).described("one row a subject and frequency"),
            Port::table("subjects", subjects_schema()).described("one row a subject"),
            Port::table("truth", TableSchema::new("truth", truth))
                .for_instructors()
                .described("what made the spectra"),
        ]
    }

    fn example() -> Example {
        Example::default().param("n_controls", 2).param("n_patients", 2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let cohort = Cohort::new(
            params.gain.into(),
            (params.n_controls, params.n_patients),
            params.patient_log_change,
            params.standard_deviation,
            params.n_segments,
        )?;
        let session = cohort.simulate(task.seed())?;
        task.put_table("spectra", spectra_table(&session.observed)?);
        let n = session.observed.is_patient.len();
        let ids: Vec<i64> = (1..=n as i64).collect();
        let group = |&is_patient: &bool| if is_patient { "patient" } else { "control" };
        let groups: Vec<&str> = session.observed.is_patient.iter().map(group).collect();
        let subjects = Table::build("subjects")
            .integer("subject_id", Unit::ID, ids.clone())
            .text("group", &groups)
            .integer("n_segments", Unit::ONE, vec![i64::from(params.n_segments); n])
            .finish()?;
        task.put_table("subjects", subjects);
        let truth = Table::build("truth")
            .integer("unit_id", Unit::ID, ids)
            .text("gain", &vec![params.gain.word(); n])
            .float("truth", Unit::ONE, session.truth.log_changes)
            .finish()?;
        task.put_table("truth", truth);
        Ok(())
    }
}
