//! How does each sample of a channel follow from those before it, and which rhythms does that make?
//!
//! Each channel is fitted with an autoregression of every order up to `max_order`; the order with the least
//! Bayesian information criterion (or `order`, where it is given) is kept. The spectrum of the model is
//! smooth, with at most half as many peaks as the order.
//!
//! It misleads where the order is too low, and for sinusoids in noise, which are no autoregression. Kay
//! (1988), ISBN 978-0-13-598582-3.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use spikebook_analysis::spectra::{
    Autoregression as Fit, AutoregressionMethod, autocorrelation, partial_autocorrelation,
};
use spikebook_data::Table;
use spikebook_data::frames::Signals;
use spikebook_pipeline::{Example, Failure, Port, Stage, Task};
use spikebook_schema::{Column, TableSchema, Unit};

use crate::channels::Channels;

/// `autoregression`.
pub struct Autoregression;

/// How coefficients are estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Method {
    /// From errors of prediction forwards and backwards
    Burg,
    /// From the autocovariance
    YuleWalker,
}

/// What can be set on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Params {
    /// The columns that are channels; left empty, all that hold numbers but the time
    columns: Vec<String>,
    /// How coefficients are estimated
    method: Method,
    /// The order; left out, the one with the least information criterion
    #[schemars(range(min = 1, max = 1000))]
    order: Option<usize>,
    /// The largest order that is tried where none is given
    #[schemars(range(min = 1, max = 1000))]
    max_order: usize,
    /// The largest lag of the correlations
    #[schemars(range(min = 1, max = 100_000))]
    max_lag: usize,
    /// How many frequencies the spectrum has
    #[schemars(range(min = 2, max = 100_000))]
    n_frequencies: usize,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            columns: Vec::new(),
            method: Method::Burg,
            order: None,
            max_order: 30,
            max_lag: 50,
            n_frequencies: 257,
        }
    }
}

impl Stage for Autoregression {
    const NAME: &'static str = "autoregression";
    const SUMMARY: &'static str =
        "Autocorrelation of channels, and models of a sample by those before";
    type Params = Params;

    fn inputs() -> Vec<Port> {
        vec![Port::table("signals", Signals::schema()).described("evenly sampled signals")]
    }

    fn outputs() -> Vec<Port> {
        let channel = || Column::text("channel").described("the channel");
        let models = [
            channel(),
            Column::integer("order", Unit::ONE).described("how many samples are looked back"),
            Column::float("noise_variance", Unit::ONE).described("of what is new, squared units"),
            Column::float("bic", Unit::ONE).described("Bayesian information criterion"),
        ];
        let coefficients = [
            channel(),
            Column::integer("lag", Unit::ONE).described("how many samples back"),
            Column::float("coefficient", Unit::ONE)
                .described("what that sample is multiplied with"),
        ];
        let correlations = [
            channel(),
            Column::integer("lag", Unit::ONE).described("samples apart"),
            Column::float("lag_s", Unit::SECOND).described("the same in seconds"),
            Column::float("autocorrelation", Unit::ONE).described("the correlation at that lag"),
            Column::float("partial", Unit::ONE).described("what shorter lags do not explain of it"),
        ];
        let spectrum = [
            channel(),
            Column::float("frequency_hz", Unit::HERTZ).described("the frequency"),
            Column::float("density", Unit::ONE)
                .described("power per Hz of the model, squared units"),
        ];
        vec![
            Port::table("models", TableSchema::new("models", models))
                .described("one row a channel"),
            Port::table("coefficients", TableSchema::new("coefficients", coefficients))
                .described("one row a channel and lag"),
            Port::table("correlations", TableSchema::new("correlations", correlations))
                .described("one row a channel and lag"),
            Port::table("spectrum", TableSchema::new("spectrum", spectrum))
                .described("one row a channel and frequency"),
        ]
    }

    fn example() -> Example {
        let time_s: Vec<f64> = (0..24).map(|row| f64::from(row) / 12.0).collect();
        let field: Vec<f64> = (0..24)
            .map(|row| f64::from((row % 6 - 3_i32).abs()) + f64::from(row * 5 % 7) * 0.1)
            .collect();
        let signals = Table::build("signals")
            .float("time_s", Unit::SECOND, time_s)
            .float("field", Unit::ONE, field)
            .finish();
        Example::default()
            .input("signals", signals.expect("two seconds"))
            .param("max_order", 4)
            .param("max_lag", 6)
            .param("n_frequencies", 9)
    }

    fn run(params: &Params, task: &mut Task<'_>) -> Result<(), Failure> {
        let channels = Channels::of(&task.table("signals")?, &params.columns)?;
        if channels.trials.len() > 1 {
            return Err(Failure::new(
                "input `signals`: got trials, wanted one stretch of signals",
                "crop the signals to one trial",
            ));
        }
        let rate_hz = channels.sampling_rate_hz;
        let fits = (0..channels.n_channels())
            .into_par_iter()
            .map(|channel| params.fit(&channels.values[channel]))
            .collect::<Result<Vec<Fit>, _>>()?;
        let models = Table::build("models")
            .text("channel", &channels.names)
            .count(
                "order",
                Unit::ONE,
                &fits.iter().map(|f| f.coefficients().len()).collect::<Vec<_>>(),
            )
            .float("noise_variance", Unit::ONE, fits.iter().map(Fit::noise_variance).collect())
            .float("bic", Unit::ONE, fits.iter().map(Fit::bic).collect())
            .finish()?;
        task.put_table("models", models);
        let frequencies: Vec<f64> = (0..params.n_frequencies)
            .map(|k| 0.5 * rate_hz * k as f64 / (params.n_frequencies - 1) as f64)
            .collect();
        let mut coefficients = (Vec::new(), Vec::new(), Vec::new());
        let mut spectrum = (Vec::new(), Vec::new(), Vec::new());
        let mut correlations = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for ((name, fit), values) in channels.names.iter().zip(&fits).zip(&channels.values) {
            for (index, coefficient) in fit.coefficients().iter().enumerate() {
                coefficients.0.push(name.as_str());
                coefficients.1.push(index + 1);
                coefficients.2.push(*coefficient);
            }
            spectrum.0.extend(std::iter::repeat_n(name.as_str(), frequencies.len()));
            spectrum.1.extend_from_slice(&frequencies);
            spectrum.2.extend(fit.density(&frequencies, rate_hz));
            let max_lag = params.max_lag.min(values.len() - 1);
            correlations.0.extend(std::iter::repeat_n(name.as_str(), max_lag + 1));
            correlations.1.extend(0..=max_lag);
            correlations.2.extend(autocorrelation(values, max_lag)?);
            correlations.3.extend(partial_autocorrelation(values, max_lag)?);
        }
        let table = Table::build("coefficients")
            .text("channel", &coefficients.0)
            .count("lag", Unit::ONE, &coefficients.1)
            .float("coefficient", Unit::ONE, coefficients.2)
            .finish()?;
        task.put_table("coefficients", table);
        let lag_s = correlations.1.iter().map(|&lag| lag as f64 / rate_hz).collect();
        let table = Table::build("correlations")
            .text("channel", &correlations.0)
            .count("lag", Unit::ONE, &correlations.1)
            .float("lag_s", Unit::SECOND, lag_s)
            .float("autocorrelation", Unit::ONE, correlations.2)
            .float("partial", Unit::ONE, correlations.3)
            .finish()?;
        task.put_table("correlations", table);
        let table = Table::build("spectrum")
            .text("channel", &spectrum.0)
            .float("frequency_hz", Unit::HERTZ, spectrum.1)
            .float("density", Unit::ONE, spectrum.2)
            .finish()?;
        task.put_table("spectrum", table);
        Ok(())
    }
}

impl Params {
    fn fit(&self, signal: &[f64]) -> Result<Fit, spikebook_analysis::Error> {
        let method = match self.method {
            Method::Burg => AutoregressionMethod::Burg,
            Method::YuleWalker => AutoregressionMethod::YuleWalker,
        };
        if let Some(order) = self.order {
            return Fit::fit(signal, order, method);
        }
        let mut best = Fit::fit(signal, 1, method)?;
        for order in 2..=self.max_order.min((signal.len().max(1) - 1) / 2) {
            let fit = Fit::fit(signal, order, method)?;
            // An order of which nothing is left to explain has a criterion of minus infinity.
            if fit.bic() < best.bic() && fit.bic().is_finite() {
                best = fit;
            }
        }
        Ok(best)
    }
}
