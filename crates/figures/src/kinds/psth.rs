//! Peri-event time histograms: rates about an event, a line a condition.

use crate::kinds::line_plot::LinePlot;
use crate::scale::Room;
use crate::series::{LineSeries, ReferenceLine};
use crate::{Axis, Error, Picture};

const FIGURE: &str = "peri-event plot";

/// Rates against the time from an event, which is at 0, with bands for their standard errors.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Psth {
    /// Time from the event.
    pub x_axis: Axis,
    /// Rate.
    pub y_axis: Axis,
    /// Name of the event at 0; no line is drawn where empty.
    pub event: String,
    /// A line for each condition.
    pub conditions: Vec<LineSeries>,
    /// Further lines to compare with.
    pub references: Vec<ReferenceLine>,
    /// What the picture shows, with numbers.
    pub finding: String,
}

impl Psth {
    /// Draws the picture.
    ///
    /// # Errors
    ///
    /// As [`LinePlot::draw`].
    pub fn draw(&self) -> Result<Picture, Error> {
        let event = self.event.trim();
        let mut references = self.references.clone();
        if !event.is_empty() {
            references.insert(0, ReferenceLine::vertical(event, 0.0));
        }
        let (x, y) = (self.x_axis.title(), self.y_axis.title());
        let about = if event.is_empty() { "the event" } else { event };
        LinePlot {
            x_axis: self.x_axis.clone(),
            y_axis: self.y_axis.clone(),
            series: self.conditions.clone(),
            references,
            finding: self.finding.clone(),
        }
        .draw_as(
            FIGURE,
            &format!("Peri-event plot of {y} against {x} about {about}"),
            Room::Tight,
        )
    }
}
