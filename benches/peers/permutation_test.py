"""Permutation test of two means, 100,000 permutations of 5,000 rows (2,500 each)."""

import numpy as np

# Each draws its own deals: p values near 0.05 of 100,000 deals agree within some 4 %.
TOLERANCE = 0.05


def make(folder):
    rng = np.random.default_rng(3)
    rows = rng.gamma(2.0, 3.0, 5_000)
    a, b = rows[:2_500].copy(), rows[2_500:].copy()
    # A difference of 1.64 standard errors: the one-sided p value is near 0.05.
    b += a.mean() - b.mean() - 1.64 * rows.std() * np.sqrt(2 / 2_500)
    np.save(folder / "a.npy", a)
    np.save(folder / "b.npy", b)


def load(folder):
    return np.load(folder / "a.npy"), np.load(folder / "b.npy")


def peer_scipy(folder):
    """scipy.stats.permutation_test"""
    from scipy.stats import permutation_test

    a, b = load(folder)

    def difference(x, y, axis):
        return x.mean(axis=axis) - y.mean(axis=axis)

    def work():
        result = permutation_test(
            (a, b), difference, vectorized=True, n_resamples=100_000, batch=100, alternative="greater",
            rng=np.random.default_rng(1),
        )
        return [result.pvalue]

    return work


def peer_numba(folder):
    """numba by hand, both threads, half a shuffle"""
    import numba

    a, b = load(folder)

    @numba.njit(parallel=True, fastmath=True)
    def differences(pooled, n_a, n_permutations, n_parts):
        n = len(pooled)
        total = pooled.sum()
        out = np.empty(n_permutations)
        size = n_permutations // n_parts
        for part in numba.prange(n_parts):
            # A shuffle of a shuffle is as good, so the copy is made once.
            rows = pooled.copy()
            for k in range(part * size, (part + 1) * size):
                sum_a = 0.0
                for i in range(n_a):
                    j = np.random.randint(i, n)
                    value = rows[j]
                    rows[j] = rows[i]
                    rows[i] = value
                    sum_a += value
                out[k] = sum_a / n_a - (total - sum_a) / (n - n_a)
        return out

    pooled = np.concatenate([a, b])

    def work():
        null = differences(pooled, len(a), 100_000, 10)
        return [(1 + (null >= a.mean() - b.mean()).sum()) / (1 + len(null))]

    return work
