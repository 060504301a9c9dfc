"""How a plan file is laid over the evidence, under other numbers, and by the pilot's rule."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kth_sim.scenarios.rollout import (
    Rule,
    destination_shares,
    incidence,
    is_plan,
    load_network,
    load_plan,
    months_of,
    network_names,
    passes,
    people_with_kth,
    with_values,
)

ROOT = Path(__file__).parents[2]
ROLLOUTS = ROOT / "configs" / "rollouts"
HEAD = "label: Mine\nrationale: A test\nnetwork: national\n"


@pytest.fixture
def plan(tmp_path, evidence):
    """The plan of a text, written beside copies of those shipped."""
    shutil.copytree(ROLLOUTS, tmp_path / "rollouts")

    def _plan(text, **options):
        path = tmp_path / "rollouts" / "mine.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        return load_plan(path, evidence, **options)

    return _plan


# Layers -------------------------------------------------------------------------------------


def test_what_a_plan_does_not_say_is_the_evidences(plan, evidence):
    (start,) = plan("clusters: {Nord: {date: 2026-05-01}}\n").starts_of("Nord")
    assert start.date == date(2026, 5, 1)
    assert start.target == ("own_home", "temporary_place", "nursing_home")
    assert start.ceiling == evidence.value("uptake_kth")
    assert start.fidelity == evidence.value("fidelity_kth")
    assert start.ramp_up_months == evidence.value("months_ramp_up_kth")
    assert start.turnover_per_year == evidence.value("rate_turnover_kth")
    assert start.retraining_months == evidence.value("months_retraining_kth")
    assert start.cost_start_up == evidence.value("cost_kth_start_up")
    assert start.cost_fixed_per_year == evidence.value("cost_kth_fixed_year")


def test_a_cluster_is_laid_over_all(plan):
    found = plan("all: {date: 2026-01-01, ceiling: 0.8}\nclusters: {Nord: {ceiling: 0.5}}\n")
    assert {s.team: s.ceiling for s in found.starts if s.ceiling != 0.8} == {"Nord": 0.5}
    assert {s.date for s in found.starts} == {date(2026, 1, 1)}


def test_one_cluster_can_be_left_out(plan):
    found = plan("all: {date: 2026-01-01}\nclusters: {Nord: {date: never}}\n")
    assert [s.team for s in found.starts if s.date is None] == ["Nord"]


def test_a_cluster_left_out_is_not_widened(plan):
    found = plan(
        "all: {date: 2026-01-01, target: [own_home], "
        "widen: [{date: 2027-01-01, target: [nursing_home]}]}\nclusters: {Nord: {date: never}}\n"
    )
    assert len(found.starts_of("Nord")) == 1
    assert len(found.starts_of("Syd")) == 2


def test_a_widening_may_be_put_off_for_good(plan):
    found = plan(
        "all: {date: 2026-05-01, target: [own_home], "
        "widen: [{date: never, target: [nursing_home]}]}\n"
    )
    first, wider = found.starts_of("Nord")
    assert (first.date, wider.date) == (date(2026, 5, 1), None)


def test_without_a_rule_every_start_stands_whatever_comes(plan):
    found = plan("all: {date: 2026-05-01}\n")
    assert found.starts_if_failed == found.starts


def test_a_widening_is_as_the_start_but_for_what_it_says(plan):
    found = plan(
        "clusters:\n  Nord: {date: 2026-01-01, target: [nursing_home], fidelity: 0.9, "
        "widen: [{date: 2027-01-01, target: [own_home], ceiling: 0.4, cost_start_up: 1000}]}\n"
    )
    first, then = found.starts_of("Nord")
    assert (first.fidelity, then.fidelity) == (0.9, 0.9)
    assert (first.ceiling, then.ceiling) == (1.0, 0.4)
    assert (then.cost_start_up, then.cost_fixed_per_year) == (1000, 0)
    assert found.bases["Nord.widen[0].ceiling"] == "assumption"
    assert found.ids["Nord.widen[0].ramp_up_months"] == "months_ramp_up_kth"


def test_typed_numbers_are_assumptions_and_ids_keep_their_basis(plan):
    found = plan(
        "clusters:\n  Nord: "
        "{date: kth_start_fyn, fidelity: 0.9, ceiling: prob_destination_own_home}\n"
    )
    assert found.starts_of("Nord")[0].date == date(2024, 1, 1)
    assert found.starts_of("Nord")[0].ceiling == pytest.approx(556 / 1037)
    assert found.bases["Nord.date"] == "observed"
    assert found.bases["Nord.ceiling"] == "derived"
    assert found.bases["Nord.fidelity"] == "assumption"
    assert "Nord.fidelity" not in found.ids


def test_a_target_has_the_order_of_destinations_and_nothing_twice(plan):
    found = plan("all: {target: [nursing_home, own_home, nursing_home]}\n")
    assert {s.target for s in found.starts} == {("own_home", "nursing_home")}


def test_calendar_and_network_may_be_given(plan, evidence):
    found = plan("all: {date: 2026-01-01}\n", first_year=2025, years=3)
    assert (found.first_year, found.years) == (2025, 3)
    left_out = load_network(evidence, "national", "leave_out")
    assert plan("all: {date: 2026-01-01}\n", network=left_out).network is left_out
    assert plan("remainder: leave_out\n").network.remainder_people == 0


def test_the_digest_follows_content_and_not_wording(plan):
    one = plan("all: {date: 2026-01-01}\n")
    same = plan("# a remark\nall:\n  date:   2026-01-01\n")
    spelled = plan("all: {date: 2026-01-01, target: [own_home, temporary_place, nursing_home]}\n")
    other = plan("all: {date: 2026-01-02}\n")
    assert one.digest == same.digest == spelled.digest != other.digest


def test_a_plan_is_told_from_a_scenario():
    assert all(is_plan(path) for path in ROLLOUTS.glob("*.yaml"))
    assert not any(is_plan(path) for path in (ROOT / "configs" / "scenarios").glob("*.yaml"))


# Other numbers ------------------------------------------------------------------------------


def test_a_draw_replaces_what_rests_on_evidence_and_nothing_else(plan):
    found = plan(
        "all: {date: 2026-01-01, target: [own_home], fidelity: 0.9, "
        "widen: [{date: 2027-01-01, target: [nursing_home]}]}\n"
    )
    draw = {"uptake_kth": 0.6, "fidelity_kth": 0.1, "cost_kth_start_up": 9.0}
    draw |= {"incidence_growth": 0.03, "prob_destination_own_home": 0.5}
    drawn = with_values(found, draw)
    assert {s.ceiling for s in drawn.starts} == {0.6}
    assert {s.fidelity for s in drawn.starts} == {0.9}
    assert [s.cost_start_up for s in drawn.starts_of("Syd")] == [9.0, 0.0]
    assert drawn.network.growth_per_year == 0.03
    assert drawn.network.team("Gødstrup").share_own_home == 0.5
    assert drawn.network.remainder_people == 41
    assert with_values(found, {}) == found


def test_another_total_moves_the_remainder(plan):
    drawn = with_values(plan("all: {date: 2026-01-01}\n"), {"people_per_year": 2300.0})
    assert drawn.network.remainder_people == 2300 - 2174
    found = incidence(drawn.network, months_of(2024, 1), 0.0).sum()
    assert found == pytest.approx(2300, rel=1e-12)


# People -------------------------------------------------------------------------------------


def test_shares_by_destination_are_the_teams_own_or_the_evidences(evidence):
    net = load_network(evidence)
    values = {
        "prob_destination_own_home": 0.5,
        "prob_temporary_place_given_institution": 0.6,
    }
    elsewhere = destination_shares(net.team("Nord"), values)
    assert elsewhere == pytest.approx(
        {"own_home": 0.5, "temporary_place": 0.3, "nursing_home": 0.2}
    )
    own = destination_shares(net.team("Gødstrup"), values)
    assert own["own_home"] == pytest.approx(556 / 1037)
    assert sum(own.values()) == pytest.approx(1.0, abs=1e-12)


def test_everyone_from_the_first_day_is_the_incidence(plan, evidence):
    found = plan("all: {date: 2026-01-01, ramp_up_months: 0}\n")
    months = months_of(2026, 6)
    got = people_with_kth(found, months, evidence.values())
    assert got == pytest.approx(incidence(found.network, months), rel=1e-12)


def test_phases_of_a_cluster_add_up(plan, evidence):
    """Own homes and the rest, both from the first day, are all of them."""
    parts = plan(
        "all: {date: 2026-01-01, ramp_up_months: 3, target: [own_home], "
        "widen: [{date: 2026-01-01, target: [temporary_place, nursing_home]}]}\n"
    )
    months = months_of(2026, 2)
    whole = plan("all: {date: 2026-01-01, ramp_up_months: 3}\n")
    sums = [people_with_kth(p, months, evidence.values()).sum(axis=0) for p in (parts, whole)]
    assert sums[0] == pytest.approx(sums[1], rel=1e-12)


# The rule -----------------------------------------------------------------------------------


def rule(statistic, threshold):
    return Rule(("A",), 12, "death_30d", statistic, threshold, 12, date(2027, 1, 31))


def test_a_difference_passes_at_or_below_its_threshold():
    """Of 100 and 100: 8 - 12 = -4, 10 - 12 = -2 and 11 - 12 = -1 points against -2 points."""
    found = passes(rule("risk_difference", -0.02), [8, 10, 11], 100, [12, 12, 12], 100)
    assert found.tolist() == [True, True, False]


def test_a_ratio_passes_at_or_below_its_threshold():
    found = passes(rule("risk_ratio", 0.75), [6, 9, 10, 0], 100, [12, 12, 12, 12], 100)
    assert found.tolist() == [True, True, False, True]


def test_nobody_shows_nothing():
    for statistic in ("risk_difference", "risk_ratio"):
        easy = rule(statistic, 1.0)
        assert passes(easy, [0, 0], [0, 10], [0, 0], [10, 0]).tolist() == [False, False]
    assert not passes(rule("risk_ratio", 1.0), 0, 10, 0, 10)


def test_without_an_effect_the_rule_passes_as_often_as_chance_says():
    """Binomial deaths at 11.9 % in two groups of 900: normal approximation of the difference."""
    from scipy.stats import norm

    rng = np.random.Generator(np.random.Philox(7))
    n, p, draws, threshold = 900, 0.119, 20_000, -0.0195
    kth, before = rng.binomial(n, p, draws), rng.binomial(n, p, draws)
    share = passes(rule("risk_difference", threshold), kth, n, before, n).mean()
    # half a death is the correction for counting in whole ones
    expected = norm.cdf((threshold + 0.5 / n) / np.sqrt(2 * p * (1 - p) / n))
    lowest = norm.cdf((threshold - 0.5 / n) / np.sqrt(2 * p * (1 - p) / n))
    error = 4 * np.sqrt(expected * (1 - expected) / draws)
    assert lowest - error <= share <= expected + error


def test_networks_can_be_called_by_name():
    assert network_names() == sorted(path.stem for path in (ROLLOUTS / "networks").glob("*.yaml"))
