"""The sources of bias in the order in which they are taken out, each with what it rests on.

Errors are undone in the reverse of the order in which they arise: what was coded, then who was
counted, then how the groups differ (Lash et al., Int J Epidemiol 43 (2014) 1969-1985).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kth_sim.contracts import FloatArray
from kth_sim.economics.bias import formulas
from kth_sim.errors import UserError

Draws = Mapping[str, FloatArray]
Target = Literal["or_death", "rr_readmission"]


@dataclass(frozen=True)
class Effect:
    """KTH's effect in each draw.

    Attributes:
        or_death: `[draw]` odds ratio of 30-day death, of all operated.
        rr_readmission: `[draw]` risk ratio of 30-day readmission.
        impossible: `[draw]` whether some correction had no answer there, and was left out.
    """

    or_death: FloatArray
    rr_readmission: FloatArray
    impossible: NDArray[np.bool_]

    @classmethod
    def observed(cls, draws: Draws) -> Effect:
        """The effect as the draws state it."""
        death = draws["or_death_30d_kth"]
        return cls(death, draws["rr_readmission_30d_kth"], np.zeros(len(death), bool))


@dataclass(frozen=True)
class Correction:
    """One source of bias.

    Attributes:
        id: its name on the command line and in tables.
        label: its name for people.
        assumes: what must have been so.
        parameters: ids of the evidence that say how strong it is.
        acts_on: the ratio that it moves.
        at_full: from the ratio and the draws to the ratio without this bias.
    """

    id: str
    label: str
    assumes: str
    parameters: tuple[str, ...]
    acts_on: Target
    at_full: Callable[[FloatArray, Draws], FloatArray]


def _coding(ratio: FloatArray, d: Draws) -> FloatArray:
    usual, kth = (
        tuple(d[f"prob_{what}_readmission_{who}"] for what in ("sensitivity", "specificity"))
        for who in ("usual_care", "kth")
    )
    return formulas.without_misclassification(
        ratio, d["prob_readmission_30d"], (usual[0], usual[1]), (kth[0], kth[1])
    )


def _immortal(ratio: FloatArray, d: Draws) -> FloatArray:
    return formulas.without_immortal_time(
        ratio, d["prob_death_30d"], d["share_deaths_30d_in_hospital"]
    )


def own_home_shares(d: Draws) -> tuple[FloatArray, FloatArray]:
    """Shares discharged to their own home: of KTH, and of usual care."""
    everyone = d["prob_destination_own_home"]
    kth = everyone * (1.0 - d["share_kth_target_without_own_home"])
    return kth, np.minimum(everyone * d["ratio_own_home_usual_care"], 1.0)


def _selection(ratio: FloatArray, d: Draws) -> FloatArray:
    institution = formulas.risk_ratio_institution(
        d["share_deaths_after_discharge_institution"], d["prob_destination_own_home"]
    )
    before = d["share_deaths_30d_in_hospital"]
    factor = formulas.destination_factor(*own_home_shares(d), institution, before)
    left = d["share_destination_imbalance_left"]
    return formulas.without_selection(ratio, d["prob_death_30d"], factor, left)


def _confounder(ratio: FloatArray, d: Draws) -> FloatArray:
    return formulas.without_confounder(
        ratio,
        d["prob_death_30d"],
        d["rr_confounder_death_30d"],
        d["prob_confounder_kth"],
        d["prob_confounder_usual_care"],
    )


def _trend(ratio: FloatArray, d: Draws) -> FloatArray:
    years = d["years_between_groups"]
    return formulas.without_trend(ratio, d["or_trend_death_30d_per_year"], years)


def _regression(ratio: FloatArray, d: Draws) -> FloatArray:
    return formulas.without_regression(
        ratio,
        d["prob_death_30d"],
        d["prob_death_30d_network"],
        d["or_median_between_sites"],
        d["n_people_per_site_baseline"],
    )


CORRECTIONS: dict[str, Correction] = {
    one.id: one
    for one in (
        Correction(
            "readmission_coding",
            "Readmission coding",
            "Readmissions coded wrongly, and otherwise than in usual care",
            (
                "prob_sensitivity_readmission_usual_care",
                "prob_sensitivity_readmission_kth",
                "prob_specificity_readmission_usual_care",
                "prob_specificity_readmission_kth",
            ),
            "rr_readmission",
            _coding,
        ),
        Correction(
            "immortal_time",
            "Immortal time",
            "Only people who left hospital alive could be counted as KTH",
            ("share_deaths_30d_in_hospital",),
            "or_death",
            _immortal,
        ),
        Correction(
            "selection",
            "Target group",
            "One cluster leaves out own homes, which stay in usual care",
            (
                "share_kth_target_without_own_home",
                "ratio_own_home_usual_care",
                "share_destination_imbalance_left",
                "share_deaths_after_discharge_institution",
                "prob_destination_own_home",
            ),
            "or_death",
            _selection,
        ),
        Correction(
            "confounding",
            "Unmeasured confounding",
            "KTH has fewer people with a risk that was not adjusted for",
            ("rr_confounder_death_30d", "prob_confounder_kth", "prob_confounder_usual_care"),
            "or_death",
            _confounder,
        ),
        Correction(
            "trend",
            "Secular trend",
            "Usual care is from earlier years, and mortality fell without KTH",
            ("or_trend_death_30d_per_year", "years_between_groups"),
            "or_death",
            _trend,
        ),
        Correction(
            "regression_to_mean",
            "Regression to the mean",
            "The sites' mortality was high by chance when they were chosen",
            ("prob_death_30d_network", "or_median_between_sites", "n_people_per_site_baseline"),
            "or_death",
            _regression,
        ),
    )
}


def check_weights(weights: Mapping[str, float]) -> None:
    """Each weight must name a correction and lie in [0, 1].

    Raises:
        UserError: one does not.
    """
    for name, weight in weights.items():
        if name not in CORRECTIONS:
            raise UserError(f"{name}: no such correction: there are {', '.join(CORRECTIONS)}")
        if not 0.0 <= weight <= 1.0:
            raise UserError(f"weight of {name}: {weight:g} lies outside [0, 1]")


def corrected(draws: Draws, weights: Mapping[str, float]) -> Effect:
    """The effect in each draw with these biases taken out, in the order of `CORRECTIONS`.

    Args:
        draws: `{parameter id: [draw]}`.
        weights: how much of each is taken out, on the log scale: 0 nothing (and nothing is
            touched), 1 all of it; corrections that are not named are left out.

    Raises:
        UserError: a weight names no correction or lies outside [0, 1].
    """
    check_weights(weights)
    effect = Effect.observed(draws)
    for name, correction in CORRECTIONS.items():
        if weights.get(name, 0.0) > 0.0:
            effect = _without(effect, correction, draws, weights[name])
    return effect


def _without(effect: Effect, one: Correction, draws: Draws, weight: float) -> Effect:
    before: FloatArray = getattr(effect, one.acts_on)
    full = one.at_full(before, draws)
    possible = np.isfinite(full) & (full > 0.0)
    factor = np.where(possible, full, before) / before
    moved, impossible = before * factor**weight, effect.impossible | ~possible
    if one.acts_on == "or_death":
        return replace(effect, or_death=moved, impossible=impossible)
    return replace(effect, rr_readmission=moved, impossible=impossible)
