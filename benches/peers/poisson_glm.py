"""Poisson regression of 200,000 rows on 100 columns, with standard errors."""

import numpy as np

# How near the answers must be, relative to the largest of them.
TOLERANCE = 1e-6


def make(folder):
    rng = np.random.default_rng(1)
    design = rng.standard_normal((200_000, 100))
    slopes = rng.normal(0, 0.05, 100)
    np.save(folder / "design.npy", design)
    np.save(folder / "counts.npy", rng.poisson(np.exp(0.5 + design @ slopes)).astype(float))


def load(folder):
    return np.load(folder / "design.npy"), np.load(folder / "counts.npy")


def peer_numpy(folder):
    """numpy, Newton by hand"""
    design, counts = load(folder)
    full = np.column_stack([np.ones(len(design)), design])

    def work():
        coefficients = np.zeros(full.shape[1])
        coefficients[0] = np.log(counts.mean())
        for _ in range(25):
            mean = np.exp(full @ coefficients)
            information = full.T @ (full * mean[:, None])
            step = np.linalg.solve(information, full.T @ (counts - mean))
            coefficients += step
            if np.abs(step).max() < 1e-8:
                break
        errors = np.sqrt(np.diag(np.linalg.inv(information)))
        return np.concatenate([coefficients, errors])

    return work


def peer_glum(folder):
    """glum"""
    from glum import GeneralizedLinearRegressor

    design, counts = load(folder)

    def work():
        model = GeneralizedLinearRegressor(family="poisson", alpha=0, gradient_tol=1e-8)
        model.fit(design, counts)
        errors = model.std_errors(design, counts, robust=False)
        return np.concatenate([[model.intercept_], model.coef_, errors])

    return work
