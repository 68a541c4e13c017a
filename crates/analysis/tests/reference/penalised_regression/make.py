"""Writes data.csv and expected.json. Run: python make.py (numpy, mpmath, scikit-learn)

Rates of ten units, correlated, and a position. Ridge: normal equations at 50 digits, leave-one-out errors by leaving out;
scikit-learn's Ridge must agree. Elastic nets: the active set and signs of scikit-learn (tolerance 1e-14), solved at 50
digits, with the conditions of optimality checked for every column.
"""
import csv
import json

import mpmath as mp
import numpy as np
import sklearn
from sklearn.linear_model import ElasticNet, Ridge

mp.mp.dps = 50
rng = np.random.default_rng(20261201)
n, p = 40, 10
shared = rng.normal(0, 1, n)
X = np.round(5 + 2 * shared[:, None] + rng.normal(0, 1, (n, p)) * np.linspace(0.5, 3, p), 3)
y = np.round(10 + X @ np.array([1.5, 0, -0.8, 0, 0, 0.6, 0, 0, 0.2, 0]) + rng.normal(0, 2, n), 3)
names = [f"unit{j}_hz" for j in range(p)]
with open("data.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names + ["position_cm"])
    writer.writerows([*row, v] for row, v in zip(X.tolist(), y.tolist()))

exact = lambda rows: [[mp.mpf(v) for v in row] for row in rows]
rows, response = exact(X.tolist()), [mp.mpf(v) for v in y.tolist()]
mean = lambda values: mp.fsum(values) / len(values)


def centred(rows, response):
    means = [mean([row[j] for row in rows]) for j in range(p)]
    middle = mean(response)
    return means, middle, mp.matrix([[row[j] - means[j] for j in range(p)] for row in rows]), mp.matrix([v - middle for v in response])


def solve(rows, response, absolute, square, active, signs):
    means, middle, Z, t = centred(rows, response)
    k = len(rows)
    A = mp.matrix([[Z[i, j] for j in active] for i in range(k)])
    G = A.T * A / k + square * mp.eye(len(active))
    b = mp.lu_solve(G, A.T * t / k - absolute * mp.matrix(signs))
    full = [mp.mpf(0)] * p
    for j, v in zip(active, b):
        full[j] = v
    return middle - mp.fsum(m * v for m, v in zip(means, full)), full


expected = {}
put = lambda name, value, rtol, source: expected.__setitem__(name, {"value": value, "rtol": rtol, "atol": 1e-12, "elementwise": True, "source": source})
penalties = [0.05, 0.5, 5.0]
for penalty in penalties:
    intercept, b = solve(rows, response, 0, mp.mpf(penalty), range(p), [0] * p)
    theirs = Ridge(alpha=n * penalty, tol=1e-12, solver="svd").fit(X, y)
    assert np.allclose(theirs.coef_, [float(v) for v in b], rtol=1e-9)
    put(f"ridge_{penalty}", [float(v) for v in [intercept, *b]], 1e-11, "mpmath 50 digits")
    squares = []
    for out in range(n):
        keep = [i for i in range(n) if i != out]
        # Of n - 1 rows, n / (n - 1) of the penalty weighs the same.
        a, c = solve([rows[i] for i in keep], [response[i] for i in keep], 0, mp.mpf(penalty) * n / (n - 1), range(p), [0] * p)
        squares.append((response[out] - a - mp.fsum(u * v for u, v in zip(rows[out], c))) ** 2)
    put(f"leave_one_out_{penalty}", float(mean(squares)), 1e-11, "mpmath 50 digits, by leaving out")
for penalty, share in [(0.3, 1.0), (1.5, 1.0), (0.5, 0.5), (2.0, 0.2)]:
    theirs = ElasticNet(alpha=penalty, l1_ratio=share, tol=1e-14, max_iter=10**6).fit(X, y)
    active = [j for j in range(p) if theirs.coef_[j] != 0]
    signs = [mp.sign(theirs.coef_[j]) for j in active]
    absolute, square = mp.mpf(penalty) * mp.mpf(share), mp.mpf(penalty) * (1 - mp.mpf(share))
    intercept, b = solve(rows, response, absolute, square, active, signs)
    _, _, Z, t = centred(rows, response)
    slants = Z.T * (t - Z * mp.matrix(b)) / n
    for j in range(p):
        slant = slants[j] - square * b[j]
        assert abs(slant) <= absolute * (1 + mp.mpf(10) ** -30) and (b[j] == 0 or mp.sign(slant) == mp.sign(b[j]))
    put(f"elastic_net_{penalty}_{share}", [float(v) for v in [intercept, *b]], 1e-11, "mpmath 50 digits, optimality checked")
with open("expected.json", "w") as out:
    json.dump({"case": "penalised_regression", "definition": "[intercept, coefficients] at each penalty (and share)",
               "params": {"penalties": penalties, "nets": [[0.3, 1.0], [1.5, 1.0], [0.5, 0.5], [2.0, 0.2]]},
               "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, "expected": expected}, out, indent=1)
    out.write("\n")
