//! HTML that Markdown never sees: formulas, pictures and tables of numbers.
//!
//! mdBook reads every tag of a page into its search index, and `MathML` and tables of numbers would
//! flood it. So a page is built with an empty marker in each place, and the markers are filled in the
//! finished HTML.

const OPEN: &str = "<span data-splice=\"";
const CLOSE: &str = "\"></span>";

/// The pieces that are put into finished pages.
#[derive(Debug, Default)]
pub(crate) struct Splices(Vec<String>);

impl Splices {
    /// Keeps a piece and gives the marker that stands for it.
    pub(crate) fn keep(&mut self, html: String) -> String {
        self.0.push(html);
        format!("{OPEN}{}{CLOSE}", self.0.len() - 1)
    }

    /// The page with every marker filled.
    pub(crate) fn fill(&self, page: &str) -> String {
        let mut filled = String::with_capacity(page.len());
        let mut rest = page;
        while let Some((before, marked)) = rest.split_once(OPEN) {
            filled.push_str(before);
            let piece = marked.split_once(CLOSE).and_then(|(number, after)| {
                Some((self.0.get(number.parse::<usize>().ok()?)?, after))
            });
            let (piece, after) = piece.map_or((OPEN, marked), |(piece, after)| (&**piece, after));
            filled.push_str(piece);
            rest = after;
        }
        filled + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_filled_wherever_they_stand_and_nothing_else_is() {
        let mut splices = Splices::default();
        let first = splices.keep("<b>1</b>".into());
        let second = splices.keep("<i>2</i>".into());
        let page = format!("{second} {first}{first} {OPEN}9{CLOSE} {OPEN}");
        let expected = format!("<i>2</i> <b>1</b><b>1</b> {OPEN}9{CLOSE} {OPEN}");
        assert_eq!(splices.fill(&page), expected);
    }
}
