"""A student's solutions of the problem sets of the chapters on models, with the standard library alone.

    python3 model_solver.py SET FOLDER

reads the CSV files and the questions in FOLDER and fills in its answers.csv. It shares no code with Spikebook: that it
passes shows that the questions can be answered from what a student is given.
"""

import csv
import re
import statistics
import sys
from bisect import bisect_right
from math import sqrt
from pathlib import Path

SET, FOLDER = sys.argv[1], Path(sys.argv[2])


def read(name):
    """The columns of a CSV file by name; numbers as numbers."""
    with open(FOLDER / f"{name}.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def cell(text):
        try:
            return float(text)
        except ValueError:
            return text

    return {key: [cell(row[key]) for row in rows] for key in rows[0]}


def questions():
    """The text of each question by its name."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    parts = re.split(r"^### ", text, flags=re.M)[1:]
    return {part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in parts}


TEXT = questions()


def numbers(question, pattern):
    """The numbers that a question names."""
    return [float(number) for number in re.search(pattern, TEXT[question]).groups()]


def intervals(spikes, unit):
    times = sorted(t for t, u in zip(spikes["time_s"], spikes["unit_id"]) if u == unit)
    return [b - a for a, b in zip(times, times[1:])]


def eeg_microcircuit():
    table = read("estimates")
    of = dict(zip(table["unit_id"], table["estimate"]))
    groups = [
        [e for e, p in zip(table["estimate"], table["is_patient"]) if p == wanted] for wanted in (0, 1)
    ]
    spread = sqrt(sum(statistics.variance(group) / len(group) for group in groups))
    pair = numbers("stronger", r"stronger, (\d+) or (\d+)")
    return {
        "patients": statistics.mean(groups[1]),
        "difference": statistics.mean(groups[0]) - statistics.mean(groups[1]),
        "uncertainty": spread,
        "stronger": int(max(pair, key=of.get)),
    }


def hodgkin_huxley():
    patch, transitions = read("patch"), read("transitions")
    return {
        "share-open": statistics.mean(patch["n_open"]) / 100,
        "flicker": statistics.stdev(patch["n_open"]),
        "transitions": len(transitions["time_s"]) - 1,
    }


def hopfield_sleep():
    descents, night = read("descents"), read("night")
    first, last = {}, {}
    for pattern, energy in zip(descents["pattern_id"], descents["energy"]):
        first.setdefault(pattern, energy)
        last[pattern] = energy
    (pattern,) = numbers("energy-of-the-cue", r"pattern (\d+)")
    pair = numbers("deeper", r"rest, (\d+) or (\d+)")
    mornings = [r for r, test in zip(night["recall"], night["test"]) if test == "morning"]
    return {
        "energy-of-the-cue": first[pattern],
        "energy-at-rest": last[pattern],
        "deeper": int(min(pair, key=last.get)),
        "morning": statistics.mean(mornings),
    }


def integrate_and_fire():
    spikes = read("spikes")
    (unit,) = numbers("rate", r"unit (\d+)")
    (regular,) = numbers("regularity", r"unit (\d+)")
    gaps = intervals(spikes, regular)
    pair = numbers("faster", r"interval, (\d+) or (\d+)")
    return {
        "rate": (spikes["unit_id"].count(unit) / 100, "Hz"),
        "regularity": statistics.stdev(gaps) / statistics.mean(gaps),
        "threshold-current": (-50 - -70) / 10,
        "faster": int(min(pair, key=lambda unit: statistics.mean(intervals(spikes, unit)))),
    }


def networks_and_plasticity():
    position, spikes = read("position"), read("spikes")
    x, y, time = position["x_cm"], position["y_cm"], position["time_s"]
    way = sum(sqrt((x[k] - x[k - 1]) ** 2 + (y[k] - y[k - 1]) ** 2) for k in range(1, len(x)))
    sample = [bisect_right(time, t) - 1 for t in spikes["time_s"]]

    def rate(low, high):
        inside = [low <= speed < high for speed in position["speed_cm_s"]]
        return sum(inside[k] for k in sample) / (0.02 * sum(inside))

    low, high = numbers("rate-at-a-speed", r"from ([\d.]+) to ([\d.]+) cm/s")
    pair = re.search(r"about ([\d.]+) or ([\d.]+) cm/s", TEXT["more"]).groups()
    return {
        "way": way,
        "mean-rate": (len(spikes["time_s"]) / 600, "spikes/s"),
        "rate-at-a-speed": rate(low, high),
        "more": max(pair, key=lambda at: rate(float(at) - 1.25, float(at) + 1.25)),
    }


answers = globals()[SET.replace("-", "_")]()
with open(FOLDER / "answers.csv", newline="", encoding="utf-8") as sheet:
    rows = list(csv.DictReader(sheet))
with open(FOLDER / "answers.csv", "w", newline="", encoding="utf-8") as sheet:
    writer = csv.DictWriter(sheet, ["question", "answer", "unit"])
    writer.writeheader()
    for row in rows:
        answer = answers[row["question"]]
        if isinstance(answer, tuple):
            answer, row["unit"] = answer
        writer.writerow({**row, "answer": answer})
