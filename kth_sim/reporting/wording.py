"""The results of a run in plain sentences."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

from kth_sim.reporting.formats import (
    COUNT,
    MILLION,
    MONEY,
    Estimate,
    decimals_for,
    difference,
    level,
    margin,
    number,
    with_error,
)
from kth_sim.reporting.report import RunReport

# measure: what is counted, and the words where KTH has more and where it has less of it
HEADLINE = {
    "prob_death_30d": (
        "deaths within 30 days",
        "{} more deaths within 30 days",
        "{} fewer deaths within 30 days",
    ),
    "prob_readmission_30d": (
        "readmissions within 30 days",
        "{} more people readmitted within 30 days of discharge",
        "{} fewer people readmitted within 30 days of discharge",
    ),
    "qaly": ("QALYs", "{} QALYs gained", "{} QALYs lost"),
    "cost_3m": (
        "costs of the first 3 months",
        "DKK {} more spent in the first 3 months",
        "DKK {} less spent in the first 3 months",
    ),
}


class Ratio(NamedTuple):
    """A ratio that means something only where its effect is a gain.

    `effect` is the measure below the line, `sign` which way it is a gain, `cost` the measure
    above the line, and `none` what to say where there is no gain.
    """

    effect: str
    sign: int
    cost: str | None
    none: str


RATIOS = {
    "nnt": Ratio("prob_death_30d", -1, None, "no lives saved"),
    "cost_per_life_saved_3m": Ratio("prob_death_30d", -1, "cost_3m", "no lives saved"),
    "cost_per_qaly_3m_only": Ratio("qaly", 1, "cost_total_3m_only", "no QALYs gained"),
    "cost_per_qaly_with_later": Ratio("qaly", 1, "cost_total_with_later", "no QALYs gained"),
}


def estimate(frame: pd.DataFrame, measure: str) -> Estimate:
    """The row of a measure as mean, error and unit; nan where there is no such row."""
    rows = frame[frame["measure"] == measure]
    if rows.empty:
        return Estimate(math.nan, math.nan, "")
    row = rows.iloc[0]
    return Estimate(float(row["mean"]), float(row["mcse"]), str(row["unit"]))


def per_year(frame: pd.DataFrame, measure: str) -> Estimate:
    """The yearly total of a measure, its error scaled as its mean is; counts have no unit."""
    one = estimate(frame, measure)
    scaled = frame.loc[frame["measure"] == measure, "scaled_per_year"]
    total = float(scaled.iloc[0]) if len(scaled) else math.nan
    scale = abs(total / one.mean) if one.mean else math.nan
    return Estimate(total, one.mcse * scale, MONEY if one.unit == MONEY else COUNT)


def header_lines(report: RunReport) -> list[str]:
    """What was asked, why, and with what it was simulated."""
    origin = f", differs from {report.base}" if report.base else ""
    return [
        f"{report.label} ({report.scenario}{origin})",
        report.rationale,
        f"{report.patients:,} patients simulated in each strategy; seed {report.seed}, "
        f"{report.engine} engine, kth-sim {report.version}, evidence {report.evidence_hash}",
    ]


def headline(report: RunReport) -> str:
    """What a year brings: one line each with its Monte-Carlo error."""
    start = (
        f"Per year for {number(report.people_per_year)} people, KTH against usual care "
        "(± one Monte-Carlo standard error):"
    )
    changes = (_change(report.incremental, measure) for measure in HEADLINE)
    return "\n  ".join([start, *filter(None, changes)])


def _change(incremental: pd.DataFrame, measure: str) -> str:
    """One change of the headline; nothing where the measure is missing."""
    what, more, less = HEADLINE[measure]
    one = estimate(incremental, measure)
    total = per_year(incremental, measure)
    if not math.isfinite(one.mean):
        return ""
    if one.is_noise or not math.isfinite(total.mean):
        return f"no clear difference in {what}"
    size, error = _size(total)
    return (more if total.mean > 0 else less).format(size) + error


def _size(total: Estimate) -> tuple[str, str]:
    """The size of a yearly change without its sign, and its error in brackets."""
    in_millions = total.unit == MONEY and abs(total.mean) >= MILLION
    scale, word = (MILLION, " million") if in_millions else (1, "")
    mean, mcse = abs(total.mean) / scale, total.mcse / scale
    decimals = decimals_for(mcse, 1 if in_millions else 0)
    error = margin(mcse, decimals).strip()
    return number(mean, decimals) + word, f" ({error}{word})" if error else ""


def readmissions_sentence(report: RunReport) -> str:
    """Whether readmissions rise, fall or stay, said plainly."""
    change = estimate(report.incremental, "prob_readmission_30d")
    if not math.isfinite(change.mean):
        return ""
    if change.is_noise:
        return "Readmissions within 30 days do not differ beyond Monte-Carlo error."
    verb = "rise" if change.mean > 0 else "fall"
    usual, kth = (_strategy_level(report, strategy) for strategy in ("usual_care", "kth"))
    return (
        f"Readmissions within 30 days {verb} with KTH: {kth} against {usual} of those discharged "
        f"alive ({difference(change)})."
    )


def _strategy_level(report: RunReport, strategy: str) -> str:
    rows = report.summary[report.summary["strategy"] == strategy]
    return level(estimate(rows, "prob_readmission_30d"))


def ratio(incremental: pd.DataFrame, measure: str) -> str:
    """A ratio with its error, or words where the number would be nonsense.

    Without a gain beyond Monte-Carlo error there is no ratio; with a gain at a lower cost KTH
    is better in both respects, and a negative ratio would hide that.
    """
    rule = RATIOS[measure]
    effect = estimate(incremental, rule.effect)
    value = estimate(incremental, measure)
    if effect.is_noise or rule.sign * effect.mean <= 0 or not math.isfinite(value.mean):
        return rule.none
    if rule.cost and estimate(incremental, rule.cost).mean <= 0:
        return "KTH does more and costs less"
    return with_error(value) + (" DKK" if rule.cost else "")


def calibration_sentence(calibration: pd.DataFrame) -> str:
    """How far the calibrated quantities lie from their targets, at most."""
    z = calibration["z"].abs().dropna()
    if z.empty:
        return ""
    return (
        f"Calibration: {len(z)} quantities, the furthest {z.max():.1f} Monte-Carlo standard "
        "errors from its target."
    )
