"""What a run of many draws has to say: means, intervals, and how sure the means are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.contracts import STRATEGIES
from kth_sim.economics import MEASURES, RATIOS, Setting, measure_of, rests_on, weakest_basis
from kth_sim.runs.labels import label_bases
from kth_sim.runs.panel import Panel, Spread, ratios_of_means, shared_luck, spreads
from kth_sim.runs.psa_figures import running
from kth_sim.runs.record import number
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

SHORT_HASH = 8
DEFAULT_WTP = ("wtp_lower", "wtp_upper")  # evidence entries


def tables(scenario: Scenario, setting: Setting, panel: Panel) -> dict[str, pd.DataFrame]:
    """`summary`, `incremental`, `precision` and `convergence`, to be written under these names.

    The last is left out where nothing can converge: one draw, or evidence without a threshold.
    """
    import pandas as pd  # noqa: PLC0415

    by_strategy, compared = spreads(panel)
    summary = pd.DataFrame(
        {"strategy": name, **row}
        for name, found in zip(STRATEGIES, by_strategy, strict=True)
        for row in rows(scenario, setting, found)
    )
    ratios = pd.DataFrame(ratio_rows(scenario, setting, panel))
    incremental = pd.concat(
        [pd.DataFrame(rows(scenario, setting, compared)), ratios], ignore_index=True
    )
    labelled = label_bases(scenario, incremental)
    made = {
        "summary": label_bases(scenario, summary),
        "incremental": labelled,
        "precision": precision(panel, compared),
    }
    marks = [scenario.facts[name] for name in DEFAULT_WTP if name in scenario.facts]
    if marks and len(panel.draws) > 1:
        bases = labelled.set_index("measure")["basis"]
        made["convergence"] = convergence(panel, marks, bases)
    return made


def rows(
    scenario: Scenario, setting: Setting, found: Mapping[str, Spread]
) -> list[dict[str, object]]:
    """One row a measure: mean over draws, its error, the interval of the draws, a year's total."""
    people = scenario.people_per_year
    return [
        {
            "measure": name,
            "label": MEASURES[name].label,
            "unit": MEASURES[name].unit,
            "mean": s.mean,
            "mcse": s.mcse,
            "low": s.low,
            "high": s.high,
            "scaled_per_year": scaled(name, found, people),
            "basis": basis(scenario, setting, name),
        }
        for name, s in found.items()
    ]


def scaled(name: str, found: Mapping[str, Spread], people: float) -> float:
    """The mean a year's people come to; nan where that means nothing."""
    measure = MEASURES[name]
    return found[measure.scaled_from or name].mean * people if measure.scaled_unit else math.nan


def ratio_rows(scenario: Scenario, setting: Setting, panel: Panel) -> list[dict[str, object]]:
    """One row a ratio of mean increments; single draws' ratios may divide by 0 and are left out."""
    return [
        {
            "measure": name,
            "label": measure_of(name).label,
            "unit": measure_of(name).unit,
            "mean": value,
            "mcse": float("nan"),
            "low": float("nan"),
            "high": float("nan"),
            "scaled_per_year": float("nan"),
            "basis": basis(scenario, setting, name),
        }
        for name, value in ratios_of_means(panel).items()
        if name in RATIOS
    ]


def basis(scenario: Scenario, setting: Setting, name: str) -> str:
    """The weakest ground among the economic parameters behind a measure."""
    ids = rests_on(name, setting.cost_anchor, setting.later_care_costs)
    return weakest_basis(ids, scenario.bases_of_parameters())


def precision(panel: Panel, compared: Mapping[str, Spread]) -> pd.DataFrame:
    """How sure each mean increment is, and what the spread between draws is made of.

    Columns: `measure, mean, mcse, sd_between_draws, share_luck` (of the variance between draws
    that is the patients' luck), `common_luck_factor` (how many times common random numbers cut
    the luck variance).
    """
    import pandas as pd  # noqa: PLC0415

    factors = shared_luck(panel)
    return pd.DataFrame(
        {
            "measure": name,
            "mean": s.mean,
            "mcse": s.mcse,
            "sd_between_draws": s.sd,
            "share_luck": s.share_luck,
            "common_luck_factor": factors.get(name, float("nan")),
        }
        for name, s in compared.items()
    )


def convergence(panel: Panel, marks: Sequence[float], bases: pd.Series[str]) -> pd.DataFrame:
    """Rows `reading, wtp, draws, mean, mcse, basis`: the running mean of net benefit.

    Args:
        panel: of two draws or more.
        marks: thresholds, DKK per QALY.
        bases: of the increments and ratios, by measure.
    """
    frame = running(panel.frame(), marks)
    return frame.assign(basis=("cost_per_qaly_" + frame["reading"]).map(bases))


def to_payload(
    scenario: Scenario,
    panel: Panel,
    seed: int,
    patients: int,
    warnings: tuple[str, ...],
    folder: Path,
) -> dict[str, Any]:
    """The object that `--json` prints; as for one draw, with the interval of the draws beside."""
    by_strategy, compared = spreads(panel)
    increments = {name: of(s) for name, s in compared.items()}
    for name, value in ratios_of_means(panel).items():
        increments[name] = {"mean": number(value), "mcse": None}
    return {
        "scenario": scenario.name,
        "seed": seed,
        "engine": "fast",
        "patients": patients,
        "draws": len(panel.draws),
        "people_per_year": scenario.people_per_year,
        "warnings": list(warnings),
        "folder": str(folder),
        "strategies": {
            name: {measure: of(s) for measure, s in found.items()}
            for name, found in zip(STRATEGIES, by_strategy, strict=True)
        },
        "increments": increments,
    }


def of(s: Spread) -> dict[str, float | None]:
    """A spread as plain data."""
    return {
        "mean": number(s.mean),
        "mcse": number(s.mcse),
        "low": number(s.low),
        "high": number(s.high),
    }
