"""Computation: other luck moves results no further than their Monte-Carlo error says."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.economics import evaluate, increments, jackknife, measures
from kth_sim.model.integration import integrated_risks
from kth_sim.runs.build import make_setting
from kth_sim.verify.check import Finding, check
from kth_sim.verify.subject import Subject

if TYPE_CHECKING:
    from kth_sim.contracts import FloatArray
    from kth_sim.economics import Evaluation, Setting, Sums
    from kth_sim.verify.subject_runs import Runs

FOUR = 4.0  # Monte-Carlo standard errors
SEEDS, PATIENTS_A_SEED = (1, 2), 20_000
RUNS, BATCH, PATIENTS_A_RUN = 1000, 100, 1000
Z = 1.959964  # of a 95 % interval
ROUNDING = 1e-9
LEAST, MOST = 0.93, 0.97


@check("computation.another_seed", "Does another seed give the same within 4 standard errors?")
def _another_seed(subject: Subject) -> Finding:
    runs = subject.runs
    setting = make_setting(runs.scenario)
    one, other = (
        evaluate(runs.quantities(runs.case(seed, PATIENTS_A_SEED)), setting) for seed in SEEDS
    )
    z = {name: score for name, score in scores(one, other).items() if not np.isnan(score)}
    worst = max(z, key=z.__getitem__)
    moved = sum(score > 0 for score in z.values())
    return Finding(
        z[worst] <= FOUR and moved > 0,
        f"{len(z)} measures and increments, {PATIENTS_A_SEED:,} patients: each within {FOUR:g} "
        f"standard errors between seeds {SEEDS[0]} and {SEEDS[1]}",
        f"furthest apart: {worst}, {z[worst]:.2f} standard errors; {moved} moved at all",
        f"{FOUR - z[worst]:.2f} standard errors",
    )


def scores(one: Evaluation, other: Evaluation) -> dict[str, float]:
    """How many standard errors two runs lie apart, by measure and increment.

    Equal numbers lie 0 apart; what cannot be told (a ratio without effect) is nan.
    """
    found = {}
    for kind in ("strategies", "increments"):
        a, b = getattr(one, kind), getattr(other, kind)
        sa, sb = getattr(one, f"{kind}_mcse"), getattr(other, f"{kind}_mcse")
        for name in a:
            error = np.hypot(sa[name], sb[name])
            apart = np.abs(a[name] - b[name])
            with np.errstate(divide="ignore", invalid="ignore"):
                z = np.where(apart == 0.0, 0.0, apart / error)
            found[f"{name} ({kind})"] = float(np.max(z))
    return found


@check(
    "computation.intervals_cover",
    "Do the 95 % intervals of 1,000 small runs hold the truth in 93 to 97 % of them?",
)
def _intervals_cover(subject: Subject) -> Finding:
    """Risks of usual care are held against integrals over the cohort, the rest to all runs' mean.

    The mean of 1,000 runs errs by 1/32 of one run's error, which moves the cover by 0.1 %. Rarer
    events are not among them: a normal interval of 7 deaths averted covers 91 %, however right its
    error is.
    """
    runs = subject.runs
    value, error = small_runs(runs)
    value = {name: known for name, known in value.items() if varies(known)}
    truth = {name: float(known.mean()) for name, known in value.items()} | integrated(runs)
    cover = {n: float(np.mean(np.abs(value[n] - truth[n]) <= Z * error[n])) for n in value}
    worst = max(cover, key=lambda name: abs(cover[name] - (LEAST + MOST) / 2))
    slack = min(min(cover.values()) - LEAST, MOST - max(cover.values()))
    return Finding(
        slack >= 0.0,
        f"{LEAST:.0%} to {MOST:.0%} of the intervals of {RUNS:,} runs of {PATIENTS_A_RUN} patients",
        "; ".join(f"{name} {share:.1%}" for name, share in cover.items()),
        f"{100 * slack:.1f} percentage points ({worst})",
    )


def varies(known: FloatArray) -> bool:
    """Whether there is any luck in it, beyond rounding: an anchored cost has none."""
    return float(np.ptp(known)) > ROUNDING * float(np.abs(known).max())


def small_runs(runs: Runs) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """`{name: [run]}` values and Monte-Carlo standard errors of small runs, a seed each."""
    setting = make_setting(runs.scenario)
    parts = []
    for first in range(0, RUNS, BATCH):
        found = runs.of_seeds(range(first, first + BATCH), PATIENTS_A_RUN)
        here = replace(setting, parameters=repeated(setting, BATCH))
        parts.append(jackknife(partial(covered, here), found))
    names = parts[0][0].keys()
    value, error = (
        {name: np.concatenate([part[i][name] for part in parts]) for name in names} for i in (0, 1)
    )
    return value, error


def repeated(setting: Setting, n: int) -> dict[str, FloatArray]:
    """The parameters of one draw, n times."""
    return {name: np.repeat(values, n) for name, values in setting.parameters.items()}


def covered(setting: Setting, sums: Sums) -> dict[str, FloatArray]:
    """The figures whose intervals are looked at, `[...]` each."""
    found = measures(sums, setting)
    gained = increments(found)
    return {
        "30-day deaths, usual care": found["prob_death_30d"][..., 0],
        "30-day readmissions, usual care": found["prob_readmission_30d"][..., 0],
        "QALYs, increment": gained["qaly"],
        "3-month cost, increment": gained["cost_3m"],
    }


def integrated(runs: Runs) -> dict[str, float]:
    """The true 30-day risks, by dense integration over the cohort."""
    risks = integrated_risks(runs.case(), 0)
    return {
        "30-day deaths, usual care": risks["prob_death_30d"],
        "30-day readmissions, usual care": risks["prob_readmission_30d"],
    }
