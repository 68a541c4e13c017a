//! Hidden states of known models, decoders that know how the world moves, coherence of spikes and fields. The rows
//! are moments, so that their order matters.

use ndarray::{Array1, Array2, Array3, array};
use spikebook_analysis::Error;
use spikebook_analysis::classification::{Activation, Network};
use spikebook_analysis::decoding::{MovementDecoder, PoissonDecoder};
use spikebook_analysis::sequences::hidden_markov::{
    BaumWelch, Categorical, Counts, Gaussian, HiddenMarkovModel, Points, Poisson, Symbols,
};
use spikebook_analysis::sequences::kalman::LinearGaussianModel;
use spikebook_analysis::spectra::{Looks, PowerSpectrum, SpikeFieldCoherence, Window};
use spikebook_analysis::spike_trains::lnp::{Lnp, Nonlinearity, bits_per_spike};
use spikebook_analysis::spike_trains::spike_triggered::{LaggedStimulus, Shifts};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("Kalman's filter from known states", Response::Real, |set| {
        let model = known(set)?;
        let filtered = model.filter(set.x.view())?;
        let smoothed = model.smooth(set.x.view())?;
        Ok(filtered.means.iter().chain(&smoothed.means).copied().collect())
    }),
    of("Kalman's filter of a given model", Response::None, |set| {
        let one = array![[0.3, 0.2, 0.1]];
        let (loading, noise) = (one.t(), Array2::eye(3));
        let unit = array![[1.0]];
        let model = LinearGaussianModel::new(
            array![[0.9]].view(),
            loading,
            array![[0.2]].view(),
            noise.view(),
            &[0.0],
            unit.view(),
        )?;
        let last = set.x.outer_iter().next_back().map_or(vec![0.0; 3], |row| row.to_vec());
        let model = model.with_offset(&last)?;
        let smoothed = model.smooth(set.x.view())?;
        Ok(smoothed.means.iter().copied().chain([smoothed.ln_likelihood]).collect())
    }),
    of("hidden states of given points", Response::None, |set| {
        let n = set.x.nrows();
        let means = array![[0.0, 0.0, 0.0], [3.0, 3.0, 3.0]];
        let covariances =
            Array3::from_shape_fn((2, 3, 3), |(_, i, j)| if i == j { 2.0 } else { 0.1 });
        let emissions = Gaussian::new(means.view(), covariances.view())?;
        let points = Points::new(set.x.view())?.in_sequences(&[n / 2, n - n / 2])?;
        states(&model(emissions)?, &points)
    }),
    of("hidden states of given counts", Response::None, |set| {
        let n = set.x.nrows();
        let emissions = Poisson::new(array![[0.5, 1.0, 1.0], [3.0, 2.0, 4.0]].view())?;
        let counts = counts_of(set)?;
        let counts = Counts::new(counts.view())?.in_sequences(&[n / 2, n - n / 2])?;
        states(&model(emissions)?, &counts)
    }),
    of("hidden states of given symbols", Response::None, |set| {
        let n = set.x.nrows();
        let emissions = Categorical::new(array![[0.5, 0.3, 0.2], [0.1, 0.3, 0.6]].view())?;
        let sizes = sums(set).into_iter().map(|x| x.abs().floor());
        let symbols: Vec<usize> = whole(sizes, 1e6)?.iter().map(|size| size % 3).collect();
        let symbols = Symbols::new(&symbols, 3)?.in_sequences(&[n / 2, n - n / 2])?;
        states(&model(emissions)?, &symbols)
    }),
    of("hidden Markov model from a start", Response::None, |set| {
        let emissions = Poisson::new(array![[0.5, 1.0, 1.0], [3.0, 2.0, 4.0]].view())?;
        let counts = counts_of(set)?;
        let fit = BaumWelch::new(2)?.fit_from(model(emissions)?, &Counts::new(counts.view())?)?;
        Ok(fit.model().emissions().means().iter().copied().collect())
    }),
    of("decoder of movement", Response::Count, |set| {
        let decoder = movement(set)?;
        let counts = of_units(set)?;
        let (now, later) = (decoder.filtered(counts.view())?, decoder.smoothed(counts.view())?);
        Ok(now.probabilities().iter().chain(later.probabilities()).copied().collect())
    }),
    of("Poisson decoder with a prior", Response::Count, |set| {
        let rates = set.x.mapv(|x| x.abs() + 0.1);
        let prior: Vec<f64> = sums(set).iter().map(|x| x.abs()).collect();
        let decoder = PoissonDecoder::new(rates.view(), 0.5)?.with_prior(&prior)?;
        let counts = of_units(set)?;
        let row = counts.outer_iter().next_back().map_or(vec![0; 3], |row| row.to_vec());
        Ok([decoder.posterior_of_bin(0, &row)?, decoder.ln_likelihood(&row)?].concat())
    }),
    of("network of given layers", Response::None, |set| {
        let layer = (set.x.t().to_owned(), Array1::zeros(3));
        let network = Network::from_layers(vec![layer], Activation::Tanh)?;
        Ok(network.forward(Array2::zeros((1, set.x.nrows())).view()).iter().copied().collect())
    }),
    of("coherence of spikes and field", Response::Count, |set| {
        let counts: Vec<u32> = counted(set)?;
        let looks = Looks::welch(16, 8, Window::Hann)?;
        let found = SpikeFieldCoherence::of(&[&counts], &[&sums(set)], 100.0, &looks)?;
        Ok(found.coherence().coherence().to_vec())
    }),
    of("spectrum with a jackknife", Response::None, |set| {
        let looks = Looks::welch(16, 8, Window::Hann)?;
        let (spectrum, band) = PowerSpectrum::with_jackknife(&[&sums(set)], 100.0, &looks, 0.9)?;
        Ok([spectrum.density().to_vec(), band.low].concat())
    }),
    of("averages of several units", Response::Count, |set| {
        let counts = of_units(set)?;
        let stimulus = LaggedStimulus::in_pieces(set.x.view(), 2, &[0, set.x.nrows() / 2])?;
        let keep: Vec<bool> = (0..set.x.nrows()).map(|row| row % 5 != 0).collect();
        let averages = stimulus.keeping(&keep)?.averages(counts.view())?;
        Ok(averages.of_unit(0)?.average().iter().copied().collect())
    }),
    of("average against shifts", Response::Count, |set| {
        let stimulus = LaggedStimulus::new(set.x.view(), 2)?;
        let test = stimulus.shift_test(&counted(set)?, shifts(), 0.9)?;
        Ok(test.low().iter().chain(test.high()).copied().collect())
    }),
    of("axes against shifts", Response::Count, |set| {
        let stimulus = LaggedStimulus::new(set.x.view(), 1)?;
        let counts = counted(set)?;
        let covariance = stimulus.covariance(&counts)?;
        let test = stimulus.nested_test(&counts, &covariance, shifts(), 0.9)?;
        Ok([test.low(), test.high()].concat())
    }),
    of("bits a spike of a linear-nonlinear-Poisson model", Response::Count, |set| {
        let stimulus = LaggedStimulus::new(set.x.view(), 1)?;
        let counts = counted(set)?;
        let fit = Lnp::default().with_bins(4)?.fit(&stimulus, &counts, 0.01)?;
        let projected = stimulus.project(&fit.project(&stimulus)?[..3])?;
        let nonlinearity = Nonlinearity::new(&projected, &counts, 0.01, 3)?;
        let rates: Vec<f64> = sums(set).iter().map(|x| x.abs() + 0.1).collect();
        let bits =
            [fit.bits_per_spike(&stimulus, &counts)?, bits_per_spike(&counts, &rates, 10.0, 0.01)?];
        Ok([nonlinearity.rates_hz(), bits.to_vec()].concat())
    }),
];

const fn of(
    name: &'static str,
    response: Response,
    fit: fn(&Set) -> Result<Vec<f64>, Error>,
) -> Estimator {
    Estimator::new(name, response, fit).of_the_whole().ordered()
}

fn shifts() -> Shifts {
    Shifts { n_shifts: 19, min_shift: 3, seed: seed() }
}

/// The response as the state that the columns measure.
fn known(set: &Set) -> Result<LinearGaussianModel, Error> {
    let states = set.y.view().insert_axis(ndarray::Axis(1));
    LinearGaussianModel::from_known_states(states, set.x.view(), 1e-3)
}

fn model<E: spikebook_analysis::sequences::hidden_markov::Emissions>(
    emissions: E,
) -> Result<HiddenMarkovModel<E>, Error> {
    HiddenMarkovModel::new(&[0.5, 0.5], array![[0.9, 0.1], [0.2, 0.8]].view(), emissions)
}

/// The posterior, and how probable the best path is.
fn states<E: spikebook_analysis::sequences::hidden_markov::Emissions>(
    model: &HiddenMarkovModel<E>,
    observations: &E::Observations,
) -> Result<Vec<f64>, Error> {
    let posterior = model.posterior(observations)?;
    let path = model.most_probable_path(observations)?;
    let step = model.step(observations)?;
    let likelihoods = [path.ln_probability, model.ln_likelihood(observations)?, step.ln_likelihood];
    Ok(posterior.probabilities.iter().copied().chain(likelihoods).collect())
}

/// Whole parts of the columns.
fn counts_of(set: &Set) -> Result<Array2<u32>, Error> {
    let numbers = whole(set.x.iter().map(|x| x.abs().floor()), 1e6)?;
    let columns = set.x.ncols();
    Ok(Array2::from_shape_fn(set.x.dim(), |(row, column)| numbers[row * columns + column] as u32))
}

fn counted(set: &Set) -> Result<Vec<u32>, Error> {
    Ok(whole(set.y.iter().copied(), 1e6)?.into_iter().map(|count| count as u32).collect())
}

/// The response as the counts of three units.
fn of_units(set: &Set) -> Result<Array2<u32>, Error> {
    let counts = counted(set)?;
    Ok(Array2::from_shape_fn((counts.len(), 3), |(row, unit)| counts[row] + unit as u32))
}

/// States that are rows: what they fire, and that the next one follows.
fn movement(set: &Set) -> Result<MovementDecoder, Error> {
    let n = set.x.nrows();
    let decoder = PoissonDecoder::new(set.x.mapv(f64::abs).view(), 0.5)?.with_rate_floor(0.1)?;
    let sizes = sums(set);
    let weights = Array2::from_shape_fn((n, n), |(from, to)| {
        if to == (from + 1) % n { 1.0 + sizes[from].abs() } else { 0.5 }
    });
    MovementDecoder::new(decoder, weights.view())
}
