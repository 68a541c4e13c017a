"""Writes signals.csv and expected.json. Run: python3 make.py

Filters, spectra and coherence by SciPy, Burg's method by statsmodels; the bands are written out from their definitions.
"""
import csv, json
import numpy as np
import scipy
from scipy import signal, stats
from scipy.signal.windows import dpss
import statsmodels
from statsmodels.regression.linear_model import burg
from statsmodels.tsa.stattools import pacf_burg

rng = np.random.default_rng(7)
rate, n = 200.0, 500
t = np.arange(n) / rate
x = np.sin(2 * np.pi * 6 * t) + 0.5 * np.sin(2 * np.pi * 50 * t + 1) + 0.8 * rng.standard_normal(n) + 2 + 0.3 * t
y = 0.7 * np.roll(x, 3) + rng.standard_normal(n)
x, y = x.round(6), y.round(6)
with open("signals.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["x", "y"])
    out.writerows([[repr(float(a)), repr(float(b))] for a, b in zip(x, y)])

expected = {}


def add(name, value, rtol=1e-9, source="scipy"):
    expected[name] = {"value": np.asarray(value).tolist(), "rtol": rtol, "atol": 1e-13, "source": source}


bands = {"lowpass3": (3, 20, "lowpass"), "highpass5": (5, 4, "highpass"), "bandpass3": (3, (4, 9), "bandpass"), "bandstop2": (2, (45, 55), "bandstop")}
for name, (order, edges, kind) in bands.items():
    sos = signal.butter(order, edges, kind, fs=rate, output="sos")
    add(f"{name}_both_ways", signal.sosfiltfilt(sos, x))
    add(f"{name}_gains", np.abs(signal.sosfreqz(sos, [1, 6, 20, 50, 80], fs=rate)[1]))
add("fir_below", signal.firwin(31, 20, fs=rate))
add("fir_outside", signal.firwin(31, (45, 55), pass_zero="bandstop", fs=rate))
add("welch_coherence", signal.coherence(x, y, rate, window="hann", nperseg=100, noverlap=50, detrend="constant")[1])
add("welch_line", signal.welch(x, rate, window="hamming", nperseg=100, noverlap=30, detrend="linear")[1])
coefficients, _ = burg(x, 6, demean=True)
reflections, _ = pacf_burg(x, 6, demean=True)
add("burg6", coefficients, source="statsmodels")
# statsmodels reports the mean of the last errors; Burg's recursion has the variance times the product of 1 - k^2.
add("burg6_variance", np.var(x) * np.prod(1 - reflections[1:] ** 2), source="numpy, statsmodels")

level, n_tapers = 0.9, 7
tapers = dpss(n, 4.0, n_tapers)
looks = 2 * np.abs(np.fft.rfft(tapers * x, axis=1)) ** 2 / rate
density = looks.mean(0)
nu = 2 * n_tapers
add("chi_squared_low", (nu * density / stats.chi2.ppf(0.5 + level / 2, nu))[10:20], 1e-8)
add("chi_squared_high", (nu * density / stats.chi2.ppf(0.5 - level / 2, nu))[10:20], 1e-8)
left_out = np.log((looks.sum(0) - looks) / (n_tapers - 1))
spread = np.sqrt((n_tapers - 1) / n_tapers * ((left_out - left_out.mean(0)) ** 2).sum(0))
half = stats.t.ppf(0.5 + level / 2, n_tapers - 1) * spread
add("jackknife_low", (density * np.exp(-half))[10:20], 1e-8, "numpy, scipy")
add("jackknife_high", (density * np.exp(half))[10:20], 1e-8, "numpy, scipy")
versions = {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__}
json.dump({"versions": versions, "params": {"level": level}, "expected": expected}, open("expected.json", "w"), indent=1)
