"""1,000 bootstrap refits of a Poisson regression of 20,000 rows on 20 columns."""

import numpy as np

# Spread and mean of the replicates: other draws, so only as near as 1,000 replicates are.
TOLERANCE = 0.2
N_REPLICATES = 1000


def make(folder):
    rng = np.random.default_rng(2)
    design = rng.standard_normal((20_000, 20))
    slopes = rng.normal(0, 0.15, 20)
    np.save(folder / "design.npy", design)
    np.save(folder / "counts.npy", rng.poisson(np.exp(0.2 + design @ slopes)).astype(float))


def peer_numpy(folder):
    """numpy, Newton by hand on multiplicities"""
    design, counts = np.load(folder / "design.npy"), np.load(folder / "counts.npy")
    full = np.column_stack([np.ones(len(design)), design])
    n = len(full)

    def newton(weights, start):
        coefficients = start.copy()
        for _ in range(25):
            mean = weights * np.exp(full @ coefficients)
            step = np.linalg.solve(full.T @ (full * mean[:, None]), full.T @ (weights * counts - mean))
            coefficients += step
            if np.abs(step).max() < 1e-8:
                break
        return coefficients

    def work():
        rng = np.random.default_rng(0)
        start = np.zeros(full.shape[1])
        start[0] = np.log(counts.mean())
        whole = newton(np.ones(n), start)
        replicates = np.empty((N_REPLICATES, full.shape[1]))
        for k in range(N_REPLICATES):
            weights = np.bincount(rng.integers(0, n, n), minlength=n).astype(float)
            replicates[k] = newton(weights, whole)
        return np.concatenate([replicates.mean(axis=0), replicates.std(axis=0, ddof=1)])

    return work
