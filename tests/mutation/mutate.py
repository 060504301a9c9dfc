"""Mutation testing in a copy of the tree: how many small faults the tests notice, by module.

    make mutate                # economics, then the model's calibration, discounting and tally
    python tests/mutation/mutate.py economics measures anchor    # some modules

mutmut does not mutate functions with decorators. In the copy the model's compiled functions lose
theirs and NUMBA_DISABLE_JIT is set: they are then plain Python, which gives the same numbers.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("kth_sim", "configs", "tests", "pyproject.toml", "README.md")
FLAGS = re.MULTILINE | re.DOTALL
DECORATOR = re.compile(r"^@(?:compiled|stage|allocating)\n", flags=re.MULTILINE)
KILLED, SURVIVED, UNTESTED, TIMEOUT = "killed", "survived", "no tests", "timeout"
OUTCOMES = {0: SURVIVED, 1: KILLED, 3: KILLED, 33: UNTESTED, 36: TIMEOUT, 24: TIMEOUT, -24: TIMEOUT}
MODEL = {
    "modules": ["calibration*", "discounting", "newton", "quadrature", "tally"],
    # The slow ones draw hundreds of cohorts; NumPy warns of a division that compiled code allows.
    "arguments": [
        *("-p", "no:cacheprovider", "-x", "-m", "not slow", "--hypothesis-profile", "few"),
        *("-W", "ignore::RuntimeWarning"),
    ],
    "tests": [
        "tests/model/test_calibration.py",
        "tests/model/test_discounting.py",
        "tests/model/test_quadrature.py",
        "tests/model/test_tally.py",
    ],
}


def copy_of(room: str, folder: Path) -> dict[str, str]:
    """Make the copy for one room; return the environment to run in."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    if room == "economics":
        return dict(os.environ)
    for path in (folder / "kth_sim" / "model").glob("*.py"):
        path.write_text(DECORATOR.sub("", path.read_text("utf-8")), encoding="utf-8")
    config = folder / "pyproject.toml"
    text = config.read_text("utf-8")
    own = {
        "only_mutate": [f"kth_sim/model/{name}.py" for name in MODEL["modules"]],
        "pytest_add_cli_args": MODEL["arguments"],
        "pytest_add_cli_args_test_selection": MODEL["tests"],
    }
    for key, values in own.items():
        text = re.sub(rf"^{key} = \[.*?\]$", f"{key} = {json.dumps(values)}", text, flags=FLAGS)
    config.write_text(text, "utf-8")
    return {**os.environ, "NUMBA_DISABLE_JIT": "1"}


def report(mutants: Path) -> None:
    """Print killed, survived and the rest by module, then the share killed of those judged."""
    total: Counter[str] = Counter()
    for path in sorted(mutants.rglob("*.meta")):
        codes = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        found = Counter(
            "not run" if code is None else OUTCOMES.get(code, f"code {code}")
            for code in codes.values()
        )
        if found.keys() - {"not run"}:
            print(path.relative_to(mutants).with_suffix(""), dict(found))
            total += found
    judged = total[KILLED] + total[TIMEOUT] + total[SURVIVED] + total[UNTESTED]
    share = (total[KILLED] + total[TIMEOUT]) / judged if judged else float("nan")
    print(dict(total), f"killed: {share:.1%}")


def show(mutmut: Path, folder: Path) -> None:
    """Print each fault that no test noticed, as a difference of lines."""
    for path in sorted((folder / "mutants").rglob("*.meta")):
        codes = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        for name in (name for name, code in codes.items() if OUTCOMES.get(code) == SURVIVED):
            told = subprocess.run(
                [mutmut, "show", name], cwd=folder, check=False, capture_output=True, text=True
            ).stdout
            changed = [line for line in told.splitlines() if re.match(r"[+-](?![+-]{2})", line)]
            print(name, *changed, sep="\n")


def main(room: str, *modules: str) -> None:
    """Mutate one room, or some of its modules."""
    names = [f"kth_sim.{room}.{module}*" for module in modules]
    mutmut = Path(sys.executable).with_name("mutmut")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "tree"
        folder.mkdir()
        environment = copy_of(room, folder)
        command = [mutmut, "run", "--max-children", "1", *names]
        subprocess.run(command, cwd=folder, env=environment, check=False)
        show(mutmut, folder)
        report(folder / "mutants")


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["economics"]))
