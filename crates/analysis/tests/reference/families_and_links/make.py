"""Writes data.csv and expected.json. Run: python make.py (numpy, mpmath, statsmodels, scikit-learn)

Reaction times, choices and counts of a session, by contrast and block. Every value comes from Newton's method at
50 digits on the exact doubles of data.csv, the score written out and differentiated numerically at that
precision, rounded once; statsmodels must agree where it has the quantity.
"""
import csv
import json
import warnings

import mpmath as mp
import numpy as np
import sklearn
import statsmodels
import statsmodels.api as sm
from sklearn.linear_model import ElasticNet

warnings.simplefilter("ignore")
mp.mp.dps = 50
rng = np.random.default_rng(20260918)
n = 90
contrast = np.round(rng.uniform(0, 1, n), 4)
block = np.round(rng.normal(0, 0.5, n), 4)
effect = 0.8 * contrast - 0.5 * block
amount = np.round(rng.gamma(3.0, np.exp(0.2 + effect) / 3.0), 5)       # s
value = np.round(2.0 + effect + rng.normal(0, 0.6, n), 5)
choice = (rng.uniform(0, 1, n) < 1 / (1 + np.exp(-(effect - 0.2)))).astype(int)
few = rng.poisson(2.5 + effect)
many = rng.poisson(np.exp(0.9 + effect) * rng.gamma(1.2, 1 / 1.2, n))
weight = rng.integers(0, 3, n)
NAMES = ["contrast", "block", "amount", "value", "choice", "few", "many", "weight"]
with open("data.csv", "w", newline="") as out:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(NAMES)
    writer.writerows(zip(*(c.tolist() for c in (contrast, block, amount, value, choice, few, many, weight))))

X = [[mp.mpf(1), mp.mpf(a), mp.mpf(b)] for a, b in zip(contrast.tolist(), block.tolist())]
LINKS = {
    "identity": (lambda e: e, lambda e: mp.mpf(1), lambda m: m),
    "log": (mp.exp, mp.exp, mp.log),
    "inverse": (lambda e: 1 / e, lambda e: -1 / e**2, lambda m: 1 / m),
    "probit": (mp.ncdf, mp.npdf, lambda m: mp.sqrt(2) * mp.erfinv(2 * m - 1)),
    "cloglog": (lambda e: -mp.expm1(-mp.exp(e)), lambda e: mp.exp(e - mp.exp(e)), lambda m: mp.log(-mp.log(1 - m))),
}
xlogy = lambda a, c: a * mp.log(a / c) if a else mp.mpf(0)
FAMILIES = {  # variance, unit deviance, log-likelihood at dispersion phi
    "gaussian": (lambda m, a: mp.mpf(1), lambda y, m, a: (y - m) ** 2, lambda y, m, a, p: -(mp.log(2 * mp.pi * p) + (y - m) ** 2 / p) / 2),
    "poisson": (lambda m, a: m, lambda y, m, a: 2 * (xlogy(y, m) - (y - m)), lambda y, m, a, p: y * mp.log(m) - m - mp.loggamma(y + 1)),
    "binomial": (lambda m, a: m * (1 - m), lambda y, m, a: -2 * mp.log(m if y else 1 - m), lambda y, m, a, p: mp.log(m if y else 1 - m)),
    "gamma": (lambda m, a: m**2, lambda y, m, a: 2 * (-mp.log(y / m) + (y - m) / m),
              lambda y, m, a, p: (mp.log(y / (p * m)) / p - y / (p * m) - mp.log(y) - mp.loggamma(1 / p))),
    "negative_binomial": (lambda m, a: m + a * m**2, lambda y, m, a: 2 * (xlogy(y, m) - (y + 1 / a) * mp.log((1 + a * y) / (1 + a * m))),
                          lambda y, m, a, p: (mp.loggamma(y + 1 / a) - mp.loggamma(1 / a) - mp.loggamma(y + 1) + y * mp.log(a * m) - (y + 1 / a) * mp.log(1 + a * m))),
}


def score(family, link, alpha, y):
    """d loss / d eta"""
    mean, slope, _ = LINKS[link]
    variance = FAMILIES[family][0]
    return lambda e: -(y - mean(e)) / variance(mean(e), alpha) * slope(e)


def solve(family, link, y, w, alpha, columns):
    rows = [x[:columns] for x in X]
    total = mp.fsum(w)
    b = mp.matrix([LINKS[link][2](mp.fsum(a * c for a, c in zip(w, y)) / total)] + [0] * (columns - 1))
    for _ in range(80):
        gradient, hessian = mp.matrix(columns, 1), mp.matrix(columns)
        for x, a, c in zip(rows, y, w):
            if c == 0:
                continue
            eta = mp.fsum(p * q for p, q in zip(x, b))
            of = score(family, link, alpha, a)
            first, second = of(eta), mp.diff(of, eta)
            for i in range(columns):
                gradient[i] += c * first * x[i]
                for j in range(columns):
                    hessian[i, j] += c * second * x[i] * x[j]
        step = mp.lu_solve(hessian, gradient)
        b -= step
        if max(abs(s) for s in step) < mp.mpf(10) ** -38:
            return b, hessian
    raise SystemExit(f"no convergence: {family} {link}")


def report(family, link, y, w, alpha=None):
    mean, slope, _ = LINKS[link]
    variance, unit, likelihood = FAMILIES[family]
    total = mp.fsum(w)
    free = family in ("gaussian", "gamma")
    b, _ = solve(family, link, y, w, alpha, 3)
    eta = [mp.fsum(p * q for p, q in zip(x, b)) for x in X]
    mu = [mean(e) for e in eta]
    information, squares = mp.matrix(3), mp.matrix(3)
    for x, a, c, e, m in zip(X, y, w, eta, mu):
        expected = slope(e) ** 2 / variance(m, alpha)
        s = score(family, link, alpha, a)(e)
        for i in range(3):
            for j in range(3):
                information[i, j] += c * expected * x[i] * x[j]
                squares[i, j] += c * s * s * x[i] * x[j]
    inverse = information ** -1
    pearson = mp.fsum(c * (a - m) ** 2 / variance(m, alpha) for a, c, m in zip(y, w, mu))
    phi = pearson / (total - 3) if free else mp.mpf(1)
    deviance = mp.fsum(c * unit(a, m, alpha) for a, c, m in zip(y, w, mu))
    null, _ = solve(family, link, y, w, alpha, 1)
    null_mean = mean(null[0])
    loglik = mp.fsum(c * likelihood(a, m, alpha, deviance / total) for a, c, m in zip(y, w, mu) if c)
    null_deviance = mp.fsum(c * unit(a, null_mean, alpha) for a, c in zip(y, w))
    null_loglik = mp.fsum(c * likelihood(a, null_mean, alpha, null_deviance / total) for a, c in zip(y, w) if c)
    errors = [mp.sqrt(phi * inverse[i, i]) for i in range(3)]
    z = [b[i] / errors[i] for i in range(3)]
    if free:
        degrees = total - 3
        p = [mp.betainc(degrees / 2, mp.mpf(1) / 2, 0, degrees / (degrees + t * t), regularized=True) for t in z]
    else:
        p = [mp.erfc(abs(t) / mp.sqrt(2)) for t in z]
    parameters = 4 if free else 3
    sandwich = inverse * squares * inverse
    return {
        "estimates": list(b), "standard_errors": errors, "z": z, "p": p,
        "sandwich": [mp.sqrt(sandwich[i, i]) for i in range(3)],
        "deviance": deviance, "null_deviance": null_deviance, "dispersion": phi,
        "pearson_chi_squared": pearson, "ln_likelihood": loglik, "null_ln_likelihood": null_loglik,
        "aic": 2 * parameters - 2 * loglik, "bic": parameters * mp.log(total) - 2 * loglik,
        "mcfadden": 1 - loglik / null_loglik, "cox_snell": 1 - mp.exp(2 * (null_loglik - loglik) / total),
    }


exact = lambda column: [mp.mpf(v) for v in column.tolist()]
ones = [mp.mpf(1)] * n
MODELS = {
    "gaussian_identity": ("gaussian", "identity", value, ones),
    "gaussian_log": ("gaussian", "log", value, ones),
    "gamma_inverse": ("gamma", "inverse", amount, ones),
    "gamma_log_weights": ("gamma", "log", amount, exact(weight)),
    "poisson_identity": ("poisson", "identity", few, ones),
    "poisson_log": ("poisson", "log", many, ones),
    "binomial_probit": ("binomial", "probit", choice, ones),
    "binomial_cloglog_weights": ("binomial", "cloglog", choice, exact(weight)),
    "negative_binomial_log": ("negative_binomial", "log", many, ones),
}
ALPHA = 0.75
sl = sm.families.links
THEIRS = {
    "gaussian_identity": sm.families.Gaussian(), "gaussian_log": sm.families.Gaussian(sl.Log()),
    "gamma_inverse": sm.families.Gamma(), "gamma_log_weights": sm.families.Gamma(sl.Log()),
    "poisson_identity": sm.families.Poisson(sl.Identity()), "poisson_log": sm.families.Poisson(),
    "binomial_probit": sm.families.Binomial(sl.Probit()), "binomial_cloglog_weights": sm.families.Binomial(sl.CLogLog()),
    "negative_binomial_log": sm.families.NegativeBinomial(alpha=ALPHA),
}
design = np.column_stack([np.ones(n), contrast, block])
expected = {}


def put(name, number, source, rtol=1e-10):
    convert = lambda v: [convert(x) for x in v] if isinstance(v, list) else float(v)
    expected[name] = {"value": convert(number), "rtol": rtol, "elementwise": True, "source": source}


for name, (family, link, y, w) in MODELS.items():
    values = report(family, link, exact(y), w, mp.mpf(ALPHA))
    for quantity, number in values.items():
        put(f"{name}_{quantity}", number, "mpmath 50 digits")
    weights = None if w is ones else weight
    theirs = sm.GLM(y, design, THEIRS[name], freq_weights=weights).fit(tol=1e-14, maxiter=500)
    pairs = {"estimates": theirs.params, "standard_errors": theirs.bse, "deviance": theirs.deviance,
             "null_deviance": theirs.null_deviance, "pearson_chi_squared": theirs.pearson_chi2}
    if name == "poisson_log":  # elsewhere its bread is the observed information
        pairs["sandwich"] = sm.GLM(y, design, THEIRS[name]).fit(tol=1e-14, cov_type="HC0").bse
    if family not in ("gaussian", "gamma"):
        pairs["ln_likelihood"] = theirs.llf
    for quantity, other in pairs.items():
        assert np.allclose(expected[f"{name}_{quantity}"]["value"], other, rtol=1e-6, atol=0), (name, quantity, expected[f"{name}_{quantity}"]["value"], other)

# Coefficients and dispersion of the negative binomial together: the joint likelihood's own Newton.
y = exact(many)
full = lambda b0, b1, b2, a: -mp.fsum(
    FAMILIES["negative_binomial"][2](c, mp.exp(x[0] * b0 + x[1] * b1 + x[2] * b2), a, None) for x, c in zip(X, y))
mp.mp.dps = 30
theirs = sm.NegativeBinomial(many, design).fit(disp=0, maxiter=500, gtol=1e-10)
at = mp.matrix([mp.mpf(v) for v in theirs.params])
partial = lambda at, orders: mp.diff(full, tuple(at), tuple(orders))
unit_orders = lambda *places: [sum(1 for p in places if p == i) for i in range(4)]
for _ in range(8):
    gradient = mp.matrix([partial(at, unit_orders(i)) for i in range(4)])
    hessian = mp.matrix(4)
    for i in range(4):
        for j in range(i + 1):
            hessian[i, j] = hessian[j, i] = partial(at, unit_orders(i, j))
    step = mp.lu_solve(hessian, gradient)
    at -= step
    if max(abs(s) for s in step) < mp.mpf(10) ** -15:
        break
inverse = hessian ** -1
put("together_estimates", list(at[:3]), "mpmath 30 digits")
put("together_alpha", at[3], "mpmath 30 digits")
put("together_standard_errors", [mp.sqrt(inverse[i, i]) for i in range(4)], "mpmath 30 digits", 1e-8)
put("together_ln_likelihood", -full(*at), "mpmath 30 digits")
assert np.allclose(expected["together_estimates"]["value"] + [expected["together_alpha"]["value"]], theirs.params, rtol=1e-4)

# Nested Gaussian and Poisson models: F and chi-squared.
for name, family, y in (("gaussian", sm.families.Gaussian(), value), ("poisson", sm.families.Poisson(), many)):
    small = sm.GLM(y, design[:, :2], family).fit(tol=1e-14)
    large = sm.GLM(y, design, family).fit(tol=1e-14)
    drop = small.deviance - large.deviance
    from scipy import stats
    if name == "gaussian":
        put("nested_gaussian", [drop / large.scale, float(stats.f.sf(drop / large.scale, 1, n - 3))], "statsmodels, scipy", 1e-9)
    else:
        put("nested_poisson", [drop, float(stats.chi2.sf(drop, 1))], "statsmodels, scipy", 1e-9)

# Elastic net of the Gaussian: scikit-learn at its tightest; its optimality is checked here.
features = design[:, 1:]
net = ElasticNet(alpha=0.05, l1_ratio=0.6, tol=1e-15, max_iter=1_000_000).fit(features, value)
slope = features.T @ (features @ net.coef_ + net.intercept_ - value) / n + 0.05 * 0.4 * net.coef_
assert np.allclose(slope[net.coef_ != 0], -0.03 * np.sign(net.coef_[net.coef_ != 0]), atol=1e-12)
put("elastic_net", [float(net.intercept_), *net.coef_.tolist()], "scikit-learn, optimality checked to 1e-12", 1e-9)

definition = ("Design [1, contrast, block]; response by the model's name: gaussian value, gamma amount, poisson_identity few, poisson_log and "
              "negative_binomial many, binomial choice; *_weights with column weight as copies of rows. dispersion: Pearson chi-squared over total "
              "weight less 3 (gaussian, gamma), else 1; z and p are Student's there. ln_likelihood at dispersion deviance / total weight (R). aic and "
              "bic count one more parameter there; bic takes the total weight for the number of rows. sandwich: square roots of the diagonal of "
              "A^-1 B A^-1, A expected information, B sum of squared scores. negative_binomial_log at alpha; together: with alpha estimated, standard "
              "errors from the observed information of both, alpha last. nested: [1, contrast] in [1, contrast, block], statistic and p. elastic_net: "
              "1/(2n) |y - Xb|^2 + 0.05 (0.6 |b|_1 + 0.2 |b|^2), value on contrast and block.")
with open("expected.json", "w") as out:
    json.dump({"case": "families_and_links", "definition": definition, "params": {"alpha": ALPHA, "penalty": 0.05, "l1_share": 0.6},
               "made_with": {"mpmath": mp.__version__, "numpy": np.__version__, "statsmodels": statsmodels.__version__, "scikit-learn": sklearn.__version__},
               "expected": expected}, out, indent=1)
    out.write("\n")
