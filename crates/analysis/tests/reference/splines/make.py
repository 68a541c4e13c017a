"""Writes data.csv and expected.json. Run: python make.py (numpy, scipy)

Design matrices of clamped and periodic splines by scipy.
"""
import json

import numpy as np
import scipy
from scipy.interpolate import BSpline

lower, upper = -1.5, 4.0
x = np.array([-1.5, -1.25, -0.1, 0.0, 0.33, 1.0, 2.75, 3.999, 4.0])
with open("data.csv", "w") as out:
    out.write("x\n" + "".join(f"{v!r}\n" for v in x.tolist()))
expected = {}
for n, degree in ((7, 3), (5, 2), (6, 1)):
    knots = np.concatenate([[lower] * degree, np.linspace(lower, upper, n - degree + 1), [upper] * degree])
    clamped = BSpline.design_matrix(x, knots, degree).toarray()
    step = (upper - lower) / n
    unrolled = lower + step * np.arange(-degree, n + degree + 1)
    wrapped = np.where(x >= upper, x - (upper - lower), x)
    wide = BSpline.design_matrix(wrapped, unrolled, degree).toarray()
    periodic = wide[:, :n].copy()
    periodic[:, :degree] += wide[:, n:]
    for name, value in (("clamped", clamped), ("periodic", periodic)):
        expected[f"{name}_{n}_{degree}"] = {"value": value.tolist(), "rtol": 1e-14, "atol": 2e-15, "source": "scipy"}
with open("expected.json", "w") as out:
    json.dump({"case": "splines", "definition": "Design matrices (rows: x) of <kind>_<functions>_<degree> on [lower, upper], evenly spaced knots; periodic function j starts at knot j - degree.",
               "params": {"lower": lower, "upper": upper}, "made_with": {"numpy": np.__version__, "scipy": scipy.__version__}, "expected": expected}, out, indent=1)
    out.write("\n")
