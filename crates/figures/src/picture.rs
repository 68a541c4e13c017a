//! A finished picture: the SVG, the PNG drawn from it, and the words for who does not see them.

use resvg::{tiny_skia, usvg};

use crate::Error;
use crate::font::{self, cleaned, escaped};
use crate::theme::{self, PNG_SCALE, UNITS_PER_PX};

/// A picture in two formats. The PNG is rendered from the SVG, so they show the same.
///
/// The SVG contains no text and names no font: letters are outlines. Its words are in `title`,
/// `desc` and `aria-label`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The picture as a document of its own; may be inlined in HTML as it is.
    pub svg: String,
    /// The picture on white paper, [`PNG_SCALE`] times as many pixels each way.
    pub png: Vec<u8>,
    /// Width as shown.
    pub width_px: u32,
    /// Height as shown.
    pub height_px: u32,
    /// What the picture is and what it shows, in words.
    pub alt: String,
}

pub(crate) fn assemble(
    figure: &'static str,
    (width_px, height_px): (u32, u32),
    body: &str,
    shows: &str,
    finding: &str,
) -> Result<Picture, Error> {
    let title = cleaned(shows);
    let alt = alt_text(&title, finding);
    let (safe_title, safe_alt) = (escaped(&title), escaped(&alt));
    let (canvas_width, canvas_height) =
        (f64::from(width_px) * UNITS_PER_PX, f64::from(height_px) * UNITS_PER_PX);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {canvas_width} {canvas_height}\" \
         width=\"{width_px}\" height=\"{height_px}\" role=\"img\" aria-label=\"{safe_alt}\" \
         color=\"{ink}\">\n<title>{safe_title}</title>\n<desc>{safe_alt}</desc>\n\
         <path class=\"paper\" fill=\"{paper}\" \
         d=\"M0 0h{canvas_width}v{canvas_height}h-{canvas_width}z\"/>\n\
         <g fill=\"none\" stroke-linejoin=\"round\">\n{body}</g>\n</svg>\n",
        ink = theme::INK,
        paper = theme::PAPER,
    );
    let png = rendered(figure, &svg)?;
    Ok(Picture { svg, png, width_px, height_px, alt })
}

/// One sentence: what is shown, then the finding, whole however long.
fn alt_text(title: &str, finding: &str) -> String {
    let words: String =
        finding.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let finding = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let finding = finding.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    format!("{title}: {finding}")
}

fn rendered(figure: &'static str, svg: &str) -> Result<Vec<u8>, Error> {
    let tree = usvg::Tree::from_str(svg, &font::reader_options())
        .map_err(|source| Error::Svg { figure, source })?;
    let size = tree.size().to_int_size();
    let mut pixels = tiny_skia::Pixmap::new(size.width() * PNG_SCALE, size.height() * PNG_SCALE)
        .ok_or_else(|| Error::Png { figure, reason: format!("no pixels in {size:?}") })?;
    let scale = tiny_skia::Transform::from_scale(PNG_SCALE as f32, PNG_SCALE as f32);
    resvg::render(&tree, scale, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| Error::Png { figure, reason: error.to_string() })
}
