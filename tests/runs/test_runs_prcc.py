"""PRCC of a stored run: of what was drawn, not of what follows from it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import rankdata

from kth_sim.errors import UserError
from kth_sim.evidence.draws import make_draws, uncertain
from kth_sim.runs import dsa_global
from kth_sim.runs.dsa_global import prcc_of_run
from kth_sim.runs.library import load_run, problems
from kth_sim.runs.psa import PsaOptions, run_psa

DRAWS = 800  # several times the parameters, or ranks say little


@pytest.fixture(scope="module")
def run(register, shipped, tmp_path_factory):
    """A stored run of 800 draws of 100 patients."""
    national = shipped("national")
    draws = make_draws(register, national.choices, national.overrides, DRAWS, 1)
    folder = tmp_path_factory.mktemp("psa") / "run"
    run_psa(national, draws, PsaOptions(patients=100, seed=1, folder=folder, workers=1))
    return load_run(folder)


@pytest.fixture(scope="module")
def found(run, register, tmp_path_factory):
    """All that is ranked at one threshold; not to be altered."""
    return prcc_of_run(run, register, (2e5,), out=tmp_path_factory.mktemp("prcc")).tables["prcc"]


def test_it_ranks_what_was_drawn_and_leaves_out_what_follows(run, found, register, shipped):
    national = shipped("national")
    drawn = uncertain(register, national.choices, national.overrides)
    assert set(found["parameter"]) == set(drawn)
    assert "hours_home_care_day_later" in run.draws  # it varies, as a copy of another
    assert "hours_home_care_day_later" not in drawn


def test_a_coefficient_is_that_of_two_regressions_residuals(run, found):
    panel = run.outcomes.pivot(index="draw", columns="strategy")
    gained = {m: panel[m]["kth"] - panel[m]["usual_care"] for m in ("qaly", "cost_total")}
    inmb = 2e5 * gained["qaly"] - gained["cost_total"]
    rows = found[found["outcome"] == "inmb_200000"].set_index("parameter")
    x = rankdata(run.draws[list(rows.index)].to_numpy(), axis=0)
    for name in ("or_death_30d_kth", "cost_readmission"):
        i = list(rows.index).index(name)
        rest = np.column_stack([np.ones(DRAWS), np.delete(x, i, axis=1)])
        left = [
            v - rest @ np.linalg.lstsq(rest, v, rcond=None)[0] for v in (x[:, i], rankdata(inmb))
        ]
        assert rows["prcc"][name] == pytest.approx(np.corrcoef(*left)[0, 1], abs=1e-9)


def test_the_odds_ratio_goes_against_lives_saved_more_than_anything(found):
    first = found[found["outcome"] == "lives_saved_per_year"].iloc[0]
    assert first["parameter"] == "or_death_30d_kth"
    assert first["high"] < 0


def test_only_what_is_asked_for_is_shown_all_else_still_held(run, found, register, tmp_path):
    only = ("or_death_30d_kth",)
    made = prcc_of_run(run, register, (2e5,), only, tmp_path)
    part = made.tables["prcc"]
    assert set(part["parameter"]) == set(only)
    kept = found[found["parameter"].isin(only)].reset_index(drop=True)
    assert part.reset_index(drop=True).equals(kept)
    assert problems(made.folder) == []
    record = json.loads((made.folder / "run.json").read_text("utf-8"))
    assert record["analysis"]["plan_hash"] == run.record["plan_hash"]
    assert not list(run.folder.glob("*prcc*"))  # the run itself is left alone


def test_an_outcome_that_is_the_same_in_every_draw_has_no_ranks(
    run, register, tmp_path, monkeypatch
):
    varying = np.arange(DRAWS, dtype=float)
    outcomes = {"lives_saved_per_year": np.full(DRAWS, 3.0), "inc_qaly": varying}
    monkeypatch.setattr(dsa_global, "outcomes_of_draws", lambda *_: outcomes)
    rows = prcc_of_run(run, register, (2e5,), out=tmp_path).tables["prcc"]
    assert set(rows["outcome"]) == {"inc_qaly"}


def test_what_was_not_drawn_is_refused(run, register, tmp_path):
    with pytest.raises(UserError, match="people_per_year: was not drawn"):
        prcc_of_run(run, register, (2e5,), ("people_per_year",), tmp_path)


def test_other_evidence_is_refused(run, register, tmp_path, monkeypatch):
    monkeypatch.setitem(run.record, "evidence_hash", "0" * 64)
    with pytest.raises(UserError, match="other evidence"):
        prcc_of_run(run, register, (2e5,), out=Path(tmp_path))
