"""What stored runs found, measure by measure, and how far they lie apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray
from kth_sim.economics import MEASURES, RATIOS, measure_of
from kth_sim.errors import UserError
from kth_sim.runs.labels import weaker
from kth_sim.runs.psa_results import OUTCOMES
from kth_sim.runs.sweep_overview import POINTS

if TYPE_CHECKING:
    import pandas as pd

INCREMENT = "increment"
Key = tuple[str, str]  # strategy and measure
Draws = dict[Key, FloatArray]


@dataclass(frozen=True)
class Figures:
    """What one run found.

    Attributes:
        means: by strategy (or `increment`) and measure.
        errors: Monte-Carlo standard errors; nan where unknown.
        bases: the weakest ground of each, where it is stored.
        draws: `[draw]` of each, where they are stored.
    """

    means: Mapping[Key, float]
    errors: Mapping[Key, float]
    bases: Mapping[Key, str]
    draws: Draws


def figures_of(folder: Path, record: Mapping[str, Any], point: int | None) -> Figures:
    """The figures of a run, or of one point of a sweep.

    Raises:
        UserError: it holds no figures of strategies.
    """
    if point is not None:
        return of_point(folder, point)
    if "results" not in record:
        what = "holds no results of strategies: name runs of kth-sim run, or a sweep's point"
        raise UserError(f"{folder}: {what}, as {folder.name}:0")
    pairs = dict(record["results"]["strategies"]) | {INCREMENT: record["results"]["increments"]}
    found = {
        (strategy, measure): values
        for strategy, of in pairs.items()
        for measure, values in of.items()
    }
    return Figures(
        {key: or_nan(values["mean"]) for key, values in found.items()},
        {key: or_nan(values["mcse"]) for key, values in found.items()},
        bases_of(folder),
        draws_of(folder / OUTCOMES),
    )


def or_nan(value: float | None) -> float:
    """The number; nan where there is none."""
    return float("nan") if value is None else float(value)


def bases_of(folder: Path) -> dict[Key, str]:
    """What each figure of a run rests on, as its tables say."""
    import pandas as pd  # noqa: PLC0415

    found: dict[Key, str] = {}
    for name in ("summary.csv", "incremental.csv"):
        frame = pd.read_csv(folder / name)
        for row in frame.to_dict("records"):
            found[str(row.get("strategy", INCREMENT)), str(row["measure"])] = str(row["basis"])
    return found


def draws_of(path: Path) -> Draws:
    """The draws of every figure, from a panel; nothing where it is not stored."""
    import pandas as pd  # noqa: PLC0415

    if not path.is_file():
        return {}
    frame = pd.read_parquet(path)
    if "block" in frame:
        frame = frame[frame["block"] == 0].drop(columns="block")
    wide = {
        name: of.set_index("draw").drop(columns="strategy")
        for name, of in frame.groupby("strategy")
    }
    found: Draws = {
        (str(strategy), str(measure)): of[measure].to_numpy(float)
        for strategy, of in wide.items()
        for measure in of
    }
    usual, kth = STRATEGIES
    for measure in wide[usual]:
        less = wide[kth][measure] - wide[usual][measure]
        found[INCREMENT, str(measure)] = less.to_numpy(float)
    return found


def of_point(folder: Path, point: int) -> Figures:
    """The figures of one point of a sweep.

    Raises:
        UserError: its points are rollout plans.
    """
    import pandas as pd  # noqa: PLC0415

    rows = pd.read_parquet(folder / "sweep.parquet", filters=[("point", "=", point)])
    rows = rows[rows["measure"].isin([*MEASURES, *RATIOS])]
    keys = [(str(row.strategy), str(row.measure)) for row in rows.itertuples()]
    if not any(strategy == INCREMENT for strategy, _ in keys):
        raise UserError(f"{folder}: its points are rollout plans: compare them in its points.csv")
    return Figures(
        dict(zip(keys, rows["mean"], strict=True)),
        dict(zip(keys, rows["mcse"], strict=True)),
        dict(zip(keys, rows["basis"], strict=True)),
        draws_of(folder / POINTS / f"{point:06d}.parquet"),
    )


def results_table(figures: Mapping[str, Figures], paired: Sequence[bool]) -> pd.DataFrame:
    """What differs between runs in what they found.

    Columns: `strategy, measure, label, unit`, a column a run, and of each but the first its
    `difference:`, `mcse:`, `low:` and `high:` (95 % of the paired draws) from the first; `basis`.

    Args:
        figures: by the run's name; the first is what the others are compared with.
        paired: of each of the others, whether it shares the first one's draws and luck.
    """
    import pandas as pd  # noqa: PLC0415

    first, *others = figures.values()
    names = list(figures)
    rows = []
    for key in first.means:
        ours = [one.means.get(key, float("nan")) for one in figures.values()]
        if len({repr(value) for value in ours}) == 1:
            continue
        about = measure_of(key[1])
        row: dict[str, object] = {"strategy": key[0], "measure": key[1]}
        row |= {"label": about.label, "unit": about.unit, **dict(zip(names, ours, strict=True))}
        for name, other, pair in zip(names[1:], others, paired, strict=True):
            found = difference(first, other, key, paired=pair)
            row |= {f"{what}: {name}": value for what, value in found.items()}
        rows.append(row | {"basis": weakest(one.bases.get(key, "") for one in figures.values())})
    return pd.DataFrame(rows, columns=columns(names))


def columns(names: Sequence[str]) -> list[str]:
    """Of the table of results."""
    found = [f"{what}: {name}" for name in names[1:] for what in DIFFERENCE]
    return ["strategy", "measure", "label", "unit", *names, *found, "basis"]


DIFFERENCE = ("difference", "mcse", "low", "high")


def difference(first: Figures, other: Figures, key: Key, *, paired: bool) -> dict[str, float]:
    """A run's figure less the first one's, with error and interval.

    With the same draws and luck the error is that of the paired differences; else errors add as
    those of independent runs do. Runs of point values that share their luck store no draws: their
    error is at most that, and far less where they share most.
    """
    nothing = float("nan")
    found = {
        "difference": other.means.get(key, nothing) - first.means[key],
        "mcse": math.hypot(first.errors.get(key, nothing), other.errors.get(key, nothing)),
        "low": nothing,
        "high": nothing,
    }
    if paired and key in first.draws and key in other.draws and first.draws[key].size > 1:
        less = other.draws[key] - first.draws[key]
        found["mcse"] = float(less.std(ddof=1) / np.sqrt(less.size))
        found["low"], found["high"] = map(float, np.quantile(less, [0.025, 0.975]))
    return found


def weakest(bases: Iterable[str]) -> str:
    """The weakest of some grounds."""
    return reduce(weaker, bases, "")
