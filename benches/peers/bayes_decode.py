"""Naive-Bayes decoding: 200 units, 100 positions, 100,000 bins of 20 ms."""

import numpy as np

# How near the answers must be, relative to the largest of them.
TOLERANCE = 1e-9
TOLERANCES = {"peer_numpy_single": 1e-3}
WIDTH_S = 0.02


def make(folder):
    rng = np.random.default_rng(3)
    n_units, n_positions, n_bins = 200, 100, 100_000
    centres = rng.uniform(0, n_positions, n_units)
    peaks = rng.gamma(2.0, 6.0, n_units)
    positions = np.arange(n_positions)
    rates = 0.5 + peaks * np.exp(-0.5 * ((positions[:, None] - centres) / 6.0) ** 2)
    path = (n_positions / 2 * (1 + np.sin(np.arange(n_bins) / 700))).astype(int).clip(0, n_positions - 1)
    np.save(folder / "rates.npy", rates)
    np.save(folder / "counts.npy", rng.poisson(rates[path] * WIDTH_S).astype(float))


def decoder(folder, kind):
    rates, counts = np.load(folder / "rates.npy").astype(kind), np.load(folder / "counts.npy").astype(kind)

    def work():
        posterior = counts @ np.log(rates).T
        posterior -= WIDTH_S * rates.sum(1)
        posterior -= posterior.max(1, keepdims=True)
        np.exp(posterior, out=posterior)
        posterior /= posterior.sum(1, keepdims=True)
        return posterior[::1000]

    return work


def peer_numpy(folder):
    """numpy"""
    return decoder(folder, np.float64)


def peer_numpy_single(folder):
    """numpy, single precision"""
    return decoder(folder, np.float32)
