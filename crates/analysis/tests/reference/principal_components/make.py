"""Writes data.csv and expected.json. Run: python make.py (numpy, mpmath, scikit-learn)

A small population. Values are eigenvalues and eigenvectors of the covariance at 50 digits, on the exact doubles of
data.csv, rounded once; scikit-learn must agree.
"""
import csv
import json

import mpmath as mp
import numpy as np
import sklearn
from sklearn.decomposition import PCA

mp.mp.dps = 50
rng = np.random.default_rng(20260413)
n, p = 14, 5
latent = np.column_stack([np.sin(np.linspace(0, 5, n)), np.cos(np.linspace(0, 3, n))])
X = np.round(4 + latent @ rng.normal(0, 3, (2, p)) + rng.normal(0, 0.1, (n, p)) + [0, 10, 0, 3, 100], 4)
with open("data.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([f"unit{j}" for j in range(p)])
    writer.writerows(X.tolist())


def decompose(scaled):
    M = mp.matrix([[mp.mpf(v) for v in row] for row in X.tolist()])
    mean = [mp.fsum(M[i, j] for i in range(n)) / n for j in range(p)]
    C = mp.matrix(n, p)
    for j in range(p):
        scale = mp.sqrt(mp.fsum((M[i, j] - mean[j]) ** 2 for i in range(n)) / (n - 1)) if scaled else 1
        for i in range(n):
            C[i, j] = (M[i, j] - mean[j]) / scale
    values, vectors = mp.eigsy(C.T * C / (n - 1))
    order = sorted(range(p), key=lambda k: -values[k])
    components = []
    for k in order:
        v = [vectors[j, k] for j in range(p)]
        sign = mp.sign(max(v, key=abs))
        components.append([sign * e for e in v])
    scores = [[mp.fsum(C[i, j] * c[j] for j in range(p)) for c in components] for i in range(3)]
    variances = [values[k] for k in order]
    return {"explained_variance": variances, "explained_variance_ratio": [v / mp.fsum(variances) for v in variances],
            "singular_values": [mp.sqrt(v * (n - 1)) for v in variances], "components": components, "scores_first3": scores}


expected = {}
for prefix, scaled in (("", False), ("scaled_", True)):
    values = decompose(scaled)
    theirs = PCA(svd_solver="full").fit((X - X.mean(0)) / X.std(0, ddof=1) if scaled else X)
    ours = np.array(values["components"], dtype=float)
    assert np.allclose(np.array(values["explained_variance"], dtype=float), theirs.explained_variance_, rtol=1e-9)
    assert np.allclose(np.abs(ours), np.abs(theirs.components_), atol=1e-9)
    for name, value in values.items():
        number = [[float(x) for x in row] for row in value] if isinstance(value[0], list) else [float(x) for x in value]
        expected[prefix + name] = {"value": number, "rtol": 1e-11, "elementwise": not isinstance(value[0], list), "source": "mpmath 50 digits"}
definition = "Centred columns (scaled_: divided by their standard deviation, ddof 1); variances with n-1; components with their largest entry positive."
with open("expected.json", "w") as out:
    json.dump({"case": "principal_components", "definition": definition, "params": {}, "made_with": {"mpmath": mp.__version__, "numpy": np.__version__, "scikit-learn": sklearn.__version__}, "expected": expected}, out, indent=1)
    out.write("\n")
