"""What a reader gets on the terminal from a sweep: how large it is, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.text import Text

from kth_sim.reporting.console import print_table
from kth_sim.reporting.dsa_console import short
from kth_sim.reporting.formats import MILLION, cell_text, number
from kth_sim.reporting.words import ASSUMPTION, MARKER

if TYPE_CHECKING:
    from rich.console import Console

TOP = 20  # points shown
BETWEEN = " · "  # the values of a point
MINUTE, HOUR = 60, 3600
ROUNDING = 1e-9  # what is smaller is nought
FIDELITIES = 4
# What the table shows of a point, the first of these that it has: strategies, then plans.
SHOWN = {
    "inmb": "net benefit",
    "prob_cost_effective": "worth its cost",
    "lives_saved_per_year": "lives saved a year",
    "net_benefit": "net benefit",
    "net_cost": "net cost",
    "lives_saved_30d": "lives saved",
}
STRATEGIES = ("usual_care", "kth")


def size_lines(size: Mapping[str, Any], *, of_plans: bool) -> list[str]:
    """How much there is to do and about how long it takes, before it begins.

    Args:
        size: `points, kept, simulations, draws, patients, seconds, pilot_draws`.
        of_plans: whether the points are rollout plans.

    Example:
        >>> size_lines({"points": 40, "kept": 0, "simulations": 20, "draws": 200, "seconds": 61.0,
        ...     "patients": 2000, "pilot_draws": 10}, of_plans=False)
        ['40 points, 20 different simulations; 200 draws of 2,000 patients in 2 strategies each', \
'About 2 minutes, by a pilot of 10 draws on this machine']
    """
    within = f"{FIDELITIES} fidelities" if of_plans else f"{len(STRATEGIES)} strategies"
    draws, patients = f"{size['draws']:,}", f"{size['patients']:,}"
    first = (
        f"{size['points']:,} points, {size['simulations']:,} different simulations; "
        f"{draws} draws of {patients} patients in {within} each"
    )
    if not size["pilot_draws"]:
        return [f"{size['points']:,} points, all of them simulated before: only summed up anew"]
    lines = [first]
    if size["kept"]:
        lines.append(f"Going on: {size['kept']:,} points are finished already")
    how = f"by a pilot of {size['pilot_draws']} draws on this machine"
    return [*lines, f"About {in_words(size['seconds'])}, {how}"]


def in_words(seconds: float) -> str:
    """A time to wait, rounded up.

    >>> in_words(0.3), in_words(61.0), in_words(5400.0)
    ('1 second', '2 minutes', '2 hours')
    """
    longer = ((HOUR, "hour"), (MINUTE, "minute"))
    length, name = next((unit for unit in longer if seconds > unit[0]), (1, "second"))
    n = max(-int(-seconds // length), 1)
    return f"{n} {name}{'s' if n > 1 else ''}"


def print_sweep(
    payload: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], console: Console
) -> None:
    """Print the points, the ranking at the first threshold, and where the rest is."""
    asked = payload["analysis"]
    draws = payload["draws"]["n"]
    console.print(Text(f"{asked['label']} ({payload['sweep']})"), style="bold")
    same = f"seed {payload['seed']}, the same draws and luck at every point"
    console.print(Text(f"{draws:,} draws of {payload['patients']:,} patients; {same}"))
    console.print()
    points, ranking = tables["points.csv"], tables["ranking.csv"]
    if asked["design"] != "list":
        axes = [str(name) for name in tables["axes.csv"]["axis"]]
        console.print(Text(f"Points are named by: {BETWEEN.join(axes)}\n"))
        names = dict(zip(points["point"], by_values(points[axes]), strict=True))
        points, ranking = (f.assign(point_label=f["point"].map(names)) for f in (points, ranking))
    print_points(points, console)
    print_ranking(ranking, console)
    console.print(Text(f"{MARKER} rests on assumptions; m: million"))
    for warning in payload["warnings"]:
        console.print(Text(f"Warning: {warning}"), style="yellow")
    console.print(Text(f"Files: {payload['folder']}"), soft_wrap=True)


def by_values(values: pd.DataFrame) -> list[str]:
    """Names of points: their values, one after the other.

    >>> by_values(pd.DataFrame({"or_death_30d_kth": [0.6], "later_care_costs": ["included"]}))
    ['0.6 · included']
    """
    return [BETWEEN.join(map(cell_text, row)) for row in values.itertuples(index=False)]


def print_points(points: pd.DataFrame, console: Console) -> None:
    """A row a point: its name and the figures that a decision turns on, with their interval."""
    shown = points.head(TOP)
    table = {"point": shown["point"].astype(str), "": named(shown)}
    for stem, title in SHOWN.items():
        name = next((str(c) for c in points if is_figure(str(c), stem)), None)
        if name is not None:
            at = name.removeprefix(stem).lstrip("_")
            heading = f"{title} at {float(at):,.15g}" if at else title
            table[heading] = [figure(row, name) for _, row in shown.iterrows()]
    frame = pd.DataFrame(table)
    print_table(frame, console, title="KTH against usual care: mean (95 % of the draws)")
    if len(points) > TOP:
        rest = f"{TOP} of {len(points)} points; all: points.csv, with every axis and measure"
        console.print(Text(f"{rest}: sweep.parquet"))


def is_figure(column: str, stem: str) -> bool:
    """Whether a column is that figure, or that figure at a threshold."""
    return column == stem or column.removeprefix(f"{stem}_").replace(".", "").isdigit()


def named(rows: pd.DataFrame) -> list[str]:
    """Names of points, marked where they rest on an assumption."""
    return [
        f"{label} {MARKER}" if basis == ASSUMPTION else str(label)
        for label, basis in zip(rows["point_label"], rows["basis"], strict=True)
    ]


def figure(row: pd.Series[Any], name: str) -> str:
    """One figure with its interval; a share in per cent."""
    if name.startswith("prob_"):
        return f"{number(100 * row[name])} %"
    if f"{name}_low" not in row:
        return compact(row[name])
    low, high = compact(row[f"{name}_low"]), compact(row[f"{name}_high"])
    return f"{compact(row[name])} ({low}; {high})"


def compact(value: float) -> str:
    """A value to four digits, millions as such, and nought for what is only rounding.

    >>> compact(-79_203_412.0), compact(42_090.3), compact(7.1e-15)
    ('-79.2 m', '42,090', '0')
    """
    if abs(value) >= MILLION:
        return f"{short(float(f'{value / MILLION:.3g}'))} m"
    return short(value) if abs(value) > ROUNDING else "0"


def print_ranking(ranking: pd.DataFrame, console: Console) -> None:
    """What choosing is expected to lose, at the first threshold, least first."""
    rows = ranking[ranking["wtp"] == ranking["wtp"].min()]
    plans = not rows["choice"].isin(STRATEGIES).all()
    rows = rows if plans else rows[rows["choice"] == STRATEGIES[1]]
    shown = rows.head(TOP)
    at = f"at {rows['wtp'].iloc[0]:,.15g} DKK/QALY"
    title = (
        f"Expected loss of each plan against the best of its scenario, {at}, DKK"
        if plans
        else f"Expected loss of choosing KTH, {at}, DKK a patient"
    )
    table = pd.DataFrame(
        {
            "rank": shown["rank"].astype(str),
            "": named(shown),
            "expected loss": shown["expected_loss"].map(compact),
            "best in": [f"{number(100 * share)} %" for share in shown["prob_best"]],
        }
    )
    print_table(table, console, title=title)
    if len(rows) > TOP:
        console.print(Text(f"{TOP} of {len(rows)} rows; all: ranking.csv"))
