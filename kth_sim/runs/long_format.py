"""`quantities.parquet`: what was used, for other tools to read, one row a period."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
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


def copied_to(
    path: Path, chunks: Iterable[ChunkData], gap: str | None = None
) -> Iterator[ChunkData]:
    """The chunks, each written to the long table as it passes; the file is there after the last.

    Args:
        path: of the file.
        chunks: read one at a time.
        gap: what to say in a column `incomplete`; None: no such column.
    """
    with (
        path.open("wb") as file,
        ExitStack() as open_writers,
        ThreadPoolExecutor(1) as aside,
    ):
        writer: pq.ParquetWriter | None = None
        for chunk in chunks:
            table = marked(long_table(chunk), gap)
            if writer is None:
                writer = pq.ParquetWriter(
                    file, table.schema, compression="zstd", compression_level=1
                )
                open_writers.callback(writer.close)
            under_way = aside.submit(writer.write_table, table)  # while the chunk is valued
            yield chunk
            under_way.result()
        open_writers.close()
        file.flush()
        os.fsync(file.fileno())


def marked(table: pa.Table, gap: str | None) -> pa.Table:
    """The table, with a column that says what is missing, if something is."""
    if gap is None:
        return table
    codes = pa.array(np.zeros(len(table), np.int8))
    return table.append_column("incomplete", pa.DictionaryArray.from_arrays(codes, pa.array([gap])))
