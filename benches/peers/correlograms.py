"""All pairs of 100 units, 5 million spikes, ±50 ms in bins of 1 ms."""

import numpy as np

TOLERANCE = 0.0
WIDTH_NS = 1_000_000
REACH = 50


def make(folder):
    rng = np.random.default_rng(6)
    length_s = 5_000.0
    units = rng.integers(0, 100, 5_000_000)
    times = rng.uniform(0, length_s, 5_000_000)
    order = np.lexsort((times, units))
    np.save(folder / "unit.npy", units[order].astype(np.int64))
    np.save(folder / "time_s.npy", times[order])


def peer_numba(folder):
    """numba by hand, on all threads"""
    import numba

    unit, time_s = np.load(folder / "unit.npy"), np.load(folder / "time_s.npy")
    # In the order of time, in whole nanoseconds: what the loop likes best.
    ticks = np.rint(time_s * 1e9).astype(np.int64)
    order = np.argsort(ticks, kind="stable")
    ticks, unit = ticks[order], unit[order].astype(np.int32)
    n_threads = numba.get_num_threads()

    @numba.njit(parallel=True)
    def count(ticks, unit, n_units, width, reach, n_threads):
        n = len(ticks)
        half, furthest = width // 2, (2 * reach + 1) * width // 2
        counts = np.zeros((n_threads, n_units, n_units, 2 * reach + 1), np.int32)
        for part in numba.prange(n_threads):
            own = counts[part]
            for i in range(part * n // n_threads, (part + 1) * n // n_threads):
                j = i + 1
                while j < n and ticks[j] - ticks[i] <= furthest:
                    lag = ticks[j] - ticks[i]
                    after = (lag + half) // width
                    before = (half - lag) // width
                    if after <= reach:
                        own[unit[i], unit[j], reach + after] += 1
                    own[unit[j], unit[i], reach + before] += 1
                    j += 1
        return counts.sum(axis=0)

    def work():
        return count(ticks, unit, 100, WIDTH_NS, REACH, n_threads).astype(float)

    return work
