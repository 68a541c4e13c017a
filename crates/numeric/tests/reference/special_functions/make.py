"""Writes expected.json: special functions at 50 digits (mpmath), rounded once. Run: python3 make.py

Each entry is [function, [arguments], value, relative tolerance]. Arguments are exact doubles; quantile
arguments are chosen on both sides, and tails reach far out, where a subtraction from 1 would leave nothing.
"""
import json
import mpmath as mp

mp.mp.dps = 50
ROWS = []


def add(function, arguments, value, tolerance=1e-13):
    arguments = [float(a) for a in arguments]
    value = float(value)
    if value != 0 and abs(value) > 1e-300:
        ROWS.append([function, arguments, value, tolerance])


def gamma_upper(a, x):
    """Q(a, x) by its integral's closed forms in mpmath, with digits to spare."""
    with mp.workdps(120):
        return mp.gammainc(a, x, mp.inf, regularized=True)


def gamma_lower(a, x):
    with mp.workdps(120):
        return mp.gammainc(a, 0, x, regularized=True)


def beta_lower(a, b, x, y):
    with mp.workdps(120):
        if x < 0.5:
            return mp.betainc(a, b, 0, x, regularized=True)
        return 1 - mp.betainc(b, a, 0, y, regularized=True)


def student_upper(t, df):
    with mp.workdps(120):
        t, df = mp.mpf(t), mp.mpf(df)
        return beta_lower(df / 2, mp.mpf(1) / 2, df / (df + t * t), t * t / (df + t * t)) / 2


for x in (1e-8, 0.013, 0.3, 0.5, 0.9, 1.0625, 1.4, 1.9, 2.1, 3.7, 8, 11.9, 12.1, 15.9, 16.1, 150.5, 1e4, 3e9):
    if x != 0.5:
        add("ln_gamma", [x], mp.loggamma(mp.mpf(x)))
    add("digamma", [x], mp.digamma(mp.mpf(x)), 1e-13 if x not in (1.4,) else 1e-12)
    add("trigamma", [x], mp.polygamma(1, mp.mpf(x)))

for z in (-38, -37.25, -25.5, -9.1, -5, -2.3, -1.0000001, -0.999, -0.4, -1e-9, 0, 1e-5, 0.7, 1.5, 3.2, 6, 8.2):
    z = mp.mpf(float(z))
    add("normal_cdf", [z], mp.erfc(-z / mp.sqrt(2)) / 2, 1e-14)
    add("normal_upper_tail", [z], mp.erfc(z / mp.sqrt(2)) / 2, 1e-14)
    add("ln_normal_cdf", [z], mp.log(mp.erfc(-z / mp.sqrt(2)) / 2))
add("ln_normal_cdf", [-1e5], mp.log(mp.erfc(mp.mpf(1e5) / mp.sqrt(2)) / 2))
for x in (-26, -3.5, -0.2, 0, 0.3, 1, 4.7, 12.3, 19.99, 20.01, 100, 1e8):
    x = mp.mpf(float(x))
    add("scaled_erfc", [x], mp.exp(x * x) * mp.erfc(x), 1e-14)
for p in (1e-300, 1e-100, 1e-20, 3e-6, 0.001, 0.025, 0.1, 0.2499, 0.2501, 0.4, 0.499999, 0.5000001, 0.6, 0.7501, 0.9, 0.975, 0.9999):
    p = mp.mpf(float(p))
    start = -mp.sqrt(-2 * mp.log(min(p, 1 - p))) if min(p, 1 - p) < 0.2 else mp.sqrt(2 * mp.pi) * (min(p, 1 - p) - 0.5)
    z = mp.findroot(lambda v: mp.log(mp.erfc(-v / mp.sqrt(2)) / 2) - mp.log(min(p, 1 - p)), start)
    add("normal_quantile", [p], z if p < 0.5 else -z, 5e-15)

for a in (0.01, 0.3, 0.5, 1, 2.5, 7, 40, 333.3, 5000):
    for ratio in (0.001, 0.05, 0.4, 0.8, 1, 1.1, 1.7, 4):
        x = a * ratio
        add("incomplete_gamma_lower", [a, x], gamma_lower(mp.mpf(a), mp.mpf(x)), 2e-12)
        add("incomplete_gamma_upper", [a, x], gamma_upper(mp.mpf(a), mp.mpf(x)), 2e-12)
for a, b in ((0.5, 0.5), (0.5, 7), (3, 0.25), (2, 2), (10, 30), (60.5, 11), (400, 390), (3000, 0.5)):
    for x in (1e-6, 0.03, 0.25, 0.5, 0.77, 0.97, 0.9999):
        x = float(x)
        add("incomplete_beta", [a, b, x], beta_lower(mp.mpf(a), mp.mpf(b), mp.mpf(x), 1 - mp.mpf(x)), 2e-12)
for x, df in ((0.001, 1), (0.5, 1), (3.84, 1), (40, 1), (900, 1), (10, 10), (200, 30), (950, 1000), (3000, 1000)):
    add("chi_squared_upper_tail", [x, df], gamma_upper(mp.mpf(df) / 2, mp.mpf(x) / 2), 2e-12)
for t in (-4, -0.1, 0.001, 0.5, 1.9, 7, 40, 1e4, 1e9):
    for df in (1, 2, 3.5, 10, 100, 1e5):
        value = student_upper(abs(t), df)
        if t < 0:
            value = 1 - value
        else:
            add("student_t_two_sided", [t, df], 2 * value, 2e-12)
        add("student_t_upper_tail", [t, df], value, 2e-12)
for f in (0.01, 0.9, 3, 25, 4000):
    for d1, d2 in ((1, 1), (3, 17), (10, 4.5), (40, 500)):
        with mp.workdps(120):
            x, y = mp.mpf(d2) / (d2 + mp.mpf(d1) * mp.mpf(f)), mp.mpf(d1) * mp.mpf(f) / (d2 + mp.mpf(d1) * mp.mpf(f))
        add("f_upper_tail", [f, d1, d2], beta_lower(mp.mpf(d2) / 2, mp.mpf(d1) / 2, x, y), 2e-12)
for df in (1, 2.5, 8, 146, 3e4):
    for p in (1e-30, 1e-6, 0.005, 0.025, 0.2, 0.45, 0.51, 0.9, 0.975):
        low = min(mp.mpf(p), 1 - mp.mpf(p))
        bracket = [mp.mpf("1e-6"), mp.mpf(2)]
        while student_upper(bracket[1], df) > low:
            bracket[1] *= 2
        t = mp.findroot(lambda v: mp.log(student_upper(v, df)) - mp.log(low), bracket, solver="anderson", tol=mp.mpf(10) ** -40)
        add("student_t_quantile", [p, df], -t if p < 0.5 else t, 1e-12)

for x in (1e-4, 0.2, 1, 5.5, 14, 24.9, 25.1, 80, 2000, 1e7):
    with mp.workdps(80):
        add("scaled_bessel_i0", [x], mp.besseli(0, mp.mpf(x)) * mp.exp(-mp.mpf(x)), 1e-14)
        add("scaled_bessel_i1", [x], mp.besseli(1, mp.mpf(x)) * mp.exp(-mp.mpf(x)), 1e-14)

for k, mean in ((0, 3.5), (1, 1e-8), (3, 3.0000001), (7, 2.5), (100, 250.5), (100000, 99000), (1e12, 1.000001e12)):
    with mp.workdps(80):
        k_, m_ = mp.mpf(float(k)), mp.mpf(float(mean))
        value = k_ * mp.log(m_) - m_ - mp.loggamma(k_ + 1)
        add("ln_poisson_probability", [k, mean], value, 1e-13)
        if k:
            add("count_deviance", [k, mean], k_ * mp.log(k_ / m_) + m_ - k_, 1e-13)
for k, n, p in ((0, 5, 0.01), (5, 5, 0.3), (2, 9, 0.5), (500, 1000, 0.5), (3, 1e6, 1e-6), (7e5, 1e6, 0.2)):
    with mp.workdps(80):
        k_, n_, p_ = mp.mpf(float(k)), mp.mpf(float(n)), mp.mpf(float(p))
        value = mp.loggamma(n_ + 1) - mp.loggamma(k_ + 1) - mp.loggamma(n_ - k_ + 1) + k_ * mp.log(p_) + (n_ - k_) * mp.log(1 - p_)
        add("ln_binomial_probability", [k, n, p], value, 1e-13)

with open("expected.json", "w") as out:
    json.dump({"made_by": "make.py", "mpmath": mp.__version__, "digits": 50,
               "rows": ROWS}, out, separators=(",", ":"))
    out.write("\n")
print(len(ROWS), "values")
