//! Histograms: how often values fall into bins, and where one value lies among them.

use crate::canvas::{Area, Canvas, Paint, Point};
use crate::checks::Check;
use crate::legend::{self, Entry, Swatch};
use crate::palette::Hue;
use crate::panel::{AxisPlan, Look, Panel};
use crate::polyline::Dash;
use crate::scale::{Room, domain};
use crate::series::{Direction, MOST_SERIES, ReferenceLine, draw_line};
use crate::{Axis, Error, Picture, theme};

const FIGURE: &str = "histogram";

/// Most bins: more are narrower than a pixel.
const MOST_BINS: usize = 2000;

/// Heights over the bins of a histogram.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistogramSeries {
    /// Name in the legend; empty for none.
    pub label: String,
    /// Counts, shares or densities, one for each bin; none below zero.
    pub heights: Vec<f64>,
    /// Colour; by the place in the list where none.
    pub hue: Option<Hue>,
}

/// Bars over bins; a second and further series as outlines.
///
/// It answers how values are distributed, and where one value lies among them. It misleads with few
/// values or badly chosen edges: move the edges and see whether the shape stays. Bins of different
/// width need densities as heights, not counts.
///
/// ```
/// use spikebook_figures::{Axis, Histogram, HistogramSeries, ReferenceLine};
///
/// let picture = Histogram {
///     x_axis: Axis::new("spatial information", "bit/spike"),
///     y_axis: Axis::unitless("number of shuffles"),
///     edges: vec![0.0, 0.5, 1.0],
///     series: vec![HistogramSeries { heights: vec![18.0, 2.0], ..Default::default() }],
///     references: vec![ReferenceLine::vertical("observed", 1.4)],
///     finding: "the observed 1.4 bits/spike exceed all 20 shuffles".to_owned(),
/// }
/// .draw()?;
/// assert!(picture.alt.starts_with("Histogram of spatial information (bits/spike)"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// The binned quantity.
    pub x_axis: Axis,
    /// What the heights are.
    pub y_axis: Axis,
    /// Edges of the bins, rising, one more than bins.
    pub edges: Vec<f64>,
    /// Heights over the bins.
    pub series: Vec<HistogramSeries>,
    /// Lines to compare with, such as the observed statistic against its null distribution.
    pub references: Vec<ReferenceLine>,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl Histogram {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// [`Error::NotAscending`] (edges), [`Error::OutOfRange`] (heights below zero), and those of
    /// [`LinePlot::draw`](crate::LinePlot::draw).
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, theme::HEIGHT_PX)?;
        let on = |direction| self.references.iter().filter_map(move |line| line.on(direction));
        let all_x = self.edges.iter().copied().chain(on(Direction::Vertical));
        let heights = self.series.iter().flat_map(|series| series.heights.iter().copied());
        let heights = heights.chain([0.0]).chain(on(Direction::Horizontal));
        let x_domain = domain(FIGURE, &self.x_axis, "x axis", all_x, Room::Padded)?;
        let y_domain = domain(FIGURE, &self.y_axis, "y axis", heights, Room::FromZero)?;
        let x_plan = AxisPlan::new(&self.x_axis, x_domain);
        let y_plan = AxisPlan::new(&self.y_axis, y_domain);
        let outer = canvas.area();
        let entries = self.entries();
        let panel =
            legend::panel_under(&mut canvas, &entries, outer, (&x_plan, &y_plan), Look::ALONE);
        for (index, series) in self.series.iter().enumerate() {
            let paint = paint(series, index);
            if index == 0 {
                self.draw_bars(&mut canvas, &panel, series, paint);
            } else {
                self.draw_outline(&mut canvas, &panel, series, paint);
            }
        }
        self.references.iter().for_each(|line| line.draw(&mut canvas, &panel));
        panel.draw_axes(&mut canvas);
        let (x, y) = (self.x_axis.title(), self.y_axis.title());
        canvas.finish(&format!("Histogram of {x}, heights in {y}"), &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.labelled(&self.y_axis, "y axis")?;
        check.finding(&self.finding)?;
        check.edges("edges", &self.edges)?;
        check.at_most("bins", self.edges.len() - 1, MOST_BINS)?;
        check.some("list of series", &self.series)?;
        check.at_most("series", self.series.len(), MOST_SERIES)?;
        for (number, series) in self.series.iter().enumerate() {
            let what = format!("heights of series {number}");
            check.same_length(&what, series.heights.len(), self.edges.len() - 1)?;
            check.finite(&what, &series.heights)?;
            check.placeable(&what, &series.heights)?;
            if let Some(index) = series.heights.iter().position(|&height| height < 0.0) {
                let got = series.heights[index];
                return Err(Error::OutOfRange { figure: FIGURE, what, index, got, wanted: ">= 0" });
            }
        }
        self.references.iter().try_for_each(|line| line.check(check))
    }

    fn entries(&self) -> Vec<Entry> {
        let series = self.series.iter().enumerate().map(|(index, series)| {
            let paint = paint(series, index);
            let swatch = if index == 0 {
                Swatch::Box { paint: paint.faded(BAR_ALPHA) }
            } else {
                let width_px = theme::LINE_WIDTH_PX;
                Swatch::Line { paint, width_px, dash: Dash::Solid, marker: None, has_band: false }
            };
            Entry { label: series.label.clone(), swatch }
        });
        series.chain(self.references.iter().map(ReferenceLine::legend_entry)).collect()
    }

    fn draw_bars(
        &self,
        canvas: &mut Canvas,
        panel: &Panel,
        series: &HistogramSeries,
        paint: Paint,
    ) {
        let base = panel.y.inside(0.0).unwrap_or(panel.area.bottom);
        for (edges, &height) in self.edges.windows(2).zip(&series.heights) {
            let (left, right) = (panel.x.inside(edges[0]), panel.x.inside(edges[1]));
            let (Some(left), Some(right), Some(top)) = (left, right, panel.y.inside(height)) else {
                continue;
            };
            // bars stand apart by a hair, as far as they are wide enough for one
            let gap = ((right - left) * 0.12).min(1.0) / 2.0;
            let bar = Area { left: left + gap, top, right: right - gap, bottom: base };
            if bar.width() > 0.0 && bar.height() > 0.0 {
                canvas.rectangle(bar, paint.faded(BAR_ALPHA));
            }
        }
    }

    fn draw_outline(
        &self,
        canvas: &mut Canvas,
        panel: &Panel,
        series: &HistogramSeries,
        paint: Paint,
    ) {
        let base = panel.y.inside(0.0).unwrap_or(panel.area.bottom);
        let mut outline: Vec<Point> = Vec::new();
        for (edges, &height) in self.edges.windows(2).zip(&series.heights) {
            let (Some(left), Some(right)) = (panel.x.at(edges[0]), panel.x.at(edges[1])) else {
                continue;
            };
            let y = panel.y.inside(height).unwrap_or(base);
            if outline.is_empty() {
                outline.push((left, base));
            }
            outline.extend([(left, y), (right, y)]);
        }
        if let Some(&(right, _)) = outline.last() {
            outline.push((right, base));
        }
        draw_line(canvas, panel, &outline, paint, Dash::Solid, theme::LINE_WIDTH_PX);
    }
}

const BAR_ALPHA: f64 = 0.85;

fn paint(series: &HistogramSeries, index: usize) -> Paint {
    Paint::from(series.hue.unwrap_or(Hue::Series(index)).colour())
}
