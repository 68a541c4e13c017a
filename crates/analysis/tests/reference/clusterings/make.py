"""Writes data.csv and expected.json. Run: python make.py (numpy, scipy, scikit-learn)

Three clouds of unequal size and shape. Every package's best of many starts.
"""
import csv
import json

import numpy as np
import scipy
import sklearn
from scipy.cluster.hierarchy import linkage
from sklearn.cluster import KMeans
from sklearn.manifold import TSNE, trustworthiness
from sklearn.metrics import adjusted_rand_score, silhouette_samples
from sklearn.mixture import GaussianMixture

rng = np.random.default_rng(20261130)
truth = np.repeat([0, 1, 2], [60, 40, 20])
X = rng.normal(0, 1, (120, 3)) * np.array([[1, 1, 1], [0.5, 2, 1], [1, 0.7, 0.4]])[truth]
X = np.round(X + np.array([[0, 0, 0], [4, 1, 0], [-3, 5, 1]])[truth], 4)
order = rng.permutation(120)
X, truth = X[order], truth[order]
with open("data.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["x0", "x1", "x2", "truth"])
    writer.writerows([[*row, label] for row, label in zip(X.tolist(), truth.tolist())])

expected = {}


def put(name, value, rtol, source, atol=0.0):
    expected[name] = {"value": np.asarray(value, dtype=float).tolist(), "rtol": rtol, "atol": atol, "source": source}


for k in (2, 3, 5):
    best = KMeans(k, n_init=5000, tol=0, random_state=0).fit(X)
    put(f"k_means_{k}_inertia", best.inertia_, 1e-12, "scikit-learn, best of 5000")
    if k == 3:
        sizes = np.bincount(best.labels_)
        by_size = np.argsort(-sizes)
        put("k_means_3_centres", best.cluster_centers_[by_size], 1e-12, "scikit-learn")
        put("k_means_3_agreement", adjusted_rand_score(truth, best.labels_), 1e-12, "scikit-learn")
put("silhouettes_of_truth", silhouette_samples(X, truth), 1e-11, "scikit-learn")

floor = 1e-6 * ((X - X.mean(0)) ** 2).sum() / X.size
for shape, word in (("full", "full"), ("diagonal", "diag")):
    fits = [GaussianMixture(3, covariance_type=word, tol=1e-13, max_iter=100_000, reg_covar=floor, n_init=1, random_state=s).fit(X) for s in range(20)]
    best = max(fits, key=lambda fit: fit.lower_bound_)
    by_weight = np.argsort(-best.weights_)
    put(f"mixture_{shape}_weights", best.weights_[by_weight], 1e-5, "scikit-learn, best of 20")
    put(f"mixture_{shape}_means", best.means_[by_weight], 1e-5, "scikit-learn, best of 20")
    put(f"mixture_{shape}_bic", best.bic(X), 1e-9, "scikit-learn, best of 20")
    put(f"mixture_{shape}_aic", best.aic(X), 1e-9, "scikit-learn, best of 20")

for method in ("average", "complete", "single", "ward"):
    tree = linkage(X, method)
    put(f"{method}_heights", tree[:, 2], 1e-12, "scipy")
    put(f"{method}_groups", tree[:, :2], 0, "scipy")

tsne = TSNE(2, perplexity=20, method="exact", init="pca", learning_rate="auto", max_iter=3000, random_state=0)
places = tsne.fit_transform(X)
with open("places.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["x", "y"])
    writer.writerows([[repr(float(v)) for v in place] for place in places])
put("t_sne_divergence", tsne.kl_divergence_, 1e-4, "scikit-learn at its own places, in single precision")
put("trustworthiness_of_first_two", trustworthiness(X, X[:, :2], n_neighbors=8), 1e-12, "scikit-learn")

definition = "Clusters by size, components by weight, the largest first; covariances have 1e-6 of the mean variance of the columns added; groups of joins numbered as in scipy."
with open("expected.json", "w") as out:
    json.dump({"case": "clusterings", "definition": definition, "params": {}, "made_with": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}, "expected": expected}, out, indent=1)
    out.write("\n")
