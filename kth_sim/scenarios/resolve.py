"""A scenario with every number in place: plain values, and what each of them rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kth_sim.errors import ConfigError, UserError
from kth_sim.evidence.arithmetic import read_formula
from kth_sim.evidence.checking import nearest
from kth_sim.evidence.register import Register
from kth_sim.scenarios.analyses import Voi, resolve_voi
from kth_sim.scenarios.chain import Layer, overlay, read_chain
from kth_sim.scenarios.locate import printable
from kth_sim.scenarios.schema import DESTINATIONS, ClusterChoice

_REQUIRED = {
    "structure": (
        "effect_window",
        "effect_measure",
        "effect_denominator",
        "cost_anchor",
        "later_care_costs",
    ),
    "cohort": ("intake_from", "intake_days", "clusters", "remainder"),
    "run": ("patients", "patients_reference", "seed", "horizon_years", "operation_date"),
}
LIMITS = {"n_readmissions_max": 6.0, "days_effect_window": 365.0}  # what the engines hold


@dataclass(frozen=True)
class Cluster:
    """One cluster with its numbers in place.

    Attributes:
        name: as the scenario calls it.
        people_per_year: operated, before any remainder is spread.
        start_day: first day of KTH, counted from the first day of intake.
        target: destinations that are offered KTH.
        share_own_home: nan: as the draw says.
        share_temporary_place: among the others; nan: as the draw says.
    """

    name: str
    people_per_year: float
    start_day: float
    target: tuple[str, ...]
    share_own_home: float
    share_temporary_place: float


@dataclass(frozen=True)
class Given:
    """One number of the model and where it comes from.

    Attributes:
        id: its evidence id.
        label: what it is.
        value: in its unit.
        unit: one of the evidence's closed list.
        basis: the weakest thing it rests on: observed, derived, literature or assumption.
        choice: the alternative chosen, `set by the scenario`, or empty for the base value.
        source: where it was read.
    """

    id: str
    label: str
    value: float
    unit: str
    basis: str
    choice: str
    source: str


@dataclass(frozen=True)
class Scenario:
    """A resolved scenario.

    Attributes:
        name: its file's name.
        label: its name for people.
        rationale: why anyone would look at it.
        bases: names of the scenarios it is based on, nearest first.
        choices: alternatives chosen, by evidence id.
        overrides: numbers set, by evidence id.
        parameters: every number of the model, by id.
        facts: every other number of the evidence, by id, for comparison only.
        structure: structural choices by name.
        clusters: the cohort's.
        people_per_year: whom the results are scaled to.
        intake_from: first day of operations.
        intake_days: how long they go on.
        operation_date: the day for which payers are worked out.
        reform_date: when tasks move from municipality to region.
        patients: by default, for each engine.
        seed: by default.
        horizon_years: where lives are cut off.
        evidence_digest: SHA-256 of the whole evidence.
        voi: what is asked about the value of information, if anything; no result depends on it.
    """

    name: str
    label: str
    rationale: str
    bases: tuple[str, ...]
    choices: Mapping[str, str]
    overrides: Mapping[str, float]
    parameters: Mapping[str, Given]
    facts: Mapping[str, float]
    structure: Mapping[str, str]
    clusters: tuple[Cluster, ...]
    people_per_year: float
    intake_from: date
    intake_days: float
    operation_date: date
    reform_date: date
    patients: Mapping[str, int]
    seed: int
    horizon_years: int
    evidence_digest: str
    voi: Voi | None = None

    def value(self, name: str) -> float:
        """A parameter's number."""
        return self.parameters[name].value

    def bases_of_parameters(self) -> dict[str, str]:
        """What each parameter rests on, by id."""
        return {name: given.basis for name, given in self.parameters.items()}


def load_scenario(path: Path, register: Register) -> Scenario:
    """The scenario of a file, resolved against the evidence.

    Raises:
        UserError: a file is missing.
        ConfigError: a mistake in one of the files.
    """
    return resolve_layers(read_chain(path, register), register)


def resolve_layers(
    layers: list[Layer], register: Register, also_set: Mapping[str, float] = MappingProxyType({})
) -> Scenario:
    """The scenario of these layers, as if it set these numbers, too (by evidence id).

    Raises:
        ConfigError: the layers together say too little, or what cannot be.
    """
    top, merged = layers[-1], overlay(layers)
    for name, number in also_set.items():
        merged["choose"].pop(name, None)
        merged["set"][name] = number
    check_complete(top, merged)
    check_together(top, merged)
    values = numbers(top, merged, register)
    parameters = {name: given(register, name, merged, values) for name in numeric(register)}
    for name, most in LIMITS.items():
        if parameters[name].value > most:
            raise top.document.error(("set", name), f"is at most {most:g}")
    cohort, run = merged["cohort"], merged["run"]
    clusters = tuple(
        cluster(top, name, choice, cohort["intake_from"], register, values)
        for name, choice in cohort["clusters"].items()
    )
    listed = math.fsum(c.people_per_year for c in clusters)
    if listed <= 0.0:
        raise top.document.error(("cohort", "clusters"), "nobody is operated: give people_per_year")
    people = values["people_per_year"] if cohort["remainder"] == "spread" else listed
    sizes = tuple(c.people_per_year for c in clusters if c.people_per_year > 0)
    return Scenario(
        name=top.name,
        label=top.content.label,
        rationale=top.content.rationale,
        bases=tuple(layer.name for layer in layers[-2::-1]),
        choices=merged["choose"],
        overrides=merged["set"],
        parameters=parameters,
        facts={name: number for name, number in values.items() if name not in parameters},
        structure=merged["structure"],
        clusters=clusters,
        people_per_year=people,
        intake_from=cohort["intake_from"],
        intake_days=cohort["intake_days"],
        operation_date=run["operation_date"],
        reform_date=register.date("reform_date"),
        patients={"fast": run["patients"], "reference": run["patients_reference"]},
        seed=run["seed"],
        horizon_years=run["horizon_years"],
        evidence_digest=register.digest,
        voi=resolve_voi(top, merged["voi"], sizes, people, register, values, merged["choose"]),
    )


def numbers(top: Layer, merged: dict[str, Any], register: Register) -> dict[str, float]:
    """Every number under the scenario's choices; what they break is the scenario's mistake."""
    try:
        return register.values(merged["choose"], merged["set"])
    except ConfigError as error:
        what = f"these numbers together break {error.where}: {error.what}"
        raise top.document.error(("set",), what) from None


def numeric(register: Register) -> list[str]:
    """Ids of the model's parameters that are numbers."""
    return [n for n, entry in register.parameters().items() if entry.unit not in {"date", "text"}]


def given(
    register: Register, name: str, merged: dict[str, Any], values: Mapping[str, float]
) -> Given:
    """One parameter with its provenance.

    A number set by a scenario counts as an assumption, and so does all that follows from it.
    """
    entry, chosen = register.entries[name], merged["choose"].get(name)
    estimate = register.estimate(name, chosen)
    choice = "set by the scenario" if name in merged["set"] else chosen or ""
    basis: str = register.effective_basis(name, merged["choose"])
    if rests_on_set(register, name, merged):
        basis = "assumption"
    source = getattr(estimate, "source", None) or entry.source
    return Given(name, estimate.label, values[name], entry.unit, basis, choice, source.cite)


def rests_on_set(register: Register, name: str, merged: dict[str, Any]) -> bool:
    """Whether a number was set by the scenario, or follows from one that was."""
    if name in merged["set"]:
        return True
    formula = register.estimate(name, merged["choose"].get(name)).formula
    below = read_formula(formula).names & register.entries.keys() if formula else ()
    return any(rests_on_set(register, part, merged) for part in below)


def cluster(
    top: Layer,
    name: str,
    choice: ClusterChoice,
    intake_from: date,
    register: Register,
    values: Mapping[str, float],
) -> Cluster:
    """One cluster, with the evidence it names looked up."""
    people = choice.people_per_year
    if isinstance(people, str):
        if people not in values:
            near = nearest(people, values)
            hint = f"did you mean {near!r}?" if near else "see: kth-sim evidence list"
            what = f"{printable(people)}: no such number in the evidence: {hint}"
            raise top.document.error(("cohort", "clusters", name, "people_per_year"), what)
        people = values[people]
    return Cluster(
        name=name,
        people_per_year=people,
        start_day=float((start_date(top, name, choice, intake_from, register) - intake_from).days),
        target=tuple(d for d in DESTINATIONS if d in choice.target),
        share_own_home=math.nan if choice.share_own_home is None else choice.share_own_home,
        share_temporary_place=(
            math.nan if choice.share_temporary_place is None else choice.share_temporary_place
        ),
    )


def start_date(
    top: Layer, name: str, choice: ClusterChoice, intake_from: date, register: Register
) -> date:
    """The first day of KTH in a cluster."""
    text = choice.kth_from
    if text is None:
        return intake_from
    try:
        return register.date(text) if text in register.entries else date.fromisoformat(text)
    except (ValueError, UserError):
        what = f"{text!r} is neither a day like 2026-01-31 nor the evidence id of one"
        raise top.document.error(("cohort", "clusters", name, "kth_from"), what) from None


def check_complete(top: Layer, merged: dict[str, Any]) -> None:
    """Together the layers must say everything; only a scenario without base can fail here."""
    for section, names in _REQUIRED.items():
        for name in names:
            if name not in merged[section]:
                what = f"{name} is missing: give it, or name a base that does"
                raise top.document.error((section,), what)


def check_together(top: Layer, merged: dict[str, Any]) -> None:
    """Choices that contradict each other."""
    structure = merged["structure"]
    if structure["effect_denominator"] == "discharged_alive":
        for key, needed in (("effect_window", "from_discharge"), ("effect_measure", "odds_ratio")):
            if structure[key] != needed:
                what = f"effect_denominator discharged_alive needs {key} {needed}"
                raise top.document.error(("structure", key), what)
