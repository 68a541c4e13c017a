//! Does the phase of slow rhythms set the size of fast ones?
//!
//! For each slow and each fast frequency the signal is filtered to a band about either; the envelope of the
//! fast one is averaged in bins of the slow one's phase. The modulation index is how uneven that is (Tort et
//! al. 2010, doi:10.1152/jn.00106.2010), 0 for no coupling. Surrogates shift envelope against phase in a
//! circle; `z` is the index in standard deviations of its surrogates from their mean.
//!
//! It misleads where the fast band is narrower than the modulation needs (`amplitude_width_hz` at least twice
//! the slow frequency on either side), and where sharp waves have harmonics that go with their phase. Over a
//! whole map some pairs reach p < 0.05 by chance.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::descriptive::{mean, variance};
use spikebook_analysis::spectra::{Coupling, PhaseAmplitudeCoupling as Measure};
use spikebook_data::Table;
use spikebook_data::frames::Signals;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::channels::Channels;

/// `phase-amplitude-coupling`.
pub struct PhaseAmplitudeCoupling;

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The channel; left out, the first
    channel: Option<String>,
    /// The slow frequencies
    #[schemars(extend("x-unit" = "Hz"))]
    phase_hz: Vec<f64>,
    /// The fast frequencies
    #[schemars(extend("x-unit" = "Hz"))]
    amplitude_hz: Vec<f64>,
    /// How far the slow band reaches on either side
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "Hz"))]
    phase_width_hz: f64,
    /// How far the fast band reaches on either side
    #[schemars(extend("exclusiveMinimum" = 0.0, "x-unit" = "Hz"))]
    amplitude_width_hz: f64,
    /// Bins of the phase
    #[schemars(range(min = 2, max = 360))]
    n_bins: usize,
    /// Surrogates of each pair
    #[schemars(range(min = 0, max = 100_000))]
    n_surrogates: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            channel: None,
            phase_hz: (2..=12).map(f64::from).collect(),
            amplitude_hz: (3..=15).map(|k| f64::from(k) * 10.0).collect(),
            phase_width_hz: 1.0,
            amplitude_width_hz: 20.0,
            n_bins: 18,
            n_surrogates: 200,
        }
    }
}

impl Stage for PhaseAmplitudeCoupling {
    const NAME: &'static str = "phase-amplitude-coupling";
    const SUMMARY: &'static str = "How the phase of slow rhythms goes with the size of fast ones";
    const DRAWS: bool = true;
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("signals", Signals::schema()).described("an evenly sampled signal")]
    }

    fn outputs() -> Vec<Port> {
        let hertz = |name: &str| Column::float(name, Unit::HERTZ);
        let coupling = [
            hertz("phase_hz").described("the slow frequency"),
            hertz("amplitude_hz").described("the fast frequency"),
            Column::float("modulation_index", Unit::ONE)
                .described("0 for none, 1 for one bin alone"),
            Column::float("mean_vector_length", Unit::ONE)
                .described("0 for none, 1 for one phase alone"),
            Column::float("preferred_phase_rad", Unit::RADIAN)
                .described("where the envelope is largest"),
            Column::float("z", Unit::ONE).optional().described("the index against its surrogates"),
            Column::float("p", Unit::ONE).optional().described("surrogates that reach the index"),
        ];
        let profile = [
            Column::float("phase_rad", Unit::RADIAN).described("the middle of the bin of phase"),
            Column::float("envelope", Unit::ANY).described("the mean envelope there"),
        ];
        vec![
            Port::table("coupling", TableSchema::new("coupling", coupling))
                .described("one row a slow and fast frequency"),
            Port::table("profile", TableSchema::new("profile", profile))
                .described("envelope by phase of the pair with the largest index"),
        ]
    }

    fn example() -> Example {
        let n = 400;
        let time_s: Vec<f64> = (0..n).map(|row| f64::from(row) / 100.0).collect();
        let field = |row: i32| {
            let slow = f64::from((row % 20 - 10).abs()) / 5.0 - 1.0;
            slow + f64::from((row % 4 - 2).abs() - 1) * (slow + 1.0) * 0.3
        };
        let signals = Table::build("signals")
            .float("time_s", Unit::SECOND, time_s)
            .float("field", Unit::ONE, (0..n).map(field).collect())
            .finish();
        Example::default()
            .input("signals", signals.expect("four seconds"))
            .param("phase_hz", vec![5.0])
            .param("amplitude_hz", vec![20.0, 25.0])
            .param("amplitude_width_hz", 8.0)
            .param("n_surrogates", 9)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let channels = Channels::of(&task.table("signals")?, &[])?;
        let channel = channels.position(params.channel.as_deref(), "channel", 0)?;
        let signal = channels.values[channel].as_slice();
        if channels.trials.len() > 1 || params.phase_hz.is_empty() || params.amplitude_hz.is_empty()
        {
            return Err(Failure::new(
                "got trials or no frequency, wanted one stretch of signal and at least one slow and fast frequency",
                "look at `phase_hz` and `amplitude_hz`, and wire signals without a column `trial_id`",
            ));
        }
        let rate_hz = channels.sampling_rate_hz;
        let measure = Measure::new(params.n_bins, params.n_surrogates)?;
        let band = |centre: f64, width: f64| (centre - width, centre + width);
        let phases = params
            .phase_hz
            .par_iter()
            .map(|&hz| Measure::phase_of(signal, band(hz, params.phase_width_hz), rate_hz))
            .collect::<Result<Vec<_>, _>>()?;
        let envelopes = params
            .amplitude_hz
            .par_iter()
            .map(|&hz| Measure::envelope_of(signal, band(hz, params.amplitude_width_hz), rate_hz))
            .collect::<Result<Vec<_>, _>>()?;
        let seed = task.seed();
        let n_fast = envelopes.len();
        let found = (0..phases.len() * n_fast)
            .into_par_iter()
            .map(|pair| {
                let seed = seed.child(&format!("pair {pair}"));
                measure.of(&phases[pair / n_fast], &envelopes[pair % n_fast], seed)
            })
            .collect::<Result<Vec<Coupling>, _>>()?;
        let column =
            |number: &dyn Fn(&Coupling) -> f64| found.iter().map(number).collect::<Vec<f64>>();
        let pair_hz = |list: &[f64], place: &dyn Fn(usize) -> usize| {
            (0..found.len()).map(|pair| list[place(pair)]).collect::<Vec<f64>>()
        };
        let indices = column(&|coupling| coupling.modulation_index);
        let table = Table::build("coupling")
            .float("phase_hz", Unit::HERTZ, pair_hz(&params.phase_hz, &|pair| pair / n_fast))
            .float(
                "amplitude_hz",
                Unit::HERTZ,
                pair_hz(&params.amplitude_hz, &|pair| pair % n_fast),
            )
            .float("modulation_index", Unit::ONE, indices.clone())
            .float("mean_vector_length", Unit::ONE, column(&|c| c.mean_vector_length))
            .float("preferred_phase_rad", Unit::RADIAN, column(&|c| c.preferred_phase_rad))
            .optional_float("z", Unit::ONE, found.iter().map(z_score).collect())
            .optional_float("p", Unit::ONE, found.iter().map(|coupling| coupling.p).collect())
            .finish()?;
        task.put_table("coupling", table);
        let best = &found[crate::drawing::largest(&indices).unwrap_or(0)];
        let profile = Table::build("profile")
            .float("phase_rad", Unit::RADIAN, measure.phase_centres_rad())
            .float("envelope", channels.units[channel], best.envelope_by_phase.clone())
            .finish()?;
        task.put_table("profile", profile);
        Ok(())
    }
}

/// The index in standard deviations of its surrogates from their mean.
fn z_score(coupling: &Coupling) -> Option<f64> {
    let spread = variance(&coupling.surrogates, 1).sqrt();
    let z = (coupling.modulation_index - mean(&coupling.surrogates)) / spread;
    z.is_finite().then_some(z)
}
