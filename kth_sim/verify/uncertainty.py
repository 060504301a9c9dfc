"""Uncertainty: without spread there is none, and what is drawn of it is what it must be."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import STRATEGIES
from kth_sim.economics import (
    Outcomes,
    ceac,
    decision_outcomes,
    evaluate,
    measures,
    points_of,
    pooled,
    sobol,
    sobol_points,
    tornado,
)
from kth_sim.runs.build import make_case, make_setting
from kth_sim.runs.dsa_folder import DsaOptions, bars_of
from kth_sim.verify.check import DoesNotApplyError, Finding, check
from kth_sim.verify.findings import largest
from kth_sim.verify.subject import Subject
from kth_sim.verify.subject_runs import DRAWS, SEED

if TYPE_CHECKING:
    from kth_sim.contracts import FloatArray
    from kth_sim.runs.panel import Panel
    from kth_sim.verify.subject_runs import Runs

SPREADS, SPREAD_PATIENTS = (1e-1, 1e-2), 3000
CEAC_DRAWS, WTP = 200, np.linspace(0.0, 1e6, 41)
BAR_PATIENTS, BAR_WTP = 500, 200_000.0
BARS = (
    "or_death_30d_kth",
    "rr_readmission_30d_kth",
    "frailty_variance",
    "prob_death_30d",
    "cost_readmission",
    "n_kth_nurse_visits",
)
ISHIGAMI_A, ISHIGAMI_B = 7.0, 0.1
SOBOL_POINTS = 4096


@check("uncertainty.no_spread", "Does a run without spread give the base case, draw by draw?")
def _no_spread(subject: Subject) -> Finding:
    """Each distribution is narrowed about its point value; the luck of each draw stays as it is.

    What is left must shrink as the spread does, so the largest difference from the base case, in
    standard deviations of the draws as they are, may be twice the spread.
    """
    runs = subject.runs
    panel = partial(runs.panel, patients=SPREAD_PATIENTS)
    base, plain = panel(runs.base_draws()), panel(runs.draws())
    errors = {"the base case run alone, in 1e-9": apart_from_run(runs, base) / 1e-9}
    for spread in SPREADS:
        found = panel(runs.narrowed(spread).draws())
        for name, apart in apart_in_deviations(found, base, plain).items():
            errors[f"{name} at {spread:g} of the spread"] = apart / spread
    return largest(
        errors,
        2.0,
        f"mean of {DRAWS} draws, less the base case with the same luck, at most twice the spread "
        f"left ({', '.join(f'{s:g}' for s in SPREADS)})",
    )


def apart_from_run(runs: Runs, base: Panel) -> float:
    """Largest relative difference of the first draw from a run of the base case by itself."""
    found = pooled(runs.quantities(runs.case(patients=SPREAD_PATIENTS)))
    of_run = measures(found, make_setting(runs.scenario))
    pairs = [(base.whole[name][0], of_run[name][0]) for name in of_run]
    return max(float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1e-9))) for a, b in pairs)


def apart_in_deviations(found: Panel, base: Panel, plain: Panel) -> dict[str, float]:
    """How far the mean of each measure lies from the base case's, in deviations between draws."""
    apart = {}
    for name, values in plain.whole.items():
        deviation = values.std(axis=0, ddof=1)
        moved = np.abs((found.whole[name] - base.whole[name]).mean(axis=0))
        for s, strategy in enumerate(STRATEGIES):
            if deviation[s] > 0.0:
                apart[f"{name}, {strategy}"] = float(moved[s] / deviation[s])
    return apart


@check("uncertainty.ceac_sums_to_1", "Do the rows of the acceptability curve sum to 1?")
def _ceac_sums_to_1(subject: Subject) -> Finding:
    """Of the scenario's draws, and of three strategies that are often equal to the krone."""
    runs = subject.runs
    frame = runs.panel(runs.draws(CEAC_DRAWS)).frame()
    ties = np.random.default_rng(1).integers(0, 3, (2, CEAC_DRAWS, 3)).astype(float)
    tied = Outcomes.from_arrays(["a", "b", "c"], 1e5 * ties[0], ties[1])
    errors = {
        where: float(np.abs(ceac(outcomes, WTP).sum(axis=1) - 1.0).max())
        for where, outcomes in (
            ("the scenario", Outcomes.from_panel(frame, "cost_total", "qaly")),
            ("strategies with ties", tied),
        )
    }
    return largest(errors, 1e-12, f"each of 2 x {WTP.size} rows sums to 1")


@check(
    "uncertainty.tornado_ends",
    "Does each end of the tornado come out again when that number alone is set?",
)
def _tornado_ends(subject: Subject) -> Finding:
    """Each end is run as a scenario of its own, on the way that a base case takes."""
    runs = subject.runs
    uncertain = tuple(name for name in BARS if name in runs.variable.distributions)
    if not uncertain:
        raise DoesNotApplyError(f"none of {', '.join(BARS)} is uncertain in this scenario")
    bars = bars_of(runs.variable, DsaOptions(only=uncertain))
    lab = runs.laboratory(BAR_PATIENTS, BAR_WTP)
    frame = tornado(bars, lab.outcomes, lab.measured(points_of(bars)))
    errors = {}
    for bar in bars:
        for end in ("low", "high"):
            alone = outcomes_of(runs, {bar.parameter: getattr(bar, f"{end}_value")})
            for outcome, value in alone.items():
                row = frame[(frame["parameter"] == bar.parameter) & (frame["outcome"] == outcome)]
                apart = float(row[f"at_{end}"].iloc[0]) - value
                errors[f"{outcome}, {bar.parameter} {end}"] = apart / max(abs(value), 1.0)
    return largest(errors, 1e-12, f"{len(errors)} ends, alone and in the tornado, equal")


def outcomes_of(runs: Runs, numbers: dict[str, float]) -> dict[str, float]:
    """The outcomes of a tornado, of one scenario by itself."""
    scenario = runs.at(numbers)
    case = make_case(scenario, SEED, BAR_PATIENTS)
    gained = evaluate(runs.quantities(case), make_setting(scenario)).increments
    found = decision_outcomes(gained, scenario.people_per_year, [BAR_WTP])
    return {name: float(values[0]) for name, values in found.items()}


@check("uncertainty.ishigami", "Are the Sobol indices of the Ishigami function what they must be?")
def _ishigami(_: Subject) -> Finding:
    """Closed forms of Ishigami & Homma (1990); 4,096 points leave an error of a thousandth."""
    points = sobol_points(3, SOBOL_POINTS, SEED)
    names = ["x1", "x2", "x3"]
    frame = sobol(ishigami(points)[..., np.newaxis], names, ["y"], SEED).set_index("parameter")
    errors = {
        f"{kind}, {name}": float(frame.loc[name, kind] - exact)
        for kind, row in zip(("first", "total"), ishigami_indices(), strict=True)
        for name, exact in zip(names, row, strict=True)
    }
    exact = ", ".join(f"{x:.3f}" for row in ishigami_indices() for x in row)
    return largest(errors, 0.01, f"first-order and total indices {exact}")


def ishigami(u: FloatArray) -> FloatArray:
    """The function at points `[..., 3]` of the unit cube: each x is uniform on (-pi, pi)."""
    x1, x2, x3 = np.moveaxis(np.pi * (2 * u - 1), -1, 0)
    found: FloatArray = np.sin(x1) + ISHIGAMI_A * np.sin(x2) ** 2 + ISHIGAMI_B * x3**4 * np.sin(x1)
    return found


def ishigami_indices() -> tuple[FloatArray, FloatArray]:
    """First-order and total indices in closed form."""
    v1 = (1 + ISHIGAMI_B * np.pi**4 / 5) ** 2 / 2
    v2, v13 = ISHIGAMI_A**2 / 8, 8 * ISHIGAMI_B**2 * np.pi**8 / 225
    v = v1 + v2 + v13
    return np.array([v1, v2, 0.0]) / v, np.array([v1 + v13, v2, v13]) / v
