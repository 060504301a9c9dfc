"""A sweep on disk: what it means, and each finished point."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kth_sim
from kth_sim.errors import UserError
from kth_sim.files import write_whole
from kth_sim.runs.folder import digest
from kth_sim.runs.record import described
from kth_sim.runs.store import alive, differences, is_part
from kth_sim.runs.sweep_overview import POINTS, SWEEP
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.sweep_types import Point, Sweep

if TYPE_CHECKING:
    import pandas as pd


FORMAT = 1
SHOWN = 5  # differences in one line
SHORT = 16  # letters of a hash
_KEY = b"kth_sim_sweep"
_WORDS = ("name", "label", "rationale", "based_on")  # of a scenario: no result depends on them


@dataclass(frozen=True)
class Meaning:
    """What a sweep asks, apart from its wording: all that its results depend on.

    Attributes:
        inputs: as plain data.
    """

    inputs: dict[str, Any]

    @property
    def hash(self) -> str:
        """SHA-256 (hex)."""
        return digest(self.inputs)


def meaning_of(sweep: Sweep, patients: int) -> Meaning:
    """What a sweep with so many patients means."""
    inputs = {
        "kind": sweep.kind,
        "axes": {axis.id: list(axis.values) for axis in sweep.axes},
        "base": asked_of(sweep.base),
        "points": {str(point.index): point_inputs(point) for point in sweep.points},
        "draws": {"n": sweep.draws, "method": sweep.method},
        "patients": patients,
        "seed": sweep.seed,
        "version": kth_sim.__version__,
        "evidence": sweep.base.evidence_digest,
    }
    return Meaning(json.loads(json.dumps(inputs, default=str)))


def asked_of(scenario: Scenario) -> dict[str, Any]:
    """A scenario without its words, each parameter as its number alone."""
    about = {k: v for k, v in described(scenario).items() if k not in _WORDS}
    about["parameters"] = {name: given.value for name, given in scenario.parameters.items()}
    return about | {"choices": dict(scenario.choices), "overrides": dict(scenario.overrides)}


def point_inputs(point: Point) -> dict[str, Any]:
    """What one point asks: its values, and hashes of all that follows from them."""
    plan = {} if point.plan is None else {"plan_digest": point.plan.digest[:SHORT]}
    return {**point.values, "scenario_digest": digest(asked_of(point.scenario))[:SHORT], **plan}


def stored_meaning(folder: Path) -> Meaning | None:
    """What the sweep in a folder means; None if the folder is not there, or empty.

    Raises:
        UserError: the folder holds something else, or what another version wrote.
    """
    if not (folder / SWEEP).is_file():
        if taken(folder):
            raise UserError(f"{folder}: exists and holds no sweep: choose another --folder")
        return None
    try:
        content = json.loads((folder / SWEEP).read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            what = f"written by another version (format {content['format']}, this one is {FORMAT})"
            raise UserError(f"{folder}: {what}: use the version that made it")
        meaning = Meaning(content["meaning"])
        whole = meaning.hash == content["hash"]
    except (OSError, ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise UserError(f"{folder / SWEEP}: was altered: remove the sweep and make it again")
    return meaning


def taken(folder: Path) -> bool:
    """Whether something that is no sweep stands in a folder's place."""
    if folder.is_dir():
        return any(not is_part(path) for path in folder.iterdir())
    return folder.exists()


def check_same(folder: Path, meaning: Meaning) -> bool:
    """Whether the folder holds this very sweep, begun or finished; False if it holds nothing.

    Raises:
        UserError: it holds another; says what differs.
    """
    there = stored_meaning(folder)
    if there is None:
        return False
    if there.hash == meaning.hash:
        return True
    found = differences(there.inputs, meaning.inputs)
    asked = [line for line in found if not line.startswith("points.")]  # these follow from others
    found = asked or found
    more = f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    raise UserError(
        f"{folder}: holds a sweep that means something else: {'; '.join(found[:SHOWN])}{more}: "
        f"keep both with --folder, or give way with: kth-sim runs remove {folder}"
    )


def open_sweep(folder: Path, meaning: Meaning, about: Mapping[str, object]) -> None:
    """Begin the sweep in its folder, or go on with it; what died half-written is cleared away.

    Raises:
        UserError: the folder holds something else, or cannot be written.
    """
    check_same(folder, meaning)
    content = {"format": FORMAT, "hash": meaning.hash, **about, "meaning": meaning.inputs}
    text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
    try:
        (folder / POINTS).mkdir(parents=True, exist_ok=True)
        clear([*folder.iterdir(), *(folder / POINTS).iterdir()])
        write_whole(folder / SWEEP, text.encode())
    except OSError as error:
        raise UserError(f"{folder}: cannot be written: {error.strerror or error}") from None


def clear(paths: Iterable[Path]) -> None:
    """Remove those that processes which are no more left half-written."""
    for path in paths:
        if is_part(path) and not alive(path.name.split(".")[-2]):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def point_path(folder: Path, index: int) -> Path:
    """Where a point's file is."""
    return folder / POINTS / f"{index:06d}.parquet"


def put_point(
    folder: Path, meaning: Meaning, index: int, frame: pd.DataFrame, notes: Mapping[str, Any]
) -> None:
    """Keep a finished point: its frame, and notes on it, with a hash of both."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    about = {"sweep": meaning.hash, "point": index, "notes": dict(notes)}
    about["content"] = content_hash(frame, about)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    table = table.replace_schema_metadata(
        {**(table.schema.metadata or {}), _KEY: json.dumps(about).encode()}
    )
    sink = io.BytesIO()
    pq.write_table(table, sink, compression="zstd")
    write_whole(point_path(folder, index), sink.getvalue())


def content_hash(frame: pd.DataFrame, about: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a point's numbers and of what it says of itself."""
    import pandas as pd  # noqa: PLC0415

    said = {key: about[key] for key in ("sweep", "point", "notes")}
    found = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    found.update("|".join(map(str, frame.columns)).encode())
    found.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return found.hexdigest()


def read_point(folder: Path, meaning: Meaning, index: int) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The frame of a finished point, and its notes.

    Raises:
        UserError: it is missing, half-written, altered, or not this sweep's.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    path = point_path(folder, index)
    try:
        table = pq.read_table(path)
        about = json.loads(table.schema.metadata[_KEY])
        frame = table.to_pandas()
        whole = about["content"] == content_hash(frame, about)
        own = (about["sweep"], about["point"]) == (meaning.hash, index)
    except Exception:  # a spoilt file can make its reader raise anything
        whole = own = False
    if not (whole and own):
        raise UserError(f"{path}: missing or altered: give the sweep's command again")
    return frame, about["notes"]


def kept_points(folder: Path, meaning: Meaning, n: int) -> set[int]:
    """Which of the points are finished and whole."""
    return {index for index in range(n) if is_whole(folder, meaning, index)}


def is_whole(folder: Path, meaning: Meaning, index: int) -> bool:
    """Whether a point is finished and as it was written."""
    if not point_path(folder, index).is_file():
        return False
    try:
        read_point(folder, meaning, index)
    except UserError:
        return False
    return True
