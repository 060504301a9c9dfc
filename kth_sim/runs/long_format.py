"""`quantities.parquet`: what was used, for other tools to read, one row a period."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kth_sim.contracts import DESTINATIONS, RESOURCES, STRATEGIES
from kth_sim.runs.chunks import ChunkData


def long_table(chunk: ChunkData) -> pa.Table:
    """Rows `draw, strategy, destination, period_start, period_stop`, a column a resource.

    Sums over the draw's patients, undiscounted; the same with `_discounted` behind its name.
    """
    used, discounted = (chunk.arrays[n].sum(axis=1) for n in ("used", "discounted"))
    n, n_strategies, n_destinations, n_periods, _ = used.shape
    shape = (n, n_strategies, n_destinations, n_periods)

    def key(values: np.ndarray[Any, Any], axis: int) -> np.ndarray[Any, Any]:
        view = values.reshape([-1 if i == axis else 1 for i in range(4)])
        return np.broadcast_to(view, shape).reshape(-1)

    def names(words: tuple[str, ...], axis: int) -> pa.DictionaryArray:
        codes = key(np.arange(len(words)), axis).astype(np.int8)
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(list(words)))

    edges = chunk.period_edges
    columns = {
        "draw": pa.array(key(chunk.draws, 0)),
        "strategy": names(STRATEGIES, 1),
        "destination": names(DESTINATIONS, 2),
        "period_start": pa.array(key(edges[:-1], 3)),
        "period_stop": pa.array(key(edges[1:], 3)),
    }
    for i, resource in enumerate(RESOURCES):
        columns[resource] = pa.array(used[..., i].reshape(-1))
        columns[f"{resource}_discounted"] = pa.array(discounted[..., i].reshape(-1))
    return pa.table(columns)


def write_long(path: Path, chunks: Iterable[ChunkData]) -> None:
    """Write the long table of all chunks, one after the other, whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    writer: pq.ParquetWriter | None = None
    try:
        for chunk in chunks:
            table = long_table(chunk)
            if writer is None:
                writer = pq.ParquetWriter(
                    beside, table.schema, compression="zstd", compression_level=1
                )
            writer.write_table(table)
        if writer is not None:
            writer.close()
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
