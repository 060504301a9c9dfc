"""What the checks of running, deciding and adding up ask: small runs, stored, valued and printed.

Reached as `subject.runs`. A test breaks a run by overriding one of these methods, or by changing
a function underneath.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import FloatArray, Quantities
from kth_sim.errors import PartlyDoneError
from kth_sim.evidence.draws import base_draw, make_draws
from kth_sim.model import fast
from kth_sim.model.case import Case
from kth_sim.model.patients import Room, clusters_of, draw_patients, new_room, tables_for
from kth_sim.runs.build import make_case
from kth_sim.runs.chunks import compute
from kth_sim.runs.dsa_points import Laboratory, quantities_of
from kth_sim.runs.in_memory import panel_of
from kth_sim.runs.planned import tasks_of
from kth_sim.runs.psa import PsaOptions, coarse_edges, make_plan, run_psa
from kth_sim.runs.store import open_run, put_chunk, read_chunks, read_plan
from kth_sim.scenarios.resolve import Scenario, resolve_layers
from kth_sim.scenarios.vary import Variable
from kth_sim.verify.check import DoesNotApplyError
from kth_sim.verify.subject_runs_budget import Budgets
from kth_sim.verify.subject_runs_printed import Printed, printed_base_case, printed_draws
from kth_sim.verify.subject_runs_spread import narrowed

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.evidence.register import Register
    from kth_sim.runs.panel import Panel

SEED = 1
DRAWS, PATIENTS, CHUNK = 20, 30, 7  # of a run small enough to be repeated many times
BUDGET_DRAWS = 4
PRINTED_PATIENTS = 1000
Content = Mapping[str, bytes]


@dataclass(frozen=True)
class Layout:
    """How the work of a run is cut up, ordered and disturbed: none of it may change a result.

    Attributes:
        workers: chunks computed at once.
        chunk_size: draws in a chunk.
        shuffled: chunks are computed in another order.
        stop_after: chunks after which the run is interrupted, then resumed; 0: it is not.
    """

    workers: int = 1
    chunk_size: int = CHUNK
    shuffled: bool = False
    stop_after: int = 0


class Runs:
    """Small runs of one scenario.

    Args:
        variable: the scenario's files and the evidence.
    """

    def __init__(self, variable: Variable) -> None:
        self.variable = variable

    @property
    def register(self) -> Register:
        """The evidence."""
        return self.variable.register

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario, without what it asks about the value of information."""
        return replace(self.variable.base, voi=None)

    # Draws and runs of them -------------------------------------------------------------------

    def draws(self, n: int = DRAWS, seed: int = SEED, method: str = "random") -> pd.DataFrame:
        """`[draw, parameter]` draws of the scenario's parameters."""
        chosen = self.scenario.choices, self.scenario.overrides
        return make_draws(self.register, *chosen, n, seed, method)

    def base_draws(self, n: int = DRAWS) -> pd.DataFrame:
        """`[draw, parameter]` the base case n times: each has luck of its own."""
        base = base_draw(self.register, self.scenario.choices, self.scenario.overrides)
        return base.loc[[0] * n].set_axis(range(n)).rename_axis("draw")

    def panel(
        self, draws: pd.DataFrame, patients: int = PATIENTS, scenario: Scenario | None = None
    ) -> Panel:
        """Every measure of every one of these draws, of this scenario or another."""
        options = PsaOptions(patients, SEED, workers=1)
        return panel_of(scenario or self.scenario, draws, options)

    def stored(self, layout: Layout | None = None) -> Content:
        """What a small run in a folder of its own leaves there, by name; see `content`."""
        with TemporaryDirectory() as outside:
            return content(self.carried_out(Path(outside) / "run", layout or Layout()))

    def carried_out(self, folder: Path, layout: Layout) -> Path:
        """The folder of a small run, made as the layout says."""
        draws = self.draws()
        options = PsaOptions(
            PATIENTS, SEED, folder=folder, chunk_size=layout.chunk_size, workers=layout.workers
        )
        if layout.shuffled:
            self._compute_shuffled(folder, draws, options)
        if layout.stop_after:
            self._interrupt(draws, options, layout.stop_after)
        return run_psa(self.scenario, draws, options).folder

    def _compute_shuffled(self, folder: Path, draws: pd.DataFrame, options: PsaOptions) -> None:
        plan = open_run(folder, make_plan(self.scenario, draws, options), draws)
        tasks = tasks_of(plan, draws)
        for i in np.random.default_rng(SEED).permutation(len(tasks)):
            put_chunk(folder, tasks[i].index, compute(tasks[i]))

    def _interrupt(self, draws: pd.DataFrame, options: PsaOptions, after: int) -> None:
        def progress(done: int, _: int) -> None:
            if done == after:
                raise KeyboardInterrupt

        try:
            run_psa(self.scenario, draws, options, progress)
        except PartlyDoneError:
            return
        raise RuntimeError("the run was not interrupted")

    def narrowed(self, spread: float) -> Runs:
        """The same runs, of an evidence with so much of its spread about the point values."""
        points = {name: given.value for name, given in self.scenario.parameters.items()}
        return self._of(narrowed(self.register, points, self.scenario.choices, spread))

    def _of(self, register: Register) -> Runs:
        layers = self.variable.layers
        base = resolve_layers(layers, register)
        return Runs(Variable(layers, register, base, self.variable.distributions))

    # What is added, and has nothing to do with the run -----------------------------------------

    def with_parameter(self, name: str = "unrelated") -> Runs:
        """The same runs, of an evidence that has one uncertain parameter more, before the others.

        Its unit and distribution are those of the first parameter that is drawn by itself.

        Raises:
            DoesNotApplyError: there is none.
        """
        known, drawn = self.register.entries, self.variable.distributions
        alone = [name for name, given in drawn.items() if given.kind != "dirichlet"]
        if not alone:
            raise DoesNotApplyError("no parameter is drawn by itself in this scenario")
        like = alone[0]
        body: dict[str, object] = {
            "id": name,
            "value": self.scenario.value(like),
            "distribution": drawn[like],
            "formula": None,
            "also_known_as": (),
            "correlates": (),
            "alternatives": {},
        }
        entry = known[like].model_copy(update=body)
        register = replace(
            self.register,
            entries={name: entry, **known},
            origins={name: self.register.origins[like], **self.register.origins},
        )
        return self._of(register)

    # Patients ---------------------------------------------------------------------------------

    def case(self, seed: int = SEED, patients: int = PATIENTS) -> Case:
        """The base case, as an engine is asked it."""
        return make_case(self.scenario, seed, patients)

    def starting(self, case: Case, day: float, intake_days: float) -> Case:
        """The case with KTH from that day on in every cluster; people come for so many days."""
        start = np.full_like(case.cohort.start_day, day)
        cohort = replace(case.cohort, start_day=start, intake_days=intake_days)
        return replace(case, cohort=cohort)

    def lives(self, case: Case) -> pd.DataFrame:
        """The lives of all patients of the first draw, event by event."""
        return fast.ledger(case, 0, range(case.n_patients))

    def people(self, case: Case) -> Room:
        """Who they are, `[patient]` of each attribute."""
        (p,), (s,) = case.draw(0)
        room = new_room(case.n_patients)
        key = (case.seed, case.first_draw, 0, case.n_patients)
        draw_patients(p, s, tables_for(p), clusters_of(case.cohort), key, room)
        return room

    def quantities(self, case: Case) -> Quantities:
        """What the patients of a case used, block by block."""
        return quantities_of(case)

    def of_seeds(self, seeds: range, patients: int) -> Quantities:
        """Runs of the base case with these seeds, on the axis of draws; destinations summed."""
        case = replace(self.case(patients=patients), period_edges=coarse_edges(self.scenario))
        found = [self.quantities(replace(case, seed=seed)) for seed in seeds]
        return replace(found[0], **{name: joined(found, name) for name in _JOINED})

    # Budgets ----------------------------------------------------------------------------------

    @cached_property
    def budgets(self) -> Budgets:
        """Rollout plans weighted from this scenario's lives."""
        return Budgets(self.scenario, self.register, self.draws(BUDGET_DRAWS))

    @cached_property
    def base_budgets(self) -> Budgets:
        """The same at the point values: one draw."""
        return Budgets(self.scenario, self.register, self.base_draws(1))

    # Printed ----------------------------------------------------------------------------------

    @cached_property
    def printed_base_case(self) -> Printed:
        """A run of the base case: what the console says, and what the folder holds."""
        return printed_base_case(self.scenario, PRINTED_PATIENTS, SEED)

    @cached_property
    def printed_draws(self) -> Printed:
        """The same of a run of draws."""
        return printed_draws(self.scenario, self.draws(), PRINTED_PATIENTS, SEED)

    # Sensitivity ------------------------------------------------------------------------------

    def at(self, numbers: Mapping[str, float]) -> Scenario:
        """The scenario with these numbers set."""
        return self.variable.at(numbers)

    def laboratory(self, patients: int, wtp: float) -> Laboratory:
        """Where a tornado's points are simulated."""
        return Laboratory(self.variable, SEED, patients, (wtp,), 1)


_JOINED = ("used", "discounted", "counts")
_DESTINATION = 3  # axis of each of them


def joined(found: list[Quantities], name: str) -> FloatArray:
    """One array of several quantities, summed over destinations and joined along the draws."""
    arrays = [getattr(one, name).sum(axis=_DESTINATION, keepdims=True) for one in found]
    return np.concatenate(arrays)


def content(folder: Path) -> Content:
    """What a stored run holds: its tables, its outcomes, and its chunks' arrays joined."""
    plan = read_plan(folder)
    chunks = list(read_chunks(folder, plan, list(range(len(plan.chunks())))))
    names = chunks[0].arrays
    arrays = {n: np.concatenate([c.arrays[n] for c in chunks]).tobytes() for n in names}
    files = [*sorted(folder.glob("*.csv")), folder / "outcomes.parquet"]
    return arrays | {path.name: path.read_bytes() for path in files}


def events_of(ledger: pd.DataFrame) -> list[bytes]:
    """Everything that happened to each patient, in both strategies, to the bit."""
    named = [name for name in ledger if ledger[name].dtype == "category"]
    columns = [ledger[name].cat.codes if name in named else ledger[name] for name in ledger]
    rows = np.column_stack([np.asarray(column, float) for column in columns])
    breaks = np.flatnonzero(np.diff(ledger["patient"].to_numpy())) + 1
    return [part.tobytes() for part in np.split(rows, breaks)]
