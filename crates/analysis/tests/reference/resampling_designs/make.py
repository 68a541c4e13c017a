"""Writes the CSV files and expected.json. Run: python3 make.py

Cluster tests by enumeration, with t of scipy and patches of scipy.ndimage; sign flips and exact correlations by
scipy.stats.permutation_test; adjusted p values by statsmodels; a studentised interval from given draws, and the
acceleration of a difference of two means by scipy's formula for two samples.
"""
import csv, itertools, json
import numpy as np, scipy, statsmodels
from scipy import ndimage, stats
from statsmodels.stats.multitest import multipletests

rng = np.random.default_rng(20261129)
expected = {}


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows([[repr(float(v)) for v in row] for row in rows])


def add(name, value, rtol=1e-10, atol=0.0, source="numpy, scipy"):
    value = value.tolist() if hasattr(value, "tolist") else value
    expected[name] = {"value": value, "rtol": rtol, "atol": atol, "source": source}


def masses(t, threshold):
    """Of each patch of one sign, in a plane or on a line."""
    found = []
    for side in (t > threshold, t < -threshold):
        labels, n = ndimage.label(side)
        found += [t[labels == k].sum() for k in range(1, n + 1)]
    return sorted(found, key=abs, reverse=True)


def largest(t, threshold):
    return abs(masses(t, threshold)[0]) if masses(t, threshold) else 0.0


# Two samples on a line: all C(11, 6) exchanges.
a, b = rng.normal(0, 1, (6, 12)), rng.normal(0, 1, (5, 12))
a[:, 3:7] += 1.4
write("maps_a.csv", [f"p{k}" for k in range(12)], a)
write("maps_b.csv", [f"p{k}" for k in range(12)], b)
threshold = stats.t.ppf(0.975, 9)
t = stats.ttest_ind(a, b).statistic
pooled = np.concatenate([a, b])
null = []
for rows in itertools.combinations(range(11), 6):
    rest = [r for r in range(11) if r not in rows]
    null.append(largest(stats.ttest_ind(pooled[list(rows)], pooled[rest]).statistic, threshold))
null = np.array(null)
add("line_t", t)
add("line_threshold", threshold)
add("line_masses", masses(t, threshold))
add("line_p", [(null >= abs(m) * (1 - 1e-9)).mean() for m in masses(t, threshold)], 1e-13)

# One sample in a plane of 3 × 5: all 2⁸ signs.
maps = rng.normal(0, 1, (8, 3, 5))
maps[:, :2, 1:3] += 1.2
write("maps_plane.csv", [f"p{k}" for k in range(15)], maps.reshape(8, 15))
threshold = stats.t.ppf(0.95, 7)
t = stats.ttest_1samp(maps, 0).statistic
null, null_t = [], []
for signs in itertools.product([1, -1], repeat=8):
    flipped = stats.ttest_1samp(maps * np.array(signs)[:, None, None], 0).statistic
    null.append(largest(flipped, threshold))
    null_t.append(np.abs(flipped).max())
null, null_t = np.array(null), np.array(null_t)
add("plane_t", t.ravel())
add("plane_masses", masses(t, threshold))
add("plane_p", [(null >= abs(m) * (1 - 1e-9)).mean() for m in masses(t, threshold)], 1e-13)
add("plane_point_p", [(null_t >= abs(v) * (1 - 1e-9)).mean() for v in t.ravel()], 1e-13)

# Pairs and an exact correlation.
x, y = rng.normal(0.4, 1, 9), rng.normal(0, 1, 9)
write("pairs.csv", ["x", "y"], np.column_stack([x, y]))
for side in ("greater", "less"):
    test = stats.permutation_test((x - y,), lambda d, axis: d.mean(axis=axis), permutation_type="samples", vectorized=True, n_resamples=np.inf, alternative=side)
    add(f"pairs_p_{side}", test.pvalue, 1e-13)
x7, y7 = x[:7], y[:7]
test = stats.permutation_test((x7,), lambda v: np.corrcoef(v, y7)[0, 1], permutation_type="pairings", n_resamples=np.inf, alternative="greater")
add("correlation", np.corrcoef(x7, y7)[0, 1])
add("correlation_p_greater", test.pvalue, 1e-13)

# Adjusted p values, with ties.
p = np.round(rng.uniform(0, 1, 14) ** 2.5, 3)
write("p.csv", ["p"], p[:, None])
for name, method in (("bonferroni", "bonferroni"), ("holm", "holm"), ("benjamini_hochberg", "fdr_bh"), ("benjamini_yekutieli", "fdr_by")):
    add(name, multipletests(p, method=method)[1], 1e-13, source="statsmodels")

# A studentised interval from given draws.
values = rng.gamma(1.5, 2.0, 20)
draws = rng.integers(0, 20, (500, 20))
write("values.csv", ["x"], values[:, None])
write("draws.csv", [f"i{k}" for k in range(20)], draws)
error = values.std(ddof=1) / np.sqrt(20)
pivots = (values[draws].mean(axis=1) - values.mean()) / (values[draws].std(axis=1, ddof=1) / np.sqrt(20))
q = np.quantile(pivots, [0.975, 0.025])
add("studentised_95", values.mean() - error * q)

# The acceleration of mean(x) − mean(y) of samples of 9 and 6: jackknife influences of both, each over its own size.
y6 = y[:6]
cubes = squares = 0.0
for sample, sign in ((x, 1), (y6, -1)):
    n = len(sample)
    other = -y6.mean() if sign == 1 else x.mean()
    jackknife = np.array([sign * np.delete(sample, i).mean() + other for i in range(n)])
    u = (n - 1) * (jackknife.mean() - jackknife)
    cubes += (u**3).sum() / n**3
    squares += (u**2).sum() / n**2
add("two_sample_acceleration", cubes / (6 * squares**1.5))
# That scipy's interval for two samples follows from it: the same quantiles of scipy's own replicates.
statistic = lambda u, v, axis: u.mean(axis=axis) - v.mean(axis=axis)
result = stats.bootstrap((x, y6), statistic, n_resamples=4000, method="BCa", rng=np.random.default_rng(1))
replicates, a_hat = result.bootstrap_distribution, cubes / (6 * squares**1.5)
estimate = x.mean() - y6.mean()
z0 = stats.norm.ppf(((replicates < estimate).sum() + (replicates <= estimate).sum()) / (2 * len(replicates)))
z = z0 + stats.norm.ppf([0.025, 0.975])
ends = np.quantile(replicates, stats.norm.cdf(z0 + z / (1 - a_hat * z)))
assert np.allclose(ends, result.confidence_interval, rtol=1e-3), (ends, result.confidence_interval)

versions = {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__}
json.dump({"versions": versions, "params": {}, "expected": expected}, open("expected.json", "w"), indent=1)
