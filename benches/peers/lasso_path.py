"""A lasso path of 50 penalties of a Poisson regression of 50,000 rows on 100 columns."""

import numpy as np

# Coefficients at the last penalty, relative to the largest.
TOLERANCE = 1e-4
N_PENALTIES = 50
RATIO = 0.01
NUMPY_1 = ["peer_adelie"]


def make(folder):
    rng = np.random.default_rng(4)
    n = 50_000
    design = rng.standard_normal((n, 100))
    slopes = np.where(rng.uniform(size=100) < 0.3, rng.normal(0, 0.15, 100), 0.0)
    counts = rng.poisson(np.exp(0.3 + design @ slopes)).astype(float)
    largest = np.abs(design.T @ (counts - counts.mean())).max() / n
    np.save(folder / "design.npy", design)
    np.save(folder / "counts.npy", counts)
    np.save(folder / "penalties.npy", largest * RATIO ** (np.arange(N_PENALTIES) / (N_PENALTIES - 1)))


def load(folder):
    return [np.load(folder / f"{name}.npy") for name in ("design", "counts", "penalties")]


def peer_adelie(folder):
    """adelie"""
    import adelie

    design, counts, penalties = load(folder)
    matrix = np.asfortranarray(design)

    def work():
        state = adelie.grpnet(
            X=adelie.matrix.dense(matrix, n_threads=2), glm=adelie.glm.poisson(y=counts), lmda_path=penalties,
            early_exit=False, n_threads=2, progress_bar=False, tol=1e-8, irls_tol=1e-8)
        return np.concatenate([[state.intercepts[-1]], np.asarray(state.betas[-1].todense()).ravel()])

    return work


def peer_glum(folder):
    """glum, alpha search"""
    from glum import GeneralizedLinearRegressor

    design, counts, penalties = load(folder)

    def work():
        model = GeneralizedLinearRegressor(
            family="poisson", l1_ratio=1, alpha_search=True, alpha=penalties.tolist(), gradient_tol=1e-7)
        model.fit(design, counts)
        return np.concatenate([[model.intercept_], model.coef_])

    return work


def peer_skglm(folder):
    """skglm, proximal Newton with warm starts"""
    from skglm import GeneralizedLinearEstimator
    from skglm.datafits import Poisson
    from skglm.penalties import L1
    from skglm.solvers import ProxNewton

    design, counts, penalties = load(folder)
    matrix = np.asfortranarray(design)

    def work():
        solver = ProxNewton(warm_start=True, tol=1e-7, fit_intercept=True)
        model = GeneralizedLinearEstimator(Poisson(), L1(penalties[0]), solver)
        for penalty in penalties:
            model.penalty = L1(penalty)
            model.fit(matrix, counts)
        return np.concatenate([[np.ravel(model.intercept_)[0]], np.ravel(model.coef_)])

    return work
