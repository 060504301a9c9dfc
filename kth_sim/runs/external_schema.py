"""What a targets file may say: observations to hold the simulation against."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kth_sim.evidence.checking import as_tuple, placed_error
from kth_sim.evidence.schema import Id, Ids, Source, Text

Figure = float | Text  # a number, or a formula over the evidence


class _Base(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class TargetChoice(_Base):
    """One observation.

    Attributes:
        label: what was observed, where and when.
        quantity: the simulated one to hold it against, a key of `QUANTITIES`.
        observed: a number, or a formula over evidence ids.
        n: people behind a share.
        interval: its 95 % interval.
        se: its standard error, where no interval is printed.
        fitted_by: the parameters taken from it.
        source: where it was read; needed where `observed` names no evidence.
        note: what a reader must know.
    """

    label: Text
    quantity: Text
    observed: Figure
    n: Figure | None = None
    interval: Annotated[
        tuple[Figure, Figure] | None, BeforeValidator(as_tuple), Field(default=None)
    ]
    se: Figure | None = None
    fitted_by: Ids = ()
    source: Source | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_uncertainty(self) -> Self:
        given = [name for name in ("n", "interval", "se") if getattr(self, name) is not None]
        if len(given) > 1:
            raise placed_error((given[1],), f"stands beside {given[0]}: keep one of them")
        if not isinstance(self.observed, str) and self.source is None:
            raise placed_error(("observed",), "a number typed here needs a source: add it")
        return self


class TargetsFile(_Base):
    """A targets file: observations by id."""

    targets: Annotated[dict[Id, TargetChoice], Field(min_length=1)]
