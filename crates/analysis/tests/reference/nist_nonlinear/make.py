"""Checks the data of NIST's StRD nonlinear regressions and writes expected.json. Run: python make.py (mpmath)

Source: National Institute of Standards and Technology, Statistical Reference Datasets, nonlinear regression
(https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml), in the public domain. The CSV files hold NIST's data, the
table below its starts and certified estimates, eleven digits each. From the certified estimates Gauss-Newton steps at
50 digits on the doubles of the CSV files lead to where the gradient vanishes: that must be the certified point to ten
digits, and what is found there is in expected.json.
"""
import csv
import json

import mpmath as mp

mp.mp.dps = 50


class Dual:
    """A number and its slope."""

    def __init__(self, value, slope=0):
        self.value, self.slope = mp.mpf(value), mp.mpf(slope)

    def __add__(self, other):
        other = lift(other)
        return Dual(self.value + other.value, self.slope + other.slope)

    def __neg__(self):
        return Dual(-self.value, -self.slope)

    def __sub__(self, other):
        return self + -lift(other)

    def __rsub__(self, other):
        return lift(other) - self

    def __mul__(self, other):
        other = lift(other)
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def __truediv__(self, other):
        other = lift(other)
        ratio = self.value / other.value
        return Dual(ratio, (self.slope - ratio * other.slope) / other.value)

    def __rtruediv__(self, other):
        return lift(other) / self

    def __pow__(self, other):
        if isinstance(other, int):
            return Dual(self.value**other, other * self.value ** (other - 1) * self.slope)
        return exp(lift(other) * log(self))

    __radd__, __rmul__ = __add__, __mul__

    def __rpow__(self, other):
        return exp(self * log(lift(other)))


def lift(value):
    return value if isinstance(value, Dual) else Dual(value)


def function(f, slope):
    def apply(x):
        x = lift(x)
        return Dual(f(x.value), slope(x.value) * x.slope)
    return apply


exp = function(mp.exp, mp.exp)
log = function(mp.log, lambda x: 1 / x)
cos = function(mp.cos, lambda x: -mp.sin(x))
sin = function(mp.sin, mp.cos)
arctan = function(mp.atan, lambda x: 1 / (1 + x * x))


def misra1a(x, b1, b2): return b1 * (1 - exp(-b2 * x))
def misra1b(x, b1, b2): return b1 * (1 - (1 + b2 * x / 2) ** -2)
def misra1c(x, b1, b2): return b1 * (1 - (1 + 2 * b2 * x) ** mp.mpf(-0.5))
def misra1d(x, b1, b2): return b1 * b2 * x / (1 + b2 * x)
def chwirut(x, b1, b2, b3): return exp(-b1 * x) / (b2 + b3 * x)
def lanczos(x, b1, b2, b3, b4, b5, b6): return b1 * exp(-b2 * x) + b3 * exp(-b4 * x) + b5 * exp(-b6 * x)
def gauss(x, b1, b2, b3, b4, b5, b6, b7, b8):
    return b1 * exp(-b2 * x) + b3 * exp(-((x - b4) ** 2) / b5**2) + b6 * exp(-((x - b7) ** 2) / b8**2)
def danwood(x, b1, b2): return b1 * lift(x) ** b2
def kirby2(x, b1, b2, b3, b4, b5): return (b1 + b2 * x + b3 * x**2) / (1 + b4 * x + b5 * x**2)
def cubics(x, b1, b2, b3, b4, b5, b6, b7):
    return (b1 + b2 * x + b3 * x**2 + b4 * x**3) / (1 + b5 * x + b6 * x**2 + b7 * x**3)
def nelson(x1, x2, b1, b2, b3): return b1 - b2 * x1 * exp(-b3 * x2)
def mgh17(x, b1, b2, b3, b4, b5): return b1 + b2 * exp(-x * b4) + b3 * exp(-x * b5)
def roszman1(x, b1, b2, b3, b4): return b1 - b2 * x - arctan(b3 / (x - b4)) / mp.pi
def enso(x, b1, b2, b3, b4, b5, b6, b7, b8, b9):
    angle = lambda period: 2 * mp.pi * x / period
    return (b1 + b2 * mp.cos(angle(12)) + b3 * mp.sin(angle(12)) + b5 * cos(angle(b4)) + b6 * sin(angle(b4))
            + b8 * cos(angle(b7)) + b9 * sin(angle(b7)))
def mgh09(x, b1, b2, b3, b4): return b1 * (x**2 + x * b2) / (x**2 + x * b3 + b4)
def rat42(x, b1, b2, b3): return b1 / (1 + exp(b2 - b3 * x))
def rat43(x, b1, b2, b3, b4): return b1 / (1 + exp(b2 - b3 * x)) ** (1 / b4)
def mgh10(x, b1, b2, b3): return b1 * exp(b2 / (x + b3))
def eckerle4(x, b1, b2, b3): return (b1 / b2) * exp(-0.5 * ((x - b3) / b2) ** 2)
def bennett5(x, b1, b2, b3): return b1 * (b2 + x) ** (-1 / b3)


# set: (curve, start 1, start 2, certified estimates)
SETS = {
    "Misra1a": (misra1a, [500, 0.0001], [250, 0.0005], [238.94212918, 0.00055015643181]),
    "Misra1b": (misra1b, [500, 0.0001], [300, 0.0002], [337.99746163, 0.00039039091287]),
    "Misra1c": (misra1c, [500, 0.0001], [600, 0.0002], [636.42725809, 0.00020813627256]),
    "Misra1d": (misra1d, [500, 0.0001], [450, 0.0003], [437.36970754, 0.00030227324449]),
    "Chwirut1": (chwirut, [0.1, 0.01, 0.02], [0.15, 0.008, 0.01], [0.1902781837, 0.0061314004477, 0.010530908399]),
    "Chwirut2": (chwirut, [0.1, 0.01, 0.02], [0.15, 0.008, 0.01], [0.16657666537, 0.0051653291286, 0.012150007096]),
    "Lanczos1": (lanczos, [1.2, 0.3, 5.6, 5.5, 6.5, 7.6], [0.5, 0.7, 3.6, 4.2, 4.0, 6.3],
                 [0.095100000027, 1.0000000001, 0.86070000013, 3.0000000002, 1.5575999998, 5.0000000001]),
    "Lanczos2": (lanczos, [1.2, 0.3, 5.6, 5.5, 6.5, 7.6], [0.5, 0.7, 3.6, 4.2, 4.0, 6.3],
                 [0.096251029939, 1.0057332849, 0.86424689056, 3.0078283915, 1.5529016879, 5.0028798100]),
    "Lanczos3": (lanczos, [1.2, 0.3, 5.6, 5.5, 6.5, 7.6], [0.5, 0.7, 3.6, 4.2, 4.0, 6.3],
                 [0.086816414977, 0.95498101505, 0.84400777463, 2.9515951832, 1.5825685901, 4.9863565084]),
    "Gauss1": (gauss, [97, 0.009, 100, 65, 20, 70, 178, 16.5], [94, 0.0105, 99, 63, 25, 71, 180, 20],
               [98.778210871, 0.010497276517, 100.48990633, 67.481111276, 23.12977336, 71.994503004, 178.99805021, 18.389389025]),
    "Gauss2": (gauss, [96, 0.009, 103, 106, 18, 72, 151, 18], [98, 0.0105, 103, 105, 20, 73, 150, 20],
               [99.018328406, 0.010994945399, 101.88022528, 107.03095519, 23.578584029, 72.045589471, 153.27010194, 19.525972636]),
    "Gauss3": (gauss, [94.9, 0.009, 90.1, 113, 20, 73.8, 140, 20], [96, 0.0096, 80, 110, 25, 74, 139, 25],
               [98.94036897, 0.010945879335, 100.69553078, 111.63619459, 23.300500029, 73.705031418, 147.76164251, 19.66822123]),
    "DanWood": (danwood, [1, 5], [0.7, 4], [0.76886226176, 3.8604055871]),
    "Kirby2": (kirby2, [2, -0.1, 0.003, -0.001, 0.00001], [1.5, -0.15, 0.0025, -0.0015, 0.00002],
               [1.6745063063, -0.13927397867, 0.0025961181191, -0.0017241811870, 0.000021664802578]),
    "Hahn1": (cubics, [10, -1, 0.05, -0.00001, -0.05, 0.001, -0.000001], [1, -0.1, 0.005, -0.000001, -0.005, 0.0001, -0.0000001],
              [1.0776351733, -0.12269296921, 0.004086375061, -1.4262662514e-06, -0.0057609940901, 0.00024053735503, -1.2314450199e-07]),
    "Nelson": (nelson, [2, 0.0001, -0.01], [2.5, 0.000000005, -0.05], [2.5906836021, 5.6177717026e-09, -0.057701013174]),
    "MGH17": (mgh17, [50, 150, -100, 1, 2], [0.5, 1.5, -1, 0.01, 0.02],
              [0.37541005211, 1.9358469127, -1.4646871366, 0.01286753464, 0.022122699662]),
    "Roszman1": (roszman1, [0.1, -0.00001, 1000, -100], [0.2, -0.000005, 1200, -150],
                 [0.20196866396, -6.1953516256e-06, 1204.4556708, -181.34269537]),
    "ENSO": (enso, [11, 3, 0.5, 40, -0.7, -1.3, 25, -0.3, 1.4], [10, 3, 0.5, 44, -1.5, 0.5, 26, -0.1, 1.5],
             [10.510749193, 3.0762128085, 0.53280138227, 44.3110887, -1.6231428586, 0.52554493756, 26.88761444, 0.21232288488, 1.4966870418]),
    "MGH09": (mgh09, [25, 39, 41.5, 39], [0.25, 0.39, 0.415, 0.39], [0.19280693458, 0.19128232873, 0.12305650693, 0.13606233068]),
    "Thurber": (cubics, [1000, 1000, 400, 40, 0.7, 0.3, 0.03], [1300, 1500, 500, 75, 1, 0.4, 0.05],
                [1288.1396800, 1491.0792535, 583.23836877, 75.416644291, 0.96629502864, 0.39797285797, 0.049727297349]),
    "BoxBOD": (misra1a, [1, 1], [100, 0.75], [213.80940889, 0.54723748542]),
    "Rat42": (rat42, [100, 1, 0.1], [75, 2.5, 0.07], [72.462237576, 2.6180768402, 0.067359200066]),
    "MGH10": (mgh10, [2, 400000, 25000], [0.02, 4000, 250], [0.0056096364710, 6181.3463463, 345.22363462]),
    "Eckerle4": (eckerle4, [1, 10, 500], [1.5, 5, 450], [1.5543827178, 4.0888321754, 451.54121844]),
    "Rat43": (rat43, [100, 10, 1, 1], [700, 5, 0.75, 1.3], [699.64151270, 5.2771253025, 0.75962938329, 1.2792483859]),
    "Bennett5": (bennett5, [-2000, 50, 0.8], [-1500, 45, 0.85], [-2523.5058043, 46.736564644, 0.93218483193]),
}

expected, params = {}, {}
for name, (curve, start_1, start_2, certified) in SETS.items():
    with open(f"{name}.csv") as file:
        rows = [[mp.mpf(float(cell)) for cell in row] for row in list(csv.reader(file))[1:]]
    # NIST fits Nelson's logarithms.
    response = [mp.log(row[0]) if name == "Nelson" else row[0] for row in rows]
    b, p = [mp.mpf(str(value)) for value in certified], len(certified)
    for step in range(400):
        gaps, jacobian = [], []
        for row, y in zip(rows, response):
            at = [curve(*row[1:], *[Dual(v, int(i == j)) for i, v in enumerate(b)]) for j in range(p)]
            gaps.append(y - at[0].value)
            jacobian.append([value.slope for value in at])
        jacobian, gaps = mp.matrix(jacobian), mp.matrix(gaps)
        scale = [mp.norm(jacobian[:, j]) for j in range(p)]
        scaled = mp.matrix([[jacobian[i, j] / scale[j] for j in range(p)] for i in range(len(rows))])
        inverse = (scaled.T * scaled) ** -1
        move = inverse * (scaled.T * gaps)
        b = [v + move[j] / scale[j] for j, v in enumerate(b)]
        if max(abs(move[j] / scale[j] / b[j]) for j in range(p)) < mp.mpf(10) ** -25:
            break
    else:
        raise SystemExit(f"{name}: not stationary")
    rss = sum(gap**2 for gap in gaps)
    variance = rss / (len(rows) - p)
    digits = min(-mp.log10(abs(v - mp.mpf(str(c))) / abs(v) + mp.mpf(10) ** -15) for v, c in zip(b, certified))
    print(name, step, mp.nstr(digits, 4), mp.nstr(rss, 11))
    assert digits >= 10, name
    params[name] = {"start_1": start_1, "start_2": start_2}
    entry = lambda value, rtol: {"value": value, "rtol": rtol, "elementwise": True,
                                 "source": "mpmath, 50 digits, of the doubles"}
    # Ten digits, and half a unit of the eleventh that NIST prints.
    expected[f"{name}_certified"] = {"value": certified, "rtol": 1e-10, "elementwise": True, "source": "NIST certified"}
    expected[f"{name}_estimates"] = entry([float(v) for v in b], 1e-14)
    expected[f"{name}_standard_errors"] = entry([float(mp.sqrt(variance * inverse[j, j]) / scale[j]) for j in range(p)], 1e-10)
    expected[f"{name}_residual_sum_of_squares"] = entry(float(rss), 1e-10)
with open("expected.json", "w") as out:
    json.dump({"case": "nist_nonlinear", "definition": "NIST StRD nonlinear regressions", "params": params,
               "expected": expected}, out, indent=1)
    out.write("\n")
