//! Spectra of the subjects of a study, as tables and back.

use ndarray::Array2;
use spikebook_data::Table;
use spikebook_models::neural_mass::microcircuit::ObservedCohort;
use spikebook_pipeline::Failure;
use spikebook_schema::{Column, TableSchema, Unit};

/// Spectra: one row a subject and frequency, subject by subject.
pub(crate) fn spectra_schema() -> TableSchema {
    TableSchema::new(
        "spectra",
        [
            Column::integer("subject_id", Unit::ID).described("the subject"),
            Column::float("frequency_hz", Unit::HERTZ).described("the frequency"),
            Column::float("power", Unit::ONE).described("the averaged periodogram"),
        ],
    )
}

/// Subjects: one row each.
pub(crate) fn subjects_schema() -> TableSchema {
    TableSchema::new(
        "subjects",
        [
            Column::integer("subject_id", Unit::ID).described("the subject"),
            Column::text("group").described("`control` or `patient`"),
            Column::integer("n_segments", Unit::ONE).described("periodograms averaged"),
        ],
    )
}

/// The table of a cohort's spectra.
pub(crate) fn spectra_table(observed: &ObservedCohort) -> Result<Table, Failure> {
    let (n, n_frequencies) = observed.power.dim();
    let ids = (1..=n as i64).flat_map(|id| std::iter::repeat_n(id, n_frequencies)).collect();
    Ok(Table::build("spectra")
        .integer("subject_id", Unit::ID, ids)
        .float("frequency_hz", Unit::HERTZ, observed.frequency_hz.repeat(n))
        .float("power", Unit::ONE, observed.power.iter().copied().collect())
        .finish()?)
}

/// The cohort of both tables.
///
/// # Errors
/// Where subjects differ in their frequencies or segments, or a power is not above 0.
pub(crate) fn cohort_of(spectra: &Table, subjects: &Table) -> Result<ObservedCohort, Failure> {
    let of_row = spectra.integers("subject_id")?;
    let ids = subjects.integers("subject_id")?;
    let (frequency, power) = (spectra.numbers("frequency_hz")?, spectra.numbers("power")?);
    let n_frequencies = ids.first().map_or(0, |id| of_row.iter().filter(|&row| row == id).count());
    let in_order: Vec<i64> =
        ids.iter().flat_map(|&id| std::iter::repeat_n(id, n_frequencies)).collect();
    let frequency_hz = frequency[..n_frequencies].to_vec();
    if n_frequencies == 0 || in_order != of_row || frequency_hz.repeat(ids.len()) != frequency {
        return Err(Failure::new(
            "inputs `spectra` and `subjects`: got subjects of different frequencies or in another order, wanted a spectrum on one grid for each row of `subjects`",
            "sort both by subject, and cut all spectra at the same frequencies",
        ));
    }
    if let Some(row) = power.iter().position(|&power| power.is_nan() || power <= 0.0) {
        return Err(Failure::new(
            format!(
                "input `spectra`, row {row}, `power`: got {}, wanted a number above 0",
                power[row]
            ),
            "leave out frequencies that a filter has emptied",
        ));
    }
    let segments = subjects.integers("n_segments")?;
    let n_segments = segments.first().copied().unwrap_or(0);
    let is_one = segments.iter().all(|&n| n == n_segments);
    let n_segments = u32::try_from(n_segments).ok().filter(|&n| n > 0 && is_one);
    let n_segments = n_segments.ok_or_else(|| {
        Failure::new(
            format!("input `subjects`, `n_segments`: got {segments:?}, wanted one number above 0"),
            "subjects with recordings of different length are to be compared one length at a time",
        )
    })?;
    let groups = subjects.texts("group")?;
    Ok(ObservedCohort {
        power: Array2::from_shape_vec((ids.len(), n_frequencies), power)?,
        frequency_hz,
        is_patient: groups.into_iter().map(|group| group == Some("patient")).collect(),
        n_segments,
    })
}
