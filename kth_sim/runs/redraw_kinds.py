"""Every figure that a stored run can give, with the files it needs and how it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kth_sim.economics import ceac, ceaf, expected_loss
from kth_sim.runs import psa_figures
from kth_sim.runs.psa_results import OUTCOMES
from kth_sim.runs.redraw_course import COURSE_KINDS
from kth_sim.runs.redraw_parts import VOI, Drawing, Kind, Stored, simple
from kth_sim.runs.redraw_sweep import SWEEP_KINDS

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.reporting.figures.decision import About, Figure

__all__ = ["KINDS", "VOI", "Drawing", "Kind", "Stored", "simple"]

INMB = "inmb"
PLANS = "plans_by_year.csv"
FRONTIER, ROBUSTNESS = "figures/choice_frontier.csv", "robustness.csv"


def plane(stored: Stored) -> Iterator[Drawing]:
    """The cost-effectiveness plane."""
    yield simple("ce_plane", psa_figures.plane(stored.panel))


def over_wtp(name: str, of: psa_figures.Curve) -> Callable[[Stored], Iterator[Drawing]]:
    """A curve over the thresholds."""

    def drawings(stored: Stored) -> Iterator[Drawing]:
        grid = psa_figures.wtp_grid(stored.panel, stored.marks)
        yield simple(name, psa_figures.over_wtp(stored.panel, grid, of))

    return drawings


def convergence(stored: Stored) -> Iterator[Drawing]:
    """The running mean of net benefit."""
    yield simple("convergence", psa_figures.running(stored.panel, stored.marks))


def luck(stored: Stored) -> Iterator[Drawing]:
    """What common random numbers save, where a draw has blocks to tell luck by."""
    frame = psa_figures.luck(stored.table("precision.csv"), stored.table("incremental.csv"))
    if len(frame):
        yield simple("common_random_numbers", frame)


def sectors(stored: Stored) -> Iterator[Drawing]:
    """Cost by sector, with the interval of the draws."""
    yield simple("cost_by_sector", stored.table("costs_by_sector.csv"))


def parameters_worth(stored: Stored) -> Iterator[Drawing]:
    """The EVPPI at each threshold, with the EVPI there."""
    whole = stored.table("evpi.csv").set_index("wtp")["per_patient"]
    for wtp, rows in stored.table("evppi.csv").groupby("wtp", sort=False):
        yield simple(f"evppi_{wtp:.15g}", rows.assign(evpi=whole[wtp]), "evppi")


def studies_worth(stored: Stored) -> Iterator[Drawing]:
    """The ENBS at each threshold."""
    for wtp, rows in stored.table("enbs.csv").groupby("wtp", sort=False):
        yield simple(f"enbs_{wtp:.15g}", rows, "enbs")


def tornadoes(stored: Stored) -> Iterator[Drawing]:
    """A tornado an outcome."""
    for outcome, rows in stored.table("dsa.csv").groupby("outcome", sort=False):
        yield simple(f"tornado_{outcome}", rows, "tornado")


def maps(stored: Stored) -> Iterator[Drawing]:
    """A map of net benefit a threshold, with the boundary of the decision."""
    boundary = stored.table("dsa_boundary.csv")
    for outcome, rows in stored.table("dsa_grid.csv").groupby("outcome", sort=False):
        if str(outcome).startswith(INMB):
            line = boundary[boundary["outcome"] == outcome]
            yield with_second("heat_map", f"map_{outcome}", rows, line)


def thresholds(stored: Stored) -> Iterator[Drawing]:
    """An outcome along each parameter and where it turns, one figure an outcome."""
    found = stored.table("threshold.csv")
    for outcome, rows in stored.table("threshold_line.csv").groupby("outcome", sort=False):
        solved = found[found["outcome"] == outcome]
        yield with_second("threshold", f"threshold_{outcome}", rows, solved)


def with_second(function: str, name: str, frame: pd.DataFrame, second: pd.DataFrame) -> Drawing:
    """A figure that needs a second frame beside the one it draws."""

    def draw(about: About) -> Figure:
        from kth_sim.reporting.figures import decision  # noqa: PLC0415 - as above

        figure: Figure = getattr(decision, function)(frame, about, second)
        return figure

    return Drawing(name, frame, draw)


def waterfall(stored: Stored) -> Iterator[Drawing]:
    """The bias corrections one after another."""
    yield simple("bias_waterfall", stored.table("bias_waterfall.csv"))


def plans(stored: Stored) -> Iterator[Drawing]:
    """Lives saved and net cost of all plans."""
    yield simple("plans", stored.table(PLANS), room="budget")


def of_each_plan(function: str, table: str) -> Callable[[Stored], Iterator[Drawing]]:
    """A figure a plan, from a table of all."""

    def drawings(stored: Stored) -> Iterator[Drawing]:
        for plan, rows in stored.table(table).groupby("plan", sort=False):
            yield simple(f"{function}_{plan}", rows, function, "budget")

    return drawings


def best_frontier(stored: Stored) -> Iterator[Drawing]:
    """What a yearly budget buys, with the plans compared."""
    yield simple("choice_frontier", stored.table(FRONTIER), room="choice")


def best_regret(stored: Stored) -> Iterator[Drawing]:
    """What choosing each plan may cost, among all that were compared."""
    rows = stored.table(ROBUSTNESS)
    yield simple("choice_regret", rows[rows["among"] == "all"], room="choice")


_PSA = "kth-sim run SCENARIO --draws 1000"
_VOI = "kth-sim voi RUN"
_ROLLOUT = "kth-sim rollout PLAN"
_BEST = "kth-sim rollout optimise"
_OF_PLAN = {
    "budget_by_payer": "budget_by_year.csv",
    "budget_waterfall": "payer_shift.csv",
    "clusters": "clusters.csv",
}
_CURVES: dict[str, psa_figures.Curve] = {
    "ceac": ceac,
    "ceaf": ceaf,
    "expected_loss": expected_loss,
    "evpi": psa_figures.evpi_frame,
}
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("ce_plane", (OUTCOMES,), _PSA, plane),
        *(Kind(name, (OUTCOMES,), _PSA, over_wtp(name, of)) for name, of in _CURVES.items()),
        Kind("convergence", (OUTCOMES,), _PSA, convergence),
        Kind("common_random_numbers", ("precision.csv", "incremental.csv"), _PSA, luck),
        Kind("cost_by_sector", (OUTCOMES, "costs_by_sector.csv"), _PSA, sectors),
        Kind("evppi", ("evppi.csv", "evpi.csv"), _VOI, parameters_worth),
        Kind("enbs", ("enbs.csv",), _VOI, studies_worth),
        Kind("tornado", ("dsa.csv",), "kth-sim dsa SCENARIO", tornadoes),
        Kind(
            "map",
            ("dsa_grid.csv", "dsa_boundary.csv"),
            "kth-sim dsa SCENARIO --two-way A,B",
            maps,
        ),
        Kind(
            "threshold",
            ("threshold.csv", "threshold_line.csv"),
            "kth-sim threshold SCENARIO",
            thresholds,
        ),
        Kind("bias_waterfall", ("bias_waterfall.csv",), "kth-sim bias SCENARIO", waterfall),
        Kind("plans", (PLANS,), _ROLLOUT, plans),
        *(
            Kind(name, (table,), _ROLLOUT, of_each_plan(name, table))
            for name, table in _OF_PLAN.items()
        ),
        Kind("choice_frontier", (FRONTIER,), _BEST, best_frontier),
        Kind("choice_regret", (ROBUSTNESS,), _BEST, best_regret),
        *COURSE_KINDS,
        *SWEEP_KINDS,
    )
}
