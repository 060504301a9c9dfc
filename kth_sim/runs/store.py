"""A run of many draws on disk: its plan, its draws, and its finished chunks."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.errors import UserError
from kth_sim.files import write_whole
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
        """The draws of each chunk, by their place among all draws."""
        return [self.chunk(index) for index in range(-(-self.n_draws // self.chunk_size))]

    def chunk(self, index: int) -> range:
        """The draws of one chunk, by their place."""
        start = index * self.chunk_size
        return range(start, min(start + self.chunk_size, self.n_draws))


def read_plan(folder: Path) -> Plan:
    """The plan of a run's folder.

    Raises:
        UserError: there is none, another version wrote it, or it was altered.
    """
    try:
        content = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            what = f"written by another version (format {content['format']}, this one is {FORMAT})"
            raise UserError(f"{folder}: {what}: use the version that made it")
        plan = Plan(content["inputs"], content["n_draws"], content["chunk_size"])
        whole = (plan.hash, plan.inputs["draws"]["n"]) == (content["hash"], plan.n_draws)
        whole = whole and isinstance(plan.chunk_size, int) and plan.chunk_size > 0
    except (OSError, ValueError, KeyError, TypeError):
        raise UserError(f"{folder}: holds no run of many draws: name a run's folder") from None
    if not whole:
        raise UserError(f"{folder / PLAN}: was altered: remove the run and make it again")
    return plan


def open_run(folder: Path, plan: Plan, draws: pd.DataFrame) -> Plan:
    """Begin a run in its folder, or go on with the one that is there; return the plan in force.

    Raises:
        UserError: the folder holds a run with other inputs (says which differ) or something else,
            or cannot be written.
    """
    try:
        if (folder / PLAN).exists():
            there = read_plan(folder)
            if there.hash != plan.hash:
                changed = "; ".join(differences(there.inputs, plan.inputs)[:5])
                raise UserError(f"{folder}: holds a run with other inputs: {changed}")
            clear(folder)
            mend(folder, there, draws)
            return there
        if folder.exists() and not unborn(folder):
            raise UserError(f"{folder}: exists and holds no run: choose another folder")
        (folder / CHUNKS).mkdir(parents=True, exist_ok=True)
        clear(folder)
        write_draws(folder, draws)
        write_plan(folder, plan)
    except OSError as error:
        raise UserError(f"{folder}: cannot be written: {error.strerror or error}") from None
    return plan


def write_plan(folder: Path, plan: Plan) -> None:
    """Write the plan, after which the folder is a run."""
    content = {
        "format": FORMAT,
        "hash": plan.hash,
        "n_draws": plan.n_draws,
        "chunk_size": plan.chunk_size,
        "inputs": plan.inputs,
    }
    text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
    write_whole(folder / PLAN, text.encode())


def unborn(folder: Path) -> bool:
    """Whether a folder is empty, or a run that was stopped before its plan was written."""
    chunks = folder / CHUNKS
    names = {path.name for path in folder.iterdir() if not is_part(path)}
    if not names:
        return True
    return CHUNKS in names and names <= {CHUNKS, DRAWS} and not any(chunks.iterdir())


def mend(folder: Path, plan: Plan, draws: pd.DataFrame) -> None:
    """Put back what is missing or spoilt beside the plan."""
    (folder / CHUNKS).mkdir(exist_ok=True)
    try:
        read_draws(folder, plan)
    except UserError:
        write_draws(folder, draws)


def is_part(path: Path) -> bool:
    """Whether this is a temporary file or folder: `.<name>.<process>.part`."""
    return path.name.startswith(".") and path.name.endswith(".part")


def clear(folder: Path) -> None:
    """Remove what processes that are no more left half-written."""
    for path in [*folder.iterdir(), *(folder / CHUNKS).glob(".*.part")]:
        if is_part(path) and not alive(path.name.split(".")[-2]):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def alive(process: str) -> bool:
    """Whether another process of that number runs on this machine."""
    if not process.isdigit() or int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


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
        if chunk_path(folder, index).exists():
            try:
                read_chunk(folder, plan, index)
                found[index] = None
            except UserError as error:
                found[index] = str(error)
    return found


def read_chunk(folder: Path, plan: Plan, index: int) -> ChunkData:
    """One chunk of a run.

    Raises:
        UserError: it is missing, half-written, altered, or not this run's.
    """
    if not chunk_path(folder, index).is_file():
        raise UserError(f"chunk {index}: missing")
    chunk = decode(chunk_path(folder, index), plan.hash, index)
    first, stop = chunk.start, chunk.start + len(chunk.draws)
    if range(first, stop) != plan.chunk(index):
        raise UserError(f"chunk {index}: holds draws {first} to {stop - 1}, which are not its own")
    return chunk


def read_chunks(folder: Path, plan: Plan, indices: list[int]) -> Iterator[ChunkData]:
    """The chunks, one at a time, each next one read ahead; memory does not grow with them."""
    with ThreadPoolExecutor(1) as reader:
        ahead = [reader.submit(read_chunk, folder, plan, index) for index in indices[:1]]
        for index in indices[1:]:
            ahead.append(reader.submit(read_chunk, folder, plan, index))
            yield ahead.pop(0).result()
        for last in ahead:
            yield last.result()


def draws_digest(draws: pd.DataFrame) -> str:
    """SHA-256 (hex) of the draws' numbers and values."""
    import pandas as pd  # noqa: PLC0415

    hashed = pd.util.hash_pandas_object(draws, index=True).to_numpy()
    return sha256(hashed.tobytes()).hexdigest()


def write_draws(folder: Path, draws: pd.DataFrame) -> None:
    """Keep the run's draws; their number is a column, so that other tools see it."""
    write_whole(folder / DRAWS, draws.reset_index(names="draw").to_parquet(index=False))


def read_draws(folder: Path, plan: Plan) -> pd.DataFrame:
    """The run's draws, one row each, by their number.

    Raises:
        UserError: they are missing, or not those of the plan.
    """
    import pandas as pd  # noqa: PLC0415

    try:
        draws = pd.read_parquet(folder / DRAWS).set_index("draw")
        wrong = draws_digest(draws) != plan.inputs["draws"]["content"]
    except Exception:  # a spoilt file can make its reader raise anything
        wrong = True
    if wrong:
        what = "missing or altered: give the run's kth-sim run command again"
        raise UserError(f"{folder / DRAWS}: {what}")
    return draws
