"""What a network file and a plan file may say. A plan names only what differs from the evidence."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kth_sim.evidence.checking import as_tuple
from kth_sim.scenarios.schema import DESTINATIONS, Destination, People, Remainder, Share, Text
from kth_sim.scenarios.schema_analyses import Whole

Measure = Literal["death_30d", "readmission_30d"]
Statistic = Literal["risk_difference", "risk_ratio"]

Texts = Annotated[tuple[Text, ...], BeforeValidator(as_tuple)]
Target = Annotated[tuple[Destination, ...], BeforeValidator(as_tuple), Field(min_length=1)]
Months = Annotated[float, Field(ge=0, le=240)]
Rate = Annotated[float, Field(ge=0, le=10)]
Money = Annotated[float, Field(ge=0, le=1e12)]
WholeMonths = Annotated[Whole, Field(ge=1, le=120)]
Year = Annotated[Whole, Field(ge=1900, le=2199)]
Years = Annotated[Whole, Field(ge=1, le=100)]


class _Base(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class TeamChoice(_Base):
    """One team of a network.

    Attributes:
        label: as the source writes it.
        region: it belongs to.
        hospitals: named by the source.
        municipalities: named by the source.
        people_per_year: a number, or the evidence id of one.
        share_own_home: discharged to their own home; absent: as the evidence says.
        share_temporary_place: temporary place among the others; absent: as the evidence says.
    """

    label: Text
    region: Text
    hospitals: Texts = ()
    municipalities: Texts = ()
    people_per_year: People | Text
    share_own_home: Share | Text | None = None
    share_temporary_place: Share | Text | None = None


class NetworkFile(_Base):
    """A network file.

    Attributes:
        label: its name for people.
        volumes_year: the calendar year of the volumes, from which incidence grows.
        people_per_year: the stated total; absent: the sum of the teams.
        remainder: what becomes of those of the total who belong to no team; absent: there may
            be none.
        growth_per_year: of incidence; a number, or the evidence id of one.
        merged_regions: name from the day regions merge, by name before.
        teams: by name.
    """

    label: Text
    volumes_year: Year
    people_per_year: People | Text | None = None
    remainder: Remainder | None = None
    growth_per_year: Annotated[float, Field(gt=-1, le=1)] | Text = "incidence_growth"
    merged_regions: dict[Text, Text] = Field(default_factory=dict)
    teams: Annotated[dict[Text, TeamChoice], Field(min_length=1)]


class WidenChoice(_Base):
    """Further destinations of a cluster that has started, from a later day on.

    What is absent is as at the cluster's first start; costs are 0.
    """

    date: Text
    target: Target
    ramp_up_months: Months | Text | None = None
    ceiling: Share | Text | None = None
    fidelity: Share | Text | None = None
    turnover_per_year: Rate | Text | None = None
    retraining_months: Months | Text | None = None
    cost_start_up: Money | Text = 0.0
    cost_fixed_per_year: Money | Text = 0.0


class StartChoice(_Base):
    """When and how a cluster starts; what is absent is as `all` says, else as the evidence does.

    Attributes:
        date: first day of KTH: a day, the evidence id of one, or `never`.
        target: destinations that are offered KTH.
        ramp_up_months: from the start to the ceiling, linear; 0: a step.
        ceiling: uptake among the targeted at full ramp-up.
        fidelity: share of planned visits delivered by trained staff.
        turnover_per_year: rate at which trained staff leave.
        retraining_months: from a newcomer's first day to training.
        cost_start_up: DKK once.
        cost_fixed_per_year: DKK a year.
        widen: further destinations later.
    """

    date: Text | None = None
    target: Target | None = None
    ramp_up_months: Months | Text | None = None
    ceiling: Share | Text | None = None
    fidelity: Share | Text | None = None
    turnover_per_year: Rate | Text | None = None
    retraining_months: Months | Text | None = None
    cost_start_up: Money | Text | None = None
    cost_fixed_per_year: Money | Text | None = None
    widen: Annotated[tuple[WidenChoice, ...], BeforeValidator(as_tuple)] | None = None


class RuleChoice(_Base):
    """Pilot, then decide; see `rollout_types.Rule`."""

    pilot: Annotated[Texts, Field(min_length=1)]
    after_months: WholeMonths
    measure: Measure
    statistic: Statistic
    threshold: Annotated[float, Field(ge=-1, le=100)] | Text
    months_before: WholeMonths = 12


class PlanFile(_Base):
    """A plan file.

    Attributes:
        label: its name for people.
        rationale: one line: why anyone would look at it.
        network: the teams it is about: a name in `networks/`, or a path from the file's folder.
        first_year: of its calendar.
        years: of its calendar.
        remainder: in place of what the network says.
        all: of every cluster, but for what `clusters` says.
        clusters: by the team's name.
        rule: absent: every start happens.
    """

    label: Text
    rationale: Text
    network: Text
    first_year: Year = 2026
    years: Years = 6
    remainder: Remainder | None = None
    all: StartChoice = StartChoice()
    clusters: dict[Text, StartChoice] = Field(default_factory=dict)
    rule: RuleChoice | None = None


DEFAULTS = {  # evidence behind what a plan does not say
    "ramp_up_months": "months_ramp_up_kth",
    "ceiling": "uptake_kth",
    "fidelity": "fidelity_kth",
    "turnover_per_year": "rate_turnover_kth",
    "retraining_months": "months_retraining_kth",
    "cost_start_up": "cost_kth_start_up",
    "cost_fixed_per_year": "cost_kth_fixed_year",
}
UNITS = {  # that the evidence of each number must have
    "people_per_year": ("count_per_year",),
    "share_own_home": ("share", "prob"),
    "share_temporary_place": ("share", "prob"),
    "growth_per_year": ("growth_per_year",),
    "ramp_up_months": ("months",),
    "ceiling": ("share", "prob"),
    "fidelity": ("share", "prob"),
    "turnover_per_year": ("per_year",),
    "retraining_months": ("months",),
    "cost_start_up": ("DKK",),
    "cost_fixed_per_year": ("DKK/year",),
    "risk_difference": ("risk_difference",),
    "risk_ratio": ("risk_ratio",),
}
ALL_DESTINATIONS: tuple[str, ...] = DESTINATIONS
