//! The typed tables of the field, with the rules that their rows keep.
//!
//! | type | a row is | rules |
//! |---|---|---|
//! | [`SpikeTable`] | a spike | sorted by unit, trial and time; finite |
//! | [`Units`] | a unit | ids unique and ascending |
//! | [`Trials`] | a trial | ids unique; starts before it stops |
//! | [`Signals`] | a sample of every channel | times ascending, or an even clock |
//! | [`Stimulus`] | a sample or an onset of the stimulus | times ascending |

mod signals;
mod spikes;
mod trials;
mod units;

pub use signals::{Signals, Stimulus};
pub use spikes::SpikeTable;
pub use trials::Trials;
pub use units::Units;

use crate::{Error, Table};

/// Fails at the first row of `column` that does not lie after (`strict`) or at the one before.
fn check_ascending(table: &Table, column: &str, cells: &[f64], strict: bool) -> Result<(), Error> {
    let broken = cells
        .windows(2)
        .position(|pair| if strict { pair[1] <= pair[0] } else { pair[1] < pair[0] });
    broken.map_or(Ok(()), |row| {
        Err(Error::Row {
            table: table.name().into(),
            column: column.into(),
            row: row + 1,
            got: format!("{} after {}", cells[row + 1], cells[row]),
            wanted: "ascending times".into(),
        })
    })
}

/// Fails at the first id that stands in two rows.
fn check_unique(table: &Table, column: &str, ids: &[i64]) -> Result<(), Error> {
    let mut seen = std::collections::BTreeSet::new();
    ids.iter().position(|id| !seen.insert(*id)).map_or(Ok(()), |row| {
        Err(Error::Row {
            table: table.name().into(),
            column: column.into(),
            row,
            got: format!("{} a second time", ids[row]),
            wanted: "each id once".into(),
        })
    })
}

#[cfg(test)]
mod tests;
