//! What was recorded between two times?
//!
//! Samples from `t_start_s` up to, not including, `t_stop_s` stay, with all their columns. A part that is cut
//! off can be held back: an exercise hands out the tracked direction of the first minutes and asks for
//! that of the others, to be read from the spikes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_data::Table;
use spikebook_data::frames::Signals;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::Unit;

/// `crop-signals`.
pub struct CropSignals;

/// What can be set on it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The first time that stays; left out, that of the first sample
    #[schemars(extend("x-unit" = "s"))]
    t_start_s: Option<f64>,
    /// The first time that does not stay; left out, none
    #[schemars(extend("x-unit" = "s"))]
    t_stop_s: Option<f64>,
}

impl Stage for CropSignals {
    const NAME: &'static str = "crop-signals";
    const SUMMARY: &'static str = "Keep the samples of signals between two times";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("signals", Signals::schema()).described("the signals")]
    }

    fn outputs() -> Vec<Port> {
        vec![
            Port::table("signals", Signals::schema())
                .described("the samples that stay, with all columns"),
        ]
    }

    fn example() -> Example {
        let signals = Table::build("direction")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2, 0.3])
            .float("direction_deg", Unit::DEGREE, vec![10.0, 20.0, 200.0, 210.0])
            .finish()
            .expect("four samples");
        Example::default().input("signals", signals).param("t_stop_s", 0.2)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let signals = task.table("signals")?;
        let start = params.t_start_s.unwrap_or(f64::NEG_INFINITY);
        let stop = params.t_stop_s.unwrap_or(f64::INFINITY);
        let stays = |time_s: &f64| (start..stop).contains(time_s);
        let rows: Vec<usize> = signals
            .floats("time_s")?
            .iter()
            .enumerate()
            .filter_map(|(row, time_s)| stays(time_s).then_some(row))
            .collect();
        if rows.is_empty() {
            let what = format!("no sample from {start} s up to {stop} s");
            return Err(Failure::new(what, "look at the times of the signals"));
        }
        task.put_table("signals", signals.take_rows(&rows));
        Ok(())
    }
}
