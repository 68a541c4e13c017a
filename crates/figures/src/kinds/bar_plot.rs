//! Bars: one number for each of a few named things, such as accuracies, or variance by component.

use crate::canvas::{Area, Canvas, Paint};
use crate::checks::Check;
use crate::font::{Weight, width_px};
use crate::legend::{self, Entry, Swatch};
use crate::palette::Hue;
use crate::panel::{AxisPlan, GridLines, Look, Panel};
use crate::scale::{Room, domain};
use crate::series::{Band, Direction, LineSeries, MOST_SERIES, ReferenceLine};
use crate::ticks::Tick;
use crate::{Axis, Error, Picture, theme, whisker};

const FIGURE: &str = "bar plot";
const MOST_BARS: usize = 400;

/// One bar for each name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarSeries {
    /// Name in the legend; empty for none.
    pub label: String,
    /// Lengths of the bars.
    pub values: Vec<f64>,
    /// Interval of each.
    pub interval: Option<Band>,
    /// Colour; by the place in the list where none.
    pub hue: Option<Hue>,
}

/// Bars from zero, side by side where there are several series. Names that do not fit side by side
/// turn the picture: the bars then lie, and the names stand at their left.
///
/// It answers how one number differs between a few named things. Its bars start at zero, always,
/// unless limits of the value axis say otherwise, which misleads: a bar is read by its length.
///
/// ```
/// use spikebook_figures::{Axis, BarPlot, BarSeries};
///
/// let picture = BarPlot {
///     name_axis: Axis::unitless("component"),
///     value_axis: Axis::unitless("share of variance"),
///     names: vec!["1".to_owned(), "2".to_owned()],
///     series: vec![BarSeries { values: vec![0.7, 0.2], ..Default::default() }],
///     finding: "two components hold 90 % of the variance".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert!(picture.alt.starts_with("Bar plot of share of variance by component"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BarPlot {
    /// What the names are.
    pub name_axis: Axis,
    /// What the lengths are.
    pub value_axis: Axis,
    /// Names of the bars.
    pub names: Vec<String>,
    /// The bars.
    pub series: Vec<BarSeries>,
    /// Lines over the bars, with bar number (from 1) as x, such as the cumulative sum of a scree
    /// plot.
    pub lines: Vec<LineSeries>,
    /// Lines at a value, such as chance.
    pub references: Vec<ReferenceLine>,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl BarPlot {
    /// Draws the picture. All references are drawn at their value, whatever their direction.
    ///
    /// # Errors
    ///
    /// As [`LinePlot::draw`](crate::LinePlot::draw).
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let values = self.series.iter().flat_map(BarSeries::ends);
        let lines = self.lines.iter().flat_map(LineSeries::heights);
        let references = self.references.iter().map(|line| line.at);
        let all = values.chain(lines).chain(references).chain([0.0]);
        let value_domain = domain(FIGURE, &self.value_axis, "value axis", all, Room::FromZero)?;
        let lies = self.lies();
        let n = self.names.len() as f64;
        let height = if lies {
            (110 + 30 * self.names.len() as u32).clamp(240, 2000)
        } else {
            theme::HEIGHT_PX
        };
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, height)?;
        let names = self.names.iter().enumerate();
        let named = names
            .map(|(index, name)| Tick { value: index as f64 + 1.0, label: name.clone() })
            .collect();
        let mut name_plan = AxisPlan::new(&self.name_axis, (0.4, n + 0.6));
        name_plan.named = Some(named);
        name_plan.is_reversed = lies;
        let value_plan = AxisPlan::new(&self.value_axis, value_domain);
        let plans = if lies { (&value_plan, &name_plan) } else { (&name_plan, &value_plan) };
        let grid = if lies { GridLines::Upright } else { GridLines::Across };
        let look = Look { grid, ..Look::ALONE };
        let outer = canvas.area();
        let panel = legend::panel_under(&mut canvas, &self.entries(), outer, plans, look);
        for (index, series) in self.series.iter().enumerate() {
            self.draw_series(&mut canvas, &panel, series, index, lies);
        }
        let direction = if lies { Direction::Vertical } else { Direction::Horizontal };
        for line in &self.references {
            ReferenceLine { direction, ..line.clone() }.draw(&mut canvas, &panel);
        }
        if value_domain.0 < 0.0 {
            draw_zero(&mut canvas, &panel, lies);
        }
        for (index, line) in self.lines.iter().enumerate() {
            line.draw(&mut canvas, &panel, self.series.len() + index);
        }
        panel.draw_axes(&mut canvas);
        let (name, value) = (self.name_axis.title(), self.value_axis.title());
        canvas.finish(&format!("Bar plot of {value} by {name}"), &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.name_axis, "name axis")?;
        check.labelled(&self.value_axis, "value axis")?;
        check.finding(&self.finding)?;
        check.some("list of names", &self.names)?;
        check.some("list of series", &self.series)?;
        check.at_most("bars", self.names.len(), MOST_BARS)?;
        check.at_most("series and lines", self.series.len() + self.lines.len(), MOST_SERIES)?;
        for (index, series) in self.series.iter().enumerate() {
            let what = format!("values of series {index}");
            check.same_length(&what, series.values.len(), self.names.len())?;
            check.finite(&what, &series.values)?;
            check.placeable(&what, &series.values)?;
            if let Some(Band { low, high }) = &series.interval {
                let what = format!("intervals of series {index}");
                check.same_length(&what, low.len(), self.names.len())?;
                check.intervals(&what, low, high)?;
            }
        }
        self.lines.iter().enumerate().try_for_each(|(index, line)| line.check(check, index))?;
        self.references.iter().try_for_each(|line| line.check(check))
    }

    /// The names need more room than there is side by side, and no line runs over the bars.
    fn lies(&self) -> bool {
        let width = |name: &String| width_px(name, theme::TICK_PX, Weight::Regular);
        let widest = self.names.iter().map(width).fold(0.0, f64::max);
        let slot = (f64::from(theme::WIDTH_PX) - 90.0) / self.names.len() as f64;
        let are_numbers = self.names.iter().all(|name| name.parse::<f64>().is_ok());
        widest + 8.0 > slot && !are_numbers && self.lines.is_empty() && self.names.len() <= 60
    }

    fn entries(&self) -> Vec<Entry> {
        let series = self.series.iter().enumerate().map(|(index, series)| Entry {
            label: series.label.clone(),
            swatch: Swatch::Box { paint: series.paint(index) },
        });
        let lines = self.lines.iter().enumerate();
        let lines = lines.map(|(index, line)| line.legend_entry(self.series.len() + index));
        series.chain(lines).chain(self.references.iter().map(ReferenceLine::legend_entry)).collect()
    }

    fn draw_series(
        &self,
        canvas: &mut Canvas,
        panel: &Panel,
        series: &BarSeries,
        index: usize,
        lies: bool,
    ) {
        let width = 0.74 / self.series.len() as f64;
        for (bar, &value) in series.values.iter().enumerate() {
            let left = bar as f64 + 1.0 - 0.37 + width * index as f64;
            let ends = (left + width * 0.03, left + width * 0.97);
            let (along, across) = if lies { (&panel.x, &panel.y) } else { (&panel.y, &panel.x) };
            let base = along.inside(0.0).or_else(|| along.inside(along.low));
            let (Some(base), Some(tip)) = (base, along.inside(value)) else { continue };
            let (Some(one), Some(other)) = (across.at(ends.0), across.at(ends.1)) else { continue };
            let (first, last) = (one.min(other), one.max(other));
            let (near, far) = (base.min(tip), base.max(tip));
            let area = if lies {
                Area { left: near, right: far, top: first, bottom: last }
            } else {
                Area { left: first, right: last, top: near, bottom: far }
            };
            if area.width() > 0.0 && area.height() > 0.0 {
                canvas.rectangle(area, series.paint(index));
            }
            if let Some(Band { low, high }) = &series.interval {
                let direction = if lies { Direction::Horizontal } else { Direction::Vertical };
                let middle = f64::midpoint(ends.0, ends.1);
                whisker::draw(canvas, panel, direction, middle, (low[bar], high[bar]), Paint::INK);
            }
        }
    }
}

/// The line from which the bars start.
fn draw_zero(canvas: &mut Canvas, panel: &Panel, lies: bool) {
    let Area { left, top, right, bottom } = panel.area;
    let line = if lies {
        panel.x.at(0.0).map(|x| vec![(x, top), (x, bottom)])
    } else {
        panel.y.at(0.0).map(|y| vec![(left, y), (right, y)])
    };
    canvas.stroke(line.unwrap_or_default(), Paint::AXIS, theme::AXIS_WIDTH_PX);
}

impl BarSeries {
    fn paint(&self, index: usize) -> Paint {
        Paint::from(self.hue.unwrap_or(Hue::Series(index)).colour())
    }

    fn ends(&self) -> impl Iterator<Item = f64> {
        let interval = self.interval.iter().flat_map(|band| band.low.iter().chain(&band.high));
        self.values.iter().chain(interval).copied()
    }
}
