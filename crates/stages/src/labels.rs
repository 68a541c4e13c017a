//! A column whose values sort rows into groups: numbers, words or truths.

use std::collections::BTreeMap;

use spikebook_data::Table;
use spikebook_pipeline::Failure;
use spikebook_schema::ColumnType;

/// The groups of a column, in ascending order of its values.
pub(crate) struct Labels {
    /// The group of each row, counted from 0; none where the cell is empty.
    pub(crate) of_row: Vec<Option<usize>>,
    /// What each group is called.
    pub(crate) names: Vec<String>,
}

impl Labels {
    /// By the values of a column.
    pub(crate) fn of(table: &Table, column: &str) -> Result<Self, Failure> {
        let kind = table.schema().column(column).map(|column| column.column_type);
        let cells: Vec<Option<(Order, String)>> = match kind {
            Some(ColumnType::Text) => {
                let word = |word: &str| (Order::default(), word.to_owned());
                table.texts(column)?.into_iter().map(|cell| cell.map(word)).collect()
            }
            Some(ColumnType::Boolean) => {
                let word = |truth: bool| (Order(f64::from(u8::from(truth))), truth.to_string());
                table.booleans(column)?.into_iter().map(|cell| cell.map(word)).collect()
            }
            _ => {
                // Minus zero is zero.
                let word = |number: f64| (Order(number + 0.0), (number + 0.0).to_string());
                table.optional_floats(column)?.into_iter().map(|cell| cell.map(word)).collect()
            }
        };
        let mut places: BTreeMap<(Order, String), usize> =
            cells.iter().flatten().map(|key| (key.clone(), 0)).collect();
        places.values_mut().enumerate().for_each(|(at, place)| *place = at);
        let of_row = cells.iter().map(|cell| cell.as_ref().map(|key| places[key])).collect();
        Ok(Self { of_row, names: places.into_keys().map(|(_, name)| name).collect() })
    }

    /// The group of each row.
    ///
    /// # Errors
    /// Where a cell is empty.
    pub(crate) fn complete(&self, column: &str) -> Result<Vec<usize>, Failure> {
        let group = |(row, group): (usize, &Option<usize>)| {
            group.ok_or_else(|| {
                Failure::new(
                    format!("column `{column}`, row {row}: it is empty, wanted a group"),
                    "leave out the rows without one before this stage",
                )
            })
        };
        self.of_row.iter().enumerate().map(group).collect()
    }

    /// Fails where there are not exactly two groups.
    pub(crate) fn two(&self, parameter: &str, column: &str) -> Result<(), Failure> {
        if self.names.len() == 2 {
            return Ok(());
        }
        Err(Failure::new(
            format!(
                "parameter `{parameter}`: column `{column}` has {} values, wanted two groups",
                self.names.len()
            ),
            format!("its values are {}", self.names.join(", ")),
        ))
    }
}

/// A number that sorts, NaN last.
#[derive(Clone, Copy, Debug, Default)]
struct Order(f64);

impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Order {}

impl PartialOrd for Order {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Order {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use spikebook_schema::Unit;

    use super::*;

    #[test]
    fn values_of_any_kind_make_groups() {
        let table = Table::build("trials")
            .integer("choice", Unit::ONE, vec![10, 2, 10])
            .text("animal", &["b", "a", "b"])
            .boolean("correct", vec![true, false, true])
            .optional_float("depth", Unit::ONE, vec![Some(0.5), None, Some(-1.0)])
            .finish()
            .expect("three trials");
        for column in ["choice", "animal", "correct"] {
            let labels = Labels::of(&table, column).expect("a column");
            assert_eq!(labels.of_row, [Some(1), Some(0), Some(1)], "{column}");
        }
        assert_eq!(Labels::of(&table, "choice").expect("a column").names, ["2", "10"]);
        let depth = Labels::of(&table, "depth").expect("a column");
        assert_eq!(depth.of_row, [Some(1), None, Some(0)]);
        let refused = depth.complete("depth").expect_err("an empty cell");
        insta::assert_snapshot!(refused, @"column `depth`, row 1: it is empty, wanted a group");
        assert!(depth.two("group", "depth").is_ok());
    }
}
