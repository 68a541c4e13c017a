//! How a head-direction cell is tuned.

use spikebook_numeric::Stream;
use spikebook_numeric::elementary::{cos, exp};

use crate::Error;
use crate::error::within;

const HIGHEST_RATE_HZ: f64 = 1000.0;
const HIGHEST_CONCENTRATION: f64 = 500.0;

/// A cell with a von Mises bump over a background.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeadDirectionCell {
    preferred_deg: f64,
    peak_hz: f64,
    background_hz: f64,
    concentration: f64,
}

impl HeadDirectionCell {
    /// From the preferred direction (degrees, any turn), the rate there, the rate far from it, and
    /// the concentration κ of the bump (half of the rise is lost about 67°/√κ away, for κ above 2).
    ///
    /// # Errors
    /// [`Error::Parameter`]: a preferred direction that is not finite, a peak outside (0, 1000] Hz,
    /// a background outside [0, peak], a concentration outside (0, 500].
    pub fn new(
        preferred_deg: f64,
        peak_hz: f64,
        background_hz: f64,
        concentration: f64,
    ) -> Result<Self, Error> {
        within("preferred_deg", preferred_deg, -1e6..=1e6, "a number between −10⁶ and 10⁶")?;
        let wanted = "a number above 0, at most 1000";
        within("peak_hz", peak_hz, f64::MIN_POSITIVE..=HIGHEST_RATE_HZ, wanted)?;
        let wanted = "at least 0 and at most the peak rate";
        within("background_hz", background_hz, 0.0..=peak_hz, wanted)?;
        let wanted = "a number above 0, at most 500";
        within("concentration", concentration, f64::MIN_POSITIVE..=HIGHEST_CONCENTRATION, wanted)?;
        Ok(Self { preferred_deg: wrap_deg(preferred_deg), peak_hz, background_hz, concentration })
    }

    /// The direction of the peak, degrees in [0, 360).
    pub fn preferred_deg(&self) -> f64 {
        self.preferred_deg
    }

    /// The rate at the preferred direction, spikes/s.
    pub fn peak_hz(&self) -> f64 {
        self.peak_hz
    }

    /// The rate that the bump rises from, spikes/s.
    pub fn background_hz(&self) -> f64 {
        self.background_hz
    }

    /// The concentration κ of the bump.
    pub fn concentration(&self) -> f64 {
        self.concentration
    }

    /// The rate at a direction, spikes/s.
    pub fn rate_hz(&self, direction_deg: f64) -> f64 {
        let away = (direction_deg - self.preferred_deg).to_radians();
        let bump = exp(self.concentration * (cos(away) - 1.0));
        self.background_hz + (self.peak_hz - self.background_hz) * bump
    }
}

/// The ranges that the cells of a population are drawn from, each uniformly: (lowest, highest).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellRanges {
    peak_hz: (f64, f64),
    background_hz: (f64, f64),
    concentration: (f64, f64),
}

impl CellRanges {
    /// Ranges whose every combination is a valid cell.
    ///
    /// # Errors
    /// [`Error::Parameter`] where a range runs backwards or reaches outside of what
    /// [`HeadDirectionCell::new`] allows; the highest background may not exceed the lowest peak.
    pub fn new(
        peak_hz: (f64, f64),
        background_hz: (f64, f64),
        concentration: (f64, f64),
    ) -> Result<Self, Error> {
        for (parameter, (low, high)) in [
            ("peak_hz", peak_hz),
            ("background_hz", background_hz),
            ("concentration", concentration),
        ] {
            within(parameter, high, low.., "a highest value not below the lowest")?;
        }
        HeadDirectionCell::new(0.0, peak_hz.0, background_hz.1, concentration.0)?;
        HeadDirectionCell::new(0.0, peak_hz.1, background_hz.0, concentration.1)?;
        Ok(Self { peak_hz, background_hz, concentration })
    }

    pub(super) fn draw(&self, stream: &mut Stream) -> HeadDirectionCell {
        let mut between = |(low, high): (f64, f64)| low + (high - low) * stream.uniform();
        HeadDirectionCell {
            preferred_deg: between((0.0, 360.0)),
            peak_hz: between(self.peak_hz),
            background_hz: between(self.background_hz),
            concentration: between(self.concentration),
        }
    }
}

/// The same direction in [0, 360).
pub(super) fn wrap_deg(direction_deg: f64) -> f64 {
    let wrapped = direction_deg.rem_euclid(360.0);
    // A tiny negative angle rounds up to the whole turn.
    if wrapped >= 360.0 { 0.0 } else { wrapped }
}
