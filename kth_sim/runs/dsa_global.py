"""Global sensitivity: Sobol indices through the model, and PRCC of a stored run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray
from kth_sim.economics.sensitivity import (
    Bar,
    decision_outcomes,
    outcomes_at,
    points_of,
    prcc,
    sobol,
    sobol_points,
    tornado,
)
from kth_sim.errors import UserError
from kth_sim.evidence.draws import uncertain
from kth_sim.evidence.quantiles import truncated_quantile
from kth_sim.evidence.register import Register
from kth_sim.runs.dsa_folder import (
    GIVEN,
    AnalysisResult,
    DsaOptions,
    bars_of,
    ends,
    laboratory,
    records,
    save,
    write_folder,
    wtp_of,
)
from kth_sim.runs.dsa_points import Laboratory
from kth_sim.runs.execute import Progress
from kth_sim.runs.library import LoadedRun
from kth_sim.scenarios.vary import Variable

if TYPE_CHECKING:
    import pandas as pd

PATIENTS = 5_000  # at each of thousands of points
MOST_BY_DEFAULT = 8
_SET = "set by the scenario"


def sobol_analysis(
    variable: Variable, options: DsaOptions, n: int, progress: Progress | None = None
) -> AnalysisResult:
    """First-order and total Sobol indices through the model: `sobol.csv`.

    Each parameter follows its own distribution, or is uniform between its bounds; correlations
    between parameters are left aside, as the indices need. All points share their patients' luck.

    Args:
        variable: the scenario.
        options: `only` names the parameters; none: those with the longest bars.
        n: rows of the design, a power of 2; n x (parameters + 2) points are simulated.
        progress: told how many points are done.

    Raises:
        UserError: n, a parameter or wtp is wrong, or the folder cannot be written.
    """
    lab = laboratory(variable, options, PATIENTS)
    sobol_points(1, n, lab.seed)  # before anything is simulated
    bars = bars_of(variable, options)
    if not options.only:
        bars = longest(lab, bars, MOST_BY_DEFAULT)
    unit = sobol_points(len(bars), n, lab.seed)
    flat = unit.reshape(-1, len(bars))
    columns = {bar.parameter: drawn(variable, bar, flat[:, k]) for k, bar in enumerate(bars)}
    points = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    values = lab.values(points, progress).reshape(*unit.shape[:2], -1)
    frame = sobol(values, list(columns), list(lab.outcomes), lab.seed)
    about = {bar.parameter: (bar.label, bar.unit, bar.basis) for bar in bars}
    for i, name in enumerate(("label", "unit", "basis")):
        frame.insert(i + 1, name, [about[parameter][i] for parameter in frame["parameter"]])
    frame["outcome_label"] = [lab.outcomes[name].label for name in frame["outcome"]]
    settings = {
        "parameters": list(columns),
        "n": n,
        "given": ends(b for b in bars if b.bounds == GIVEN),
    }
    return save(lab, "sobol", settings, {"sobol": frame}, len(points), options)


def longest(lab: Laboratory, bars: list[Bar], n: int) -> list[Bar]:
    """The bars that move net benefit most, at the first threshold."""
    frame = tornado(bars, lab.outcomes, lab.measured(points_of(bars)))
    first = frame[frame["outcome"] == next(iter(lab.outcomes))]
    names = list(first["parameter"].head(n))
    return [bar for bar in bars if bar.parameter in names]


def drawn(variable: Variable, bar: Bar, u: FloatArray) -> list[float]:
    """Values of a parameter with these probabilities below them."""
    if bar.bounds == GIVEN:
        values = bar.low_value + (bar.high_value - bar.low_value) * u
    else:
        unit = variable.register.entries[bar.parameter].unit
        values = truncated_quantile(variable.distributions[bar.parameter], u, unit)
    return [float(value) for value in values]


def prcc_of_run(
    run: LoadedRun,
    register: Register,
    wtp: tuple[float, ...] = (),
    only: tuple[str, ...] = (),
    out: Path = Path("outputs"),
) -> AnalysisResult:
    """Partial rank correlations of a stored run's outcomes with what was drawn: `prcc.csv`.

    Args:
        run: of many draws.
        register: the evidence that it was made with.
        wtp: DKK per QALY; empty: those of the evidence.
        only: parameters to show; all that were drawn are held in each correlation.
        out: where the folder goes.

    Raises:
        UserError: the evidence is another, a parameter was not drawn, or draws are too few.
    """
    import pandas as pd  # noqa: PLC0415

    record = run.record
    if record["evidence_hash"] != register.digest:
        what = "was made with other evidence: name its folder with --evidence"
        raise UserError(f"{run.folder}: {what}")
    wanted = wtp_of(wtp, register.values())
    draws = run.draws[driving(run, register)]
    shown = [register.entry(name).id for name in only]
    for name in shown:
        if name not in draws.columns:
            raise UserError(f"{name}: was not drawn in {run.folder}: leave it out")
    known, parts = record["scenario"]["parameters"], []
    for outcome, values in outcomes_of_draws(run, wanted).items():
        if np.ptp(values) == 0:
            continue
        part = prcc(draws, values)
        for i, name in enumerate(("label", "unit", "basis")):
            part.insert(i + 1, name, [known[p][name] for p in part["parameter"]])
        part.insert(4, "outcome", outcome)
        part["outcome_label"] = outcomes_at(wanted)[outcome].label
        parts.append(part if not shown else part[part["parameter"].isin(shown)])
    frame = pd.concat(parts, ignore_index=True)
    return save_prcc(run, wanted, shown, frame, out)


def driving(run: LoadedRun, register: Register) -> list[str]:
    """The parameters that vary by themselves: not those that only follow by a formula."""
    known = run.record["scenario"]["parameters"]
    overrides = {n: g["value"] for n, g in known.items() if g["choice"] == _SET}
    choices = {n: g["choice"] for n, g in known.items() if g["choice"] not in {"", _SET}}
    free = uncertain(register, choices, overrides)

    def follows(name: str) -> bool:
        return name not in free and bool(register.estimate(name, choices.get(name)).formula)

    varying = run.draws.columns[run.draws.min() < run.draws.max()]
    return [name for name in map(str, varying) if not follows(name)]


def outcomes_of_draws(run: LoadedRun, wtp: tuple[float, ...]) -> dict[str, FloatArray]:
    """Each decision outcome in every draw, `[draw]`, in the order of the run's draws."""
    panel = run.outcomes.set_index(["strategy", "draw"])
    usual, kth = (panel.loc[name].reindex(run.draws.index) for name in STRATEGIES)
    people = run.record["scenario"]["cohort"]["people_per_year"]
    gained: dict[str, FloatArray] = {
        name: (kth[name] - usual[name]).to_numpy(float)
        for name in ("qaly", "cost_total", "cost_3m", "prob_death_30d")
    }
    return decision_outcomes(gained, people, wtp)


def save_prcc(
    run: LoadedRun, wtp: tuple[float, ...], shown: list[str], frame: pd.DataFrame, out: Path
) -> AnalysisResult:
    """Write the folder `<out>/<run>-prcc-<hash>`."""
    record = run.record
    analysis: dict[str, Any] = {"kind": "prcc", "wtp": list(wtp), "only": shown}
    analysis |= {"run": run.folder.name, "plan_hash": record["plan_hash"]}
    kept = ("scenario", "draws", "seed", "patients", "evidence_hash")
    about = {name: record[name] for name in kept} | {"analysis": analysis}
    tables = {"prcc": frame}
    folder = write_folder(f"{run.folder.name}-prcc", about, tables, record["warnings"], out)
    payload = {
        "scenario": record["scenario"]["name"],
        "seed": record["seed"],
        "patients": record["patients"],
        "analysis": analysis,
        "warnings": list(record["warnings"]),
        "folder": str(folder),
        "outcomes": list(outcomes_at(wtp)),
        "prcc": records(frame),
    }
    return AnalysisResult(folder, tables, payload)
