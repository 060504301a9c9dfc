"""One-way and two-way sensitivity analysis of a scenario."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.sensitivity import Bar, boundary, points_of, tornado
from kth_sim.errors import UserError
from kth_sim.runs.dsa_folder import AnalysisResult, DsaOptions, bars_of, ends, laboratory, save
from kth_sim.runs.dsa_points import Laboratory
from kth_sim.runs.execute import Progress
from kth_sim.scenarios.vary import Variable

if TYPE_CHECKING:
    import pandas as pd

ONE_WAY_PATIENTS = 100_000
TWO_WAY_PATIENTS = 20_000  # hundreds of points, and lines to solve between them
_PAIR = 2


def one_way(
    variable: Variable, options: DsaOptions, progress: Progress | None = None
) -> AnalysisResult:
    """Every parameter at both ends of its range, the others as they are: `dsa.csv`.

    Raises:
        UserError: a parameter or wtp is wrong, or the folder cannot be written.
    """
    bars = bars_of(variable, options)
    lab = laboratory(variable, options, ONE_WAY_PATIENTS)
    points = points_of(bars)
    frame = tornado(bars, lab.outcomes, lab.measured(points, progress))
    return save(lab, "dsa", {"bars": ends(bars)}, {"dsa": frame}, len(points), options)


def two_way(
    variable: Variable, options: DsaOptions, grid: int, progress: Progress | None = None
) -> AnalysisResult:
    """Two parameters over a grid, and where net benefit is 0: `dsa_grid.csv`, `dsa_boundary.csv`.

    Raises:
        UserError: not two parameters are named, one of them or wtp is wrong, or the folder cannot
            be written.
    """
    if len(set(options.only)) != _PAIR:
        raise UserError("--two-way: name two parameters, as in --two-way PARAM1,PARAM2")
    x, y = bars_of(variable, options)
    lab = laboratory(variable, options, TWO_WAY_PATIENTS)
    xs, ys = (np.linspace(bar.low_value, bar.high_value, grid) for bar in (x, y))
    points = [{x.parameter: a, y.parameter: b} for a, b in product(xs.tolist(), ys.tolist())]
    values = lab.values(points, progress).reshape(grid, grid, -1)
    tables = {
        "dsa_grid": grid_frame(lab, (x, y), (xs, ys), values),
        "dsa_boundary": boundary_frame(lab, (x, y), (xs, ys), values),
    }
    settings = {"bars": ends((x, y)), "grid": grid}
    return save(lab, "two-way", settings, tables, len(points), options)


def grid_frame(
    lab: Laboratory, bars: tuple[Bar, Bar], axes: tuple[FloatArray, FloatArray], values: FloatArray
) -> pd.DataFrame:
    """Rows `x_parameter, y_parameter, x, y, outcome, value`, then labels and units."""
    import pandas as pd  # noqa: PLC0415

    (x, y), (xs, ys) = bars, axes
    return pd.DataFrame(
        {
            "x_parameter": x.parameter,
            "y_parameter": y.parameter,
            "x": a,
            "y": b,
            "outcome": outcome.id,
            "value": values[i, j, k],
            "x_label": x.label,
            "x_unit": x.unit,
            "x_basis": x.basis,
            "y_label": y.label,
            "y_unit": y.unit,
            "y_basis": y.basis,
            "outcome_label": outcome.label,
            "outcome_unit": outcome.unit,
        }
        for k, outcome in enumerate(lab.outcomes.values())
        for (i, a), (j, b) in product(enumerate(xs.tolist()), enumerate(ys.tolist()))
    )


def boundary_frame(
    lab: Laboratory, bars: tuple[Bar, Bar], axes: tuple[FloatArray, FloatArray], values: FloatArray
) -> pd.DataFrame:
    """Rows `x, y, outcome, outcome_label`: where net benefit is 0, at each threshold."""
    import pandas as pd  # noqa: PLC0415

    x, y = (bar.parameter for bar in bars)
    parts = []
    with ThreadPoolExecutor(lab.workers) as pool:
        for k, outcome in enumerate(lab.outcomes):
            if not outcome.startswith("inmb"):
                continue

            def at(a: float, b: float, outcome: str = outcome) -> float:
                return lab.value({x: a, y: b}, outcome)

            found = boundary(at, *axes, values[..., k], pool.map)
            solved = pd.DataFrame(found, columns=["x", "y"])
            label = lab.outcomes[outcome].label
            parts.append(solved.assign(outcome=outcome, outcome_label=label))
    return pd.concat(parts, ignore_index=True)
