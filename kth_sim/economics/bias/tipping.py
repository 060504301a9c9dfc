"""How strong each bias must be for the true odds ratio to be a given one: closed forms at a point.

Each function answers for one number, all others as they are; nan where no value answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from kth_sim.economics.bias import formulas
from kth_sim.economics.bias.corrections import own_home_shares
from kth_sim.economics.bias.scales import odds, risk_of, risk_ratio_of

Point = Mapping[str, float]
OR, RISK = "or_death_30d_kth", "prob_death_30d"


@dataclass(frozen=True)
class Tipping:
    """One number whose strength is asked for.

    Attributes:
        correction: whose bias it drives.
        parameter: its evidence id; empty where it follows from several.
        what: its name for people.
        in_use: from the point values to its value there.
        needed: from the point values and a target ratio to the value at which it is reached.
        formula: the closed form, in words of arithmetic.
    """

    correction: str
    parameter: str
    what: str
    in_use: Callable[[Point], float]
    needed: Callable[[Point, float], float]
    formula: str


def ratio_to_explain(at: Point, target: float) -> float:
    """The bias factor that lies between the observed and the target odds ratio, as a risk ratio."""
    observed, wanted = (risk_ratio_of(ratio, at[RISK]) for ratio in (at[OR], target))
    return float(observed / wanted)


def share_before_discharge(at: Point, target: float) -> float:
    """Share of the deaths before discharge at which immortal time leaves the target."""
    treated = risk_of(at[OR] * odds(at[RISK]))
    wanted = risk_of(target * odds(at[RISK]))
    return inside((wanted - treated) / (1.0 - treated) / at[RISK])


def confounder_strength(at: Point, target: float) -> float:
    """Risk ratio of the confounder at which its prevalences leave the target."""
    factor = ratio_to_explain(at, target)
    below = factor * at["prob_confounder_usual_care"] - at["prob_confounder_kth"]
    strength = 1.0 + (1.0 - factor) / below if below != 0.0 else math.nan
    return strength if strength > 0.0 else math.nan


def confounder_in_kth(at: Point, target: float) -> float:
    """Share of KTH with the confounder at which its strength leaves the target."""
    factor, extra = ratio_to_explain(at, target), at["rr_confounder_death_30d"] - 1.0
    if extra == 0.0:
        return math.nan
    return inside((factor * (1.0 + extra * at["prob_confounder_usual_care"]) - 1.0) / extra)


def trend_a_year(at: Point, target: float) -> float:
    """Odds ratio a year at which the years between the groups leave the target."""
    years = at["years_between_groups"]
    return (at[OR] / target) ** (1.0 / years) if years > 0.0 else math.nan


def years_of_trend(at: Point, target: float) -> float:
    """Years between the groups at which the trend leaves the target."""
    slope = math.log(at["or_trend_death_30d_per_year"])
    years = math.log(at[OR] / target) / slope if slope != 0.0 else math.nan
    return years if years >= 0.0 else math.nan


def network_mortality(at: Point, target: float) -> float:
    """Mortality of the network at which regression to it leaves the target."""
    kept = formulas.reliability(
        np.asarray(at["or_median_between_sites"]),
        np.asarray(at[RISK]),
        np.asarray(at["n_people_per_site_baseline"]),
    )
    distance = math.log(target / at[OR]) / (1.0 - float(kept))
    return risk_of(odds(at[RISK]) * math.exp(-distance))


def own_home_in_kth(at: Point, target: float) -> float:
    """Share of KTH discharged to own homes at which standardisation leaves the target."""
    left, before = at["share_destination_imbalance_left"], at["share_deaths_30d_in_hospital"]
    if left == 0.0:
        return math.nan
    factor = ratio_to_explain(at, target) ** (1.0 / left)
    ratio, usual = institution_ratio(at), own_home(at)[1]
    later = (factor - before) / (1.0 - before) * (usual + (1.0 - usual) * ratio)
    return inside((ratio - later) / (ratio - 1.0)) if ratio != 1.0 else math.nan


def institution_ratio(at: Point) -> float:
    """Risk ratio of later deaths, institution against own home."""
    return float(
        formulas.risk_ratio_institution(
            np.asarray(at["share_deaths_after_discharge_institution"]),
            np.asarray(at["prob_destination_own_home"]),
        )
    )


def own_home(at: Point) -> tuple[float, float]:
    """Shares of KTH and of usual care discharged to their own home."""
    kth, usual = own_home_shares({name: np.asarray(value) for name, value in at.items()})
    return float(kth), float(usual)


def specificity_in_kth(at: Point, target: float) -> float:
    """Specificity of KTH's coding at which the true risk ratio of readmission is the target."""
    coded = at["prob_readmission_30d"]
    usual = formulas.true_share(
        np.asarray(coded),
        np.asarray(at["prob_sensitivity_readmission_usual_care"]),
        np.asarray(at["prob_specificity_readmission_usual_care"]),
    )
    true = target * float(usual)
    found = at["rr_readmission_30d_kth"] * coded - at["prob_sensitivity_readmission_kth"] * true
    return inside(1.0 - found / (1.0 - true))


def inside(share: float) -> float:
    """The share, or nan where it is none."""
    return share if 0.0 <= share <= 1.0 else math.nan


def _value(name: str) -> Callable[[Point], float]:
    return lambda at: at[name]


TIPPING = (
    Tipping(
        "immortal_time",
        "share_deaths_30d_in_hospital",
        "Share of 30-day deaths before discharge",
        _value("share_deaths_30d_in_hospital"),
        share_before_discharge,
        "s = (q - q1) / ((1 - q1) p), q1 the risk of the observed, q of the target odds ratio at p",
    ),
    Tipping(
        "selection",
        "",
        "Share of KTH discharged to own home",
        lambda at: own_home(at)[0],
        own_home_in_kth,
        "a = (R - m) / (R - 1), m = (B^(1/left) - s) / (1 - s) (u + (1 - u) R)",
    ),
    Tipping(
        "confounding",
        "rr_confounder_death_30d",
        "Risk ratio of the confounder",
        _value("rr_confounder_death_30d"),
        confounder_strength,
        "g = 1 + (1 - B) / (B p0 - p1), B the observed over the target risk ratio",
    ),
    Tipping(
        "confounding",
        "prob_confounder_kth",
        "Share of KTH with the confounder",
        _value("prob_confounder_kth"),
        confounder_in_kth,
        "p1 = (B (1 + (g - 1) p0) - 1) / (g - 1)",
    ),
    Tipping(
        "trend",
        "or_trend_death_30d_per_year",
        "Odds ratio of the trend a year",
        _value("or_trend_death_30d_per_year"),
        trend_a_year,
        "t = (OR / target)^(1 / years)",
    ),
    Tipping(
        "trend",
        "years_between_groups",
        "Years between the groups",
        _value("years_between_groups"),
        years_of_trend,
        "years = ln(OR / target) / ln t",
    ),
    Tipping(
        "regression_to_mean",
        "prob_death_30d_network",
        "Mortality that the sites return to",
        _value("prob_death_30d_network"),
        network_mortality,
        "logit m = logit p - ln(target / OR) / (1 - reliability)",
    ),
)
CODING = Tipping(
    "readmission_coding",
    "prob_specificity_readmission_kth",
    "Specificity of the coding in KTH",
    _value("prob_specificity_readmission_kth"),
    specificity_in_kth,
    "sp = 1 - (RR c - se t) / (1 - t), t the true share in usual care times the target",
)
