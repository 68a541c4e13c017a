//! Are two senses combined as well as they could be?
//!
//! The widths of three psychometric functions, of either cue alone and of both together, with their standard errors: the best
//! combination has the variance σ₁² σ₂²/(σ₁² + σ₂²) and weighs each cue by its reliability 1/σ²
//! ([`spikebook_analysis::behaviour::cue_combination`]). The observed width of both is compared with it by a z-test.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::behaviour::cue_combination::{Cue, compare, predict};
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

/// `cue-combination`.
pub struct CueCombination;

/// Nothing can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {}

impl Stage for CueCombination {
    const NAME: &'static str = "cue-combination";
    const SUMMARY: &'static str =
        "Compare the use of two cues with the best that can be made of them";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let fit = || {
            let width = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
            ValuesSchema::at_least([
                width("width", "the standard deviation of judgements"),
                width("width_se", "its standard error"),
            ])
        };
        vec![
            Port::values("first", fit())
                .described("a Gaussian psychometric fit to the first cue alone"),
            Port::values("second", fit()).described("one to the second cue alone"),
            Port::values("both", fit()).optional().described("one to both cues"),
        ]
    }

    fn outputs() -> Vec<Port> {
        let any = |name: &str, what: &str| Column::float(name, Unit::ANY).described(what);
        let number = |name: &str, what: &str| Column::float(name, Unit::ONE).described(what);
        let summary = [
            Column::float("weight_of_first", Unit::FRACTION)
                .described("its share in the best combination"),
            Column::float("weight_se", Unit::FRACTION).described("its standard error"),
            any("predicted_width", "the width of the best combination"),
            any("predicted_width_se", "its standard error"),
            any("observed_width", "the width with both cues").optional(),
            any("difference", "observed less predicted").optional(),
            number("z", "the difference over its standard error").optional(),
            number("p", "two-sided").optional(),
        ];
        vec![Port::values("summary", ValuesSchema::new(summary)).described("prediction and test")]
    }

    fn example() -> Example {
        let fit = |width: f64| {
            let mut values = Values::default();
            values.number("width", width, Unit::DEGREE).expect("a number");
            values.number("width_se", 0.1 * width, Unit::DEGREE).expect("a number");
            values
        };
        Example::default()
            .input("first", fit(2.0))
            .input("second", fit(3.0))
            .input("both", fit(1.8))
    }

    fn run(_: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let first = task.values("first")?;
        let unit = first.get("width").map_or(Unit::ONE, |width| width.unit);
        let best = predict(cue(&first)?, cue(&task.values("second")?)?)?;
        let mut summary = Values::default();
        summary.number("weight_of_first", best.weight_of_first, Unit::FRACTION)?;
        summary.number("weight_se", best.weight_standard_error, Unit::FRACTION)?;
        summary.number("predicted_width", best.combined.sigma, unit)?;
        summary.number("predicted_width_se", best.combined.standard_error, unit)?;
        if task.has("both") {
            let both = cue(&task.values("both")?)?;
            let test = compare(both, best.combined)?;
            summary.number("observed_width", both.sigma, unit)?;
            summary.number("difference", test.difference, unit)?;
            summary.number("z", test.z, Unit::ONE)?;
            summary.number("p", test.p_value, Unit::ONE)?;
        }
        task.put_values("summary", summary);
        Ok(())
    }
}

/// The width of a fit.
fn cue(fit: &Values) -> Result<Cue, Failure> {
    let number = |name: &str| {
        let missing =
            || Failure::new(format!("a fit has no `{name}`"), "wire it to a psychometric fit");
        fit.get_number(name).ok_or_else(missing)
    };
    Ok(Cue { sigma: number("width")?, standard_error: number("width_se")? })
}
