//! What can go wrong when a picture is drawn.

use resvg::usvg;

/// Why a figure cannot be drawn. `figure` is the kind, as in "line plot".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Too little to show.
    #[error("{figure}: {what}: got {got}, wanted {wanted}")]
    Nothing {
        /// Kind of figure.
        figure: &'static str,
        /// Which data.
        what: String,
        /// What stood there instead.
        got: &'static str,
        /// The least that can be drawn.
        wanted: &'static str,
    },
    /// Two columns that belong together differ in length.
    #[error("{figure}: length of {what}: got {got}, wanted {wanted}")]
    Unequal {
        /// Kind of figure.
        figure: &'static str,
        /// Which data.
        what: String,
        /// Its length.
        got: usize,
        /// The length of what it belongs to.
        wanted: usize,
    },
    /// An axis without a label.
    #[error("{figure}: {axis}: got no label, wanted one with its unit")]
    Unlabelled {
        /// Kind of figure.
        figure: &'static str,
        /// Which axis.
        axis: &'static str,
    },
    /// No sentence for readers who do not see the picture.
    #[error("{figure}: alt text: got no finding, wanted a sentence with its numbers")]
    NoFinding {
        /// Kind of figure.
        figure: &'static str,
    },
    /// More parts than a reader can tell apart.
    #[error("{figure}: number of {what}: got {got}, wanted at most {limit}")]
    TooMany {
        /// Kind of figure.
        figure: &'static str,
        /// Which parts.
        what: &'static str,
        /// How many there are.
        got: usize,
        /// How many the figure takes.
        limit: usize,
    },
    /// A number beyond what can be placed on an axis.
    #[error("{figure}: {what}: value {index} is {got:e}, wanted at most 1e300 in size")]
    TooLarge {
        /// Kind of figure.
        figure: &'static str,
        /// Which data.
        what: String,
        /// Which value, counted from 0.
        index: usize,
        /// The value.
        got: f64,
    },
    /// The lower end of an interval lies above its upper end.
    #[error("{figure}: {what}: interval {index} is {low} to {high}, wanted low <= high")]
    Reversed {
        /// Kind of figure.
        figure: &'static str,
        /// Which data.
        what: String,
        /// Which interval, counted from 0.
        index: usize,
        /// Its lower end.
        low: f64,
        /// Its upper end.
        high: f64,
    },
    /// Numbers that must rise do not.
    #[error(
        "{figure}: {what}: value {index} is {got} after {previous}, wanted rising finite values"
    )]
    NotAscending {
        /// Kind of figure.
        figure: &'static str,
        /// Which data.
        what: String,
        /// Which value, counted from 0.
        index: usize,
        /// The value before it.
        previous: f64,
        /// The value.
        got: f64,
    },
    /// A value outside the range that its meaning allows.
    #[error("{figure}: {what}: value {index} is {got}, wanted {wanted}")]
    OutOfRange {
        /// Kind of figure.
        figure: &'static str,
        /// Which data.
        what: String,
        /// Which value, counted from 0.
        index: usize,
        /// The value.
        got: f64,
        /// The range.
        wanted: &'static str,
    },
    /// A logarithmic axis with nothing above zero.
    #[error("{figure}: {axis} is logarithmic: got no value above 0, wanted one")]
    NoPositive {
        /// Kind of figure.
        figure: &'static str,
        /// Which axis.
        axis: &'static str,
    },
    /// A picture too small to hold its parts, or too large to be of use.
    #[error("{figure}: size {width_px} x {height_px} px, wanted 240 to 2000 px each way")]
    Size {
        /// Kind of figure.
        figure: &'static str,
        /// Width asked for.
        width_px: u32,
        /// Height asked for.
        height_px: u32,
    },
    /// plotters refused a shape.
    #[error("{figure}: drawing: {reason}")]
    Drawing {
        /// Kind of figure.
        figure: &'static str,
        /// What plotters said.
        reason: String,
    },
    /// The drawn SVG cannot be read back.
    #[error("{figure}: reading the drawn SVG: {source}")]
    Svg {
        /// Kind of figure.
        figure: &'static str,
        /// What the SVG reader said.
        source: usvg::Error,
    },
    /// The bitmap cannot be encoded.
    #[error("{figure}: encoding the PNG: {reason}")]
    Png {
        /// Kind of figure.
        figure: &'static str,
        /// What the encoder said.
        reason: String,
    },
}

impl Error {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Nothing { .. } => {
                "missing values (NaN) only leave gaps; look at what the stage before left over"
            }
            Self::Unequal { .. } => "give every column of a series one value for each point",
            Self::Unlabelled { .. } => {
                "write Axis::new(label, unit), or Axis::unitless(label) for a plain number"
            }
            Self::NoFinding { .. } => {
                "say what the picture shows, for who hears it: \"the peak is 21.3 Hz at 90°\""
            }
            Self::TooMany { .. } => "split the data over several pictures, or show a selection",
            Self::TooLarge { .. } => "look for a missing-value code or a wrong unit",
            Self::Reversed { .. } => "swap the two ends, or look at how the interval was computed",
            Self::NotAscending { .. } => "sort them, or swap the ends of a range",
            Self::NoPositive { .. } => "use a linear axis",
            Self::OutOfRange { .. } | Self::Size { .. } => return None,
            Self::Drawing { .. } | Self::Svg { .. } | Self::Png { .. } => {
                "this is a defect of spikebook-figures; please report the data that shows it"
            }
        };
        Some(hint.to_owned())
    }
}
