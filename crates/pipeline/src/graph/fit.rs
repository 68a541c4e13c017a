//! Whether what one stage makes is what another takes, and what to say where it is not.

use spikebook_schema::ArtifactType;

use super::DatasetNode;
use crate::nearest;
use crate::pipeline::Reference;

pub(super) fn suggestion(written: &str, names: &[&str], list: &str) -> Option<String> {
    match nearest(written, names) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if names.is_empty() => None,
        None => Some(format!("{list} {}", names.join(", "))),
    }
}

/// What to do about a table that a dataset does not have.
pub(super) fn table_hint(dataset: &DatasetNode, table: &str, has: &[&str]) -> String {
    let has_words = if has.is_empty() { "none".to_owned() } else { has.join(", ") };
    match nearest(table, has) {
        _ if !dataset.is_imported() => format!("its generator makes {has_words}"),
        Some(near) => format!(
            "datasets/{}/dataset.toml has `{near}`: rename it to `{table}` there",
            dataset.name
        ),
        None => format!(
            "datasets/{0}/dataset.toml has {has_words}: add `[table.{table}]` there, or bind a dataset \
             that has it",
            dataset.name
        ),
    }
}

/// Why what is offered cannot go where `wanted` is asked for, with a hint.
pub(super) fn misfit(
    place: &str,
    reference: &Reference,
    offered: &ArtifactType,
    wanted: &ArtifactType,
) -> Option<(String, String)> {
    let mismatches = match (offered, wanted) {
        (ArtifactType::Table(offered), ArtifactType::Table(wanted)) => wanted.mismatches(offered),
        (ArtifactType::Values(offered), ArtifactType::Values(wanted)) => {
            wanted.as_table().mismatches(&offered.as_table())
        }
        (ArtifactType::Figure, ArtifactType::Figure) => Vec::new(),
        _ => {
            let what = format!(
                "{place}: got `{reference}`, which is {}, wanted {}",
                offered.word(),
                wanted.word()
            );
            return Some((what, "wire a port of that type".into()));
        }
    };
    let first = mismatches.first()?;
    let what = format!(
        "{place}: got `{reference}`, whose `{}` is {}, wanted {}",
        first.column, first.got, first.wanted
    );
    let missing = !first.got.contains(" in ");
    let what = if missing {
        format!(
            "{place}: got `{reference}`, which is {}, wanted a column `{}` ({})",
            first.got, first.column, first.wanted
        )
    } else {
        what
    };
    Some((what, "`spikebook stage KIND --help` shows the columns of every port".into()))
}
