//! What is the proportion, the median, in each condition?

use super::{Proportion, quantile_of_sorted};
use crate::Error;

/// Rows sorted into conditions: the distinct values, ascending, and the condition of each row.
#[derive(Clone, Debug, PartialEq)]
pub struct Groups {
    values: Vec<f64>,
    group_of_row: Vec<usize>,
}

impl Groups {
    /// One group for each distinct value of a column, such as the coherence of each trial.
    ///
    /// Values are told apart exactly: 0.032 and 0.1 × 0.32 are two groups.
    ///
    /// # Errors
    /// [`Error::NonFinite`] where a value is NaN or infinite.
    pub fn of_values(column: &[f64]) -> Result<Self, Error> {
        if let Some((row, &got)) = column.iter().enumerate().find(|(_, value)| !value.is_finite()) {
            return Err(Error::NonFinite { what: "grouping column".into(), row, got });
        }
        // −0 and 0 are one value.
        let unsigned = |value: f64| if value == 0.0 { 0.0 } else { value };
        let mut values: Vec<f64> = column.iter().map(|&value| unsigned(value)).collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let group = |value: &f64| values.partition_point(|distinct| *distinct < unsigned(*value));
        let group_of_row = column.iter().map(group).collect();
        Ok(Self { values, group_of_row })
    }

    /// The value that each group stands for, ascending.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The group of each row.
    pub fn group_of_row(&self) -> &[usize] {
        &self.group_of_row
    }

    /// The rows of each group, ascending.
    pub fn rows(&self) -> Vec<Vec<usize>> {
        let mut rows = vec![Vec::new(); self.values.len()];
        for (row, &group) in self.group_of_row.iter().enumerate() {
            rows[group].push(row);
        }
        rows
    }
}

/// The proportion of rows with a true outcome in each group, with its Wilson interval.
///
/// # Errors
/// [`Error::Length`] where there is not one outcome a row, [`Error::Parameter`] for a level outside
/// (0, 1).
pub fn proportions_by_group(
    groups: &Groups,
    outcomes: &[bool],
    level: f64,
) -> Result<Vec<Proportion>, Error> {
    same_rows(groups, outcomes.len(), "outcomes")?;
    let rows_of_groups = groups.rows();
    let count = |rows: &Vec<usize>| rows.iter().filter(|&&row| outcomes[row]).count() as u64;
    rows_of_groups
        .iter()
        .map(|rows| Proportion::new(count(rows), rows.len() as u64, level))
        .collect()
}

/// The middle of a group and its middle half.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MedianSummary {
    /// The number of values
    pub n: usize,
    /// The quantile at 0.25
    pub lower_quartile: f64,
    /// The quantile at 0.5
    pub median: f64,
    /// The quantile at 0.75
    pub upper_quartile: f64,
}

/// The median and the quartiles of `column` in each group.
///
/// # Errors
/// [`Error::Length`] where there is not one value a row, [`Error::NonFinite`].
pub fn medians_by_group(groups: &Groups, column: &[f64]) -> Result<Vec<MedianSummary>, Error> {
    same_rows(groups, column.len(), "values")?;
    if let Some((row, &got)) = column.iter().enumerate().find(|(_, value)| !value.is_finite()) {
        return Err(Error::NonFinite { what: "values".into(), row, got });
    }
    let summary = |rows: Vec<usize>| {
        let mut sorted: Vec<f64> = rows.iter().map(|&row| column[row]).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |probability| quantile_of_sorted(&sorted, probability);
        MedianSummary {
            n: sorted.len(),
            lower_quartile: at(0.25),
            median: at(0.5),
            upper_quartile: at(0.75),
        }
    };
    Ok(groups.rows().into_iter().map(summary).collect())
}

fn same_rows(groups: &Groups, got: usize, what: &'static str) -> Result<(), Error> {
    let wanted = groups.group_of_row().len();
    if got == wanted { Ok(()) } else { Err(Error::Length { what, got, wanted }) }
}
