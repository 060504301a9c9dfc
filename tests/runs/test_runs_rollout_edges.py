"""Plans that cannot be compared, limits that none keeps, lives that cannot be kept."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from rollout_case import asked, plan

from kth_sim.economics.choice import Limits
from kth_sim.errors import UserError
from kth_sim.runs.rollout import MOST_YEARS, check_plans
from kth_sim.runs.rollout_choice_plans import robust
from kth_sim.runs.rollout_lives import simulated


def test_a_calendar_may_have_the_most_years_and_no_more():
    one = plan("all_at_once")
    check_plans([replace(one, years=MOST_YEARS)])
    with pytest.raises(UserError, match=f"all_at_once: its calendar has {MOST_YEARS + 1} years"):
        check_plans([plan("none"), replace(one, years=MOST_YEARS + 1)])


def test_where_no_plan_keeps_the_limits_plans_are_compared_among_all_alone():
    """Lives saved in two draws: each plan is best in one, and 2 lives behind in the other."""
    needs = [
        {"plan": name, "peak_budget": 5.0, "starts_per_quarter": 1, "teams": 1.0}
        for name in ("early", "late")
    ]
    lives = {"early": [4.0, 1.0], "late": [2.0, 3.0]}
    budgets = {
        name: SimpleNamespace(outcome={"lives_saved_30d": np.array(saved).reshape(2, 1, 1)})
        for name, saved in lives.items()
    }
    found = robust(needs, budgets, Limits(budget_per_year=4.0), "lives", 0.0)
    assert found["among"].tolist() == ["all", "all"]
    assert not found["within_limits"].any()
    assert found["prob_best"].tolist() == [0.5, 0.5]
    assert found["expected_regret"].tolist() == [1.0, 1.0]
    kept = robust(needs, budgets, Limits(budget_per_year=5.0), "lives", 0.0)
    assert kept["among"].tolist() == ["all", "all", "within_limits", "within_limits"]


def test_lives_that_cannot_be_kept_are_said_in_one_line(tmp_path):
    (tmp_path / "out").write_text("a file where the folder should be")
    with pytest.raises(UserError, match=r"out/lives-\w+: cannot be written: Not a directory"):
        next(simulated(asked(), tmp_path / "out", 1))
