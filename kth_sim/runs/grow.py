"""A stored run that goes on with more draws: those it has computed stay as they are."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kth_sim.errors import UserError
from kth_sim.runs.chunks import encode
from kth_sim.runs.planned import tasks_of
from kth_sim.runs.store import (
    PLAN,
    RECORD,
    Plan,
    draws_digest,
    put_chunk,
    read_chunk,
    read_plan,
    write_draws,
    write_plan,
)

if TYPE_CHECKING:
    import pandas as pd


def draws_there(folder: Path) -> int:
    """How many draws the run in a folder is planned to have; 0 if there is none.

    Raises:
        UserError: another version wrote the plan, or it was altered.
    """
    return read_plan(folder).n_draws if (folder / PLAN).exists() else 0


def grow(folder: Path, plan: Plan, draws: pd.DataFrame) -> None:
    """Make the run in a folder one of more draws, and keep the chunks that both have.

    Nothing happens where that run is not the beginning of the new one.
    A chunk that is not whole, or not taken over because this was interrupted, is computed anew
    when the run goes on.

    Args:
        folder: of the run, which is there.
        plan: of the run that it is to become; the size of chunks stays the old one.
        draws: of the new run.

    Raises:
        UserError: another version wrote the old plan, or it was altered.
    """
    old = read_plan(folder)
    if not begins(old, plan, draws):
        return
    new = Plan(plan.inputs, plan.n_draws, old.chunk_size)
    (folder / RECORD).unlink(missing_ok=True)
    write_draws(folder, draws)
    write_plan(folder, new)
    for task in tasks_of(new, draws)[: old.n_draws // old.chunk_size]:
        with suppress(UserError):  # missing or spoilt
            put_chunk(folder, task.index, encode(read_chunk(folder, old, task.index), task))


def begins(old: Plan, new: Plan, draws: pd.DataFrame) -> bool:
    """Whether a run is the beginning of another that differs in nothing but more draws."""
    rest = [{**plan.inputs, "draws": None} for plan in (old, new)]
    here, there = new.inputs["draws"], old.inputs["draws"]
    return (
        old.n_draws < new.n_draws
        and rest[0] == rest[1]
        and here["method"] == there["method"]
        and draws_digest(draws.iloc[: old.n_draws]) == there["content"]
    )
