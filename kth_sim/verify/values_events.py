"""Values: an event that never happens has no consequences, in use, counts, money or utility."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from kth_sim.contracts import RESOURCES
from kth_sim.economics import ITEM_IDS, costs, pooled
from kth_sim.verify.check import Finding, check
from kth_sim.verify.findings import none_of
from kth_sim.verify.null import BOTTOM_UP
from kth_sim.verify.subject import Subject


@dataclass(frozen=True)
class Event:
    """Something that can be switched off, and what then is nought.

    Attributes:
        changes: that switch it off.
        resources: nothing of them is used.
        outcomes: nobody has them.
        items: cost nothing.
        utilities: losses and gains that then matter to nobody.
    """

    changes: dict[str, float]
    resources: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    utilities: tuple[str, ...] = ()


EVENTS = {
    "readmission": Event(
        {"prob_readmission_30d": 0.0},
        ("n_readmissions", "days_readmitted"),
        ("readmitted_30d", "readmitted_120d", "readmitted_365d"),
        ("readmission",),
        ("disutility_readmission",),
    ),
    "institution": Event(
        {"prob_destination_own_home": 1.0, "prob_nursing_home_move_1y": 0.0},
        ("days_temporary_place", "days_nursing_home"),
        (),
        ("temporary_place", "nursing_home"),
        ("disutility_nursing_home",),
    ),
    "KTH": Event(
        {"uptake_kth": 0.0},
        ("n_kth_pathways", "days_kth"),
        ("treated", "saved_30d"),
        ("kth_hospital_responsibility", "kth_nurse_visits", "kth_daily_programme"),
        ("utility_gain_kth",),
    ),
    "death by day 30": Event(
        {"prob_death_30d": 0.0},
        (),
        ("deaths_30d", "deaths_30d_in_hospital", "saved_30d"),
    ),
}


@check("values.no_event_no_consequence", "Does an event that never happens have no consequences?")
def no_event_no_consequence(subject: Subject) -> Finding:
    """Readmission, institutions, KTH and early death in turn."""
    found = {
        f"{what} without {name}": amount
        for name, event in EVENTS.items()
        for what, amount in consequences(subject, event)
    }
    wrong = [f"{what}: {amount:.4g}" for what, amount in found.items() if amount != 0.0]
    return none_of(wrong, len(found), "consequences", "every consequence = 0, exactly")


def consequences(subject: Subject, event: Event) -> Iterator[tuple[str, float]]:
    """What is left of an event's consequences where it is switched off."""
    clusters = tuple(
        replace(cluster, share_own_home=math.nan, share_temporary_place=math.nan)
        for cluster in subject.base.clusters
    )
    quantities = subject.simulate(event.changes, clusters=clusters)
    sums, setting = pooled(quantities), subject.setting(event.changes, BOTTOM_UP)
    for name in event.resources:
        yield name, float(np.abs(sums.used[..., RESOURCES.index(name)]).sum())
    for name in event.outcomes:
        yield name, float(sums.outcome(name).sum())
    cube = costs(sums.used, sums.period_edges, setting.parameters)
    for name in event.items:
        yield f"cost of {name}", float(np.abs(cube[..., ITEM_IDS.index(name)]).sum())
    qalys = subject.measures(sums, setting)["qaly"]
    for name in event.utilities:
        loud = replace(setting, parameters={**setting.parameters, name: np.ones(1)})
        moved = subject.measures(sums, loud)["qaly"] - qalys
        yield f"QALYs by {name}", float(np.abs(moved).sum())
