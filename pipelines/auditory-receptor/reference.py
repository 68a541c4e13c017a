"""The golden numbers of this chapter by another way. Run: python reference.py FOLDER_OF_THE_RECORDING (numpy, scipy)

Dense design matrices and a plain Newton's method stand in for the project's own code.
"""
import sys
from pathlib import Path

import numpy as np
from scipy.interpolate import BSpline
from scipy.stats import kstest, norm

folder = Path(sys.argv[1])
spikes = np.loadtxt(folder / "grasshopper_spike_times1.txt") * 1e-6
envelope = np.loadtxt(folder / "grasshopper_stimulus1.txt")[:, 1]

# Spike-triggered average at 20 kHz, less the mean of the envelope; 400 lags from the frame of the spike on.
frame = np.floor(spikes / 5e-5 + 1e-6).astype(int)
frame = frame[(frame >= 399) & (frame < 199_999)]
average = np.array([envelope[frame - lag].mean() for lag in range(400)])
peak = np.argmax(np.abs(average - envelope[:199_999].mean()))
print("sta peak", average[peak] - envelope[:199_999].mean(), "at", peak * 0.05, "ms, spikes", len(frame))
print("cv", np.diff(spikes).std() / np.diff(spikes).mean(), "shortest interval", np.diff(spikes).min())

width = 0.0005
n = 19_999  # whole bins before the last sample
level = (20 * np.log10(envelope))[: 10 * n].reshape(n, 10).mean(1)
loudness = envelope[: 10 * n].reshape(n, 10).mean(1)
counts = np.histogram(spikes + 1e-10, np.arange(n + 1) * width)[0].astype(float)


def splines(reach, k):
    lags = width * np.arange(int(round(reach / width)) + 1)
    knots = np.concatenate([[0.0] * 3, np.linspace(0, reach, k - 2), [reach] * 3])
    return BSpline.design_matrix(np.minimum(lags, reach), knots, 3).toarray()


def raised_cosines(first_lag, reach, k, linear_below):
    lags = width * np.arange(first_lag, int(round(reach / width)) + 1)
    u, first = np.log(lags + linear_below), np.log(first_lag * width + linear_below)
    step = (np.log(reach + linear_below) - first) / (k + 1)
    return 0.5 * (1 + np.cos(np.clip((u[:, None] - first - step * np.arange(k)) * np.pi / (2 * step), -np.pi, np.pi)))


def filtered(x, basis, first_lag):
    columns = [np.convolve(x, basis[:, j]) for j in range(basis.shape[1])]
    return np.column_stack([np.concatenate([np.zeros(first_lag), c])[:n] for c in columns])


def fit(X, y, penalty):
    b = np.zeros(X.shape[1])
    b[0] = np.log(y.mean())
    ridge = np.full(len(b), penalty * len(y))
    ridge[0] = 0
    objective = lambda b: np.sum(np.exp(X @ b) - y * (X @ b)) + 0.5 * ridge @ b**2
    for _ in range(100):
        mu = np.exp(X @ b)
        step = np.linalg.solve((X * mu[:, None]).T @ X + np.diag(ridge), X.T @ (y - mu) - ridge * b)
        while objective(b + step) > objective(b) + 1e-9:
            step /= 2
        b = b + step
        if np.abs(step).max() < 1e-9:
            return b
    raise RuntimeError("not converged")


def judge(name, columns, reach_bins, penalty=1e-5):
    X = np.column_stack([np.ones(n), *columns])
    rows = np.arange(reach_bins, n)
    gain = total = 0.0
    for fold in range(10):
        sizes = [n // 10 + (k < n % 10) for k in range(10)]
        start = sum(sizes[:fold])
        stop = start + sizes[fold]
        test = rows[(rows >= start) & (rows < stop)]
        train = rows[(rows < start - 100) | (rows >= stop + 100)]
        mu, mean = np.exp(X[test] @ fit(X[train], counts[train], penalty)), counts[train].mean()
        gain += np.sum(counts[test] * np.log(mu / mean) - (mu - mean)) / np.log(2)
        total += counts[test].sum()
    rate = np.exp(X[rows] @ fit(X[rows], counts[rows], penalty))
    inside = spikes[(spikes >= rows[0] * width) & (spikes < n * width)]
    integral = np.interp(inside, width * np.arange(rows[0], n + 1), np.concatenate([[0.0], np.cumsum(rate)]))
    z = -np.expm1(-np.diff(integral))
    g = norm.ppf(z)
    print(name, "bits", gain / total, "KS", kstest(z, "uniform").statistic, "band", 1.36 / np.sqrt(len(z)), "lag-1", np.corrcoef(g[:-1], g[1:])[0, 1])


basis, bumps = splines(0.02, 12), raised_cosines(1, 0.04, 7, 0.005)
judge("envelope", [filtered(loudness, basis, 0)], 40)
judge("level", [filtered(level, basis, 0)], 40)
judge("level and history", [filtered(level, basis, 0), filtered(counts, bumps, 1)], 80)
