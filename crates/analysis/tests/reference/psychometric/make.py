"""Writes answers.csv and expected.json. Run: python3 make.py

Psychometric functions p = g + (1 - g - l) F with g = 0.5 and a free lapse rate l: the root of the gradient of the
log-likelihood in (a, b, l) at 40 digits, standard errors from its second derivatives there.
"""
import csv, json
import mpmath as mp
import numpy as np

mp.mp.dps = 40
rng = np.random.default_rng(7)
levels = [0.2, 0.4, 0.7, 1.1, 1.6, 2.3, 3.2, 4.4]
trials = [60, 80, 70, 90, 80, 100, 90, 120]
curves = {
    "logistic": lambda x, a, b: 1 / (1 + mp.exp(-(x - a) / b)),
    "gaussian": lambda x, a, b: mp.ncdf((x - a) / b),
    "weibull": lambda x, a, b: 1 - mp.exp(-((x / a) ** b)),
}
truth = {"logistic": (1.4, 0.35), "gaussian": (1.5, 0.7), "weibull": (1.5, 2.2)}
answers, expected = {}, {}
for name, curve in curves.items():
    p = [float(0.5 + (0.5 - 0.06) * curve(mp.mpf(x), *truth[name])) for x in levels]
    answers[name] = [int(rng.binomial(n, q)) for n, q in zip(trials, p)]

    def ln_likelihood(a, b, lapse):
        total = mp.mpf(0)
        for x, n, k in zip(levels, trials, answers[name]):
            q = mp.mpf("0.5") + (mp.mpf("0.5") - lapse) * curve(mp.mpf(x), a, b)
            total += k * mp.log(q) + (n - k) * mp.log(1 - q)
        return total

    def derivative(orders, at):
        return mp.diff(ln_likelihood, at, orders)

    def gradient(a, b, lapse):
        at = (a, b, lapse)
        return [derivative(o, at) for o in ((1, 0, 0), (0, 1, 0), (0, 0, 1))]

    with mp.workdps(25):
        near = mp.findroot(gradient, (*truth[name], 0.06), tol=1e-30)
    best = tuple(near)
    information = mp.matrix(3, 3)
    for i in range(3):
        for j in range(3):
            orders = [0, 0, 0]
            orders[i] += 1
            orders[j] += 1
            information[i, j] = -derivative(tuple(orders), best)
    covariance = information**-1
    deviance = mp.mpf(0)
    for x, n, k in zip(levels, trials, answers[name]):
        q = mp.mpf("0.5") + (mp.mpf("0.5") - best[2]) * curve(mp.mpf(x), best[0], best[1])
        deviance += 2 * ((k * mp.log(k / (n * q)) if k else 0) + ((n - k) * mp.log((n - k) / (n * (1 - q))) if k < n else 0))
    assert 0 < best[2] < 0.5, (name, best)
    for quantity, value, rtol in (
        ("parameters", [float(v) for v in best], 1e-9),
        ("standard_errors", [float(mp.sqrt(covariance[i, i])) for i in range(3)], 1e-8),
        ("ln_likelihood", float(ln_likelihood(*best)), 1e-13),
        ("deviance", float(deviance), 1e-11),
    ):
        expected[f"{name}.{quantity}"] = {"value": value, "rtol": rtol, "elementwise": True, "source": "mpmath 40 digits"}

with open("answers.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["level", "trials", *curves])
    out.writerows(zip(levels, trials, *(answers[name] for name in curves)))
json.dump({"versions": {"mpmath": mp.__version__, "numpy": np.__version__}, "params": {"guess_rate": 0.5, "most_lapses": 0.3}, "expected": expected}, open("expected.json", "w"), indent=1)
