"""Writes bandit.csv, levels.csv and expected.json. Run: python3 make.py

Signal detection against scikit-learn; first-passage densities from the long-time series alone, summed at 60 digits; the joint fit of accuracy and
mean reaction time, and Q-learning, as roots of the gradient of the log-likelihood at 40 digits.
"""
import csv
import json

import mpmath as mp
import numpy as np
import sklearn
from sklearn.metrics import roc_auc_score

mp.mp.dps = 40
rng = np.random.default_rng(12)
expected = {}


def put(name, value, rtol, source, atol=0.0):
    expected[name] = {"value": value, "rtol": rtol, "atol": atol, "source": source}


# Signal detection, with ties.
signal = rng.poisson(6, 40).astype(float).tolist()
noise = rng.poisson(4, 55).astype(float).tolist()
area = roc_auc_score([1] * 40 + [0] * 55, signal + noise)
put("roc.area", float(area), 1e-13, f"scikit-learn {sklearn.__version__}")
x, y = np.array(signal), np.array(noise)
kernel = (x[:, None] > y) + 0.5 * (x[:, None] == y)
variance = kernel.mean(1).var(ddof=1) / 40 + kernel.mean(0).var(ddof=1) / 55
put("roc.standard_error", float(np.sqrt(variance)), 1e-12, "all pairs, numpy")

# First passage at the lower bound: the long-time series converges for any time, if slowly.
drift, separation, start = mp.mpf("0.8"), mp.mpf("1.4"), mp.mpf("0.35")
times = [0.002, 0.01, 0.05, 0.2, 0.5, 0.69, 1.0, 2.5, 6.0]


def density(time, v, w):
    a = separation
    with mp.workdps(120):
        t = mp.mpf(time) / a**2
        terms = (k * mp.exp(-(k**2) * mp.pi**2 * t / 2) * mp.sin(k * mp.pi * w) for k in range(1, 900))
        value = mp.pi / a**2 * mp.exp(-v * a * w - v**2 * mp.mpf(time) / 2) * mp.fsum(terms)
        return mp.log(value)


put("first_passage.ln_lower", [float(density(t, drift, start)) for t in times], 1e-12, "mpmath, 120 digits")
put("first_passage.ln_upper", [float(density(t, -drift, 1 - start)) for t in times], 1e-12, "mpmath, 120 digits")

# Accuracy and mean reaction time.
strengths = [0.0, 0.032, 0.064, 0.128, 0.256, 0.512]
n_trials = [400, 380, 410, 390, 405, 395]
gain, bound, rest = 11.0, 0.75, 0.38
n_correct, mean_rt, se_rt = [], [], []
for strength, n in zip(strengths, n_trials):
    height = gain * strength * bound
    n_correct.append(int(rng.binomial(n, 1 / (1 + np.exp(-2 * height)))))
    decision = bound**2 if strength == 0 else bound / (gain * strength) * np.tanh(height)
    se_rt.append(round(float(0.02 * (0.5 + decision)), 5))
    mean_rt.append(round(float(decision + rest + rng.normal(0, se_rt[-1])), 5))


def proportional_rate(k, a, t0):
    total = mp.mpf(0)
    for c, n, right, t, se in zip(strengths, n_trials, n_correct, mean_rt, se_rt):
        c, t, se = mp.mpf(c), mp.mpf(t), mp.mpf(se)
        h = k * c * a
        if c == 0:
            decision = a * a
        else:
            decision = a / (k * c) * mp.tanh(h)
            total -= right * mp.log(1 + mp.exp(-2 * h)) + (n - right) * mp.log(1 + mp.exp(2 * h))
        total -= ((t - decision - t0) / se) ** 2 / 2
    return total


def summit(function, near):
    n = len(near)
    unit = lambda *places: tuple(sum(1 for place in places if place == i) for i in range(n))
    gradient = lambda *at: [mp.diff(function, at, unit(i)) for i in range(n)]
    with mp.workdps(30):
        at = mp.findroot(gradient, near, tol=1e-20)
    at = [at[i] for i in range(n)]
    information = mp.matrix(n, n)
    for i in range(n):
        for j in range(n):
            information[i, j] = -mp.diff(function, tuple(at), unit(i, j))
    covariance = information**-1
    return [float(v) for v in at], [float(mp.sqrt(covariance[i, i])) for i in range(n)]


at, errors = summit(proportional_rate, (gain, bound, rest))
put("proportional_rate.estimate", at, 1e-9, "mpmath, root of the gradient")
put("proportional_rate.standard_error", errors, 1e-7, "mpmath, second derivatives")

# A two-armed bandit that reverses, in two sessions.
trials = []
for session in range(2):
    values = [0.0, 0.0]
    for trial in range(60):
        p = 1 / (1 + np.exp(-4.0 * (values[1] - values[0])))
        choice = int(rng.random() < p)
        pays = [0.8, 0.25] if trial < 30 else [0.25, 0.8]
        reward = float(rng.random() < pays[choice])
        values[choice] += 0.35 * (reward - values[choice])
        trials.append((session, choice, reward))


def q_learning(rate, firmness):
    total, session = mp.mpf(0), None
    for s, choice, reward in trials:
        if s != session:
            values, session = [mp.mpf(0), mp.mpf(0)], s
        total -= mp.log(1 + mp.exp(firmness * (values[1 - choice] - values[choice])))
        values[choice] += rate * (reward - values[choice])
    return total


at, errors = summit(q_learning, (0.35, 4.0))
put("q_learning.estimate", at, 1e-9, "mpmath, root of the gradient")
put("q_learning.standard_error", errors, 1e-7, "mpmath, second derivatives")
put("q_learning.ln_likelihood", float(q_learning(*at)), 1e-12, "mpmath")

with open("levels.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["strength", "n_trials", "n_correct", "mean_rt_s", "se_rt_s"])
    writer.writerows(zip(strengths, n_trials, n_correct, mean_rt, se_rt))
with open("bandit.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["session", "choice", "reward"])
    writer.writerows(trials)
params = {"signal": signal, "noise": noise, "times": times}
params |= {"drift": float(drift), "separation": float(separation), "start": float(start)}
case = {"case": "behaviour", "definition": __doc__.strip(), "params": params, "expected": expected}
with open("expected.json", "w") as file:
    json.dump(case, file, indent=1)
    file.write("\n")
