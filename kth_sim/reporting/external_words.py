"""Where the model misses what was observed, and by how much, in plain sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kth_sim.reporting.language import Language
from kth_sim.reporting.psa_console import records

if TYPE_CHECKING:
    import pandas as pd

KNOWN, UNKNOWN = ("agrees", "misses"), ("inside", "outside")
MISSES = ("misses", "outside")
INDEPENDENT = "independent"
DIGITS = {"share": 1, "ratio": 2, "days": 1, "people": 0, "DKK": 0}


def sentences(table: pd.DataFrame, say: Language) -> list[str]:
    """How many agree, then each that misses: those furthest off in standard errors first.

    Args:
        table: as `external.csv`.
        say: in which language.
    """
    missed = table[table["verdict"].isin(MISSES)]
    order = missed["z"].abs().sort_values(ascending=False, na_position="last").index
    told = [miss(row, say) for row in records(missed.loc[order])]
    return [*headline(table, say), *(told or [say("external.all_agree")])]


def headline(table: pd.DataFrame, say: Language) -> list[str]:
    """How many observations agree with the model."""
    free = table[table["use"] == INDEPENDENT]
    known, known_free = (counted(part, *KNOWN) for part in (table, free))
    lines = [
        say(
            "external.headline",
            agree=counted(table, KNOWN[0]),
            known=known,
            agree_free=counted(free, KNOWN[0]),
            known_free=known_free,
        )
    ]
    if unknown := counted(table, *UNKNOWN):
        inside = counted(table, UNKNOWN[0])
        lines.append(say("external.headline_unknown", unknown=unknown, inside=inside))
    return lines


def counted(table: pd.DataFrame, *verdicts: str) -> int:
    """Rows with one of these verdicts."""
    return int(table["verdict"].isin(verdicts).sum())


def miss(row: Mapping[str, Any], say: Language) -> str:
    """One observation that the model misses."""
    by_z = math.isfinite(row["z"])
    how = say("external.by_z", z=say.number(row["z"], 1)) if by_z else say("external.by_interval")
    return say(
        "external.miss",
        label=called(row, say),
        observed=shown(row["observed"], row["unit"], say),
        simulated=shown(row["simulated"], row["unit"], say),
        low=shown(row["simulated_low"], row["unit"], say),
        high=shown(row["simulated_high"], row["unit"], say),
        size=size(row, say),
        way=say("external.high" if row["difference"] > 0 else "external.low"),
        how=how,
    )


def called(row: Mapping[str, Any], say: Language) -> str:
    """What an observation is called."""
    return say.parameter(f"target.{row['target']}", str(row["label"]))


def shown(value: float, unit: str, say: Language) -> str:
    """A value with its unit."""
    if math.isinf(value):
        return say("external.no_limit")
    if unit == "share":
        return say.percent(value, DIGITS[unit])
    return say.money(value) if unit == "DKK" else say.number(value, DIGITS[unit])


def size(row: Mapping[str, Any], say: Language) -> str:
    """How far off the model is."""
    far, unit = abs(float(row["difference"])), str(row["unit"])
    if unit == "share":
        return say("external.points", n=say.number(100 * far, 1))
    key = f"external.{unit}"
    if unit in {"days", "people"}:
        return say(key, n=say.number(far, DIGITS[unit]))
    return shown(far, unit, say)
