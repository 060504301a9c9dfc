"""Uncertainty: the value of information in closed form, and in its order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np

from kth_sim.economics import NormalKnown, Outcomes, evpi, evppi, evsi, inmb
from kth_sim.verify.check import DoesNotApplyError, Finding, check
from kth_sim.verify.findings import standard_errors, z_of
from kth_sim.verify.subject import Subject
from kth_sim.verify.subject_runs import SEED

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.contracts import FloatArray

# inmb = MEAN + SLOPE t + REST z, with t and z standard normal; DKK a patient.
MEAN, SLOPE, REST = 200.0, 800.0, 600.0
NOISE = 5.0  # standard deviation of one patient's measurement of t in a study
N_DRAWS, SIZES = 5000, (25, 100, 1000)
METHODS: tuple[Literal["regression", "moments"], ...] = ("regression", "moments")
MODEL_DRAWS, MODEL_PATIENTS, WTP = 400, 200, 200_000.0
GROUP_SIZE = 3


def unit_loss(mean: float, sd: float) -> float:
    """E max(X, 0) - max(E X, 0) of X ~ N(mean, sd): the normal loss integral.

    Source: Raiffa & Schlaifer, Applied Statistical Decision Theory (1961).

    Example:
        >>> round(unit_loss(0.0, 1.0), 6)  # 1 / sqrt(2 pi)
        0.398942
    """
    z = mean / sd
    density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    below = 0.5 * math.erfc(-z / math.sqrt(2.0))
    return sd * density + mean * below - max(mean, 0.0)


def gaussian() -> tuple[dict[str, FloatArray], Outcomes]:
    """Draws of `t` and `z`, and two strategies that differ by inmb at any threshold."""
    t, z = np.random.default_rng(SEED).normal(size=(2, N_DRAWS))
    inmb = MEAN + SLOPE * t + REST * z
    cost = np.stack([np.zeros(N_DRAWS), -inmb], axis=1)
    return {"t": t, "z": z}, Outcomes.from_arrays(["old", "new"], cost, np.zeros_like(cost))


@check("uncertainty.gaussian_evpi", "Is the EVPI of a Gaussian net benefit its closed form?")
def _gaussian_evpi(_: Subject) -> Finding:
    """The error is that of a mean of so many draws, by the delta method."""
    outcomes = gaussian()[1]
    benefit = -outcomes.cost[:, 1]
    gain = np.maximum(benefit, 0.0) - (benefit if benefit.mean() > 0 else 0.0)
    exact = unit_loss(MEAN, math.hypot(SLOPE, REST))
    found = float(evpi(outcomes, 0.0).iloc[0])
    z = z_of(found, exact, float(gain.std(ddof=1)) / math.sqrt(N_DRAWS))
    return standard_errors({f"EVPI {found:.1f}": z}, f"{exact:.1f} DKK a patient")


@check("uncertainty.gaussian_evppi", "Is the EVPPI of a Gaussian parameter its closed form?")
def _gaussian_evppi(_: Subject) -> Finding:
    draws, outcomes = gaussian()
    exact = {"t": unit_loss(MEAN, SLOPE), "z": unit_loss(MEAN, REST)}
    table = evppi(outcomes, draws, [(name,) for name in exact], 0.0).set_index("parameters")
    z = {
        f"{name}: {row['evppi']:.1f}": z_of(row["evppi"], exact[str(name)], row["se"])
        for name, row in table.iterrows()
    }
    return standard_errors(z, f"{exact['t']:.1f} and {exact['z']:.1f} DKK a patient")


@check("uncertainty.gaussian_evsi", "Is the EVSI of a study of a Gaussian mean its closed form?")
def _gaussian_evsi(_: Subject) -> Finding:
    """After n patients t has the variance 1 / (1 + n / sd^2); by two methods."""
    draws, outcomes = gaussian()
    study = NormalKnown(name="study", mean="t", sd=NOISE)
    exact = {n: unit_loss(MEAN, SLOPE * math.sqrt(n / (n + NOISE**2))) for n in SIZES}
    z = {}
    for method in METHODS:
        table = evsi(outcomes, draws, study, 0.0, list(SIZES), method).set_index("n")
        for n, known in exact.items():
            value, error = float(table["evsi"][n]), float(table["se"][n])
            z[f"{n} patients, {method}: {value:.1f}"] = z_of(value, known, error)
    wanted = ", ".join(f"{value:.1f} ({n})" for n, value in exact.items())
    return standard_errors(z, f"{wanted} DKK a patient by size")


@check(
    "uncertainty.order_of_information",
    "Is 0 <= one parameter <= the group it is in <= perfect information?",
)
def _order_of_information(subject: Subject) -> Finding:
    """Of the scenario's own draws where the decision is least sure, and of the Gaussian model.

    A fit may miss: each step may fall by 4 of its standard errors.
    """
    runs = subject.runs
    draws = runs.draws(MODEL_DRAWS)
    outcomes = Outcomes.from_panel(runs.panel(draws, MODEL_PATIENTS).frame(), "cost_total", "qaly")
    wtp = least_sure(outcomes)
    worth = inmb(outcomes, wtp)
    if not np.ptp(worth):
        raise DoesNotApplyError("net benefit is the same in every draw")
    names = most_telling(draws, tuple(runs.variable.distributions), worth)
    if len(names) < GROUP_SIZE:
        raise DoesNotApplyError("fewer than three parameters are uncertain in this scenario")
    gaussian_draws, gaussian_outcomes = gaussian()
    steps = ladder(gaussian_outcomes, gaussian_draws, 0.0, ("t", "z"))
    steps |= ladder(outcomes, {name: draws[name].to_numpy() for name in names}, wtp, names)
    expected = f"0 <= {' or '.join(names)} <= all three <= EVPI at {wtp:,.0f} DKK per QALY"
    return standard_errors(steps, expected)


def least_sure(outcomes: Outcomes) -> float:
    """DKK per QALY at which both strategies are as good on average; 200,000 if there is none."""
    cost, effect = (np.diff(a.mean(axis=0))[0] for a in (outcomes.cost, outcomes.effect))
    return float(cost / effect) if cost * effect > 0 else WTP


def most_telling(draws: pd.DataFrame, names: tuple[str, ...], worth: FloatArray) -> tuple[str, ...]:
    """The three parameters whose draws correlate most with the net benefit."""
    vary = [name for name in names if draws[name].nunique() > 1]
    told = {name: abs(np.corrcoef(draws[name], worth)[0, 1]) for name in vary}
    return tuple(sorted(told, key=told.__getitem__)[-GROUP_SIZE:])


def ladder(
    outcomes: Outcomes, draws: Mapping[str, FloatArray], wtp: float, names: tuple[str, ...]
) -> dict[str, float]:
    """How many standard errors each step falls, 0 where it rises, by step."""
    perfect = float(evpi(outcomes, wtp).iloc[0])
    table = evppi(outcomes, draws, [*((name,) for name in names), names], wtp)
    values, errors = table["evppi"].to_numpy(), table["se"].to_numpy()
    (group, error), all_of_them = (float(values[-1]), float(errors[-1])), " + ".join(names)
    steps = {f"{all_of_them}, then perfect": fall(group, perfect, error)}
    for name, value, own in zip(names, values[:-1], errors[:-1], strict=True):
        steps[f"nothing, then {name}"] = fall(0.0, float(value), 0.0)
        both = math.hypot(own, error)
        steps[f"{name}, then {all_of_them}"] = fall(float(value), group, both)
    return steps


def fall(before: float, after: float, error: float) -> float:
    """How many standard errors a step falls; 0 where it does not."""
    return max(z_of(before, after, error), 0.0) if before > after else 0.0
