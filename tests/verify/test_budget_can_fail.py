"""Each check of budgets turns red when the model is broken on purpose."""

from __future__ import annotations

import numpy as np
import pytest
from breaking_runs import red

from kth_sim.economics.budget import impact, per_patient
from kth_sim.reporting.xlsx import formulas
from kth_sim.runs import rollout_intake
from kth_sim.verify import subject_runs_office


def test_a_krone_for_nobody(monkeypatch):
    flows = impact.flows
    monkeypatch.setattr(impact, "flows", lambda *given: flows(*given) + 1.0)
    red("budget.no_incidence")


def test_one_in_a_hundred_treated_all_the_same(monkeypatch):
    by_care = impact.by_care

    def moved(*given):
        care = by_care(*given).copy()
        few = 0.01 * care[:, :, 0]
        care[:, :, 0] -= few
        care[:, :, -1] += few
        return care

    monkeypatch.setattr(impact, "by_care", moved)
    red("budget.no_rollout")


def test_a_tenth_of_every_month_lost(monkeypatch):
    share = per_patient.share_in_month
    monkeypatch.setattr(per_patient, "share_in_month", lambda *given: 0.9 * share(*given))
    red("budget.everything_on_day_1")


def test_visits_left_out_of_the_cost(monkeypatch):
    costs = per_patient.costs

    def without(array, edges, parameters, solved):
        found = costs(array, edges, parameters, solved)
        found[..., per_patient.ITEM_IDS.index(per_patient.VISITS)] = 0.0
        return found

    monkeypatch.setattr(per_patient, "costs", without)
    red("budget.everything_on_day_1")


def test_the_many_are_cheaper(monkeypatch):
    incidence = rollout_intake.incidence
    monkeypatch.setattr(rollout_intake, "incidence", lambda *given: incidence(*given) ** 0.9)
    red("budget.doubled")


def test_people_by_a_clusters_place_in_the_list(monkeypatch):
    incidence = rollout_intake.incidence

    def by_place(*given):
        found = incidence(*given)
        return found * (1.0 + np.arange(len(found)))[:, np.newaxis]

    monkeypatch.setattr(rollout_intake, "incidence", by_place)
    red("budget.clusters_permuted")


def test_a_formula_that_counts_treated_twice(monkeypatch):
    reached = formulas.reached
    monkeypatch.setattr(formulas, "reached", lambda *given: f"2*{reached(*given)}")
    red("budget.workbook_recalculated")


def test_without_libreoffice_the_workbooks_check_does_not_apply(monkeypatch, tmp_path):
    monkeypatch.setattr(subject_runs_office.shutil, "which", lambda name: None)
    with pytest.raises(subject_runs_office.DoesNotApplyError, match="apt-get install"):
        subject_runs_office.recalculated(tmp_path / "budget.xlsx")
