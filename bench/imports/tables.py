"""Importing tables: ours in Node (statistics, SHA-256 and a copy among it) against pandas' read and describe, in one run.

    python3 bench/imports/tables.py [megabytes of a file, 200]

Needs pandas, and Node's packages installed; with pyarrow it reads Parquet as well.
"""

import importlib.util
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd

RUNS = 3
COLUMNS = 64
here = pathlib.Path(__file__).parent
rng = np.random.default_rng(1)


def normal(rows):
    return pd.DataFrame(rng.normal(size=(rows, COLUMNS))).add_prefix("x")


def half_text(rows):
    words = np.array(["red", "green", "dark blue", "yellowish", "large", "small", "north-east", "unknown"])
    columns = {f"x{i}": rng.normal(size=rows) for i in range(COLUMNS // 2)}
    texts = {f"t{i}": words[rng.integers(0, len(words), rows)] for i in range(COLUMNS // 2)}
    return pd.DataFrame(columns | texts)


# What is in a file, how it is written, and bytes of a row.
csv_files = {
    "64 floats, 6 decimals": (normal, {"float_format": "%.6f"}, 610),
    "64 floats, 17 digits": (normal, {}, 1256),
    "64 integers": (lambda rows: pd.DataFrame(rng.integers(-100_000, 1_000_000, (rows, COLUMNS))).add_prefix("x"), {}, 441),
    "32 floats, 32 texts": (half_text, {"float_format": "%.4f"}, 495),
}
parquet_files = {
    "64 floats": (normal, 512),
    "32 floats, 32 texts": (half_text, 272),
}


def pandas_times(path):
    read = pd.read_parquet if path.suffix == ".parquet" else pd.read_csv
    start = time.perf_counter()
    table = read(path)
    described = time.perf_counter()
    table.describe()
    return described - start, time.perf_counter() - described


def our_times(path):
    command = ["node", "--import", "tsx", str(here / "importFile.ts"), str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def compare(name, path):
    theirs, ours = [], []
    for _ in range(RUNS):
        theirs.append(pandas_times(path))
        ours.append(our_times(path))
    read, describe = (statistics.median(times) for times in zip(*theirs))
    opened, imported = (statistics.median(run[key] for run in ours) for key in ("open", "import"))
    peak = max(run["peak"] for run in ours) / 2**20
    print(
        f"| {name} | {path.suffix[1:]} | {path.stat().st_size / 1e6:.0f} | {read:.2f} | {describe:.2f} |"
        f" {opened:.2f} | {imported:.2f} | {(opened + imported) / (read + describe):.2f} | {peak:.0f} |",
        flush=True,
    )


def main():
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    print("| table | format | MB | pandas reads (s) | describes (s) | we open (s) | we import (s) | ours / theirs | our peak (MiB) |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "table.csv"
        for name, (make, written, row_bytes) in csv_files.items():
            make(int(megabytes * 1e6 / row_bytes)).to_csv(path, index=False, **written)
            compare(name, path)
        if importlib.util.find_spec("pyarrow") is None:
            return
        path = pathlib.Path(folder) / "table.parquet"
        for name, (make, row_bytes) in parquet_files.items():
            make(int(megabytes * 1e6 / row_bytes)).to_parquet(path)
            compare(name, path)


main()
