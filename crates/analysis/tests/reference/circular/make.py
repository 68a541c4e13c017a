"""Writes angles.csv and expected.json. Run: python3 make.py

Directions in degrees around north; mean and resultant length at 40 digits, Rayleigh's p by Zar's formula.
"""
import csv, json
import mpmath as mp
import numpy as np, scipy
from scipy import stats

mp.mp.dps = 40
angles = np.degrees(np.random.default_rng(2).vonmises(0.05, 0.6, 60)).round(3) % 360
weights = np.arange(1, 61) / 4
radians = [mp.mpf(float(a)) * mp.pi / 180 for a in angles]


def resultant(weight):
    total = mp.fsum(weight)
    x = mp.fsum(w * mp.cos(r) for w, r in zip(weight, radians)) / total
    y = mp.fsum(w * mp.sin(r) for w, r in zip(weight, radians)) / total
    return mp.sqrt(x * x + y * y), float((mp.atan2(y, x) * 180 / mp.pi) % 360)


length, mean = resultant([mp.mpf(1)] * 60)
weighted_length, weighted_mean = resultant([mp.mpf(float(w)) for w in weights])
z = 60 * length**2
p = mp.exp(mp.sqrt(1 + 240 + 4 * (3600 - 60 * z)) - 121)
assert abs(stats.circmean(angles, 360) - mean) < 1e-9
values = {
    "mean_deg": (mean, 1e-12), "resultant_length": (float(length), 1e-13), "rayleigh_z": (float(z), 1e-13),
    "rayleigh_p": (float(p), 1e-11), "weighted_mean_deg": (weighted_mean, 1e-12), "weighted_length": (float(weighted_length), 1e-13),
}
expected = {name: {"value": v, "rtol": rtol, "source": "mpmath 40 digits"} for name, (v, rtol) in values.items()}
with open("angles.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["angle_deg", "weight"])
    out.writerows([[repr(float(a)), repr(float(w))] for a, w in zip(angles, weights)])
json.dump({"versions": {"mpmath": mp.__version__, "numpy": np.__version__, "scipy": scipy.__version__}, "params": {}, "expected": expected}, open("expected.json", "w"), indent=1)
