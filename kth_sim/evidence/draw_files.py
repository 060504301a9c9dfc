"""Draws as files (Parquet or CSV), and the check of draws that come from elsewhere."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from kth_sim.errors import UserError
from kth_sim.evidence.checking import unknown_name
from kth_sim.evidence.units import RANGES, Range, is_number
from kth_sim.files import write_whole

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.evidence.register import Register

SUFFIXES = (".parquet", ".csv")


def parameter_names(register: Register) -> list[str]:
    """The columns of every frame of draws, in order: ids of parameters that are numbers."""
    return [name for name, entry in register.parameters().items() if is_number(entry.unit)]


def check_draws(
    frame: pd.DataFrame,
    register: Register,
    names: Sequence[str] | None = None,
    source: str = "draws",
) -> pd.DataFrame:
    """The same draws as float64, columns in the order of `names`, index `draw`.

    Draws keep their number (index or column `draw`); without one they count from 0.

    Args:
        frame: one row a draw, one column a parameter.
        register: the evidence, for the units.
        names: the columns there must be, no more and no less; by default all parameters.
        source: where the frame is from, for errors.

    Raises:
        UserError: the first thing wrong: no rows, a column missing, extra, twice or of text, a
            value missing, infinite or outside its unit's range, a draw number twice.
    """
    names = parameter_names(register) if names is None else names
    frame = _numbered(frame, source)
    if not len(frame):
        raise UserError(f"{source}: no draws: give at least one row")
    _check_columns([str(name) for name in frame.columns], names, source)
    columns = {name: _numbers(frame[name], f"{source}: column {name}") for name in names}
    for name in names:
        allowed = RANGES[register.entries[name].unit]
        _check_values(columns[name], allowed, frame.index, f"{source}: column {name}")
    return type(frame)(columns, index=frame.index)


def read_draws(path: Path, register: Register, names: Sequence[str] | None = None) -> pd.DataFrame:
    """The draws of a Parquet or CSV file, checked.

    Raises:
        UserError: it cannot be read, is of another kind, or `check_draws` finds a mistake.
    """
    suffix = _suffix(path)
    if not path.is_file():
        raise UserError(f"{path}: no such file: check the name and the folder")
    try:
        frame = _read(path, suffix)
    except (OSError, ValueError, NotImplementedError) as error:
        what = " ".join(str(error).split())[:200] or type(error).__name__
        raise UserError(f"{path}: no draws in {suffix[1:]} format: {what}") from None
    return check_draws(frame, register, names, str(path))


def write_draws(frame: pd.DataFrame, path: Path) -> None:
    """Write draws to a Parquet or CSV file (by its suffix), whole or not at all.

    Raises:
        UserError: the suffix is another, or the file cannot be written.
    """
    content = _content(frame, _suffix(path))
    try:
        write_whole(path, content)
    except OSError as error:
        raise UserError(f"{path}: cannot be written: {error.strerror}") from None


def _suffix(path: Path) -> str:
    if path.suffix not in SUFFIXES:
        raise UserError(f"{path}: draws are kept in {' or '.join(SUFFIXES)}: change the name")
    return path.suffix


def _read(path: Path, suffix: str) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # half a second that --help must not pay

    if suffix == ".parquet":
        return pd.read_parquet(path, engine="pyarrow")
    return pd.read_csv(path, engine="pyarrow")  # reads every number to its last bit


def _content(frame: pd.DataFrame, suffix: str) -> bytes:
    if suffix == ".csv":  # the shortest text that gives the same number again
        return frame.to_csv(index_label="draw", lineterminator="\n").encode()
    buffer = io.BytesIO()
    plain = frame.reset_index(names="draw")  # other tools see the draw as a column
    plain.to_parquet(buffer, engine="pyarrow", index=False)
    return buffer.getvalue()


def _numbered(frame: pd.DataFrame, source: str) -> pd.DataFrame:
    """The frame with its draw numbers as index, checked."""
    import pandas as pd  # noqa: PLC0415

    if "draw" in frame.columns:
        frame = frame.set_index("draw")
    elif frame.index.name != "draw":
        return frame.set_axis(pd.RangeIndex(len(frame), name="draw"), axis=0)
    index = frame.index
    if len(index) and not (pd.api.types.is_integer_dtype(index) and index.min() >= 0):
        raise UserError(f"{source}: column draw: whole numbers from 0 are expected")
    if (twice := index[index.duplicated()]).size:
        raise UserError(f"{source}: column draw: {twice[0]} stands there twice: number them anew")
    return frame.set_axis(index.astype(np.int64), axis=0)


def _check_columns(found: Sequence[str], names: Sequence[str], source: str) -> None:
    if missing := [name for name in names if name not in found]:
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise UserError(f"{source}: column {missing[0]} is missing{more}: add it")
    for place, name in enumerate(found):
        if name not in names:
            hint = unknown_name(name, list(names))
            raise UserError(f"{source}: column {name} is no parameter: remove it, or {hint}")
        if name in found[:place]:
            raise UserError(f"{source}: column {name} stands there twice: keep one")


def _numbers(column: pd.Series[Any], where: str) -> NDArray[np.float64]:
    import pandas as pd  # noqa: PLC0415

    kinds = pd.api.types
    if not kinds.is_numeric_dtype(column) or kinds.is_bool_dtype(column):
        raise UserError(f"{where}: numbers are expected, not {column.dtype}{_culprit(column)}")
    if kinds.is_complex_dtype(column):
        raise UserError(f"{where}: real numbers are expected, not {column.dtype}")
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _culprit(column: pd.Series[Any]) -> str:
    """The first entry that is no number, in words."""
    import pandas as pd  # noqa: PLC0415

    read = pd.to_numeric(column, errors="coerce")
    wrong = column[read.isna() & column.notna()]
    return f" ({wrong.iloc[0]!r} in draw {wrong.index[0]})" if len(wrong) else ""


def _check_values(
    values: NDArray[np.float64], allowed: Range, index: pd.Index[Any], where: str
) -> None:
    above = values > allowed.low if allowed.above else values >= allowed.low
    wrong = np.flatnonzero(~(np.isfinite(values) & above & (values <= allowed.high)))
    if not wrong.size:
        return
    value, draw = values[wrong[0]], index[wrong[0]]
    if np.isnan(value):
        raise UserError(f"{where}: draw {draw} has no number: fill it in")
    raise UserError(f"{where}: draw {draw}: {value:g} lies outside {allowed}, the unit's range")
