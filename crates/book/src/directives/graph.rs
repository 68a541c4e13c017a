//! `{{graph}}`: the chapter's graph as a picture, and as a list for who does not see it.

use super::stages::kind_link;
use crate::graph_picture::{GraphBox, Picture};
use crate::html::escaped;
use crate::page::Page;

pub(super) fn html(page: &mut Page<'_>) -> String {
    page.has_graph = true;
    let visible = page.visible_nodes();
    let graph = page.chapter.graph;
    let mut boxes = Vec::new();
    let mut items = String::new();
    for &at in &visible {
        let node = &graph.nodes[at];
        let mut reads = Vec::new();
        let mut needs = Vec::new();
        for (from, port) in graph.reads(node) {
            reads.push(format!(
                "<code>{}.{}</code>",
                escaped(&graph.nodes[from].id),
                escaped(&port)
            ));
            needs.extend(visible.iter().position(|shown| *shown == from));
        }
        needs.sort_unstable();
        needs.dedup();
        let reads =
            if reads.is_empty() { String::new() } else { format!(" reads {}", reads.join(", ")) };
        items += &format!(
            "<li><code>{}</code> ({}){reads}</li>",
            escaped(&node.id),
            kind_link(page, node)
        );
        boxes.push(GraphBox {
            title: node.id.clone(),
            subtitle: node.kind.name.clone(),
            is_source: node.dataset.is_some(),
            needs,
        });
    }
    let picture = Picture::of(&boxes);
    let alt = format!(
        "Graph of the pipeline {}: {} stages and datasets, from data above to results below. The list \
         below tells the same.",
        page.chapter.pipeline.name,
        boxes.len()
    );
    let svg = page.splices.keep(picture.svg(&boxes, &escaped(&alt)));
    format!(
        "<figure class=\"graph\"><div class=\"rows\" tabindex=\"0\" role=\"region\" aria-label=\"Graph \
         of this chapter\">{svg}</div><details><summary>The graph as a list</summary><ul>{items}</ul>\
         </details></figure>"
    )
}
