"""Value of information of a stored run: what it would be worth to know more, and by which study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kth_sim.contracts import STRATEGIES
from kth_sim.economics import (
    MEASURES,
    Outcomes,
    best_sizes,
    enbs,
    evpi,
    evppi,
    evsi,
    population,
    weakest_basis,
)
from kth_sim.errors import UserError
from kth_sim.evidence.checking import unknown_name
from kth_sim.runs.labels import used_under
from kth_sim.runs.library import LoadedRun
from kth_sim.runs.voi_studies import studies_of
from kth_sim.scenarios.analyses import INCREMENT, Voi

if TYPE_CHECKING:
    import pandas as pd

Tables = dict[str, "pd.DataFrame"]
RATES = {
    0: "discount_rate_years_0_35",
    35: "discount_rate_years_36_70",
    70: "discount_rate_years_71_plus",
}


@dataclass(frozen=True)
class Known:
    """What the analysis reads of a stored run.

    Attributes:
        outcomes: cost and effect by draw.
        draws: parameters by draw, and `increment_<measure>`: what KTH changes of each measure.
        bases: what each parameter rests on, by id.
        used: ids of the parameters that results read.
        rate: of discounting, by year.
        seed: of the run.
    """

    outcomes: Outcomes
    draws: pd.DataFrame
    bases: Mapping[str, str]
    used: frozenset[str]
    rate: Mapping[float, float]
    seed: int

    def varying(self) -> list[str]:
        """Parameters that differ between draws, of those that results read."""
        columns = [str(name) for name in self.draws if name in self.used]
        return [name for name in columns if self.draws[name].min() < self.draws[name].max()]

    def basis(self, names: tuple[str, ...]) -> str:
        """The weakest that these columns rest on; an increment rests on every parameter."""
        if any(name.startswith(INCREMENT) for name in names):
            names = tuple(self.varying())
        return weakest_basis(names, self.bases)


def known(run: LoadedRun, voi: Voi) -> Known:
    """What the analysis reads of a stored run.

    Raises:
        UserError: the run has no such cost or effect.
    """
    given = run.record["scenario"]["parameters"]
    panel = run.outcomes.pivot(index="draw", columns="strategy")
    draws = run.draws.loc[panel.index]
    usual, kth = STRATEGIES
    for measure in MEASURES:
        if measure in run.outcomes:
            draws[f"{INCREMENT}{measure}"] = panel[measure][kth] - panel[measure][usual]
    return Known(
        outcomes=run.decision(voi.cost, voi.effect),
        draws=draws,
        bases={name: entry["basis"] for name, entry in given.items()},
        used=used_under(run.record["scenario"]["structure"]["cost_anchor"]),
        rate={year: given[name]["value"] for year, name in RATES.items()},
        seed=run.record["seed"],
    )


def tables(found: Known, voi: Voi) -> Tables:
    """`evpi`, `evppi`, `evsi`, `enbs` and `best_sizes`, the last three if studies are named.

    Each has a column `basis`: the weakest ground of the parameters and numbers behind a row.

    Raises:
        UserError: a parameter or a measure is not there.
    """
    made = {"evpi": evpi_table(found, voi), "evppi": evppi_table(found, voi)}
    return made | study_tables(found, voi)


def evpi_table(found: Known, voi: Voi) -> pd.DataFrame:
    """Rows `wtp, per_patient, per_year, population, basis`."""
    worth = evpi(found.outcomes, voi.wtp)
    scaled = population(worth, voi.people_per_year, voi.horizon_years, found.rate)
    return scaled.rename_axis("wtp").reset_index().assign(basis=found.basis(tuple(found.varying())))


def evppi_table(found: Known, voi: Voi) -> pd.DataFrame:
    """Rows `parameters, names, wtp, evppi, se, basis`: groups, then parameters alone."""
    import pandas as pd  # noqa: PLC0415

    varying = found.varying()
    groups = dict(voi.parameters) | {n: (n,) for n in (varying if voi.singles else ())}
    absent = [name for names in groups.values() for name in names if name not in found.bases]
    if absent:
        raise UserError(f"{absent[0]}: no such parameter: {unknown_name(absent[0], found.bases)}")
    parts = [
        worth_knowing(found, [name for name in names if name in varying], voi.wtp).assign(
            parameters=group, names=" ".join(names), basis=found.basis(names)
        )
        for group, names in groups.items()
    ]
    columns = ["parameters", "names", "wtp", "evppi", "se", "basis"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def worth_knowing(found: Known, names: list[str], wtp: tuple[float, ...]) -> pd.DataFrame:
    """Rows `wtp, evppi, se` of a group; 0 if none of it is uncertain."""
    import pandas as pd  # noqa: PLC0415

    if names:
        return evppi(found.outcomes, found.draws, names, wtp)
    return pd.DataFrame({"wtp": wtp, "evppi": 0.0, "se": 0.0})


def study_tables(found: Known, voi: Voi) -> Tables:
    """`evsi`, `enbs` and `best_sizes` of the studies that have sizes."""
    import pandas as pd  # noqa: PLC0415

    sized = {name: plan.sizes for name, plan in voi.studies.items() if plan.sizes}
    if not sized:
        return {}
    studies = studies_of(voi)
    parts = [
        evsi(found.outcomes, found.draws, studies[n], voi.wtp, sizes, voi.method, found.seed)
        for n, sizes in sized.items()
    ]
    table = pd.concat(parts, ignore_index=True)
    named = [studies[name] for name in sized]
    net = enbs(table, named, voi.people_per_year, voi.horizon_years, found.rate)
    bases = {name: study_basis(found, voi, studies[name].parameters, name) for name in sized}
    made = {"evsi": table, "enbs": net, "best_sizes": best_sizes(net)}
    return {name: frame.assign(basis=frame["study"].map(bases)) for name, frame in made.items()}


def study_basis(found: Known, voi: Voi, columns: tuple[str, ...], name: str) -> str:
    """The weakest of a study's parameters and of its numbers, those of its parts included."""
    plans = [voi.studies[one] for one in (name, *voi.studies[name].parts)]
    return weaker_of(found.basis(columns), *(plan.basis for plan in plans))


def weaker_of(*bases: str) -> str:
    """The weakest of these."""
    return weakest_basis(tuple(bases), {basis: basis for basis in bases})
