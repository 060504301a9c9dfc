"""The compiler changes nothing: the same source, interpreted, gives the same rates and lives.

A second process runs the model as plain Python. Worlds reach every branch of the compiled code.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import with_and_without_compiler as both

from kth_sim.model.capacity import BED, PLACE, TEAM, THEATRE, Capacity
from kth_sim.model.case import Case
from kth_sim.model.parameters import Cohort, Structure, one_cluster

CaseOf = Callable[..., Case]
CLOSE = 1e-9  # days and shares; the compiler may round a product and a sum at once

CAPACITIES = {
    "no limit": Capacity(),
    "few beds": Capacity(ward_beds=3),
    "few theatres": Capacity(theatres=1, theatre_hours=4, theatre_opens=7.5, theatre_closes=16),
    "few places": Capacity(theatres=1, theatre_hours=8, ward_beds=20, temporary_places=1),
    "few nurses": Capacity(nurse_teams=1, planned_visits=12, visits_per_team_day=4, visit_window=4),
    "no time": Capacity(nurse_teams=1, planned_visits=3.5, visits_per_team_day=3, visit_window=0),
}


@pytest.fixture(scope="module")
def cases(case_of: CaseOf) -> dict[str, Case]:
    """Worlds far apart, a hundred draws of luck away from each other."""
    two_clusters = Cohort(
        clusters=("here", "there"),
        weight=np.array([0.25, 0.75]),
        share_own_home=np.array([0.2, np.nan]),
        share_temporary_place=np.array([np.nan, 0.5]),
        target=np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 1.0]]),
        start_day=np.array([0.0, 100.0]),
        intake_days=365.0,
    )
    short, year = np.array([0.0, 20.0]), np.array([0.0, 365.25])
    harm = {"or_death_30d_kth": 1.5, "rr_readmission_30d_kth": 1.6, "frailty_variance": 0.0}
    deadly = {
        "prob_death_30d": 0.5,
        "prob_death_31_90": 0.4,
        "prob_death_91_365": 0.6,
        "or_death_30d_kth": 0.5,
    }
    return {
        "in help": case_of(fidelity_kth=0.7, seed=2),
        "in harm": case_of(**harm, fidelity_kth=0.4, seed=3),
        "in turmoil": case_of(**deadly, prob_readmission_30d=0.5, seed=5),
        "in no programme": case_of(days_kth=0.0, n_readmissions_max=1.0),
        "long stays": case_of(mean_days_index_stay=80.0, edges=year),
        "two clusters": case_of(two_clusters, edges=year, prob_readmission_30d=0.4, seed=4),
        "from operation": case_of(structure=Structure(effect_window="from_operation"), **deadly),
        "from operation, no frailty": case_of(
            structure=Structure(effect_window="from_operation"), **deadly, frailty_variance=0.0
        ),
        "a difference": case_of(
            structure=Structure(effect_measure="risk_difference"),
            days_effect_window=14.0,
            edges=year,
        ),
        "discharged alive": case_of(
            structure=Structure(effect_denominator="discharged_alive"),
            prob_readmission_30d=0.0,
            edges=short,
        ),
        "no effect": case_of(or_death_30d_kth=1.0, rr_readmission_30d_kth=1.0, edges=year),
        "institutions alone": case_of(one_cluster(0.0, 1.0), edges=year),
        "own homes alone": case_of(one_cluster(1.0, 0.0), edges=year),
        "out of reach": case_of(
            prob_death_30d=1.0, or_death_30d_kth=0.01, prob_readmission_30d=0.9, edges=year
        ),
        "no death": case_of(
            prob_death_30d=0.0, prob_death_31_90=0.0, prob_death_91_365=0.0, edges=year
        ),
    }


@pytest.fixture(scope="module")
def interpreted(cases: dict[str, Case], tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What a process without the compiler gives."""
    folder = tmp_path_factory.mktemp("interpreted")
    (folder / "cases").write_bytes(pickle.dumps((cases, CAPACITIES)))
    command = [sys.executable, both.__file__, str(folder / "cases"), str(folder / "found")]
    subprocess.run(command, check=True, env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, timeout=300)
    found: dict = pickle.loads(Path(folder / "found").read_bytes())
    return found


def test_interpreted_is_compiled(cases: dict[str, Case], interpreted: dict) -> None:
    compiled = both.figures(cases, CAPACITIES)
    assert list(compiled) == list(interpreted)
    wrong = [
        (name, what)
        for name, figures in compiled.items()
        for what, array in figures.items()
        if not np.allclose(array, interpreted[name][what], rtol=CLOSE, atol=CLOSE, equal_nan=True)
    ]
    assert wrong == []


def test_the_worlds_are_as_different_as_they_say(interpreted: dict) -> None:
    """KTH helps, harms or does nothing; queues form; visits are made and missed."""
    rate = {name: interpreted[f"in {name}"]["solved hr_kth"][0] for name in ("help", "harm")}
    assert rate["help"] < 1.0 < rate["harm"]
    assert interpreted["no effect"]["solved hr_kth"][0] == 1.0
    assert interpreted["out of reach"]["solved mortality_unreachable"][0] == 1.0
    of = {"beds": BED, "theatres": THEATRE, "places": PLACE, "nurses": TEAM}
    for name, resource in of.items():
        assert interpreted[f"in help: few {name}"]["daily"][resource, 1].sum() > 0, name
    planned, delivered = interpreted["in help: few nurses"]["visits"].sum(axis=0)
    assert 0 < delivered < planned
