"""A chunk: some draws of a run, computed as a pure function and kept as one Parquet file.

The file carries a hash of its own content and of the plan it belongs to, so that a half-written,
altered or foreign one is found out.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from kth_sim.contracts import FloatArray, Quantities
from kth_sim.errors import UserError
from kth_sim.model import fast
from kth_sim.model.case import Case
from kth_sim.model.parameters import Cohort, Records, Structure
from kth_sim.model.tally import curve_edges

FORMAT = 1  # of the files of a run; a newer one is refused
_KEY = b"kth_sim"
Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]
_ARRAYS = ("used", "discounted", "counts")
SOLVED_KEPT = (
    "hr_kth",
    "readmission_factor_kth",
    "mortality_unreachable",
    "effect_unreachable",
    "readmission_unreachable",
)


@dataclass(frozen=True)
class ChunkTask:
    """All that a chunk depends on; it can be sent to another process or machine.

    Attributes:
        plan: hash of the plan that the chunk belongs to.
        index: the chunk's number in the plan.
        start: how many draws of the plan come before its own.
        observed: `[draw]` records of its draws.
        numbers: `[draw]` the draws' numbers, by which their luck is looked up.
        cohort, structure, period_edges, discount_rates, seed, n_patients, n_blocks: as in `Case`.
    """

    plan: str
    index: int
    start: int
    observed: Records
    numbers: Numbers
    cohort: Cohort
    structure: Structure
    period_edges: FloatArray
    discount_rates: tuple[float, float, float]
    seed: int
    n_patients: int
    n_blocks: int

    def cases(self) -> list[Case]:
        """The chunk's draws, calibrated: a case for each stretch of consecutive numbers."""
        breaks = np.flatnonzero(np.diff(self.numbers) != 1) + 1
        return [self._case(a, b) for a, b in pairwise([0, *breaks.tolist(), len(self.numbers)])]

    def _case(self, first: int, stop: int) -> Case:
        return Case(
            observed=self.observed[first:stop],
            cohort=self.cohort,
            structure=self.structure,
            period_edges=self.period_edges,
            discount_rates=self.discount_rates,
            seed=self.seed,
            n_patients=self.n_patients,
            n_blocks=self.n_blocks,
            first_draw=int(self.numbers[first]),
        )


@dataclass(frozen=True)
class ChunkData:
    """A chunk as it was read back.

    Attributes:
        start: how many draws of the plan come before these.
        draws: `[draw]` numbers.
        arrays: `used`, `discounted`, `counts`, each `[draw, block, ...]`.
        solved: `[draw]` columns of `SOLVED_KEPT`.
        period_edges: of the quantities.
    """

    start: int
    draws: Numbers
    arrays: dict[str, FloatArray]
    solved: dict[str, FloatArray]
    period_edges: FloatArray

    def quantities(self) -> Quantities:
        """The quantities of these draws, without curves and flow, which chunks do not keep."""
        edges = curve_edges(float(self.period_edges[-1]))
        n = len(self.draws)
        return Quantities(
            period_edges=self.period_edges,
            **self.arrays,
            curve_edges=edges,
            curves=np.zeros((n, 0, 0, 0)),
            flow=np.zeros((n, 0, 0, 0, 0)),
        )


def compute(task: ChunkTask) -> bytes:
    """The chunk's Parquet file: equal tasks give equal bytes, wherever they are computed."""
    cases = task.cases()
    edges = [block.start for block in cases[0].blocks()] + [task.n_patients]
    found = [fast.run_draws(case, edges) for case in cases]
    arrays = {name: np.concatenate([getattr(part, name) for part in found]) for name in _ARRAYS}
    solved = {name: np.concatenate([case.solved[name] for case in cases]) for name in SOLVED_KEPT}
    return encode(ChunkData(task.start, task.numbers, arrays, solved, task.period_edges), task)


def encode(data: ChunkData, task: ChunkTask) -> bytes:
    """A Parquet file of one row a draw: each array flat, its shape in the file's metadata."""
    columns: dict[str, Any] = {"draw": pa.array(data.draws)}
    for name, array in data.arrays.items():
        flat = pa.array(array.reshape(-1))
        columns[name] = pa.FixedSizeListArray.from_arrays(flat, array[0].size)
    columns |= {name: pa.array(values) for name, values in data.solved.items()}
    about = {
        "format": FORMAT,
        "plan": task.plan,
        "index": task.index,
        "start": task.start,
        "shapes": {name: list(array.shape[1:]) for name, array in data.arrays.items()},
        "period_edges": task.period_edges.tolist(),
        "content_hash": content_hash(data),
    }
    table = pa.table(columns).replace_schema_metadata({_KEY: json.dumps(about).encode()})
    sink = io.BytesIO()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=1,
        use_dictionary=False,
        write_page_checksum=True,
    )
    return sink.getvalue()


def content_hash(data: ChunkData) -> str:
    """SHA-256 (hex) of everything in a chunk, each part with its name and shape."""
    parts = {"draw": data.draws, "period_edges": data.period_edges, **data.arrays, **data.solved}
    digest = hashlib.sha256(str(data.start).encode())
    for name, array in sorted(parts.items()):
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def decode(source: bytes | Path, plan: str, index: int) -> ChunkData:
    """The chunk in that file.

    Raises:
        UserError: it is half-written, altered, or another plan's.
    """
    try:
        about, data = parse(source)
        whose = about["format"], about["plan"], about["index"]
        unaltered = content_hash(data) == about["content_hash"]
    except Exception as error:  # a spoilt file can make its reader raise anything
        raise UserError(f"chunk {index}: cannot be read ({type(error).__name__})") from None
    if whose[0] != FORMAT:
        raise UserError(f"chunk {index}: written by another version (format {whose[0]})")
    if whose[1:] != (plan, index):
        raise UserError(f"chunk {index}: belongs to another run or place")
    if not unaltered:
        raise UserError(f"chunk {index}: its content was altered")
    return data


def parse(source: bytes | Path) -> tuple[dict[str, Any], ChunkData]:
    """What a chunk's file says of itself, and its content, as they are."""
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    table = pq.read_table(file, page_checksum_verification=True)
    about: dict[str, Any] = json.loads(table.schema.metadata[_KEY])
    arrays = {
        name: flat(table, name).reshape(len(table), *about["shapes"][name]) for name in _ARRAYS
    }
    solved = {name: table[name].to_numpy() for name in SOLVED_KEPT}
    edges = np.array(about["period_edges"])
    return about, ChunkData(about["start"], table["draw"].to_numpy(), arrays, solved, edges)


def flat(table: pa.Table, name: str) -> FloatArray:
    """A list column as one flat array."""
    column = table[name].combine_chunks()
    values: FloatArray = np.asarray(column.flatten())
    return values
