"""The cache of compiled code: named after the source, put where it can be written, never stale."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import kth_sim
from kth_sim.model import compiled

SOURCE = Path(compiled.__file__)
ROOT = Path(kth_sim.__file__).parent


def load_copy(folder: Path) -> ModuleType:
    """`compiled.py` as a module of its own in that folder."""
    shutil.copy(SOURCE, folder / "compiled.py")
    spec = importlib.util.spec_from_file_location("compiled_copy", folder / "compiled.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def python(code: str, **environment: str) -> str:
    """What a new interpreter prints; without bytecode caches or the working directory."""
    base = {k: v for k, v in os.environ.items() if k not in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")}
    done = subprocess.run(
        [sys.executable, "-B", "-P", "-c", code],
        env=base | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


WHERE = "from kth_sim.model.compiled import cache_folder; print(cache_folder())"
WORKS = (
    "from kth_sim.model.compiled import compiled, cache_folder\n"
    "from kth_sim.model.randomness import uniform\n"
    "print(cache_folder(), 0 < uniform(1, 0, 0, 0, 0) < 1)"
)


@pytest.fixture
def no_folder(tmp_path: Path) -> Path:
    """A path under a regular file: nobody can make a folder there, not even root."""
    (tmp_path / "file").write_text("not a folder")
    return tmp_path / "file" / "cache"


# --- the name follows the source ---


def test_the_folder_changes_with_any_source_of_the_room(tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text("A = 1\n")
    before = load_copy(tmp_path).cache_folder()
    assert load_copy(tmp_path).cache_folder() == before
    (tmp_path / "other.py").write_text("A = 2\n")
    after = load_copy(tmp_path).cache_folder()
    assert after != before
    (tmp_path / "new.py").write_text("B = 1\n")
    assert load_copy(tmp_path).cache_folder() not in (before, after)


def test_a_kernel_notices_a_change_in_a_file_it_calls(tmp_path: Path) -> None:
    """Numba's own cache would not: it looks only at the caller's file."""
    room = tmp_path / "room"
    room.mkdir()
    (room / "__init__.py").write_text("")
    shutil.copy(SOURCE, room / "compiled.py")
    called = "from room.compiled import compiled\n@compiled\ndef answer():\n    return {}\n"
    (room / "caller.py").write_text(
        "from room.compiled import compiled\nfrom room.called import answer\n"
        "@compiled\ndef ask():\n    return answer() + 1\n"
    )
    for value in (41, 1):
        (room / "called.py").write_text(called.format(value))
        found = python("from room.caller import ask; print(ask())", PYTHONPATH=str(tmp_path))
        assert found == str(value + 1)


# --- where it is put ---


def test_the_users_choice_is_honoured(tmp_path: Path) -> None:
    folder, works = python(WORKS, NUMBA_CACHE_DIR=str(tmp_path / "mine")).split()
    assert works == "True"
    assert Path(folder).parent == tmp_path / "mine"
    assert any(Path(folder).rglob("*.nbi"))  # Numba's index files


def test_a_choice_that_cannot_be_written_means_no_cache(no_folder: Path) -> None:
    assert python(WORKS, NUMBA_CACHE_DIR=str(no_folder), HOME=str(no_folder)) == "None True"


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    """A copy of the package whose model cannot keep a cache beside it; its parent folder."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT, tmp_path / "copy" / "kth_sim", ignore=ignored)
    (tmp_path / "copy" / "kth_sim" / "model" / "__pycache__").write_text("a file in the way")
    return tmp_path / "copy"


def test_beside_the_code_if_it_can(tmp_path: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT, tmp_path / "kth_sim", ignore=ignored)
    found = Path(python(WHERE, PYTHONPATH=str(tmp_path)))
    assert found.parent == tmp_path / "kth_sim" / "model" / "__pycache__"


def test_read_only_code_falls_back_to_the_users_cache(read_only: Path, tmp_path: Path) -> None:
    home = python(WHERE, PYTHONPATH=str(read_only), HOME=str(tmp_path))
    assert Path(home).parent == tmp_path / ".cache" / "kth_sim"
    chosen = python(WHERE, PYTHONPATH=str(read_only), XDG_CACHE_HOME=str(tmp_path / "xdg"))
    assert Path(chosen).parent == tmp_path / "xdg" / "kth_sim"


def test_nowhere_to_write_still_works(read_only: Path, no_folder: Path) -> None:
    assert python(WORKS, PYTHONPATH=str(read_only), HOME=str(no_folder)) == "None True"
