"""What a scenario file may say. It is small: it names what differs from its `base`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from kth_sim.evidence.checking import as_tuple
from kth_sim.scenarios.schema_analyses import AnalysesChoice, Whole

EffectWindow = Literal["from_discharge", "from_operation"]
EffectMeasure = Literal["odds_ratio", "risk_difference"]
EffectDenominator = Literal["operated", "discharged_alive"]
CostAnchor = Literal["bottom_up", "observed"]
LaterCareCosts = Literal["excluded", "included"]
Remainder = Literal["spread", "leave_out"]
Destination = Literal["own_home", "temporary_place", "nursing_home"]

DESTINATIONS: tuple[Destination, ...] = ("own_home", "temporary_place", "nursing_home")
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


def _as_date(value: object) -> object:
    """A day written as text, as a date (YAML text is all the loader gives)."""
    if not isinstance(value, str):
        raise ValueError("write a day as 2026-01-31")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is no day: write it as 2026-01-31") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"a day lies between {FIRST_DAY} and {LAST_DAY}")
    return day


Day = Annotated[date, BeforeValidator(_as_date)]
People = Annotated[float, Field(ge=0, le=1e9)]


class _Base(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class StructureChoice(_Base):
    """Structural choices; None: as the base says.

    Attributes:
        effect_window: when KTH acts on the hazard of death.
        effect_measure: what 30-day mortality with KTH is calibrated to.
        effect_denominator: whose risk the odds ratio speaks of.
        cost_anchor: programme cost from its items, or solved from the observed 3-month total.
        later_care_costs: whether headlines count costs after month 3.
    """

    effect_window: EffectWindow | None = None
    effect_measure: EffectMeasure | None = None
    effect_denominator: EffectDenominator | None = None
    cost_anchor: CostAnchor | None = None
    later_care_costs: LaterCareCosts | None = None


class ClusterChoice(_Base):
    """One cluster of the cohort.

    Attributes:
        people_per_year: a number, or the evidence id of one.
        kth_from: first day of KTH (a day, or the evidence id of one); absent: from the first day.
        target: destinations that are offered KTH.
        share_own_home: discharged to their own home; absent: as the evidence says.
        share_temporary_place: temporary place among the others; absent: as the evidence says.
    """

    people_per_year: People | Text
    kth_from: Text | None = None
    target: Annotated[tuple[Destination, ...], BeforeValidator(as_tuple), Field(min_length=1)] = (
        DESTINATIONS
    )
    share_own_home: Share | None = None
    share_temporary_place: Share | None = None


class CohortChoice(_Base):
    """Who is operated, where and when.

    Attributes:
        intake_from: the first day of operations.
        intake_days: operations are spread evenly over this many days.
        clusters: by name; a scenario that gives any replaces all those of its base.
        remainder: whether people of the printed total who belong to no listed cluster are spread
            over the clusters or left out.
    """

    intake_from: Day | None = None
    intake_days: Annotated[float, Field(gt=0, le=3660)] | None = None
    clusters: dict[Text, ClusterChoice] | None = None
    remainder: Remainder | None = None


class RunChoice(_Base):
    """Settings of a run that the command line can override.

    Attributes:
        patients: simulated by the fast engine.
        patients_reference: simulated by the reference engine, some 200 times slower.
        seed: the key of all randomness.
        horizon_years: lives are cut off there.
        operation_date: the day for which payers are worked out.
    """

    patients: Annotated[Whole, Field(ge=1, le=1_000_000_000)] | None = None
    patients_reference: Annotated[Whole, Field(ge=1, le=10_000_000)] | None = None
    seed: Annotated[Whole, Field(ge=0, lt=2**63)] | None = None
    horizon_years: Annotated[Whole, Field(ge=1, le=100)] | None = None
    operation_date: Day | None = None


class ScenarioFile(_Base):
    """A scenario file.

    Attributes:
        label: its name for people.
        rationale: one line: why anyone would look at it.
        base: the scenario it differs from; absent only in the base case itself.
        choose: alternatives of evidence entries, by id.
        set: numbers that replace evidence, by id; they count as assumptions.
        structure: structural choices.
        cohort: who is operated, where and when.
        run: settings of a run.
        analyses: that follow a run of many draws.
    """

    label: Text
    rationale: Text
    base: Text | None = None
    choose: dict[Text, Text] = Field(default_factory=dict)
    set: dict[Text, float] = Field(default_factory=dict)
    structure: StructureChoice = StructureChoice()
    cohort: CohortChoice = CohortChoice()
    run: RunChoice = RunChoice()
    analyses: AnalysesChoice = AnalysesChoice()
