//! Which connection explains the spectra of a study best, and by how much did it change in each subject?
//!
//! One gain at a time is fitted to each subject's spectrum by maximum likelihood, with the size of the spectrum free, and the
//! candidates are compared by BIC ([`spikebook_models::neural_mass::microcircuit`]): summed over subjects as if all shared one
//! model, and by how many subjects prefer each. The winner is the best *of those tried*: a candidate that nobody
//! tried may be better, and two that do nearly the same to a spectrum cannot be told apart in a short recording.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::mean;
use spikebook_data::Table;
use spikebook_models::neural_mass::microcircuit::{Cohort, Comparison, Gain};
use spikebook_numeric::Seed;
use spikebook_numeric::sum::sum;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit, Values, ValuesSchema};

use crate::cohorts::{cohort_of, spectra_schema, spectra_table, subjects_schema};
use crate::gains::GainName;

/// `microcircuit-fit`.
pub struct MicrocircuitFit;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The gains that are tried, each alone
    candidates: Vec<GainName>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            candidates: vec![
                GainName::SuperficialSelf,
                GainName::InterneuronSelf,
                GainName::DeepSelf,
                GainName::StellateSelf,
            ],
        }
    }
}

impl Stage for MicrocircuitFit {
    const NAME: &'static str = "microcircuit-fit";
    const SUMMARY: &'static str =
        "Fit one gain of the microcircuit to each spectrum, and compare gains";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("spectra", spectra_schema()).described("one row a subject and frequency"),
            Port::table("subjects", subjects_schema()).described("one row a subject"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let count = |name: &str, what: &str| Column::integer(name, Unit::ONE).described(what);
        let gain = || Column::text("gain").described("the gain that was fitted");
        let group = || Column::text("group").described("`control` or `patient`");
        let fits = [
            Column::integer("subject_id", Unit::ID).described("the subject"),
            group(),
            gain(),
            number("log_change", "the most likely change of its logarithm"),
            number("log_likelihood", "the log-likelihood there"),
            number("bic", "−2 log-likelihood + 2 ln n, smaller is better"),
        ];
        let models = [
            gain(),
            number("bic", "its BIC, summed over subjects"),
            number("bic_difference", "that less the smallest of all"),
            count("n_best", "subjects whom it explains best"),
            Column::float("share_best", Unit::FRACTION).described("the same as a share"),
            number("control_log_change", "mean change in controls"),
            number("patient_log_change", "mean change in patients"),
        ];
        let best = [
            Column::integer("unit_id", Unit::ID).described("the subject"),
            group(),
            count("is_patient", "1 for a patient, 0 for a control"),
            number("estimate", "the change of the logarithm of the best gain"),
        ];
        let summary = [
            Column::text("best_gain").described("the gain with the smallest summed BIC"),
            number("bic_difference", "summed BIC of the next best gain less that of the best"),
            count("n_subjects", "subjects"),
            count("n_best", "subjects whom the best gain explains best"),
            number("control_log_change", "mean change of its logarithm in controls"),
            number("patient_log_change", "mean change of its logarithm in patients"),
        ];
        vec![
            Port::table("fits", TableSchema::new("fits", fits))
                .described("one row a subject and gain"),
            Port::table("models", TableSchema::new("models", models))
                .described("one row a gain, the best first"),
            Port::table("best", TableSchema::new("best", best))
                .described("each subject by the gain that is best over all subjects"),
            Port::values("summary", ValuesSchema::new(summary)).described("the best gain"),
        ]
    }

    fn example() -> Example {
        let cohort = Cohort::new(Gain::SuperficialSelf, (1, 1), 0.5, 0.1, 50).expect("a cohort");
        let session = cohort.simulate(Seed::from_number(1)).expect("spectra");
        let subjects = Table::build("subjects")
            .integer("subject_id", Unit::ID, vec![1, 2])
            .text("group", &["control", "patient"])
            .integer("n_segments", Unit::ONE, vec![50, 50])
            .finish();
        Example::default()
            .input("spectra", spectra_table(&session.observed).expect("spectra"))
            .input("subjects", subjects.expect("two subjects"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let subjects = task.table("subjects")?;
        let observed = cohort_of(&task.table("spectra")?, &subjects)?;
        let words: Vec<&str> = params.candidates.iter().map(|gain| gain.word()).collect();
        let mut distinct = words.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if words.is_empty() || distinct.len() < words.len() {
            return Err(Failure::new(
                format!(
                    "parameter `candidates`: got {words:?}, wanted at least one gain, each once"
                ),
                "`spikebook stage microcircuit-fit --help` lists the gains",
            ));
        }
        let gains: Vec<Gain> = params.candidates.iter().map(|&gain| gain.into()).collect();
        let fits = observed.compare(&gains)?;
        let ids = subjects.integers("subject_id")?;
        let groups: Vec<&str> = observed
            .is_patient
            .iter()
            .map(|&is_patient| if is_patient { "patient" } else { "control" })
            .collect();
        let winner = |row: &Vec<Comparison>| {
            (0..row.len()).reduce(|a, b| if row[b].bic < row[a].bic { b } else { a })
        };
        let winners: Vec<usize> = fits.iter().filter_map(winner).collect();
        let in_group = |model: usize, of_patients: bool| {
            let rows = fits.iter().zip(&observed.is_patient);
            let changes: Vec<f64> = rows
                .filter(|(_, is_patient)| **is_patient == of_patients)
                .map(|(row, _)| row[model].log_change)
                .collect();
            if changes.is_empty() { 0.0 } else { mean(&changes) }
        };
        let bics: Vec<f64> =
            (0..gains.len()).map(|model| sum(fits.iter().map(|row| row[model].bic))).collect();
        let mut order: Vec<usize> = (0..gains.len()).collect();
        order.sort_by(|&a, &b| bics[a].total_cmp(&bics[b]));
        let (best, next) = (order[0], order.get(1).copied().unwrap_or(order[0]));
        let n_best: Vec<usize> =
            order.iter().map(|model| winners.iter().filter(|&w| w == model).count()).collect();
        let all: Vec<(usize, usize)> =
            (0..ids.len()).flat_map(|s| (0..gains.len()).map(move |m| (s, m))).collect();
        let cell = |value: fn(&Comparison) -> f64| -> Vec<f64> {
            all.iter().map(|&(s, m)| value(&fits[s][m])).collect()
        };
        let table = Table::build("fits")
            .integer("subject_id", Unit::ID, all.iter().map(|&(s, _)| ids[s]).collect())
            .text("group", &all.iter().map(|&(s, _)| groups[s]).collect::<Vec<_>>())
            .text("gain", &all.iter().map(|&(_, m)| words[m]).collect::<Vec<_>>())
            .float("log_change", Unit::ONE, cell(|fit| fit.log_change))
            .float("log_likelihood", Unit::ONE, cell(|fit| fit.log_likelihood))
            .float("bic", Unit::ONE, cell(|fit| fit.bic))
            .finish()?;
        task.put_table("fits", table);
        let of =
            |value: &dyn Fn(usize) -> f64| order.iter().map(|&m| value(m)).collect::<Vec<f64>>();
        let shares = n_best.iter().map(|&n| n as f64 / ids.len() as f64).collect();
        let models = Table::build("models")
            .text("gain", &order.iter().map(|&m| words[m]).collect::<Vec<_>>())
            .float("bic", Unit::ONE, of(&|m| bics[m]))
            .float("bic_difference", Unit::ONE, of(&|m| bics[m] - bics[best]))
            .count("n_best", Unit::ONE, &n_best)
            .float("share_best", Unit::FRACTION, shares)
            .float("control_log_change", Unit::ONE, of(&|m| in_group(m, false)))
            .float("patient_log_change", Unit::ONE, of(&|m| in_group(m, true)))
            .finish()?;
        task.put_table("models", models);
        let estimates = Table::build("best")
            .integer("unit_id", Unit::ID, ids.to_vec())
            .text("group", &groups)
            .integer(
                "is_patient",
                Unit::ONE,
                observed.is_patient.iter().map(|&p| p.into()).collect(),
            )
            .float("estimate", Unit::ONE, fits.iter().map(|row| row[best].log_change).collect())
            .finish()?;
        task.put_table("best", estimates);
        let mut summary = Values::default();
        summary.text("best_gain", words[best])?;
        summary.number("bic_difference", bics[next] - bics[best], Unit::ONE)?;
        summary.count("n_subjects", ids.len(), Unit::ONE)?;
        summary.count("n_best", n_best[0], Unit::ONE)?;
        summary.number("control_log_change", in_group(best, false), Unit::ONE)?;
        summary.number("patient_log_change", in_group(best, true), Unit::ONE)?;
        task.put_values("summary", summary);
        Ok(())
    }
}
