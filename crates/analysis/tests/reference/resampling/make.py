"""Writes values.csv, draws.csv, a.csv, b.csv and expected.json. Run: python3 make.py

Bootstrap of the variance (ddof 0: skewed and biased) from given draws; the exact permutation test of two samples
with many ties, by scipy and by enumeration in fractions; Wilson's interval by statsmodels.
"""
import csv, itertools, json
from fractions import Fraction
import numpy as np, scipy, statsmodels
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

rng = np.random.default_rng(20260101)
expected = {}


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def add(name, value, rtol=1e-11, atol=0.0, source="numpy"):
    value = value.tolist() if hasattr(value, "tolist") else value
    expected[name] = {"value": value, "rtol": rtol, "atol": atol, "source": source}


values = rng.gamma(1.5, 2.0, 18)
draws = rng.integers(0, 18, (600, 18))
write("values.csv", ["x"], [[repr(float(v))] for v in values])
write("draws.csv", [f"i{k}" for k in range(18)], draws.tolist())
estimate = values.var()
replicates = values[draws].var(axis=1)
jackknife = np.array([np.delete(values, i).var() for i in range(18)])
u = jackknife.mean() - jackknife
acceleration = (u**3).sum() / (6 * (u**2).sum() ** 1.5)
z0 = stats.norm.ppf(((replicates < estimate).sum() + (replicates <= estimate).sum()) / (2 * len(replicates)))
z = stats.norm.ppf([0.05, 0.95])
add("estimate", estimate)
add("standard_error", replicates.std(ddof=1))
add("bias", replicates.mean() - estimate, 1e-9)
add("bias_correction", z0, 1e-9, source="numpy, scipy")
add("acceleration", acceleration, 1e-9)
add("percentile_90", np.quantile(replicates, [0.05, 0.95]))
add("basic_90", 2 * estimate - np.quantile(replicates, [0.95, 0.05]))
add("bca_90", np.quantile(replicates, stats.norm.cdf(z0 + (z0 + z) / (1 - acceleration * (z0 + z)))), 1e-9, source="numpy, scipy")

# Quarters are exact in binary, so ties are ties.
a, b = rng.integers(0, 9, 7) / 4, rng.integers(0, 9, 5) / 4 + 0.5
write("a.csv", ["a"], [[repr(float(v))] for v in a])
write("b.csv", ["b"], [[repr(float(v))] for v in b])
pooled = [Fraction(v) for v in np.concatenate([a, b])]
total = sum(pooled)
nulls = []
for rows in itertools.combinations(range(12), 7):
    of_a = sum(pooled[r] for r in rows)
    nulls.append(of_a / 7 - (total - of_a) / 5)
observed = nulls[0]
greater, less = sum(v >= observed for v in nulls), sum(v <= observed for v in nulls)
add("statistic", float(observed), 1e-13, source="fractions")
add("p_greater", greater / len(nulls), 1e-14, source="fractions")
add("p_less", less / len(nulls), 1e-14, source="fractions")
add("p_absolute", sum(abs(v) >= abs(observed) for v in nulls) / len(nulls), 1e-14, source="fractions")
add("p_two_sided", min(1, 2 * min(greater, less) / len(nulls)), 1e-14, source="fractions")
for alternative, p in (("greater", greater / len(nulls)), ("less", less / len(nulls))):
    test = stats.permutation_test((a, b), lambda x, y, axis: x.mean(axis=axis) - y.mean(axis=axis), vectorized=True, n_resamples=np.inf, alternative=alternative)
    assert abs(test.pvalue - p) < 1e-14, (alternative, test.pvalue, p)

counts = [(0, 7), (3, 9), (499, 1019), (1028, 1028)]
write("counts.csv", ["successes", "trials"], counts)
add("wilson_95", [list(map(float, proportion_confint(k, n, 0.05, "wilson"))) for k, n in counts], 1e-12, 1e-15, "statsmodels")

versions = {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__}
json.dump({"versions": versions, "params": {}, "expected": expected}, open("expected.json", "w"), indent=1)
