"""A traced life is the one that the fast engine lives, told without gaps, in tenths of a day."""

from __future__ import annotations

import math
from datetime import date
from types import SimpleNamespace

import pytest

from kth_sim.model import fast
from kth_sim.model.story import Story
from kth_sim.runs.build import make_case
from kth_sim.runs.trace import IN_WORDS, happenings, trace

PATIENTS = (0, 1, 2, 17, 29, 30, 123)
SCENARIOS = ("national", "southern_clusters", "effect_from_operation")
BEGINS = {"operation", "discharge", "moves", "readmission"}
ENDS = {"death", "horizon reached"}
TENTH = 0.05 + 1e-9  # what is told in tenths of a day is at most half of one away


@pytest.fixture(scope="module", params=SCENARIOS)
def lives(request, shipped):
    """`(trace, ledger)` of each patient."""
    scenario = shipped(request.param)
    case = make_case(scenario, 1, 200)
    return [(trace(scenario, p, 1), fast.ledger(case, 0, range(p, p + 1))) for p in PATIENTS]


def stays(life, strategy):
    """`(place, start, stop)` of a traced life, and how it ended."""
    of = life.events[life.events["strategy"] == strategy]
    steps = of[of["event"].isin(BEGINS | ENDS)]
    days, places = steps["day"].tolist(), steps["place"].tolist()
    places[0] = IN_WORDS["days_index_stay"]  # told as the hospital of the operation
    return list(zip(places[:-1], days[:-1], days[1:], strict=True)), steps.iloc[-1]


@pytest.mark.parametrize("strategy", ["usual_care", "kth"])
def test_it_is_the_life_of_the_fast_engine(lives, strategy):
    for life, ledger in lives:
        told, last = stays(life, strategy)
        of = ledger[ledger["strategy"] == strategy]
        lived = of[of["event"] == "stay"]
        assert [place for place, _, _ in told] == [IN_WORDS[p] for p in lived["place"]]
        assert [start for _, start, _ in told] == pytest.approx(lived["start"].tolist(), abs=TENTH)
        assert [stop for _, _, stop in told] == pytest.approx(lived["stop"].tolist(), abs=TENTH)
        died = of[of["event"] == "death"]
        assert (last["event"] == "death") == (len(died) == 1)


@pytest.mark.parametrize("strategy", ["usual_care", "kth"])
def test_stays_tile_the_life_from_operation_to_its_end(lives, strategy):
    for life, _ in lives:
        told, last = stays(life, strategy)
        assert told[0][1] == 0.0
        assert all(start <= stop for _, start, stop in told)
        assert math.fsum(stop - start for _, start, stop in told) == pytest.approx(last["day"])


def test_lengths_told_are_lengths_lived(lives):
    for life, ledger in lives:
        for strategy in ("usual_care", "kth"):
            of = life.events[life.events["strategy"] == strategy]
            said = of.loc[of["event"].isin(BEGINS - {"operation"}), "detail"].tolist()
            lived = ledger[(ledger["strategy"] == strategy) & (ledger["event"] == "stay")]
            lengths = (lived["stop"] - lived["start"]).tolist()[1:]
            assert said == [f"{length:.1f} days" for length in lengths]


def test_events_come_in_order_of_time(lives):
    for life, _ in lives:
        for _, of in life.events.groupby("strategy", sort=False, observed=True):
            assert of["day"].is_monotonic_increasing
            assert of.iloc[0]["event"] == "admission"
            assert of.iloc[-1]["event"] in ENDS


def test_what_accrued_adds_up_to_the_days_lived(lives):
    for life, ledger in lives:
        accrued = life.accrued.set_index("measure")
        for strategy in ("usual_care", "kth"):
            lived = ledger[(ledger["strategy"] == strategy) & (ledger["event"] == "stay")]
            length = lived["stop"] - lived["start"]
            years = accrued.loc["Life-years, undiscounted", strategy]
            assert years == pytest.approx(length.sum() / 365.25, abs=0.005 + 1e-9)
            inside = lived["place"].isin(["days_index_stay", "days_readmitted"])
            hospital = accrued.loc["Days in hospital", strategy]
            assert hospital == pytest.approx(length[inside].sum(), abs=0.005 + 1e-9)
            again = (lived["place"] == "days_readmitted").sum()
            assert accrued.loc["Readmissions", strategy] == again


def test_usual_care_has_no_kth(lives):
    for life, _ in lives:
        of = life.events[life.events["strategy"] == "usual_care"]
        assert not of["event"].str.startswith("KTH").any()


def test_kth_starts_at_discharge_and_lasts_14_days(shipped):
    found = 0
    for patient in range(12):
        of = trace(shipped("national"), patient, 1).events
        of = of[of["strategy"] == "kth"].set_index("event")["day"]
        if "KTH ends" in of.index:
            first = of["discharge"].iloc[0] if of.index.duplicated().any() else of["discharge"]
            assert of["KTH starts"] == first
            assert of["KTH ends"] - of["KTH starts"] == pytest.approx(14, abs=2 * TENTH)
            found += 1
    assert found


def told(shipped, **life):
    """The events of a life with KTH from day 8, made by hand."""
    case = make_case(shipped("national"), 1, 1)
    who = SimpleNamespace(cas_regained=True, nms_regained=False)
    stays = [(0, 0.0, 8.0), (1, 8.0, life["end"])]
    story = Story(number=0, patient=who, strategy=1, kth_start=8.0, stays=stays, **life)
    return list(happenings(case, story))


def test_kth_that_outlasts_a_life_has_no_end(shipped):
    events = [event for _, event, *_ in told(shipped, death=12.0, end=12.0)]
    assert events == ["admission", "operation", "discharge", "KTH starts", "death"]


def test_who_outlives_the_horizon_is_followed_to_it(shipped):
    events = told(shipped, death=math.inf, end=60 * 365.25)
    days = {event: day for day, event, *_ in events}
    assert days["KTH ends"] == 8 + 14
    assert "death" not in days
    place = IN_WORDS["days_own_home"]
    assert events[-1] == (21915.0, "horizon reached", place, "60.00 years after operation")
    regained = next(detail for _, event, _, detail in events if event == "rehabilitation ends")
    assert regained.startswith("CAS regained, NMS not regained")


def test_dates_count_from_the_day_of_operation(lives):
    """A date is that of the operation plus the days told, but for the hour of the operation."""
    for life, _ in lives:
        dates = [date.fromisoformat(text) for text in life.events["date_or_blank"]]
        days = life.events["day"].tolist()
        operated = dates[days.index(0.0)]
        for day, found in zip(days, dates, strict=True):
            assert -1.1 <= (found - operated).days - day <= 1.1
