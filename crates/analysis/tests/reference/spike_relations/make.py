"""Writes spikes.csv, trials.csv, frames.csv and expected.json. Run: python3 make.py

Distances and the kernel rate by Elephant where it is installed with the definitions below, else by sums written out;
Fano band, intervals and surprise by scipy; information by scikit-learn; the rest by numpy.
"""
import csv, json
import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn.metrics import mutual_info_score

rng = np.random.default_rng(11)
expected = {}


def add(name, value, source, rtol=1e-10, atol=0.0):
    value = value.tolist() if hasattr(value, "tolist") else value
    expected[name] = {"value": value, "rtol": rtol, "atol": atol, "source": source}


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


numpy_version = f"numpy {np.__version__}"
scipy_version = f"scipy {scipy.__version__}"

# Three trains in whole milliseconds; the third fires in bursts.
slow = np.unique(rng.integers(0, 10_000, 60))
fast = np.unique(np.concatenate([slow[::2] + 3, rng.integers(0, 10_000, 90)]))
starts = rng.integers(0, 9_900, 25)
bursting = np.unique(np.concatenate([starts + k * rng.integers(4, 14, 25) for k in range(4)]))
trains = [slow, fast[fast < 10_000], bursting[bursting < 10_000]]
write("spikes.csv", ["unit", "time_ms"], [[u, int(t)] for u, train in enumerate(trains) for t in train])


def correlogram(a, b, same):
    lags = [int(y - x) for i, x in enumerate(a) for j, y in enumerate(b) if not (same and i == j)]
    bins = [(2 * lag + 4) // 8 for lag in lags]
    return [sum(1 for bin in bins if bin == k) for k in range(-10, 11)]


add("correlogram_01", correlogram(trains[0], trains[1], False), "loops over whole milliseconds", 0)
add("correlogram_22", correlogram(trains[2], trains[2], True), "loops over whole milliseconds", 0)


def victor_purpura(a, b, q):
    g = np.zeros((len(a) + 1, len(b) + 1))
    g[:, 0], g[0, :] = np.arange(len(a) + 1), np.arange(len(b) + 1)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            moved = g[i - 1, j - 1] + q * abs(a[i - 1] - b[j - 1])
            g[i, j] = min(g[i - 1, j] + 1, g[i, j - 1] + 1, moved)
    return g[-1, -1]


def van_rossum(a, b, tau):
    near = lambda x, y: np.exp(-np.abs(x[:, None] - y[None, :]) / tau).sum()
    return np.sqrt(max(near(a, a) + near(b, b) - 2 * near(a, b), 0))


seconds = [train / 1000 for train in trains]
own = {"victor_purpura": [[victor_purpura(a, b, 25.0) for b in seconds] for a in seconds],
       "van_rossum": [[van_rossum(a, b, 0.02) for b in seconds] for a in seconds]}
source = "sums written out, " + numpy_version
try:
    import elephant
    import neo
    import quantities as pq
    from elephant.spike_train_dissimilarity import van_rossum_distance, victor_purpura_distance

    spiketrains = [neo.SpikeTrain(s * pq.s, t_stop=10 * pq.s) for s in seconds]
    by_elephant = {"victor_purpura": victor_purpura_distance(spiketrains, 25.0 / pq.s),
                   "van_rossum": van_rossum_distance(spiketrains, 0.02 * pq.s)}
    for name in own:
        assert np.allclose(by_elephant[name], own[name], rtol=1e-9, atol=1e-6), name
    source += f", and elephant {elephant.__version__} agrees"
except ImportError:
    pass
for name in own:
    add(name, np.array(own[name]), source, 1e-9, 1e-7)

times = np.arange(21) * 0.5
spread = stats.norm.pdf(times[:, None], seconds[0][None, :], 0.15).sum(axis=1)
room = stats.norm.cdf(times / 0.15) - stats.norm.cdf((times - 10) / 0.15)
add("gaussian_rate_hz", spread / room, scipy_version)
gamma = stats.gamma(18, scale=1 / 18)
add("fano_band", gamma.ppf([0.025, 0.975]), scipy_version)
add("fano_p", 2 * min(gamma.cdf(1.4), gamma.sf(1.4)), scipy_version)
runs = np.split(seconds[2], np.flatnonzero(np.diff(trains[2]) > 20) + 1)
runs = [run for run in runs if len(run) >= 3]
rate = (len(seconds[2]) - 1) / (seconds[2][-1] - seconds[2][0])
add("burst_sizes", [len(run) for run in runs], numpy_version, 0)
surprise = [-stats.poisson.logsf(len(run) - 2, rate * (run[-1] - run[0])) for run in runs]
add("burst_surprise", surprise, scipy_version, 1e-9)

# Trials of five conditions with shared noise.
condition = np.arange(75) % 5
shared = rng.standard_normal(75)
counts = np.column_stack([rng.poisson(np.exp(0.4 + 0.3 * condition + 0.3 * shared)) for _ in range(2)])
write("trials.csv", ["condition", "a", "b"], np.column_stack([condition, counts]).tolist())
means = np.array([counts[condition == c].mean(axis=0) for c in range(5)])
spreads = np.array([counts[condition == c].std(axis=0, ddof=1) for c in range(5)])
z = (counts - means[condition]) / spreads[condition]
add("signal_correlation", np.corrcoef(means.T)[0, 1], numpy_version)
add("noise_correlation", np.corrcoef(z.T)[0, 1], numpy_version)
add("information_bits", mutual_info_score(condition, counts[:, 0]) / np.log(2), f"scikit-learn {sklearn.__version__}")

# Frames of two columns and counts that follow them.
frames = np.round(rng.standard_normal((400, 2)), 6)
drive = np.concatenate([[0], frames[:-1, 0]]) + 0.5 * frames[:, 1] ** 2
n = rng.poisson(np.exp(-1.5 + 0.8 * drive).clip(0, 8))
write("frames.csv", ["left", "right", "n"], [[repr(float(a)), repr(float(b)), int(c)] for (a, b), c in zip(frames, n)])
stretches = np.hstack([frames[2:], frames[1:-1], frames[:-2]])
add("average", np.average(stretches, axis=0, weights=n[2:]), numpy_version, 1e-11, 1e-14)
before = np.cov(stretches.T, fweights=n[2:])
add("differences", np.sort(np.linalg.eigvalsh(before - np.cov(stretches.T)))[::-1], numpy_version, 1e-10)
order = np.argsort(frames[:, 0], kind="stable").reshape(5, 80)
spikes = n[order].sum(axis=1)
add("bin_rates_hz", spikes / 0.8, numpy_version, 1e-12)
low = np.where(spikes > 0, stats.chi2.ppf(0.025, 2 * spikes) / 2, 0)
high = stats.chi2.ppf(0.975, 2 * spikes + 2) / 2
add("bin_intervals_hz", np.column_stack([np.nan_to_num(low), high]) / 0.8, scipy_version)

versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
json.dump({"versions": versions, "params": {}, "expected": expected}, open("expected.json", "w"), indent=1)
