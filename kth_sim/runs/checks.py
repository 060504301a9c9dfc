"""What was calibrated, three ways: the target, its integral over the cohort, the simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import OUTCOMES, FloatArray, Quantities
from kth_sim.economics import Sums, jackknife
from kth_sim.model.case import Case
from kth_sim.model.integration import destination_shares, integrated_risks

if TYPE_CHECKING:
    import pandas as pd

USUAL, KTH = 0, 1
_EVERYONE = 1 - 1e-9


@dataclass(frozen=True)
class Check:
    """One calibrated risk.

    Attributes:
        quantity: in words.
        strategy: `usual_care` or `kth`.
        denominator: whose risk, and from when.
        integrated: its name among `integrated_risks`.
        simulated: its name among `simulated_risks`.
    """

    quantity: str
    strategy: str
    denominator: str
    integrated: str
    simulated: str


OPERATED, DISCHARGED = "all operated, from operation", "discharged alive, from discharge"
CHECKS = (
    Check("Death within 30 days", "usual_care", OPERATED, "prob_death_30d", "death_30d_usual_care"),
    Check(
        "In hospital, of the 30-day deaths",
        "usual_care",
        "deaths within 30 days of operation",
        "share_deaths_30d_in_hospital",
        "in_hospital_usual_care",
    ),
    Check(
        "At a temporary place or nursing home, of the later 30-day deaths",
        "usual_care",
        "deaths after discharge, by day 30",
        "share_deaths_after_discharge_institution",
        "institution_usual_care",
    ),
    Check(
        "Death on days 31-90",
        "usual_care",
        "alive on day 30",
        "prob_death_31_90",
        "death_31_90_usual_care",
    ),
    Check(
        "Death on days 91-365",
        "usual_care",
        "alive on day 90",
        "prob_death_91_365",
        "death_91_365_usual_care",
    ),
    Check(
        "Readmission within 30 days",
        "usual_care",
        DISCHARGED,
        "prob_readmission_30d",
        "readmission_30d_usual_care",
    ),
    Check("Death within 30 days", "kth", OPERATED, "prob_death_30d_kth", "death_30d_kth"),
    Check(
        "Readmission within 30 days",
        "kth",
        DISCHARGED,
        "prob_readmission_30d_kth",
        "readmission_30d_kth",
    ),
)
DELIVERED = " (as delivered: not all are offered KTH)"


def simulated_risks(sums: Sums) -> dict[str, FloatArray]:
    """Simulated risks by name, `[...]` each; for the jackknife."""

    def persons(outcome: str, strategy: int) -> FloatArray:
        return sums.outcome(outcome)[..., strategy]

    def at(outcome: str, strategy: int, destination: int) -> FloatArray:
        found: FloatArray = sums.counts[..., strategy, destination, OUTCOMES.index(outcome)]
        return found

    n = sums.patients
    risks: dict[str, FloatArray] = {}
    for s, name in ((USUAL, "usual_care"), (KTH, "kth")):
        d30, d90, d365 = (persons(f"deaths_{t}", s) for t in ("30d", "90d", "365d"))
        inside = persons("deaths_30d_in_hospital", s)
        at_home = at("deaths_30d", s, 0) - at("deaths_30d_in_hospital", s, 0)
        risks |= {
            f"death_30d_{name}": d30 / n,
            f"death_90d_{name}": d90 / n,
            f"death_365d_{name}": d365 / n,
            f"in_hospital_{name}": ratio(inside, d30),
            f"institution_{name}": 1 - ratio(at_home, d30 - inside),
            f"death_31_90_{name}": ratio(d90 - d30, n - d30),
            f"death_91_365_{name}": ratio(d365 - d90, n - d90),
            f"readmission_30d_{name}": ratio(
                persons("readmitted_30d", s), persons("discharged_alive", s)
            ),
            f"readmission_120d_{name}": ratio(
                persons("readmitted_120d", s), persons("discharged_alive", s)
            ),
            f"own_home_death_30d_{name}": ratio(at("deaths_30d", s, 0), at("patients", s, 0)),
            f"own_home_readmission_30d_{name}": ratio(
                at("readmitted_30d", s, 0), at("discharged_alive", s, 0)
            ),
            f"treated_{name}": persons("treated", s) / n,
            f"frailty_alive_30d_{name}": ratio(persons("frailty_alive_30d", s), n - d30),
            f"years_after_30d_{name}": ratio(persons("days_after_30d", s), n - d30) / 365.25,
        }
    saved = persons("saved_30d", KTH)
    return risks | {
        "frailty_saved": ratio(persons("frailty_saved_30d", KTH), saved),
        "years_after_30d_saved": ratio(persons("days_after_30d_saved", KTH), saved) / 365.25,
        "or_death_30d": ratio(
            risks["death_30d_kth"] * (1 - risks["death_30d_usual_care"]),
            risks["death_30d_usual_care"] * (1 - risks["death_30d_kth"]),
        ),
        "rr_readmission_30d": ratio(
            risks["readmission_30d_kth"], risks["readmission_30d_usual_care"]
        ),
    }


def ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    """Above / below, nan where below is 0."""
    out: FloatArray = np.full(np.shape(below), np.nan)
    return np.divide(above, below, out=out, where=np.asarray(below) != 0.0)


@dataclass(frozen=True)
class Simulated:
    """Simulated risks of the first draw with their Monte-Carlo errors."""

    value: dict[str, float]
    mcse: dict[str, float]


def simulated(quantities: Quantities) -> Simulated:
    """`simulated_risks` of the first draw, with jackknife errors."""
    value, mcse = jackknife(simulated_risks, quantities)
    return Simulated(
        {name: float(v[0]) for name, v in value.items()},
        {name: float(v[0]) for name, v in mcse.items()},
    )


def targets(case: Case) -> dict[str, float]:
    """What the first draw states, by the names of `integrated_risks`; everyone treated."""
    (p,), (s,) = case.draw(0)
    mix = float(case.cohort.weight @ destination_shares(p, case.cohort)[:, 0])
    share, there = p.share_deaths_after_discharge_institution, p.prob_destination_own_home
    at_institution, at_home = share * there * (1 - mix), (1 - share) * (1 - there) * mix
    either = at_institution + at_home
    share = at_institution / either if either > 0 else 1 - mix
    return {
        "prob_death_30d": p.prob_death_30d,
        "share_deaths_30d_in_hospital": p.share_deaths_30d_in_hospital,
        "share_deaths_after_discharge_institution": share,
        "prob_death_31_90": p.prob_death_31_90,
        "prob_death_91_365": p.prob_death_91_365,
        "prob_readmission_30d": p.prob_readmission_30d,
        "prob_death_30d_kth": s.target_death_30d_kth,
        "prob_readmission_30d_kth": p.rr_readmission_30d_kth * p.prob_readmission_30d,
    }


def calibration_table(case: Case, found: Simulated) -> pd.DataFrame:
    """Rows `quantity, strategy, denominator, target, integrated, simulated, mcse, z`.

    Where not all are treated, KTH's target speaks of a cohort that is; a second row then compares
    the simulation with the integral over those treated and those not.
    """
    import pandas as pd  # noqa: PLC0415

    integrated, stated = integrated_risks(case, 0), targets(case)
    all_treated = integrated["share_treated"] >= _EVERYONE
    rows = []
    for check in CHECKS:
        of_kth = check.strategy == "kth"
        direct = all_treated or not of_kth
        rows.append(
            _row(check, stated[check.integrated], integrated[check.integrated], found, direct)
        )
        if not direct:
            mixed = integrated[check.integrated + "_delivered"]
            rows.append(_row(check, mixed, mixed, found, True, DELIVERED))
    return pd.DataFrame(rows)


def _row(
    check: Check, target: float, integral: float, found: Simulated, shown: bool, more: str = ""
) -> dict[str, object]:
    """One row; `z` measures the simulation against the target in Monte-Carlo errors."""
    value = found.value[check.simulated] if shown else np.nan
    mcse = found.mcse[check.simulated] if shown else np.nan
    return {
        "quantity": check.quantity + more,
        "strategy": check.strategy,
        "denominator": check.denominator,
        "target": float(target),
        "integrated": float(integral),
        "simulated": value,
        "mcse": mcse,
        "z": (value - float(target)) / mcse if mcse > 0 else np.nan,
    }


UNREACHABLE = {
    "mortality_unreachable": "a usual-care risk of death could not be reached",
    "effect_unreachable": "KTH's 30-day risk could not be reached; its hazard ratio stands at "
    "the bound (not all of the effect can come inside its window)",
    "readmission_unreachable": "a readmission risk could not be reached",
}


def calibration_warnings(case: Case) -> tuple[str, ...]:
    """One line for each kind of target that some draw could not reach."""
    counts = {name: int(case.solved[name].sum()) for name in UNREACHABLE}
    return unreachable_lines(counts, len(case.solved))


def unreachable_lines(counts: Mapping[str, int], n: int) -> tuple[str, ...]:
    """One line for each kind of target that so many of n draws could not reach."""
    return tuple(
        f"in {counts[name]:,} of {n:,} draws {what}"
        for name, what in UNREACHABLE.items()
        if counts.get(name)
    )
