"""Exact principal components of 20,000 rows and 500 columns: variances and the first direction."""

import numpy as np

# How near the answers must be, relative to the largest of them.
TOLERANCE = 1e-9


def make(folder):
    rng = np.random.default_rng(1)
    shared = rng.standard_normal((20_000, 10)) * np.linspace(6, 1.5, 10)
    activity = shared @ rng.standard_normal((10, 500)) / np.sqrt(500) * 5 + rng.standard_normal((20_000, 500)) + 5
    np.save(folder / "activity.npy", activity)


def told(variances, direction):
    return np.concatenate([variances, direction * np.sign(direction[np.abs(direction).argmax()])])


def peer_numpy(folder):
    """numpy, Gram and eigh by hand"""
    activity = np.load(folder / "activity.npy")

    def work():
        centred = activity - activity.mean(0)
        values, vectors = np.linalg.eigh(centred.T @ centred)
        return told(values[::-1] / (len(activity) - 1), vectors[:, -1])

    return work


def peer_sklearn_covariance(folder):
    """scikit-learn, covariance"""
    from sklearn.decomposition import PCA

    activity = np.load(folder / "activity.npy")

    def work():
        fit = PCA(svd_solver="covariance_eigh").fit(activity)
        return told(fit.explained_variance_, fit.components_[0])

    return work


def peer_sklearn_full(folder):
    """scikit-learn, full SVD"""
    from sklearn.decomposition import PCA

    activity = np.load(folder / "activity.npy")

    def work():
        fit = PCA(svd_solver="full").fit(activity)
        return told(fit.explained_variance_, fit.components_[0])

    return work
