//! A column of signals on another scale: does the unit follow the sound's pressure, or its level?
//!
//! `decibel` is 20 log₁₀ of the value (of an amplitude: its level against 1), `logarithm` the natural one,
//! `square-root` and `square` what they say, and `z-score` the distance from the mean in standard deviations (ddof 0).
//! The column is added to the signals; all others stay.
//!
//! It misleads where noise near zero is spread over the whole scale by a logarithm.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::{mean, standard_deviation};
use spikebook_data::Table;
use spikebook_data::frames::Signals;
use spikebook_numeric::elementary::{ln, log10};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

/// `transform-signal`.
pub struct TransformSignal;

/// The scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Scale {
    /// 20 times the logarithm to base 10
    Decibel,
    /// The natural logarithm
    Logarithm,
    /// The square root
    SquareRoot,
    /// The square
    Square,
    /// Distance from the mean in standard deviations
    ZScore,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column of the signals
    column: String,
    /// The scale
    scale: Scale,
    /// What the new column is called
    name: String,
}

impl Default for Params {
    fn default() -> Self {
        Self { column: "envelope".into(), scale: Scale::Decibel, name: "level".into() }
    }
}

impl Stage for TransformSignal {
    const NAME: &'static str = "transform-signal";
    const SUMMARY: &'static str =
        "Put a column of signals on another scale: decibels, roots, z scores";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![
            Port::table("signals", Signals::schema())
                .described("the signals, with the column that `column` names"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("signals", Signals::schema())
                .described("the same signals, with the column that `name` names"),
        ]
    }

    fn example() -> Example {
        let signals = Table::build("sound")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2])
            .float("envelope", Unit::ONE, vec![0.1, 1.0, 0.5])
            .finish();
        Example::default().input("signals", signals.expect("three samples"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let signals = task.table("signals")?;
        if signals.has(&params.name) {
            return Err(Failure::new(
                format!(
                    "parameter `name`: got `{}`, wanted a name that no column has",
                    params.name
                ),
                "choose another name for the new column",
            ));
        }
        let samples = signals.numbers(&params.column)?;
        let scaled = params.scale.of(&samples, &params.column)?;
        let mut table = Table::build(signals.name());
        for column in &signals.schema().columns {
            table = table.column_of(&signals, &column.name)?;
        }
        let table = table.float(&params.name, Unit::ONE, scaled).described(&format!(
            "{} of {}",
            params.scale.in_words(),
            params.column
        ));
        task.put_table("signals", table.finish()?);
        Ok(())
    }
}

impl Scale {
    fn in_words(self) -> &'static str {
        match self {
            Self::Decibel => "level in decibels",
            Self::Logarithm => "logarithm",
            Self::SquareRoot => "square root",
            Self::Square => "square",
            Self::ZScore => "z score",
        }
    }

    fn of(self, samples: &[f64], column: &str) -> Result<Vec<f64>, Failure> {
        let (lowest, wanted) = match self {
            Self::Decibel | Self::Logarithm => (f64::MIN_POSITIVE, "a number above 0"),
            Self::SquareRoot => (0.0, "a number of at least 0"),
            Self::Square | Self::ZScore => (f64::NEG_INFINITY, ""),
        };
        if let Some(row) = samples.iter().position(|sample| *sample < lowest) {
            let got = samples[row];
            return Err(Failure::new(
                format!(
                    "input `signals`, column `{column}`, row {row}: got {got}, wanted {wanted}"
                ),
                "this scale has no place for such a number: take another one",
            ));
        }
        let (centre, spread) = (mean(samples), standard_deviation(samples, 0));
        if self == Self::ZScore && spread == 0.0 {
            return Err(Failure::new(
                format!("input `signals`, column `{column}`: it is constant, wanted some spread"),
                "a constant signal has no z scores",
            ));
        }
        let scaled = |sample: &f64| match self {
            Self::Decibel => 20.0 * log10(*sample),
            Self::Logarithm => ln(*sample),
            Self::SquareRoot => sample.sqrt(),
            Self::Square => sample * sample,
            Self::ZScore => (sample - centre) / spread,
        };
        Ok(samples.iter().map(scaled).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_what_they_say() {
        let of = |scale: Scale, samples: &[f64]| scale.of(samples, "x").expect("in range");
        assert_eq!(of(Scale::Decibel, &[1.0, 10.0, 0.1]), [0.0, 20.0, -20.0]);
        assert_eq!(of(Scale::SquareRoot, &[4.0, 0.0]), [2.0, 0.0]);
        assert_eq!(of(Scale::Square, &[-3.0]), [9.0]);
        assert_eq!(of(Scale::ZScore, &[1.0, 3.0]), [-1.0, 1.0]);
        assert_eq!(of(Scale::Logarithm, &[1.0]), [0.0]);
    }

    #[test]
    fn a_number_without_a_place_is_refused() {
        let said =
            |scale: Scale| scale.of(&[1.0, 0.0], "envelope").expect_err("refused").to_string();
        insta::assert_snapshot!(said(Scale::Decibel), @"input `signals`, column `envelope`, row 1: got 0, wanted a number above 0");
        let constant = Scale::ZScore.of(&[2.0, 2.0], "envelope").expect_err("refused");
        insta::assert_snapshot!(constant, @"input `signals`, column `envelope`: it is constant, wanted some spread");
    }
}
