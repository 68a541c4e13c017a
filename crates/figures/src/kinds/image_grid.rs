//! Image grids: small pictures in rows and columns that share one meaning of colour, such as patterns before and after.

use crate::canvas::{Anchor, Area, Canvas, Paint};
use crate::checks::Check;
use crate::colour_bar::ColourBar;
use crate::colour_map::ColourMap;
use crate::font::{Weight, fitted, width_px};
use crate::grid::MOST_PANELS;
use crate::legend::{self, Entry, Swatch};
use crate::palette::Hue;
use crate::scale::{Room, domain, widened};
use crate::{Axis, Error, Picture, theme};

const FIGURE: &str = "image grid";

/// Most pixels of one image.
const MOST_PIXELS: usize = 40_000;

/// One image.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImagePanel {
    /// Heading; empty for none.
    pub title: String,
    /// How many pixels a row has.
    pub n_columns: usize,
    /// The values row by row, the first row on top; missing ones stay grey.
    pub values: Vec<f64>,
}

/// Images in rows and columns, with one range of colours for all.
///
/// It answers what changed from one image to the next: patterns before and after, weights in the evening and
/// in the morning, components of a set of images. It misleads where images of very different range stand
/// together: the weaker ones look empty.
///
/// ```
/// use spikebook_figures::{ImageGrid, ImagePanel};
///
/// let image = |title: &str, values: [f64; 4]| ImagePanel {
///     title: title.to_owned(),
///     n_columns: 2,
///     values: values.to_vec(),
/// };
/// let picture = ImageGrid {
///     panels: vec![image("cue", [1.0, -1.0, 1.0, 1.0]), image("recalled", [1.0, -1.0, -1.0, 1.0])],
///     n_columns: 2,
///     two_values: Some(["−1".to_owned(), "+1".to_owned()]),
///     finding: "1 of 4 cells is corrected".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert_eq!(picture.alt, "Image grid of 2 images: 1 of 4 cells is corrected");
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageGrid {
    /// What the colours stand for; needed but where there are two values.
    pub value_axis: Axis,
    /// The images, row after row.
    pub panels: Vec<ImagePanel>,
    /// How many images stand in a row.
    pub n_columns: usize,
    /// Names of the rows of images; empty for none.
    pub row_names: Vec<String>,
    /// Where there are only two values: what the lower and the higher are called.
    pub two_values: Option<[String; 2]>,
    /// Which colours stand for which values, where there are more.
    pub colour_map: ColourMap,
    /// What runs across each image; empty for nothing.
    pub x_label: String,
    /// What runs down each image; empty for nothing.
    pub y_label: String,
    /// What the picture shows, with numbers.
    pub finding: String,
}

/// A panel is no wider or higher than this.
const MOST_PANEL_PX: f64 = 300.0;
const MOST_ROWS: usize = 16;
const GAP_PX: f64 = 12.0;
const TITLE_PX: f64 = 20.0;
const TALLEST_PX: f64 = 1900.0;

/// Where everything stands.
struct Layout {
    n_columns: usize,
    left: f64,
    top: f64,
    panel_px: (f64, f64),
    /// Room for titles above each row of images.
    titles_px: Vec<f64>,
}

impl Layout {
    fn panel(&self, index: usize) -> Area {
        let (row, column) = (index / self.n_columns, (index % self.n_columns) as f64);
        let left = self.left + column * (self.panel_px.0 + GAP_PX);
        let titles: f64 = self.titles_px[..=row].iter().sum();
        let top = self.top + titles + row as f64 * (self.panel_px.1 + GAP_PX);
        Area { left, top, right: left + self.panel_px.0, bottom: top + self.panel_px.1 }
    }
}

impl ImageGrid {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// [`Error::Nothing`] without an image or a value, [`Error::Unequal`] (values that are no whole rows, names of
    /// rows), [`Error::TooMany`] beyond 64 images or 40,000 pixels in one, [`Error::TooLarge`],
    /// [`Error::Unlabelled`], [`Error::NoFinding`].
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let n = self.panels.len();
        let n_columns = self.n_columns.clamp(n.div_ceil(MOST_ROWS), n);
        let n_rows = n.div_ceil(n_columns);
        let all = self.panels.iter().flat_map(|panel| panel.values.iter().copied());
        let (low, high) = domain(FIGURE, &self.value_axis, "colour bar", all, Room::Tight)?;
        let range = widened(self.colour_map.range(low, high));
        let bar = ColourBar::new(&self.value_axis, range, self.colour_map, MOST_PANEL_PX);
        let bar_px = if self.two_values.is_some() { 0.0 } else { bar.width() };
        let name_px = |name: &String| width_px(name, theme::SMALL_PX, Weight::SemiBold);
        let names_px = self.row_names.iter().map(name_px).fold(0.0, f64::max).min(150.0);
        let room_for = |label: &str| {
            if label.trim().is_empty() { 0.0 } else { theme::LABEL_PX + 9.0 }
        };
        let left = theme::EDGE_PX
            + if names_px > 0.0 { names_px + 12.0 } else { 0.0 }
            + room_for(&self.y_label);
        let width = f64::from(theme::WIDTH_PX) - theme::EDGE_PX - bar_px - left;
        let legend_px = if self.two_values.is_some() { 34.0 } else { 0.0 };
        let title_px = |row: &[ImagePanel]| {
            let has_one = row.iter().any(|panel| !panel.title.trim().is_empty());
            if has_one { TITLE_PX } else { 0.0 }
        };
        let titles_px: Vec<f64> = self.panels.chunks(n_columns).map(title_px).collect();
        let shape = |panel: &ImagePanel| {
            (panel.values.len() / panel.n_columns) as f64 / panel.n_columns as f64
        };
        let tallness = self.panels.iter().map(shape).fold(0.0, f64::max).clamp(0.02, 50.0);
        let columns = n_columns as f64;
        let widest = ((width - GAP_PX * (columns - 1.0)) / columns).clamp(2.0, MOST_PANEL_PX);
        let spare = TALLEST_PX - n_rows as f64 * (TITLE_PX + GAP_PX) - legend_px - 60.0;
        let tallest = (spare / n_rows as f64).min(MOST_PANEL_PX);
        let panel_width = widest.min(tallest / tallness);
        let layout = Layout {
            n_columns,
            left,
            top: theme::EDGE_PX + legend_px,
            panel_px: (panel_width, panel_width * tallness),
            titles_px,
        };
        let bottom = layout.panel(n - 1).bottom;
        let height = bottom + room_for(&self.x_label) + theme::EDGE_PX;
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, height.ceil().max(240.0) as u32)?;
        let sheet = canvas.area();
        legend::draw(&mut canvas, &self.entries(), Area { left: layout.left, ..sheet });
        for (index, panel) in self.panels.iter().enumerate() {
            self.draw_panel(&mut canvas, panel, layout.panel(index), &bar);
        }
        self.draw_names(&mut canvas, &layout, bottom);
        if self.two_values.is_none() {
            let (first, last) = (layout.panel(0), layout.panel(n_columns - 1));
            let beside = Area { bottom: bottom.min(first.top + MOST_PANEL_PX), ..first };
            bar.draw(&mut canvas, Area { right: last.right, ..beside });
        }
        let images = if n == 1 { "1 image".to_owned() } else { format!("{n} images") };
        let value = self.value_axis.title();
        let of = if value.is_empty() { String::new() } else { format!(" of {value}") };
        let of = if self.two_values.is_some() { String::new() } else { of };
        canvas.finish(&format!("Image grid of {images}{of}"), &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.finding(&self.finding)?;
        if self.two_values.is_none() {
            check.labelled(&self.value_axis, "colour bar")?;
        }
        check.some("list of images", &self.panels)?;
        check.at_most("images", self.panels.len(), MOST_PANELS)?;
        for (index, panel) in self.panels.iter().enumerate() {
            let what = format!("values of image {index}");
            check.at_most("pixels of an image", panel.values.len(), MOST_PIXELS)?;
            check.some(&what, &panel.values)?;
            check.placeable(&what, &panel.values)?;
            let n_rows = panel.values.len().div_ceil(panel.n_columns.max(1));
            check.same_length(&what, panel.values.len(), n_rows * panel.n_columns)?;
        }
        let all: Vec<f64> = self.panels.iter().flat_map(|panel| panel.values.clone()).collect();
        check.finite("list of values", &all)?;
        if !self.row_names.is_empty() {
            let n_rows = self.panels.len().div_ceil(self.n_columns.max(1));
            check.same_length("names of the rows", self.row_names.len(), n_rows)?;
        }
        Ok(())
    }

    fn entries(&self) -> Vec<Entry> {
        let Some([low, high]) = &self.two_values else { return Vec::new() };
        let boxed =
            |label: &String, paint| Entry { label: label.clone(), swatch: Swatch::Box { paint } };
        vec![boxed(high, high_paint()), boxed(low, Paint::GRID)]
    }

    fn draw_panel(&self, canvas: &mut Canvas, panel: &ImagePanel, area: Area, bar: &ColourBar) {
        if !panel.title.trim().is_empty() {
            let title = fitted(&panel.title, area.width(), theme::SMALL_PX, Weight::SemiBold);
            let at = (area.left, area.top - 9.0);
            canvas.heading(&title, at, theme::SMALL_PX, Anchor::Start);
        }
        let n_rows = panel.values.len() / panel.n_columns;
        let side = area.width() / panel.n_columns as f64;
        let area = Area { bottom: area.top + side * n_rows as f64, ..area };
        canvas.rectangle(area, Paint::GRID);
        let step_of = |value: f64| match self.two_values {
            Some(_) if !value.is_finite() => None,
            Some(_) => (value > 0.0).then_some(0),
            None => bar.step(value),
        };
        let mut cells: Vec<(usize, Area)> = Vec::new();
        for (row, values) in panel.values.chunks(panel.n_columns).enumerate() {
            let (top, bottom) = (row as f64, row as f64 + 1.0);
            let (top, bottom) = (area.top + side * top, area.top + side * bottom);
            let mut run: Option<(usize, Area)> = None;
            for (column, &value) in values.iter().enumerate() {
                let left = area.left + side * column as f64;
                let right = area.left + side * (column as f64 + 1.0);
                match (&mut run, step_of(value)) {
                    (Some((known, area)), Some(step)) if *known == step => area.right = right,
                    (_, step) => {
                        cells.extend(run.take());
                        run = step.map(|step| (step, Area { left, top, right, bottom }));
                    }
                }
            }
            cells.extend(run);
        }
        if self.two_values.is_some() {
            cells.into_iter().for_each(|(_, cell)| canvas.rectangle(cell, high_paint()));
        } else {
            canvas.cells(cells, bar.map());
        }
    }

    fn draw_names(&self, canvas: &mut Canvas, layout: &Layout, bottom: f64) {
        for (row, name) in self.row_names.iter().take(layout.titles_px.len()).enumerate() {
            let area = layout.panel(row * layout.n_columns);
            let words = fitted(name, 150.0, theme::SMALL_PX, Weight::SemiBold);
            let at = (area.left - 12.0, area.centre().1);
            canvas.heading(&words, at, theme::SMALL_PX, Anchor::End);
        }
        let (first, last) = (layout.panel(0), layout.panel(layout.n_columns - 1));
        let across = Area { right: last.right, bottom, ..first };
        let words = |label: &str, room| fitted(label, room, theme::LABEL_PX, Weight::Regular);
        let at = (across.centre().0, bottom + 8.0 + theme::LABEL_PX / 2.0);
        canvas.text(&words(&self.x_label, across.width()), at, theme::LABEL_PX, Anchor::Middle);
        let at = (theme::EDGE_PX + theme::LABEL_PX * 0.5, across.centre().1);
        canvas.turned_text(&words(&self.y_label, across.height()), at, theme::LABEL_PX);
    }
}

fn high_paint() -> Paint {
    Hue::Series(0).colour().into()
}
