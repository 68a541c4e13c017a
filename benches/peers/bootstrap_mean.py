"""BCa interval of a mean, 10,000 resamples of 5,000 rows."""

import numpy as np

# Each draws its own resamples: the ends of the interval agree within its sampling error.
TOLERANCE = 0.02


def make(folder):
    rng = np.random.default_rng(2)
    np.save(folder / "values.npy", rng.gamma(2.0, 3.0, 5_000))


def peer_scipy(folder):
    """scipy.stats.bootstrap"""
    from scipy.stats import bootstrap

    values = np.load(folder / "values.npy")

    def work():
        # All at once is slower: the matrix of resamples leaves the caches.
        result = bootstrap((values,), np.mean, n_resamples=10_000, batch=50, method="BCa", rng=np.random.default_rng(1))
        return [result.confidence_interval.low, result.confidence_interval.high]

    return work


def peer_arch(folder):
    """arch"""
    from arch.bootstrap import IIDBootstrap

    values = np.load(folder / "values.npy")

    def work():
        return IIDBootstrap(values, seed=np.random.default_rng(1)).conf_int(np.mean, 10_000, method="bca").ravel()

    return work


def peer_numba(folder):
    """numba by hand, both threads"""
    import numba
    from scipy.special import ndtr, ndtri

    values = np.load(folder / "values.npy")

    @numba.njit(parallel=True, fastmath=True)
    def means(values, n_resamples):
        n = len(values)
        out = np.empty(n_resamples)
        for b in numba.prange(n_resamples):
            total = 0.0
            for _ in range(n):
                total += values[np.random.randint(0, n)]
            out[b] = total / n
        return out

    def work():
        n, centre = len(values), values.mean()
        replicates = means(values, 10_000)
        jackknife = (values.sum() - values) / (n - 1)
        u = jackknife.mean() - jackknife
        a = (u**3).sum() / (6 * (u**2).sum() ** 1.5)
        z0 = ndtri(((replicates < centre).mean() + (replicates <= centre).mean()) / 2)
        z = z0 + ndtri(np.array([0.025, 0.975]))
        return np.quantile(replicates, ndtr(z0 + z / (1 - a * z)))

    return work
