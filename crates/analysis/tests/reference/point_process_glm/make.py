"""Writes bins.csv, spikes.csv and expected.json. Run: python make.py (numpy, scipy, statsmodels, mpmath)

Two units in bins of 2 ms with a stimulus; unit a is refractory and follows the stimulus, unit b follows a. The design is
built here as one dense matrix by np.convolve, and fitted by statsmodels.
"""
import json

import mpmath as mp
import numpy as np
import scipy
import scipy.special
import statsmodels
import statsmodels.api as sm
from scipy.interpolate import BSpline
from scipy.stats import kstest, norm

width, n = 0.002, 4000
rng = np.random.default_rng(20)
stimulus = np.convolve(rng.standard_normal(n), np.exp(-np.arange(30) / 8.0), mode="full")[:n]
stimulus = np.round(stimulus / stimulus.std(), 6)

# What made the data; any truth will do.
drive = np.log(25.0) + 0.4 * np.convolve(stimulus, np.exp(-0.5 * ((np.arange(20) - 6) / 3.0) ** 2) / 5.0)[:n]
own = np.concatenate([[-4.0, -2.0, -1.0], 0.3 * np.exp(-np.arange(22) / 6.0)])
coupling = 0.9 * np.exp(-np.arange(20) / 5.0)
a, b = np.zeros(n), np.zeros(n)
for t in range(n):
    past_a = a[max(0, t - 25):t][::-1]
    rate_a = np.exp(drive[t] + own[: len(past_a)] @ past_a)
    past_a = past_a[:20]
    rate_b = np.exp(np.log(15.0) + coupling[: len(past_a)] @ past_a)
    a[t], b[t] = rng.poisson(rate_a * width), rng.poisson(rate_b * width)
with open("bins.csv", "w") as out:
    out.write("stimulus,a,b\n")
    for row in zip(stimulus.tolist(), a.astype(int).tolist(), b.astype(int).tolist()):
        out.write(",".join(repr(v) for v in row) + "\n")


def raised_cosines(t, first_peak, end, k, linear_below):
    """Bumps on u = ln(t + c), one apart where the last comes down at the end."""
    u, first = np.log(t + linear_below), np.log(first_peak + linear_below)
    step = (np.log(end + linear_below) - first) / (k + 1)
    phase = (u[:, None] - first - step * np.arange(k)[None, :]) * np.pi / (2 * step)
    return 0.5 * (1 + np.cos(np.clip(phase, -np.pi, np.pi)))


def filtered(x, basis, first_lag):
    """Columns sum_k basis[k] x[t - first_lag - k]."""
    columns = [np.convolve(x, basis[:, j])[:n] for j in range(basis.shape[1])]
    return np.column_stack([np.concatenate([np.zeros(first_lag), c])[:n] for c in columns])


# Stimulus: 5 cubic splines over lags 0 to 40 ms; own history: 5 raised cosines to 50 ms; coupling: 4 to 40 ms.
lags_stimulus = width * np.arange(0, 21)
knots = np.concatenate([[0.0] * 3, np.linspace(0, 0.04, 3), [0.04] * 3])
spline = BSpline.design_matrix(np.minimum(lags_stimulus, 0.04), knots, 3).toarray()
lags_own = width * np.arange(1, 26)
bumps_own = raised_cosines(lags_own, 0.002, 0.05, 5, 0.01)
lags_coupling = width * np.arange(1, 21)
bumps_coupling = raised_cosines(lags_coupling, 0.0, 0.04, 4, 0.02)
columns = [filtered(stimulus, spline, 0), filtered(a, bumps_own, 1), filtered(b, bumps_coupling, 1)]
design = np.column_stack([np.ones(n), *columns])
rows = np.arange(25, n)
X, y = design[rows], a[rows]
fit = sm.GLM(y, X, family=sm.families.Poisson(), offset=np.full(len(y), np.log(width))).fit(tol=1e-14, tol_criterion="params", maxiter=100)
coefficients, covariance = fit.params, fit.cov_params()

def kolmogorov_upper_tail(size, d):
    """P(D >= d) by Durbin's matrix at 40 digits; what scipy calls exact is an approximation here, right to 6."""
    with mp.workdps(40):
        k = int(size * d) + 1
        h, m = k - mp.mpf(size) * mp.mpf(float(d)), 2 * k - 1
        H = mp.matrix(m, m)
        for i in range(m):
            for j in range(min(i + 2, m)):
                H[i, j] = 1
        for i in range(m):
            H[i, 0] -= h ** (i + 1)
            H[m - 1, i] -= h ** (m - i)
        H[m - 1, 0] += max(2 * h - 1, 0) ** m
        for i in range(m):
            for j in range(min(i + 1, m)):
                H[i, j] /= mp.factorial(i - j + 1)
        return 1 - (H**size)[k - 1, k - 1] * mp.factorial(size) / mp.mpf(size) ** size


expected = {}


def put(name, value, rtol=1e-9, **more):
    expected[name] = {"value": np.asarray(value).tolist(), "rtol": rtol, "source": "statsmodels on a dense design", **more}


put("raised_cosines_own", bumps_own, 1e-13, atol=1e-15, source="numpy")
put("raised_cosines_coupling", bumps_coupling, 1e-13, atol=1e-15, source="numpy")
put("design_first2", X[:2, 1:], 1e-13, atol=1e-15, source="numpy.convolve")
put("design_last", X[-1, 1:], 1e-13, atol=1e-15, source="numpy.convolve")
put("coefficients", coefficients)
put("standard_errors", np.sqrt(np.diag(covariance)))
put("deviance", fit.deviance)
put("null_deviance", 2 * (scipy.special.xlogy(y, y / y.mean()).sum() - (y - y.mean()).sum()), source="scipy")
place = 1
for name, basis in (("stimulus", spline), ("own", bumps_own), ("coupling", bumps_coupling)):
    part = slice(place, place + basis.shape[1])
    put(f"filter_{name}", basis @ coefficients[part])
    put(f"filter_{name}_se", np.sqrt(np.einsum("ki,ij,kj->k", basis, covariance[part, part], basis)))
    place += basis.shape[1]

# Held-out bits: five blocks of 800 bins, with a gap of 30 bins on either side.
gap, gain, n_spikes = 30, 0.0, 0.0
bits = []
for fold in range(5):
    start, stop = 800 * fold, 800 * (fold + 1)
    test = np.array([t for t in rows if start <= t < stop])
    train = np.array([t for t in rows if t < start - gap or t >= stop + gap])
    offset = np.log(width)
    train_fit = sm.GLM(a[train], design[train], family=sm.families.Poisson(), offset=np.full(len(train), offset)).fit(tol=1e-14, tol_criterion="params", maxiter=100)
    mean = np.exp(design[test] @ train_fit.params) * width
    null = np.full(len(test), a[train].mean())
    log_likelihood = lambda mu: np.sum(a[test] * np.log(mu) - mu)
    gain += (log_likelihood(mean) - log_likelihood(null)) / np.log(2)
    n_spikes += a[test].sum()
    bits.append((log_likelihood(mean) - log_likelihood(null)) / np.log(2) / a[test].sum())
put("bits_per_spike_by_fold", bits, 1e-8)
put("bits_per_spike", gain / n_spikes, 1e-8)

# Time rescaling of spikes anywhere in their bins, by the fitted rate of the rows.
rate = fit.mu / width
spike_bins = np.repeat(np.arange(n), a.astype(int))
times = np.sort((spike_bins + rng.uniform(0.02, 0.98, len(spike_bins))) * width)
with open("spikes.csv", "w") as out:
    out.write("time_s\n" + "".join(f"{t!r}\n" for t in times.tolist()))
start = rows[0] * width
inside = times[times > start]
edges = np.concatenate([[0.0], np.cumsum(rate * width)])
integral = np.interp(inside, start + width * np.arange(len(rate) + 1), edges)
tau = np.diff(integral)
z = -np.expm1(-tau)
g = norm.ppf(z)
put("rescaled_first5", tau[:5], 1e-9, source="numpy")
put("ks_statistic", kstest(z, "uniform").statistic, 1e-8, source="scipy")
put("ks_p", float(kolmogorov_upper_tail(len(z), kstest(z, "uniform").statistic)), 1e-7, source="mpmath 40 digits")
put("lag1_correlation", np.corrcoef(g[:-1], g[1:])[0, 1], 1e-7, source="numpy")
put("n_intervals", len(z), 0, source="numpy")
put("ln_likelihood", np.sum(np.log(rate[np.floor((inside - start) / width).astype(int)])) - edges[-1], 1e-9, source="numpy")

with open("expected.json", "w") as out:
    json.dump({"case": "point_process_glm",
               "definition": "Counts of unit a in 4000 bins of 2 ms, rows from bin 25 on; Poisson regression on the stimulus through 5 clamped cubic splines over lags 0 to 0.04 s, own spikes through 5 raised cosines (first peak 0.002 s, end 0.05 s, linear below 0.01 s, lags from 1 bin) and spikes of b through 4 (first peak 0, end 0.04 s, linear below 0.02 s, lags from 1 bin); offset ln(0.002). Held out: 5 contiguous folds of the bins, gap 30. Spikes for time rescaling lie anywhere in their bins.",
               "params": {"bin_width_s": width}, "made_with": {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "mpmath": mp.__version__},
               "expected": expected}, out, indent=1)
    out.write("\n")
