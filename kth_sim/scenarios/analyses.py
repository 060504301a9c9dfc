"""The analyses of a scenario with every number in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from kth_sim.evidence.checking import nearest
from kth_sim.evidence.document import Where
from kth_sim.evidence.register import Register
from kth_sim.evidence.schema import BASES
from kth_sim.scenarios.locate import printable
from kth_sim.scenarios.schema_analyses import StudyChoice

if TYPE_CHECKING:
    from kth_sim.scenarios.chain import Layer

INCREMENT = "increment_"  # before a measure: what Kom Trygt Hjem changes of it in a draw
COLUMNS = ("risk", "risk_new", "odds_ratio", "risk_ratio", "mean")
NUMBERS = (
    "icc",
    "sd_trend",
    "sd",
    "fixed_cost",
    "cost_per_patient",
    "patients_per_year",
    "years_fixed",
    "share_new",
    "steps",
)


@dataclass(frozen=True)
class StudyPlan:
    """A study that might be done next, with its numbers in place.

    Attributes:
        design: how it makes its data.
        sizes: patients in all; none: it is only a part of others.
        columns: of the draws, by what they are to the study.
        numbers: by what they are to the study.
        clusters: sizes of the clusters, in proportion.
        parts: names of studies measured in the same patients.
        basis: the weakest that its numbers rest on.
    """

    design: str
    sizes: tuple[int, ...]
    columns: Mapping[str, str]
    numbers: Mapping[str, float]
    clusters: tuple[float, ...]
    parts: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class Voi:
    """Value of information, as a scenario asks for it.

    Attributes:
        wtp: thresholds, DKK per unit of effect.
        cost: measure that is the cost.
        effect: measure that is the effect.
        parameters: groups of parameters, by name.
        singles: whether to ask for each parameter alone, too.
        studies: by name.
        method: how EVSI is computed.
        horizon_years: how long the decision stands.
        people_per_year: whom it concerns.
        basis: the weakest that thresholds, horizon and people rest on.
    """

    wtp: tuple[float, ...]
    cost: str = "cost_total"
    effect: str = "qaly"
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    singles: bool = True
    studies: Mapping[str, StudyPlan] = field(default_factory=dict)
    method: Literal["regression", "moments"] = "regression"
    horizon_years: float = 10.0
    people_per_year: float = 0.0
    basis: str = "assumption"


def check_analyses(layer: Layer, register: Register) -> None:
    """Every column and every number that a layer's analyses name must exist.

    Raises:
        ConfigError: one does not; the nearest is named.
    """
    voi, top = layer.content.analyses.voi, ("analyses", "voi")
    for group, names in (voi.parameters or {}).items():
        for at, name in enumerate(names):
            check_name(layer, (*top, "parameters", group, at), name, register.parameters())
    for key in ("horizon_years", "people_per_year"):
        check_number(layer, (*top, key), getattr(voi, key), register)
    for name, study in (voi.studies or {}).items():
        for key in COLUMNS:
            column = getattr(study, key) or INCREMENT
            if not column.startswith(INCREMENT):
                check_name(layer, (*top, "studies", name, key), column, register.parameters())
        for key in NUMBERS:
            check_number(layer, (*top, "studies", name, key), getattr(study, key), register)


def check_name(layer: Layer, where: Where, name: str, known: Mapping[str, Any]) -> None:
    """A name must be known."""
    if name not in known:
        near = nearest(name, known)
        hint = f"did you mean {near!r}?" if near else "see: kth-sim evidence list"
        raise layer.document.error(where, f"{printable(name)}: no such parameter: {hint}")


def check_number(layer: Layer, where: Where, value: float | str | None, register: Register) -> None:
    """A number given by its evidence id must be one."""
    if not isinstance(value, str):
        return
    entries = {n: e for n, e in register.entries.items() if e.unit not in {"date", "text"}}
    if value not in entries:
        near = nearest(value, entries)
        hint = f"did you mean {near!r}?" if near else "see: kth-sim evidence list"
        what = f"{printable(value)}: no such number in the evidence: {hint}"
        raise layer.document.error(where, what)


def resolve_voi(
    layer: Layer,
    said: Mapping[str, Any],
    clusters: tuple[float, ...],
    people_per_year: float,
    register: Register,
    values: Mapping[str, float],
    choices: Mapping[str, str],
) -> Voi | None:
    """What a scenario asks about the value of information; None if nothing.

    Args:
        layer: the scenario's own, for the place of a mistake.
        said: `analyses.voi` of all layers together.
        clusters: people of each of the cohort's clusters.
        people_per_year: of the scenario.
        register: the evidence.
        values: its numbers under the scenario.
        choices: alternatives chosen.

    Raises:
        ConfigError: a number that is looked up cannot be.
    """
    if not said:
        return None

    def number(value: float | str) -> tuple[float, str]:
        if isinstance(value, str):
            return values[value], register.effective_basis(value, choices)
        return value, "assumption"

    rest = {key: said[key] for key in ("cost", "effect", "singles", "method") if key in said}
    wtp = said.get("wtp") or tuple(values[name] for name in ("wtp_lower", "wtp_upper"))
    years, basis = number(said.get("horizon_years", "years_decision_horizon"))
    studies = {
        name: resolve_study(layer, name, choice, clusters, number)
        for name, choice in said.get("studies", {}).items()
    }
    return Voi(
        wtp=wtp,
        parameters=said.get("parameters", {}),
        studies=studies,
        horizon_years=years,
        people_per_year=number(said.get("people_per_year", people_per_year))[0],
        basis=basis,
        **rest,
    )


def resolve_study(
    layer: Layer,
    name: str,
    choice: StudyChoice,
    clusters: tuple[float, ...],
    number: Callable[[float | str], tuple[float, str]],
) -> StudyPlan:
    """A study with its numbers in place.

    Raises:
        ConfigError: one cannot be.
    """
    given = {key: getattr(choice, key) for key in NUMBERS}
    found = {key: number(value) for key, value in given.items() if value is not None}
    for key, (value, _) in found.items():
        if key == "icc" and not 0 <= value < 1:
            where = ("analyses", "voi", "studies", name, key)
            raise layer.document.error(where, f"{value:g} is no correlation from 0 to below 1")
    bases = [basis for _, basis in found.values()]
    return StudyPlan(
        design=choice.design,
        sizes=choice.sizes or (),
        columns={key: getattr(choice, key) for key in COLUMNS if getattr(choice, key)},
        numbers={key: value for key, (value, _) in found.items()},
        clusters=clusters,
        parts=choice.parts or (),
        basis=max(bases, key=BASES.index, default="observed"),
    )
