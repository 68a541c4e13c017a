"""Writes data.csv and expected.json. Run: python make.py (numpy, mpmath, scipy)

Intervals, counts and directions, and the likeliest distributions: equations of the likelihood solved by mpmath at 40
digits, standard errors by inverting the expected information; SciPy's fits must agree to six digits.
"""
import csv
import json

import mpmath as mp
import numpy as np
import scipy
from scipy import stats

mp.mp.dps = 40
rng = np.random.default_rng(20261130)
isi_ms = np.round(rng.gamma(3.2, 14.0, 60) + 2, 2)
count = rng.poisson(3.4, 60)
direction = np.round(np.mod(rng.vonmises(1.1, 1.7, 60), 2 * np.pi), 4)
with open("data.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["isi_ms", "count", "direction_rad"])
    writer.writerows(zip(isi_ms.tolist(), count.tolist(), direction.tolist()))

x = [mp.mpf(v) for v in isi_ms.tolist()]
n = len(x)
mean = lambda values: mp.fsum(values) / len(values)
m, ln_x = mean(x), [mp.log(v) for v in x]
fits = {}
fits["exponential"] = ([m], [m / mp.sqrt(n)], lambda v: -mp.log(m) - v / m)
gap = mp.log(m) - mean(ln_x)
k = mp.findroot(lambda k: mp.log(k) - mp.digamma(k) - gap, 1 / (2 * gap))
s = m / k
information = mp.matrix([[mp.polygamma(1, k), 1 / s], [1 / s, k / s**2]]) * n
errors = lambda information: [mp.sqrt((information**-1)[j, j]) for j in range(2)]
fits["gamma"] = ([k, s], errors(information), lambda v: (k - 1) * mp.log(v) - v / s - mp.loggamma(k) - k * mp.log(s))
lam = n / mp.fsum(1 / v - 1 / m for v in x)
fits["inverse_gaussian"] = ([m, lam], [mp.sqrt(m**3 / lam / n), lam * mp.sqrt(mp.mpf(2) / n)],
                            lambda v: mp.log(lam / (2 * mp.pi * v**3)) / 2 - lam * (v - m) ** 2 / (2 * m**2 * v))
mu = mean(ln_x)
sd = mp.sqrt(mean([(v - mu) ** 2 for v in ln_x]))
normal = lambda v, mu, sd: -((v - mu) / sd) ** 2 / 2 - mp.log(2 * mp.pi) / 2 - mp.log(sd)
fits["log_normal"] = ([mu, sd], [sd / mp.sqrt(n), sd / mp.sqrt(2 * n)], lambda v: normal(mp.log(v), mu, sd) - mp.log(v))
sd_x = mp.sqrt(mean([(v - m) ** 2 for v in x]))
fits["normal"] = ([m, sd_x], [sd_x / mp.sqrt(n), sd_x / mp.sqrt(2 * n)], lambda v: normal(v, m, sd_x))
shape = mp.findroot(lambda k: mp.fsum(v**k * mp.log(v) for v in x) / mp.fsum(v**k for v in x) - 1 / k - mean(ln_x), 2)
scale = mean([v**shape for v in x]) ** (1 / shape)
g = 1 - mp.euler
information = mp.matrix([[(mp.pi**2 / 6 + g**2) / shape**2, -g / scale], [-g / scale, shape**2 / scale**2]]) * n
fits["weibull"] = ([shape, scale], errors(information),
                   lambda v: mp.log(shape / scale) + (shape - 1) * mp.log(v / scale) - (v / scale) ** shape)
ln_likelihoods = {name: mp.fsum(density(v) for v in x) for name, (_, _, density) in fits.items()}
counts = [mp.mpf(int(v)) for v in count]
rate = mean(counts)
fits["poisson"] = ([rate], [mp.sqrt(rate / n)], None)
ln_likelihoods["poisson"] = mp.fsum(v * mp.log(rate) - rate - mp.loggamma(v + 1) for v in counts)
angles = [mp.mpf(v) for v in direction.tolist()]
c, d = mean([mp.cos(v) for v in angles]), mean([mp.sin(v) for v in angles])
length, middle = mp.hypot(c, d), mp.atan2(d, c) % (2 * mp.pi)
ratio = lambda k: mp.besseli(1, k) / mp.besseli(0, k)
kappa = mp.findroot(lambda k: ratio(k) - length, 2)
fits["von_mises"] = ([middle, kappa], [1 / mp.sqrt(n * kappa * length), 1 / mp.sqrt(n * (1 - length / kappa - length**2))], None)
ln_likelihoods["von_mises"] = mp.fsum(kappa * mp.cos(v - middle) - mp.log(2 * mp.pi * mp.besseli(0, kappa)) for v in angles)

close = lambda a, b: abs(float(a) / b - 1) < 1e-6
assert close(k, stats.gamma.fit(isi_ms, floc=0)[0]) or abs(float(k) - stats.gamma.fit(isi_ms, floc=0)[0]) < 1e-3
assert close(kappa, stats.vonmises.fit(direction, fscale=1)[0])
expected = {}
for name, (estimates, standard_errors, _) in fits.items():
    entry = lambda value: {"value": value, "rtol": 1e-12, "elementwise": True, "source": "mpmath 40 digits"}
    expected[f"{name}_estimates"] = entry([float(v) for v in estimates])
    expected[f"{name}_standard_errors"] = entry([float(v) for v in standard_errors])
    expected[f"{name}_ln_likelihood"] = entry(float(ln_likelihoods[name]))
# Cumulative probabilities at 40 ms, and of at most 3 spikes.
at = mp.mpf(40)
phi = mp.ncdf
expected["cumulative"] = {"value": [float(v) for v in (
    1 - mp.exp(-at / m), mp.gammainc(k, 0, at / s, regularized=True),
    phi(mp.sqrt(lam / at) * (at / m - 1)) + mp.exp(2 * lam / m) * phi(-mp.sqrt(lam / at) * (at / m + 1)),
    phi((mp.log(at) - mu) / sd), phi((at - m) / sd_x), mp.gammainc(4, rate, regularized=True),
    1 - mp.exp(-((at / scale) ** shape)))], "rtol": 1e-11, "elementwise": True, "source": "mpmath 40 digits"}
with open("expected.json", "w") as out:
    json.dump({"case": "distributions", "definition": "likeliest distributions: parameters in the order of the documentation",
               "params": {}, "versions": {"scipy": scipy.__version__, "mpmath": mp.__version__}, "expected": expected}, out, indent=1)
    out.write("\n")
