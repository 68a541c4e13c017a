//! `{{figure stage.port caption="…"}}`: a picture, numbered, with all that it takes to make it again.

use spikebook_data::TableSource;
use spikebook_pipeline::document::Placed;
use spikebook_pipeline::{Artifact, Document, Reference};

use crate::directive::Arguments;
use crate::download;
use crate::html::escaped;
use crate::origin::Origin;
use crate::page::{Page, reference};
use crate::{prose, svg};

/// A larger picture is not put into the page but laid beside it.
const LARGEST_INLINE_BYTES: usize = 1_500_000;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FigureOf {
    reference: Placed<Reference>,
    caption: Option<Placed<String>>,
    pub(crate) id: Placed<String>,
}

impl FigureOf {
    pub(super) fn read(arguments: &mut Arguments<'_>, document: &mut Document) -> Option<Self> {
        let written = arguments.required(document, "a stage's figure", "curves.figure");
        let caption = arguments.option(document, "caption");
        let id = arguments.option(document, "id");
        let reference = reference(document, &written?)?;
        let id = id.unwrap_or_else(|| default_id("fig", &reference));
        Some(Self { reference, caption, id })
    }

    pub(super) fn html(&self, page: &mut Page<'_>) -> Option<String> {
        page.claim_id(&self.id);
        if self.caption.is_none() {
            let what = format!("`{}`: a figure without a caption", self.reference.value);
            let hint = "say what the reader should see in it: caption=\"…\"".into();
            page.find(&self.reference.span, what, Some(hint));
        }
        let caption = self.caption.as_ref().map(|caption| prose::inline_html(page, &caption.span));
        let figure = match page.artifact(&self.reference)? {
            Artifact::Figure(figure) => figure,
            other => {
                page.wrong_sort(&self.reference, &other, "a figure");
                return None;
            }
        };
        page.n_figures += 1;
        let id = &self.id.value;
        let label = page.label(id);
        let picture_link = page.add_file(&format!("{id}.svg"), figure.svg.clone().into_bytes());
        let png_link = page.add_file(&format!("{id}.png"), figure.png.clone());
        let picture = if figure.svg.len() <= LARGEST_INLINE_BYTES {
            let prefix = format!("{id}-{}-", page.number);
            page.splices.keep(svg::inline(&figure.svg, &prefix, &figure.alt))
        } else {
            // Its ink cannot follow the page, so it brings its paper.
            let alt = escaped(&figure.alt);
            format!("<img class=\"on-paper\" src=\"{png_link}\" alt=\"{alt}\">")
        };
        let data = TableSource::memory(figure.data);
        let data = download::table(page, &self.reference, id, &data);
        let links =
            vec![("Data", data), ("Picture", vec![("SVG", picture_link), ("PNG", png_link)])];
        let origin = Origin::of(page, &self.reference.value.stage).html(&links);
        Some(format!(
            "<figure id=\"{id}\"><div class=\"picture\">{picture}</div><figcaption><p><b>{label}.</b> \
             {}</p>{origin}</figcaption></figure>",
            caption.unwrap_or_default()
        ))
    }
}

/// The id of what has been given none.
pub(super) fn default_id(prefix: &str, reference: &Placed<Reference>) -> Placed<String> {
    let Reference { stage, port } = &reference.value;
    Placed { value: format!("{prefix}-{stage}-{port}"), span: reference.span.clone() }
}
