//! Psychometric functions: shares of choices against stimulus strength, with the fitted curve.

use crate::canvas::{Canvas, Paint};
use crate::checks::Check;
use crate::grid::MOST_POINTS;
use crate::legend::{self, Entry, Swatch};
use crate::marker::Marker;
use crate::palette::Hue;
use crate::panel::{AxisPlan, Look, Panel};
use crate::polyline::{Dash, runs};
use crate::scale::{Room, domain};
use crate::series::{Band, Direction, LineSeries, MOST_SERIES, ReferenceLine, draw_line};
use crate::{Axis, Error, Picture, theme, whisker};

const FIGURE: &str = "psychometric plot";

/// One condition: shares with intervals, and the curve fitted to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PsychometricGroup {
    /// Name in the legend; empty for none.
    pub label: String,
    /// Stimulus strengths.
    pub x: Vec<f64>,
    /// Share of choices at each, 0 to 1.
    pub proportion: Vec<f64>,
    /// Interval of each share.
    pub interval: Option<Band>,
    /// Trials behind each share: the area of its point; all alike where empty.
    pub n_trials: Vec<f64>,
    /// What the curve is, in an entry of the legend of its own; empty for one entry with the points.
    pub curve_label: String,
    /// Strengths at which the curve is given.
    pub curve_x: Vec<f64>,
    /// The fitted curve.
    pub curve_y: Vec<f64>,
    /// A band about the curve, such as of bootstrap replicates.
    pub curve_band: Option<Band>,
    /// Colour; by the place in the list where none.
    pub hue: Option<Hue>,
}

/// Shares of choices against stimulus strength.
///
/// It answers how choices depend on the stimulus, and whether a fitted curve follows them. It
/// misleads where points are judged by their distance from the curve alone: the area of a point
/// says how many trials stand behind it.
///
/// ```
/// use spikebook_figures::{Axis, PsychometricGroup, PsychometricPlot};
///
/// let group = PsychometricGroup {
///     x: vec![0.0, 6.4, 51.2],
///     proportion: vec![0.5, 0.777, 1.0],
///     n_trials: vec![1015.0, 1028.0, 1022.0],
///     ..Default::default()
/// };
/// let picture = PsychometricPlot {
///     x_axis: Axis::new("motion coherence", "%"),
///     y_axis: Axis::unitless("proportion correct"),
///     groups: vec![group],
///     finding: "77.7 % correct at 6.4 % coherence".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert!(picture.alt.starts_with("Psychometric plot of proportion correct"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PsychometricPlot {
    /// Stimulus strength.
    pub x_axis: Axis,
    /// Which choice is counted, as a share between 0 and 1.
    pub y_axis: Axis,
    /// The conditions.
    pub groups: Vec<PsychometricGroup>,
    /// Lines to compare with, such as chance or the threshold.
    pub references: Vec<ReferenceLine>,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl PsychometricPlot {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] (shares outside 0 to 1, trials below zero), and those of
    /// [`LinePlot::draw`](crate::LinePlot::draw).
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, theme::HEIGHT_PX)?;
        let on = |direction| self.references.iter().filter_map(move |line| line.on(direction));
        let all_x = self.groups.iter().flat_map(|group| group.x.iter().chain(&group.curve_x));
        let all_x = all_x.copied().chain(on(Direction::Vertical));
        let x_domain = domain(FIGURE, &self.x_axis, "x axis", all_x, Room::Padded)?;
        let y_domain = match self.y_axis.limits {
            Some(limits) => limits,
            None => self.shares(),
        };
        let x_plan = AxisPlan::new(&self.x_axis, x_domain);
        let y_plan = AxisPlan::new(&self.y_axis, y_domain);
        let outer = canvas.area();
        let entries = self.entries();
        let panel =
            legend::panel_under(&mut canvas, &entries, outer, (&x_plan, &y_plan), Look::ALONE);
        self.references.iter().for_each(|line| line.draw(&mut canvas, &panel));
        let most_trials = self.groups.iter().flat_map(|group| group.n_trials.iter().copied());
        let most_trials = most_trials.filter(|n| n.is_finite()).fold(0.0, f64::max);
        for (index, group) in self.groups.iter().enumerate() {
            group.draw(&mut canvas, &panel, index, most_trials);
        }
        panel.draw_axes(&mut canvas);
        let (x, y) = (self.x_axis.title(), self.y_axis.title());
        canvas.finish(&format!("Psychometric plot of {y} against {x}"), &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.x_axis, "x axis")?;
        check.labelled(&self.y_axis, "y axis")?;
        check.finding(&self.finding)?;
        check.some("list of groups", &self.groups)?;
        check.at_most("groups", self.groups.len(), MOST_SERIES)?;
        self.groups.iter().enumerate().try_for_each(|(index, group)| group.check(check, index))?;
        self.references.iter().try_for_each(|line| line.check(check))
    }

    /// From 0 to 1, or from a half where no share lies below.
    fn shares(&self) -> (f64, f64) {
        let shares = self.groups.iter().flat_map(|group| {
            let low = group.interval.iter().flat_map(|band| &band.low);
            group.proportion.iter().chain(low).chain(&group.curve_y)
        });
        let lowest = shares.copied().filter(|share| share.is_finite()).fold(1.0, f64::min);
        if lowest >= 0.42 { (0.4, 1.02) } else { (-0.02, 1.02) }
    }

    fn entries(&self) -> Vec<Entry> {
        let groups = self.groups.iter().enumerate().map(|(index, group)| {
            let (paint, marker) = (group.paint(index), Marker::of(index));
            let (width_px, dash) = (theme::LINE_WIDTH_PX, Dash::of(index));
            let has_band = group.curve_band.is_some();
            let line = |marker| Swatch::Line { paint, width_px, dash, marker, has_band };
            let has_own_entry = !group.curve_label.trim().is_empty();
            let swatch = if group.curve_x.is_empty() || has_own_entry {
                Swatch::Marker { paint, marker }
            } else {
                line(Some(marker))
            };
            let points = Entry { label: group.label.clone(), swatch };
            [points, Entry { label: group.curve_label.clone(), swatch: line(None) }]
        });
        groups.flatten().chain(self.references.iter().map(ReferenceLine::legend_entry)).collect()
    }
}

impl PsychometricGroup {
    fn check(&self, check: Check, number: usize) -> Result<(), Error> {
        let name = match self.label.trim() {
            "" => format!("group {number}"),
            label => format!("group `{label}`"),
        };
        check.same_length(&format!("shares of {name}"), self.proportion.len(), self.x.len())?;
        check.at_most("points of a group", self.x.len(), MOST_POINTS)?;
        check.finite(&format!("x of {name}"), &self.x)?;
        check.placeable(&format!("x of {name}"), &self.x)?;
        check.finite(&format!("shares of {name}"), &self.proportion)?;
        if let Some(Band { low, high }) = &self.interval {
            let what = format!("intervals of {name}");
            check.same_length(&what, low.len(), self.x.len())?;
            check.intervals(&what, low, high)?;
        }
        if !self.n_trials.is_empty() {
            check.same_length(&format!("trials of {name}"), self.n_trials.len(), self.x.len())?;
        }
        let n_curve = self.curve_x.len();
        check.same_length(&format!("curve of {name}"), self.curve_y.len(), n_curve)?;
        if let Some(Band { low, high }) = &self.curve_band {
            let what = format!("band of the curve of {name}");
            check.same_length(&what, low.len(), n_curve)?;
            check.intervals(&what, low, high)?;
        }
        check.placeable(&format!("curve of {name}"), &self.curve_x)?;
        check.placeable(&format!("curve of {name}"), &self.curve_y)?;
        for (values, high, what, wanted) in [
            (&self.proportion, 1.0, "shares", "0 to 1"),
            (&self.n_trials, f64::INFINITY, "trials", ">= 0"),
        ] {
            let is_outside = |&value: &f64| value < 0.0 || value > high;
            if let Some(index) = values.iter().position(is_outside) {
                let what = format!("{what} of {name}");
                return Err(Error::OutOfRange {
                    figure: FIGURE,
                    what,
                    index,
                    got: values[index],
                    wanted,
                });
            }
        }
        Ok(())
    }

    fn paint(&self, index: usize) -> Paint {
        Paint::from(self.hue.unwrap_or(Hue::Series(index)).colour())
    }

    fn draw(&self, canvas: &mut Canvas, panel: &Panel, index: usize, most_trials: f64) {
        let paint = self.paint(index);
        let curve = LineSeries {
            x: self.curve_x.clone(),
            y: self.curve_y.clone(),
            band: self.curve_band.clone(),
            hue: self.hue,
            ..Default::default()
        };
        curve.draw_band(canvas, panel, index);
        for run in runs(&self.curve_x, &self.curve_y, &panel.x, &panel.y) {
            draw_line(canvas, panel, &run, paint, Dash::of(index), theme::LINE_WIDTH_PX);
        }
        for row in 0..self.x.len() {
            if let Some(Band { low, high }) = &self.interval {
                let ends = (low[row], high[row]);
                whisker::draw(canvas, panel, Direction::Vertical, self.x[row], ends, paint);
            }
            let place = (panel.x.at(self.x[row]), panel.y.at(self.proportion[row]));
            if let (Some(x), Some(y)) = place
                && panel.area.contains((x, y))
            {
                let share = match self.n_trials.get(row) {
                    Some(n) if most_trials > 0.0 && n.is_finite() => (n / most_trials).sqrt(),
                    _ => 0.7,
                };
                let radius = theme::MARKER_PX * (0.7 + 0.9 * share);
                Marker::of(index).draw(canvas, (x, y), radius, paint);
            }
        }
    }
}
