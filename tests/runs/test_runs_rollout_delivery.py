"""What nurses get to in a capacity run becomes the fidelity of a plan's budget."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from rollout_case import numbers, plan

from kth_sim.errors import UserError
from kth_sim.runs.rollout_delivery import deliveries, said
from kth_sim.runs.rollout_intake import Numbers, intake_of
from kth_sim.scenarios.rollout import months_of
from kth_sim.scenarios.rollout_views import plan_details

YEARS = 2
SHARE = 0.8


@pytest.fixture
def capacity_run(tmp_path):
    """A function that writes what `kth-sim capacity` would, with one share in all months."""

    def _write(of, years=YEARS, name="run", table=None):
        folder = tmp_path / name
        folder.mkdir()
        details = json.loads(json.dumps(plan_details(of), default=str))
        analysis = {"kind": "capacity", "plan": details, "years": years}
        (folder / "run.json").write_text(json.dumps({"analysis": analysis, "inputs_hash": "ab"}))
        months = months_of(of.first_year, years).astype("datetime64[D]").astype(str)
        rows = [(team, m, SHARE) for team in of.network.names for m in months]
        frame = pd.DataFrame(rows, columns=["cluster", "month", "fidelity"])
        (frame if table is None else table(frame)).to_csv(folder / "fidelity_by_month.csv")
        return folder

    return _write


def test_visits_delivered_act_as_a_lower_fidelity_of_every_start(capacity_run):
    given = numbers("staggered_two_per_quarter", YEARS)
    run = capacity_run(given.plan)
    found = deliveries([run], [given.plan])[given.plan.name]
    lowered = replace(
        given.plan,
        starts=tuple(replace(s, fidelity=SHARE * s.fidelity) for s in given.plan.starts),
        ids={key: id for key, id in given.plan.ids.items() if not key.endswith(".fidelity")},
    )
    by_capacity = intake_of(Numbers(given.plan, given.values, found), given.plan.starts)
    by_plan = intake_of(Numbers(lowered, given.values), lowered.starts)
    treated = by_plan.treated > 0
    assert treated.any()
    np.testing.assert_allclose(by_capacity.fidelity[treated], by_plan.fidelity[treated], rtol=1e-12)
    np.testing.assert_array_equal(by_capacity.treated, by_plan.treated)


def test_months_without_visits_and_months_not_simulated_lose_nothing(capacity_run):
    of = plan("all_at_once", YEARS)

    def sparse(frame):
        return frame.assign(fidelity=frame["fidelity"].where(frame["month"] != "2026-03-01"))

    found = deliveries([capacity_run(of, table=sparse)], [of])[of.name]
    share = found.at(months_of(of.first_year - 1, YEARS))  # a year before, and the first
    expected = np.full(24, SHARE)
    expected[:12], expected[14] = 1.0, 1.0
    np.testing.assert_array_equal(share, np.tile(expected, (len(share), 1)))


def test_the_note_says_the_share_by_people_treated(capacity_run):
    of = plan("all_at_once", YEARS)

    def one_cluster(frame):
        return frame.assign(fidelity=frame["fidelity"].where(frame["cluster"] == "Randers", 1.0))

    found = deliveries([capacity_run(of, table=one_cluster)], [of])[of.name]
    treated = np.zeros(len(of.network.names))
    treated[:2] = 1.0, 3.0  # Randers is the first cluster
    assert "95.0% of the planned visits" in said(of.name, found, treated)


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda r: r["analysis"].update(kind="rollout"), "not a capacity run"),
        (lambda r: r["analysis"].update(years=1), "--years 2"),
        (lambda r: r["analysis"]["plan"].update(name="other"), "none of these plans"),
        (lambda r: r["analysis"]["plan"].update(growth_per_year=0.5), "growth_per_year"),
    ],
)
def test_a_run_that_does_not_fit_is_refused_in_one_line(capacity_run, spoil, word):
    of = plan("all_at_once", YEARS)
    folder = capacity_run(of)
    record = json.loads((folder / "run.json").read_text())
    spoil(record)
    (folder / "run.json").write_text(json.dumps(record))
    with pytest.raises(UserError, match=word) as error:
        deliveries([folder], [of])
    assert "\n" not in str(error.value)


def test_one_run_a_plan_and_a_folder_that_is_there(capacity_run, tmp_path):
    of = plan("all_at_once", YEARS)
    two = [capacity_run(of), capacity_run(of, name="again")]
    with pytest.raises(UserError, match="second"):
        deliveries(two, [of])
    with pytest.raises(UserError, match="holds no finished run"):
        deliveries([tmp_path / "nowhere"], [of])


def test_a_real_capacity_run_is_taken_by_the_command_line(cli, tmp_path):
    few = ("--replications", 2, "--years", 1, "--nurse-teams", 1, "--cluster", "Randers")
    cli("capacity", "all_at_once", *few, "--out", tmp_path / "c")
    (run,) = (tmp_path / "c").iterdir()
    small = ("--years", 1, "--draws", 2, "--patients", 50, "--no-figures", "--out", tmp_path / "r")
    found = cli("rollout", "all_at_once", *small, "--capacity", run, "--json")
    plain = cli("rollout", "all_at_once", *small, "--json")
    lives = [json.loads(one.out)["plans"][0]["lives_saved_30d"] for one in (found, plain)]
    assert lives[0] < lives[1]  # a missed visit weakens KTH
    assert run.name in json.loads(found.out)["warnings"][-1]
