"""Figures of capacity: what is in use against what there is, and visits against teams."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from kth_sim.reporting.figures.decision.drawing import number_axis
from kth_sim.reporting.figures.decision.page import About, page
from kth_sim.reporting.figures.style import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    SMALL,
    finish,
    house_style,
    legend_strip,
)
from kth_sim.reporting.frames import require

if TYPE_CHECKING:
    import pandas as pd

RESOURCES = ("theatres", "ward_beds", "temporary_places", "nurse_teams")
COLUMNS = ("resource", "week", "units", "in_use", "in_use_p05", "in_use_p95", "in_queue")
FEW = 3  # clusters that a title can name one by one
LEAST = 0.01  # share served late that a title speaks of
ACROSS = 4  # panels beside each other
Z95 = 1.96
FORMATS = ["%Y", "%m.%Y", "%d.%m", "", "", ""]
LOOKS = {
    "in_use": {"color": BLUE, "linestyle": "-", "linewidth": 1.6},
    "units": {"color": INK, "linestyle": (0, (6, 2)), "linewidth": 1.3},
    "in_queue": {"color": "#9A5B00", "linestyle": (0, (1, 1.2)), "linewidth": 1.6},
}


@house_style
def occupancy(
    frame: pd.DataFrame, about: About, cluster: str, late: dict[str, float], replications: int
) -> Figure:
    """What of each resource is in use and who waits for it, week by week, against what there is.

    Args:
        frame: `resource, week, units, in_use, in_use_p05, in_use_p95, in_queue` of one cluster.
        about: whose results, in which language.
        cluster: its name.
        late: `{resource: share served late}`, for the title.
        replications: how many.
    """
    require(frame, COLUMNS, "occupancy")
    say = about.language
    note = say("occupancy.note", n=say.number(replications))
    figure = page(_occupancy_title(about, cluster, late), about, note, height=5.6)
    grid = figure.add_gridspec(3, 2, height_ratios=(0.08, 1, 1))
    for place, resource in enumerate(RESOURCES):
        axes = figure.add_subplot(grid[1 + place // 2, place % 2])
        _draw_resource(axes, frame[frame["resource"] == resource], about, resource)
        if place % 2 == 0:
            axes.set_ylabel(say("occupancy.axis"))
    band = Patch(facecolor=BLUE, alpha=0.2, label=say("occupancy.band"))
    lines = [Line2D([], [], label=say(f"occupancy.{k}"), **look) for k, look in LOOKS.items()]  # type: ignore[arg-type]
    legend_strip(figure.add_subplot(grid[0, :]), [lines[0], band, *lines[1:]])
    return finish(figure)


def _occupancy_title(about: About, cluster: str, late: dict[str, float]) -> str:
    say = about.language
    most = max(late, key=late.__getitem__, default="")
    if not late.get(most, 0.0) >= LEAST:
        return say("occupancy.title_plain", cluster=cluster)
    name, share = say(f"resource.{most}"), say.percent(late[most])
    return say(f"occupancy.title_{most}", cluster=cluster, resource=name, share=share)


def _draw_resource(axes: Axes, rows: pd.DataFrame, about: About, resource: str) -> None:
    say, weeks = about.language, rows["week"].to_numpy("datetime64[D]")
    low, high = rows["in_use_p05"], rows["in_use_p95"]
    axes.fill_between(weeks, low, high, color=BLUE, alpha=0.2, linewidth=0)
    for column, look in LOOKS.items():
        if rows[column].notna().all():
            axes.plot(weeks, rows[column], **look)  # type: ignore[arg-type]
    axes.set_title(say(f"resource.{resource}"))
    number_axis(axes, "y", say, "", 5)
    top = float(rows[["units", "in_use_p95", "in_queue"]].max(skipna=True).max())
    axes.set_ylim(0, 1.1 * top if top > 0 else 1)
    axes.set_xlim(weeks[0], weeks[-1])
    locator = AutoDateLocator(maxticks=6)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(
        ConciseDateFormatter(locator, formats=FORMATS, show_offset=False)  # type: ignore[no-untyped-call]
    )
    axes.grid(axis="y")


@house_style
def fidelity_by_teams(frame: pd.DataFrame, about: About, replications: int) -> Figure:
    """Share of planned visits delivered against the number of teams, a panel a cluster.

    Args:
        frame: `cluster, nurse_teams, fidelity, mcse, target, meets_target`.
        about: whose results, in which language.
        replications: how many.
    """
    require(frame, ("cluster", "nurse_teams", "fidelity", "mcse", "target"), "fidelity_by_teams")
    say = about.language
    clusters = list(frame["cluster"].unique())
    across = min(ACROSS, len(clusters))
    down = math.ceil(len(clusters) / across)
    notes = [say("fidelity_by_teams.note", n=say.number(replications))]
    if frame["target"].notna().any():
        notes.append(say("fidelity_by_teams.mark"))
    figure = page(_teams_title(frame, about), about, *notes, height=1.9 + 1.75 * down)
    grid = figure.subplots(down, across, squeeze=False, sharey=True)
    for place, axes in enumerate(grid.flat):
        if place >= len(clusters):
            axes.set_axis_off()
            continue
        rows = frame[frame["cluster"] == clusters[place]]
        _draw_cluster(axes, rows, about, clusters[place])
        axes.set_ylim(_floor(frame), 1.02)
        if place % across == 0:
            axes.set_ylabel(say("fidelity_by_teams.fidelity"))
        if place + across >= len(clusters):
            axes.set_xlabel(say("fidelity_by_teams.teams"))
    return finish(figure)


def _draw_cluster(axes: Axes, rows: pd.DataFrame, about: About, cluster: str) -> None:
    say, teams = about.language, rows["nurse_teams"].to_numpy(float)
    reach = Z95 * rows["mcse"].fillna(0.0)
    axes.errorbar(teams, rows["fidelity"], yerr=reach, color=BLUE, marker="o", markersize=4,
                  linewidth=1.6, capsize=2)  # fmt: skip
    target, least = _target_of(rows), _least(rows)
    if target is not None:
        axes.axhline(target, color=MUTED, linestyle=":", linewidth=1.2)
        text = f"{say('fidelity_by_teams.target')} {say.percent(target)}"
        axes.annotate(text, (1, target), xycoords=("axes fraction", "data"), xytext=(-2, -3),
                      textcoords="offset points", ha="right", va="top", fontsize=SMALL,
                      color=INK)  # fmt: skip
    if least is not None:
        found = rows[rows["nurse_teams"] == least]
        axes.plot(found["nurse_teams"], found["fidelity"], marker="o", markersize=9,
                  markerfacecolor=ORANGE, markeredgecolor=INK, linestyle="")  # fmt: skip
    axes.set_title(cluster)
    axes.set_xlim(teams.min() - 0.4, teams.max() + 0.4)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(lambda share, _: say.percent(share))
    axes.grid(axis="y")


def _floor(frame: pd.DataFrame) -> float:
    """A whole tenth below everything drawn."""
    return math.floor(10 * float(frame[["fidelity", "target"]].min().min()) - 0.5) / 10


def _target_of(rows: pd.DataFrame) -> float | None:
    found = rows["target"].dropna()
    return None if found.empty else float(found.iloc[0])


def _least(rows: pd.DataFrame) -> int | None:
    """The least number of teams that meets the target."""
    target = _target_of(rows)
    meets = rows[rows["fidelity"] >= target] if target is not None else rows.iloc[:0]
    return None if meets.empty else int(meets["nurse_teams"].min())


def _teams_title(frame: pd.DataFrame, about: About) -> str:
    say, target = about.language, _target_of(frame)
    least = {str(name): _least(rows) for name, rows in frame.groupby("cluster", sort=False)}
    if target is None or None in least.values():
        return say("fidelity_by_teams.title_plain")
    teams = {name: number for name, number in least.items() if number is not None}
    parts = [
        say("fidelity_by_teams.part", cluster=name, teams=number) for name, number in teams.items()
    ]
    span = say("fidelity_by_teams.span", low=min(teams.values()), high=max(teams.values()))
    listed = say.listed(parts) if len(parts) <= FEW else span
    return say("fidelity_by_teams.title", target=say.percent(target), parts=listed)
