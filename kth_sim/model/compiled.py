"""One decorator for compiled functions, with a cache that notices every change of the model.

Numba's own cache looks only at the file of the function it compiled, not at the files of the
functions it calls: after an update of one file a stale kernel would go on giving old numbers.
Here the cache folder is named after the content of the whole room instead.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba
from numba.core import config

P = ParamSpec("P")
R = TypeVar("R")

_FOLDER = "CACHE_DIR"  # read by Numba at the moment a function is decorated
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
_UNCOUNTED = {"_nrt": False}  # arrays come from outside: no references to count
_INLINED = {"forceinline": True}


def _source_digest() -> str:
    """Sixteen hex digits that change with any source file of this room."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _candidates() -> list[Path]:
    """Folders to try, best first: the user's choice, beside the code, the user's cache, none."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        return [Path(chosen)]
    home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return [Path(__file__).parent / "__pycache__", Path(home) / "kth_sim"]


def _writable(folder: Path) -> bool:
    """Whether a file can be made there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


@cache
def cache_folder() -> Path | None:
    """The folder for compiled code of exactly this source, or None if none can be written."""
    name = f"numba-{_source_digest()}"
    return next((c / name for c in _candidates() if _writable(c / name)), None)


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function compiled by Numba without the interpreter lock, cached where possible.

    It is inlined where it is called. It makes no arrays: those that it fills come from outside,
    which spares their counting.
    """
    return _compile(function, _OPTIONS | _UNCOUNTED | _INLINED)


def stage(function: Callable[P, R]) -> Callable[P, R]:
    """The same for a function with loops over many patients: called, so compiled only once."""
    return _compile(function, _OPTIONS | _UNCOUNTED)


def allocating(function: Callable[P, R]) -> Callable[P, R]:
    """The same for a function that makes arrays, or calls one that does; called, not inlined."""
    return _compile(function, _OPTIONS)


def _compile(function: Callable[P, R], options: dict[str, Any]) -> Callable[P, R]:
    """The function compiled with these options."""
    folder = cache_folder()
    if folder is None:
        return numba.njit(**options)(function)  # type: ignore[no-any-return]
    before: str = getattr(config, _FOLDER)
    setattr(config, _FOLDER, str(folder))
    try:
        return numba.njit(cache=True, **options)(function)  # type: ignore[no-any-return]
    finally:
        setattr(config, _FOLDER, before)
