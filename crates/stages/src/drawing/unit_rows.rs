//! The rows of a table unit by unit, and which units a figure shows.

use std::collections::BTreeMap;

use spikebook_data::Table;
use spikebook_pipeline::Failure;

/// Most units that a figure shows where nobody says which.
const MOST_UNITS: usize = 36;

/// The rows of each unit, the units in the order of their numbers.
pub(crate) struct UnitRows(BTreeMap<i64, Vec<usize>>);

impl UnitRows {
    /// By the column `unit_id`.
    pub(crate) fn of(table: &Table) -> Result<Self, Failure> {
        let mut rows: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (row, &unit) in table.integers("unit_id")?.iter().enumerate() {
            rows.entry(unit).or_default().push(row);
        }
        Ok(Self(rows))
    }

    /// How many units there are.
    pub(crate) fn n_units(&self) -> usize {
        self.0.len()
    }

    /// The rows of a unit; none where the table has none of it.
    pub(crate) fn rows(&self, unit_id: i64) -> &[usize] {
        self.0.get(&unit_id).map_or(&[], Vec::as_slice)
    }

    /// The unit with most rows; of equals the first.
    pub(crate) fn with_most_rows(&self) -> Option<i64> {
        self.0.iter().rev().max_by_key(|(_, rows)| rows.len()).map(|(unit, _)| *unit)
    }

    /// The units that the parameter `units` names; where it is empty, all, up to a pageful.
    pub(crate) fn chosen(&self, units: &[i64]) -> Result<Vec<i64>, Failure> {
        let mut chosen = self.chosen_or_all(units)?;
        if units.is_empty() {
            chosen.truncate(MOST_UNITS);
        }
        Ok(chosen)
    }

    /// The units that the parameter `units` names; where it is empty, all.
    pub(crate) fn chosen_or_all(&self, units: &[i64]) -> Result<Vec<i64>, Failure> {
        if units.is_empty() {
            return Ok(self.0.keys().copied().collect());
        }
        match units.iter().find(|unit| !self.0.contains_key(unit)) {
            None => Ok(units.to_vec()),
            Some(unit) => Err(self.absent("units", *unit)),
        }
    }

    /// The unit that the parameter `unit` names; where it names none, the first.
    pub(crate) fn chosen_one(&self, unit: Option<i64>) -> Result<Option<i64>, Failure> {
        match unit {
            None => Ok(self.0.keys().next().copied()),
            Some(unit) if self.0.contains_key(&unit) => Ok(Some(unit)),
            Some(unit) => Err(self.absent("unit", unit)),
        }
    }

    fn absent(&self, parameter: &str, unit: i64) -> Failure {
        let known: Vec<String> = self.0.keys().take(MOST_UNITS).map(ToString::to_string).collect();
        let more = if self.n_units() > MOST_UNITS { ", …" } else { "" };
        Failure::new(
            format!("parameter `{parameter}`: got {unit}, wanted units of the input table"),
            format!("it has {}{more}", known.join(", ")),
        )
    }
}

#[cfg(test)]
mod tests {
    use spikebook_schema::Unit;

    use super::*;

    fn rows() -> UnitRows {
        let unit_id = vec![4, 2, 4];
        let table = Table::build("curves").integer("unit_id", Unit::ID, unit_id).finish();
        UnitRows::of(&table.expect("three rows")).expect("a column of units")
    }

    #[test]
    fn rows_are_found_by_unit() {
        assert_eq!(rows().rows(4), [0, 2]);
        assert_eq!(rows().rows(3), [0_usize; 0]);
        assert_eq!(rows().chosen(&[]).expect("all"), [2, 4]);
        assert_eq!(rows().chosen_one(None).expect("the first"), Some(2));
        assert_eq!(rows().with_most_rows(), Some(4));
    }

    #[test]
    fn an_unknown_unit_is_refused() {
        let failure = rows().chosen(&[4, 7]).expect_err("there is no unit 7");
        insta::assert_snapshot!(failure, @"parameter `units`: got 7, wanted units of the input table");
        insta::assert_snapshot!(failure.hint().expect("a hint"), @"it has 2, 4");
    }
}
