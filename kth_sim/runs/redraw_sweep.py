"""The figures of a stored sweep: which of its axes goes where, and the rows that each shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kth_sim.runs.redraw_parts import Drawing, Kind, Stored

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.reporting.figures.decision import About, Figure

TIDY, RANKING, AXES = "sweep.parquet", "ranking.csv", "axes.csv"
_SWEEP = "kth-sim sweep SWEEP"
MOST_PANELS, MOST_LINES, MOST_MAPS = 12, 4, 2
FOREST_STRATEGIES = ("lives_saved_per_year", "inc_qaly", "inc_cost")
FOREST_PLANS = ("lives_saved_30d", "net_cost", "bed_days")
DESIGNED = ("latin_hypercube", "sobol")


@dataclass(frozen=True)
class Swept:
    """A stored sweep as its figures see it.

    Attributes:
        stored: the run.
        axes: rows of `axes.csv`, by id.
        rows: of what Kom Trygt Hjem changes, or what plans come to: a row a point and measure.
    """

    stored: Stored
    axes: pd.DataFrame
    rows: pd.DataFrame

    @property
    def names(self) -> list[str]:
        """The axes' ids."""
        return [str(name) for name in self.axes.index]

    @property
    def design(self) -> str:
        """How the points were laid."""
        return str(self.stored.record["analysis"]["design"])

    @property
    def numeric(self) -> list[str]:
        """Axes of numbers, the one with most values first."""
        rows = self.axes[self.axes["subject"] == "parameter"]
        rows = rows.sort_values("n", ascending=False, kind="stable")
        return [str(name) for name in rows.index]

    @property
    def others(self) -> list[str]:
        """All other axes, in order."""
        return [name for name in self.names if name not in self.numeric]

    def n(self, name: str) -> int:
        """How many values an axis has."""
        return int(self.rows[name].nunique())

    def benefits(self) -> list[str]:
        """Net benefit at each threshold of the figures: the measures' names."""
        stems = {f"{stem}_{wtp:.15g}" for stem in STEMS for wtp in self.stored.marks}
        return [str(name) for name in self.rows["measure"].unique() if name in stems]

    def of(self, measure: str) -> pd.DataFrame:
        """The rows of one measure."""
        return self.rows[self.rows["measure"] == measure]

    def held(self, rows: pd.DataFrame, free: list[str]) -> pd.DataFrame:
        """The rows in which every axis but the free ones stands nearest to its base value."""
        for name in (name for name in self.names if name not in free):
            rows = rows[rows[name] == self.nearest_base(name)]
        return rows

    def nearest_base(self, name: str) -> float | str:
        """The value of an axis that is, or comes nearest to, that of the base scenario."""
        values: list[float | str] = list(dict.fromkeys(self.rows[name]))
        scenario = self.stored.record["scenario"]
        if name in self.numeric:
            base = float(scenario["parameters"][name]["value"])
            return min(values, key=lambda value: abs(float(value) - base))
        chosen = scenario["parameters"].get(name, {}).get("choice") or "base"
        base_name = scenario["structure"].get(name, chosen)
        there = [v for v in (base_name, scenario["name"]) if v in values]
        return str(there[0] if there else values[0])


STEMS = ("inmb", "net_benefit")


def swept(stored: Stored) -> Swept:
    """The sweep of a run's folder."""
    import pandas as pd  # noqa: PLC0415

    axes = stored.table(AXES).set_index("axis")
    tidy = pd.read_parquet(stored.path(TIDY))
    return Swept(stored, axes, tidy[tidy["strategy"].isin(["increment", "plan"])])


def drawing(name: str, frame: pd.DataFrame, function: str, one: Swept, **roles: Any) -> Drawing:  # noqa: ANN401 - axes' ids, and what is drawn of them
    """A figure of the sweep, drawn by that function of the figures' room."""
    kept = ["point", "point_label", *one.names, "measure", "label", "unit"]
    kept += ["mean", "mcse", "low", "high", "basis"]
    shown = frame[kept] if set(kept) <= set(frame.columns) else frame

    def draw(about: About) -> Figure:
        room = import_module("kth_sim.reporting.figures.sweep")  # loads matplotlib
        figure: Figure = getattr(room, function)(
            shown, room.Naming(about, one.axes, one.design), **roles
        )
        return figure

    return Drawing(name, shown, draw)


def lines(stored: Stored) -> Iterator[Drawing]:
    """Net benefit along each axis of numbers of a grid, the others at their base."""
    one = swept(stored)
    if one.design != "grid":
        return
    for axis in one.numeric:
        of_lines = next((name for name in one.others if one.n(name) <= MOST_LINES), "")
        for measure in one.benefits():
            rows = one.held(one.of(measure), [axis, of_lines])
            if rows[axis].nunique() > 1:
                name = f"sweep_line_{axis}_{measure}"
                yield drawing(name, rows, "sweep_line", one, x=axis, line=of_lines)


def multiples(stored: Stored) -> Iterator[Drawing]:
    """Small multiples: a panel a value of an axis; of a list, a panel a measure."""
    one = swept(stored)
    if one.design in DESIGNED and one.numeric:
        for measure in one.benefits():
            name = f"sweep_multiples_{measure}"
            yield drawing(name, one.of(measure), "sweep_scatter", one, axes=tuple(one.numeric))
    elif one.design == "grid" and one.numeric and len(one.names) > 1:
        yield from panelled(one)
    else:
        yield forest(one)


def panelled(one: Swept) -> Iterator[Drawing]:
    """Net benefit along the longest axis of numbers, a panel for each value of another."""
    x = one.numeric[0]
    rest = [name for name in (*one.numeric[1:], *one.others) if one.n(name) > 1]
    panel = next((name for name in rest if one.n(name) <= MOST_PANELS), "")
    few = [name for name in rest if name != panel and one.n(name) <= MOST_LINES]
    line = few[0] if few else ""
    for measure in one.benefits():
        rows = one.held(one.of(measure), [x, panel, line])
        name = f"sweep_multiples_{measure}"
        yield drawing(name, rows, "sweep_multiples", one, x=x, panel=panel, line=line)


def forest(one: Swept) -> Drawing:
    """Several measures of every point, each with its interval."""
    plans = (one.rows["strategy"] == "plan").all()
    wanted = [*one.benefits(), *(FOREST_PLANS if plans else FOREST_STRATEGIES)]
    rows = one.rows[one.rows["measure"].isin(wanted)]
    return drawing("sweep_multiples", rows, "sweep_forest", one, measures=tuple(wanted))


def maps(stored: Stored) -> Iterator[Drawing]:
    """Net benefit over two axes of a grid, a map for each value of a third."""
    one = swept(stored)
    order = [name for name in (*one.numeric, *one.others) if one.n(name) > 1]
    if one.design != "grid" or len(order) < 2:
        return
    x, y, *rest = order
    panel = next((name for name in rest if one.n(name) <= MOST_MAPS), "")
    for measure in one.benefits():
        rows = one.held(one.of(measure), [x, y, panel])
        yield drawing(f"sweep_map_{measure}", rows, "sweep_map", one, x=x, y=y, panel=panel)


def rankings(stored: Stored) -> Iterator[Drawing]:
    """What choosing is expected to lose at every point, one figure a threshold."""
    one, ranking = swept(stored), stored.table(RANKING)
    ranking = ranking.drop(columns="point_label")  # guarded there, as it is in the other file
    places = one.rows.drop_duplicates("point").set_index("point")[["point_label", *one.names]]
    for wtp in ranking["wtp"].unique().tolist():
        if wtp in stored.marks:
            rows = ranking[ranking["wtp"] == wtp]
            frame = rows.join(places, on="point")
            yield drawing(f"sweep_ranking_{wtp:.15g}", frame, "sweep_ranking", one)


def kind(name: str, *needs: str, of: Callable[[Stored], Iterator[Drawing]]) -> Kind:
    """A kind of figure of a sweep."""
    return Kind(name, (TIDY, AXES, *needs), _SWEEP, of)


SWEEP_KINDS: tuple[Kind, ...] = (
    kind("sweep_line", of=lines),
    kind("sweep_multiples", of=multiples),
    kind("sweep_map", of=maps),
    kind("sweep_ranking", RANKING, of=rankings),
)
