//! A column of signals as a covariate: its samples, which of them count, and its bins.

use spikebook_analysis::descriptive::BinEdges;
use spikebook_analysis::spike_trains::occupancy::Occupancy;
use spikebook_data::Table;
use spikebook_data::frames::Signals;
use spikebook_pipeline::Failure;
use spikebook_schema::{ColumnType, Unit};

/// The samples of one column of signals.
pub(crate) struct Covariate {
    /// When each sample was taken.
    pub(crate) time_s: Vec<f64>,
    /// What it was; NaN where the cell is empty.
    pub(crate) samples: Vec<f64>,
    /// Whether it counts.
    pub(crate) keep: Vec<bool>,
    /// What it is measured in.
    pub(crate) unit: Unit,
}

impl Covariate {
    /// The column `variable` of `signals`; samples count where column `mask` is true or not zero.
    pub(crate) fn of_signals(
        signals: Table,
        variable: &str,
        mask: Option<&str>,
    ) -> Result<Self, Failure> {
        let signals = Signals::try_from(signals)?;
        let table = signals.table();
        let samples = table.optional_floats(variable)?;
        let keep = match mask {
            None => vec![true; samples.len()],
            Some(mask) => truth_of(table, mask)?,
        };
        Ok(Self {
            time_s: signals.time_s(),
            samples: samples.into_iter().map(|sample| sample.unwrap_or(f64::NAN)).collect(),
            keep,
            unit: table.schema().column(variable).map_or(Unit::ONE, |column| column.unit),
        })
    }

    /// The time spent in each bin.
    pub(crate) fn occupancy(
        &self,
        bins: &BinEdges,
        max_sample_s: f64,
    ) -> Result<Occupancy, Failure> {
        Ok(Occupancy::new(&self.time_s, &self.samples, &self.keep, bins, max_sample_s)?)
    }
}

/// A column as truth values: as it is, or where it is not zero; an empty cell is false.
pub(crate) fn truth_of(table: &Table, name: &str) -> Result<Vec<bool>, Failure> {
    let is_truth =
        table.schema().column(name).is_some_and(|column| column.column_type == ColumnType::Boolean);
    Ok(if is_truth {
        table.booleans(name)?.into_iter().map(Option::unwrap_or_default).collect()
    } else {
        table
            .optional_floats(name)?
            .into_iter()
            .map(|cell| cell.is_some_and(|x| x != 0.0))
            .collect()
    })
}

/// Fails where the ends of a range are in the wrong order, before a deeper layer says it in its own words.
pub(crate) fn bins_between(minimum: f64, maximum: f64, n_bins: usize) -> Result<BinEdges, Failure> {
    Ok(BinEdges::uniform(minimum, maximum, n_bins)?)
}
