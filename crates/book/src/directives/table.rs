//! `{{table stage.port columns=a,b rows=8 caption="…"}}`: the first rows of a table, numbered.

use spikebook_data::{Table, TableSource};
use spikebook_pipeline::document::Placed;
use spikebook_pipeline::{Artifact, Document, Reference};
use spikebook_schema::Column;

use super::figure::default_id;
use crate::directive::Arguments;
use crate::html::escaped;
use crate::number::unit_text;
use crate::origin::Origin;
use crate::page::{Page, reference, suggestion};
use crate::{cells, download, prose};

/// Rows that are shown where a chapter asks for no other number.
const USUAL_ROWS: usize = 12;
/// Digits of a column's largest number.
const USUAL_DIGITS: usize = 4;

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TableOf {
    reference: Placed<Reference>,
    columns: Option<Placed<String>>,
    rows: usize,
    digits: usize,
    caption: Option<Placed<String>>,
    pub(crate) id: Placed<String>,
}

impl TableOf {
    pub(super) fn read(arguments: &mut Arguments<'_>, document: &mut Document) -> Option<Self> {
        let written = arguments.required(document, "a stage's table", "fit.coefficients");
        let columns = arguments.option(document, "columns");
        let rows = arguments.count(document, "rows", 1..=1000).unwrap_or(USUAL_ROWS);
        let digits = arguments.count(document, "digits", 1..=15).unwrap_or(USUAL_DIGITS);
        let caption = arguments.option(document, "caption");
        let id = arguments.option(document, "id");
        let reference = reference(document, &written?)?;
        let id = id.unwrap_or_else(|| default_id("tab", &reference));
        Some(Self { reference, columns, rows, digits, caption, id })
    }

    pub(super) fn html(&self, page: &mut Page<'_>) -> Option<String> {
        page.claim_id(&self.id);
        if self.caption.is_none() {
            let what = format!("`{}`: a table without a caption", self.reference.value);
            let hint = "say what its rows are: caption=\"…\"".into();
            page.find(&self.reference.span, what, Some(hint));
        }
        let caption = self.caption.as_ref().map(|caption| prose::inline_html(page, &caption.span));
        let source = match page.artifact(&self.reference)? {
            Artifact::Table(source) => source,
            other => {
                page.wrong_sort(&self.reference, &other, "a table");
                return None;
            }
        };
        let columns = self.columns(page, &source)?;
        let shown = match first_rows(&source, self.rows) {
            Ok(shown) => shown,
            Err(error) => {
                let what = format!("`{}`: {error}", self.reference.value);
                page.find(&self.reference.span, what, error.hint());
                return None;
            }
        };
        page.n_tables += 1;
        let id = &self.id.value;
        let label = page.label(id);
        let rows = self.grid(page, &columns, &shown, &format!("{id}-caption"));
        let grid = page.splices.keep(rows);
        let data = download::table(page, &self.reference, id, &source);
        let more = if source.n_rows() > shown.n_rows() {
            format!("<p class=\"more\">{} of {} rows</p>", shown.n_rows(), source.n_rows())
        } else {
            String::new()
        };
        let origin = Origin::of(page, &self.reference.value.stage).html(&[("Data", data)]);
        Some(format!(
            "<figure class=\"table\" id=\"{id}\"><figcaption id=\"{id}-caption\"><p><b>{label}.</b> \
             {}</p></figcaption>{grid}{more}{origin}</figure>",
            caption.unwrap_or_default()
        ))
    }

    /// The columns that are shown, in the order that is asked for.
    fn columns(&self, page: &mut Page<'_>, source: &TableSource) -> Option<Vec<Column>> {
        let Some(wanted) = &self.columns else { return Some(source.schema().columns.clone()) };
        let mut columns = Vec::new();
        let mut start = wanted.span.start;
        for name in wanted.value.split(',') {
            let span = start..start + name.len();
            start = span.end + 1;
            if let Some(column) = source.schema().column(name.trim()) {
                columns.push(column.clone());
            } else {
                let columns = &source.schema().columns;
                let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
                let what = format!("`{}` has no column `{}`", self.reference.value, name.trim());
                page.find(&span, what, suggestion(name.trim(), &names, "its columns are"));
            }
        }
        (!columns.is_empty()).then_some(columns)
    }

    fn grid(
        &self,
        page: &mut Page<'_>,
        columns: &[Column],
        rows: &Table,
        named_by: &str,
    ) -> String {
        let mut head = String::new();
        let mut texts = Vec::new();
        for column in columns {
            let cells = cells::of(rows, column, self.digits).unwrap_or_else(|error| {
                page.find(&self.reference.span, error.to_string(), error.hint());
                cells::Cells::default()
            });
            let side = if cells.is_number { " class=\"number\"" } else { "" };
            head += &format!("<th scope=\"col\"{side}>{}</th>", header(column));
            texts.push((side, cells.texts));
        }
        let mut body = String::new();
        for row in 0..rows.n_rows() {
            body += "<tr>";
            for (side, cells) in &texts {
                body += &format!("<td{side}>{}</td>", cells.get(row).map_or("", String::as_str));
            }
            body += "</tr>";
        }
        format!(
            "<div class=\"rows\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{named_by}\"><table>\
             <thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )
    }
}

/// The name of a column, its unit below, what it tells when pointed at.
fn header(column: &Column) -> String {
    let unit = match unit_text(column.unit) {
        "" => String::new(),
        unit => format!("<span class=\"unit\">{unit}</span>"),
    };
    let told = if column.description.is_empty() {
        String::new()
    } else {
        format!(" title=\"{}\"", escaped(&column.description))
    };
    format!("<span class=\"name\"{told}>{}</span>{unit}", escaped(&column.name))
}

fn first_rows(source: &TableSource, rows: usize) -> Result<Table, spikebook_data::Error> {
    match source.batches()?.next() {
        Some(first) => Ok(first?.slice(0, rows)),
        None => source.table(),
    }
}
