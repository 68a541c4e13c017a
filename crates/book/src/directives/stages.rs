//! `{{stages}}`: the stages of the chapter with their kinds, rows and digests.

use spikebook_pipeline::{Node, Reference};
use spikebook_schema::ArtifactType;

use crate::html::escaped;
use crate::origin::short;
use crate::page::Page;

pub(super) fn html(page: &mut Page<'_>) -> String {
    page.has_stages = true;
    let mut body = String::new();
    for at in page.visible_nodes() {
        let node = &page.chapter.graph.nodes[at];
        let digest = page.chapter.results.digest(&node.id).map_or_else(
            || "not run".to_owned(),
            |digest| {
                format!("<code title=\"{}\">{}</code>", escaped(&digest), escaped(short(&digest)))
            },
        );
        body += &format!(
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td class=\"number\">{}</td>\
             <td>{digest}</td></tr>",
            escaped(&node.id),
            kind_link(page, node),
            rows_out(page, node),
        );
    }
    format!(
        "<div class=\"rows\" tabindex=\"0\" role=\"region\" aria-label=\"Stages of this chapter\">\
         <table class=\"stages\"><thead><tr><th scope=\"col\">Stage</th><th scope=\"col\">Kind</th>\
         <th scope=\"col\" class=\"number\">Rows out</th><th scope=\"col\">Digest</th></tr></thead>\
         <tbody>{body}</tbody></table></div>"
    )
}

/// The kind of a node, with a link to its page of reference where it has one.
pub(super) fn kind_link(page: &Page<'_>, node: &Node) -> String {
    let name = escaped(&node.kind.name);
    if page.known_kinds.contains(&node.kind.name) {
        format!("<a href=\"../reference/{name}.html\">{name}</a>")
    } else if node.dataset.is_some() {
        format!("dataset {name}")
    } else if let Some(sweep) = &node.sweep {
        let over = sweep.over.iter().map(|(parameter, n_values)| {
            format!("<code>{}</code> ({n_values} values)", escaped(parameter))
        });
        format!("sweep over {}", over.collect::<Vec<_>>().join(", "))
    } else {
        name
    }
}

/// How many rows each of a node's tables has.
fn rows_out(page: &Page<'_>, node: &Node) -> String {
    let tables: Vec<(&str, usize)> = node
        .kind
        .outputs
        .iter()
        .filter(|port| matches!(port.artifact, ArtifactType::Table(_)) && page.may_show(node, port))
        .filter_map(|port| {
            let reference = Reference { stage: node.id.clone(), port: port.name.clone() };
            Some((port.name.as_str(), page.chapter.results.n_rows(&reference)?))
        })
        .collect();
    match tables.as_slice() {
        [] => "–".into(),
        [(_, rows)] => rows.to_string(),
        many => {
            let many: Vec<String> =
                many.iter().map(|(port, rows)| format!("{} {rows}", escaped(port))).collect();
            many.join("<br>")
        }
    }
}
