"""Writes expected.json. Run: python make.py (mpmath)

Functions of doubles at 50 digits, each as the sum of a double and what it leaves.
"""
import json

import mpmath as mp

mp.mp.dps = 60
FUNCTIONS = {"exp": mp.exp, "ln": mp.log, "sin": mp.sin, "cos": mp.cos, "arctangent": mp.atan, "sqrt": mp.sqrt,
             "power": lambda x: mp.power(x, mp.mpf(1.7)), "reciprocal": lambda x: 1 / x}
ARGUMENTS = [1e-300, 1e-8, 0.001, 0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 3.141592653589793, 7.0, 12.25, 55.5, 300.1, 700.0, 12345.678, 1e6]
rows = []
for name, function in FUNCTIONS.items():
    for x in ARGUMENTS + ([-x for x in ARGUMENTS] if name in ("exp", "sin", "cos", "arctangent", "reciprocal") else []):
        value = function(mp.mpf(x))
        if 1e-280 < abs(value) < 1e300:
            high = float(value)
            rows.append([name, x, high, float(value - mp.mpf(high))])
with open("expected.json", "w") as out:
    out.write('{"rows": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]}\n")
