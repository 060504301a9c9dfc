"""The runs a report of a scenario needs: found in the run store, or made there first."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kth_sim
from kth_sim.errors import UserError
from kth_sim.evidence.draws import make_draws
from kth_sim.runs.bias import BiasOptions, asked_weights, check_scenario, run_bias
from kth_sim.runs.dsa_folder import DsaOptions, wtp_of
from kth_sim.runs.dsa_threshold import threshold
from kth_sim.runs.execute import Progress
from kth_sim.runs.in_memory import patients_for
from kth_sim.runs.library import LoadedRun, load_run, read_record, run_folders
from kth_sim.runs.psa import PsaOptions, run_psa
from kth_sim.runs.record import described
from kth_sim.runs.redraw_kinds import VOI, Stored
from kth_sim.runs.report_runs import BASE, BIAS, PSA, ROLLOUT, THRESHOLD, kind_of
from kth_sim.runs.rollout import PATIENTS, RolloutOptions, compare
from kth_sim.runs.rollout_folder import written
from kth_sim.runs.run import Options, run_scenario
from kth_sim.runs.voi_results import analyse, plain_voi

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.evidence.register import Register
    from kth_sim.scenarios.resolve import Scenario
    from kth_sim.scenarios.rollout import Plan
    from kth_sim.scenarios.vary import Variable

FEW_DRAWS = 200  # of comparisons of plans and bias analyses, which take long for each
MOST_TURNED = 3  # parameters whose turning point is searched for
METHOD = "random"
FIGURE_DATA = "figures/survival_90d.csv"  # that a base case has what figures draw
Wanted = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class MakeOptions:
    """How the runs of a report are made.

    Attributes:
        draws: of the run of many draws; comparisons of plans and bias analyses have fewer.
        seed: the key of all randomness; None: the scenario's.
        patients: in each strategy of every run; None: as many as each kind of run has by itself.
        workers: chunks at once; None: one for each core. It never changes a result.
        out: where run folders are, and go.
    """

    draws: int
    seed: int | None = None
    patients: int | None = None
    workers: int | None = None
    out: Path = Path("outputs")


@dataclass(frozen=True)
class Maker:
    """Finds or makes each run.

    Attributes:
        variable: the scenario, its files and the evidence.
        plans: of the rollout.
        options: how.
    """

    variable: Variable
    plans: tuple[Plan, ...]
    options: MakeOptions

    @property
    def scenario(self) -> Scenario:
        """What is asked."""
        return self.variable.base

    @property
    def register(self) -> Register:
        """The evidence."""
        return self.variable.register

    @property
    def seed(self) -> int:
        """The key of all randomness."""
        return self.scenario.seed if self.options.seed is None else self.options.seed

    @cached_property
    def wtp(self) -> tuple[float, ...]:
        """Thresholds of the evidence, DKK per QALY."""
        return wtp_of((), self.scenario.facts)

    @cached_property
    def resolved(self) -> Any:  # noqa: ANN401 - plain data
        """The scenario as a record keeps it."""
        return json.loads(json.dumps(described(self.scenario), default=str))

    def draws(self, n: int) -> pd.DataFrame:
        """The first draws of the parameters."""
        chosen = self.scenario.choices, self.scenario.overrides
        return make_draws(self.register, *chosen, n, self.seed, METHOD)

    def stored(self, kind: str, wanted: Wanted) -> Path | None:
        """A finished run of that kind, scenario, evidence, seed and version, or None."""
        for folder in run_folders(self.options.out):
            try:
                record = read_record(folder)
            except UserError:  # not finished
                continue
            if (
                record.get("scenario") == self.resolved
                and record.get("evidence_hash") == self.scenario.evidence_digest
                and record.get("seed") == self.seed
                and record["versions"]["kth_sim"] == kth_sim.__version__
                and kind_of(Stored(folder, record, ())) == kind
                and wanted(record)
            ):
                return folder
        return None

    def psa_options(self, patients: int | None) -> PsaOptions:
        """How runs of many draws are carried out."""
        own = self.options
        return PsaOptions(patients, self.seed, METHOD, own.out, workers=own.workers)

    def base(self, progress: Progress | None) -> Path:
        """The base case, with what its figures would draw."""
        own = self.options
        patients = own.patients or self.scenario.patients["fast"]
        found = self.stored(
            BASE,
            lambda r: (
                r["patients"] == patients
                and r.get("engine") == "fast"
                and FIGURE_DATA in r["files"]
            ),
        )
        options = Options(
            own.out, self.seed, patients, workers=own.workers, figures=False, figure_data=True
        )
        return found or run_scenario(self.scenario, options, progress).report.folder

    def psa(self, progress: Progress | None) -> Path:
        """The run of many draws, with its value of information."""
        draws = self.draws(self.options.draws)
        patients = patients_for(self.scenario, draws, self.psa_options(self.options.patients))
        found = self.stored(
            PSA,
            lambda r: r["patients"] == patients and r["complete"] and same_draws(r, len(draws)),
        )
        options = self.psa_options(patients)
        folder = found or run_psa(self.scenario, draws, options, progress).folder
        if not (folder / VOI / "evppi.csv").is_file():
            run = load_run(folder)
            analyse(run, plain_voi(run, self.register))
        return folder

    def rollout(self, progress: Progress | None) -> Path:
        """The comparison of the plans, with the draws that such a comparison has by itself."""
        own, n = self.options, min(self.options.draws, FEW_DRAWS)
        patients = own.patients or PATIENTS
        digests = [plan.digest for plan in self.plans]
        found = self.stored(
            ROLLOUT,
            lambda r: (
                r["patients"] == patients
                and same_draws(r, n)
                and r["analysis"]["wtp"] == self.wtp[0]
                and [plan["digest"] for plan in r["analysis"]["plans"]] == digests
            ),
        )
        if found:
            return found
        options = RolloutOptions(self.wtp[0], self.seed, patients, own.workers, own.out, False)
        compared = compare(self.plans, self.scenario, self.draws(n), options, progress)
        return written(compared, options).folder

    def turning(self, run: LoadedRun, progress: Progress | None) -> Path:
        """The search for turning points of the effects and of what is most worth knowing."""
        own, names = self.options, turned(run, self.variable)
        found = self.stored(
            THRESHOLD,
            lambda r: (
                (own.patients or r["patients"]) == r["patients"]
                and list(r["analysis"]["bars"]) == names
                and r["analysis"]["wtp"] == list(self.wtp)
            ),
        )
        options = DsaOptions(
            only=tuple(names),
            patients=own.patients,
            seed=self.seed,
            workers=own.workers,
            out=own.out,
            figures=False,
        )
        return found or threshold(self.variable, options, "inmb", progress).folder

    def bias(self, progress: Progress | None) -> Path | None:
        """The bias analysis; None where the scenario's effect cannot be corrected."""
        try:
            check_scenario(self.scenario)
        except UserError:
            return None
        draws = self.draws(max(min(self.options.draws, FEW_DRAWS), 2))
        patients = patients_for(self.scenario, draws, self.psa_options(self.options.patients))
        weights = asked_weights([], {})
        found = self.stored(
            BIAS,
            lambda r: (
                r["patients"] == patients
                and same_draws(r, len(draws))
                and r["analysis"]["weights"] == weights
                and r["analysis"]["wtp"] == list(self.wtp)
            ),
        )
        if found:
            return found
        options = BiasOptions(weights, self.wtp, self.psa_options(patients), figures=False)
        return run_bias(self.scenario, self.register, draws, options, progress).folder


def same_draws(record: Mapping[str, Any], n: int) -> bool:
    """Whether a run has so many draws, sampled as here."""
    draws = record.get("draws") or {}
    return draws.get("n") == n and draws.get("method", METHOD) == METHOD


def turned(run: LoadedRun, variable: Variable) -> list[str]:
    """The effects of KTH that are uncertain, then the parameters most worth knowing."""
    worth = Stored(run.folder, run.record, ()).table("evppi.csv")
    first = worth[worth["wtp"] == worth["wtp"].min()]
    ranked = first.sort_values("evppi", ascending=False, kind="stable")["parameters"]
    effects = [name for name in variable.distributions if name.endswith("_30d_kth")]
    known = [name for name in dict.fromkeys([*effects, *ranked]) if name in variable.distributions]
    return known[:MOST_TURNED]


def made_runs(maker: Maker, tell: Callable[[str], Progress | None]) -> Iterator[Path]:
    """Each run's folder, found or made, in the order in which a report names them.

    Args:
        maker: what to make.
        tell: told which kind comes; gives what to tell of its progress.

    Raises:
        UserError: a run cannot be made.
        PartlyDoneError: interrupted; what is finished is kept.
    """
    yield maker.base(tell(BASE))
    folder = maker.psa(tell(PSA))
    yield folder
    yield maker.rollout(tell(ROLLOUT))
    yield maker.turning(load_run(folder), tell(THRESHOLD))
    bias = maker.bias(tell(BIAS))
    if bias is not None:
        yield bias
