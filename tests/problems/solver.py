"""A student's solution of the problem set `head-direction`, with NumPy and nothing else.

    python3 solver.py FOLDER

reads the CSV files and the questions in FOLDER and fills in its answers.csv. It shares no code with
Spikebook: that it passes shows that the questions can be answered from what a student is given.
"""

import csv
import re
import sys
from pathlib import Path

import numpy as np

N_BINS = 36
BIN_DEG = 360.0 / N_BINS
CENTRES_DEG = BIN_DEG * (np.arange(N_BINS) + 0.5)
DECODED_S = 0.2


def read(path):
    """The columns of a CSV file by name."""
    with open(path, newline="", encoding="utf-8") as file:
        names = next(csv.reader(file))
    table = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    return dict(zip(names, table.T))


def tuning_curves(spikes, direction):
    """Spikes and seconds in each bin of direction: unit by unit, and for all units."""
    time_s, angle_deg = direction["time_s"], direction["direction_deg"]
    bins = np.minimum((angle_deg / BIN_DEG).astype(int), N_BINS - 1)
    # The last sample lasts until the next one would have come.
    lasts_s = np.append(np.diff(time_s), np.median(np.diff(time_s)))
    occupancy_s = np.bincount(bins, lasts_s, N_BINS)
    sample = np.searchsorted(time_s, spikes["time_s"], side="right") - 1
    tracked = (sample >= 0) & (spikes["time_s"] < time_s[-1] + lasts_s[-1])
    units = np.unique(spikes["unit_id"]).astype(int)
    counts = {}
    for unit in units:
        rows = tracked & (spikes["unit_id"] == unit)
        counts[unit] = np.bincount(bins[sample[rows]], minlength=N_BINS)
    return counts, occupancy_s


def mean_vector(weights):
    """The resultant of the bin centres, each with its weight, as a complex number."""
    return np.sum(weights * np.exp(1j * np.radians(CENTRES_DEG))) / np.sum(weights)


def decode(spikes, rates_hz, start_s):
    """The circular mean of the posterior over directions of one bin, flat prior, Poisson counts."""
    within = (spikes["time_s"] >= start_s) & (spikes["time_s"] < start_s + DECODED_S)
    log_posterior = np.zeros(N_BINS)
    for unit, rate_hz in rates_hz.items():
        # "Never seen to fire" is not "never fires".
        rate_hz = np.maximum(rate_hz, 0.1)
        n_spikes = np.sum(within & (spikes["unit_id"] == unit))
        log_posterior += n_spikes * np.log(rate_hz) - DECODED_S * rate_hz
    posterior = np.exp(log_posterior - log_posterior.max())
    return np.degrees(np.angle(mean_vector(posterior))) % 360.0


def questions(page):
    """The text of each question on the page, on one line."""
    parts = re.split(r"^### (.+)$", page, flags=re.MULTILINE)
    return {name: " ".join(text.split()) for name, text in zip(parts[1::2], parts[2::2])}


def solve(folder):
    asked = questions((folder / "README.md").read_text(encoding="utf-8"))
    spikes, direction = read(folder / "spikes.csv"), read(folder / "direction.csv")
    counts, occupancy_s = tuning_curves(spikes, direction)
    rates_hz = {unit: n / occupancy_s for unit, n in counts.items()}

    unit = int(re.search(r"unit (\d+)", asked["preferred-direction"])[1])
    preferred_deg = np.degrees(np.angle(mean_vector(rates_hz[unit]))) % 360.0
    unit = int(re.search(r"unit (\d+)", asked["peak-rate"])[1])
    start_s = float(re.search(r"from ([0-9.]+) s on", asked["decoded-direction"])[1])
    pair = [int(unit) for unit in re.search(r"(\d+) or (\d+)\?", asked["sharper-tuning"]).groups()]
    return {
        "preferred-direction": (f"{preferred_deg:.2f}", "deg"),
        "peak-rate": (f"{rates_hz[unit].max():.2f}", "spikes/s"),
        "decoded-direction": (f"{decode(spikes, rates_hz, start_s):.2f}", "deg"),
        "sharper-tuning": (str(max(pair, key=lambda one: abs(mean_vector(rates_hz[one])))), ""),
    }


def main(folder):
    answers = solve(folder)
    path = folder / "answers.csv"
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    for row in rows[1:]:
        row[1:] = answers[row[0]]
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
