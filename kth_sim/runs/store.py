"""A run of many draws on disk: its plan, its draws, and its finished chunks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.errors import UserError
from kth_sim.reporting.files import write_whole
from kth_sim.runs.chunks import FORMAT, ChunkData, decode
from kth_sim.runs.folder import digest

if TYPE_CHECKING:
    import pandas as pd

PLAN, RECORD, DRAWS, CHUNKS = "plan.json", "run.json", "draws.parquet", "chunks"


@dataclass(frozen=True)
class Plan:
    """What a run is to do.

    Attributes:
        inputs: everything the results depend on, as plain data.
        n_draws: how many.
        chunk_size: draws in a chunk; it changes no result.
    """

    inputs: dict[str, Any]
    n_draws: int
    chunk_size: int

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the inputs."""
        return digest(self.inputs)

    def chunks(self) -> list[range]:
        """The draws of each chunk."""
        starts = range(0, self.n_draws, self.chunk_size)
        return [range(a, min(a + self.chunk_size, self.n_draws)) for a in starts]


def read_plan(folder: Path) -> Plan:
    """The plan of a run's folder.

    Raises:
        UserError: there is none, or another version wrote it.
    """
    try:
        content = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            what = f"written by another version (format {content['format']}, this one is {FORMAT})"
            raise UserError(f"{folder}: {what}: use the version that made it")
        return Plan(content["inputs"], content["n_draws"], content["chunk_size"])
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(f"{folder}: holds no run of many draws: name a run's folder") from None


def open_run(folder: Path, plan: Plan, draws: pd.DataFrame) -> Plan:
    """Begin a run in its folder, or go on with the one that is there; return the plan in force.

    Raises:
        UserError: the folder holds a run with other inputs; says which differ.
    """
    if (folder / PLAN).exists():
        there = read_plan(folder)
        if there.hash != plan.hash:
            changed = "; ".join(differences(there.inputs, plan.inputs)[:5])
            raise UserError(f"{folder}: holds a run with other inputs: {changed}")
        return there
    if folder.exists() and any(folder.iterdir()):
        raise UserError(f"{folder}: exists and holds no run: choose another folder")
    try:
        (folder / CHUNKS).mkdir(parents=True, exist_ok=True)
        write_whole(folder / DRAWS, draws.to_parquet())
        content = {
            "format": FORMAT,
            "hash": plan.hash,
            "n_draws": plan.n_draws,
            "chunk_size": plan.chunk_size,
            "inputs": plan.inputs,
        }
        text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
        write_whole(folder / PLAN, text.encode())
    except OSError as error:
        raise UserError(f"{folder}: cannot be written: {error.strerror}") from None
    return plan


def differences(old: object, new: object, where: str = "") -> list[str]:
    """What differs between two pieces of plain data, one line each."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = sorted({*old, *new})
        parts = [differences(old.get(k), new.get(k), f"{where}.{k}".lstrip(".")) for k in keys]
        return [line for part in parts for line in part]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        parts = [
            differences(a, b, f"{where}[{i}]")
            for i, (a, b) in enumerate(zip(old, new, strict=True))
        ]
        return [line for part in parts for line in part]
    return [] if old == new else [f"{where} was {short(old)}, is {short(new)}"]


def short(value: object) -> str:
    """A value in few letters."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def chunk_path(folder: Path, index: int) -> Path:
    """Where a chunk's file is."""
    return folder / CHUNKS / f"{index:06d}.parquet"


def put_chunk(folder: Path, index: int, content: bytes) -> None:
    """Keep a finished chunk."""
    write_whole(chunk_path(folder, index), content)


def finished(folder: Path, plan: Plan) -> dict[int, str | None]:
    """Each chunk that has a file, with what is wrong with it (None: nothing)."""
    found: dict[int, str | None] = {}
    for index in range(len(plan.chunks())):
        path = chunk_path(folder, index)
        if path.exists():
            try:
                decode(path, plan.hash, index)
                found[index] = None
            except UserError as error:
                found[index] = str(error)
    return found


def read_chunks(folder: Path, plan: Plan, indices: list[int]) -> Iterator[ChunkData]:
    """The chunks, one at a time: memory does not grow with their number."""
    for index in indices:
        yield decode(chunk_path(folder, index), plan.hash, index)


def read_draws(folder: Path) -> pd.DataFrame:
    """The run's draws, one row each."""
    import pandas as pd  # noqa: PLC0415

    return pd.read_parquet(folder / DRAWS)
