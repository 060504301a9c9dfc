"""Options against the budget of the same plan, which sums the other way round; teams by hand."""

from __future__ import annotations

from calendar import monthrange

import numpy as np
import pytest

from kth_sim.contracts import DESTINATIONS
from kth_sim.economics.budget import (
    Intake,
    Payers,
    PerPatient,
    Programme,
    budget,
    make_calendar,
    net_benefit,
)
from kth_sim.economics.choice import (
    Candidate,
    ChoiceError,
    Staffing,
    make_options,
    quarter_names,
    responses,
    worth,
)
from kth_sim.economics.choice.assemble import days_in_quarters

CALENDAR = make_calendar(2026, 2)
TEAMS, MONTHS, DRAWS, WTP = ("A", "B"), 24, 5, 300_000.0
INSTITUTION = ("temporary_place", "nursing_home")
TARGETS = {"all": DESTINATIONS, "institution": INSTITUTION}


def some_patients(rng):
    levels = (0.0, 0.5, 1.0)
    axes = (DRAWS, 1 + len(levels), 3)
    names = ("lives_saved_30d", "qalys", "cost_ce")
    return PerPatient(
        levels=levels,
        destinations=DESTINATIONS,
        items=("bed", "visit"),
        sector_of={"bed": "hospital", "visit": "municipality"},
        basis={"bed": "literature", "visit": "assumption"},
        cost=rng.normal(100.0, 50.0, (*axes, MONTHS + 6, 2)),
        outcome={name: rng.normal(size=axes) for name in names},
        use={"kth_nurse_visits": rng.uniform(0, 2, (*axes, MONTHS + 6))},
        patients=np.ones((DRAWS, 3)),
    )


def intake_from(month, to, rng_seed=4, draws=DRAWS):
    """People of whom 80 % in some destinations get KTH from a month on."""
    rng = np.random.default_rng(rng_seed)
    people = rng.uniform(1, 9, (draws, len(TEAMS), 3, MONTHS))
    treated = np.zeros_like(people)
    to = [DESTINATIONS.index(one) for one in to]
    treated[:, :, to, month:] = 0.8 * people[:, :, to, month:]
    fidelity = np.broadcast_to(np.linspace(1.0, 0.7, MONTHS), people.shape)
    return Intake(TEAMS, people, treated, fidelity)


def programme_from(month, draws=DRAWS):
    start_up, fixed = np.zeros((2, draws, len(TEAMS), MONTHS))
    start_up[:, :, month], fixed[:, :, month:] = 500.0, 20.0
    return Programme(start_up, fixed)


def budget_from(per_patient, intake, programme):
    shares = np.ones((MONTHS, 4, 1))
    payers = Payers(("all",), shares, shares)
    return budget(per_patient, intake, CALENDAR, payers, programme, "p")


@pytest.mark.parametrize("target", TARGETS)
def test_an_option_is_the_budget_of_the_plan_that_it_stands_for(target):
    per_patient, month = some_patients(np.random.default_rng(1)), 6
    everybody = intake_from(month, DESTINATIONS)
    programme = programme_from(month)
    one = Candidate(
        quarter=2,
        worth=worth(responses(per_patient, CALENDAR, WTP), everybody),
        programme=(programme.start_up + programme.fixed)
        .mean(axis=0)
        .reshape(len(TEAMS), 2, 12)
        .sum(axis=2),
    )
    options = make_options(TEAMS, [one], TARGETS, CALENDAR, Staffing(1.0))
    b = budget_from(per_patient, intake_from(month, TARGETS[target]), programme)
    mine = [i for i in range(len(options)) if options.target[i] == target]
    assert [options.cluster[i] for i in mine] == list(TEAMS)
    assert options.cost[mine] == pytest.approx(b.net.sum(axis=(3, 4)).mean(axis=0).T)
    assert options.lives[mine] == pytest.approx(
        b.outcome["lives_saved_30d"].sum(axis=1).mean(axis=0)
    )
    assert options.nmb[mine].sum() == pytest.approx(net_benefit(b, WTP).mean())


def test_visits_of_the_quarters_are_those_of_the_years():
    per_patient, intake = some_patients(np.random.default_rng(2)), intake_from(3, DESTINATIONS)
    found = worth(responses(per_patient, CALENDAR, WTP), intake).visits.sum(axis=1)
    b = budget_from(per_patient, intake, programme_from(3))
    assert found.reshape(len(TEAMS), 2, 4).sum(axis=2) == pytest.approx(
        b.use["kth_nurse_visits"].mean(axis=0).T
    )


def test_an_intake_that_all_draws_share_is_as_one_for_each():
    per_patient = some_patients(np.random.default_rng(3))
    shared = intake_from(0, DESTINATIONS, draws=1)
    each = Intake(
        TEAMS, *(np.repeat(a, DRAWS, 0) for a in (shared.people, shared.treated, shared.fidelity))
    )
    one, other = (worth(responses(per_patient, CALENDAR, WTP), intake) for intake in (shared, each))
    for name in ("cost", "visits", "lives", "nmb"):
        assert getattr(one, name) == pytest.approx(getattr(other, name))


def test_nobody_treated_is_worth_nothing():
    per_patient = some_patients(np.random.default_rng(5))
    nobody = intake_from(MONTHS, DESTINATIONS)
    found = worth(responses(per_patient, CALENDAR, WTP), nobody)
    for name in ("cost", "visits", "lives", "nmb"):
        assert not getattr(found, name).any()


def test_teams_are_whole_and_as_few_as_can_be():
    """Quarters of 90, 91, 92, 92 and (2027-Q1) 90 days: 270 visits and more at three a day."""
    visits = np.array([[270.0, 274.0, 0.0, -1.0, 540.5, 0.0, 0.0, 0.0]])
    assert Staffing(3.0).teams(visits, CALENDAR).tolist() == [[1, 2, 0, 0, 3, 0, 0, 0]]
    with pytest.raises(ChoiceError, match=r"^visits_per_team_day: must be above 0$"):
        Staffing(0.0)
    with pytest.raises(ChoiceError, match=r"^margin: must be a number from 0$"):
        Staffing(1.0, -1.0)


def test_quarters_are_as_long_as_their_months():
    """2027 and 2028, month by month from Python's calendar; 2028 is a leap year."""
    calendar = make_calendar(2027, 2)
    days = [monthrange(year, month)[1] for year in (2027, 2028) for month in range(1, 13)]
    expected = [sum(days[i : i + 3]) for i in range(0, 24, 3)]
    assert days_in_quarters(calendar).tolist() == expected
    assert sum(expected) == 365 + 366


def test_a_margin_grows_with_the_square_root_of_the_load():
    """At 4 teams' load and a margin of 1.5: 4 + 1.5 x 2 = 7; at a quarter's, 0.25 + 0.75 = 1."""
    visits = np.zeros(8)
    visits[[0, 4]] = 4 * 90.0, 0.25 * 90.0
    assert Staffing(1.0, 1.5).teams(visits, CALENDAR).tolist() == [7, 0, 0, 0, 1, 0, 0, 0]


def test_what_cannot_be_offered_is_named():
    nothing = worth(
        responses(some_patients(np.random.default_rng(1)), CALENDAR, WTP),
        intake_from(0, DESTINATIONS),
    )
    one = Candidate(0, nothing, np.zeros((2, 2)))
    with pytest.raises(ChoiceError, match=r"^target: 'x' is no set of own_home, temporary_place"):
        make_options(TEAMS, [one], {"x": ("hospital",)}, CALENDAR, Staffing(1.0))
    for wrong in ((), ("own_home", "own_home")):
        with pytest.raises(ChoiceError, match=r"^target: 'y' is no set of own_home"):
            make_options(TEAMS, [one], {"y": wrong}, CALENDAR, Staffing(1.0))
    with pytest.raises(ChoiceError, match=r"^options: there are no clusters"):
        make_options(TEAMS, [], TARGETS, CALENDAR, Staffing(1.0))
    assert quarter_names(CALENDAR)[4] == "2027-Q1"
