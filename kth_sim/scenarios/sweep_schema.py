"""What a sweep file may say: a base scenario, and axes over what a scenario or a rollout is."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kth_sim.evidence.checking import as_tuple, placed_error, unknown_name
from kth_sim.scenarios.schema import (
    CostAnchor,
    EffectDenominator,
    EffectMeasure,
    EffectWindow,
    LaterCareCosts,
    StructureChoice,
    Text,
)
from kth_sim.scenarios.schema_analyses import Thresholds, Whole

Design = Literal["grid", "list", "latin_hypercube", "sobol"]
Method = Literal["random", "latin_hypercube", "sobol"]
Switch = Literal[
    "effect_window", "effect_measure", "effect_denominator", "cost_anchor", "later_care_costs"
]
SETTINGS: dict[str, tuple[str, ...]] = {
    "effect_window": get_args(EffectWindow),
    "effect_measure": get_args(EffectMeasure),
    "effect_denominator": get_args(EffectDenominator),
    "cost_anchor": get_args(CostAnchor),
    "later_care_costs": get_args(LaterCareCosts),
}
Names = Annotated[tuple[Text, ...], BeforeValidator(as_tuple), Field(min_length=1, max_length=200)]
Numbers = Annotated[
    tuple[float, ...], BeforeValidator(as_tuple), Field(min_length=1, max_length=1000)
]

SUBJECTS = ("parameter", "alternative", "switch", "plan", "scenario")
DESIGNED = ("latin_hypercube", "sobol")  # points spread over ranges, not listed
MOST_POINTS = 10_000


class _Base(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class AxisChoice(_Base):
    """One axis: exactly one of its first five keys says what it varies.

    Attributes:
        parameter: id of a number of the model; needs `values`, or `low` and `high`.
        alternative: id of a parameter whose alternatives it goes through; needs `choices`.
        switch: a structural choice; needs `choices`.
        plan: rollout plans, by name or file.
        scenario: base scenarios, by name or file, in place of the sweep's base.
        values: numbers of a parameter.
        choices: alternatives (`base`: the entry's own value), or settings of a switch.
        low: lowest value of a parameter.
        high: highest value of a parameter.
        steps: of a grid, how many values from low to high.
        scale: whether they are spread evenly, or evenly by ratio.
    """

    parameter: Text | None = None
    alternative: Text | None = None
    switch: Switch | None = None
    plan: Names | None = None
    scenario: Names | None = None
    values: Numbers | None = None
    choices: Names | None = None
    low: float | None = None
    high: float | None = None
    steps: Annotated[Whole, Field(ge=2, le=1000)] | None = None
    scale: Literal["linear", "log"] = "linear"

    @property
    def subject(self) -> str:
        """What the axis varies, one of `SUBJECTS`."""
        return next(name for name in SUBJECTS if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = [name for name in SUBJECTS if getattr(self, name) is not None]
        if len(given) != 1:
            raise placed_error(tuple(given[1:2]), f"give one of {', '.join(SUBJECTS)}")
        (subject,) = given
        ranged = self.low is not None or self.high is not None or self.steps is not None
        if subject in ("alternative", "switch") and self.choices is None:
            raise placed_error((subject,), "needs choices: add them")
        for name in ("values", "low", "high", "steps"):
            if subject != "parameter" and getattr(self, name) is not None:
                raise placed_error((name,), f"an axis of {subject} has no {name}: remove it")
        if subject not in ("alternative", "switch") and self.choices is not None:
            raise placed_error(("choices",), f"an axis of {subject} has no choices: remove them")
        if subject == "parameter" and (self.values is None) != ranged:
            raise placed_error((subject,), "give values, or low and high")
        if ranged:
            self._check_range()
        for name in ("values", "choices", "plan", "scenario"):
            self._check_listed(name)
        return self

    def _check_listed(self, name: str) -> None:
        """Each value stands once, and is a setting of the switch."""
        listed = getattr(self, name) or ()
        for place, value in enumerate(listed):
            if value in listed[:place]:
                raise placed_error((name, place), f"{value} stands here a second time: keep one")
            if self.switch and value not in SETTINGS[self.switch]:
                hint = unknown_name(value, SETTINGS[self.switch])
                raise placed_error(
                    (name, place), f"{value!r} is no setting of {self.switch}: {hint}"
                )

    def _check_range(self) -> None:
        if self.low is None or self.high is None:
            raise placed_error(("parameter",), "give low and high, both")
        if not self.low < self.high:
            raise placed_error(("high",), f"low {self.low:g} does not lie below it: change one")
        if self.scale == "log" and self.low <= 0:
            raise placed_error(("low",), "is above 0 where the scale is log")


class PointChoice(_Base):
    """One point of a list: what differs from the base.

    Attributes:
        label: its name for people; absent: what differs.
        set: numbers, by parameter id.
        choose: alternatives, by parameter id.
        structure: structural choices.
        scenario: in place of the sweep's base.
        plan: a rollout plan; all points have one, or none.
    """

    label: Text | None = None
    set: dict[Text, float] = Field(default_factory=dict)
    choose: dict[Text, Text] = Field(default_factory=dict)
    structure: StructureChoice = StructureChoice()
    scenario: Text | None = None
    plan: Text | None = None


class SweepFile(_Base):
    """A sweep file.

    Attributes:
        label: its name for people.
        rationale: one line: why anyone would look at it.
        base: the scenario that every point differs from.
        kind: `grid` (every value with every value), `list` (the points given), or a design of
            `size` points: `latin_hypercube` or `sobol`.
        axes: what varies, of every kind but `list`.
        points: of the kind `list`.
        size: how many points a design has.
        draws: of the parameters at each point; 1: their point values.
        patients: in each draw and strategy; absent: as many as the spread asks for.
        method: how draws are sampled.
        seed: the key of all randomness, the same at every point; absent: the base's.
        wtp: thresholds, DKK per QALY; absent: those of the evidence.
    """

    label: Text
    rationale: Text
    base: Text = "national"
    kind: Design
    axes: Annotated[tuple[AxisChoice, ...], BeforeValidator(as_tuple), Field(max_length=12)] = ()
    points: Annotated[
        tuple[PointChoice, ...], BeforeValidator(as_tuple), Field(max_length=MOST_POINTS)
    ] = ()
    size: Annotated[Whole, Field(ge=2, le=MOST_POINTS)] | None = None
    draws: Annotated[Whole, Field(ge=1, le=1_000_000)] = 200
    patients: Annotated[Whole, Field(ge=1, le=100_000_000)] | None = None
    method: Method = "random"
    seed: Annotated[Whole, Field(ge=0, lt=2**63)] | None = None
    wtp: Thresholds | None = None

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        listed, designed = self.kind == "list", self.kind in DESIGNED
        needed = "points" if listed else "axes"
        other = "axes" if listed else "points"
        if getattr(self, other):
            raise placed_error((other,), f"kind {self.kind} has no {other}: remove them")
        if not getattr(self, needed):
            raise placed_error((), f"kind {self.kind} needs {needed}: add them")
        if designed != (self.size is not None):
            where, what = (("size",), "remove it") if self.size else ((), "add size")
            raise placed_error(where, f"only and always a design has a size: {what}")
        if self.kind == "sobol" and self.size is not None and self.size & (self.size - 1):
            raise placed_error(("size",), "of kind sobol is a power of 2, such as 64")
        for place, axis in enumerate(self.axes):
            self._check_axis(place, axis, designed=designed)
        return self

    def _check_axis(self, place: int, axis: AxisChoice, *, designed: bool) -> None:
        if axis.low is not None and designed == (axis.steps is not None):
            what = "a design has no steps: remove them" if designed else "give steps, too"
            raise placed_error(("axes", place, "parameter"), what)
