"""Writes spikes.csv, events.csv and expected.json. Run: python3 make.py

Interval measures by numpy, and counts around events in whole milliseconds, where nothing rounds.
"""
import csv, json
import numpy as np

rng = np.random.default_rng(3)
ms = np.unique(np.cumsum(rng.gamma(0.8, 40, 500)).astype(int))
events = np.sort(rng.choice(np.arange(300, ms[-1] - 700), 25, replace=False))
intervals = np.diff(ms) / 1000
i, j = intervals[:-1], intervals[1:]
expected = {}


def add(name, value, rtol=1e-12, atol=0.0):
    value = value.tolist() if hasattr(value, "tolist") else value
    expected[name] = {"value": value, "rtol": rtol, "atol": atol, "source": f"numpy {np.__version__}"}


add("cv", intervals.std() / intervals.mean(), 1e-11)
add("cv2", (2 * np.abs(j - i) / (i + j)).mean(), 1e-11)
add("lv", 3 * (((i - j) / (i + j)) ** 2).mean(), 1e-11)
add("lvr", 3 * ((1 - 4 * i * j / (i + j) ** 2) * (1 + 4 * 0.005 / (i + j))).mean(), 1e-11)
add("median_s", np.median(intervals))
counts = np.array([[((ms >= e + b) & (ms < e + b + 50)).sum() for b in range(-200, 500, 50)] for e in events])
add("psth_spikes", counts.sum(axis=0), 0)
add("psth_rate_hz", counts.mean(axis=0) / 0.05)
add("psth_standard_error_hz", counts.std(axis=0, ddof=1) / np.sqrt(len(events)) / 0.05, 1e-11)
add("window_counts", [int(((ms >= e - 100) & (ms < e)).sum()) for e in events], 0)
bins = np.bincount(ms // 250, minlength=ms[-1] // 250 + 1)[: ms[-1] // 250]
add("fano_ddof1", bins.var(ddof=1) / bins.mean(), 1e-11)
for name, column in (("spikes.csv", ms), ("events.csv", events)):
    with open(name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["time_ms"])
        out.writerows([[int(v)] for v in column])
json.dump({"versions": {"numpy": np.__version__}, "params": {}, "expected": expected}, open("expected.json", "w"), indent=1)
