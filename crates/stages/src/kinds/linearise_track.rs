//! Where on a straight track is the animal, how fast does it run, and when does it run at all?
//!
//! The track lies aslant in the picture, so position = `x_weight` · x + `y_weight` · y. Samples after `t_stop_s` are
//! dropped (the tracked spot may freeze when the run is over), and so are those whose time does not rise.
//! Speed is the central difference of the position smoothed with a centred mean of `smoothing_samples`;
//! running is |speed| > `min_speed`. The position itself stays as it was tracked.
//!
//! It misleads on tracks that bend, and where the tracker jumps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spike_trains::movement::{
    is_faster, moving_mean, speed, strictly_rising_rows,
};
use spikebook_analysis::spike_trains::occupancy::sample_durations_s;
use spikebook_data::Table;
use spikebook_data::frames::Signals;
use spikebook_numeric::sum::sum;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, Unit, Values, ValuesSchema};

/// `linearise-track`.
pub struct LineariseTrack;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// Share of x in the position along the track
    x_weight: f64,
    /// Share of y in the position along the track
    y_weight: f64,
    /// Samples after this are dropped
    #[schemars(extend("x-unit" = "s"))]
    t_stop_s: Option<f64>,
    /// Samples of the centred mean that smooths the position for the speed; an odd number
    #[schemars(range(min = 1, max = 10_001))]
    smoothing_samples: usize,
    /// The animal runs where it is faster than this
    #[schemars(range(min = 0.0), extend("x-unit" = "px/s"))]
    min_speed_px_s: f64,
    /// The longest time that one sample may stand for
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "s"))]
    max_sample_s: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            x_weight: 1.0,
            y_weight: 0.0,
            t_stop_s: None,
            smoothing_samples: 15,
            min_speed_px_s: 20.0,
            max_sample_s: 0.1,
        }
    }
}

impl Stage for LineariseTrack {
    const NAME: &'static str = "linearise-track";
    const SUMMARY: &'static str =
        "Position along a straight track, speed, and when the animal runs";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        let mut tracked = Signals::schema();
        let pixel = |name: &str, what: &str| Column::float(name, Unit::PIXEL).described(what);
        tracked.columns.push(pixel("x_px", "where the spot is, across"));
        tracked.columns.push(pixel("y_px", "where the spot is, down"));
        vec![Port::table("signals", tracked).described("the tracked spot")]
    }

    fn outputs() -> Vec<Port> {
        let mut track = Signals::schema();
        track.columns.extend([
            Column::float("position_px", Unit::PIXEL).described("position along the track"),
            Column::float("speed_px_s", Unit::PIXEL_PER_SECOND)
                .described("how fast the smoothed position changes, with its sign"),
            Column::boolean("running").described("whether the animal runs"),
        ]);
        let summary = [
            Column::integer("n_samples", Unit::ONE).described("samples kept"),
            Column::integer("n_dropped", Unit::ONE)
                .described("samples whose time did not rise, or after the end"),
            Column::float("duration_s", Unit::SECOND).described("time from first to last sample"),
            Column::float("running_s", Unit::SECOND).described("time during which it runs"),
        ];
        vec![
            Port::table("track", track).described("one row a sample that is kept"),
            Port::values("summary", ValuesSchema::new(summary)).described("what was kept"),
        ]
    }

    fn example() -> Example {
        let signals = Table::build("signals")
            .float("time_s", Unit::SECOND, vec![0.0, 0.1, 0.2, 0.3])
            .float("x_px", Unit::PIXEL, vec![100.0, 100.0, 150.0, 200.0])
            .float("y_px", Unit::PIXEL, vec![50.0; 4])
            .finish()
            .expect("four samples");
        Example::default().input("signals", signals).param("smoothing_samples", 1)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let signals = task.table("signals")?;
        let n_all = signals.n_rows();
        let time_s = signals.floats("time_s")?;
        let rows: Vec<usize> = strictly_rising_rows(time_s)
            .into_iter()
            .filter(|&row| params.t_stop_s.is_none_or(|stop| time_s[row] <= stop))
            .collect();
        let kept = signals.take_rows(&rows);
        let time_s = kept.floats("time_s")?;
        let (x, y) = (kept.numbers("x_px")?, kept.numbers("y_px")?);
        let position: Vec<f64> =
            x.iter().zip(&y).map(|(x, y)| params.x_weight * x + params.y_weight * y).collect();
        let velocity = speed(time_s, &moving_mean(&position, params.smoothing_samples)?)?;
        let running = is_faster(&velocity, params.min_speed_px_s);
        let durations = sample_durations_s(time_s, params.max_sample_s)?;
        let running_s = sum(durations.iter().zip(&running).filter(|(_, r)| **r).map(|(d, _)| *d));

        let mut summary = Values::default();
        summary.count("n_samples", rows.len(), Unit::ONE)?;
        summary.count("n_dropped", n_all - rows.len(), Unit::ONE)?;
        let duration_s =
            time_s.last().copied().unwrap_or(0.0) - time_s.first().copied().unwrap_or(0.0);
        summary.number("duration_s", duration_s, Unit::SECOND)?;
        summary.number("running_s", running_s, Unit::SECOND)?;
        task.put_values("summary", summary);
        let track = Table::build("track")
            .float("time_s", Unit::SECOND, time_s.to_vec())
            .float("position_px", Unit::PIXEL, position)
            .float("speed_px_s", Unit::PIXEL_PER_SECOND, velocity)
            .boolean("running", running)
            .finish()?;
        task.put_table("track", track);
        Ok(())
    }
}
