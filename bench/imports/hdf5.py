"""Importing HDF5: ours in Node (statistics, SHA-256 and a copy among it) against h5py and NumPy, in one run.

    python3 bench/imports/hdf5.py [megabytes of a file, 400]

Needs h5py and NumPy, and Node's packages installed.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np

RUNS = 3
COLUMNS = 64
here = pathlib.Path(__file__).parent
rng = np.random.default_rng(1)

files = {
    "contiguous": {},
    "gzip 1, chunks of 8192 rows": {"chunks": (8192, COLUMNS), "compression": "gzip", "compression_opts": 1},
}


def numpy_times(path):
    """Reading alone, and with the statistics of a sheet: missing, mean, deviation, extremes, quartiles, twenty bins."""
    start = time.perf_counter()
    with h5py.File(path) as file:
        values = file["X"][...]
    read = time.perf_counter() - start
    np.isnan(values).sum(0)
    values.mean(0, dtype="f8"), values.std(0, dtype="f8"), values.min(0), values.max(0)
    exact = time.perf_counter() - start
    np.percentile(values, [25, 50, 75], axis=0)
    for column in range(COLUMNS):
        np.histogram(values[:, column], 20)
    return read, exact, time.perf_counter() - start


def our_times(path):
    command = ["node", "--import", "tsx", str(here / "importFile.ts"), str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    rows = int(megabytes * 1e6 / COLUMNS / 4)
    print("| file | MB | h5py reads (s) | and exact statistics | and quartiles, bins | we import (s) | ours / theirs | our peak (MiB) |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "table.h5"
        for name, options in files.items():
            with h5py.File(path, "w") as file:
                file.create_dataset("X", data=rng.standard_normal((rows, COLUMNS), dtype="f4").round(2), **options)
            theirs, ours = [], []
            for _ in range(RUNS):
                theirs.append(numpy_times(path))
                ours.append(our_times(path))
            read, exact, whole = (statistics.median(times) for times in zip(*theirs))
            own = statistics.median(run["open"] + run["import"] for run in ours)
            peak = max(run["peak"] for run in ours) / 2**20
            print(
                f"| {name} | {path.stat().st_size / 1e6:.0f} | {read:.2f} | {exact:.2f} | {whole:.2f} |"
                f" {own:.2f} | {own / whole:.2f} | {peak:.0f} |",
                flush=True,
            )


main()
