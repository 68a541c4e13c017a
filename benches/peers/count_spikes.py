"""Counts at 10 ms of 50 million spikes of 500 units, Parquet to Parquet."""

import json
import os

import numpy as np

TOLERANCE = 0.0
N_UNITS, WIDTH_S = 500, 0.01
# Other sizes show that memory stays flat: COUNT_SPIKES_MILLIONS=500.
N_SPIKES = int(os.environ.get("COUNT_SPIKES_MILLIONS", "50")) * 1_000_000


def column(name, kind, unit):
    return {"name": name, "type": kind, "unit": unit, "optional_cells": False, "description": ""}


def make(folder):
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(7)
    each = N_SPIKES // N_UNITS
    described = {"name": "spikes", "open": False,
                 "columns": [column("unit_id", "integer", "id"), column("time_s", "float", "s")]}
    schema = pa.schema([pa.field("unit_id", pa.int64(), False), pa.field("time_s", pa.float64(), False)],
                       metadata={"spikebook.schema": json.dumps(described)})
    writer = pq.ParquetWriter(folder / "spikes.parquet", schema, compression="zstd", compression_level=1)
    for unit in range(N_UNITS):
        # 20 spikes a second.
        times = np.sort(rng.uniform(0, each / 20, each))
        batch = pa.record_batch([pa.array(np.full(each, unit, np.int64)), pa.array(times)], schema=schema)
        writer.write_batch(batch, row_group_size=131_072)
    writer.close()


def peer_polars(folder):
    """polars, streaming engine"""
    import polars as pl

    out = folder / "polars.parquet"

    def work():
        spikes = pl.scan_parquet(folder / "spikes.parquet")
        bins = (pl.col("time_s") / WIDTH_S).floor().cast(pl.Int64).alias("bin")
        counted = spikes.group_by("unit_id", bins).agg(pl.len().alias("n_spikes"))
        counted.sink_parquet(out, compression="zstd", compression_level=1, engine="streaming")
        return [pl.scan_parquet(out).select(pl.len()).collect().item()]

    return work


def peer_polars_memory(folder):
    """polars, in memory"""
    import polars as pl

    out = folder / "polars.parquet"

    def work():
        spikes = pl.read_parquet(folder / "spikes.parquet")
        bins = (pl.col("time_s") / WIDTH_S).floor().cast(pl.Int64).alias("bin")
        counted = spikes.group_by("unit_id", bins).agg(pl.len().alias("n_spikes"))
        counted.write_parquet(out, compression="zstd", compression_level=1)
        return [len(counted)]

    return work


def peer_numpy(folder):
    """numpy and pyarrow"""
    import pyarrow as pa
    import pyarrow.parquet as pq

    def work():
        table = pq.read_table(folder / "spikes.parquet")
        unit, time_s = table["unit_id"].to_numpy(), table["time_s"].to_numpy()
        bins = np.floor(time_s / WIDTH_S).astype(np.int64)
        starts = np.flatnonzero(np.concatenate([[True], (bins[1:] != bins[:-1]) | (unit[1:] != unit[:-1])]))
        n = np.diff(np.append(starts, len(bins)))
        out = pa.table({"unit_id": unit[starts], "bin": bins[starts], "n_spikes": n})
        pq.write_table(out, folder / "numpy.parquet", compression="zstd", compression_level=1)
        return [len(n)]

    return work
