//! What stands under a figure or table: how to make it again, and whose recording it is made of.

use crate::html::escaped;
use crate::page::Page;

/// Digits of a digest that are shown; enough to tell two results apart.
pub(crate) const DIGEST_DIGITS: usize = 12;

/// Links of one sort: "Data" with "CSV" and "Parquet".
pub(crate) type Links = (&'static str, Vec<(&'static str, String)>);

/// Where a result came from.
pub(crate) struct Origin {
    command: String,
    stage: String,
    digest: Option<String>,
    recordings: Vec<(String, String)>,
}

impl Origin {
    /// Where the results of a stage came from.
    pub(crate) fn of(page: &Page<'_>, stage: &str) -> Self {
        let graph = page.chapter.graph;
        let datasets = graph.position(stage).map(|at| graph.sources(at)).unwrap_or_default();
        let recordings = datasets
            .into_iter()
            .filter(|dataset| !dataset.citation.is_empty())
            .map(|dataset| (dataset.citation.clone(), dataset.licence.clone()))
            .collect();
        Self {
            command: format!("spikebook run {} --until {stage}", page.chapter.pipeline.name),
            stage: stage.into(),
            digest: page.chapter.results.digest(stage),
            recordings,
        }
    }

    /// The origin as HTML, with links to what can be downloaded.
    pub(crate) fn html(&self, downloads: &[Links]) -> String {
        let mut html = format!(
            "<dl class=\"origin\"><div><dt>Make it again</dt><dd><code>{}</code></dd></div>",
            escaped(&self.command)
        );
        if let Some(digest) = &self.digest {
            html += &format!(
                "<div><dt>Stage</dt><dd>{} <code title=\"{}\">{}</code></dd></div>",
                escaped(&self.stage),
                escaped(digest),
                escaped(short(digest))
            );
        }
        for (word, links) in downloads.iter().filter(|(_, links)| !links.is_empty()) {
            let links: Vec<String> = links
                .iter()
                .map(|(name, link)| format!("<a href=\"{}\" download>{name}</a>", escaped(link)))
                .collect();
            html += &format!("<div><dt>{word}</dt><dd>{}</dd></div>", links.join(", "));
        }
        for (citation, licence) in &self.recordings {
            let licence = if licence.is_empty() {
                String::new()
            } else {
                format!(" Licence: {}.", escaped(licence.trim_end_matches('.')))
            };
            let citation = escaped(citation.trim_end_matches('.'));
            html += &format!("<div><dt>Recording</dt><dd>{citation}.{licence}</dd></div>");
        }
        html + "</dl>"
    }
}

/// A digest as it is shown.
pub(crate) fn short(digest: &str) -> &str {
    digest.get(..DIGEST_DIGITS).unwrap_or(digest)
}
