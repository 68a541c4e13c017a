//! How do choices follow the strength of the stimulus?
//!
//! A point for each strength: the share of choices with its interval, larger where more trials stand behind
//! it. A fitted curve, where there is one, runs through them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_figures::{PsychometricGroup, PsychometricPlot, ReferenceLine};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::drawing::{amount, axis, band, figure, nothing_to_draw, number, unit_of, with_gaps};

/// `plot-psychometric`.
pub struct PlotPsychometric;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The column with the strength of the stimulus
    strength: String,
    /// The column with the share of choices
    share: String,
    /// What the strength is, for the axis and the alt text
    strength_label: String,
    /// What the share is, for the axis and the alt text
    share_label: String,
    /// The share that guessing would give
    #[schemars(range(min = 0.0, max = 1.0))]
    chance: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            strength: "signed_strength".into(),
            share: "proportion".into(),
            strength_label: "signed coherence".into(),
            share_label: "proportion of choices".into(),
            chance: 0.5,
        }
    }
}

impl Stage for PlotPsychometric {
    const NAME: &'static str = "plot-psychometric";
    const SUMMARY: &'static str = "Draw the share of choices against the strength of the stimulus";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let points = [Column::float("n", Unit::ANY).described("the trials behind a share")];
        let curve = [
            Column::float("x", Unit::ANY).described("the strength"),
            Column::float("p", Unit::ANY).described("the fitted share"),
        ];
        vec![
            Port::table("points", TableSchema::at_least("points", points)).described(
                "one row a strength, with the columns that `strength` and `share` name; intervals \
                 where it has `lower` and `upper`",
            ),
            Port::table("curve", TableSchema::at_least("curve", curve))
                .optional()
                .described("the fitted curve; a band where it has `lower` and `upper`"),
        ]
    }

    fn outputs() -> Vec<Port> {
        vec![Port::figure("figure").described("shares with intervals, and the curve")]
    }

    fn example() -> Example {
        let points = Table::build("points")
            .float("signed_strength", Unit::FRACTION, vec![-0.256, 0.0, 0.256])
            .integer("n", Unit::ONE, vec![40, 20, 40])
            .float("proportion", Unit::FRACTION, vec![0.05, 0.55, 0.9])
            .float("lower", Unit::FRACTION, vec![0.01, 0.34, 0.77])
            .float("upper", Unit::FRACTION, vec![0.17, 0.74, 0.96])
            .finish();
        let curve = Table::build("curve")
            .float("x", Unit::FRACTION, vec![-0.256, -0.1, 0.0, 0.1, 0.256])
            .float("p", Unit::FRACTION, vec![0.06, 0.25, 0.5, 0.75, 0.94])
            .finish();
        Example::default()
            .input("points", points.expect("three strengths"))
            .input("curve", curve.expect("five points"))
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let points = task.table("points")?;
        let unit = unit_of(&points, &params.strength);
        let x = points.numbers(&params.strength)?;
        let share = with_gaps(&points, &params.share)?;
        let n_trials = points.numbers("n")?;
        let curve = task.optional_table("curve")?;
        let (curve_x, curve_y, curve_band) = match &curve {
            Some(curve) => {
                (curve.numbers("x")?, curve.numbers("p")?, band(curve, "lower", "upper")?)
            }
            None => Default::default(),
        };
        let picture = PsychometricPlot {
            x_axis: axis(&params.strength_label, unit),
            y_axis: axis(&params.share_label, Unit::ONE),
            finding: params.finding(&x, &share, unit)?,
            references: vec![ReferenceLine::horizontal("chance", params.chance)],
            groups: vec![PsychometricGroup {
                label: "observed".into(),
                curve_label: if curve.is_some() { "fitted" } else { "" }.into(),
                x,
                proportion: share,
                interval: band(&points, "lower", "upper")?,
                n_trials,
                curve_x,
                curve_y,
                curve_band,
                ..Default::default()
            }],
        }
        .draw()?;
        task.put_figure("figure", figure(picture, points));
        Ok(())
    }
}

impl Params {
    /// What the weakest, the middle and the strongest stimulus do.
    fn finding(&self, x: &[f64], share: &[f64], unit: Unit) -> Result<String, Failure> {
        let mut known: Vec<(f64, f64)> =
            x.iter().copied().zip(share.iter().copied()).filter(|row| row.1.is_finite()).collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        let said: Vec<String> = [0, known.len() / 2, known.len().saturating_sub(1)]
            .iter()
            .filter_map(|&row| known.get(row))
            .map(|(x, share)| format!("{} at {}", number(*share), amount(*x, unit)))
            .collect();
        match said.as_slice() {
            [first, middle, last] if known.len() > 2 => Ok(format!(
                "the {} is {first}, {middle} and {last}, with chance at {}",
                self.share_label,
                number(self.chance)
            )),
            [first, ..] => Ok(format!("the {} is {first}", self.share_label)),
            [] => Err(nothing_to_draw("points", &self.share)),
        }
    }
}
