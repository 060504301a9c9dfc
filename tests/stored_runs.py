"""Small stored runs that several folders of tests look at; made once a process, never altered."""

from __future__ import annotations

import json
import re
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from kth_sim.cli import app
from kth_sim.evidence.draws import make_draws
from kth_sim.evidence.register import Register, load_register
from kth_sim.runs.psa import PsaOptions, run_psa
from kth_sim.runs.run import Options, run_scenario
from kth_sim.scenarios.resolve import Scenario, load_scenario

CONFIGS = Path(__file__).parents[1] / "configs"
DRAWS, PATIENTS = 16, 60
FORMULA = '=HYPERLINK("http://x.example";"y")'
HOSTILE = (FORMULA, "<script>alert(1)</script>", "+1", "@x", "-2+3", "a;=1+1", "\t=1")


_FOLDER = TemporaryDirectory(prefix="kth-runs-")  # goes with the process


def store() -> Path:
    """Where the runs are."""
    return Path(_FOLDER.name)


@cache
def register() -> Register:
    """The evidence shipped with the project."""
    return load_register(CONFIGS / "evidence")


@cache
def national() -> Scenario:
    """The base case."""
    return load_scenario(CONFIGS / "scenarios" / "national.yaml", register())


@cache
def base() -> Path:
    """A run of the base case, without figures."""
    options = Options(store(), patients=400, workers=1, figures=False)
    return run_scenario(national(), options).report.folder


@cache
def many() -> Path:
    """A run of few draws, with EVPPI and one study beside it."""
    scenario = national()
    draws = make_draws(register(), scenario.choices, scenario.overrides, DRAWS, 1)
    folder = store() / "many"
    options = PsaOptions(folder=folder, patients=PATIENTS, seed=1, chunk_size=8, workers=1)
    run_psa(scenario, draws, options)
    groups = ["or_death_30d_kth", "rr_readmission_30d_kth,frailty_variance"]
    chosen = [part for group in groups for part in ("--parameters", group)]
    with redirect_stdout(StringIO()):
        app(["voi", str(folder), *chosen, "--json"], standalone_mode=False)
    return folder


@cache
def hostile() -> Path:
    """A run whose names are what a spreadsheet or a browser might carry out.

    Names of scenario, clusters, and of as many parameters (with their sources) as there are.
    """
    label, script, *names = HOSTILE
    clusters = "\n".join(f"    {name!r}: {{people_per_year: 100}}" for name in names[:4])
    path = store() / "hostile.yaml"
    path.write_text(
        f"label: '{label}'\nrationale: '{script}'\nbase: "
        f"'{(CONFIGS / 'scenarios' / 'national.yaml').as_posix()}'\n"
        f"cohort:\n  remainder: leave_out\n  clusters:\n{clusters}\n",
        encoding="utf-8",
    )
    scenario = load_scenario(path, hostile_register())
    options = Options(store(), patients=100, workers=1, figures=False)
    return run_scenario(scenario, options).report.folder


@cache
def hostile_register() -> Register:
    """The shipped evidence; some prices, and a source, have hostile names."""
    folder = store() / "evidence"
    copytree(CONFIGS / "evidence", folder)
    prices = folder / "costs.yaml"
    text, labels = prices.read_text("utf-8"), iter(HOSTILE)
    text = re.sub(
        r"^    label: .*$",
        lambda line: f"    label: {json.dumps(name)}" if (name := next(labels, "")) else line[0],
        text,
        flags=re.MULTILINE,
    )
    text = text.replace("cite: modelling assumption", f"cite: {json.dumps(FORMULA)}", 1)
    prices.write_text(text, encoding="utf-8")
    return load_register(folder)
