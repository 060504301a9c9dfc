"""What the sensitivity analyses share: how they are asked, and the folder that each leaves."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kth_sim
from kth_sim.economics.sensitivity import Bar
from kth_sim.errors import UserError
from kth_sim.evidence.quantiles import truncated_quantile
from kth_sim.reporting.tables import write_csv
from kth_sim.runs.checks import unreachable_lines
from kth_sim.runs.dsa_figures import draw
from kth_sim.runs.dsa_points import Laboratory
from kth_sim.runs.folder import digest, file_digests, whole_folder
from kth_sim.runs.labels import assumptions_table
from kth_sim.runs.record import described, versions
from kth_sim.scenarios.vary import Bounds, Variable

if TYPE_CHECKING:
    import pandas as pd

SHORT_HASH = 8
GIVEN = "given"  # where the ends of a range are from, if not from a distribution
TAILS = (0.025, 0.975)
DEFAULT_WTP = ("wtp_lower", "wtp_upper")  # evidence entries


@dataclass(frozen=True)
class DsaOptions:
    """How to carry a sensitivity analysis out.

    Attributes:
        wtp: DKK per QALY; empty: those of the evidence.
        bounds: ends of ranges, by parameter id, that replace the 95 % interval.
        only: ids of the parameters to vary; empty: all that are uncertain or have bounds.
        patients: simulated at each point, in each strategy; None: as the analysis needs.
        seed: the key of all randomness; None: the scenario's.
        workers: points simulated at once; None: one for each core. It never changes a result.
        out: where the folder goes.
        figures: whether to draw them.
    """

    wtp: tuple[float, ...] = ()
    bounds: Mapping[str, Bounds] | None = None
    only: tuple[str, ...] = ()
    patients: int | None = None
    seed: int | None = None
    workers: int | None = None
    out: Path = Path("outputs")
    figures: bool = True


@dataclass(frozen=True)
class AnalysisResult:
    """A finished analysis, whatever it analysed.

    Attributes:
        folder: where it is.
        tables: by file name without ending, as written.
        payload: the object that `--json` prints.
    """

    folder: Path
    tables: Mapping[str, pd.DataFrame]
    payload: dict[str, Any]


def laboratory(variable: Variable, options: DsaOptions, patients: int) -> Laboratory:
    """Where the points are simulated: `patients` of them unless the options say otherwise."""
    return Laboratory(
        variable,
        variable.base.seed if options.seed is None else options.seed,
        options.patients or patients,
        wtp_of(options.wtp, variable.base.facts),
        options.workers,
    )


def wtp_of(asked: Sequence[float], facts: Mapping[str, float]) -> tuple[float, ...]:
    """The thresholds asked for, or those of the evidence, each once and in order.

    Raises:
        UserError: one is negative or no finite number, or the evidence has none.
    """
    for wtp in asked:
        if not (math.isfinite(wtp) and wtp >= 0):
            raise UserError(f"--wtp {wtp:g}: give DKK per QALY, 0 or more")
    found = asked or [facts[name] for name in DEFAULT_WTP if name in facts]
    if not found:
        raise UserError(f"the evidence has no {' or '.join(DEFAULT_WTP)}: give --wtp")
    return tuple(sorted(set(found)))


def bars_of(
    variable: Variable, options: DsaOptions, tails: tuple[float, float] = TAILS
) -> list[Bar]:
    """The range of each parameter that is to vary.

    Raises:
        UserError: a parameter is unknown, or has neither distribution nor bounds.
    """
    given = options.bounds or {}
    named = [variable.parameter(name) for name in options.only]
    return [
        bar_of(variable, name, given.get(name), tails)
        for name in dict.fromkeys(named or [*variable.distributions, *given])
    ]


def bar_of(variable: Variable, name: str, given: Bounds | None, tails: tuple[float, float]) -> Bar:
    """The range of one parameter: as given, or between quantiles of its distribution.

    Raises:
        UserError: it has neither.
    """
    import numpy as np  # noqa: PLC0415

    known, bounds = variable.base.parameters[name], GIVEN
    if given is None:
        if name not in variable.distributions:
            what = "is fixed in this scenario"
            raise UserError(f"{name}: {what}: give its range with --bounds {name}=LOW:HIGH")
        distribution = variable.distributions[name]
        unit = variable.register.entries[name].unit
        low, high = truncated_quantile(distribution, np.array(tails), unit).tolist()
        given, bounds = (low, high), f"{100 * (tails[1] - tails[0]):.4g} % interval"
    return Bar(name, known.label, known.unit, known.basis, known.value, *given, bounds)


def ends(bars: Iterable[Bar]) -> dict[str, list[float]]:
    """The range of each bar as plain data."""
    return {bar.parameter: [bar.low_value, bar.high_value] for bar in bars}


def warnings_of(lab: Laboratory, points: int) -> tuple[str, ...]:
    """What a reader must know before using the figures."""
    lines = unreachable_lines(lab.unreachable, points)
    return tuple(line.replace("draws", "points", 1) for line in lines)


def save(
    lab: Laboratory,
    kind: str,
    settings: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    points: int,
    options: DsaOptions,
) -> AnalysisResult:
    """Write an analysis' folder, `<out>/<scenario>-<kind>-<hash>`.

    Args:
        lab: where it was simulated.
        kind: of analysis.
        settings: all that the results depend on beside scenario, seed and patients.
        tables: csv files by name.
        points: how many were simulated.
        options: with the folder's parent.

    Raises:
        UserError: the folder cannot be written.
    """
    scenario = lab.variable.base
    about = {
        "scenario": described(scenario),
        "seed": lab.seed,
        "engine": "fast",
        "patients": lab.patients,
        "analysis": {"kind": kind, "wtp": list(lab.wtp), **settings},
        "evidence_hash": scenario.evidence_digest,
    }
    warnings = list(warnings_of(lab, points))

    def figures(inside: Path) -> None:
        draw(lab, tables, tuple(warnings), inside)

    written = {**tables, "assumptions": assumptions_table(scenario)}
    stem = f"{scenario.name}-{kind}"
    drawn = figures if options.figures else None
    folder = write_folder(stem, about, written, warnings, options.out, drawn)
    rows = {name: records(frame) for name, frame in tables.items()}
    payload = {
        "scenario": scenario.name,
        "seed": lab.seed,
        "patients": lab.patients,
        "analysis": about["analysis"],
        "warnings": warnings,
        "folder": str(folder),
        **rows,
    }
    return AnalysisResult(folder, tables, payload)


def write_folder(
    stem: str,
    about: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    warnings: Sequence[str],
    out: Path,
    figures: Callable[[Path], None] | None = None,
) -> Path:
    """Write tables and record as `<out>/<stem>-<hash>`; the record comes last.

    Raises:
        UserError: it cannot be written.
    """
    inputs_hash = digest({**about, "version": kth_sim.__version__})
    folder = out / f"{stem}-{inputs_hash[:SHORT_HASH]}"
    with whole_folder(folder) as partial:
        for name, frame in tables.items():
            write_csv(frame, partial / f"{name}.csv")
        if figures is not None:
            figures(partial / "figures")
        record = {
            **about,
            "versions": versions(),
            "inputs_hash": inputs_hash,
            "warnings": list(warnings),
            "files": file_digests(partial),
        }
        text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False, default=str)
        (partial / "run.json").write_text(text + "\n", encoding="utf-8")
    return folder


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """A frame's rows as plain data; None where there is no number."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
