"""What a scenario may ask of its own results: the analyses that follow a run of many draws."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from kth_sim.evidence.checking import as_tuple, placed_error

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Names = Annotated[tuple[Text, ...], BeforeValidator(as_tuple), Field(min_length=1)]
Number = Annotated[float, Field(ge=0, le=1e12)] | Text
Design = Literal[
    "binomial_two_arm", "cluster_randomised", "stepped_wedge", "cost_sub_study", "combined"
]


def _as_whole(value: object) -> object:
    """`1e3`, which YAML reads as a number with decimals, as the whole number it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_as_whole)]
Sizes = Annotated[
    tuple[Annotated[Whole, Field(ge=1, le=10_000_000)], ...],
    BeforeValidator(as_tuple),
    Field(min_length=1, max_length=50),
]
Thresholds = Annotated[
    tuple[Annotated[float, Field(ge=0, le=1e9)], ...],
    BeforeValidator(as_tuple),
    Field(min_length=1, max_length=200),
]

_EFFECTS = ("risk_new", "odds_ratio", "risk_ratio")
_COSTS = ("fixed_cost", "cost_per_patient", "patients_per_year", "years_fixed")
# Of each design: what it must have, and what else it may have.
KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "binomial_two_arm": (("risk",), (*_EFFECTS, "share_new")),
    "cluster_randomised": (("risk", "icc"), _EFFECTS),
    "stepped_wedge": (("risk", "icc"), (*_EFFECTS, "steps", "sd_trend")),
    "cost_sub_study": (("mean", "sd"), ()),
    "combined": (("parts",), ()),
}


class _Base(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class StudyChoice(_Base):
    """A study that might be done next.

    A column is a parameter's id, or `increment_<measure>`: what Kom Trygt Hjem changes of a measure
    in a draw. A number may be the evidence id of one.

    Attributes:
        design: how the study makes its data.
        sizes: patients in all; without any, the study is only a part of others.
        risk: column of the risk in usual care.
        risk_new: column of the risk with Kom Trygt Hjem; or
        odds_ratio: column of its odds ratio; or
        risk_ratio: column of its risk ratio.
        share_new: of the patients, who get Kom Trygt Hjem.
        icc: intra-cluster correlation; the clusters are the cohort's.
        steps: of a stepped wedge.
        sd_trend: standard deviation of the drift over a stepped wedge, log odds.
        mean: column of a mean difference in cost.
        sd: of that cost between patients, DKK.
        parts: names of other studies that are measured in the same patients.
        fixed_cost: of the study, DKK.
        cost_per_patient: DKK.
        patients_per_year: how fast patients are found; absent: at once.
        years_fixed: set-up, follow-up and analysis.
    """

    design: Design
    sizes: Sizes | None = None
    risk: Text | None = None
    risk_new: Text | None = None
    odds_ratio: Text | None = None
    risk_ratio: Text | None = None
    share_new: Annotated[float, Field(gt=0, lt=1)] | None = None
    icc: Annotated[float, Field(ge=0, lt=1)] | Text | None = None
    steps: Annotated[Whole, Field(ge=2, le=100)] | None = None
    sd_trend: Number | None = None
    mean: Text | None = None
    sd: Number | None = None
    parts: Names | None = None
    fixed_cost: Number | None = None
    cost_per_patient: Number | None = None
    patients_per_year: Number | None = None
    years_fixed: Number | None = None

    @model_validator(mode="after")
    def _of_its_design(self) -> Self:
        needed, may = KEYS[self.design]
        given = {name for name, value in self if value is not None}
        for name in needed:
            if name not in given:
                raise placed_error((), f"design {self.design} needs {name}: add it")
        for name in sorted(given - {"design", "sizes", *needed, *may, *_COSTS}):
            raise placed_error((name,), f"design {self.design} has no {name}: remove it")
        if "risk" in needed and len(given & set(_EFFECTS)) != 1:
            raise placed_error((), f"give one of {', '.join(_EFFECTS)}")
        return self


class VoiChoice(_Base):
    """Value of information; None: as the base says.

    Attributes:
        wtp: thresholds, DKK per unit of effect; without any, those of the evidence.
        cost: measure that is the cost.
        effect: measure that is the effect.
        parameters: groups of parameters to learn about together, by name.
        singles: whether to ask for each parameter alone, too.
        studies: that might be done next, by name.
        method: how EVSI is computed.
        horizon_years: how long the decision stands.
        people_per_year: whom it concerns; without it, the scenario's.
    """

    wtp: Thresholds | None = None
    cost: Text | None = None
    effect: Text | None = None
    parameters: dict[Text, Names] | None = None
    singles: bool | None = None
    studies: dict[Text, StudyChoice] | None = None
    method: Literal["regression", "moments"] | None = None
    horizon_years: Number | None = None
    people_per_year: Number | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        studies = self.studies or {}
        for name, study in studies.items():
            for part in study.parts or ():
                if part not in studies or part == name or studies[part].parts:
                    what = f"{part!r} is no other study of these that has no parts itself"
                    raise placed_error(("studies", name, "parts"), what)
        return self


class AnalysesChoice(_Base):
    """Analyses that follow a run of many draws.

    Attributes:
        voi: value of information.
    """

    voi: VoiChoice = VoiChoice()
