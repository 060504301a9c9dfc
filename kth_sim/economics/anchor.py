"""What the programme costs: summed from its items, or solved from the evaluation's difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray
from kth_sim.economics.axes import Parameters, parameter, ratio, resource
from kth_sim.economics.items import ITEMS, SECTOR_NAMES, SECTORS, by_sector, costs
from kth_sim.economics.sums import Sums
from kth_sim.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

CostAnchor = Literal["bottom_up", "observed"]
COST_ANCHORS: tuple[CostAnchor, ...] = ("bottom_up", "observed")

NO_PATHWAY = (
    "cost_anchor observed: no patient received Kom Trygt Hjem, so nothing can carry the "
    "evaluation's cost difference; the adjustment is 0"
)


@dataclass(frozen=True)
class Adjustment:
    """What the anchor adds to the programme.

    Attributes:
        per_pathway: `{sector: [...]}`, DKK per Kom Trygt Hjem pathway.
        warnings: what a reader must know, one line each.
    """

    per_pathway: dict[str, FloatArray]
    warnings: tuple[str, ...] = ()


def kth_minus_usual_care(values: FloatArray, axis: int = -1) -> FloatArray:
    """Kom Trygt Hjem minus usual care, the strategy axis removed.

    Example:
        >>> kth_minus_usual_care(np.array([[1.0, 3.0]]))
        array([2.])
    """
    kth, usual_care = STRATEGIES.index("kth"), STRATEGIES.index("usual_care")
    kth_values: FloatArray = np.take(values, [kth], axis=axis)
    return np.squeeze(kth_values - np.take(values, [usual_care], axis=axis), axis=axis)


def difference_3m(
    sums: Sums, parameters: Parameters, per_pathway: Mapping[str, FloatArray] | None = None
) -> FloatArray:
    """Undiscounted 3-month cost difference of each item, `[..., item]`, DKK, over all patients.

    Raises:
        UserError: if a parameter or the 3-month edge is missing.
    """
    early = sums.over_destinations().first_3_months()
    by_item = costs(early.used, early.period_edges, parameters, per_pathway)
    return kth_minus_usual_care(by_item.sum(axis=(-3, -2)), axis=-2)


def target_by_sector(parameters: Parameters, ndim: int = 1) -> FloatArray:
    """The evaluation's 3-month difference, DKK per operated patient, `[draw, 1.., sector]`.

    Shares are weights: divided by their sum, so that a share varied alone leaves the total alone.

    Raises:
        UserError: if a parameter is missing, or the shares do not sum to something positive.

    Example:
        >>> shares = {f"share_cost_increment_{s}": np.array([0.25]) for s in SECTORS}
        >>> target_by_sector({"cost_increment_3m": np.array([100.0]), **shares})
        array([[25., 25., 25., 25.]])
    """
    names = [f"share_cost_increment_{sector}" for sector in SECTORS]
    weights = np.stack([parameter(parameters, name, ndim) for name in names], axis=-1)
    total = weights.sum(axis=-1, keepdims=True)
    if np.any(total <= 0):
        raise UserError("share_cost_increment_*: the sectors' shares must sum to more than 0")
    target: FloatArray = weights / total * parameter(parameters, "cost_increment_3m", ndim + 1)
    return target


def solve_adjustment(sums: Sums, parameters: Parameters, cost_anchor: str) -> Adjustment:
    """The adjustment per pathway and sector that the anchor asks for, DKK, `[...]` as in `sums`.

    `bottom_up`: zero. `observed`: what makes the undiscounted 3-month difference per operated
    patient equal to `cost_increment_3m`, split between sectors by `share_cost_increment_<sector>`.

    Raises:
        UserError: for an unknown anchor, or a missing parameter.
    """
    if cost_anchor not in COST_ANCHORS:
        raise UserError(f"cost_anchor: '{cost_anchor}' is not one of {', '.join(COST_ANCHORS)}")
    patients = sums.patients
    if cost_anchor == "bottom_up":
        return Adjustment({sector: np.zeros_like(patients) for sector in SECTORS})
    pathways = _more_pathways_3m(sums)[..., np.newaxis]
    target = target_by_sector(parameters, patients.ndim) * patients[..., np.newaxis]
    missing = target - by_sector(difference_3m(sums, parameters))
    solved = ratio(missing, pathways, otherwise=0.0)
    per_pathway = {sector: solved[..., index] for index, sector in enumerate(SECTORS)}
    return Adjustment(per_pathway, (NO_PATHWAY,) if np.any(pathways == 0) else ())


def _more_pathways_3m(sums: Sums) -> FloatArray:
    early = resource(sums.first_3_months().used, "n_kth_pathways").sum(axis=(-2, -1))
    return kth_minus_usual_care(early)


def reconciliation(sums: Sums, parameters: Parameters) -> pd.DataFrame:
    """How far the items explain the evaluation's difference: DKK per operated patient, 3 months.

    Columns: `level` (item, sector, total), `sector`, `item`, `label`, `bottom_up` and `observed`
    (KTH minus usual care under each anchor), `target` (the deck's figure), `remainder_bottom_up`
    and `remainder_observed` (target minus sum). Means over draws. The deck prints only the total;
    its split by sector rests on assumed shares.

    Raises:
        UserError: if a parameter or the 3-month edge is missing.
    """
    import pandas as pd  # noqa: PLC0415 - slow to import, and `kth-sim --help` must not wait

    by_item = {anchor: _per_patient(sums, parameters, anchor) for anchor in COST_ANCHORS}
    target = target_by_sector(parameters).mean(axis=0)
    frame = pd.DataFrame(list(_reconciliation_rows(by_item, target)))
    for anchor in COST_ANCHORS:
        frame[f"remainder_{anchor}"] = frame["target"] - frame[anchor]
    return frame


def _per_patient(sums: Sums, parameters: Parameters, cost_anchor: str) -> FloatArray:
    solved = solve_adjustment(sums, parameters, cost_anchor)
    difference = difference_3m(sums, parameters, solved.per_pathway)
    per_patient = ratio(difference, sums.patients[..., np.newaxis])
    mean: FloatArray = per_patient.mean(axis=0)
    return mean


def _reconciliation_rows(
    by_item: Mapping[CostAnchor, FloatArray], target: FloatArray
) -> Iterator[dict[str, object]]:
    for index, item in enumerate(ITEMS):
        names = {"level": "item", "sector": item.sector, "item": item.id, "label": item.label}
        yield {**names, **{a: by_item[a][index] for a in COST_ANCHORS}, "target": np.nan}
    sectors = {anchor: by_sector(by_item[anchor]) for anchor in COST_ANCHORS}
    for index, sector in enumerate(SECTORS):
        names = {
            "level": "sector",
            "sector": sector,
            "item": "",
            "label": f"Sum of {SECTOR_NAMES[sector]}",
        }
        yield {**names, **{a: sectors[a][index] for a in COST_ANCHORS}, "target": target[index]}
    names = {"level": "total", "sector": "", "item": "", "label": "Sum of all sectors"}
    yield {**names, **{a: sectors[a].sum() for a in COST_ANCHORS}, "target": target.sum()}
