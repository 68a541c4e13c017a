//! Peri-event time histograms: rates about an event, a line a condition.

use crate::kinds::line_plot::LinePlot;
use crate::scale::Room;
use crate::series::{LineSeries, ReferenceLine};
use crate::{Axis, Error, Picture};

const FIGURE: &str = "peri-event plot";

/// Rates against the time from an event, which is at 0, with bands for their standard errors.
///
/// It answers how the rate follows an event, condition by condition. It misleads where trials end
/// at different times (late bins then come from few trials, and from special ones) and where a wide
/// kernel moves activity to before the event.
///
/// ```
/// use spikebook_figures::{Axis, LineSeries, Psth};
///
/// let toward = LineSeries {
///     label: "toward T1".to_owned(),
///     x: vec![-0.1, 0.0, 0.1],
///     y: vec![20.0, 21.0, 40.0],
///     ..Default::default()
/// };
/// let picture = Psth {
///     x_axis: Axis::new("time from dots", "s"),
///     y_axis: Axis::new("firing rate", "spikes/s"),
///     event: "dots on".to_owned(),
///     conditions: vec![toward],
///     finding: "the rate doubles to 40 spikes/s".to_owned(),
///     ..Default::default()
/// }
/// .draw()?;
/// assert!(picture.alt.contains("about dots on"));
/// # Ok::<(), spikebook_figures::Error>(())
/// ```
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
    /// Entries of the legend in place of the conditions', which need no points; empty for those. Where colour and
    /// pattern say two things, one entry for each colour and each pattern is shorter.
    pub key: Vec<LineSeries>,
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
        .draw_with_key(
            FIGURE,
            &format!("Peri-event plot of {y} against {x} about {about}"),
            Room::Tight,
            &self.key,
        )
    }
}
