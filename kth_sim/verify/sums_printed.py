"""Sums: every number that is printed is the number that is stored, rounded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import STRATEGIES
from kth_sim.reporting.console import SECTIONS
from kth_sim.reporting.psa_console import RATIOS, SHOWN, records
from kth_sim.reporting.wording import HEADLINE
from kth_sim.verify.check import Finding, check
from kth_sim.verify.findings import largest
from kth_sim.verify.subject import Subject

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.verify.subject_runs_printed import Printed

ROUNDING = 1e-9
HALF_A_DIGIT = 0.5 + 1e-6  # of the last one that is printed; a half may go either way
NUMBER = re.compile(
    r"(?P<below><)?(?P<number>[-+]?\d[\d,]*(?:\.\d+)?)(?: ?(?P<unit>%|pp|million|m)(?!\w))?"
)
SCALES = {"%": 0.01, "pp": 0.01, "m": 1e6, "million": 1e6}
Shown = tuple[float, float]  # a printed number, and half a unit of its last digit


# A risk of those discharged alive; a year's total of it is of all operated.
COUNTED = {"prob_readmission_30d": "readmitted_30d"}


@check("sums.tables_are_the_panel", "Are the tables' means and intervals those of the draws?")
def _tables_are_the_panel(subject: Subject) -> Finding:
    """Worked out anew from `outcomes.parquet`, column by column."""
    run, people = subject.runs.printed_draws, subject.runs.scenario.people_per_year
    outcomes = run.tables["outcomes.parquet"].set_index(["strategy", "draw"])
    frames = {name: outcomes.xs(name, level="strategy") for name in STRATEGIES}
    frames["increment"] = frames["kth"] - frames["usual_care"]
    errors = {}
    for (where, measure), row in rows_of(run).items():
        if measure not in frames[where]:
            continue  # a ratio of means
        counted = frames[where][COUNTED.get(measure, measure)]
        for what, value in described(frames[where][measure], counted, people).items():
            if not np.isnan(row[what]):
                error = abs(row[what] - value) / max(abs(value), ROUNDING)
                errors[f"{measure}, {where}, {what}"] = error
    return largest(errors, ROUNDING, f"{len(errors)} numbers of two tables, from the draws")


def rows_of(run: Printed) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of `summary.csv` by strategy and measure, and of `incremental.csv`, an increment."""
    found = {(r["strategy"], r["measure"]): r for r in records(run.tables["summary.csv"])}
    compared = records(run.tables["incremental.csv"])
    return found | {("increment", row["measure"]): row for row in compared}


def described(
    column: pd.Series[float], counted: pd.Series[float], people: float
) -> dict[str, float]:
    """Mean, its error and interval of a column of the outcomes, and a year's total of a count."""
    return {
        "mean": float(column.mean()),
        "mcse": float(column.std(ddof=1) / np.sqrt(len(column))),
        "low": float(column.quantile(0.025)),
        "high": float(column.quantile(0.975)),
        "scaled_per_year": float(counted.mean()) * people,
    }


@check("sums.printed_is_stored", "Is every number on the console the stored one, rounded?")
def _printed_is_stored(subject: Subject) -> Finding:
    """The console of a base case and of a run of draws, against their tables read back."""
    runs = subject.runs
    base, draws = runs.printed_base_case, runs.printed_draws
    errors = {f"base case: {k}": e for k, e in apart(base, base_lines(base)).items()}
    errors |= {f"draws: {k}": e for k, e in apart(draws, draws_lines(draws)).items()}
    expected = f"{len(errors)} printed numbers, each half a unit of its last digit off at most"
    return largest(errors, HALF_A_DIGIT, expected)


def apart(run: Printed, lines: Iterable[Line]) -> dict[str, float]:
    """How far each printed number lies from its stored one, in units of its last digit."""
    errors = {}
    for line in lines:
        shown, stored = line.shown(run.text), [x for x in line.stored if not np.isnan(x)]
        if not shown and line.may_be_words:
            continue
        if len(shown) != len(stored):
            errors[f"{line.label}: {len(shown)} numbers, not {len(stored)}"] = np.inf
            continue
        for i, ((value, half), true) in enumerate(zip(shown, stored, strict=True)):
            errors[f"{line.label}, number {i + 1}"] = abs(value - true) / (2.0 * half)
    return errors


@dataclass(frozen=True)
class Line:
    """A line of the console.

    Attributes:
        label: what it begins with, or `{}` where numbers stand and words around them.
        stored: the numbers that it shows; nan: of those that do not exist, nothing is shown.
        cells: that are looked at; None: all.
        may_be_words: whether words may stand in place of the numbers.
    """

    label: str
    stored: Sequence[float]
    cells: int | None = None
    may_be_words: bool = False

    def shown(self, text: str) -> list[Shown]:
        """The numbers of the line, in order, each with half a unit of its last digit."""
        found = re.search(self._pattern(), text, re.MULTILINE)
        if found is None:
            return []
        cells = [part for group in found.groups() for part in re.split(r"\s{2,}", group.strip())]
        return [number for cell in cells[: self.cells] for number in numbers_in(cell)]

    def _pattern(self) -> str:
        if "{}" not in self.label:
            return rf"^\s*{re.escape(self.label)}(?: \*)?\s\s+(.*)$"
        before, after = map(re.escape, self.label.split("{}"))
        return rf"^\s*{before}(.+?){after}(.*)$"


def numbers_in(cell: str) -> list[Shown]:
    """Printed numbers in their own unit; one before a ± has the unit of the one after it.

    A whole number that ends in noughts may have been rounded to tens, hundreds, ...

    Example:
        >>> [(round(value, 9), round(half, 9)) for value, half in numbers_in("-4.4 ± 0.9 pp")]
        [(-0.044, 0.0005), (0.009, 0.0005)]
        >>> numbers_in("1,300 ± <10")
        [(1300.0, 50.0), (0.0, 10.0)]
    """
    found: list[Shown] = []
    scale = 1.0
    for one in reversed(list(NUMBER.finditer(cell))):
        if one["unit"] or not cell[one.end() :].startswith(" ± "):
            scale = SCALES.get(one["unit"], 1.0)
        text = one["number"].replace(",", "")
        digits = len(text.partition(".")[2])
        noughts = 0 if digits or not float(text) else len(text) - len(text.rstrip("0"))
        half = 0.5 * 10.0 ** (noughts - digits)
        shown = (0.0, float(text)) if one["below"] else (float(text), half)
        found.append((shown[0] * scale, shown[1] * scale))
    return found[::-1]


def draws_lines(run: Printed) -> Iterator[Line]:
    """The lines of a run of draws, and the numbers that its tables have for them."""
    rows = rows_of(run)
    for name in SHOWN:
        row = rows["increment", name]
        ends = [row["mean"], row["low"], row["high"], row["mcse"]]
        yield Line(row["label"], [*levels(rows, name), *ends])
    for name in RATIOS:
        row = rows["increment", name]
        yield Line(row["label"], [row["mean"]], may_be_words=True)
    precision = {row["measure"]: row for row in records(run.tables["precision.csv"])}
    label = "Of the spread of QALYs gained between draws {} is the patients' luck"
    yield Line(label, [precision["qaly"]["share_luck"]])


def base_lines(run: Printed) -> Iterator[Line]:
    """The lines of a base case, and the numbers that its tables have for them."""
    rows = rows_of(run)
    for name, words in HEADLINE.items():
        year = yearly(rows["increment", name])
        yield Line(words[1 if year[0] > 0 else 2], np.abs(year).tolist(), may_be_words=True)
    for name in (name for section in SECTIONS.values() for name in section):
        row = rows["increment", name]
        yield Line(row["label"], [*levels(rows, name), row["mean"], row["mcse"], *yearly(row)])
    for name in RATIOS:
        row = rows["increment", name]
        yield Line(row["label"], [row["mean"], row["mcse"]], may_be_words=True)
    for row in records(run.tables["observed_vs_simulated.csv"]):
        yield Line(row["label"], [row["observed"], row["simulated"], row["mcse"]], cells=2)


def levels(rows: Mapping[tuple[str, str], dict[str, Any]], name: str) -> list[float]:
    """The means of both strategies."""
    return [rows[strategy, name]["mean"] for strategy in STRATEGIES]


def yearly(row: Mapping[str, Any]) -> list[float]:
    """A year's total and its error, which is as many times the mean's."""
    total = float(row["scaled_per_year"])
    scale = abs(total / row["mean"]) if row["mean"] else float("nan")
    return [total, float(row["mcse"]) * scale]
