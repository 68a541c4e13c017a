//! Lines: one quantity against another, with bands and lines to compare with.

use crate::canvas::Canvas;
use crate::checks::Check;
use crate::legend::{self, Entry};
use crate::panel::{AxisPlan, Look};
use crate::scale::{Room, domain};
use crate::series::{Direction, LineSeries, MOST_SERIES, ReferenceLine, Shown};
use crate::{Axis, Error, Picture, theme};

const FIGURE: &str = "line plot";

/// One or more lines over one pair of axes.
///
/// It answers how a quantity changes with another. It misleads where points are joined that do not
/// follow each other: give them as [`Shown::Points`]. Missing values are gaps, never joined.
///
/// ```
/// use spikebook_figures::{Axis, LinePlot, LineSeries};
///
/// let picture = LinePlot {
///     x_axis: Axis::new("time", "s"),
///     y_axis: Axis::new("firing rate", "spikes/s"),
///     series: vec![LineSeries { x: vec![0.0, 1.0], y: vec![5.0, 9.0], ..Default::default() }],
///     finding: "the rate rises to 9 spikes/s".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert_eq!(
///     picture.alt,
///     "Line plot of firing rate (spikes/s) against time (s): the rate rises to 9 spikes/s"
/// );
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinePlot {
    /// Abscissa.
    pub x_axis: Axis,
    /// Ordinate.
    pub y_axis: Axis,
    /// The lines, the last in front.
    pub series: Vec<LineSeries>,
    /// Straight lines to compare with.
    pub references: Vec<ReferenceLine>,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl LinePlot {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// [`Error::Unlabelled`], [`Error::NoFinding`], [`Error::Nothing`], [`Error::Unequal`],
    /// [`Error::TooMany`] (series), [`Error::TooLarge`], [`Error::Reversed`] (bands, limits) and
    /// [`Error::NoPositive`] (logarithmic axes).
    pub fn draw(&self) -> Result<Picture, Error> {
        let (x, y) = (self.x_axis.title(), self.y_axis.title());
        let has_points = self.series.iter().any(|series| series.shown != Shown::Line);
        let room = if has_points { Room::Padded } else { Room::Tight };
        self.draw_as(FIGURE, &format!("Line plot of {y} against {x}"), room)
    }

    pub(crate) fn draw_as(
        &self,
        figure: &'static str,
        shows: &str,
        x_room: Room,
    ) -> Result<Picture, Error> {
        self.draw_with_key(figure, shows, x_room, &[])
    }

    /// The same with these entries in the legend in place of those of the series, where there are any.
    pub(crate) fn draw_with_key(
        &self,
        figure: &'static str,
        shows: &str,
        x_room: Room,
        key: &[LineSeries],
    ) -> Result<Picture, Error> {
        self.check(Check(figure))?;
        let mut canvas = Canvas::new(figure, theme::WIDTH_PX, theme::HEIGHT_PX)?;
        let all_x = self.series.iter().flat_map(|series| series.x.iter().copied());
        let all_x =
            all_x.chain(self.references.iter().filter_map(|line| line.on(Direction::Vertical)));
        let all_y = self.series.iter().flat_map(LineSeries::heights);
        let all_y =
            all_y.chain(self.references.iter().filter_map(|line| line.on(Direction::Horizontal)));
        let x_plan =
            AxisPlan::new(&self.x_axis, domain(figure, &self.x_axis, "x axis", all_x, x_room)?);
        let y_domain = domain(figure, &self.y_axis, "y axis", all_y, Room::FromZero)?;
        let y_plan = AxisPlan::new(&self.y_axis, y_domain);

        let series = || self.series.iter().enumerate();
        let named = if key.is_empty() { &self.series[..] } else { key };
        let mut entries: Vec<Entry> =
            named.iter().enumerate().map(|(index, series)| series.legend_entry(index)).collect();
        entries.extend(self.references.iter().map(ReferenceLine::legend_entry));
        let outer = canvas.area();
        let panel =
            legend::panel_under(&mut canvas, &entries, outer, (&x_plan, &y_plan), Look::ALONE);
        for (index, series) in series() {
            series.draw_band(&mut canvas, &panel, index);
        }
        for line in &self.references {
            line.draw(&mut canvas, &panel);
        }
        for (index, series) in series() {
            series.draw(&mut canvas, &panel, index);
        }
        panel.draw_axes(&mut canvas);
        canvas.finish(shows, &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.labelled(&self.y_axis, "y axis")?;
        check.finding(&self.finding)?;
        check.some("list of series", &self.series)?;
        check.at_most("series", self.series.len(), MOST_SERIES)?;
        for (index, series) in self.series.iter().enumerate() {
            series.check(check, index)?;
        }
        self.references.iter().try_for_each(|line| line.check(check))
    }
}
