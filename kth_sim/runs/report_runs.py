"""The stored runs behind a report, each by what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kth_sim.errors import UserError
from kth_sim.runs.library import folder_of, read_record
from kth_sim.runs.redraw import marks_of
from kth_sim.runs.redraw_kinds import VOI, Stored
from kth_sim.runs.store import PLAN

BASE, PSA, OTHER = "base", "psa", "other"
ROLLOUT, ONE_WAY, THRESHOLD, BIAS = "rollout", "dsa", "threshold", "bias"
KINDS = (BASE, PSA, ROLLOUT, ONE_WAY, THRESHOLD, BIAS, VOI)
# KTH's effect on death, by how the scenario states it.
EFFECTS = {"odds_ratio": "or_death_30d_kth", "risk_difference": "rd_death_30d_kth"}
# The command that makes a run of each kind; what stands in braces is filled in.
COMMANDS = {
    BASE: "kth-sim run {scenario}",
    PSA: "kth-sim run {scenario} --draws 1000",
    ROLLOUT: "kth-sim rollout --scenario {scenario}",
    ONE_WAY: "kth-sim dsa {scenario}",
    THRESHOLD: "kth-sim threshold {scenario} --parameter {effect}",
    BIAS: "kth-sim bias {scenario}",
    VOI: "kth-sim voi {run}",
}


@dataclass(frozen=True)
class Sources:
    """What a report is filled from.

    Attributes:
        runs: by kind (`KINDS`), the first given of each.
        others: what was given besides: of other kinds, or a second of one.
        marks: thresholds at which results are read, DKK per QALY.
    """

    runs: Mapping[str, Stored]
    others: tuple[Stored, ...] = ()
    marks: tuple[float, ...] = ()

    def get(self, kind: str) -> Stored | None:
        """The run of a kind, or None."""
        return self.runs.get(kind)

    @property
    def record(self) -> Mapping[str, Any]:
        """What the first run says of itself; the scenario is that of all."""
        found: Mapping[str, Any] = self.all()[0].record
        return found

    @property
    def scenario(self) -> Mapping[str, Any]:
        """The resolved scenario, as plain data."""
        found: Mapping[str, Any] = self.record["scenario"]
        return found

    @property
    def people(self) -> float:
        """Operated people of a year."""
        return float(self.scenario["cohort"]["people_per_year"])

    def all(self) -> list[Stored]:
        """Every run, in the order of `KINDS`, the others last; `voi` is part of its run."""
        named = [self.runs[kind] for kind in KINDS if kind in self.runs and kind != VOI]
        return [*named, *self.others]

    def bases(self) -> dict[str, str]:
        """`{parameter id: basis}`."""
        return {name: given["basis"] for name, given in self.scenario["parameters"].items()}

    def command(self, kind: str) -> str:
        """The command that would make a run of that kind."""
        psa = self.get(PSA)
        run = f"outputs/{psa.folder.name}" if psa else "RUN"
        effect = EFFECTS[self.scenario["structure"]["effect_measure"]]
        return COMMANDS[kind].format(scenario=self.scenario["name"], run=run, effect=effect)


def open_sources(runs: Sequence[str | Path], out: Path = Path("outputs")) -> Sources:
    """The runs of these folders or names, sorted by what they answer.

    Raises:
        UserError: one is no finished run, or they are not of one scenario and one evidence.
    """
    stored = [opened(folder_of(run, out)) for run in runs]
    check_same(stored)
    kinds: dict[str, Stored] = {}
    others = []
    for one in stored:
        kind = kind_of(one)
        if kind == OTHER or kind in kinds:
            others.append(one)
            continue
        kinds[kind] = one
        if kind == PSA and (one.folder / VOI / "evppi.csv").is_file():
            kinds[VOI] = one
    asked = [kinds[kind].marks for kind in (BIAS, THRESHOLD) if kind in kinds]
    return Sources(kinds, tuple(others), asked[0] if asked else stored[0].marks)


def opened(folder: Path) -> Stored:
    """A stored run.

    Raises:
        UserError: it is not finished, or is an analysis without a scenario of its own.
    """
    record = read_record(folder)
    if "parameters" not in (record.get("scenario") or {}):
        what = "is part of another run, or of several scenarios"
        raise UserError(f"{folder}: {what}: name the run's own folder")
    return Stored(folder, record, marks_of(record, ()))


def kind_of(stored: Stored) -> str:
    """What a run answers: one of `KINDS`, else `other`."""
    analysis = stored.record.get("analysis")
    if analysis is None:
        return PSA if (stored.folder / PLAN).is_file() else BASE
    for kind, table in (
        (ROLLOUT, "plans.csv"),
        (ONE_WAY, "dsa.csv"),
        (THRESHOLD, "threshold.csv"),
        (BIAS, "bias.csv"),
    ):
        if (stored.folder / table).is_file():
            return kind
    return OTHER


def check_same(stored: Sequence[Stored]) -> None:
    """Nothing, if all runs are of one scenario with the same numbers and evidence.

    Raises:
        UserError: they are not.
    """
    first = stored[0]
    for one in stored[1:]:
        for what, here, there in (
            ("scenario", first.record["scenario"], one.record["scenario"]),
            ("evidence", first.record["evidence_hash"], one.record["evidence_hash"]),
        ):
            if here != there:
                raise UserError(
                    f"{one.folder}: has another {what} than {first.folder}: a report is of one "
                    "scenario; give runs of the same, made with the same evidence"
                )
