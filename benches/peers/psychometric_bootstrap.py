"""A psychometric function (cumulative Gaussian, guesses and lapses fixed) with 2,000 parametric bootstrap refits."""

import numpy as np

# Peers draw other replicates: the fit to the data themselves is compared.
TOLERANCE = 1e-5


def make(folder):
    rng = np.random.default_rng(2)
    levels = np.linspace(-3, 3, 9)
    trials = np.full(9, 100.0)
    from scipy.stats import norm

    share = 0.5 + 0.48 * norm.cdf((levels - 0.3) / 1.1)
    np.save(folder / "levels.npy", levels)
    np.save(folder / "n_trials.npy", trials)
    np.save(folder / "n_correct.npy", rng.binomial(100, share).astype(float))


def load(folder):
    return [np.load(folder / f"{name}.npy") for name in ("levels", "n_trials", "n_correct")]


def refits(folder, fit):
    from scipy.special import ndtr

    levels, trials, correct = load(folder)

    def work():
        rng = np.random.default_rng(3)
        first = fit(levels, trials, correct, np.array([0.0, 1.0]))
        share = 0.5 + 0.48 * ndtr((levels - first[0]) / first[1])
        for _ in range(2000):
            fit(levels, trials, rng.binomial(trials.astype(int), share), first)
        return first

    return work


def loss(parameters, levels, trials, correct):
    from scipy.special import ndtr

    p = 0.5 + 0.48 * ndtr((levels - parameters[0]) / parameters[1])
    return -np.sum(correct * np.log(p) + (trials - correct) * np.log1p(-p))


def peer_scipy_gradient(folder):
    """scipy, BFGS with gradient"""
    from scipy.optimize import minimize
    from scipy.special import ndtr

    def both(parameters, levels, trials, correct):
        u = (levels - parameters[0]) / parameters[1]
        p = 0.5 + 0.48 * ndtr(u)
        value = -np.sum(correct * np.log(p) + (trials - correct) * np.log1p(-p))
        by_p = -(correct / p - (trials - correct) / (1 - p))
        by_u = by_p * 0.48 * np.exp(-0.5 * u * u) / np.sqrt(2 * np.pi)
        return value, np.array([-by_u.sum(), -(by_u * u).sum()]) / parameters[1]

    def fit(levels, trials, correct, start):
        return minimize(both, start, (levels, trials, correct), jac=True, method="BFGS").x

    return refits(folder, fit)


def peer_scipy_simplex(folder):
    """scipy, Nelder-Mead"""
    from scipy.optimize import minimize

    def fit(levels, trials, correct, start):
        options = {"xatol": 1e-6, "fatol": 1e-9}
        return minimize(loss, start, (levels, trials, correct), method="Nelder-Mead", options=options).x

    return refits(folder, fit)
