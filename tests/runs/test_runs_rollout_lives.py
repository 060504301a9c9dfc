"""Lives by month: those of a cost-effectiveness run, kept on disk, and counted one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from rollout_case import DRAWS, MONTHS, PATIENTS, SEED, asked, draws, scenario

from kth_sim.contracts import DAYS_PER_MONTH, DESTINATIONS, PLACES
from kth_sim.model import fast
from kth_sim.model.case import Case
from kth_sim.runs import rollout_lives
from kth_sim.runs.in_memory import panel_of
from kth_sim.runs.psa import PsaOptions
from kth_sim.runs.rollout import per_patient_of
from kth_sim.runs.rollout_lives import everybody, simulated, tasks_of


def priced(name, out, reading=None, months=MONTHS):
    what = asked(name)
    chunks = list(simulated(what, out, 2))
    own = reading or what.scenario.structure["later_care_costs"]
    return per_patient_of(what, chunks, own, months)


def over_destinations(values, patients):
    """`[draw, level]` of a person of the simulated mix, out of `[draw, level, destination]`."""
    share = patients / patients.sum(axis=1, keepdims=True)
    return np.einsum("dlp,dp->dl", values, share)


@pytest.mark.parametrize("name", ["national", "later_care_costs_included", "as_presented"])
def test_months_add_up_to_the_cost_effectiveness_run(name, tmp_path):
    """Same draws, seed and patients are the same lives, so there is not even luck between them."""
    panel = panel_of(scenario(name), draws(name), PsaOptions(PATIENTS, SEED, workers=2))
    # beyond the scenario's own treated nobody differs: these scenarios treat everybody
    per = priced(name, tmp_path)
    ce = over_destinations(per.outcome["cost_ce"], per.patients)[:, [0, -1]]
    np.testing.assert_allclose(ce, panel.whole["cost_total"], rtol=1e-9)
    qalys = over_destinations(per.outcome["qalys"], per.patients)[:, [0, -1]]
    np.testing.assert_allclose(qalys, panel.whole["qaly"], rtol=1e-9)
    dead = -over_destinations(per.outcome["lives_saved_30d"], per.patients)[:, [0, -1]]
    np.testing.assert_allclose(dead, panel.whole["prob_death_30d"], rtol=1e-9)
    three = priced(name, tmp_path, "excluded")
    first = over_destinations(three.cost.sum(axis=(-2, -1)), three.patients)[:, [0, -1]]
    np.testing.assert_allclose(first, panel.whole["cost_3m"], rtol=1e-9)


def test_at_no_fidelity_nobody_lives_otherwise(tmp_path):
    per = priced("national", tmp_path)
    for name in ("lives_saved_30d", "life_years", "readmissions", "readmitted_30d"):
        np.testing.assert_array_equal(per.outcome[name][:, 1], per.outcome[name][:, 0])
    visits = per.use["kth_nurse_visits"]
    assert not visits[:, :2].any()
    assert (visits[:, 2].sum(axis=-1) > 0).all()


def test_bed_days_by_calendar_month_are_those_of_patients_counted_one_by_one(tmp_path):
    """Each patient gets a random day of the month, and each stay is cut at the ends of months."""
    per = priced("national", tmp_path)
    task = tasks_of(asked())[0]
    case = Case(
        observed=task.observed[:1],
        cohort=everybody(task.cohort),
        structure=task.structure,
        period_edges=task.period_edges,
        discount_rates=task.discount_rates,
        seed=SEED,
        n_patients=PATIENTS,
        n_blocks=1,
    )
    rows = fast.ledger(case, 0, range(PATIENTS))
    rows = rows[(rows.event == "stay") & (rows.strategy == "kth")]
    rows = rows[rows.place.isin([PLACES[0], PLACES[4]])]
    day = np.random.default_rng(7).uniform(0, DAYS_PER_MONTH, PATIENTS)
    begun = day[rows.patient.to_numpy(int)]
    start, stop = rows.start.to_numpy() + begun, rows.stop.to_numpy() + begun
    months = 6
    days = np.zeros((PATIENTS, months))
    for m in range(months):
        inside = np.minimum(stop, (m + 1) * DAYS_PER_MONTH) - np.maximum(start, m * DAYS_PER_MONTH)
        np.add.at(days[:, m], rows.patient.to_numpy(int), np.maximum(inside, 0.0))
    mix = per.patients[0] / per.patients[0].sum()
    expected = np.einsum("p,pm->m", mix, per.use["bed_days_hospital"][0, -1, :, :months])
    error = days.std(axis=0, ddof=1) / np.sqrt(PATIENTS)
    assert days[:, 0].mean() > 1
    assert np.all(np.abs(days.mean(axis=0) - expected) < 4 * error)


def test_lives_are_kept_and_read_again(tmp_path, monkeypatch):
    first = list(simulated(asked(), tmp_path, 2))
    (folder,) = tmp_path.iterdir()
    path = folder / "000000.parquet"
    before = path.read_bytes()

    def fail(*_):
        raise AssertionError("simulated again")

    monkeypatch.setattr(rollout_lives, "compute", fail)
    again = list(simulated(asked(), tmp_path, 1))
    np.testing.assert_array_equal(again[0].arrays["used"], first[0].arrays["used"])
    monkeypatch.undo()
    path.write_bytes(before[: len(before) // 2])
    list(simulated(asked(), tmp_path, 1))
    assert path.read_bytes() == before


def test_lives_do_not_depend_on_prices_but_on_everything_simulated(tmp_path):
    what = asked()
    key = tasks_of(what)[0].plan
    dearer = what.draws.assign(cost_readmission=1.0, cost_kth_start_up=0.0)
    assert tasks_of(replace(what, draws=dearer))[0].plan == key
    frailer = what.draws.assign(frailty_variance=0.1)
    for other in (
        replace(what, draws=frailer),
        replace(what, seed=2),
        replace(what, patients=PATIENTS + 1),
        replace(what, levels=(0.0, 0.5, 1.0)),
        replace(what, months=MONTHS + 1),
    ):
        assert tasks_of(other)[0].plan != key


def test_every_level_has_the_same_luck(tmp_path):
    """Usual care is simulated with every level: that there is one of it is no approximation."""
    task = replace(tasks_of(asked())[0], cohort=everybody(tasks_of(asked())[0].cohort))
    runs = [rollout_lives._run(rollout_lives._at(task, level)) for level in (0.0, 1.0)]
    np.testing.assert_array_equal(runs[0]["used"][:, :, 0], runs[1]["used"][:, :, 0])
    assert len(task.numbers) == DRAWS
    assert runs[0]["used"].shape[3] == len(DESTINATIONS)
