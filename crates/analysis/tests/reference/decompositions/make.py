"""Writes the CSV files and expected.json. Run: python make.py (numpy, scikit-learn, dPCA)

Activity of six units from two causes (factor analysis), four mixed sources (independent components), counts of two patterns
(non-negative factors) and means of 3 stimuli × 2 choices × 4 times (demixed components). Packages run to tight tolerances.
"""
import csv
import json
import warnings

import numpy as np
import sklearn
from dPCA.dPCA import dPCA
from sklearn.decomposition import NMF, FactorAnalysis, FastICA

warnings.simplefilter("ignore")
rng = np.random.default_rng(20261129)
expected = {}


def write(name, columns, rows):
    with open(name, "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(np.asarray(rows).tolist())


def put(name, value, rtol, source, atol=0.0):
    expected[name] = {"value": np.asarray(value, dtype=float).tolist(), "rtol": rtol, "atol": atol, "source": source}


# Factor analysis.
loadings = rng.normal(0, 1, (2, 6))
X = np.round(rng.normal(0, 1, (120, 2)) @ loadings + rng.normal(0, [0.5, 0.7, 0.4, 0.9, 0.6, 0.8], (120, 6)) + 5, 4)
write("factors.csv", [f"unit{j}" for j in range(6)], X)
fa = FactorAnalysis(2, tol=1e-14, max_iter=200_000, svd_method="lapack").fit(X)
put("factors_noise", fa.noise_variance_, 1e-5, "scikit-learn")
put("factors_covariance", fa.get_covariance(), 1e-5, "scikit-learn")
put("factors_mean_ln_likelihood", fa.score(X), 1e-9, "scikit-learn")

# Independent components.
n = 400
S = np.column_stack([rng.uniform(-1, 1, n), rng.laplace(0, 1, n), rng.choice([-1.0, 1.0], n)])
X = np.round(S @ np.array([[2.0, 0.5, -0.4, 1.0], [0.3, 1.1, 0.9, -0.5], [0.2, -0.6, 1.5, 0.4]]) + 3, 4)
write("sources.csv", [f"signal{j}" for j in range(4)], X)
ica = FastICA(3, fun="logcosh", whiten="unit-variance", whiten_solver="svd", tol=1e-15, max_iter=10_000, random_state=0).fit(X)
mixing = ica.mixing_.T
mixing = mixing[np.argsort(-(mixing**2).sum(1))]
mixing *= np.sign(mixing[np.arange(3), np.abs(mixing).argmax(1)])[:, None]
put("sources_mixing", mixing.T, 1e-6, "scikit-learn, in the order of variance, the largest entry positive")

# Non-negative factors, from one start.
counts = rng.poisson(rng.exponential(3, (20, 2)) @ rng.uniform(0, 3, (2, 7))).astype(float) + np.round(rng.uniform(0, 1, (20, 7)), 3)
W, H = np.round(rng.uniform(0.5, 1.5, (20, 2)), 3), np.round(rng.uniform(0.5, 1.5, (2, 7)), 3)
write("counts.csv", [f"unit{j}" for j in range(7)], counts)
write("start_strengths.csv", ["w0", "w1"], W)
write("start_patterns.csv", [f"unit{j}" for j in range(7)], H)
for loss, solver, beta in [("frobenius", "cd", "frobenius"), ("kullback_leibler", "mu", "kullback-leibler")]:
    nmf = NMF(2, init="custom", solver=solver, beta_loss=beta, tol=1e-14, max_iter=200_000)
    w = nmf.fit_transform(counts, W=W.copy(), H=H.copy())
    h = nmf.components_
    length = np.linalg.norm(h, axis=1)
    w, h = w * length, h / length[:, None]
    order = np.argsort(-(w**2).sum(0))
    product = w @ h
    if loss == "frobenius":
        # Zeros pin the patterns down.
        put(f"{loss}_patterns", h[order], 1e-6, "scikit-learn", atol=1e-7)
    else:
        # No entry is 0, so that patterns can be mixed without changing the fit (the Hessian is singular in four directions, two
        # of which are scales): only their product is told by the counts.
        put(f"{loss}_product", product, 1e-6, "scikit-learn; patterns mix freely")
    value = 0.5 * ((counts - product) ** 2).sum() if loss == "frobenius" else (counts * np.log(np.maximum(counts, 1e-300) / product) - counts + product).sum()
    put(f"{loss}_objective", value, 1e-7, "scikit-learn's factors, objective by its formula")

# Demixed components.
stimulus, choice, time = np.meshgrid(np.arange(3), np.arange(2), np.arange(4), indexing="ij")
latent = np.stack([stimulus - 1.0, (choice - 0.5) * time, time - 1.5, 0.2 * stimulus * choice], -1).reshape(24, 4)
M = np.round(latent @ rng.normal(0, 1, (4, 6)) + rng.normal(0, 0.1, (24, 6)) + 2, 4)
levels = np.stack([stimulus, choice, time], -1).reshape(24, 3)
write("means.csv", ["stimulus", "choice", "bin"] + [f"unit{j}" for j in range(6)], np.column_stack([levels, M]))
tensor = M.T.reshape(6, 3, 2, 4)
centred = tensor - tensor.reshape(6, -1).mean(1)[:, None, None, None]
size = (centred**2).sum()
penalty = 1e-3
model = dPCA(labels="sct", join={"s": ["s", "st"], "c": ["c", "ct"], "sc": ["sc", "sct"]}, n_components=1, regularizer=np.sqrt(penalty / size))
model.fit(centred)
for name, key in [("time", "t"), ("stimulus", "s"), ("choice", "c")]:
    encoder, decoder = model.P[key][:, 0], model.D[key][:, 0]
    sign = np.sign(encoder[np.abs(encoder).argmax()])
    put(f"demixed_{name}_encoder", encoder * sign, 1e-6, "dPCA")
    put(f"demixed_{name}_decoder", decoder * sign, 1e-6, "dPCA")

definition = "Loadings are compared as covariance; patterns of length one, the strongest first; penalty of the decoders as a share of the squared size."
with open("expected.json", "w") as out:
    json.dump({"case": "decompositions", "definition": definition, "params": {"penalty": penalty}, "made_with": {"numpy": np.__version__, "scikit-learn": sklearn.__version__, "dPCA": "1.0.5"}, "expected": expected}, out, indent=1)
    out.write("\n")
