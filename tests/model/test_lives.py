"""Lives: nothing but luck and the strategy makes them, and every one is whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kth_sim.contracts import OUTCOMES
from kth_sim.model import fast, reference
from kth_sim.model.case import Case
from kth_sim.model.parameters import Structure, one_cluster
from kth_sim.runs.execute import simulate

CaseOf = Callable[..., Case]
Worlds = st.SearchStrategy[dict[str, float]]
Structures = st.SearchStrategy[Structure]
ENGINES = {"fast": fast.ledger, "reference": reference.ledger}
NO_EFFECT = {"or_death_30d_kth": 1.0, "rd_death_30d_kth": 0.0, "rr_readmission_30d_kth": 1.0}

engines = pytest.mark.parametrize("engine", ENGINES)


def of_strategy(ledger: pd.DataFrame, strategy: str) -> pd.DataFrame:
    """One strategy's rows without its name."""
    rows = ledger[ledger["strategy"] == strategy]
    return rows.drop(columns="strategy").reset_index(drop=True)


def bits(ledger: pd.DataFrame) -> bytes:
    """Every number of a ledger, to the bit."""
    named = [name for name in ledger if ledger[name].dtype == "category"]
    columns = [ledger[name].cat.codes if name in named else ledger[name] for name in ledger]
    return b"".join(column.to_numpy().tobytes() for column in columns)


# --- a null effect ---


@engines
@settings(max_examples=15)
@given(data=st.data())
def test_without_effect_both_strategies_live_the_same_lives(
    engine: str, data: st.DataObject, worlds: Worlds, structures: Structures, case_of: CaseOf
) -> None:
    world, structure = data.draw(worlds) | NO_EFFECT, data.draw(structures)
    ledger = ENGINES[engine](case_of(structure=structure, **world), 0, range(40))
    usual, kth = of_strategy(ledger, "usual_care"), of_strategy(ledger, "kth")
    assert bits(usual) == bits(kth)


def test_without_effect_a_whole_cohort_lives_the_same_lives(shipped_case: CaseOf) -> None:
    case = shipped_case("national")
    observed = case.observed.copy()
    for name, value in NO_EFFECT.items():
        observed[name] = value
    ledger = fast.ledger(dataclasses.replace(case, observed=observed), 0, range(20_000))
    assert bits(of_strategy(ledger, "usual_care")) == bits(of_strategy(ledger, "kth"))


@engines
def test_nobody_takes_kth_up_and_nothing_happens(engine: str, case_of: CaseOf) -> None:
    ledger = ENGINES[engine](case_of(uptake_kth=0.0), 0, range(200))
    assert bits(of_strategy(ledger, "usual_care")) == bits(of_strategy(ledger, "kth"))


# --- usual care does not know of KTH ---

KTH_ONLY = [
    {"or_death_30d_kth": 0.9},
    {"rr_readmission_30d_kth": 1.0},
    {"fidelity_kth": 0.3},
    {"uptake_kth": 0.2},
    {"days_effect_window": 60.0},
    {"days_kth": 2.0},
]
STRUCTURES = [
    Structure(effect_window="from_operation"),
    Structure(effect_measure="risk_difference"),
    Structure(effect_denominator="discharged_alive"),
]


@engines
@pytest.mark.parametrize("changed", KTH_ONLY, ids=str)
def test_usual_care_does_not_know_how_well_kth_works(
    engine: str, changed: dict[str, float], case_of: CaseOf
) -> None:
    here, there = (ENGINES[engine](case_of(**c), 0, range(200)) for c in ({}, changed))
    assert bits(of_strategy(here, "usual_care")) == bits(of_strategy(there, "usual_care"))
    assert bits(of_strategy(here, "kth")) != bits(of_strategy(there, "kth")) or (
        changed == {"days_kth": 2.0}
    )


@engines
@pytest.mark.parametrize("structure", STRUCTURES, ids=str)
def test_usual_care_does_not_know_when_kth_acts(
    engine: str, structure: Structure, case_of: CaseOf
) -> None:
    here, there = (ENGINES[engine](case_of(structure=s), 0, range(200)) for s in (None, structure))
    assert bits(of_strategy(here, "usual_care")) == bits(of_strategy(there, "usual_care"))


# --- one patient is one patient ---


@engines
def test_a_cohort_is_its_patients_one_by_one(engine: str, shipped_case: CaseOf) -> None:
    case = shipped_case("national")
    together = ENGINES[engine](case, 0, range(100))
    alone = [ENGINES[engine](case, 0, range(i, i + 1)) for i in range(100)]
    assert bits(together) == bits(pd.concat(alone, ignore_index=True))


@engines
def test_changing_one_patient_changes_only_that_patient(engine: str, shipped_case: CaseOf) -> None:
    """Patient 7 makes room for patient 1007: all others live on to the bit."""
    case, ledger = shipped_case("national"), ENGINES[engine]
    before = ledger(case, 0, range(50))
    parts = [ledger(case, 0, r) for r in (range(7), range(1007, 1008), range(8, 50))]
    after = pd.concat(parts, ignore_index=True)
    others = [frame[~frame["patient"].isin([7, 1007])] for frame in (before, after)]
    assert bits(others[0]) == bits(others[1])
    assert bits(before[before["patient"] == 7]) != bits(after[after["patient"] == 1007])


@engines
def test_a_larger_cohort_leaves_the_earlier_patients_unchanged(
    engine: str, shipped_case: CaseOf
) -> None:
    case = shipped_case("national")
    small, large = (ENGINES[engine](case, 0, range(n)) for n in (100, 300))
    assert bits(small) == bits(large[large["patient"] < 100])


def test_other_draws_leave_a_draw_unchanged(case_of: CaseOf) -> None:
    risks = np.array([0.10, 0.12, 0.14])
    three = case_of(prob_death_30d=risks)
    four = case_of(prob_death_30d=np.array([0.2, 0.05, 0.14, 0.3]))
    assert bits(fast.ledger(three, 2, range(100))) == bits(fast.ledger(four, 2, range(100)))


def test_draws_have_luck_of_their_own(case_of: CaseOf) -> None:
    case = case_of(prob_death_30d=np.array([0.12, 0.12]))
    first, second = (fast.ledger(case, draw, range(100)) for draw in (0, 1))
    assert bits(first.drop(columns="draw")) != bits(second.drop(columns="draw"))


def test_the_layout_of_blocks_never_changes_lives(case_of: CaseOf) -> None:
    case = case_of(n_patients=1000)
    layouts = [dataclasses.replace(case, n_blocks=n) for n in (1, 7, 200, 1000)]
    totals = [simulate(layout) for layout in layouts]
    whole = [i for i, name in enumerate(OUTCOMES) if "frailty" not in name and "days" not in name]
    for other in totals[1:]:
        # Whole numbers are equal; sums of days only differ by the order of adding up.
        assert np.array_equal(
            other.counts.sum(axis=1)[..., whole], totals[0].counts.sum(axis=1)[..., whole]
        )
        assert np.array_equal(other.curves, totals[0].curves)
        assert np.allclose(other.used.sum(axis=1), totals[0].used.sum(axis=1), rtol=1e-10)


def test_blocks_cover_everyone_once(case_of: CaseOf) -> None:
    for n_patients, n_blocks in ((1000, 200), (7, 200), (1001, 200), (5, 1)):
        case = dataclasses.replace(case_of(), n_patients=n_patients, n_blocks=n_blocks)
        blocks = case.blocks()
        assert [i for block in blocks for i in block] == list(range(n_patients))
        assert max(map(len, blocks)) - min(map(len, blocks)) <= 1


def test_workers_never_change_a_byte(case_of: CaseOf) -> None:
    case = case_of(n_patients=3000)
    assert simulate(case, workers=1).same_as(simulate(case, workers=2))


# --- every life is whole ---


def check_whole(ledger: pd.DataFrame, horizon: float) -> None:
    """Stays tile each life without gap or overlap; nobody acts after death."""
    for (strategy, patient), life in ledger.groupby(["strategy", "patient"], observed=True):
        who = (strategy, patient)
        stays = life[life["event"] == "stay"]
        start, stop = stays["start"].to_numpy(), stays["stop"].to_numpy()
        assert start[0] == 0.0, who
        assert np.array_equal(start[1:], stop[:-1]), who
        assert np.all(stop >= start), who
        assert stop[-1] <= horizon, who
        death = life[life["event"] == "death"]
        assert len(death) <= 1, who
        if len(death):
            assert death.index[0] == life.index[-1], who
            assert death["start"].item() == stop[-1], who
        else:
            assert stop[-1] == horizon, who
        assert life["start"].max() <= stop[-1], who
        assert stays["place"].iloc[0] == "days_index_stay", who
        assert not (stays["place"].iloc[1:] == "days_index_stay").any(), who
        # A readmission leads back to a residence; nobody is readmitted from a readmission
        # but on the day they come home, when the stay at home has no length.
        inside = stays["place"].to_numpy() == "days_readmitted"
        assert not np.any(inside[1:] & inside[:-1]), who


@engines
@settings(max_examples=12)
@given(data=st.data(), horizon=st.sampled_from([40.0, 365.25, 730.5, 60 * 365.25]))
def test_every_life_is_whole(
    engine: str,
    data: st.DataObject,
    horizon: float,
    worlds: Worlds,
    structures: Structures,
    case_of: CaseOf,
) -> None:
    edges = np.unique([0.0, *(s * 365.25 for s in (35, 70) if s * 365.25 < horizon), horizon])
    world = data.draw(worlds)
    case = case_of(structure=data.draw(structures), edges=edges, **world)
    ledger = ENGINES[engine](case, 0, range(25))
    check_whole(ledger, horizon)
    readmitted = ledger[ledger["place"] == "days_readmitted"]
    stays = readmitted[readmitted["event"] == "stay"]
    assert np.all(stays["start"] <= world["days_readmission_window"])
    per_life = stays.groupby(["strategy", "patient"], observed=True).size()
    assert per_life.max() <= world["n_readmissions_max"] if len(per_life) else True


def test_home_is_never_reached_again_by_those_who_came_from_a_nursing_home(
    case_of: CaseOf,
) -> None:
    """Residence before and destination after are two attributes (DESIGN section 4)."""
    case = case_of(
        one_cluster(0.0, 1.0),
        prob_from_own_home_given_temporary_place=0.0,
        prob_home_after_temporary_place=1.0,
    )
    places = set(fast.ledger(case, 0, range(300))["place"])
    assert "days_own_home" not in places
    assert "days_nursing_home" in places


def test_a_probability_of_one_brings_everyone_home(case_of: CaseOf) -> None:
    case = case_of(
        one_cluster(0.0, 1.0),
        prob_from_own_home_given_temporary_place=1.0,
        prob_home_after_temporary_place=1.0,
        prob_nursing_home_move_1y=0.0,
    )
    assert "days_nursing_home" not in set(fast.ledger(case, 0, range(300))["place"])
