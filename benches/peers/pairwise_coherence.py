"""Coherence of all pairs of 64 channels, 600 s at 1 kHz, segments of 2 s, 5 tapers."""

import numpy as np

import multitaper_spectra
from multitaper_spectra import N_TAPERS, SEGMENT, tapers

# How near the answers must be, relative to the largest of them.
TOLERANCE = 1e-9
SEGMENTS_TOGETHER = 20


def make(folder):
    multitaper_spectra.make(folder)


def peer_scipy(folder):
    """numpy and scipy by hand, 2 threads"""
    import scipy.fft

    signals = np.load(folder / "signals.npy")

    def work():
        windows = tapers()
        n_channels = len(signals)
        segments = signals.reshape(n_channels, -1, SEGMENT)
        cross = np.zeros((SEGMENT // 2 + 1, n_channels, n_channels), complex)
        for first in range(0, segments.shape[1], SEGMENTS_TOGETHER):
            block = segments[:, first : first + SEGMENTS_TOGETHER]
            block = block - block.mean(2, keepdims=True)
            transforms = scipy.fft.rfft(block[:, :, None, :] * windows, workers=2)
            looks = np.ascontiguousarray(transforms.reshape(n_channels, -1, SEGMENT // 2 + 1).transpose(2, 0, 1))
            cross += looks @ looks.conj().transpose(0, 2, 1)
        power = np.einsum("fii->fi", cross).real
        coherence = (cross.real**2 + cross.imag**2) / (power[:, :, None] * power[:, None, :])
        return coherence[1::50, 1:, 0]

    return work
