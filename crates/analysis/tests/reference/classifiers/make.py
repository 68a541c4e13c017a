"""Writes train.csv, test.csv and expected.json. Run: python make.py (numpy, scikit-learn)

Three overlapping classes of unequal size.
"""
import csv
import json

import numpy as np
import sklearn
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

rng = np.random.default_rng(20261201)


def draw(n):
    y = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    X = rng.normal(0, 1, (n, 4)) * np.array([[1, 1, 1, 1], [0.6, 1.5, 1, 1], [1, 0.7, 1.2, 1]])[y]
    return np.round(X + np.array([[0, 0, 0, 0], [1.5, 0, 0.5, 0], [0, 2, 0, 0.5]])[y], 4), y


X, y = draw(150)
T, t = draw(60)
for name, rows, labels in (("train.csv", X, y), ("test.csv", T, t)):
    with open(name, "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["x0", "x1", "x2", "x3", "y"])
        writer.writerows([[*row, label] for row, label in zip(rows.tolist(), labels.tolist())])

expected = {}


def put(name, value, rtol, source="scikit-learn", atol=0.0):
    expected[name] = {"value": np.asarray(value, dtype=float).tolist(), "rtol": rtol, "atol": atol, "source": source}


put("linear_discriminant", LinearDiscriminantAnalysis(solver="lsqr").fit(X, y).predict_proba(T), 1e-10)
put("linear_discriminant_shrunk", LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.3).fit(X, y).predict_proba(T), 1e-6)
put("quadratic_discriminant", QuadraticDiscriminantAnalysis().fit(X, y).predict_proba(T), 1e-10)
put("naive_bayes", GaussianNB().fit(X, y).predict_proba(T), 1e-10)
put("nearest_neighbours", KNeighborsClassifier(7).fit(X, y).predict_proba(T), 1e-12)
one_hot = np.eye(3)[y]
put("indicator_regression", LinearRegression().fit(X, one_hot).predict(T).argmax(1), 0)
for name, penalty in (("logistic", 0.0), ("logistic_ridge", 0.02)):
    C = np.inf if penalty == 0 else 1 / (len(X) * penalty)
    model = LogisticRegression(C=C, tol=1e-12, max_iter=100_000, solver="newton-cholesky").fit(X, y)
    put(f"{name}_coefficients", model.coef_ - model.coef_.mean(0), 1e-7)
    put(f"{name}_probabilities", model.predict_proba(T), 1e-7)
for name, kernel in (("linear", "linear"), ("gaussian", "rbf")):
    model = SVC(C=2.0, kernel=kernel, gamma=0.4, tol=1e-10, decision_function_shape="ovo").fit(X, y)
    put(f"support_vectors_{name}_decisions", model.decision_function(T), 1e-6, "scikit-learn (libsvm)")
    put(f"support_vectors_{name}_told", model.predict(T), 0, "scikit-learn (libsvm)")
network = MLPClassifier((5, 4), activation="tanh", alpha=0.01, max_iter=300, random_state=0).fit(X, y)
put("network_probabilities", network.predict_proba(T), 1e-12)
layers = [{"weights": W.T.tolist(), "offsets": b.tolist()} for W, b in zip(network.coefs_, network.intercepts_)]
scores = [RandomForestClassifier(200, random_state=s).fit(X, y).score(T, t) for s in range(20)]
put("random_forest_accuracy", np.mean(scores), 0, "scikit-learn, mean of 20 forests", atol=4 * np.std(scores) + 0.02)

definition = "Priors are shares of the training rows; logistic coefficients sum to 0 over classes, penalty/2 |b|^2 on the mean loss; decisions of pairs (0,1), (0,2), (1,2)."
with open("expected.json", "w") as out:
    json.dump({"case": "classifiers", "definition": definition, "params": {"layers": layers, "penalty": 0.02}, "made_with": {"numpy": np.__version__, "scikit-learn": sklearn.__version__}, "expected": expected}, out, indent=1)
    out.write("\n")
