"""Value of information beside a stored run: what is written, and that the run is left alone."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import kth_sim
from kth_sim.economics import evpi, evsi
from kth_sim.errors import UserError
from kth_sim.runs.psa import PsaOptions, run_psa
from kth_sim.runs.voi import known
from kth_sim.runs.voi_results import analyse
from kth_sim.runs.voi_studies import check_voi, studies_of
from kth_sim.scenarios.analyses import Voi

TABLES = {"evpi", "evppi", "evsi", "enbs", "best_sizes"}


def small(scenario):
    """The scenario with few sizes, one group and one threshold."""
    voi = scenario.voi
    names = ("deaths_patients", "readmissions_patients", "patient_trial", "cost_study")
    plans = {name: voi.studies[name] for name in names}
    for name in names[2:]:
        plans[name] = replace(plans[name], sizes=(200, 2000))
    groups = {"effects": voi.parameters["effects"]}
    return replace(
        scenario,
        voi=replace(voi, wtp=(200_000.0,), parameters=groups, singles=False, studies=plans),
    )


@pytest.fixture(scope="module")
def asked(scenario):
    return small(scenario("next_evaluation"))


@pytest.fixture(scope="module")
def analysed(asked, draws_of, tmp_path_factory) -> Path:
    """The folder of a run of a scenario that asks for the value of information."""
    folder = tmp_path_factory.mktemp("voi") / "run"
    options = PsaOptions(patients=60, seed=1, folder=folder, workers=1)
    run_psa(asked, draws_of(120), options)
    return folder


@pytest.fixture
def copy(analysed, tmp_path) -> Path:
    return Path(shutil.copytree(analysed, tmp_path / "run"))


def test_a_run_that_asks_leaves_tables_with_a_record(analysed):
    found = {path.stem for path in (analysed / "voi").glob("*.csv")}
    record = json.loads((analysed / "voi" / "run.json").read_text())
    run = json.loads((analysed / "run.json").read_text())
    assert found == TABLES
    assert set(record["files"]) == {f"{name}.csv" for name in TABLES}
    assert {k: record[k] for k in ("plan_hash", "evidence_hash", "seed")} == {
        k: run[k] for k in ("plan_hash", "evidence_hash", "seed")
    }


def test_the_runs_own_record_does_not_know_of_it(cli, analysed):
    assert not [
        name for name in json.loads((analysed / "run.json").read_text())["files"] if "voi" in name
    ]
    assert cli("runs", "check", analysed).code == 0
    assert cli("runs", "check", analysed / "voi").code == 0


def test_a_changed_table_is_noticed(cli, copy):
    path = copy / "voi" / "enbs.csv"
    path.write_text(path.read_text().replace("patient_trial", "patient_tribe", 1))
    said = cli("runs", "check", copy / "voi")
    assert (said.code, said.out) == (1, "enbs.csv: altered\n")


def test_the_tables_say_what_the_pure_functions_say(analysed, asked):
    run = kth_sim.load_run(analysed)
    outcomes = run.decision()
    table = pd.read_csv(analysed / "voi" / "evpi.csv")
    assert table["per_patient"].tolist() == pytest.approx(list(evpi(outcomes, [200_000.0])))
    trial = studies_of(asked.voi)["patient_trial"]
    mine = evsi(outcomes, run.draws, trial, 200_000.0, [200, 2000], asked.voi.method, seed=1)
    written = pd.read_csv(analysed / "voi" / "evsi.csv").set_index("study").loc["patient_trial"]
    assert written["evsi"].tolist() == pytest.approx(mine["evsi"].tolist(), rel=1e-12)


def test_every_row_says_what_it_rests_on(analysed):
    for name in TABLES:
        table = pd.read_csv(analysed / "voi" / f"{name}.csv")
        assert set(table["basis"]) <= {"observed", "derived", "literature", "assumption"}
    groups = pd.read_csv(analysed / "voi" / "evppi.csv")
    assert groups["basis"].tolist() == ["observed"]
    assert set(pd.read_csv(analysed / "voi" / "enbs.csv")["basis"]) == {"assumption"}


def test_the_same_command_gives_the_same_bytes(copy, asked):
    before = {p.name: p.read_bytes() for p in (copy / "voi").iterdir()}
    analyse(kth_sim.load_run(copy), asked.voi)
    assert {p.name: p.read_bytes() for p in (copy / "voi").iterdir()} == before


def test_a_command_analyses_a_stored_run_as_before(cli, copy):
    before = (copy / "voi" / "evsi.csv").read_bytes()
    own = (copy / "run.json").read_bytes()
    assert cli("voi", copy).code == 0
    assert (copy / "voi" / "evsi.csv").read_bytes() == before
    assert (copy / "run.json").read_bytes() == own


def test_a_command_with_other_thresholds_and_parameters(cli, copy):
    ids = "or_death_30d_kth,frailty_variance"
    said = cli("voi", copy, "--wtp", 1e5, "--wtp", 4e5, "--parameters", ids, "--json")
    payload = json.loads(said.out)
    assert [row["wtp"] for row in payload["evpi"]] == [1e5, 4e5]
    assert {row["names"] for row in payload["evppi"]} == {ids.replace(",", " ")}


def test_a_command_on_a_run_that_never_asked(cli, undisturbed, tmp_path):
    folder = Path(shutil.copytree(undisturbed.folder, tmp_path / "plain"))
    payload = json.loads(cli("voi", folder, "--json").out)
    assert {row["wtp"] for row in payload["evpi"]} == {200_000.0, 500_000.0}
    assert "or_death_30d_kth" in {row["parameters"] for row in payload["evppi"]}
    assert "evsi" not in payload


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--parameters", "or_death"], "or_death: no such parameter: did you mean"),
        (["--effect", "qualy"], "effect: no column 'qualy'"),
        (["--scenario", "national"], "--scenario national: has no analyses.voi"),
    ],
)
def test_a_mistake_is_one_line_and_leaves_the_tables(cli, copy, options, says):
    before = (copy / "voi" / "run.json").read_bytes()
    said = cli("voi", copy, *options)
    assert said.is_one_line_of_complaint()
    assert says in said.err
    assert (copy / "voi" / "run.json").read_bytes() == before


def test_a_command_on_no_run(cli, tmp_path):
    assert cli("voi", tmp_path).is_one_line_of_complaint()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"effect": "qualy"}, "voi: qualy: no such measure: did you mean 'qaly'?"),
        ({"cost": "price"}, "voi: price: no such measure"),
        ({"column": "increment_cost_4m"}, "voi: increment_cost_4m: no such measure"),
        ({"sizes": (1,)}, "n: cost_study needs 2 patients or more, not 1"),
    ],
)
def test_what_cannot_be_is_said_before_the_run(asked, draws_of, tmp_path, change, says):
    studies = dict(asked.voi.studies)
    plan = studies["cost_study"]
    if "column" in change:
        studies["cost_study"] = replace(plan, columns={"mean": change.pop("column")})
    if "sizes" in change:
        studies["cost_study"] = replace(plan, sizes=change.pop("sizes"))
    wrong = replace(asked, voi=replace(asked.voi, studies=studies, **change))
    with pytest.raises(UserError, match=says.replace("?", r"\?")):
        run_psa(wrong, draws_of(4), PsaOptions(patients=5, seed=1, folder=tmp_path / "run"))
    assert not (tmp_path / "run").exists()


def test_the_shipped_scenario_can_be_carried_out(scenario):
    check_voi(scenario("next_evaluation"))
    assert all(
        study.name == name for name, study in studies_of(scenario("next_evaluation").voi).items()
    )


def test_a_fixed_parameter_is_worth_nothing_to_know(asked, analysed):
    """`n_readmissions_max` is the same in every draw."""
    voi = replace(asked.voi, parameters={"fixed": ("n_readmissions_max",)}, studies={})
    run = kth_sim.load_run(analysed)
    from kth_sim.runs.voi import known, tables

    table = tables(known(run, voi), voi)["evppi"]
    assert table[["evppi", "se"]].to_numpy().tolist() == [[0.0, 0.0]]


def test_the_outputs_page_names_the_tables_and_their_columns(analysed):
    page = (Path(__file__).parents[2] / "docs" / "reference" / "outputs.md").read_text("utf-8")
    rows = re.findall(r"^\| `voi/(\w+)\.csv` \|[^|]*\|([^|]*)\|$", page, flags=re.MULTILINE)
    named = {name: re.findall(r"`(\w+)`", columns) for name, columns in rows}
    written = {p.stem: list(pd.read_csv(p, nrows=1)) for p in (analysed / "voi").glob("*.csv")}
    assert named == written


def test_a_measure_that_a_run_does_not_hold_has_no_increment_to_study(undisturbed):
    """By hand from the stored outcomes: KTH less usual care in each draw, of what is there."""
    run = kth_sim.load_run(undisturbed.folder)
    less = replace(run, outcomes=run.outcomes.drop(columns="days_hospital"))
    draws = known(less, Voi(wtp=(200_000.0,))).draws
    assert "increment_days_hospital" in known(run, Voi(wtp=(200_000.0,))).draws
    assert "increment_days_hospital" not in draws
    qaly = run.outcomes.set_index(["strategy", "draw"])["qaly"]
    change = qaly["kth"] - qaly["usual_care"]
    pd.testing.assert_series_equal(draws["increment_qaly"], change, check_names=False)
