"""The table of E-values, with its arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kth_sim.economics.bias.confounding import e_value
from kth_sim.economics.bias.scales import risk_ratio_if_common, risk_ratio_of

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, object]


@dataclass(frozen=True)
class Printed:
    """A ratio as printed: its estimate, and its limit nearest to 1.

    Attributes:
        effect: what it is of.
        estimate: as printed.
        limit: the end of its interval nearest to 1.
        is_odds_ratio: whether it is one of odds; else it is one of risks.
        risk: of usual care.
        basis: what the printed numbers rest on.
    """

    effect: str
    estimate: float
    limit: float
    is_odds_ratio: bool
    risk: float
    basis: str


def e_value_table(printed: list[Printed]) -> pd.DataFrame:
    """One row a ratio, reading and scale.

    Columns: `effect, of, ratio, scale, risk_ratio, e_value, arithmetic, basis`. An odds ratio is
    read three ways: converted at the usual-care risk; as a risk ratio (outcome below 15 %); and by
    its square root (outcome common).
    """
    import pandas as pd  # noqa: PLC0415 - slow to import, and `kth-sim --help` must not wait

    return pd.DataFrame(row for one in printed for row in rows(one))


def rows(one: Printed) -> Iterator[Row]:
    """The rows of one printed ratio."""
    for of, ratio in (("estimate", one.estimate), ("limit nearest to 1", one.limit)):
        for scale, risk_ratio, how in readings(one, ratio):
            away = max(risk_ratio, 1.0 / risk_ratio)
            found = e_value(risk_ratio)
            yield {
                "effect": one.effect,
                "of": of,
                "ratio": ratio,
                "scale": scale,
                "risk_ratio": risk_ratio,
                "e_value": found,
                "arithmetic": f"{how}; r = {away:.3f}; "
                f"r + sqrt(r x (r - 1)) = {away:.3f} + {found - away:.3f} = {found:.2f}",
                "basis": one.basis,
            }


def readings(one: Printed, ratio: float) -> Iterator[tuple[str, float, str]]:
    """The scales on which a ratio can be read as one of risks."""
    if not one.is_odds_ratio:
        yield "risk_ratio", ratio, f"RR = {ratio:.3f}"
        return
    exact, common = float(risk_ratio_of(ratio, one.risk)), float(risk_ratio_if_common(ratio))
    usual = f"{one.risk:.3f}"
    how = f"RR = {ratio:.3f} / (1 - {usual} + {usual} x {ratio:.3f}) = {exact:.3f}"
    yield "at_usual_care_risk", exact, how
    yield "as_risk_ratio", ratio, f"RR = OR = {ratio:.3f}"
    yield "square_root", common, f"RR = sqrt({ratio:.3f}) = {common:.3f}"
