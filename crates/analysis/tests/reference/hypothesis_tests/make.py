"""Writes data.csv, table.csv and expected.json. Run: python make.py (numpy, scipy, pandas, statsmodels, mpmath)

Reaction times with ties, rates of pairs, and an unbalanced table of two factors. Tests are SciPy's, the two-way analysis
statsmodels' (type II). Mann-Whitney's exact p with ties is by counting all choices of midranks; distances of one sample
from a known distribution are by Durbin's matrix in exact fractions (n up to 40) and else SciPy's kstwo.
"""
import csv
import itertools
import json
from fractions import Fraction
from math import comb, factorial

import numpy as np
import pandas
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.formula.api import ols

rng = np.random.default_rng(20261129)
hit = np.round(rng.gamma(9, 25, 9), -1)
miss = np.round(rng.gamma(12, 25, 8), -1)
other = np.round(rng.gamma(10, 30, 12), -1)
before = np.round(rng.gamma(4, 3, 24), 1)
after = np.round(before + rng.normal(1.0, 2.0, 24), 1)
columns = {"hit_ms": hit, "miss_ms": miss, "other_ms": other, "before_hz": before, "after_hz": after}
with open("data.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in itertools.zip_longest(*(column.tolist() for column in columns.values()), fillvalue=""):
        writer.writerow(row)

expected = {}


def put(name, value, rtol, source):
    expected[name] = {"value": value, "rtol": rtol, "atol": 1e-13, "elementwise": True, "source": source}


WORDS = {"two_sided": "two-sided", "greater": "greater", "less": "less"}
for name, alternative in WORDS.items():
    t = stats.ttest_ind(hit, miss, equal_var=False, alternative=alternative)
    put(f"welch_{name}", [t.statistic, t.pvalue], 1e-11, "scipy")
    interval = t.confidence_interval(0.9)
    put(f"welch_interval_{name}", [max(interval.low, -1e300), min(interval.high, 1e300)], 1e-9, "scipy")
    t = stats.ttest_1samp(hit, 250, alternative=alternative)
    put(f"one_sample_{name}", [t.statistic, t.pvalue], 1e-11, "scipy")
    u = stats.mannwhitneyu(hit, miss, alternative=alternative, method="asymptotic")
    put(f"mann_whitney_{name}", [u.statistic, u.pvalue], 1e-11, "scipy")
    w = stats.wilcoxon(after, before, alternative=alternative, method="approx", correction=True)
    positive = stats.wilcoxon(after, before, alternative="greater", method="approx").statistic
    put(f"signed_rank_{name}", [positive, w.pvalue], 1e-11, "scipy")

ranks = [int(2 * rank) for rank in stats.rankdata(np.concatenate([hit, miss]))]
n, m = len(hit), len(miss)
seen = sum(ranks[:n])
sums = [sum(choice) for choice in itertools.combinations(ranks, n)]
above, below = (sum(s >= seen for s in sums) / len(sums), sum(s <= seen for s in sums) / len(sums))
u = seen / 2 - n * (n + 1) / 2
for name, p in {"two_sided": min(1, 2 * min(above, below)), "greater": above, "less": below}.items():
    put(f"mann_whitney_exact_{name}", [u, p], 1e-13, "all choices counted")

groups = [hit, miss, other]
put("kruskal", list(map(float, stats.kruskal(*groups))), 1e-11, "scipy")
put("levene_mean", list(map(float, stats.levene(*groups, center="mean"))), 1e-11, "scipy")
put("pearson", list(map(float, stats.pearsonr(before, after))), 1e-11, "scipy")
put("pearson_interval", list(map(float, stats.pearsonr(before, after).confidence_interval(0.95))), 1e-11, "scipy")
put("spearman", list(map(float, stats.spearmanr(before, after))), 1e-11, "scipy")
put("kendall", list(map(float, stats.kendalltau(before, after))), 1e-11, "scipy")
put("shapiro", list(map(float, stats.shapiro(before))), 1e-6, "scipy")

# Two samples with ties: the share of paths that leave the band at the end of a group of equal values.
both = np.concatenate([before, after])
values = np.unique(both)
cumulative = lambda sample: [int(np.sum(sample <= value)) for value in values]
largest = max(abs(a * len(after) - b * len(before)) for a, b in zip(cumulative(before), cumulative(after)))
ends = set(int(np.sum(both <= value)) for value in values)
inside = {(0, 0): 1}
for i in range(len(before) + 1):
    for j in range(len(after) + 1):
        if (i, j) != (0, 0):
            out = i + j in ends and abs(i * len(after) - j * len(before)) >= largest
            inside[i, j] = 0 if out else inside.get((i - 1, j), 0) + inside.get((i, j - 1), 0)
total = comb(len(both), len(before))
p = 1 - Fraction(inside[len(before), len(after)], total)
put("ks", [largest / len(before) / len(after), float(p)], 1e-12, "paths counted")


def durbin(n, d):
    """P(D_n < d) in exact fractions (Marsaglia, Tsang & Wang 2003)."""
    k = int(n * d) + 1
    size, h = 2 * k - 1, k - n * d
    H = [[Fraction(1 if i - j + 1 >= 0 else 0) for j in range(size)] for i in range(size)]
    for i in range(size):
        H[i][0] -= h ** (i + 1)
        H[size - 1][i] -= h ** (size - i)
    H[size - 1][0] += (2 * h - 1) ** size if 2 * h > 1 else 0
    H = [[H[i][j] / factorial(i - j + 1) if i - j + 1 > 0 else H[i][j] for j in range(size)] for i in range(size)]
    product = lambda a, b: [[sum(a[i][k] * b[k][j] for k in range(size)) for j in range(size)] for i in range(size)]
    result = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    for _ in range(n):
        result = product(result, H)
    return result[k - 1][k - 1] * factorial(n) / Fraction(n) ** n


rows = []
for n, d in [(3, 0.4), (5, 0.3), (5, 0.55), (10, 0.274), (10, 0.5), (20, 0.13), (20, 0.4), (35, 0.21), (35, 0.45)]:
    rows.append([n, d, float(1 - durbin(n, Fraction(d)))])
for n, d in [(100, 0.08), (100, 0.3), (300, 0.05), (300, 0.12), (1000, 0.02), (1000, 0.06), (1500, 0.11)]:
    rows.append([n, d, float(stats.kstwo.sf(d, n))])
put("ks_one_sample", rows, 1e-6, "exact fractions, and scipy's kstwo from n = 100 on")

table = pandas.DataFrame({"drug": np.repeat([0, 0, 1, 1, 2, 2], [5, 3, 4, 6, 2, 5]), "sex": np.repeat([0, 1, 0, 1, 0, 1], [5, 3, 4, 6, 2, 5])})
table["rate_hz"] = np.round(8 + 2 * table.drug - table.sex + 1.5 * table.drug * table.sex + rng.normal(0, 2, len(table)), 2)
table.to_csv("table.csv", index=False, lineterminator="\n")
anova = sm.stats.anova_lm(ols("rate_hz ~ C(drug) * C(sex)", table).fit(), typ=2)
order = ["C(drug)", "C(sex)", "C(drug):C(sex)"]
put("two_way", [[float(anova.loc[row, column]) for column in ("sum_sq", "df", "F", "PR(>F)")] for row in order], 1e-9, "statsmodels, type II")
put("two_way_within", [float(anova.loc["Residual", "sum_sq"]), float(anova.loc["Residual", "df"])], 1e-10, "statsmodels")
with open("expected.json", "w") as out:
    json.dump({"case": "hypothesis_tests", "definition": "[statistic, p] of each test", "params": {},
               "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__},
               "expected": expected}, out, indent=1)
    out.write("\n")
