"""Results on a terminal or in a pipe: at most 100 columns, with or without colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kth_sim.reporting.formats import (
    MILLION,
    MONEY,
    SHARES,
    Estimate,
    cell_text,
    difference,
    in_millions,
    level,
    number,
    with_error,
)
from kth_sim.reporting.frames import by_strategy, require
from kth_sim.reporting.language import language
from kth_sim.reporting.report import RunReport
from kth_sim.reporting.wording import (
    RATIOS,
    calibration_sentence,
    estimate,
    header_lines,
    headline,
    per_year,
    ratio,
    readmissions_sentence,
)
from kth_sim.reporting.words import ASSUMPTION, MARKER

WIDEST = 100
SECTIONS = {
    "Outcomes": (
        "prob_death_30d",
        "prob_death_90d",
        "prob_death_1y",
        "prob_readmission_30d",
        "share_deaths_30d_in_hospital",
        "days_hospital",
    ),
    "Length and quality of life": ("ly", "qaly"),
    "Cost, DKK": (
        "cost_3m",
        "cost_hospital",
        "cost_municipality",
        "cost_gp",
        "cost_medicine",
        "cost_total",
        "cost_total_3m_only",
        "cost_total_with_later",
    ),
}
TRACE = ("strategy", "day", "date_or_blank", "event", "place", "detail")


def make_console(file: IO[str] | None = None) -> Console:
    """A console no wider than 100 columns, and just that wide where there is no terminal."""
    console = Console(file=file, highlight=False, markup=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else WIDEST
    return console


def print_summary(report: RunReport, console: Console) -> None:
    """Print what a run found: in words, per patient, per year, and beside the evaluation."""
    _say(console, *header_lines(report))
    _say(console, "\n" + headline(report), readmissions_sentence(report), style="bold")
    for table in (_results(report), _ratios(report), _observed(report.observed_vs_simulated)):
        console.print()
        console.print(table)
    console.print()
    _say(console, "pp: percentage points; m: million", _legend(report))
    _say(console, calibration_sentence(report.calibration))
    for warning in report.warnings:
        _say(console, f"Warning: {warning}", style="yellow")
    console.print(Text(f"Files: {report.folder}"), soft_wrap=True)


def _say(console: Console, *lines: str, style: str = "") -> None:
    """Print the lines that are not empty."""
    for line in filter(None, lines):
        console.print(Text(line), style=style)


def _new_table(title: str, *columns: str) -> Table:
    """A table with a left-aligned first column and no frame."""
    table = Table(
        title=Text(title) if title else None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    return table


def _align_right(table: Table, *places: int) -> Table:
    for place in places:
        table.columns[place].justify = "right"
    return table


def _results(report: RunReport) -> Table:
    table = _new_table(
        "Per patient, and the difference per year (± Monte-Carlo standard error)",
        "",
        "Usual care",
        "KTH",
        "Difference",
        "Per year",
    )
    for section, measures in SECTIONS.items():
        held = [name for name in measures if (report.summary["measure"] == name).any()]
        if held:
            table.add_row(Text(section, style="bold"))
        for measure in held:
            table.add_row(*map(Text, _result_cells(report, measure)))
    return _align_right(table, 1, 2, 3, 4)


def _result_cells(report: RunReport, measure: str) -> list[str]:
    """Label, a level for each strategy, the difference, and what it comes to in a year."""
    rows = report.summary[report.summary["measure"] == measure]
    levels = [level(estimate(one, measure)) for _, one in by_strategy(rows)]
    change = difference(estimate(report.incremental, measure))
    return [f"  {_label(rows)}", *levels, change, _yearly(per_year(report.incremental, measure))]


def _label(rows: pd.DataFrame) -> str:
    mark = f" {MARKER}" if (rows["basis"] == ASSUMPTION).any() else ""
    return f"{rows['label'].iloc[0]}{mark}"


def _yearly(total: Estimate) -> str:
    """A yearly change; nothing where a yearly total means nothing."""
    if pd.isna(total.mean):
        return ""
    if total.unit == MONEY and abs(total.mean) >= MILLION:
        return in_millions(total)
    return difference(total)


def _ratios(report: RunReport) -> Table:
    table = _new_table("What it takes", "", "KTH against usual care")
    rows = report.incremental.set_index("measure", drop=False)
    for measure in filter(rows.index.__contains__, RATIOS):
        label = _label(rows.loc[[measure]])
        table.add_row(Text(label), Text(ratio(report.incremental, measure)))
    return _align_right(table, 1)


def _observed(frame: pd.DataFrame) -> Table:
    """What the evaluation printed beside what is simulated here."""
    table = _new_table(
        "Beside the evaluation's own figures", "", "Printed", "Simulated", "Used for", "Comment"
    )
    for _, row in frame.iterrows():
        ours = Estimate(float(row["simulated"]), float(row["mcse"]), str(row.get("unit", "")))
        cells = (row["label"], _printed(row), with_error(ours), row["use"], row["comment"])
        table.add_row(*(Text(cell_text(cell)) for cell in cells))
    return _align_right(table, 1, 2)


def _printed(row: pd.Series) -> str:
    """A printed figure in its unit: per cent to one decimal, DKK to one krone."""
    if row.get("unit") in SHARES:
        return f"{100 * row['observed']:.1f} %"
    return cell_text(row["observed"]) if row.get("unit") != "DKK" else number(row["observed"])


def _legend(report: RunReport) -> str:
    frames = (report.summary, report.incremental)
    if not any((frame["basis"] == ASSUMPTION).any() for frame in frames):
        return ""
    return f"{MARKER} rests on assumptions ({len(report.assumptions)} in use: assumptions.csv)"


def print_trace(rows: pd.DataFrame, console: Console) -> None:
    """Print one patient's life in each strategy, one after the other, event by event.

    Args:
        rows: `strategy, day, date_or_blank, event, place, detail`, in order of time.
        console: where to print.
    """
    require(rows, TRACE, "print_trace")
    shown = list(TRACE[1:])
    if rows["date_or_blank"].fillna("").eq("").all():
        shown.remove("date_or_blank")
    say = language("en")
    named = rows.assign(place=rows["place"].map(lambda place: say.named("state", place)))
    for strategy, life in by_strategy(named):
        table = life[shown].rename(columns={"date_or_blank": "date"})
        print_table(table, console, title=say(f"strategy_long.{strategy}"))


def print_table(
    frame: pd.DataFrame,
    console: Console,
    columns: Sequence[str] | None = None,
    title: str = "",
    *,
    verbatim: bool = False,
) -> None:
    """Print a frame as a table; long text wraps, numbers stand to the right.

    Args:
        frame: what to print.
        console: where to print.
        columns: which columns, in which order; by default all.
        title: words above the table.
        verbatim: whether names of columns and whole numbers (a year, a seed) stay as they are.
    """
    shown = frame if columns is None else frame[list(columns)]
    heads = [str(name) if verbatim else str(name).replace("_", " ").capitalize() for name in shown]
    table = _new_table(title, *heads)
    for row in shown.itertuples(index=False, name=None):  # each cell of its own type
        table.add_row(*(Text(cell_text(cell, separated=not verbatim)) for cell in row))
    numbers = enumerate(map(pd.api.types.is_numeric_dtype, shown.dtypes))
    console.print(_align_right(table, *(place for place, numeric in numbers if numeric)))
    console.print()
