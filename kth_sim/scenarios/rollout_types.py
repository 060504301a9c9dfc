"""What a rollout plan is once every number is in place: teams, starts, a rule, a plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kth_sim.evidence.document import Document

MONTHS_IN_YEAR = 12
DAYS_IN_MONTH = 365.25 / MONTHS_IN_YEAR  # of a ramp or a delay that is given in months


@dataclass(frozen=True)
class Team:
    """One cluster of a network, the same in every plan.

    Attributes:
        name: as plans call it.
        label: as the source writes it.
        region: until regions merge.
        region_from_2027: from that day on (the same where nothing merges).
        hospitals: named by the source; empty: not named there.
        municipalities: named by the source; empty: not named there.
        people_per_year: operated, before any remainder is spread.
        share_own_home: discharged to their own home; nan: as the evidence says.
        share_temporary_place: temporary place among the others; nan: as the evidence says.
    """

    name: str
    label: str
    region: str
    region_from_2027: str
    hospitals: tuple[str, ...]
    municipalities: tuple[str, ...]
    people_per_year: float
    share_own_home: float
    share_temporary_place: float


@dataclass(frozen=True)
class Network:
    """The teams that a plan is about.

    Attributes:
        name: its file's name.
        label: its name for people.
        teams: in the order of the file.
        remainder_people: of the printed total who belong to no listed team and are spread over
            the teams in proportion; 0 where they are left out or there are none.
        growth_per_year: of incidence, compounding.
        volumes_year: the calendar year of the volumes, from which incidence grows.
        regions_merge: the first day of `region_from_2027`.
        bases: what each number rests on, by `Randers.people_per_year`, `growth_per_year`, ...
        ids: the evidence id behind each of them that has one.
    """

    name: str
    label: str
    teams: tuple[Team, ...]
    remainder_people: float
    growth_per_year: float
    volumes_year: int
    regions_merge: date
    bases: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The teams' names, in order."""
        return tuple(team.name for team in self.teams)

    def team(self, name: str) -> Team:
        """The team of that name (KeyError if there is none)."""
        return {team.name: team for team in self.teams}[name]


@dataclass(frozen=True)
class Start:
    """One cluster in one plan: KTH for some destinations from one day on.

    A plan may hold several of a team, with destinations that do not overlap (first nursing homes,
    own homes later): sums over a plan are sums over its starts.

    Attributes:
        team: its name in the network.
        date: the first day of KTH; None: it never starts.
        ramp_up_months: from the start to the ceiling, linear; 0: a step.
        target: discharge destinations that are offered KTH.
        ceiling: uptake among them at full ramp-up, in [0, 1].
        fidelity: share of planned visits delivered by trained staff, in [0, 1].
        turnover_per_year: rate at which trained staff leave.
        retraining_months: from a newcomer's first day to training, on average.
        cost_start_up: DKK once, on the first day: training, shared agreement, IT.
        cost_fixed_per_year: DKK a year from the first day on.
    """

    team: str
    date: date | None
    ramp_up_months: float
    target: tuple[str, ...]
    ceiling: float
    fidelity: float
    turnover_per_year: float
    retraining_months: float
    cost_start_up: float
    cost_fixed_per_year: float


@dataclass(frozen=True)
class Rule:
    """Pilot, then decide: the other clusters start only if what the pilot shows passes.

    At `decided` the risk among the pilot's people who got KTH since the pilot began is compared
    with the risk among the same clusters' same destinations in the `months_before` it began.

    Attributes:
        pilot: teams that start whatever comes.
        after_months: of KTH that the pilot is judged on, from its earliest start.
        measure: death_30d or readmission_30d.
        statistic: risk_difference (KTH less before) or risk_ratio.
        threshold: the pilot passes at or below it.
        months_before: how long the comparison's people were operated.
        decided: the day of the decision: `after_months` and the 30 days of the outcome later.
    """

    pilot: tuple[str, ...]
    after_months: float
    measure: str
    statistic: str
    threshold: float
    months_before: float
    decided: date


@dataclass(frozen=True)
class Plan:
    """A rollout plan with every number in place.

    Attributes:
        name: its file's name.
        label: its name for people.
        rationale: one line: why anyone would look at it.
        network: the teams it is about.
        starts: in the network's order, at least one for each team; of one team no destination
            stands in two.
        rule: None: every start happens.
        first_year: of the plan's calendar.
        years: of the plan's calendar.
        path: its file.
        digest: SHA-256 of what the plan resolves to; changes with evidence that it uses.
        bases: what each number rests on, by `Randers.cost_start_up`, `Randers.widen[0].ceiling`,
            `rule.threshold`, ...
        ids: the evidence id behind each of them that has one; see `rollout.with_values`.
        document: with the place of every key, for errors.
    """

    name: str
    label: str
    rationale: str
    network: Network
    starts: tuple[Start, ...]
    rule: Rule | None
    first_year: int
    years: int
    path: Path
    digest: str
    bases: Mapping[str, str]
    ids: Mapping[str, str]
    document: Document

    def starts_of(self, team: str) -> tuple[Start, ...]:
        """One team's starts, earliest destinations first (empty if there is no such team)."""
        return tuple(start for start in self.starts if start.team == team)

    @property
    def start_names(self) -> tuple[str, ...]:
        """Each start's name in `bases` and `ids`: `Randers`, then `Randers.widen[0]`, ..."""
        seen: Counter[str] = Counter()
        names = []
        for start in self.starts:
            further = seen[start.team]
            names.append(f"{start.team}.widen[{further - 1}]" if further else start.team)
            seen[start.team] += 1
        return tuple(names)

    @property
    def starts_if_failed(self) -> tuple[Start, ...]:
        """The starts if the rule does not pass: only the pilot's; without a rule, all."""
        if self.rule is None:
            return self.starts
        pilot = self.rule.pilot
        return tuple(s if s.team in pilot else replace(s, date=None) for s in self.starts)
