//! Marks to SVG: plotters draws, usvg turns text to outlines, [`compact`](crate::compact) writes.

use plotters::backend::SVGBackend;
use plotters::drawing::IntoDrawingArea;
use plotters::element::{Circle, PathElement, Polygon, Text as PlottersText};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color as _, FontStyle, FontTransform, IntoFont, RGBAColor, RGBColor, ShapeStyle, TextStyle,
};
use resvg::usvg;

use crate::Error;
use crate::canvas::{Anchor, Area, Mark, Paint, Point, Text};
use crate::colour_map::ColourMap;
use crate::compact::Compact;
use crate::font::{self, Weight};
use crate::theme::{self, UNITS_PER_PX};

/// plotters' SVG writes a font size divided by this.
const PLOTTERS_FONT_FACTOR: f64 = 1.24;
/// plotters' SVG lowers text anchored at its middle by 0.5 ex, which is this share of the font
/// size.
const PLOTTERS_MIDDLE: f64 = 0.25;

const INK: RGBColor = RGBColor(theme::INK.red, theme::INK.green, theme::INK.blue);

pub(crate) fn units(length_px: f64) -> i32 {
    (length_px * UNITS_PER_PX).round() as i32
}

fn placed((x, y): Point) -> (i32, i32) {
    (units(x), units(y))
}

fn rgba(paint: Paint) -> RGBAColor {
    RGBColor(paint.colour.red, paint.colour.green, paint.colour.blue).mix(paint.alpha)
}

/// The elements of the picture, without its frame.
pub(crate) fn svg_body(
    figure: &'static str,
    width_px: u32,
    height_px: u32,
    marks: &[Mark],
) -> Result<String, Error> {
    let size =
        (units(f64::from(width_px)).unsigned_abs(), units(f64::from(height_px)).unsigned_abs());
    let mut body = Compact::default();
    let is_cells = |mark: &Mark| matches!(mark, Mark::Cells { .. });
    for group in marks.chunk_by(|first, second| is_cells(first) == is_cells(second)) {
        for mark in group {
            if let Mark::Cells { by_step, map } = mark {
                write_cells(&mut body, by_step, *map);
            }
        }
        if group.iter().any(|mark| !is_cells(mark)) {
            let svg = drawn_by_plotters(size, group)
                .map_err(|reason| Error::Drawing { figure, reason })?;
            let tree = usvg::Tree::from_str(&svg, &font::reader_options())
                .map_err(|source| Error::Svg { figure, source })?;
            body.push_group(tree.root());
        }
    }
    Ok(body.finish())
}

fn write_cells(body: &mut Compact, by_step: &[Vec<Area>], map: ColourMap) {
    for (step, areas) in by_step.iter().enumerate().filter(|(_, areas)| !areas.is_empty()) {
        let corners = areas
            .iter()
            .map(|area| [units(area.left), units(area.top), units(area.right), units(area.bottom)]);
        body.push_sharp_rectangles(map.step_colour(step), corners);
    }
}

fn drawn_by_plotters(size: (u32, u32), marks: &[Mark]) -> Result<String, String> {
    let mut svg = String::new();
    {
        let sheet = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        for mark in marks {
            match mark {
                Mark::Stroke { points, paint, width_px } => {
                    let style = ShapeStyle {
                        color: rgba(*paint),
                        filled: false,
                        stroke_width: units(*width_px).unsigned_abs().max(1),
                    };
                    let points: Vec<_> = points.iter().copied().map(placed).collect();
                    sheet.draw(&PathElement::new(points, style))
                }
                Mark::Fill { points, paint } => {
                    let points: Vec<_> = points.iter().copied().map(placed).collect();
                    sheet.draw(&Polygon::new(points, rgba(*paint).filled()))
                }
                Mark::Disc { centre, radius_px, paint } => {
                    let radius = units(*radius_px).unsigned_abs().max(1);
                    sheet.draw(&Circle::new(placed(*centre), radius, rgba(*paint).filled()))
                }
                Mark::Text(text) => {
                    let (at, style) = typeset(text);
                    sheet.draw(&PlottersText::new(text.words.as_str(), at, style))
                }
                Mark::Cells { .. } => Ok(()),
            }
            .map_err(|error| error.to_string())?;
        }
        sheet.present().map_err(|error| error.to_string())?;
    }
    Ok(svg)
}

fn typeset(text: &Text) -> ((i32, i32), TextStyle<'static>) {
    let size = text.size_px * UNITS_PER_PX;
    let weight = match text.weight {
        Weight::Regular => FontStyle::Normal,
        Weight::SemiBold => FontStyle::Bold,
    };
    let turn = if text.turned { FontTransform::Rotate270 } else { FontTransform::None };
    let horizontal = match text.anchor {
        Anchor::Start => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::End => HPos::Right,
    };
    let (x, y) = text.baseline();
    let lift = PLOTTERS_MIDDLE * text.size_px;
    let at = if text.turned { (x - lift, y) } else { (x, y - lift) };
    let style = TextStyle::from((font::FAMILY, size * PLOTTERS_FONT_FACTOR).into_font())
        .color(&INK)
        .transform(turn)
        .pos(Pos::new(horizontal, VPos::Center));
    (placed(at), TextStyle { font: style.font.style(weight), ..style })
}
