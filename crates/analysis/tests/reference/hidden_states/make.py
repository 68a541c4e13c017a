"""Writes counts.csv, y.csv and expected.json. Run: python3 make.py

A hidden Markov model of Poisson counts with two sequences, by hmmlearn; a linear Gaussian model by statsmodels. Both at parameters written
here, and after one and ten steps of expectation-maximisation for the first.
"""
import csv, json, warnings
import hmmlearn
import numpy as np
import statsmodels
from hmmlearn.hmm import PoissonHMM
from statsmodels.tsa.statespace.mlemodel import MLEModel

warnings.simplefilter("ignore")
rng = np.random.default_rng(3)
start = np.array([0.6, 0.4])
transitions = np.array([[0.92, 0.08], [0.15, 0.85]])
means = np.array([[0.4, 2.0, 1.0], [3.0, 0.5, 1.5]])
lengths = [70, 50]
counts = []
for length in lengths:
    state = rng.choice(2, p=start)
    for _ in range(length):
        counts.append(rng.poisson(means[state]))
        state = rng.choice(2, p=transitions[state])
counts = np.array(counts)


def write(name, header, rows):
    with open(name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


write("counts.csv", ["u0", "u1", "u2"], counts.tolist())


def model(n_iter):
    hmm = PoissonHMM(2, n_iter=n_iter, tol=-np.inf, init_params="", params="stl")
    hmm.startprob_, hmm.transmat_, hmm.lambdas_ = start.copy(), transitions.copy(), means.copy()
    return hmm


expected = {}


def add(name, value, rtol, source):
    expected[name] = {"value": np.asarray(value).tolist(), "rtol": rtol, "atol": 1e-13, "source": source}


add("ln_likelihood", model(1).score(counts, lengths), 1e-12, "hmmlearn")
add("posterior_first5", model(1).predict_proba(counts, lengths)[:5], 1e-10, "hmmlearn")
ln_joint, path = model(1).decode(counts, lengths)
add("path", path, 0, "hmmlearn")
add("path_ln_probability", ln_joint, 1e-12, "hmmlearn")
for n_iter in (1, 10):
    fitted = model(n_iter).fit(counts, lengths)
    add(f"start_after_{n_iter}", fitted.startprob_, 1e-9, "hmmlearn")
    add(f"transitions_after_{n_iter}", fitted.transmat_, 1e-9, "hmmlearn")
    add(f"means_after_{n_iter}", fitted.lambdas_, 1e-9, "hmmlearn")

A, C = np.array([[0.95, 0.3], [0.0, 0.9]]), np.array([[1.0, 0.0], [0.5, 1.0], [-0.3, 0.2], [0.0, 2.0]])
Q, R = np.array([[0.2, 0.05], [0.05, 0.1]]), np.diag([0.4, 0.3, 0.5, 0.6])
m0, P0 = np.array([0.2, -0.1]), np.array([[1.0, 0.1], [0.1, 0.5]])
x, y = rng.multivariate_normal(m0, P0), []
for _ in range(40):
    y.append(C @ x + rng.multivariate_normal(np.zeros(4), R))
    x = A @ x + rng.multivariate_normal(np.zeros(2), Q)
y = np.array(y).round(5)
write("y.csv", ["y0", "y1", "y2", "y3"], y.tolist())
kalman = MLEModel(y, k_states=2, k_posdef=2)
kalman["transition"], kalman["design"], kalman["state_cov"], kalman["obs_cov"], kalman["selection"] = A, C, Q, R, np.eye(2)
kalman.ssm.initialize_known(m0, P0)
result = kalman.ssm.smooth()
add("kalman_ln_likelihood", result.llf, 1e-11, "statsmodels")
add("kalman_filtered_last", result.filtered_state[:, -1], 1e-9, "statsmodels")
add("kalman_smoothed_means", result.smoothed_state.T, 1e-9, "statsmodels")
add("kalman_smoothed_covariances", result.smoothed_state_cov.transpose(2, 0, 1), 1e-9, "statsmodels")
params = {"start": start.tolist(), "transitions": transitions.tolist(), "means": means.tolist(), "lengths": lengths}
params |= {"A": A.tolist(), "C": C.tolist(), "Q": Q.tolist(), "R": R.tolist(), "m0": m0.tolist(), "P0": P0.tolist(), "rows": list(range(40))}
versions = {"numpy": np.__version__, "hmmlearn": hmmlearn.__version__, "statsmodels": statsmodels.__version__}
json.dump({"versions": versions, "params": params, "expected": expected}, open("expected.json", "w"), indent=1)
