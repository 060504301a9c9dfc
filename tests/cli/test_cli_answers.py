"""What commands answer at their rarer turns; what takes long is put in their hands."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from kth_sim import cli_app, cli_run
from kth_sim.cli_capacity import units_of
from kth_sim.cli_rollout_choice import group
from kth_sim.cli_run import probabilistic
from kth_sim.cli_voi import asked_of
from kth_sim.errors import UserError
from kth_sim.scenarios.locate import find_scenario
from kth_sim.scenarios.resolve import load_scenario

# A run of many draws ------------------------------------------------------------------------------


@pytest.fixture
def ran(monkeypatch):
    """`ran(as_json, with_figures)`: what is printed of a finished run, and what was drawn."""
    drawn = []
    result = SimpleNamespace(folder=Path("outputs/x"), payload={"mean": 2.5}, tables={})
    monkeypatch.setattr(cli_run, "carried_out", lambda *_: result)
    monkeypatch.setattr(cli_run, "draw", drawn.append)
    monkeypatch.setattr("kth_sim.reporting.psa_console.print_psa", lambda *_: None)

    def _ran(capsys, *, as_json, with_figures):
        asked = SimpleNamespace(name="x", label="X", voi="what is it worth")
        probabilistic(asked, None, None, None, as_json, with_figures)
        return capsys.readouterr().out, drawn

    return _ran


def test_a_run_in_json_is_drawn_only_if_asked(ran, capsys):
    out, drawn = ran(capsys, as_json=True, with_figures=None)
    assert (json.loads(out), drawn) == ({"mean": 2.5}, [])
    out, drawn = ran(capsys, as_json=True, with_figures=True)
    assert (json.loads(out), drawn) == ({"mean": 2.5}, [Path("outputs/x")])


def test_a_run_for_people_says_where_the_value_of_information_is(ran, capsys):
    out, _ = ran(capsys, as_json=False, with_figures=False)
    assert out.startswith(f"Value of information: {Path('outputs/x/voi')}\n")


# Replay -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("same", "code", "said"),
    [(True, 0, "equal to the stored run to the bit"), (False, 1, "differs from the stored run")],
)
def test_a_draw_that_is_not_what_was_stored_fails(same, code, said, cli, monkeypatch):
    solved = np.array([(0.5, 1.25)], [("hr_kth", float), ("readmission_factor_kth", float)])
    replayed = SimpleNamespace(solved=solved)
    monkeypatch.setattr("kth_sim.runs.replay.replay_draw", lambda *_: replayed)
    monkeypatch.setattr("kth_sim.runs.replay.stored_draw", lambda *_: None)
    monkeypatch.setattr("kth_sim.runs.replay.same", lambda *_: same)
    answer = cli("replay", "anything", "--draw", 3)
    assert answer.code == code
    assert answer.out.splitlines() == [
        "draw 3: hazard ratio of KTH 0.500000, readmission factor 1.250000",
        said,
    ]


# Average, value of information, app ---------------------------------------------------------------


def test_an_average_in_json_is_that_of_the_weights_given(cli, evidence_read_once, monkeypatch):
    def averaged(scenarios, _registers, asked, draws, thresholds, options):
        payload = {"weights": asked.weights, "labels": [s.label for s in scenarios.values()]}
        return SimpleNamespace(
            payload=payload | {"draws": draws, "wtp": list(thresholds), "seed": options.seed}
        )

    monkeypatch.setattr("kth_sim.runs.averaging.run_average", averaged)
    given = ("national=3", "crude=1", "--draws", 7, "--wtp", 90000, "--seed", 5, "--json")
    found = json.loads(cli("average", *given).out)
    assert found.pop("weights") == {"national": 3, "crude": 1}
    assert found.pop("labels")[0] == "National network, base case"
    assert found == {"draws": 7, "wtp": [90000], "seed": 5}


def test_a_scenario_says_what_is_asked_of_a_run(evidence_read_once, register):
    expected = load_scenario(find_scenario("next_evaluation"), register).voi
    assert asked_of(None, "next_evaluation", None) == expected
    with pytest.raises(UserError, match=r"^--scenario national: has no analyses\.voi"):
        asked_of(None, "national", None)


def test_without_its_extra_the_app_says_how_to_install_it(cli, monkeypatch):
    monkeypatch.setattr(cli_app, "find_spec", lambda _: None)
    said = cli("app")
    assert said.is_one_line_of_complaint()
    assert said.err == ("kth-sim app: needs fastapi and uvicorn: pip install 'kth-sim[app]'\n")


@pytest.mark.parametrize(("more", "opened"), [([], ["http://here"]), (["--no-open"], [])])
def test_the_app_prints_its_address_and_opens_it_unless_told_not_to(
    more, opened, cli, monkeypatch, tmp_path
):
    visited, served = [], []

    def serve(outputs, port, ready):
        served.append((outputs, port))
        ready("http://here")

    monkeypatch.setattr(cli_app, "find_spec", lambda _: True)
    monkeypatch.setitem(sys.modules, "kth_sim.app.serve", SimpleNamespace(serve=serve))
    monkeypatch.setattr("webbrowser.open", visited.append)
    said = cli("app", "--outputs", tmp_path, "--port", 8123, *more)
    assert said.code == 0
    assert said.out.startswith("Explorer: http://here\nThe address is a key")
    assert (visited, served) == (opened, [(tmp_path, 8123)])


# Numbers and groups -------------------------------------------------------------------------------


def test_units_are_a_whole_number_or_unlimited():
    assert units_of("ward_beds", "12") == 12
    assert units_of("ward_beds", "unlimited") == math.inf
    with pytest.raises(UserError, match=r"^--ward-beds 0: nobody would be served"):
        units_of("ward_beds", "0")


def test_a_target_group_is_in_the_order_of_the_model_whatever_was_typed():
    assert group("nursing_home, own_home") == ("own_home", "nursing_home")
    for wrong in ("own_home,own_home", "home", ""):
        with pytest.raises(UserError, match="each once, joined by commas"):
            group(wrong)
