//! A chapter while it is set: what it may see, what it has shown, what is wrong with it.

use std::collections::BTreeSet;
use std::ops::Range;

use spikebook_pipeline::document::Placed;
use spikebook_pipeline::{Artifact, Audience, Document, Node, Port, Reference, nearest};

use crate::Chapter;
use crate::labels::Labels;
use crate::maths::Maths;
use crate::splice::Splices;
use crate::stored::StoredNumber;

/// A file that lies beside the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BookFile {
    /// Its path in the book.
    pub(crate) path: String,
    /// What is in it.
    pub(crate) bytes: Vec<u8>,
}

/// A chapter while it is set.
pub(crate) struct Page<'a> {
    pub(crate) chapter: Chapter<'a>,
    pub(crate) number: usize,
    pub(crate) audience: Audience,
    pub(crate) labels: &'a Labels,
    pub(crate) maths: &'a Maths,
    pub(crate) known_kinds: &'a BTreeSet<String>,
    pub(crate) splices: &'a mut Splices,
    pub(crate) document: Document,
    /// What a numeral of the prose may be a copy of.
    pub(crate) stored_numbers: Vec<StoredNumber>,
    pub(crate) files: Vec<BookFile>,
    pub(crate) shown_ids: BTreeSet<String>,
    pub(crate) n_figures: usize,
    pub(crate) n_tables: usize,
    pub(crate) has_graph: bool,
    pub(crate) has_stages: bool,
}

impl<'a> Page<'a> {
    /// Notes a mistake.
    pub(crate) fn find(
        &mut self,
        span: &Range<usize>,
        what: impl Into<String>,
        hint: Option<String>,
    ) {
        self.document.find(span.clone(), what, hint);
    }

    /// Whether this book's readers may see what comes out of a port.
    pub(crate) fn may_show(&self, node: &Node, port: &Port) -> bool {
        self.audience == Audience::Instructor
            || self.chapter.graph.audience(node, port) == Audience::Student
    }

    /// The nodes of the graph that this book's readers may see anything of.
    pub(crate) fn visible_nodes(&self) -> Vec<usize> {
        let nodes = self.chapter.graph.nodes.iter().enumerate();
        nodes
            .filter(|(_, node)| {
                self.audience == Audience::Instructor || node.audience == Audience::Student
            })
            .map(|(position, _)| position)
            .collect()
    }

    /// The node of an id, where there is one that readers may see.
    pub(crate) fn node(&mut self, id: &Placed<String>) -> Option<&'a Node> {
        let graph = self.chapter.graph;
        let found = graph.nodes.iter().find(|node| node.id == id.value);
        if found.is_none() {
            let ids: Vec<&str> =
                self.visible_nodes().iter().map(|&at| graph.nodes[at].id.as_str()).collect();
            let hint = suggestion(&id.value, &ids, "its stages and inputs are");
            let what = format!("the pipeline has no stage or input `{}`", id.value);
            self.find(&id.span, what, hint);
        }
        found
    }

    /// The node and port that a reference names, where readers may see what comes out there.
    pub(crate) fn port(&mut self, reference: &Placed<Reference>) -> Option<(&'a Node, &'a Port)> {
        let Placed { value, span } = reference;
        let id = Placed { value: value.stage.clone(), span: span.clone() };
        let node = self.node(&id)?;
        let Some(port) = node.kind.output(&value.port) else {
            let ports: Vec<&str> = node
                .kind
                .outputs
                .iter()
                .filter(|port| self.may_show(node, port))
                .map(|port| port.name.as_str())
                .collect();
            let what = format!(
                "`{value}`: stage `{}` (kind `{}`) has no output `{}`",
                node.id, node.kind.name, value.port
            );
            self.find(span, what, suggestion(&value.port, &ports, "its outputs are"));
            return None;
        };
        if !self.may_show(node, port) {
            let what =
                format!("`{value}`: got an instructor's result, wanted one that students may see");
            let hint = "truth belongs to the instructor's edition, and so does what was computed \
                        from it";
            self.find(span, what, Some(hint.into()));
            return None;
        }
        Some((node, port))
    }

    /// The result that a reference names.
    pub(crate) fn artifact(&mut self, reference: &Placed<Reference>) -> Option<Artifact> {
        self.port(reference)?;
        match self.chapter.results.artifact(&reference.value) {
            Ok(artifact) => Some(artifact),
            Err(fault) => {
                self.find(
                    &reference.span,
                    format!("`{}`: {}", reference.value, fault.what),
                    fault.hint,
                );
                None
            }
        }
    }

    /// Notes that the result is of another sort than a directive shows.
    pub(crate) fn wrong_sort(
        &mut self,
        reference: &Placed<Reference>,
        got: &Artifact,
        wanted: &str,
    ) {
        let what = format!("`{}`: got {}, wanted {wanted}", reference.value, counted(got.word()));
        let hint = format!(
            "show it with `{{{{{}}}}}`",
            match got {
                Artifact::Table(_) => "table …",
                Artifact::Values(_) => "value …",
                Artifact::Figure(_) => "figure …",
            }
        );
        self.find(&reference.span, what, Some(hint));
    }

    /// Takes an id for a figure or table of this page.
    pub(crate) fn claim_id(&mut self, id: &Placed<String>) {
        let is_name = id.value.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && id.value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if !is_name {
            let hint = "an id has letters, digits, - and _ and begins with a letter".into();
            self.find(&id.span, format!("id: got `{}`, wanted a name", id.value), Some(hint));
        } else if !self.shown_ids.insert(id.value.clone()) {
            let hint = "give one of them an id of its own: `id=\"…\"`".into();
            self.find(&id.span, format!("id `{}`: used a second time", id.value), Some(hint));
        }
    }

    /// What a figure or table of this page is called: "Figure 2.1".
    pub(crate) fn label(&self, id: &str) -> String {
        self.labels.shown(&self.chapter.pipeline.name, id).unwrap_or("").into()
    }

    /// Lays a file beside the page and gives the link to it.
    pub(crate) fn add_file(&mut self, name: &str, bytes: Vec<u8>) -> String {
        let folder = &self.chapter.pipeline.name;
        let link = format!("{folder}/{name}");
        self.files.push(BookFile { path: format!("chapters/{link}"), bytes });
        link
    }
}

fn counted(word: &str) -> String {
    if word == "values" { word.into() } else { format!("a {word}") }
}

/// What was probably meant, or all that there is.
pub(crate) fn suggestion(written: &str, names: &[&str], list: &str) -> Option<String> {
    match nearest(written, names) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if names.is_empty() => None,
        None => Some(format!("{list} {}", names.join(", "))),
    }
}

/// Reads `stage.port`, or notes that it is none.
pub(crate) fn reference(
    document: &mut Document,
    written: &Placed<String>,
) -> Option<Placed<Reference>> {
    let reference = Reference::parse(&written.value);
    if reference.is_none() {
        let hint = "for example `curves.figure`: a stage's id, a dot, one of its outputs".into();
        let what = format!("got `{}`, wanted `stage.port`", written.value);
        document.find(written.span.clone(), what, Some(hint));
    }
    reference.map(|value| Placed { value, span: written.span.clone() })
}
