"""Checks the data of NIST's StRD linear regressions and writes expected.json. Run: python make.py (no packages)

Source: National Institute of Standards and Technology, Statistical Reference Datasets, linear regression
(https://www.itl.nist.gov/div898/strd/lls/lls.shtml), in the public domain. The CSV files hold NIST's data, the table
below its certified estimates, fifteen digits each. The fit is repeated in exact fractions, of the decimals as NIST
prints them and of the doubles that a program sees: the former must agree with the certified values to 14 digits (a
transcribed digit that was wrong would not), and the latter, with standard errors, are the values of expected.json.
"""
import csv
import json
from decimal import Decimal, getcontext
from fractions import Fraction

getcontext().prec = 40

# set: (degree of the polynomial in x or 0 for the columns as they are, intercept, certified estimates)
SETS = {
    "Norris": (1, True, ["-0.262323073774029", "1.00211681802045"]),
    "Pontius": (2, True, ["0.673565789473684E-03", "0.732059160401003E-06", "-0.316081871345029E-14"]),
    "NoInt1": (0, False, ["2.07438016528926"]),
    "NoInt2": (0, False, ["0.727272727272727"]),
    "Filip": (10, True, ["-1467.48961422980", "-2772.17959193342", "-2316.37108160893", "-1127.97394098372",
                         "-354.478233703349", "-75.1242017393757", "-10.8753180355343", "-1.06221498588947",
                         "-0.670191154593408E-01", "-0.246781078275479E-02", "-0.402962525080404E-04"]),
    "Longley": (0, True, ["-3482258.63459582", "15.0618722713733", "-0.358191792925910E-01", "-2.02022980381683",
                          "-1.03322686717359", "-0.511041056535807E-01", "1829.15146461355"]),
    "Wampler1": (5, True, ["1"] * 6),
    "Wampler2": (5, True, ["1", "0.1", "0.01", "0.001", "0.0001", "0.00001"]),
    "Wampler3": (5, True, ["1"] * 6),
    "Wampler4": (5, True, ["1"] * 6),
    "Wampler5": (5, True, ["1"] * 6),
}


def solve(design, response):
    """Exact normal equations: estimates, (X'X)^-1, residual sum of squares."""
    p = len(design[0])
    rows = [[sum(r[i] * r[j] for r in design) for j in range(p)] for i in range(p)]
    for i, row in enumerate(rows):
        row.append(sum(r[i] * y for r, y in zip(design, response)))
        row.extend(Fraction(int(i == j)) for j in range(p))
    for i in range(p):
        pivot = next(k for k in range(i, p) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(p):
            if k != i and rows[k][i]:
                factor = rows[k][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i])]
    b = [row[p] for row in rows]
    rss = sum((y - sum(v * c for v, c in zip(r, b))) ** 2 for r, y in zip(design, response))
    return b, [rows[i][p + 1 + i] for i in range(p)], rss


def fit(name, degree, intercept, number):
    with open(f"{name}.csv") as file:
        rows = list(csv.reader(file))[1:]
    response = [number(row[0]) for row in rows]
    if degree:
        return solve([[number(row[1]) ** j for j in range(degree + 1)] for row in rows], response), len(rows)
    columns = [[number(cell) for cell in row[1:]] for row in rows]
    return solve([[Fraction(1)] * intercept + row for row in columns], response), len(rows)


def root(fraction):
    return float((Decimal(fraction.numerator) / Decimal(fraction.denominator)).sqrt())


expected, params = {}, {}
for name, (degree, intercept, certified) in SETS.items():
    (decimal, _, _), _ = fit(name, degree, intercept, Fraction)
    for got, text in zip(decimal, certified):
        wanted = Fraction(text)
        assert abs(got - wanted) <= abs(wanted) * Fraction(1, 10**14), (name, float(got), text)
    (b, inverse, rss), n = fit(name, degree, intercept, lambda cell: Fraction(float(cell)))
    variance = rss / (n - len(b))
    params[name] = {"degree": degree, "intercept": intercept}
    expected[f"{name}_certified"] = {"value": [float(text) for text in certified], "rtol": 1e-13, "elementwise": True,
                                     "source": "NIST certified"}
    # Of the doubles: Filip's tenth power takes the rounding of the data to the fifteenth digit of the estimates.
    expected[f"{name}_estimates"] = {"value": [float(v) for v in b], "rtol": 4e-16, "elementwise": True,
                                     "source": "exact fractions of the doubles"}
    expected[f"{name}_standard_errors"] = {"value": [root(variance * v) for v in inverse], "rtol": 1e-13,
                                           "atol": 1e-15, "elementwise": True, "source": "exact fractions of the doubles"}
    expected[f"{name}_residual_sd"] = {"value": root(variance), "rtol": 1e-13, "atol": 1e-15,
                                       "source": "exact fractions of the doubles"}
with open("expected.json", "w") as out:
    json.dump({"case": "nist_linear", "definition": "NIST StRD linear regressions; degree: of the polynomial in x, 0 for the "
               "columns as they are; estimates with the intercept first", "params": params, "expected": expected}, out,
              indent=1)
    out.write("\n")
