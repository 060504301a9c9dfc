"""What a sweep is once every point is in place: axes, points, and how they are carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from kth_sim.evidence.register import Register
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.rollout_types import Plan
from kth_sim.scenarios.sweep_design import Value


@dataclass(frozen=True)
class Axis:
    """What varies over a sweep.

    Attributes:
        id: its column: a parameter's id, a switch, `plan` or `scenario`.
        subject: what that is: `parameter`, `alternative`, `switch`, `plan` or `scenario`.
        label: its name for people.
        unit: of a parameter; else empty.
        values: that points have, each once, in the order of the points.
    """

    id: str
    subject: str
    label: str
    unit: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Point:
    """One point of a sweep.

    Attributes:
        index: from 0, in the order of the file.
        label: its name for people.
        values: by axis.
        scenario: with everything in place.
        plan: a rollout plan; None: none is asked about.
    """

    index: int
    label: str
    values: Mapping[str, Value]
    scenario: Scenario
    plan: Plan | None


@dataclass(frozen=True)
class Sweep:
    """A sweep with every point in place.

    Attributes:
        name: its file's name.
        label: its name for people.
        rationale: why anyone would look at it.
        kind: `grid`, `list`, `latin_hypercube` or `sobol`.
        base: the scenario that points differ from.
        axes: what varies.
        points: in order.
        draws: of the parameters, at each point.
        patients: in each draw and strategy; None: not said.
        method: how draws are sampled.
        seed: the key of all randomness, the same at every point.
        wtp: thresholds, DKK per QALY; empty: those of the evidence.
        register: the evidence.
    """

    name: str
    label: str
    rationale: str
    kind: str
    base: Scenario
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    draws: int
    patients: int | None
    method: str
    seed: int
    wtp: tuple[float, ...]
    register: Register

    @cached_property
    def of_plans(self) -> bool:
        """Whether the points are rollout plans."""
        return self.points[0].plan is not None

    def asked(self, draws: int | None, patients: int | None, seed: int | None) -> Sweep:
        """The sweep with these in place of what its file says, where they are given."""
        return replace(
            self,
            draws=self.draws if draws is None else draws,
            patients=self.patients if patients is None else patients,
            seed=self.seed if seed is None else seed,
        )
