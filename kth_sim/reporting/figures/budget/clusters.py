"""What a plan costs each cluster, in small panels that lie as the clusters do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kth_sim.reporting.figures.budget.drawing import (
    millions,
    money_axis,
    payer_handles,
    payers_in,
    plan_name,
    stacked,
    sum_handle,
)
from kth_sim.reporting.figures.decision.drawing import zero_line
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import INK, MUTED, SMALL, finish, house_style
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("plan", "team", "year", "payer", "net", "treated")
# Row from the north and column from the west, roughly; others fill the cells left over.
PLACES: Mapping[str, tuple[int, int]] = {
    "Randers": (0, 1),
    "Nord": (0, 3),
    "Gødstrup": (1, 0),
    "Midt": (1, 3),
    "Byen": (1, 4),
    "SOL": (2, 1),
    "Slagelse": (2, 2),
    "SUH Køge-Faxe": (2, 3),
    "Syd": (2, 4),
    "Sydhavsøerne": (3, 3),
    "Bornholm": (3, 4),
    "Sydvestjylland": (0, 0),
    "Fyn": (0, 2),
    "Sønderjylland": (1, 1),
}
ACROSS = 5
PANEL = 1.62  # inches


@house_style
def clusters(frame: pd.DataFrame, about: About) -> Figure:
    """Net cost of a plan in each cluster by year and payer, a panel a cluster.

    Args:
        frame: `plan, team, year, payer, net` (DKK, mean over the draws) and `treated` (people
            with KTH of that team and year, the same in each payer's row), of one plan.
        about: whose results, in which language.
    """
    require(frame, COLUMNS, "clusters")
    say, payers = about.language, payers_in(frame, "net")
    cells = places_of([str(name) for name in frame["team"].unique()])
    down, across = (1 + max(cell[axis] for cell in cells.values()) for axis in (0, 1))
    note = (say("budget.undiscounted"), say("clusters.note"))
    figure = page(_title(frame, about), about, *note, height=1.9 + PANEL * down)
    grid = figure.subplots(down, across, squeeze=False, sharex=True, sharey=True)
    for axes in grid.flat:
        axes.set_axis_off()
    for team, cell in cells.items():
        axes = grid[cell]
        axes.set_axis_on()
        _draw(axes, frame[frame["team"] == team], payers, about)
        axes.set_title(f"{team}\n\n", fontweight="bold", fontsize=8.5)
    free = [cell for cell in np.ndindex(down, across) if cell not in cells.values()]
    handles = [*payer_handles(about, payers), sum_handle(about)]
    if free:
        corner = list(grid.flat)[free[0][0] * across + free[0][1]]
        corner.legend(handles=handles, loc="upper left", borderaxespad=0)
    else:
        figure.legend(handles=handles, loc="outside lower right", ncols=len(handles))
    return finish(figure)


def places_of(teams: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Row and column of each team; those on no map fill the cells left over.

    >>> places_of(["SOL", "Slagelse", "Elsewhere"])
    {'SOL': (0, 0), 'Slagelse': (0, 1), 'Elsewhere': (0, 2)}
    """
    known = {team: PLACES[team] for team in teams if team in PLACES}
    rows = sorted({row for row, _ in known.values()})
    columns = sorted({column for _, column in known.values()})
    found = {team: (rows.index(r), columns.index(c)) for team, (r, c) in known.items()}
    free = (divmod(i, ACROSS) for i in range(ACROSS * (len(teams) + len(rows))))
    empty = (cell for cell in free if cell not in found.values())
    return found | {team: next(empty) for team in teams if team not in known}


def _draw(axes: Axes, rows: pd.DataFrame, payers: list[str], about: About) -> None:
    say, years = about.language, sorted(rows["year"].unique())
    by_payer = rows.pivot_table(index="year", columns="payer", values="net", aggfunc="sum")
    parts = [by_payer[payer].to_numpy(float) for payer in payers]
    places = np.arange(len(years), dtype=float)
    stacked(axes, places, parts, payers, width=0.7)
    total = np.sum(parts, axis=0)
    axes.plot(places, total, "D", color="white", markeredgecolor=INK, markersize=3.5, zorder=4)
    zero_line(axes)
    money_axis(axes, say, "", most=4)
    ends = [0, len(years) - 1]
    axes.set_xticks(ends, [f"{years[i]}" for i in ends])
    axes.tick_params(labelsize=SMALL, labelbottom=True, labelleft=True)
    text = axes.annotate(
        _people(rows, float(total.sum()), about),
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 2),
        textcoords="offset points",
        fontsize=SMALL,
        color=MUTED,
        annotation_clip=False,
    )
    text.set_in_layout(False)  # it may be wider than its panel


def _people(rows: pd.DataFrame, net: float, about: About) -> str:
    """How many got KTH in all years, and the net cost for each of them."""
    say = about.language
    treated = float(rows.drop_duplicates("year")["treated"].sum())
    if treated <= 0:
        return say("clusters.nobody")
    return say("clusters.people", n=say.number(treated), cost=say.number(net / treated))


def _title(frame: pd.DataFrame, about: About) -> str:
    say, last = about.language, frame["year"].max()
    of_team = frame[frame["year"] == last].groupby("team")["net"].sum()
    return say(
        "clusters.title",
        plan=plan_name(about, str(frame["plan"].iloc[0])),
        least=millions(say, float(of_team.min())),
        most=millions(say, float(of_team.max())),
    )
