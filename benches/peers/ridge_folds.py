"""10 folds of 50 ridge penalties of a Poisson regression of 50,000 rows on 60 columns."""

import numpy as np

# Mean held-out deviance at each penalty, relative to the largest.
TOLERANCE = 1e-6
PENALTIES = np.logspace(0, -4, 50)
N_FOLDS = 10


def make(folder):
    rng = np.random.default_rng(3)
    n = 50_000
    design = rng.standard_normal((n, 60))
    slopes = rng.normal(0, 0.08, 60)
    np.save(folder / "design.npy", design)
    np.save(folder / "counts.npy", rng.poisson(np.exp(0.3 + design @ slopes)).astype(float))
    np.save(folder / "penalties.npy", PENALTIES)
    np.save(folder / "folds.npy", rng.permutation(np.arange(n) % N_FOLDS).astype(float))


def load(folder):
    return [np.load(folder / f"{name}.npy") for name in ("design", "counts", "penalties", "folds")]


def deviance(counts, mean):
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(counts > 0, counts * np.log(counts / mean), 0.0)
    return 2 * (ratio - (counts - mean)).mean()


def peer_numpy(folder):
    """numpy, Newton by hand with warm starts"""
    design, counts, penalties, folds = load(folder)
    full = np.column_stack([np.ones(len(design)), design])

    def work():
        scores = np.zeros((N_FOLDS, len(penalties)))
        for fold in range(N_FOLDS):
            train, test = full[folds != fold], full[folds == fold]
            y, held_out = counts[folds != fold], counts[folds == fold]
            b = np.zeros(full.shape[1])
            b[0] = np.log(y.mean())
            for k, penalty in enumerate(penalties):
                ridge = np.full(full.shape[1], penalty)
                ridge[0] = 0
                for _ in range(25):
                    mean = np.exp(train @ b)
                    information = train.T @ (train * mean[:, None]) / len(y) + np.diag(ridge)
                    step = np.linalg.solve(information, train.T @ (y - mean) / len(y) - ridge * b)
                    b += step
                    if np.abs(step).max() < 1e-8:
                        break
                scores[fold, k] = deviance(held_out, np.exp(test @ b))
        return scores.mean(axis=0)

    return work


def peer_scikit_learn(folder):
    """scikit-learn PoissonRegressor, Newton-Cholesky, warm starts"""
    from sklearn.linear_model import PoissonRegressor

    design, counts, penalties, folds = load(folder)

    def work():
        scores = np.zeros((N_FOLDS, len(penalties)))
        for fold in range(N_FOLDS):
            model = PoissonRegressor(solver="newton-cholesky", warm_start=True, tol=1e-8, max_iter=100)
            for k, penalty in enumerate(penalties):
                model.set_params(alpha=penalty).fit(design[folds != fold], counts[folds != fold])
                scores[fold, k] = deviance(counts[folds == fold], model.predict(design[folds == fold]))
        return scores.mean(axis=0)

    return work
