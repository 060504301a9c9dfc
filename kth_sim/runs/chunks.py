"""A chunk: some draws of a run, computed as a pure function and kept as one Parquet file.

The file carries a hash of its own content and of the plan it belongs to, so that a half-written,
altered or foreign one is found out.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
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
        observed: `[draw]` records of its draws.
        first_draw: number of the first of them.
        cohort, structure, period_edges, discount_rates, seed, n_patients, n_blocks: as in `Case`.
    """

    plan: str
    index: int
    observed: Records
    first_draw: int
    cohort: Cohort
    structure: Structure
    period_edges: FloatArray
    discount_rates: tuple[float, float, float]
    seed: int
    n_patients: int
    n_blocks: int

    def case(self) -> Case:
        """The chunk's draws, calibrated."""
        return Case(
            observed=self.observed,
            cohort=self.cohort,
            structure=self.structure,
            period_edges=self.period_edges,
            discount_rates=self.discount_rates,
            seed=self.seed,
            n_patients=self.n_patients,
            n_blocks=self.n_blocks,
            first_draw=self.first_draw,
        )


@dataclass(frozen=True)
class ChunkData:
    """A chunk as it was read back.

    Attributes:
        draws: `[draw]` numbers.
        arrays: `used`, `discounted`, `counts`, each `[draw, block, ...]`.
        solved: `[draw]` columns of `SOLVED_KEPT`.
        period_edges: of the quantities.
    """

    draws: np.ndarray[tuple[int], np.dtype[np.int64]]
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
    case = task.case()
    edges = [block.start for block in case.blocks()] + [task.n_patients]
    found = fast.run_draws(case, edges)
    arrays = {name: getattr(found, name) for name in _ARRAYS}
    solved = {name: np.ascontiguousarray(case.solved[name]) for name in SOLVED_KEPT}
    return encode(task, arrays, solved)


def encode(task: ChunkTask, arrays: dict[str, FloatArray], solved: dict[str, FloatArray]) -> bytes:
    """A Parquet file of one row a draw: each array flat, its shape in the file's metadata."""
    n = len(task.observed)
    columns: dict[str, Any] = {"draw": pa.array(np.arange(n, dtype=np.int64) + task.first_draw)}
    for name, array in arrays.items():
        flat = pa.array(array.reshape(-1))
        columns[name] = pa.FixedSizeListArray.from_arrays(flat, array[0].size)
    columns |= {name: pa.array(values) for name, values in solved.items()}
    about = {
        "format": FORMAT,
        "plan": task.plan,
        "index": task.index,
        "shapes": {name: list(array.shape[1:]) for name, array in arrays.items()},
        "period_edges": task.period_edges.tolist(),
        "sha256": content_hash(arrays, solved),
    }
    table = pa.table(columns).replace_schema_metadata({_KEY: json.dumps(about).encode()})
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd", compression_level=1, use_dictionary=False)
    return sink.getvalue()


def content_hash(arrays: dict[str, FloatArray], solved: dict[str, FloatArray]) -> str:
    """SHA-256 (hex) of the numbers themselves."""
    digest = hashlib.sha256()
    for name, array in sorted({**arrays, **solved}.items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def decode(source: bytes | Path, plan: str, index: int) -> ChunkData:
    """The chunk in that file.

    Raises:
        UserError: it is half-written, altered, or another plan's.
    """
    try:
        table = pq.read_table(io.BytesIO(source) if isinstance(source, bytes) else source)
        about = json.loads(table.schema.metadata[_KEY])
        arrays = {
            name: flat(table, name).reshape(len(table), *about["shapes"][name]) for name in _ARRAYS
        }
        solved = {name: table[name].to_numpy() for name in SOLVED_KEPT}
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as error:
        raise UserError(f"chunk {index}: cannot be read ({type(error).__name__})") from None
    if about["format"] != FORMAT:
        raise UserError(f"chunk {index}: written by another version (format {about['format']})")
    if (about["plan"], about["index"]) != (plan, index):
        raise UserError(f"chunk {index}: belongs to another run or place")
    if content_hash(arrays, solved) != about["sha256"]:
        raise UserError(f"chunk {index}: its content was altered")
    return ChunkData(table["draw"].to_numpy(), arrays, solved, np.array(about["period_edges"]))


def flat(table: pa.Table, name: str) -> FloatArray:
    """A list column as one flat array."""
    column = table[name].combine_chunks()
    values: FloatArray = np.asarray(column.flatten())
    return values
