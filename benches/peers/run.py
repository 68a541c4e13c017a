"""One table: our seconds beside those of the best Python packages, on the same inputs, in turn.

    python run.py --ours PROGRAM [--numpy-1 PYTHON] [--rows ROW …] [--rounds N]

A row is a file ROW.py beside this one:

    make(folder)       writes the inputs as NPY files, from a fixed seed
    peer_…(folder)     loads them and returns a function without arguments, which is what is timed; its first
                       docstring line is the peer's name in the table
    TOLERANCE          how near the answers must be, relative to the largest entry
    NUMPY_1            names of peers that no NumPy 2 can run: the PYTHON of --numpy-1 runs them

and ROW.rs, our side, which PROGRAM runs. Every round starts a fresh process for each of them in turn; each
process does the work once unmeasured. A peer that is not installed is left out with a line.
"""

import argparse
import importlib
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))


def peer_environment():
    """Two threads, and a BLAS that chooses its own kernel."""
    environment = dict(os.environ)
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        environment.pop(name, None)
    threads = str(os.cpu_count() or 1)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS"):
        environment[name] = threads
    return environment


def run_peer(row, peer, folder, runs):
    """The child process: what run_ours is for us."""
    import numpy as np

    work = getattr(importlib.import_module(row), peer)(pathlib.Path(folder))
    answer = work()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        answer = work()
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    told = {"seconds": seconds, "peak_bytes": peak, "answer": np.ravel(answer).tolist()}
    print(json.dumps(told))


def measure(command, environment=None):
    ended = subprocess.run(command, capture_output=True, text=True, env=environment)
    if ended.returncode != 0:
        return None, (ended.stderr.strip().splitlines() or ["no message"])[-1]
    return json.loads(ended.stdout.strip().splitlines()[-1]), None


def distance(ours, theirs):
    """The largest difference, relative to the largest entry; infinite where the lengths differ."""
    if len(ours) != len(theirs):
        return float("inf")
    size = max((abs(value) for value in theirs), default=0.0) or 1.0
    return max((abs(a - b) for a, b in zip(ours, theirs)), default=0.0) / size


def run_row(row, program, rounds, runs, numpy_1):
    module = importlib.import_module(row)
    peers = [name for name in dir(module) if name.startswith("peer_")]
    label = {peer: getattr(module, peer).__doc__.splitlines()[0] for peer in peers}
    print(f"\n{module.__doc__.splitlines()[0]}\n")
    print("| | seconds, median | least | ratio to ours | peak memory | answers differ by |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        module.make(pathlib.Path(folder))
        ours = {"seconds": [], "peak_bytes": 0}
        theirs = {}
        failed = {}
        for _ in range(rounds):
            result, error = measure([program, row, folder, str(runs)])
            if error:
                sys.exit(f"{row}: ours ended with: {error}")
            ours["seconds"] += result["seconds"]
            ours["peak_bytes"] = max(ours["peak_bytes"], result["peak_bytes"])
            ours["answer"] = result["answer"]
            for peer in peers:
                if peer in failed:
                    continue
                old = peer in getattr(module, "NUMPY_1", ())
                command = [numpy_1 if old and numpy_1 else sys.executable, __file__, "--peer", peer, "--rows", row]
                command += ["--folder", folder, "--runs", str(runs)]
                result, error = measure(command, peer_environment())
                if error:
                    failed[peer] = error
                    continue
                entry = theirs.setdefault(peer, {"seconds": [], "peak_bytes": 0})
                entry["seconds"] += result["seconds"]
                entry["peak_bytes"] = max(entry["peak_bytes"], result["peak_bytes"])
                entry["answer"] = result["answer"]
    median = statistics.median(ours["seconds"])
    print_line("ours", ours, median, None)
    for peer, entry in sorted(theirs.items(), key=lambda item: statistics.median(item[1]["seconds"])):
        print_line(label[peer], entry, median, distance(ours["answer"], entry["answer"]))
    for peer, error in failed.items():
        print(f"| {label[peer]} | left out: {error} | | | | |")
    tolerance = getattr(module, "TOLERANCE", 1e-6)
    for peer, entry in theirs.items():
        off = distance(ours["answer"], entry["answer"])
        if off > getattr(module, "TOLERANCES", {}).get(peer, tolerance):
            print(f"\n{label[peer]} gives another answer: off by {off:.2g}, wanted {tolerance:.2g}")


def print_line(label, entry, our_median, off):
    median = statistics.median(entry["seconds"])
    ratio = f"{median / our_median:.2f}"
    peak = f"{entry['peak_bytes'] / 1e6:.0f} MB"
    off = "" if off is None else f"{off:.1e}"
    print(f"| {label} | {median:.4f} | {min(entry['seconds']):.4f} | {ratio} | {peak} | {off} |", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours")
    parser.add_argument("--numpy-1")
    parser.add_argument("--rows", nargs="*", default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        run_peer(arguments.rows[0], arguments.peer, arguments.folder, arguments.runs)
        return
    rows = arguments.rows or sorted(path.stem for path in HERE.glob("*.py") if path.stem != "run")
    for row in rows:
        run_row(row, arguments.ours, arguments.rounds, arguments.runs, arguments.numpy_1)


if __name__ == "__main__":
    main()
