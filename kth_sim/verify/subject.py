"""The model under check: one scenario, asked through the same functions as every run.

Checks ask the model only through a `Subject`, so a test can break the model on purpose: by
overriding one of these methods, by changing a function underneath, or by changing the inputs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray, Quantities
from kth_sim.economics import PayerSchedule, Setting, Sums, increments, measures, pooled
from kth_sim.evidence.draws import make_draws
from kth_sim.evidence.register import Register
from kth_sim.model import calendar_run, fast, reference
from kth_sim.model.arrivals import Population, n_arrivals
from kth_sim.model.calendar_run import Calendar, Found
from kth_sim.model.capacity import Capacity
from kth_sim.model.case import Case
from kth_sim.model.story import Story
from kth_sim.runs.build import make_case, make_setting, payer_schedule
from kth_sim.runs.execute import simulate
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.vary import Variable, variable
from kth_sim.verify.kept import Kept
from kth_sim.verify.subject_runs import Runs

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.evidence.distributions import Distribution

SEED = 1  # of everything statistical, whatever the scenario says: the same luck for everyone
N_PATIENTS = 20_000
N_DRAWS = 20_000
N_BLOCKS = 10
Changes = Mapping[str, float]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass
class Subject:
    """The model under check, in one scenario.

    Attributes:
        variable: the scenario's files and the evidence, to set numbers in.
        kept: simulations by their case; subjects may share it.
    """

    variable: Variable
    kept: Kept = field(default_factory=Kept)

    @property
    def base(self) -> Scenario:
        """The scenario as it is."""
        return self.variable.base

    @property
    def register(self) -> Register:
        """The evidence."""
        return self.variable.register

    @cached_property
    def runs(self) -> Runs:
        """Small runs, budgets and workbooks of the scenario."""
        return Runs(self.variable)

    def values(self) -> dict[str, float]:
        """Every number of the model, by parameter id."""
        return {name: given.value for name, given in self.base.parameters.items()}

    def distributions(self) -> Mapping[str, Distribution]:
        """What is uncertain in the scenario, by parameter id."""
        return self.variable.distributions

    def draws(self, n: int = N_DRAWS, seed: int = SEED) -> pd.DataFrame:
        """`[draw, parameter]` draws of the scenario's parameters."""
        base = self.base

        def compute() -> pd.DataFrame:
            return make_draws(self.register, base.choices, base.overrides, n, seed)

        chosen = (tuple(base.choices.items()), tuple(base.overrides.items()))
        return self.kept(("draws", self.register.digest, *chosen, n, seed), compute)

    def scenario(
        self,
        changes: Changes = _NOTHING,
        structure: Mapping[str, str] = _NOTHING,
        **replaced: Any,  # noqa: ANN401 - fields of a scenario, each of its own type
    ) -> Scenario:
        """The scenario with these numbers set, as its file would set them.

        Args:
            changes: numbers by evidence id; all that follows from them follows.
            structure: structural choices that differ.
            replaced: other fields of `Scenario`, such as `horizon_years` or `clusters`.

        Raises:
            ConfigError: a number lies outside what its unit or the model allows.
        """
        found = self.variable.at(changes)
        chosen = {**found.structure, **structure}
        return replace(found, structure=chosen, **replaced)

    def case(
        self,
        changes: Changes = _NOTHING,
        structure: Mapping[str, str] = _NOTHING,
        n_patients: int = N_PATIENTS,
        seed: int = SEED,
        **replaced: Any,  # noqa: ANN401 - as above
    ) -> Case:
        """What an engine is asked in that scenario; arguments as for `scenario`."""
        case = make_case(self.scenario(changes, structure, **replaced), seed, n_patients)
        object.__setattr__(case, "n_blocks", N_BLOCKS)  # sums of 200 would fill the memory
        return case

    def quantities(self, case: Case, engine: str = "fast") -> Quantities:
        """What happened and what was used in a case; equal cases are simulated once."""
        key = ("quantities", engine, *case_key(case))
        return self.kept(key, lambda: simulate(case, engine))

    def simulate(
        self,
        changes: Changes = _NOTHING,
        structure: Mapping[str, str] = _NOTHING,
        n_patients: int = N_PATIENTS,
        seed: int = SEED,
        engine: str = "fast",
        **replaced: Any,  # noqa: ANN401 - as above
    ) -> Quantities:
        """`quantities` of the `case` with these changes."""
        return self.quantities(self.case(changes, structure, n_patients, seed, **replaced), engine)

    def ledger(
        self,
        case: Case,
        patients: range,
        engine: str = "fast",
        capacity: Capacity | None = None,
    ) -> pd.DataFrame:
        """The lives of these patients of the first draw, event by event (`ledger_frame`)."""
        if engine == "reference":
            return reference.ledger(case, 0, patients, capacity)
        return fast.ledger(case, 0, patients)

    def stories(self, case: Case, patients: range, capacity: Capacity) -> list[list[Story]]:
        """`[strategy][patient]` lives in the reference engine, who share what is limited."""
        return reference.stories(case, 0, patients, capacity)

    def calendar(
        self,
        case: Case,
        population: Population,
        number: int,
        capacity: Capacity,
        calendar: Calendar,
    ) -> Found:
        """One replication of a cluster's calendar with KTH; its luck is `SEED` and the number."""
        luck, kth = (SEED, number), STRATEGIES.index("kth")
        n = n_arrivals(population, luck)
        return calendar_run.simulate(case, 0, population, luck, n, kth, capacity, calendar)

    def setting(
        self, changes: Changes = _NOTHING, structure: Mapping[str, str] = _NOTHING
    ) -> Setting:
        """Parameters and switches of the economics; arguments as for `scenario`."""
        return make_setting(self.scenario(changes, structure))

    def payer_schedule(self) -> PayerSchedule:
        """Who pays for what, before and after the reform."""
        return payer_schedule(self.base)

    def measures(self, found: Quantities | Sums, setting: Setting) -> dict[str, FloatArray]:
        """`{measure: [draw, strategy]}` per operated patient."""
        sums = pooled(found) if isinstance(found, Quantities) else found
        return measures(sums, setting)

    def increments(self, of_strategies: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
        """`{measure or ratio: [draw]}`, Kom Trygt Hjem against usual care."""
        return increments(of_strategies)


def case_key(case: Case) -> tuple[object, ...]:
    """What a case's quantities depend on, as something hashable."""
    cohort = case.cohort
    arrays = (
        case.observed,
        case.solved,
        case.period_edges,
        cohort.weight,
        cohort.share_own_home,
        cohort.share_temporary_place,
        cohort.target,
        cohort.start_day,
        np.array([cohort.intake_days, *case.discount_rates]),
    )
    numbers = (case.seed, case.n_patients, case.n_blocks, case.first_draw)
    return (*numbers, *(np.ascontiguousarray(array).tobytes() for array in arrays))


def subject_of(path: Path, register: Register) -> Subject:
    """The subject of a scenario's file.

    Raises:
        UserError: a file is missing.
        ConfigError: a mistake in one of the files.
    """
    return Subject(variable(path, register))
