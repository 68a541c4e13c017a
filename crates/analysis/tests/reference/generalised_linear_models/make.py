"""Writes data.csv and expected.json. Run: python make.py (numpy, mpmath, statsmodels)

Bins of a cell that fires with speed and head direction, and choices in blocks of trials. Every value comes from
Newton's method at 50 digits on the exact doubles of data.csv, rounded once; statsmodels must agree.
"""
import csv
import json

import mpmath as mp
import numpy as np
import statsmodels
import statsmodels.api as sm

mp.mp.dps = 50
rng = np.random.default_rng(20260411)
n = 160
speed = np.round(rng.gamma(2.0, 6.0, n), 3)                # cm/s
angle = rng.uniform(0, 2 * np.pi, n)
forward, left = np.round(np.cos(angle), 6), np.round(np.sin(angle), 6)
exposure = np.round(rng.uniform(0.02, 0.3, n), 4)          # s
weight = rng.integers(0, 4, n)
count = rng.poisson(exposure * np.exp(1.8 + 0.03 * speed + 0.9 * forward - 0.4 * left))
trials = rng.integers(1, 9, n)
success = rng.binomial(trials, 1 / (1 + np.exp(-(-0.5 + 0.05 * speed + 0.8 * forward))))
choice = (success * 2 > trials).astype(int)
NAMES = ["speed", "forward", "left", "exposure", "weight", "count", "trials", "success", "choice"]
COLUMNS = [speed, forward, left, exposure, weight, count, trials, success, choice]
with open("data.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(NAMES)
    writer.writerows(zip(*(c.tolist() for c in COLUMNS)))

X = [[mp.mpf(1), mp.mpf(a), mp.mpf(b), mp.mpf(c)] for a, b, c in zip(speed.tolist(), forward.tolist(), left.tolist())]


def fit(family, y, m, w, offset, penalty, columns):
    """Estimates, information and everything that follows, for the design's first `columns` columns."""
    rows = [x[:columns] for x in X]
    total = mp.fsum(w)
    start = mp.fsum(a * b for a, b in zip(w, y)) / mp.fsum(a * b * (mp.exp(o) if family == "poisson" else 1) for a, b, o in zip(w, m, offset))
    b = mp.matrix([mp.log(start) if family == "poisson" else mp.log(start / (1 - start))] + [0] * (columns - 1))
    for _ in range(60):
        eta = [mp.fsum(a * c for a, c in zip(x, b)) + o for x, o in zip(rows, offset)]
        p = [mp.exp(e) if family == "poisson" else 1 / (1 + mp.exp(-e)) for e in eta]
        mu = [a * c for a, c in zip(m, p)]
        v = list(mu) if family == "poisson" else [a * (1 - c) for a, c in zip(mu, p)]
        gradient, plain = mp.matrix(columns, 1), mp.matrix(columns)
        for x, a, c, d, e in zip(rows, y, mu, v, w):
            for i in range(columns):
                gradient[i] += e * (a - c) * x[i]
                for j in range(columns):
                    plain[i, j] += e * d * x[i] * x[j]
        information = plain.copy()
        for i in range(1, columns):
            gradient[i] -= penalty * total * b[i]
            information[i, i] += penalty * total
        step = mp.lu_solve(information, gradient)
        b += step
        if max(abs(s) for s in step) < mp.mpf(10) ** -42:
            break
    else:
        raise SystemExit("no convergence")
    covariance = information ** -1
    xlogy = lambda a, c: a * mp.log(a / c) if a else mp.mpf(0)
    if family == "poisson":
        unit = [2 * (xlogy(a, c) - (a - c)) for a, c in zip(y, mu)]
        loglik = mp.fsum(e * (a * mp.log(c) - c - mp.loggamma(a + 1)) for a, c, e in zip(y, mu, w))
    else:
        unit = [2 * (xlogy(a, c) + xlogy(k - a, k - c)) for a, c, k in zip(y, mu, m)]
        loglik = mp.fsum(e * (mp.log(mp.binomial(k, a)) + a * mp.log(q) + (k - a) * mp.log(1 - q)) for a, k, q, e in zip(y, m, p, w))
    pearson = [(a - c) / mp.sqrt(d) for a, c, d in zip(y, mu, v)]
    effective = mp.fsum((covariance * plain)[i, i] for i in range(columns))
    z = [b[i] / mp.sqrt(covariance[i, i]) for i in range(columns)]
    return {
        "estimates": list(b), "covariance": [[covariance[i, j] for j in range(columns)] for i in range(columns)],
        "standard_errors": [mp.sqrt(covariance[i, i]) for i in range(columns)], "z": z,
        "p": [mp.erfc(abs(a) / mp.sqrt(2)) for a in z],
        "deviance": mp.fsum(e * d for e, d in zip(w, unit)), "ln_likelihood": loglik,
        "pearson_chi_squared": mp.fsum(e * r * r for e, r in zip(w, pearson)),
        "aic": 2 * effective - 2 * loglik, "bic": effective * mp.log(total) - 2 * loglik,
        "pearson_first3": pearson[:3],
        "deviance_first3": [mp.sign(a - c) * mp.sqrt(d) for a, c, d in zip(y, mu, unit)][:3],
    }


ones, zeros = [mp.mpf(1)] * n, [mp.mpf(0)] * n
exact = lambda column: [mp.mpf(value) for value in column.tolist()]
log_exposure = [mp.mpf(value) for value in np.log(exposure).tolist()]
MODELS = {
    "poisson": ("poisson", exact(count), ones, ones, zeros, mp.mpf(0)),
    "poisson_offset_weights": ("poisson", exact(count), ones, exact(weight), log_exposure, mp.mpf(0)),
    "poisson_ridge": ("poisson", exact(count), ones, ones, zeros, mp.mpf(0.25)),
    "binomial": ("binomial", exact(choice), ones, ones, zeros, mp.mpf(0)),
    "binomial_trials": ("binomial", exact(success), exact(trials), exact(weight), zeros, mp.mpf(0)),
    "binomial_ridge": ("binomial", exact(choice), ones, ones, zeros, mp.mpf(0.0625)),
}
design = np.column_stack([np.ones(n), speed, forward, left])
THEIRS = {
    "poisson": sm.GLM(count, design, sm.families.Poisson()).fit(tol=1e-14),
    "poisson_offset_weights": sm.GLM(count, design, sm.families.Poisson(), offset=np.log(exposure), freq_weights=weight).fit(tol=1e-14),
    "binomial": sm.GLM(choice, design, sm.families.Binomial()).fit(tol=1e-14),
    "binomial_trials": sm.GLM(np.column_stack([success, trials - success]), design, sm.families.Binomial(), freq_weights=weight).fit(tol=1e-14),
}

# The offset that the tests use is the double nearest to ln(exposure), as numpy gives it.
with open("log_exposure.csv", "w") as out:
    out.write("log_exposure\n" + "".join(f"{value!r}\n" for value in np.log(exposure).tolist()))
expected = {}
for name, model in MODELS.items():
    values = fit(*model, 4)
    values["null_deviance"] = fit(*model[:5], mp.mpf(0), 1)["deviance"]
    for quantity, value in values.items():
        number = [[float(x) for x in row] for row in value] if quantity == "covariance" else [float(x) for x in value] if isinstance(value, list) else float(value)
        expected[f"{name}_{quantity}"] = {"value": number, "rtol": 1e-11, "elementwise": quantity in ("estimates", "p", "z", "standard_errors"), "source": "mpmath 50 digits"}
    if name in THEIRS:
        theirs = THEIRS[name]
        for ours, other in (("estimates", theirs.params), ("standard_errors", theirs.bse), ("deviance", theirs.deviance), ("null_deviance", theirs.null_deviance), ("ln_likelihood", theirs.llf), ("pearson_chi_squared", theirs.pearson_chi2)):
            assert np.allclose(expected[f"{name}_{ours}"]["value"], other, rtol=1e-7, atol=0), (name, ours, expected[f"{name}_{ours}"]["value"], other)
definition = ("Columns of data.csv: speed (cm/s), forward and left (cosine and sine of head direction), exposure (s), weight (copies of the row), "
              "count (spikes), success out of trials, choice. Design [1, speed, forward, left]. poisson: count; poisson_offset_weights: count with offset "
              "log_exposure and weight; binomial: choice; binomial_trials: success out of trials with weight; *_ridge: mean loss + penalty/2 |slopes|^2, "
              "penalty 0.25 and 0.0625. bic takes the sum of weights for the number of rows; with a penalty, aic and bic take the trace of "
              "(I + P)^-1 I for the number of coefficients.")
with open("expected.json", "w") as out:
    json.dump({"case": "generalised_linear_models", "definition": definition, "params": {"poisson_penalty": 0.25, "binomial_penalty": 0.0625},
               "made_with": {"mpmath": mp.__version__, "numpy": np.__version__, "statsmodels": statsmodels.__version__}, "expected": expected}, out, indent=1)
    out.write("\n")
