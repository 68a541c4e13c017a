"""Multitaper spectra: 64 channels, 600 s at 1 kHz, segments of 2 s, 5 tapers."""

import numpy as np

# How near the answers must be, relative to the largest of them. MNE weighs tapers by their concentration.
TOLERANCE = 1e-9
TOLERANCES = {"peer_mne": 0.01}
RATE_HZ, SEGMENT, N_TAPERS, TIME_BANDWIDTH = 1000.0, 2000, 5, 3.0


def make(folder):
    rng = np.random.default_rng(4)
    n_channels, n_samples = 64, 600_000
    shared = np.sin(2 * np.pi * 10 * np.arange(n_samples) / RATE_HZ + np.cumsum(rng.normal(0, 0.02, n_samples)))
    signals = rng.standard_normal((n_channels, n_samples))
    signals += np.linspace(0.1, 1, n_channels)[:, None] * shared
    np.save(folder / "signals.npy", signals)


def tapers():
    from scipy.signal.windows import dpss

    return dpss(SEGMENT, TIME_BANDWIDTH, N_TAPERS)


def peer_scipy(folder):
    """numpy and scipy by hand, 2 threads"""
    import scipy.fft

    signals = np.load(folder / "signals.npy")

    def work():
        windows = tapers()
        density = np.empty((len(signals), SEGMENT // 2 + 1))
        for channel, signal in enumerate(signals):
            segments = signal.reshape(-1, SEGMENT)
            segments = segments - segments.mean(1, keepdims=True)
            transforms = scipy.fft.rfft(segments[:, None, :] * windows, workers=2)
            density[channel] = (transforms.real**2 + transforms.imag**2).mean((0, 1))
        density *= 2 / RATE_HZ
        density[:, [0, -1]] /= 2
        return density

    return work


def peer_mne(folder):
    """MNE, 2 threads"""
    import mne

    mne.set_log_level("ERROR")
    signals = np.load(folder / "signals.npy")

    def work():
        epochs = signals.reshape(len(signals), -1, SEGMENT)
        # It takes the whole part of twice the product, six tapers of 3: a hair less makes five.
        bandwidth = 2 * (TIME_BANDWIDTH - 1e-6) * RATE_HZ / SEGMENT
        density, _ = mne.time_frequency.psd_array_multitaper(
            epochs, RATE_HZ, bandwidth=bandwidth, low_bias=False, normalization="full", n_jobs=2, max_iter=1)
        return density.mean(1)

    return work
