//! Series: spectra, filters, hidden states, decoders. The rows are moments, so that their order matters.

use ndarray::{Array2, Axis};
use spikebook_analysis::Error;
use spikebook_analysis::decoding::WienerDecoder;
use spikebook_analysis::sequences::hidden_markov::{
    BaumWelch, Categorical, Counts, Gaussian, Points, Poisson, Symbols,
};
use spikebook_analysis::sequences::kalman::DynamicsEm;
use spikebook_analysis::spectra::{
    Autoregression, AutoregressionMethod, Coherence, FiniteImpulseResponse, Looks, Passband,
    PhaseAmplitudeCoupling, PowerSpectrum, Sections, Spectrogram, Window, all_pairs,
    analytic_signal, autocorrelation, lomb_scargle, partial_autocorrelation,
};

use super::super::estimator::Estimator;
use super::super::set::{Response, Set};
use super::{seed, sums, whole};

pub(super) const LIST: &[Estimator] = &[
    of("periodogram", |set| power(&Looks::periodogram(set.x.nrows(), Window::Hann)?, set)),
    of("Welch's spectrum", |set| power(&Looks::welch(16, 8, Window::Hann)?, set)),
    of("multitaper spectrum", |set| power(&Looks::multitaper(32, 2.0, 3)?, set)),
    of("spectrogram", |set| {
        let spectrogram =
            Spectrogram::of(&sums(set), 100.0, &Looks::welch(16, 8, Window::Hamming)?)?;
        Ok(spectrogram.density.iter().copied().collect())
    }),
    of("coherence", |set| {
        let [a, b] = [0, 1].map(|column| set.x.column(column).to_vec());
        let third = set.x.column(2).to_vec();
        let looks = Looks::welch(16, 8, Window::Hann)?;
        let first = Coherence::of(&[&a], &[&b], 100.0, &looks)?;
        let second = Coherence::of(&[&b], &[&third], 100.0, &looks)?;
        Ok([first.coherence(), second.coherence()].concat())
    }),
    of("coherence of all pairs", |set| {
        let [a, b, c] = [0, 1, 2].map(|column| set.x.column(column).to_vec());
        let pairs = all_pairs(&[&a, &b, &c], 100.0, &Looks::welch(16, 8, Window::Hann)?)?;
        Ok((1..8).map(|frequency| pairs.coherence(0, 1, frequency)).collect())
    }),
    of("Yule and Walker's autoregression", |set| {
        autoregression(AutoregressionMethod::YuleWalker, set)
    }),
    of("Burg's autoregression", |set| autoregression(AutoregressionMethod::Burg, set)),
    of("autocorrelation", |set| autocorrelation(&sums(set), 3)),
    of("partial autocorrelation", |set| partial_autocorrelation(&sums(set), 3)),
    of("Butterworth's filter", |set| {
        Sections::butterworth(2, Passband::Below(10.0), 100.0)?.filter(&sums(set))
    })
    .learns_nothing(),
    of("Butterworth's filter both ways", |set| {
        Sections::butterworth(2, Passband::Above(10.0), 100.0)?.filter_both_ways(&sums(set))
    }),
    of("filter of finite response", |set| {
        let filter = FiniteImpulseResponse::windowed(9, Passband::Between(10.0, 20.0), 100.0)?;
        filter.filter_centred(&sums(set))
    }),
    of("analytic signal", |set| Ok(analytic_signal(&sums(set))?.envelope())),
    of("Lomb and Scargle's periodogram", |set| {
        let times_s: Vec<f64> = (0..set.x.nrows()).map(|row| 0.01 * row as f64).collect();
        Ok(lomb_scargle(&times_s, &sums(set), &[5.0, 13.0])?.power)
    }),
    of("coupling of phase and amplitude", |set| {
        let signal = sums(set);
        let phase = PhaseAmplitudeCoupling::phase_of(&signal, (4.0, 8.0), 100.0)?;
        let envelope = PhaseAmplitudeCoupling::envelope_of(&signal, (20.0, 40.0), 100.0)?;
        let coupling = PhaseAmplitudeCoupling::new(4, 0)?.of(&phase, &envelope, seed())?;
        Ok(vec![coupling.modulation_index, coupling.mean_vector_length])
    }),
    of("hidden Markov model of points", |set| {
        let points = Points::new(set.x.view())?;
        let fit = BaumWelch::new(2)?.fit::<Gaussian>(&points, seed())?;
        Ok(fit.model().emissions().means().iter().copied().collect())
    }),
    of("hidden Markov model of counts", |set| {
        let numbers = whole(set.x.iter().map(|x| x.abs().floor()), 1e6)?;
        let columns = set.x.ncols();
        let counts = Array2::from_shape_fn(set.x.dim(), |(row, column)| {
            numbers[row * columns + column] as u32
        });
        let fit = BaumWelch::new(2)?.fit::<Poisson>(&Counts::new(counts.view())?, seed())?;
        Ok(fit.model().emissions().means().iter().copied().collect())
    }),
    of("hidden Markov model of symbols", |set| {
        let sizes = sums(set).into_iter().map(|x| x.abs().floor());
        let symbols: Vec<usize> = whole(sizes, 1e6)?.iter().map(|size| size % 3).collect();
        let fit = BaumWelch::new(2)?.fit::<Categorical>(&Symbols::new(&symbols, 3)?, seed())?;
        Ok(vec![fit.ln_likelihood()])
    }),
    of("linear dynamics", |set| {
        let fit = DynamicsEm::new(1)?.with_end(5000, 1e-4)?.fit(set.x.view())?;
        Ok(fit.smoothed().means.iter().map(|mean| mean.abs()).collect())
    }),
    Estimator::new("Wiener's filter", Response::Real, |set| {
        let rows: Vec<usize> = (0..set.x.nrows()).collect();
        let outputs = set.y.view().insert_axis(Axis(1));
        let decoder = WienerDecoder::new(&[-1, 0])?;
        let fit = decoder.fit_bins(set.x.view(), outputs, &rows)?;
        let decoded = rows.iter().map(|&row| fit.decoded(set.x.view(), row));
        Ok(decoded.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().flatten().collect())
    })
    .of_the_whole()
    .ordered(),
];

const fn of(name: &'static str, fit: fn(&Set) -> Result<Vec<f64>, Error>) -> Estimator {
    Estimator::new(name, Response::None, fit).of_the_whole().ordered()
}

fn power(looks: &Looks, set: &Set) -> Result<Vec<f64>, Error> {
    Ok(PowerSpectrum::of(&[&sums(set)], 100.0, looks)?.density().to_vec())
}

fn autoregression(method: AutoregressionMethod, set: &Set) -> Result<Vec<f64>, Error> {
    let fit = Autoregression::fit(&sums(set), 2, method)?;
    Ok([fit.coefficients(), &[fit.noise_variance()]].concat())
}
