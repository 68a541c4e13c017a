"""Writes data.csv and expected.json. Run: python make.py (numpy, mpmath, statsmodels)

Reaction times over sessions, with covariates far from zero and nearly collinear. Every value is from normal
equations at 60 digits on the exact doubles of data.csv, rounded once; statsmodels must agree to what it can.
"""
import csv
import json

import mpmath as mp
import numpy as np
import statsmodels
import statsmodels.api as sm

mp.mp.dps = 60
rng = np.random.default_rng(20260412)
n = 45
day = np.round(2_460_000 + np.sort(rng.uniform(0, 90, n)), 4)           # Julian day
weight_g = np.round(300 + 0.4 * (day - 2_460_000) + rng.normal(0, 0.05, n), 3)   # grows with the days
coherence = rng.choice([0.0, 3.2, 6.4, 12.8, 25.6, 51.2], n)
reaction_ms = np.round(820 - 7.5 * coherence + 0.9 * (day - 2_460_000) + rng.normal(0, 15 + coherence / 4, n), 2)
with open("data.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["day", "weight_g", "coherence", "reaction_ms"])
    writer.writerows(zip(day.tolist(), weight_g.tolist(), coherence.tolist(), reaction_ms.tolist()))

X = mp.matrix([[1, mp.mpf(a), mp.mpf(b), mp.mpf(c)] for a, b, c in zip(day.tolist(), weight_g.tolist(), coherence.tolist())])
y = mp.matrix([mp.mpf(v) for v in reaction_ms.tolist()])
p, df = 4, n - 4
G = (X.T * X) ** -1
b = G * (X.T * y)
r = y - X * b
rss = mp.fsum(v * v for v in r)
mean = mp.fsum(y) / n
tss = mp.fsum((v - mean) ** 2 for v in y)
s2 = rss / df
se = [mp.sqrt(s2 * G[i, i]) for i in range(p)]
h = [(X[i, :] * G * X[i, :].T)[0] for i in range(n)]
meat = mp.matrix(p)
for i in range(n):
    meat += (r[i] / (1 - h[i])) ** 2 * (X[i, :].T * X[i, :])
hc3 = G * meat * G
f = (tss - rss) / (p - 1) / s2
beta_upper = lambda x, a, c: mp.betainc(a, c, 0, x, regularized=True)
values = {
    "estimates": list(b), "standard_errors": se, "t": [b[i] / se[i] for i in range(p)],
    "p": [beta_upper(df / (df + (b[i] / se[i]) ** 2), mp.mpf(df) / 2, mp.mpf(1) / 2) for i in range(p)],
    "r_squared": 1 - rss / tss, "adjusted_r_squared": 1 - (rss / df) / (tss / (n - 1)), "f": f,
    "f_p": beta_upper(df / (df + (p - 1) * f), mp.mpf(df) / 2, mp.mpf(p - 1) / 2),
    "residual_variance": s2, "ln_likelihood": -mp.mpf(n) / 2 * (mp.log(2 * mp.pi * rss / n) + 1),
    "robust_standard_errors": [mp.sqrt(hc3[i, i]) for i in range(p)], "leverages_first5": h[:5],
    "durbin_watson": mp.fsum((r[i + 1] - r[i]) ** 2 for i in range(n - 1)) / rss,
}
# statsmodels loses digits on columns so far from zero: centred, its slopes are comparable.
centred = np.column_stack([np.ones(n), day - day.mean(), weight_g - weight_g.mean(), coherence])
theirs = sm.OLS(reaction_ms, centred).fit()
for name, other in (("estimates", theirs.params), ("standard_errors", theirs.bse), ("robust_standard_errors", theirs.HC3_se)):
    assert np.allclose(np.array(values[name][1:], dtype=float), other[1:], rtol=1e-7, atol=0), (name, values[name], other)
for name, other in (("r_squared", theirs.rsquared), ("f", theirs.fvalue), ("ln_likelihood", theirs.llf)):
    assert np.isclose(float(values[name]), other, rtol=1e-9), name
expected = {name: {"value": [float(v) for v in value] if isinstance(value, list) else float(value),
                   "rtol": 1e-10 if name not in ("f_p", "p") else 1e-8, "elementwise": True, "source": "mpmath 60 digits"} for name, value in values.items()}
definition = "OLS of reaction_ms on [1, day, weight_g, coherence]; residual_variance = RSS/(n-4); robust = HC3; ln_likelihood at the ML variance RSS/n."
with open("expected.json", "w") as out:
    json.dump({"case": "least_squares", "definition": definition, "params": {}, "made_with": {"mpmath": mp.__version__, "numpy": np.__version__, "statsmodels": statsmodels.__version__}, "expected": expected}, out, indent=1)
    out.write("\n")
