"""Made-up but lifelike frames: shaped like a run's, and no source for anything."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kth_sim.reporting.report import RunReport

RISKS = {"usual_care": (0.119, 0.1362), "kth": (0.075, 0.1743)}
NOTE = (
    "National base case: 1,000,000 patients simulated in each strategy, seed 20251105. "
    "Rests on assumptions: frailty variance 0.5, effect from discharge to day 30."
)


@pytest.fixture
def note():
    return NOTE


@pytest.fixture
def survival_days():
    day = np.arange(91)
    frames = []
    for strategy, (risk, _) in RISKS.items():
        early = -np.log(1 - risk) * np.minimum(day, 30) / 30
        alive = np.exp(-early - 0.0012 * np.maximum(day - 30, 0))
        frames.append(_rows(strategy, day=day, alive=alive, mcse=_error(alive)))
    return pd.concat(frames, ignore_index=True)


@pytest.fixture
def survival_years():
    year = np.linspace(0, 30, 361)
    frames = []
    for strategy, (risk, _) in RISKS.items():
        first = (1 - risk) ** np.minimum(1, year * 12) * np.exp(-0.19 * np.minimum(year, 1))
        alive = first * np.exp(-(0.11 / 0.1) * (np.exp(0.1 * year) - 1) * 0.9)
        frames.append(_rows(strategy, year=year, alive=alive, mcse=_error(alive)))
    return pd.concat(frames, ignore_index=True)


@pytest.fixture
def readmissions():
    day = np.arange(121)
    frames = []
    for strategy, (risk, incidence) in RISKS.items():
        readmitted = 1 - (1 - incidence) ** ((day / 30) ** 0.6)
        died = 0.8 * risk * (1 - np.exp(-day / 40)) * (1 - readmitted)
        frames.append(
            _rows(
                strategy, day=day, readmitted=readmitted, died_first=died, mcse=_error(readmitted)
            )
        )
    return pd.concat(frames, ignore_index=True)


COSTS = {
    ("hospital", "first_3_months"): (112_400.0, 116_910.0, "literature"),
    ("hospital", "later"): (48_200.0, 51_240.0, "literature"),
    ("municipality", "first_3_months"): (61_300.0, 65_080.0, "assumption"),
    ("municipality", "later"): (402_000.0, 421_500.0, "assumption"),
    ("gp", "first_3_months"): (1_640.0, 1_725.0, "literature"),
    ("gp", "later"): (9_900.0, 10_350.0, "assumption"),
    ("medicine", "first_3_months"): (1_110.0, 1_160.0, "literature"),
    ("medicine", "later"): (14_800.0, 15_480.0, "literature"),
}


@pytest.fixture
def costs():
    rows = [
        (strategy, sector, horizon, cost, 14.0, basis)
        for (sector, horizon), (usual, kth, basis) in COSTS.items()
        for strategy, cost in (("usual_care", usual), ("kth", kth))
    ]
    columns = ["strategy", "sector", "horizon", "cost", "mcse", "basis"]
    return pd.DataFrame(rows, columns=columns)


ENDS = {
    "own_home": {"own_home": 0.93, "nursing_home": 0.02, "dead": 0.03, "readmitted": 0.02},
    "temporary_place": {
        "own_home": 0.51,
        "nursing_home": 0.21,
        "temporary_place": 0.03,
        "dead": 0.23,
        "readmitted": 0.02,
    },
    "nursing_home": {"nursing_home": 0.74, "dead": 0.25, "readmitted": 0.01},
}
FIRST = {"own_home": 516.4, "temporary_place": 268.0, "nursing_home": 178.7}


@pytest.fixture
def flow():
    rows = []
    for strategy, share, spared in (("usual_care", 0.2, 1.0), ("kth", 0.27, 0.7)):
        for first, readmitted in product(FIRST, (0, 1)):
            part = FIRST[first] * (share if readmitted else 1 - share)
            ends = dict(ENDS[first])
            saved = ends["dead"] * (1 - spared)
            ends["dead"] -= saved
            ends[first] += saved
            rows += [(strategy, first, readmitted, end, part * p) for end, p in ends.items()]
        rows.append((strategy, "died_in_hospital", 0, "dead", 36.7))
        rows.append((strategy, "still_in_hospital", 0, "index_stay", 0.2))
    columns = ["strategy", "first_state", "readmitted", "day_90_state", "per_1000"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def checks():
    rows = [
        ("30-day mortality", "usual_care", "operated", 0.119, 0.119, 0.1192, 0.00032),
        ("30-day mortality", "kth", "operated", 0.0750, 0.0750, 0.0747, 0.00026),
        ("Share of 30-day deaths in hospital", "usual_care", "dead", 0.2941, 0.2941, 0.294, 0.0013),
        ("30-day readmission", "usual_care", "discharged", 0.136, 0.136, 0.1363, 0.00035),
        ("30-day readmission", "kth", "discharged", 0.1741, 0.1741, 0.1738, 0.00038),
        ("Mortality to day 90", "usual_care", "operated", 0.181, 0.181, 0.1812, 0.00038),
        ("Mortality to day 365", "usual_care", "operated", 0.289, 0.289, 0.2885, 0.00045),
        ("Frailty variance", "usual_care", "operated", 0.5, 0.5, 0.5, np.nan),
    ]
    columns = [
        "quantity",
        "strategy",
        "denominator",
        "target",
        "integrated",
        "simulated",
        "mcse",
    ]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(z=(frame["simulated"] - frame["target"]) / frame["mcse"])


# measure: label, unit, usual care, KTH, error of each, error of the difference, basis
MEASURES = {
    "prob_death_30d": ("Dead within 30 days", "share", 0.119, 0.0750, 3e-4, 2.1e-4, "observed"),
    "prob_death_90d": ("Dead within 90 days", "share", 0.181, 0.142, 4e-4, 2.4e-4, "literature"),
    "prob_death_1y": ("Dead within 1 year", "share", 0.289, 0.256, 4.5e-4, 2.9e-4, "literature"),
    "prob_readmission_30d": (
        "Readmitted within 30 days of discharge",
        "share",
        0.1362,
        0.1743,
        3.5e-4,
        3e-4,
        "observed",
    ),
    "share_deaths_30d_in_hospital": (
        "Share of 30-day deaths in hospital",
        "share",
        0.2941,
        0.466,
        1.3e-3,
        1.1e-3,
        "observed",
    ),
    "ly": ("Life-years, discounted", "years", 4.6123, 4.7602, 4e-3, 1.2e-3, "literature"),
    "qaly": ("QALYs, discounted", "QALY", 2.9011, 2.9820, 3e-3, 9e-4, "assumption"),
    "cost_3m": ("Cost, first 3 months", "DKK", 176_450.0, 184_875.0, 41.0, 24.0, "assumption"),
    "cost_hospital": ("Hospital", "DKK", 160_600.0, 168_150.0, 39.0, 21.0, "literature"),
    "cost_municipality": ("Municipality", "DKK", 463_300.0, 486_580.0, 310.0, 120.0, "assumption"),
    "cost_gp": ("General practice", "DKK", 11_540.0, 12_075.0, 9.0, 3.0, "literature"),
    "cost_medicine": ("Medicine", "DKK", 15_910.0, 16_640.0, 12.0, 4.0, "literature"),
    "cost_total": ("All sectors", "DKK", 651_350.0, 683_445.0, 340.0, 140.0, "assumption"),
    "days_hospital": ("Days in hospital", "days", 11.32, 12.07, 0.012, 0.009, "literature"),
}
RATIOS = {
    "nnt": ("People treated for one life saved at 30 days", "people", 22.7, 0.11, "observed"),
    "cost_per_life_saved_3m": (
        "Cost per life saved, first 3 months' costs",
        "DKK",
        191_477.0,
        1_080.0,
        "assumption",
    ),
    "cost_per_qaly_3m_only": (
        "Cost per QALY, first 3 months' costs",
        "DKK",
        104_141.0,
        1_200.0,
        "assumption",
    ),
    "cost_per_qaly_with_later": (
        "Cost per QALY, later care costs included",
        "DKK",
        396_700.0,
        4_100.0,
        "assumption",
    ),
}
PEOPLE = 2_215.0


def summary_frame():
    rows = [
        (strategy, measure, label, unit, mean, error, mean * PEOPLE, basis)
        for measure, (label, unit, usual, kth, error, _, basis) in MEASURES.items()
        for strategy, mean in (("usual_care", usual), ("kth", kth))
    ]
    columns = ["strategy", "measure", "label", "unit", "mean", "mcse", "scaled_per_year", "basis"]
    return pd.DataFrame(rows, columns=columns)


def incremental_frame():
    rows = [
        (measure, label, unit, kth - usual, error, (kth - usual) * PEOPLE, basis)
        for measure, (label, unit, usual, kth, _, error, basis) in MEASURES.items()
    ]
    rows += [
        (measure, label, unit, mean, error, np.nan, basis)
        for measure, (label, unit, mean, error, basis) in RATIOS.items()
    ]
    columns = ["measure", "label", "unit", "mean", "mcse", "scaled_per_year", "basis"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.loc[frame["measure"] == "share_deaths_30d_in_hospital", "scaled_per_year"] = np.nan
    extra = frame[frame["measure"].isin(("cost_3m", "cost_total"))]
    names = {"cost_3m": "cost_total_3m_only", "cost_total": "cost_total_with_later"}
    return pd.concat([frame, extra.assign(measure=extra["measure"].map(names))], ignore_index=True)


def observed_frame():
    rows = [
        (
            "mort30_usual_care",
            "30-day mortality, usual care",
            0.119,
            0.1192,
            3.2e-4,
            "calibration",
            "",
        ),
        (
            "mort30_kth",
            "30-day mortality, KTH",
            0.080,
            0.0747,
            2.6e-4,
            "independent",
            "The crude risk; the adjusted OR of 0.60 gives 7.5 %.",
        ),
        (
            "nnt",
            "Number needed to treat",
            19.0,
            22.7,
            0.11,
            "independent",
            "1/(0.119 - 0.080) = 25.6.",
        ),
        (
            "cost_per_life",
            "Cost per life saved, DKK",
            161_060.0,
            191_477.0,
            1_080.0,
            "independent",
            "",
        ),
    ]
    columns = ["fact", "label", "observed", "simulated", "mcse", "use", "comment"]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def report(checks):
    return RunReport(
        scenario="national",
        label="National base case",
        rationale="What KTH would do if all 11 clusters got the adjusted effect of the evaluation.",
        base=None,
        people_per_year=PEOPLE,
        patients=1_000_000,
        seed=20251105,
        engine="fast",
        version="0.1.0",
        evidence_hash="3fa29c01b7",
        folder=Path("outputs/national-3fa29c01"),
        warnings=("12 draws could not reach their 30-day target and were kept at the bound.",),
        summary=summary_frame(),
        incremental=incremental_frame(),
        costs_by_item=pd.DataFrame({"item": ["bed_day"], "cost": [5_000.0]}),
        calibration=checks,
        observed_vs_simulated=observed_frame(),
        assumptions=pd.DataFrame(
            {
                "id": ["frailty_variance", "utility_month_1"],
                "label": ["Frailty variance", "Utility one month after"],
                "value": [0.5, 0.45],
                "unit": ["-", "utility"],
            }
        ),
    )


def _rows(strategy, **columns):
    return pd.DataFrame({"strategy": strategy, **columns})


def _error(share, patients=1_000_000):
    return np.sqrt(share * (1 - share) / patients)
