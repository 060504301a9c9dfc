"""Runs side by side, in Danish or English, on a terminal and with the names that people use."""

from __future__ import annotations

import math
import string
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.text import Text

from kth_sim.reporting.console import print_table
from kth_sim.reporting.formats import SHARES
from kth_sim.reporting.language import Language
from kth_sim.reporting.words import ASSUMPTION, MARKER

if TYPE_CHECKING:
    from rich.console import Console

LETTERS = string.ascii_uppercase
INCREMENT = "increment"
PP = "pp"  # percentage points
POINT_VALUES = 1  # draws of a base case


def luck_lines(
    found: Sequence[tuple[str, Mapping[str, object]]],
    runs: Sequence[Mapping[str, Any]],
    say: Language,
) -> list[str]:
    """What keeps runs from sharing random numbers, in words; else that they share them.

    Args:
        found: kinds with their numbers.
        runs: `draws` of each.
        say: the language.
    """
    lines = [say(f"compare.luck_{kind}", **values) for kind, values in found]
    if all(kind == "versions" for kind, _ in found):
        lines.insert(0, say("compare.shared"))
    if any(run["draws"] == POINT_VALUES for run in runs):
        lines.append(say("compare.base_error"))
    return lines


def named_inputs(inputs: pd.DataFrame, say: Language) -> pd.DataFrame:
    """The inputs that differ, with their labels in the language."""
    labels = [input_name(row, say) for row in inputs.to_dict("records")]
    units = [say.named("value_unit", str(unit), "") for unit in inputs["unit"]]
    return inputs.assign(label=labels, unit=units)


def input_name(row: Mapping[Hashable, Any], say: Language) -> str:
    """What a thing that was asked is called."""
    name, label = str(row["id"]), str(row["label"])
    if row["section"] == "parameters":
        return say.parameter(name, label)
    if row["section"] == "structure":
        return say.named("sweep_axis", name, label)
    cluster, dot, what = name.rpartition(".")
    called = say.named("compare_input", what, label)
    return f"{cluster}: {called}" if dot else called


def named_results(results: pd.DataFrame, say: Language) -> pd.DataFrame:
    """The results that differ, with their labels in the language."""
    labels = [
        say.named("measure", str(measure), str(label))
        for measure, label in zip(results["measure"], results["label"], strict=True)
    ]
    units = [unit_name(str(unit), say) for unit in results["unit"]]
    return results.assign(label=labels, unit=units)


def unit_name(unit: str, say: Language) -> str:
    """What a unit is called; a share stays a share, for its number stands as one."""
    return unit if unit in SHARES else say.named("unit", unit, unit)


def print_comparison(
    runs: Sequence[Mapping[str, Any]],
    inputs: pd.DataFrame,
    results: pd.DataFrame,
    lines: Sequence[str],
    say: Language,
    console: Console,
) -> None:
    """Print who is compared, what differs in what they were asked, and in what they found.

    Args:
        runs: `name, label, draws, patients, seed` of each.
        inputs: a row a thing that differs.
        results: a row a strategy and measure that differs.
        lines: on what keeps the runs from sharing random numbers.
        say: the language.
        console: where to print.
    """
    console.print(Text(say("compare.title", n=len(runs))), style="bold")
    for letter, run in zip(LETTERS, runs, strict=False):
        console.print(Text(say("compare.run", letter=letter, **about(run, say))))
    console.print()
    names = [str(run["name"]) for run in runs]
    letters = dict(zip(names, LETTERS, strict=False))
    print_inputs(named_inputs(inputs, say), letters, say, console)
    shown = results[results["strategy"] == INCREMENT]
    print_results(named_results(shown, say), shown["unit"].tolist(), letters, say, console)
    console.print(Text(f"{say('note.mark', mark=MARKER)} {PP}: {say('unit.share')}."))
    for line in lines:
        console.print(Text(line))


def about(run: Mapping[str, Any], say: Language) -> dict[str, str]:
    """A run in the words of one line."""
    numbers = {key: say.number(float(run[key])) for key in ("draws", "patients")}
    return {
        "name": str(run["name"]),
        "label": str(run["label"]),
        "seed": str(run["seed"]),
        **numbers,
    }


def print_inputs(
    inputs: pd.DataFrame, letters: Mapping[str, str], say: Language, console: Console
) -> None:
    """Things that differ, a column a run."""
    if inputs.empty:
        console.print(Text(say("compare.no_inputs") + "\n"))
        return
    table = {say("compare.thing"): [with_unit(row) for row in inputs.to_dict("records")]}
    for name, letter in letters.items():
        kinds = [value_kind(row) for row in inputs.to_dict("records")]
        table[letter] = [
            value_text(value, say, kind) + (f" {MARKER}" if basis == ASSUMPTION else "")
            for value, basis, kind in zip(
                inputs[name], inputs[f"basis: {name}"], kinds, strict=True
            )
        ]
    print_table(pd.DataFrame(table), console, title=say("compare.inputs"), verbatim=True)


def with_unit(row: Mapping[Hashable, Any]) -> str:
    """A label with its unit behind it."""
    return f"{row['label']} ({row['unit']})" if row["unit"] else str(row["label"])


def print_results(
    results: pd.DataFrame,
    units: Sequence[str],
    letters: Mapping[str, str],
    say: Language,
    console: Console,
) -> None:
    """Increments that differ: a column a run, and its difference from the first with its error."""
    if results.empty:
        console.print(Text(say("compare.no_results") + "\n"))
        return
    first, *others = letters
    labels = [
        f"{label} {MARKER}" if basis == ASSUMPTION else str(label)
        for label, basis in zip(results["label"], results["basis"], strict=True)
    ]
    table = {say("compare.measure"): labels}
    for name, letter in letters.items():
        table[letter] = [figure(v, u, say) for v, u in zip(results[name], units, strict=True)]
    for name in others:
        heading = say("compare.minus", other=letters[name], first=letters[first])
        pairs = zip(results[f"difference: {name}"], results[f"mcse: {name}"], units, strict=True)
        table[heading] = [apart(d, e, u, say) for d, e, u in pairs]
    print_table(pd.DataFrame(table), console, title=say("compare.results"), verbatim=True)


def apart(value: float, error: float, unit: str, say: Language) -> str:
    """A difference with its error; no error where there is none, or where nothing differs."""
    if not math.isfinite(error) or value == error == 0:
        return figure(value, unit, say)
    both = figure(value, unit, say, error=error), figure(error, unit, say, error=error)
    return " ± ".join(both)


def figure(value: float, unit: str, say: Language, *, error: float = math.nan) -> str:
    """A difference as its unit is read, with no more digits than its error allows.

    Shares, which are differences here, are in percentage points.

    Example:
        >>> from kth_sim.reporting.language import language
        >>> figure(-0.0441, "share", language("da")), figure(8477.2, "DKK", language("en"))
        ('−4,41 pp', '8,477')
    """
    scale, end = (100.0, f" {PP}") if unit in SHARES else (1.0, "")
    return say.number(value * scale, decimals_of(value * scale, error * scale)) + end


def decimals_of(value: float, error: float) -> int:
    """Decimals that show two digits of the error, or three of the value where it has none.

    >>> decimals_of(8477.2, 41.0), decimals_of(0.0561, float("nan")), decimals_of(0.0, 0.0)
    (0, 4, 0)
    """
    size, digits = (error, 2) if math.isfinite(error) and error > 0 else (value, 3)
    if not math.isfinite(size) or size == 0:
        return 0
    return min(max(digits - 1 - math.floor(math.log10(abs(size))), 0), 5)


def value_kind(row: Mapping[Hashable, Any]) -> str:
    """Under which words the catalogue has a thing's values."""
    if row["id"] == "scenario":
        return "scenario_name"
    return "sweep_value" if row["section"] == "structure" else ""


def value_text(value: object, say: Language, kind: str = "") -> str:
    """A number as the language writes it, with the digits it has; else the text itself."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else say.named(kind, str(value))
    if math.isnan(value):
        return ""
    places = next((d for d in range(7) if abs(round(value, d) - value) <= 1e-9 * abs(value)), 6)
    return say.number(float(value), places)
