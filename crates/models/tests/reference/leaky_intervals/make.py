"""Writes expected.json: the coefficient of variation of the intervals of the leaky neuron under white noise. Run: python3 make.py

The first two moments of the first-passage time of an Ornstein-Uhlenbeck process (Siegert 1951; Brunel 2000, appendix) by
mpmath's tanh-sinh quadrature at 25 digits. 1 + erf u is written as erfc(-u), and the inner variable runs back from x, which
keeps the digits far below 0. Times in ms, voltages in mV, currents in nA.
"""
import json

import mpmath as mp

mp.mp.dps = 25
TAU, REST, THRESHOLD, RESET, RESISTANCE, REFRACTORY = map(mp.mpf, (20, -70, -50, -65, 10, 2))


def scaled(z):
    return mp.exp(z * z) * mp.erfc(z)


def variation(current, sigma):
    mean, sigma = REST + RESISTANCE * mp.mpf(current), mp.mpf(sigma)
    low, high = (RESET - mean) / sigma, (THRESHOLD - mean) / sigma
    first = TAU * mp.sqrt(mp.pi) * mp.quad(lambda u: scaled(-u), [low, (low + high) / 2, high])

    def inner(x):
        ends = [0, 0.1, 0.4, 1, 3, 7 + 2 * max(x, 0)]
        return mp.quad(lambda back: scaled(back - x) ** 2 * mp.exp(back * (2 * x - back)), ends)

    third = (high - low) / 3
    variance = 2 * mp.pi * TAU**2 * mp.quad(inner, [low, low + third, low + 2 * third, high])
    return mp.sqrt(variance) / (REFRACTORY + first)


cases = [("1.8", "5"), ("2.4", "5"), ("1.2", "8"), ("3", "2")]
values = [[float(current), float(sigma), float(variation(current, sigma))] for current, sigma in cases]
with open("expected.json", "w") as file:
    json.dump({"mpmath": mp.__version__, "current_na sigma_mv variation": values}, file, indent=1)
    file.write("\n")
print(values)
