"""From a stored run, by folder or name, to the outcomes of a decision."""

from __future__ import annotations

import numpy as np
import pytest

import kth_sim
from kth_sim.contracts import STRATEGIES
from kth_sim.economics import evpi, icer_table, inmb
from kth_sim.errors import UserError
from kth_sim.runs.panel import ratios_of_means


@pytest.fixture(scope="module")
def run(undisturbed):
    return kth_sim.load_run(undisturbed.folder)


def test_a_decision_has_the_figures_of_the_panel(run, undisturbed):
    found = run.decision()
    assert found.strategies == STRATEGIES
    assert (found.cost == undisturbed.panel.whole["cost_total"]).all()
    assert (found.effect == undisturbed.panel.whole["qaly"]).all()
    by_rows = run.outcomes.set_index(["draw", "strategy"])["cost_total"]
    assert found.cost[3, 1] == by_rows[run.draws.index[3], "kth"]


def test_the_icer_is_the_cost_per_qaly_of_the_run(run, undisturbed):
    """Two ways to one figure: the table of the decision, and the run's own ratio of means."""
    stored = ratios_of_means(undisturbed.panel)["cost_per_qaly"]
    table = icer_table(run.decision()).set_index("strategy")
    difference = table.loc["kth", ["cost", "effect"]] - table.loc["usual_care", ["cost", "effect"]]
    assert difference["cost"] / difference["effect"] == pytest.approx(stored, rel=1e-9)
    assert np.isfinite(evpi(run.decision(), [0, 2e5, 1e6])).all()


def test_of_deaths_the_effect_is_those_avoided(run):
    found = run.decision(cost="cost_3m", effect="prob_death_30d")
    wide = run.outcomes.pivot(index="draw", columns="strategy")
    saved = wide["prob_death_30d"]["usual_care"] - wide["prob_death_30d"]["kth"]
    more = wide["cost_3m"]["kth"] - wide["cost_3m"]["usual_care"]
    expected = 161_060 * saved - more
    np.testing.assert_allclose(inmb(found, 161_060), expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("argument", ["cost", "effect"])
def test_columns_that_are_not_there(run, argument):
    with pytest.raises(UserError, match=rf"{argument}: no column 'daly'; there are .*qaly"):
        run.decision(**{argument: "daly"})


def test_a_run_is_found_by_its_name(undisturbed, monkeypatch, tmp_path):
    folder = undisturbed.folder
    assert kth_sim.load_run(folder.name, out=folder.parent).folder == folder
    (tmp_path / "outputs").symlink_to(folder.parent)
    monkeypatch.chdir(tmp_path)
    assert kth_sim.load_run(folder.name).record["complete"] is True


def test_a_name_that_no_run_has(tmp_path):
    with pytest.raises(UserError, match="no-such-run: holds no finished run of many draws"):
        kth_sim.load_run("no-such-run", out=tmp_path)
