//! Estimates on signals whose spectra are known, and their bands.

use std::f64::consts::TAU;

use spikebook_numeric::Seed;
use spikebook_numeric::elementary::{cos, sin};

use super::super::*;
use super::noise;

/// Two channels with a shared rhythm of 20 Hz, the second a quarter of a cycle late, in noise of their own.
fn shared_rhythm(n: usize, number: u64) -> (Vec<f64>, Vec<f64>) {
    let mut draws = Seed::from_name("shared rhythm").replicate("noise", number);
    let mut phase = 0.0;
    let (mut x, mut y) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for _ in 0..n {
        phase += TAU * 20.0 / 200.0 + 0.05 * draws.standard_normal();
        x.push(2.0 * cos(phase) + draws.standard_normal());
        y.push(2.0 * cos(phase - TAU / 4.0) + draws.standard_normal());
    }
    (x, y)
}

#[test]
fn who_leads_is_told() {
    let (x, y) = shared_rhythm(4000, 0);
    let looks = Looks::multitaper(400, 3.0, 5).expect("looks");
    let found = Coherence::of(&[&x], &[&y], 200.0, &looks).expect("looks");
    let at = found.frequencies_hz().iter().position(|f| *f == 20.0).expect("20 Hz");
    assert!(found.coherence()[at] > 0.9, "{}", found.coherence()[at]);
    assert!((found.phase_rad()[at] - TAU / 4.0).abs() < 0.1, "x is a quarter ahead");
    let far = found.frequencies_hz().iter().position(|f| *f == 70.0).expect("70 Hz");
    assert!(found.coherence()[far] < found.null_quantile(0.999).expect("a level"));
    let band = found.jackknife_band(0.95).expect("a band");
    assert!(band.low[at] < found.coherence()[at] && found.coherence()[at] < band.high[at]);
    assert!(band.high[at] < 1.0 && band.low[at] > 0.8);
    let turned = Coherence::of(&[&y], &[&x], 200.0, &looks).expect("looks");
    assert!((turned.phase_rad()[at] + found.phase_rad()[at]).abs() < 1e-12);
}

#[test]
fn all_pairs_are_each_pair() {
    for segment in [100, 118] {
        // 118 = 2 × 59 has no batch.
        let mut channels: Vec<Vec<f64>> = Vec::new();
        for number in 0..10 {
            let (x, y) = shared_rhythm(1000, number);
            channels.extend([x, y]);
        }
        channels.truncate(19);
        let refs: Vec<&[f64]> = channels.iter().map(Vec::as_slice).collect();
        let looks = Looks::multitaper(segment, 2.0, 3).expect("looks");
        let all = all_pairs(&refs, 200.0, &looks).expect("channels");
        for (i, j) in [(0, 1), (1, 0), (5, 18), (17, 16), (18, 3)] {
            let pair = Coherence::of(&[refs[i]], &[refs[j]], 200.0, &looks).expect("looks");
            for frequency in 0..all.frequencies_hz().len() {
                let (got, wanted) = (all.coherence(i, j, frequency), pair.coherence()[frequency]);
                assert!((got - wanted).abs() < 1e-12, "{i}, {j}, {frequency}: {got} and {wanted}");
                let turn = all.phase_rad(i, j, frequency) - pair.phase_rad()[frequency];
                // Where there is no coherence (0 Hz without the mean) the phase is chance.
                assert!(wanted < 1e-6 || sin(turn).abs() < 1e-7, "{i}, {j}, {frequency}: {turn}");
            }
        }
        for channel in [0, 18] {
            let alone = PowerSpectrum::of(&[refs[channel]], 200.0, &looks).expect("a spectrum");
            for (got, wanted) in all.density(channel).iter().zip(alone.density()) {
                assert!((got - wanted).abs() <= 1e-12 * wanted.max(1e-12), "{got} and {wanted}");
            }
        }
        let on = |n_threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
            pool.expect("threads").install(|| all_pairs(&refs, 200.0, &looks).expect("channels"))
        };
        assert!(on(1) == all && on(3) == all, "the same bytes on any number of threads");
    }
}

/// Channels k and k + 8 share a transform; what is small or silent must not hear the other.
#[test]
fn silent_and_small_channels_do_not_hear_loud_ones() {
    let mut draws = Seed::from_name("loud").replicate("noise", 0);
    let mut channels: Vec<Vec<f64>> = (0..10).map(|_| noise(&mut draws, 1000)).collect();
    channels[0] = vec![0.0; 1000];
    channels[1].iter_mut().for_each(|x| *x *= 1e-13);
    channels[9].iter_mut().for_each(|x| *x *= 1e2);
    let refs: Vec<&[f64]> = channels.iter().map(Vec::as_slice).collect();
    let looks = Looks::multitaper(100, 2.0, 3).expect("looks");
    let all = all_pairs(&refs, 200.0, &looks).expect("channels");
    for frequency in 0..all.frequencies_hz().len() {
        assert_eq!(all.coherence(8, 0, frequency), 0.0, "nothing goes with silence");
        assert_eq!(all.density(0)[frequency], 0.0);
    }
    let pair = Coherence::of(&[refs[9]], &[refs[1]], 200.0, &looks).expect("looks");
    for (frequency, wanted) in pair.coherence().iter().enumerate().skip(1) {
        let got = all.coherence(9, 1, frequency);
        assert!((got - wanted).abs() < 1e-12, "{frequency}: {got} and {wanted}");
    }
}

/// Bands of 95 % hold the true density of white noise about that often: of 400 estimates at frequencies
/// apart, within the 99.9 % band of a binomial with clustered trials taken as independent.
#[test]
fn bands_cover_white_noise() {
    let (mut chi, mut jackknife, mut n) = (0, 0, 0);
    let looks = Looks::multitaper(256, 4.0, 7).expect("looks");
    for number in 0..100 {
        let x = noise(&mut Seed::from_name("bands").replicate("noise", number), 256);
        let (spectrum, band) =
            PowerSpectrum::with_jackknife(&[&x], 100.0, &looks, 0.95).expect("a band");
        let parametric = spectrum.chi_squared_band(0.95).expect("a band");
        for frequency in [20, 50, 80, 110] {
            // Variance 1 over 0 … 50 Hz.
            let truth = 1.0 / 50.0;
            chi += usize::from(
                parametric.low[frequency] <= truth && truth <= parametric.high[frequency],
            );
            jackknife += usize::from(band.low[frequency] <= truth && truth <= band.high[frequency]);
            n += 1;
        }
    }
    assert_eq!(n, 400);
    assert!((364..=394).contains(&chi), "chi-squared: {chi} of 400");
    assert!((355..=396).contains(&jackknife), "jackknife: {jackknife} of 400");
}

/// The mean of Welch's estimate with overlap has the spread that its degrees of freedom say.
#[test]
fn overlapping_segments_have_fewer_degrees_of_freedom() {
    let looks = Looks::welch(64, 48, Window::Hann).expect("looks");
    let nu = looks.degrees_of_freedom(512, 1);
    assert!(nu < 58.0, "29 segments are not independent: {nu}");
    let powers: Vec<f64> = (0..600)
        .map(|number| {
            let x = noise(&mut Seed::from_name("overlap").replicate("noise", number), 512);
            PowerSpectrum::of(&[&x], 1.0, &looks).expect("a spectrum").density()[16]
        })
        .collect();
    let mean = powers.iter().sum::<f64>() / 600.0;
    let variance = powers.iter().map(|p| (p - mean) * (p - mean)).sum::<f64>() / 599.0;
    // The variance of a density with ν degrees of freedom is 2/ν of its squared mean.
    let seen = 2.0 * mean * mean / variance;
    assert!((seen / nu - 1.0).abs() < 0.25, "{seen} against {nu}");
    let apart = Looks::welch(64, 0, Window::Hann).expect("looks");
    assert_eq!(apart.degrees_of_freedom(512, 3), 48.0);
}

/// Without a connection the coherence stays below its 95 % level in about 95 of 100 frequencies.
#[test]
fn the_null_level_of_coherence_holds() {
    let looks = Looks::multitaper(128, 2.5, 4).expect("looks");
    let mut n_below = 0;
    for number in 0..200 {
        let mut draws = Seed::from_name("no coherence").replicate("noise", number);
        let (x, y) = (noise(&mut draws, 640), noise(&mut draws, 640));
        let found = Coherence::of(&[&x], &[&y], 1.0, &looks).expect("looks");
        let level = found.null_quantile(0.95).expect("a level");
        n_below += [12, 30, 48].iter().filter(|&&f| found.coherence()[f] < level).count();
    }
    assert!((548..=588).contains(&n_below), "{n_below} of 600");
}

#[test]
fn a_chirp_rises_in_the_spectrogram() {
    let rate = 500.0;
    let x: Vec<f64> = (0..5000)
        .map(|t| {
            let t = f64::from(t) / rate;
            sin(TAU * (20.0 * t + 4.0 * t * t))
        })
        .collect();
    let looks =
        Looks::multitaper(500, 2.0, 3).and_then(|looks| looks.with_step(250)).expect("looks");
    let found = Spectrogram::of(&x, rate, &looks).expect("a signal");
    assert_eq!(found.times_s.len(), 19);
    for (row, time_s) in found.times_s.iter().enumerate() {
        let of_time = found.density.row(row);
        let best = (0..of_time.len()).max_by(|&a, &b| of_time[a].total_cmp(&of_time[b]));
        let peak_hz = found.frequencies_hz[best.expect("frequencies")];
        assert!((peak_hz - (20.0 + 8.0 * time_s)).abs() < 5.0, "{peak_hz} at {time_s}");
    }
    let whole = PowerSpectrum::of(&[&x[..500]], rate, &looks).expect("a spectrum");
    for (got, wanted) in found.density.row(0).iter().zip(whole.density()) {
        assert!((got - wanted).abs() < 1e-15);
    }
}

#[test]
fn autoregressions_come_back() {
    let mut draws = Seed::from_name("autoregression").replicate("noise", 0);
    let mut x = vec![0.0, 0.0];
    for t in 2..20_000 {
        x.push(1.5 * x[t - 1] - 0.9 * x[t - 2] + draws.standard_normal());
    }
    let x = &x[1000..];
    for method in [AutoregressionMethod::YuleWalker, AutoregressionMethod::Burg] {
        let fit = Autoregression::fit(x, 2, method).expect("a fit");
        assert!(
            (fit.coefficients()[0] - 1.5).abs() < 0.02
                && (fit.coefficients()[1] + 0.9).abs() < 0.02
        );
        assert!((fit.noise_variance() - 1.0).abs() < 0.05);
        let higher = Autoregression::fit(x, 8, method).expect("a fit");
        assert!(higher.bic() > fit.bic(), "two coefficients are enough");
        // The model's density adds up to the signal's variance.
        let frequencies: Vec<f64> = (0..5000).map(|k| (f64::from(k) + 0.5) * 0.01).collect();
        let total: f64 = fit.density(&frequencies, 100.0).iter().sum::<f64>() * 0.01;
        let variance = x.iter().map(|x| x * x).sum::<f64>() / x.len() as f64;
        assert!((total / variance - 1.0).abs() < 0.05, "{total} against {variance}");
    }
    // Yule–Walker solves its own equations.
    let r = autocorrelation(x, 3).expect("long enough");
    let fit = Autoregression::fit(x, 3, AutoregressionMethod::YuleWalker).expect("a fit");
    for k in 1..=3_usize {
        let told: f64 = (1..=3).map(|j: usize| fit.coefficients()[j - 1] * r[k.abs_diff(j)]).sum();
        assert!((told - r[k]).abs() < 1e-12);
    }
}
