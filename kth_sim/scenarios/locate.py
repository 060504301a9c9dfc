"""Where configurations are: beside the scenario, here, in the checkout, or in the package."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from kth_sim.errors import UserError

_PACKAGE = Path(__file__).parent.parent


def config_folders() -> list[Path]:
    """Folders called `configs` that exist, nearest first."""
    candidates = [Path("configs"), _PACKAGE.parent / "configs", _PACKAGE / "configs"]
    return [folder for folder in candidates if folder.is_dir()]


def find_evidence(scenario: Path | None = None) -> Path:
    """The evidence folder: beside the scenario's own, else the nearest.

    Raises:
        UserError: there is none.
    """
    if scenario is not None and (scenario.parent.parent / "evidence").is_dir():
        return scenario.parent.parent / "evidence"
    for folder in config_folders():
        if (folder / "evidence").is_dir():
            return folder / "evidence"
    raise UserError("no evidence folder found: run in the project's folder or give --evidence")


def scenario_paths() -> dict[str, Path]:
    """The scenarios that can be called by name."""
    found: dict[str, Path] = {}
    for folder in reversed(config_folders()):
        found |= {path.stem: path for path in sorted((folder / "scenarios").glob("*.yaml"))}
    return dict(sorted(found.items()))


def exists(path: Path) -> bool:
    """Whether there is such a path; one whose name no system would take does not exist."""
    try:
        return path.exists()
    except OSError:
        return False


def printable(name: object) -> str:
    """A name as it stands in a one-line message."""
    return str(name) if str(name).isprintable() else repr(str(name))


def find_scenario(name: str) -> Path:
    """The scenario file of that path or name.

    Raises:
        UserError: there is none; names the nearest.
    """
    path = Path(name)
    if exists(path):
        return path
    if path.suffix in {".yaml", ".yml"}:
        raise UserError(f"{printable(path)}: no such file: check the name and the folder")
    known = scenario_paths()
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "there are: " + ", ".join(known)
    raise UserError(f"{printable(name)}: no such scenario: {hint}")
