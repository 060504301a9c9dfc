"""Ways to break the model on purpose, so that a check can be seen to turn red."""

from __future__ import annotations

import ast
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from kth_sim.contracts import Quantities
from kth_sim.model.case import Case
from kth_sim.verify.kept import Kept
from kth_sim.verify.subject import Subject

HERE = Path(__file__).parent
Red = Callable[[str, Subject], None]


def broken(well: Subject, *, fresh: bool = False, **changed: Callable[[Any], Any]) -> Subject:
    """The same model, but that the results of these methods are changed on their way out.

    `fresh`: nothing that was simulated before is used again.
    """
    one = Subject(well.variable, Kept() if fresh else well.kept)
    for name, change in changed.items():
        own = getattr(one, name)
        setattr(one, name, lambda *a, own=own, change=change, **k: change(own(*a, **k)))
    return one


def stated(case: Case, **numbers: float) -> Case:
    """The case as if its draw had stated these numbers; calibrated anew."""
    observed = case.observed.copy()
    for name, number in numbers.items():
        observed[name] = number
    return replace(case, observed=observed)


def solved(case: Case, **numbers: float) -> Case:
    """The case as if calibration had found these numbers."""
    other, records = copy(case), case.solved.copy()
    for name, number in numbers.items():
        records[name] = number
    object.__setattr__(other, "solved", records)
    return other


def changed(quantities: Quantities, **change: Callable[[np.ndarray], None]) -> Quantities:
    """The quantities, some of whose arrays a function changes in place."""
    arrays = {name: getattr(quantities, name).copy() for name in change}
    for name, alter in change.items():
        alter(arrays[name])
    return replace(quantities, **arrays)


def broken_somewhere() -> set[str]:
    """The checks that some test in this folder turns red: first arguments of calls of `red`."""
    calls = (
        node
        for path in HERE.glob("test_*_can_fail*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "red"
    )
    return {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
