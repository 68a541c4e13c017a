//! Coefficients: estimates with intervals about a line at zero.

use crate::canvas::{Canvas, Paint};
use crate::checks::Check;
use crate::legend::{self, Entry, Swatch};
use crate::marker::Marker;
use crate::palette::Hue;
use crate::panel::{AxisPlan, GridLines, Look, Panel, Titles};
use crate::scale::{Room, domain};
use crate::series::{Direction, ReferenceLine};
use crate::ticks::Tick;
use crate::{Axis, Error, Picture, theme, whisker};

const FIGURE: &str = "coefficient plot";
const MOST_TERMS: usize = 80;

/// One coefficient.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coefficient {
    /// Name of the term.
    pub label: String,
    /// Estimate; NaN where there is none.
    pub estimate: f64,
    /// Lower and upper end of its interval.
    pub interval: Option<(f64, f64)>,
    /// The true value, where it is known.
    pub truth: Option<f64>,
    /// Another interval to compare with, drawn below.
    pub other_interval: Option<(f64, f64)>,
}

/// Dots and whiskers, the first term on top.
///
/// It answers which terms of a model differ from zero, and by how much. It misleads where
/// covariates have different units: a large coefficient is then no large effect; standardise first,
/// or say the units.
///
/// ```
/// use spikebook_figures::{Axis, Coefficient, CoefficientPlot};
///
/// let speed = Coefficient {
///     label: "speed".to_owned(),
///     estimate: 0.02,
///     interval: Some((-0.01, 0.05)),
///     truth: Some(0.0),
///     ..Default::default()
/// };
/// let picture = CoefficientPlot {
///     value_axis: Axis::new("coefficient", "1/(cm/s)"),
///     terms: vec![speed],
///     label: "estimate, 95 % interval".to_owned(),
///     finding: "the interval of speed, -0.01 to 0.05, holds the true 0".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert!(picture.alt.starts_with("Coefficient plot of coefficient (1/(cm/s))"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoefficientPlot {
    /// What the coefficients are, with their unit.
    pub value_axis: Axis,
    /// The terms from top to bottom.
    pub terms: Vec<Coefficient>,
    /// What estimate and interval are, for the legend ("estimate, 95 % interval"); empty for none.
    pub label: String,
    /// What the other interval is, for the legend; empty for none.
    pub other_label: String,
    /// Leaves out the line at 0, and 0 from the axis: for directions, of which none is nothing.
    pub without_zero: bool,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl CoefficientPlot {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// As [`LinePlot::draw`](crate::LinePlot::draw); [`Error::TooMany`] beyond 80 terms.
    pub fn draw(&self) -> Result<Picture, Error> {
        self.check(Check(FIGURE))?;
        let height = (110 + 28 * self.terms.len() as u32).clamp(240, 2000);
        let mut canvas = Canvas::new(FIGURE, theme::WIDTH_PX, height)?;
        let values = self.terms.iter().flat_map(Coefficient::values);
        let zero = (!self.value_axis.is_log && !self.without_zero).then_some(0.0);
        let x_domain =
            domain(FIGURE, &self.value_axis, "value axis", values.chain(zero), Room::Padded)?;
        let names = Axis::unitless("term");
        let terms = self.terms.iter().enumerate();
        let named = terms
            .map(|(index, term)| Tick { value: index as f64 + 1.0, label: term.label.clone() })
            .collect();
        let y_plan = AxisPlan {
            named: Some(named),
            is_reversed: true,
            ..AxisPlan::new(&names, (0.4, self.terms.len() as f64 + 0.6))
        };
        let x_plan = AxisPlan::new(&self.value_axis, x_domain);
        let look = Look { grid: GridLines::Upright, titles: Titles::OnlyX, ..Look::ALONE };
        let outer = canvas.area();
        let entries = self.entries();
        let panel = legend::panel_under(&mut canvas, &entries, outer, (&x_plan, &y_plan), look);
        if zero.is_some() {
            ReferenceLine::vertical("", 0.0).draw(&mut canvas, &panel);
        }
        for (index, term) in self.terms.iter().enumerate() {
            term.draw(&mut canvas, &panel, index as f64 + 1.0);
        }
        panel.draw_axes(&mut canvas);
        let shows = format!("Coefficient plot of {}", self.value_axis.title());
        canvas.finish(&shows, &self.finding)
    }

    fn check(&self, check: Check) -> Result<(), Error> {
        check.labelled(&self.value_axis, "value axis")?;
        check.finding(&self.finding)?;
        check.some("list of terms", &self.terms)?;
        check.at_most("terms", self.terms.len(), MOST_TERMS)?;
        let estimates: Vec<f64> = self.terms.iter().map(|term| term.estimate).collect();
        check.finite("list of estimates", &estimates)?;
        for term in &self.terms {
            let name = term.label.trim();
            let values: Vec<f64> = term.values().collect();
            check.placeable(&format!("term `{name}`"), &values)?;
            if let Some((low, high)) = term.interval {
                check.intervals(&format!("interval of `{name}`"), &[low], &[high])?;
            }
            if let Some((low, high)) = term.other_interval {
                check.intervals(&format!("other interval of `{name}`"), &[low], &[high])?;
            }
        }
        Ok(())
    }

    fn entries(&self) -> Vec<Entry> {
        let estimate = Swatch::Line {
            paint: estimate_paint(),
            width_px: theme::WHISKER_WIDTH_PX,
            dash: crate::polyline::Dash::Solid,
            marker: Some(Marker::Disc),
            has_band: false,
        };
        let mut entries = vec![Entry { label: self.label.clone(), swatch: estimate }];
        if self.terms.iter().any(|term| term.other_interval.is_some()) {
            let swatch = Swatch::Line {
                paint: truth_paint(),
                width_px: theme::WHISKER_WIDTH_PX,
                dash: crate::polyline::Dash::Solid,
                marker: None,
                has_band: false,
            };
            entries.push(Entry { label: self.other_label.clone(), swatch });
        }
        if self.terms.iter().any(|term| term.truth.is_some()) {
            let swatch = Swatch::Marker { paint: truth_paint(), marker: Marker::Bar };
            entries.push(Entry { label: "truth".to_owned(), swatch });
        }
        entries
    }
}

fn estimate_paint() -> Paint {
    Hue::Series(0).colour().into()
}

fn truth_paint() -> Paint {
    Hue::Series(1).colour().into()
}

impl Coefficient {
    fn values(&self) -> impl Iterator<Item = f64> {
        let interval = self.interval.into_iter().flat_map(|(low, high)| [low, high]);
        let other = self.other_interval.into_iter().flat_map(|(low, high)| [low, high]);
        std::iter::once(self.estimate).chain(interval).chain(other).chain(self.truth)
    }

    fn draw(&self, canvas: &mut Canvas, panel: &Panel, row: f64) {
        if let Some(ends) = self.interval {
            whisker::draw(canvas, panel, Direction::Horizontal, row, ends, estimate_paint());
        }
        if let Some(ends) = self.other_interval {
            whisker::draw(canvas, panel, Direction::Horizontal, row + 0.33, ends, truth_paint());
        }
        let place = |value: f64| {
            let place = (panel.x.at(value)?, panel.y.at(row)?);
            panel.area.contains(place).then_some(place)
        };
        if let Some(place) = self.truth.and_then(place) {
            Marker::Bar.draw(canvas, place, theme::MARKER_PX, truth_paint());
        }
        if let Some(place) = place(self.estimate) {
            Marker::Disc.draw(canvas, place, theme::MARKER_PX * 1.1, estimate_paint());
        }
    }
}
