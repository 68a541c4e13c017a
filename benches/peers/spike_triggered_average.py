"""Spike-triggered averages of 50 units, 4,000 dimensions, 100,000 frames; 0.1 spikes a frame and unit."""

import numpy as np

TOLERANCE = 1e-9


def make(folder):
    rng = np.random.default_rng(5)
    np.save(folder / "frames.npy", rng.standard_normal((100_000, 4_000)))
    np.save(folder / "counts.npy", rng.poisson(0.1, (100_000, 50)).astype(float))


def load(folder):
    return np.load(folder / "frames.npy"), np.load(folder / "counts.npy")


def peer_numpy(folder):
    """numpy, one matrix product"""
    frames, counts = load(folder)

    def work():
        return (counts.T @ frames) / counts.sum(axis=0)[:, None]

    return work
