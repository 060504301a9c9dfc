"""Lives of simulated patients, event by event, as both engines tell them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import PLACES, STRATEGIES, FloatArray
from kth_sim.model.capacity import Capacity
from kth_sim.verify.subject import Subject

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.model.case import Case

# Patients of each engine: the reference engine is slower by two orders of magnitude.
PATIENTS = {"fast": range(4_000), "reference": range(200)}
LIMITED = Capacity(
    theatres=1,
    theatre_hours=12.0,
    ward_beds=5,
    temporary_places=2,
    nurse_teams=1,
    planned_visits=5.0,
    visits_per_team_day=1.0,
)
PERSON = ["strategy", "patient"]


def every_engine(subject: Subject) -> dict[str, pd.DataFrame]:
    """The scenario's lives as each engine tells them, with and without limits, `{who: ledger}`."""
    case = lives_case(subject)
    told = {who: subject.ledger(case, patients, who) for who, patients in PATIENTS.items()}
    few = PATIENTS["reference"]
    return told | {"reference, limited": subject.ledger(case, few, "reference", LIMITED)}


def lives_case(subject: Subject) -> Case:
    """The scenario with as many patients as the fast engine's ledger holds."""
    return subject.case(n_patients=len(PATIENTS["fast"]))


def with_death(ledger: pd.DataFrame) -> pd.DataFrame:
    """The ledger with a column `death`: the person's day of death, inf beyond the horizon."""
    deaths = ledger.loc[ledger["event"] == "death", [*PERSON, "start"]]
    named = deaths.rename(columns={"start": "death"})
    joined = ledger.merge(named, on=PERSON, how="left")
    return joined.fillna({"death": math.inf})


def stays(ledger: pd.DataFrame) -> pd.DataFrame:
    """The stays alone, in the order in which they were told."""
    return ledger[ledger["event"] == "stay"]


def of(ledger: pd.DataFrame, strategy: str) -> pd.DataFrame:
    """The lives under one strategy, without its name."""
    return ledger[ledger["strategy"] == strategy].drop(columns="strategy").reset_index(drop=True)


def different(a: pd.DataFrame, b: pd.DataFrame, days: float = 0.0) -> list[int]:
    """Patients whose lives (of one strategy) differ, event by event.

    Args:
        a: lives under one strategy, as `of` gives them.
        b: the same patients' others.
        days: by which a time may differ; 0: equal to the bit.
    """
    both = numbered(a).merge(numbered(b), on=["patient", "row"], how="outer", suffixes=("", "_b"))
    same = (both["event"] == both["event_b"]) & (both["place"] == both["place_b"])
    for time in ("start", "stop"):
        same &= (both[time] - both[f"{time}_b"]).abs() <= days
    return sorted(int(number) for number in both.loc[~same, "patient"].unique())


def numbered(ledger: pd.DataFrame) -> pd.DataFrame:
    """The ledger with the place of each row in its life, and codes for names."""
    row = ledger.groupby("patient").cumcount()
    codes = {name: ledger[name].cat.codes for name in ("event", "place")}
    return ledger.assign(row=row, **codes)


def in_place(ledger: pd.DataFrame, days: FloatArray) -> FloatArray:
    """`[strategy, place, day]` persons there on each day, a stay's last instant left out."""
    inside = stays(ledger)
    counted = np.zeros((len(STRATEGIES), len(PLACES), len(days)))
    for s, strategy in enumerate(STRATEGIES):
        for p, place in enumerate(PLACES):
            here = inside[(inside["strategy"] == strategy) & (inside["place"] == place)]
            begun = np.searchsorted(np.sort(here["start"].to_numpy()), days, "right")
            ended = np.searchsorted(np.sort(here["stop"].to_numpy()), days, "right")
            counted[s, p] = begun - ended
    return counted


def dead(ledger: pd.DataFrame, days: FloatArray) -> FloatArray:
    """`[strategy, day]` persons dead by each day."""
    died = ledger[ledger["event"] == "death"]
    by_strategy = [np.sort(of(died, name)["start"].to_numpy()) for name in STRATEGIES]
    return np.array([np.searchsorted(day, days, "right") for day in by_strategy], float)


def days_in_periods(ledger: pd.DataFrame, edges: FloatArray) -> FloatArray:
    """`[strategy, place, period]` days spent, each stay cut at the periods' edges."""
    inside = stays(ledger)
    spent = np.zeros((len(STRATEGIES), len(PLACES), len(edges) - 1))
    for s, strategy in enumerate(STRATEGIES):
        for p, place in enumerate(PLACES):
            here = inside[(inside["strategy"] == strategy) & (inside["place"] == place)]
            start, stop = here["start"].to_numpy()[:, None], here["stop"].to_numpy()[:, None]
            overlap = np.minimum(stop, edges[1:]) - np.maximum(start, edges[:-1])
            spent[s, p] = np.maximum(overlap, 0.0).sum(axis=0)
    return spent
