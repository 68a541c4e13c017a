//! Spectra, coherence, filters and autoregression.

use spikebook_analysis::spectra::{
    Autoregression, AutoregressionMethod, Coherence, Detrend, Looks, Passband, PowerSpectrum,
    Sections, Window, analytic_signal, autocorrelation, lomb_scargle, partial_autocorrelation,
    slepian,
};

use crate::case::Case;

const RATE_HZ: f64 = 250.0;

#[test]
fn spectra() {
    let Some(case) = Case::golden("spectra") else { return };
    let (x, y) = (case.column("xy.csv", "x").to_vec(), case.column("xy.csv", "y").to_vec());
    let tapers = slepian(256, 3.5, 6).expect("tapers");
    case.check("dpss_first8", tapers.tapers.iter().flat_map(|taper| taper[..8].to_vec()));
    case.check("dpss_eigenvalues", tapers.concentrations);
    let looks = Looks::multitaper(256, 3.5, 6).expect("looks").with_detrend(Detrend::Nothing);
    let density = |looks: &Looks| {
        PowerSpectrum::of(&[&x], RATE_HZ, looks).expect("a spectrum").density().to_vec()
    };
    case.check("multitaper_psd", density(&looks));
    let coherence = Coherence::of(&[&x], &[&y], RATE_HZ, &looks).expect("looks");
    case.check("coherence", coherence.coherence().iter().copied());
    case.check("phase_xy_conjy", coherence.phase_rad()[..40].iter().copied());
    case.check("welch", density(&Looks::welch(64, 32, Window::Hann).expect("looks")));
    case.check(
        "periodogram",
        density(&Looks::periodogram(256, Window::Rectangular).expect("looks")),
    );
    let envelope = analytic_signal(&x).expect("finite").envelope();
    case.check("hilbert_envelope_first5", envelope[..5].iter().copied());
}

#[test]
fn filters() {
    let Some(case) = Case::golden("spectra") else { return };
    let x = case.column("xy.csv", "x").to_vec();
    let filter = Sections::butterworth(4, Passband::Between(8.0, 30.0), RATE_HZ).expect("a filter");
    case.check("butter4_8_30_sos", filter.sections().iter().flatten().copied());
    let first = |signal: Vec<f64>| signal.into_iter().take(10).collect::<Vec<_>>();
    case.check("sosfilt_first10", first(filter.filter(&x).expect("finite")));
    case.check("sosfiltfilt_first10", first(filter.filter_both_ways(&x).expect("long enough")));
}

#[test]
fn uneven_times() {
    let Some(case) = Case::golden("spectra") else { return };
    let (t, y) = (case.column("uneven.csv", "t").to_vec(), case.column("uneven.csv", "y").to_vec());
    let frequencies = case.param("lomb_freqs").as_array().expect("a list");
    let frequencies: Vec<f64> = frequencies.iter().map(|f| f.as_f64().expect("a number")).collect();
    let found = lomb_scargle(&t, &y, &frequencies).expect("samples");
    case.check("lomb_power_scipy_unnormalised", found.power);
    case.check("lomb_standard_normalised", found.share);
}

#[test]
fn autoregression() {
    let Some(case) = Case::golden("autoregression") else { return };
    let z = case.column("z.csv", "z").to_vec();
    case.check("acf", autocorrelation(&z, 10).expect("long enough"));
    let fit = Autoregression::fit(&z, 4, AutoregressionMethod::YuleWalker).expect("a fit");
    case.check("ar4", fit.coefficients().iter().copied());
    case.check_scalar("ar4_sigma", fit.noise_variance().sqrt());
    case.check("pacf", partial_autocorrelation(&z, 6).expect("long enough"));
}

#[test]
fn designs_and_fits_of_another_package() {
    let case = Case::reference("signals");
    let x = case.column("signals.csv", "x").to_vec();
    let y = case.column("signals.csv", "y").to_vec();
    let bands = [
        ("lowpass3", 3, Passband::Below(20.0)),
        ("highpass5", 5, Passband::Above(4.0)),
        ("bandpass3", 3, Passband::Between(4.0, 9.0)),
        ("bandstop2", 2, Passband::Outside(45.0, 55.0)),
    ];
    for (name, order, band) in bands {
        let filter = Sections::butterworth(order, band, 200.0).expect("a filter");
        case.check(&format!("{name}_both_ways"), filter.filter_both_ways(&x).expect("long enough"));
        case.check(&format!("{name}_gains"), filter.gains(&[1.0, 6.0, 20.0, 50.0, 80.0], 200.0));
    }
    for (name, band) in
        [("below", Passband::Below(20.0)), ("outside", Passband::Outside(45.0, 55.0))]
    {
        let taps = spikebook_analysis::spectra::FiniteImpulseResponse::windowed(31, band, 200.0);
        case.check(&format!("fir_{name}"), taps.expect("a filter").weights().iter().copied());
    }
    let hann = Looks::welch(100, 50, Window::Hann).expect("looks");
    let coherence = Coherence::of(&[&x], &[&y], 200.0, &hann).expect("looks");
    case.check("welch_coherence", coherence.coherence().iter().copied());
    let line = Looks::welch(100, 30, Window::Hamming).expect("looks").with_detrend(Detrend::Line);
    let spectrum = PowerSpectrum::of(&[&x], 200.0, &line).expect("a spectrum");
    case.check("welch_line", spectrum.density().iter().copied());
    let burg = Autoregression::fit(&x, 6, AutoregressionMethod::Burg).expect("a fit");
    case.check("burg6", burg.coefficients().iter().copied());
    case.check_scalar("burg6_variance", burg.noise_variance());
    let level = case.number("level");
    let looks = Looks::multitaper(500, 4.0, 7).expect("looks").with_detrend(Detrend::Nothing);
    let spectrum = PowerSpectrum::of(&[&x], 200.0, &looks).expect("a spectrum");
    let chi = spectrum.chi_squared_band(level).expect("a level");
    case.check("chi_squared_low", chi.low[10..20].iter().copied());
    case.check("chi_squared_high", chi.high[10..20].iter().copied());
    let (_, band) = PowerSpectrum::with_jackknife(&[&x], 200.0, &looks, level).expect("a band");
    case.check("jackknife_low", band.low[10..20].iter().copied());
    case.check("jackknife_high", band.high[10..20].iter().copied());
}
