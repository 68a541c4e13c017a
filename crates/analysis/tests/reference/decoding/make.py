"""Writes rates.csv, counts.csv, prior.csv and expected.json. Run: python3 make.py

Posteriors by Bayes' rule in plain probabilities at 60 digits, where nothing underflows; some rates are exactly 0.
"""
import csv, json
import mpmath as mp
import numpy as np

mp.mp.dps = 60
rng = np.random.default_rng(11)
n_states, n_units, n_bins, width = 8, 4, 10, 0.25
rates = rng.gamma(1.0, 12.0, (n_states, n_units)).round(3)
rates[rng.random((n_states, n_units)) < 0.2] = 0.0
rates[3] = [4.0, 0.5, 22.0, 9.0]  # one state allows everything
prior = rng.dirichlet(np.ones(n_states)).round(4) + 0.0001
counts = rng.poisson(rates[rng.integers(0, n_states, n_bins)] * width)
counts[0], counts[1] = 0, [40, 0, 90, 3]


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def poisson(n, mean):
    return mp.exp(-mean) * mean ** int(n) / mp.factorial(int(n)) if mean > 0 else mp.mpf(int(n == 0))


def posterior(n, weights):
    joint = [mp.mpf(float(w)) for w in weights]
    for s in range(n_states):
        for u in range(n_units):
            joint[s] *= poisson(n[u], mp.mpf(float(rates[s, u])) * mp.mpf(width))
    return [float(j / sum(joint)) for j in joint]


units = [f"u{u}" for u in range(n_units)]
write("rates.csv", units, [[repr(float(r)) for r in row] for row in rates])
write("counts.csv", units, counts.tolist())
write("prior.csv", ["weight"], [[repr(float(p))] for p in prior])
expected = {
    name: {"value": [posterior(n, w) for n in counts], "rtol": 1e-12, "atol": 1e-300, "elementwise": True, "source": "mpmath 60 digits"}
    for name, w in (("posterior_flat", np.ones(n_states)), ("posterior_prior", prior))
}
json.dump({"versions": {"mpmath": mp.__version__, "numpy": np.__version__}, "params": {"bin_width_s": width}, "expected": expected}, open("expected.json", "w"), indent=1)
