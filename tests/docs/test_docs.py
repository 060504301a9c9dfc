"""The pages name commands, options, keys, ids, files and columns that exist."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import tokenize
from pathlib import Path

import pandas as pd
import pytest
import typer
from pydantic import BaseModel
from typer.main import get_command

from kth_sim.cli import app
from kth_sim.economics import MEASURES, RATIOS, evaluate
from kth_sim.evidence.register import load_register
from kth_sim.reporting.wording import headline
from kth_sim.runs.build import make_case, make_setting
from kth_sim.runs.execute import simulate
from kth_sim.runs.redraw_kinds import KINDS
from kth_sim.runs.run import Options, Simulation, make_report, run_scenario
from kth_sim.scenarios.locate import find_scenario
from kth_sim.scenarios.resolve import load_scenario
from kth_sim.scenarios.rollout import load_plan
from kth_sim.scenarios.rollout_schema import (
    NetworkFile,
    PlanFile,
    RuleChoice,
    StartChoice,
    TeamChoice,
)
from kth_sim.scenarios.schema import ClusterChoice, ScenarioFile
from kth_sim.scenarios.schema_analyses import StudyChoice
from kth_sim.scenarios.sweep import load_sweep, sweep_paths
from kth_sim.scenarios.sweep_schema import AxisChoice, PointChoice, SweepFile

ROOT = Path(__file__).parents[2]
TOP = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "outputs/README.md")
PAGES = [
    *(ROOT / name for name in TOP),
    *sorted(p for p in (ROOT / "docs").rglob("*.md") if "_build" not in p.parts),
]
REFERENCE = ROOT / "docs" / "reference"
REGISTER = load_register(ROOT / "configs" / "evidence")
PLANS = {path.stem for path in (ROOT / "configs" / "rollouts").glob("*.yaml")}


def page_id(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def first_cells(text: str) -> list[str]:
    """What stands in backticks in the first cell of each row of the tables."""
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("|")]
    return [name for cell in rows for name in re.findall(r"`([^`]+)`", cell)]


def sections(text: str, level: str) -> dict[str, str]:
    """`{name in backticks: text}` of the headings of a level."""
    parts = re.split(rf"^{level} `([^`]+)`\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


# Commands -----------------------------------------------------------------------------------


def commands_in(text: str) -> set[str]:
    """Every `kth-sim ...` that a page shows, on a line of its own or in backticks."""
    spans = {" ".join(s.split()) for s in re.findall(r"`(kth-sim(?:\s[^`]*)?)`", text)}
    lines = set(re.findall(r"^(kth-sim [^\n`]*)$", text, flags=re.MULTILINE))
    return {c for c in spans | lines if "..." not in c and "COMMAND" not in c}


# Named as such, without the argument that they need.
BARE = {"kth-sim", "kth-sim evidence", "kth-sim run", "kth-sim trace", "kth-sim validate"}
BARE |= {"kth-sim evidence show", "kth-sim draws", "kth-sim replay"}
BARE |= {"kth-sim bias", "kth-sim average"}
BARE |= {"kth-sim runs", "kth-sim runs show", "kth-sim runs check", "kth-sim runs remove"}
BARE |= {"kth-sim dsa", "kth-sim threshold", "kth-sim sensitivity"}
BARE |= {"kth-sim capacity", "kth-sim voi", "kth-sim figures", "kth-sim compare"}
BARE |= {"kth-sim explore"}
BARE |= {"kth-sim checklist", "kth-sim export", "kth-sim report"}
COMMANDS = sorted({c for page in PAGES for c in commands_in(page.read_text("utf-8"))} - BARE)


def parse(command: str) -> None:
    """Parse a command as the shell would, without carrying it out."""
    words, found, context = shlex.split(command)[1:], get_command(app), None
    while words and words[0] in getattr(found, "commands", {}):
        name, *words = words
        context = typer.Context(found, parent=context, info_name=name)
        found = found.commands[name]
    with contextlib.suppress(typer.Exit):  # --help and --version stop here
        found.make_context(command, words, parent=context)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_shown_parses(command):
    parse(command)


def test_a_wrong_option_would_be_noticed():
    with pytest.raises(Exception, match="--sede"):
        parse("kth-sim run national --sede 2")


def cli_commands() -> dict[str, set[str]]:
    """`{command: its options}` of the program itself."""
    root = get_command(app)
    found = {"kth-sim": root}
    for name, command in root.commands.items():
        below = getattr(command, "commands", None)
        found |= (
            {f"kth-sim {name} {sub}": c for sub, c in below.items()}
            if below
            else {f"kth-sim {name}": command}
        )
    return {
        name: {o for p in c.params for o in p.opts if o.startswith("-")} - {"--help", "-h"}
        for name, c in found.items()
    }


def test_the_command_line_page_lists_each_command_and_its_options():
    documented = {
        name: set(first_cells(text)) - {"--help", "-h"}
        for name, text in sections((REFERENCE / "cli.md").read_text("utf-8"), "##").items()
    }
    assert documented == cli_commands()


# Scenario keys ------------------------------------------------------------------------------


def schema_keys(model: type[BaseModel], prefix: str = "") -> set[str]:
    """Dotted keys of a schema; `*` stands for a name that the user gives."""
    keys = set()
    for name, field in model.model_fields.items():
        keys.add(f"{prefix}{name}")
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys |= schema_keys(field.annotation, f"{prefix}{name}.")
        elif "ClusterChoice" in str(field.annotation):
            keys |= schema_keys(ClusterChoice, f"{prefix}{name}.*.")
        elif "StudyChoice" in str(field.annotation):
            keys |= schema_keys(StudyChoice, f"{prefix}{name}.*.")
        elif "TeamChoice" in str(field.annotation):
            keys |= schema_keys(TeamChoice, f"{prefix}{name}.*.")
    return keys


def test_the_scenario_page_has_the_keys_of_the_schema():
    text = (REFERENCE / "scenario.md").read_text("utf-8").split("## Scenarios shipped")[0]
    assert sorted(first_cells(text)) == sorted(schema_keys(ScenarioFile))


def test_the_scenario_page_lists_the_scenarios_shipped():
    text = (REFERENCE / "scenario.md").read_text("utf-8").split("## Scenarios shipped")[1]
    shipped = {path.stem for path in (ROOT / "configs" / "scenarios").glob("*.yaml")}
    assert set(first_cells(text)) == shipped


def test_the_rollout_page_has_the_keys_of_the_schema():
    text = (REFERENCE / "rollout.md").read_text("utf-8")
    plan, network = text.split("## Plans shipped")[0].split("## Network file")
    wanted = {*PlanFile.model_fields, *schema_keys(StartChoice, "clusters.*.")}
    assert sorted(first_cells(plan)) == sorted(wanted | schema_keys(RuleChoice, "rule."))
    assert sorted(first_cells(network)) == sorted(schema_keys(NetworkFile))


def test_the_rollout_page_lists_the_plans_shipped():
    text = (REFERENCE / "rollout.md").read_text("utf-8").split("## Plans shipped")[1]
    assert set(first_cells(text)) == PLANS


def test_the_sweep_page_has_the_keys_of_the_schema_and_the_sweeps_shipped():
    keys, shipped = (REFERENCE / "sweep.md").read_text("utf-8").split("## Sweeps shipped")
    wanted = {f"axes.{name}" for name in AxisChoice.model_fields}
    wanted |= {f"points.{name}" for name in PointChoice.model_fields} | {*SweepFile.model_fields}
    rows = [line for line in keys.splitlines() if line.startswith("| `")]
    assert sorted(re.match(r"\| `([^`]+)`", row)[1] for row in rows) == sorted(wanted)
    assert set(first_cells(shipped)) == set(sweep_paths())


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language in README and how-to pages."""
    text = "\n".join(p.read_text("utf-8") for p in PAGES if p.name != "evidence.md")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", blocks("yaml"))
def test_a_scenario_or_plan_that_is_shown_resolves(block, tmp_path):
    if "kind: " in block:
        path = tmp_path / "shown.yaml"
        path.write_text(block, encoding="utf-8")
        assert len(load_sweep(path, REGISTER).points) > 1
        return
    if "network: " in block:
        path = tmp_path / "shown.yaml"
        path.write_text(block, encoding="utf-8")
        assert load_plan(path, REGISTER).network.name == "national"
        return
    base = (ROOT / "configs" / "scenarios" / "national.yaml").as_posix()
    path = tmp_path / "shown.yaml"
    path.write_text(block.replace("base: national", f'base: "{base}"'), encoding="utf-8")
    assert load_scenario(path, REGISTER).bases == ("national",)


# Ids ----------------------------------------------------------------------------------------


def source_names() -> set[str]:
    """Every name, and every word in text, of the source and the configurations."""
    names: set[str] = set()
    for path in (ROOT / "kth_sim").rglob("*.py"):
        source = io.StringIO(path.read_text("utf-8"))
        for token in tokenize.generate_tokens(source.readline):
            if token.type in {tokenize.NAME, tokenize.STRING}:
                names |= set(re.findall(r"\w+", token.string))
    return names


def known_ids() -> set[str]:
    entries = REGISTER.entries
    alternatives = {name for entry in entries.values() for name in entry.alternatives}
    scenarios = {path.stem for path in (ROOT / "configs" / "scenarios").glob("*.yaml")}
    ends = {"id_low", "id_high"}  # of the interval of any id
    return {
        *ends,
        *entries,
        *alternatives,
        *REGISTER.contradictions,
        *scenarios,
        *PLANS,
        *sweep_paths(),
        *MEASURES,
        *RATIOS,
    }


KNOWN = known_ids() | source_names()


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_an_id_in_backticks_exists(page):
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`]+)`", text)
    named = {s for s in spans if re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)+_?", s)}
    # Prefixes end in `_`, and the error of a column in `_mcse`; the rest must be known.
    ids = {name.removesuffix("_mcse") for name in named if not name.endswith("_")}
    assert ids - KNOWN == set()


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_a_file_that_a_page_links_to_exists(page):
    text = page.read_text("utf-8")
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text)
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_the_measures_page_lists_each_measure_and_ratio():
    text = (REFERENCE / "measures.md").read_text("utf-8")
    assert set(first_cells(text)) == {*MEASURES, *RATIOS}


# What a run writes --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    path = ROOT / "configs" / "scenarios" / "as_presented.yaml"
    options = Options(tmp_path_factory.mktemp("out"), patients=300, workers=1)
    return run_scenario(load_scenario(path, REGISTER), options).report.folder


def test_the_outputs_page_names_each_table_and_its_columns(folder):
    text = (REFERENCE / "outputs.md").read_text("utf-8")
    documented = {name: first_cells(t.split("\n#")[0]) for name, t in sections(text, "###").items()}
    written = {path.name: list(pd.read_csv(path, nrows=1)) for path in folder.glob("*.csv")}
    assert documented == written


def test_the_outputs_page_names_each_key_of_the_record(folder):
    text = sections((REFERENCE / "outputs.md").read_text("utf-8"), "##")["run.json"]
    assert first_cells(text) == list(json.loads((folder / "run.json").read_text("utf-8")))


def test_the_figures_page_names_each_figure_and_its_columns(folder):
    text = (ROOT / "docs" / "figures.md").read_text("utf-8").split("## Of decision analysis")[0]
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    documented = {}
    for row in rows:
        cells = [cell.strip().strip("`") for cell in row.strip("|").split("|")]
        documented[cells[0]] = set(cells[2].split(", "))
    written = {p.stem: set(pd.read_csv(p, nrows=1)) for p in (folder / "figures").glob("*.csv")}
    assert documented.keys() == written.keys()
    assert {name for name in written if not documented[name] <= written[name]} == set()


def test_the_figures_page_names_each_figure_of_decision_analysis():
    text = (ROOT / "docs" / "figures.md").read_text("utf-8").split("## Of decision analysis")[1]
    rows = [line.split("|") for line in text.splitlines() if line.startswith("|")]
    assert {cells[2].strip().strip("`") for cells in rows[2:]} == set(KINDS)


def test_the_outputs_readme_names_what_a_run_writes(folder):
    text = (ROOT / "outputs" / "README.md").read_text("utf-8")
    named = {name.rstrip("/") for name in first_cells(text)}
    assert named == {path.name for path in folder.iterdir()}


MADE_IN_THE_PAGES = {"start_in_october", "mine", "uptake_75"}


def test_a_scenario_in_a_command_exists():
    named = [c.split()[2] for c in COMMANDS if re.match(r"kth-sim (run|trace) [a-z]", c)]
    new = [name for name in named if Path(name).stem not in MADE_IN_THE_PAGES]
    assert [name for name in new if not (ROOT / find_scenario(name)).is_file()] == []


# Results that are quoted --------------------------------------------------------------------


def headline_of(path: Path) -> str:
    """The first lines of a run at the scenario's own seed and number of patients."""
    scenario = load_scenario(path, REGISTER)
    case = make_case(scenario, scenario.seed, scenario.patients["fast"])
    quantities, setting = simulate(case, workers=2), make_setting(scenario)
    done = Simulation(scenario, case, quantities, setting, evaluate(quantities, setting))
    return headline(make_report(done, "fast", Path("outputs")))


@pytest.mark.slow
def test_the_national_results_that_are_quoted_are_those_of_today():
    found = headline_of(ROOT / "configs" / "scenarios" / "national.yaml")
    assert found in (ROOT / "README.md").read_text("utf-8")
    assert found in (ROOT / "docs" / "tutorial.md").read_text("utf-8")


@pytest.mark.slow
def test_the_results_of_the_tutorials_own_scenario_are_those_of_today(tmp_path):
    page = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
    (block,) = re.findall(r"^```yaml\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    base = (ROOT / "configs" / "scenarios" / "national.yaml").as_posix()
    path = tmp_path / "uptake_75.yaml"
    path.write_text(block.replace("base: national", f'base: "{base}"'), encoding="utf-8")
    assert headline_of(path) in page
