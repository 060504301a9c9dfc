"""What a check of the model is, and the list of them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kth_sim.verify.subject import Subject


@dataclass(frozen=True)
class Finding:
    """What one check saw.

    Attributes:
        passed: whether the expectation held.
        expected: the expectation, in words and numbers.
        found: what the model gave.
        margin: how far the result was from failing (or failed by), in words and numbers.
    """

    passed: bool
    expected: str
    found: str
    margin: str


@dataclass(frozen=True)
class Check:
    """One question that the model must answer.

    Attributes:
        name: `group.question`, as `--only` takes it: `states.deaths_never_fall`.
        asks: the question in one sentence.
        run: answers it for a subject.
    """

    name: str
    asks: str
    run: Callable[[Subject], Finding]

    @property
    def group(self) -> str:
        """The part of the name before the dot.

        >>> Check("states.deaths_never_fall", "", lambda subject: None).group
        'states'
        """
        return self.name.split(".")[0]


class DoesNotApplyError(Exception):
    """What a check raises, with the reason, where the scenario switched off what it asks about."""


CHECKS: dict[str, Check] = {}


def check(
    name: str, asks: str
) -> Callable[[Callable[[Subject], Finding]], Callable[[Subject], Finding]]:
    """Put a function into the list of checks under that name."""

    def enter(run: Callable[[Subject], Finding]) -> Callable[[Subject], Finding]:
        if name in CHECKS:
            raise ValueError(f"{name}: two checks of this name")
        CHECKS[name] = Check(name, asks, run)
        return run

    return enter
