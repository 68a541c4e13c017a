//! From a value and steps to the values they lead to.

use std::fmt::Write;

use super::index::{Misfit, pick};
use super::{Index, Step, StepKind, VariablePath};
use crate::raw::array::Order;
use crate::raw::error::{At, Error, Place, Result};
use crate::raw::found::Found;
use crate::raw::value::{CellArray, StructArray, Table, Value, show_shape};

/// Follows the steps of `path` from `value`, the variable `variable` of `file`.
///
/// The value is taken apart, not copied.
pub(crate) fn select(
    file: &str,
    variable: &str,
    value: Value,
    path: &VariablePath,
) -> Result<Vec<Found>> {
    let mut walk = Walk { file, path, found: Vec::new() };
    walk.follow(value, path.steps(), &[], variable)?;
    Ok(walk.found)
}

struct Walk<'a> {
    file: &'a str,
    path: &'a VariablePath,
    found: Vec<Found>,
}

impl Walk<'_> {
    fn follow(&mut self, value: Value, steps: &[Step], open: &[usize], here: &str) -> Result<()> {
        let Some((step, rest)) = steps.split_first() else {
            let place = self.place(here);
            self.found.push(Found { indices: open.to_vec(), place, value });
            return Ok(());
        };
        match (&step.kind, value) {
            (StepKind::Field(name), Value::Struct(records)) => {
                let value = self.field(records, name, step, here)?;
                self.follow(value, rest, open, &format!("{here}.{name}"))
            }
            (StepKind::Field(name), Value::Table(table)) => {
                let value = self.column(table, name, step, here)?;
                self.follow(value, rest, open, &format!("{here}.{name}"))
            }
            (StepKind::Items(indices), Value::Cell(cell)) => {
                self.items(cell, indices, step, rest, open, here)
            }
            (StepKind::Part { indices, drops_axes }, Value::Struct(records)) => {
                self.records(&records, indices, usize::from(!drops_axes), step, rest, open, here)
            }
            (StepKind::Part { indices, drops_axes }, Value::Array(array)) => {
                let from = usize::from(!drops_axes);
                let picked = pick(&array.shape, array.order, indices, from, false)
                    .map_err(|misfit| self.misfit(misfit, step, here))?;
                let shape = part_shape(&picked.axes, *drops_axes);
                let mut part = array.take(shape, &picked.positions);
                part.order = Order::ColumnMajor;
                self.follow(Value::Array(part), rest, open, &self.with_text(here, step))
            }
            (StepKind::Part { indices, drops_axes }, Value::Text(text)) => {
                let from = usize::from(!drops_axes);
                let picked = pick(&text.shape, Order::ColumnMajor, indices, from, false)
                    .map_err(|misfit| self.misfit(misfit, step, here))?;
                let shape = part_shape(&picked.axes, *drops_axes);
                let part = text.take(shape, &picked.positions);
                self.follow(Value::Text(part), rest, open, &self.with_text(here, step))
            }
            // Below a wildcard MATLAB's `[]` is a member that is not there.
            (kind, Value::Array(array))
                if array.is_empty() && (!open.is_empty() || is_wildcard(kind)) =>
            {
                Ok(())
            }
            (kind, value) => {
                let got = match kind {
                    StepKind::Field(name) => format!("field '{name}'"),
                    StepKind::Items(_) => "an item in { }".to_owned(),
                    StepKind::Part { .. } => "a part in ( )".to_owned(),
                };
                Err(self.nowhere(step, here, got, steps_into(&value)))
            }
        }
    }

    /// The values of one field of a single record.
    fn field(&self, records: StructArray, name: &str, step: &Step, here: &str) -> Result<Value> {
        let names: Vec<String> = records.fields.iter().map(|(name, _)| name.clone()).collect();
        let shape = show_shape(&records.shape);
        let Some((_, mut values)) = records.fields.into_iter().find(|(field, _)| field == name)
        else {
            let wanted = format!("one of {}", names.join(", "));
            return Err(self.nowhere(step, here, format!("field '{name}'"), wanted));
        };
        if values.len() == 1
            && let Some(value) = values.pop()
        {
            return Ok(value);
        }
        let got = format!("field '{name}' of {shape} records at once");
        let wanted = format!("(1).{name} for one of them, or (*).{name} for each");
        Err(self.nowhere(step, here, got, wanted))
    }

    fn column(&self, table: Table, name: &str, step: &Step, here: &str) -> Result<Value> {
        let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
        let found = table.columns.into_iter().find(|column| column.name == name);
        found.map(|column| column.value).ok_or_else(|| {
            let wanted = format!("one of {}", names.join(", "));
            self.nowhere(step, here, format!("column '{name}'"), wanted)
        })
    }

    /// Every item that the indices name, moved out of the cell.
    fn items(
        &mut self,
        cell: CellArray,
        indices: &[Index],
        step: &Step,
        rest: &[Step],
        open: &[usize],
        here: &str,
    ) -> Result<()> {
        let picked = pick(&cell.shape, Order::ColumnMajor, indices, 1, true)
            .map_err(|misfit| self.misfit(misfit, step, here))?;
        let mut items: Vec<Option<Value>> = cell.items.into_iter().map(Some).collect();
        for (&position, left_open) in picked.positions.iter().zip(&picked.open) {
            let Some(value) = items.get_mut(position).and_then(Option::take) else { continue };
            let there = format!("{here}{{{}}}", one_item(&cell.shape, indices, position));
            self.follow(value, rest, &[open, left_open].concat(), &there)?;
        }
        Ok(())
    }

    /// Every record that the indices name, as a struct of one record.
    #[expect(clippy::too_many_arguments, reason = "the state of the walk, spelled out")]
    fn records(
        &mut self,
        records: &StructArray,
        indices: &[Index],
        counted_from: usize,
        step: &Step,
        rest: &[Step],
        open: &[usize],
        here: &str,
    ) -> Result<()> {
        let picked = pick(&records.shape, Order::ColumnMajor, indices, counted_from, true)
            .map_err(|misfit| self.misfit(misfit, step, here))?;
        for (&position, left_open) in picked.positions.iter().zip(&picked.open) {
            let fields = records.fields.iter();
            let one = fields.filter_map(|(name, values)| {
                Some((name.clone(), vec![values.get(position)?.clone()]))
            });
            let record = StructArray { shape: vec![1, 1], fields: one.collect() };
            let there = format!("{here}({})", one_item(&records.shape, indices, position));
            self.follow(Value::Struct(record), rest, &[open, left_open].concat(), &there)?;
        }
        Ok(())
    }

    fn place(&self, path: &str) -> Place {
        Place::new(self.file, At::Variable(path.to_owned()))
    }

    /// The path so far with the step as it was written.
    fn with_text(&self, here: &str, step: &Step) -> String {
        let text = self.path.text().chars().skip(step.position - 1);
        let mut there = here.to_owned();
        for character in text {
            there.push(character);
            if matches!(character, ')' | ']') {
                break;
            }
        }
        there
    }

    fn misfit(&self, misfit: Misfit, step: &Step, here: &str) -> Error {
        self.nowhere(step, here, misfit.got, misfit.wanted)
    }

    fn nowhere(&self, step: &Step, here: &str, got: String, wanted: String) -> Error {
        Error::NoSuchPart {
            path: self.path.text().to_owned(),
            position: step.position,
            place: self.place(here),
            got,
            wanted,
        }
    }
}

/// Whether a step leads to any number of items.
fn is_wildcard(kind: &StepKind) -> bool {
    match kind {
        StepKind::Items(indices) => indices.iter().any(|index| !matches!(index, Index::One(_))),
        _ => false,
    }
}

/// The item at a position of memory, the first axis fastest, as the step would name it alone.
fn one_item(shape: &[usize], indices: &[Index], position: usize) -> String {
    if indices.len() == 1 {
        return (position + 1).to_string();
    }
    let mut text = String::new();
    let mut left = position;
    for &size in shape {
        let separator = if text.is_empty() { "" } else { "," };
        let size = size.max(1);
        // Writing to a string cannot fail.
        let _ = write!(text, "{separator}{}", left % size + 1);
        left /= size;
    }
    text
}

/// The shape of a part: a single index over all items gives one axis, as does a range.
fn part_shape(axes: &[(usize, bool)], drops_axes: bool) -> Vec<usize> {
    let kept = axes.iter().filter(|(_, single)| !(drops_axes && *single));
    kept.map(|&(size, _)| size).collect()
}

/// The steps that lead into a value.
fn steps_into(value: &Value) -> String {
    let steps = match value {
        Value::Array(_) | Value::Text(_) => "a part in ( ), or the end",
        Value::Cell(_) => "an item in { }",
        Value::Struct(_) => "a field after a dot",
        Value::Table(_) => "a column after a dot",
        Value::Unsupported(_) => "the end",
    };
    format!("{steps}, for here is: {}", value.describe())
}
