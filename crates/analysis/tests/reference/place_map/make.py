"""Writes samples.csv, spikes.csv and expected.json. Run: python3 make.py

A simulated walk to and fro on a track, tracked in whole pixels at 60 Hz with a repeated stamp and a gap, and two
units; speed, running time, occupancy, spike counts and spatial information by numpy, from the definitions alone:
centred mean of 15 samples (fewer at the ends), central differences, |speed| > 21.37 px/s, a sample weighs the time to
the next one, at most 0.1 s, a spike belongs to the last sample not after it.
"""
import csv, json
import numpy as np

rng = np.random.default_rng(5)
n = 3000
phase = np.cumsum(rng.choice([0, 0, 1, 2], n) * np.repeat(rng.random(n // 50) < 0.7, 50)) / 150
x = np.rint(330 + 190 * np.sin(phase) + rng.normal(0, 0.8, n)).astype(int)
ticks = np.arange(n) * 500
ticks[900:] += 9000
ticks[1500] = ticks[1499]
times = ticks / 30000
units = []
for centre, peak in ((230.0, 25.0), (400.0, 8.0)):
    rate = 0.3 + peak * np.exp(-0.5 * ((x - centre) / 25) ** 2)
    hit = np.flatnonzero(rng.random(n) < rate / 60)
    units.append(np.sort((ticks[hit] + rng.integers(0, 500, len(hit)))))

keep = np.concatenate([[True], np.diff(times) > 0])
t, s = times[keep], x[keep].astype(float)
m = len(t)
smooth = np.array([s[max(0, i - 7) : i + 8].mean() for i in range(m)])
speed = np.array([(smooth[min(i + 1, m - 1)] - smooth[max(i - 1, 0)]) / (t[min(i + 1, m - 1)] - t[max(i - 1, 0)]) for i in range(m)])
assert np.abs(np.abs(speed) - 21.37).min() > 1e-6, "no tie at the threshold, which rounding would decide"
running = np.abs(speed) > 21.37
weight = np.append(np.minimum(np.diff(t), 0.1), 0)
edges = np.linspace(130, 530, 21)
bins = np.digitize(s, edges) - 1
inside = (bins >= 0) & (bins < 20)
used = running & inside
seconds = np.bincount(bins[used], weights=weight[used], minlength=20)
expected = {}


def add(name, value, rtol=1e-11, atol=0.0):
    value = value.tolist() if hasattr(value, "tolist") else value
    expected[name] = {"value": value, "rtol": rtol, "atol": atol, "source": f"numpy {np.__version__}"}


add("n_samples", m, 0)
add("speed_first_50", speed[:50], 1e-9, 1e-9)
add("running_s", weight[running].sum())
add("occupancy_s", seconds, 1e-11, 1e-12)
for k, spikes in enumerate(units):
    sample = np.searchsorted(t, spikes / 30000, side="right") - 1
    sample = sample[(sample >= 0) & (sample < m - 1)]
    counts = np.bincount(bins[sample[used[sample]]], minlength=20)
    p, rate = seconds / seconds.sum(), counts / np.where(seconds > 0, seconds, 1)
    mean = (p * rate).sum()
    ratio = np.where(rate > 0, rate / mean, 1)
    add(f"counts_{k}", counts, 0)
    add(f"bits_{k}", float((p * ratio * np.log2(ratio) * (rate > 0)).sum()), 1e-11)

for name, header, rows in (
    ("samples.csv", ["tick", "x"], zip(ticks.tolist(), x.tolist())),
    ("spikes.csv", ["unit", "tick"], [(k, int(v)) for k, spikes in enumerate(units) for v in spikes]),
):
    with open(name, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
json.dump({"versions": {"numpy": np.__version__}, "params": {"ticks_per_s": 30000}, "expected": expected}, open("expected.json", "w"), indent=1)
