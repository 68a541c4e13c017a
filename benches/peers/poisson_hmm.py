"""Poisson hidden Markov model: 5 states, 200,000 bins of 20 units, 50 steps of expectation-maximisation."""

import numpy as np

# How near the answers must be, relative to the largest of them.
TOLERANCE = 1e-9
N_STEPS = 50


def make(folder):
    rng = np.random.default_rng(2)
    n_states, n_bins, n_units = 5, 200_000, 20
    transitions = np.full((n_states, n_states), 0.02 / (n_states - 1))
    np.fill_diagonal(transitions, 0.98)
    means = rng.gamma(2.0, 0.5, (n_states, n_units))
    jumps = rng.random(n_bins) < 0.02
    states = np.zeros(n_bins, dtype=int)
    for t in range(1, n_bins):
        states[t] = (states[t - 1] + rng.integers(1, n_states)) % n_states if jumps[t] else states[t - 1]
    np.save(folder / "counts.npy", rng.poisson(means[states]).astype(float))
    np.save(folder / "means.npy", means * rng.uniform(0.7, 1.4, means.shape))
    np.save(folder / "transitions.npy", np.full((n_states, n_states), 0.05) + 0.75 * np.eye(n_states))


def peer_numba(folder):
    """numba by hand, 2 threads"""
    import math

    from numba import njit, prange

    @njit(parallel=True, fastmath=True, cache=False)
    def emissions(counts, means, scaled, largest):
        n_bins, n_units = counts.shape
        n_states = means.shape[0]
        ln_means = np.log(means).T.copy()
        totals = means.sum(1)
        for t in prange(n_bins):
            row = np.empty(n_states)
            for k in range(n_states):
                row[k] = -totals[k]
            for u in range(n_units):
                n = counts[t, u]
                for k in range(n_states):
                    row[k] += n * ln_means[u, k]
            top = row.max()
            largest[t] = top
            for k in range(n_states):
                scaled[t, k] = math.exp(row[k] - top)

    @njit(fastmath=True)
    def forward(start, transitions, scaled, alpha, sums):
        n_bins, n_states = scaled.shape
        for t in range(n_bins):
            total = 0.0
            for j in range(n_states):
                value = 0.0
                if t == 0:
                    value = start[j]
                else:
                    for i in range(n_states):
                        value += alpha[t - 1, i] * transitions[i, j]
                value *= scaled[t, j]
                alpha[t, j] = value
                total += value
            sums[t] = total
            for j in range(n_states):
                alpha[t, j] /= total

    @njit(fastmath=True)
    def backward(transitions, scaled, alpha, sums, posterior, xi):
        n_bins, n_states = scaled.shape
        beta, weighted = np.ones(n_states), np.empty(n_states)
        posterior[n_bins - 1] = alpha[n_bins - 1]
        for t in range(n_bins - 2, -1, -1):
            for j in range(n_states):
                weighted[j] = scaled[t + 1, j] * beta[j] / sums[t + 1]
            for i in range(n_states):
                value = 0.0
                for j in range(n_states):
                    step = transitions[i, j] * weighted[j]
                    value += step
                    xi[i, j] += alpha[t, i] * step
                beta[i] = value
                posterior[t, i] = alpha[t, i] * value

    counts, means = np.load(folder / "counts.npy"), np.load(folder / "means.npy")
    transitions = np.load(folder / "transitions.npy")
    n_bins, n_states = len(counts), len(means)

    def work():
        lam, a, start = means.copy(), transitions.copy(), np.full(n_states, 1 / n_states)
        scaled, alpha, posterior = (np.empty((n_bins, n_states)) for _ in range(3))
        largest, sums = np.empty(n_bins), np.empty(n_bins)
        for _ in range(N_STEPS):
            emissions(counts, lam, scaled, largest)
            forward(start, a, scaled, alpha, sums)
            xi = np.zeros((n_states, n_states))
            backward(a, scaled, alpha, sums, posterior, xi)
            start = posterior[0].copy()
            a = xi / xi.sum(1, keepdims=True)
            lam = (posterior.T @ counts) / posterior.sum(0)[:, None]
        return np.concatenate([lam.ravel(), a.ravel()])

    return work
