"""Calibration: how far each simulated quantity lies from its target."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kth_sim.reporting.figures.style import (
    BLUE,
    INK,
    PALE,
    SMALL,
    VERMILLION,
    finish,
    house_style,
    new_figure,
)
from kth_sim.reporting.frames import require
from kth_sim.reporting.language import Language

TOLERANCE = 4.0  # Monte-Carlo standard errors
FURTHEST = 8.0  # the axis ends here; what lies beyond is drawn at the edge as an arrow
NAME_WIDTH = 36  # letters to a line of a row's name
COLUMNS = ("target", "integrated", "simulated")


@house_style
def calibration(frame: pd.DataFrame, note: str, say: Language) -> Figure:
    """Deviation of each simulated quantity from its target, in Monte-Carlo standard errors.

    Args:
        frame: `quantity, target, integrated, simulated, mcse`, and `strategy` where a quantity
            is told apart by it. Where `mcse` is nought or missing there is nothing to draw and
            the numbers stand alone.
        note: footnote.
        say: its language.
    """
    require(frame, ("quantity", *COLUMNS, "mcse"), "calibration")
    z = deviations(frame)
    figure = new_figure(_title(z, say), note, height=1.7 + 0.36 * len(frame))
    axes, text = figure.subplots(1, 2, sharey=True, width_ratios=(1.15, 1))
    axes.axvspan(-TOLERANCE, TOLERANCE, color=PALE, alpha=0.6, linewidth=0)
    axes.axvline(0, color=INK, linewidth=0.8)
    _draw_dots(axes, z)
    axes.set_xticks(np.arange(-FURTHEST, FURTHEST + 1, TOLERANCE / 2))
    _name_rows(axes, frame, say)
    _write_numbers(text, frame, say)
    axes.set(xlim=(-FURTHEST - 0.6, FURTHEST + 0.6), ylim=(len(frame) - 0.4, -0.6))
    axes.set_xlabel(say("calibration.axis", tolerance=say.number(TOLERANCE)))
    axes.xaxis.set_major_formatter(lambda value, _: say.number(value))
    return finish(figure)


def deviations(frame: pd.DataFrame) -> pd.Series[float]:
    """(simulated - target) / mcse of each row; nan where there is no Monte-Carlo error."""
    return (frame["simulated"] - frame["target"]) / frame["mcse"].where(frame["mcse"] > 0)


def _title(z: pd.Series[float], say: Language) -> str:
    checked, outside = int(z.notna().sum()), int((z.abs() > TOLERANCE).sum())
    if outside:
        return say("calibration.outside", outside=outside, checked=checked)
    return say("calibration.inside", checked=checked, tolerance=say.number(TOLERANCE))


def _draw_dots(axes: Axes, z: pd.Series[float]) -> None:
    values = z.to_numpy(float)
    rows = np.arange(len(values))
    near = np.abs(values) <= TOLERANCE
    far = np.abs(values) > TOLERANCE
    axes.plot(values[near], rows[near], "o", color=BLUE, markersize=5)
    for row, value in zip(rows[far], values[far], strict=True):
        beyond = abs(value) > FURTHEST
        marker = (">" if value > 0 else "<") if beyond else "D"
        axes.plot(np.clip(value, -FURTHEST, FURTHEST), row, marker, color=VERMILLION, markersize=6)


def _name_rows(axes: Axes, frame: pd.DataFrame, say: Language) -> None:
    axes.set_yticks(range(len(frame)), [_name(row, say) for _, row in frame.iterrows()])
    axes.tick_params(axis="y", length=0, labelsize=SMALL)


def _write_numbers(axes: Axes, frame: pd.DataFrame, say: Language) -> None:
    """Target, integrated and simulated value of each row, as text beside the dots."""
    axes.set_axis_off()
    for place, column in enumerate(COLUMNS, start=1):
        texts = [say(f"calibration.{column}"), *(_value(one, say) for one in frame[column])]
        for row, text in enumerate(texts, start=-1):
            axes.text(
                place / len(COLUMNS),
                row,
                text,
                transform=axes.get_yaxis_transform(),
                ha="right",
                va="center",
                fontsize=SMALL,
            )


def _name(row: pd.Series, say: Language) -> str:
    strategy = say.named("strategy", str(row.get("strategy", "")), "")
    quantity = say.named("quantity", str(row["quantity"]))
    return textwrap.fill(f"{quantity}, {strategy}" if strategy else quantity, NAME_WIDTH)


def _value(value: float, say: Language) -> str:
    return "" if np.isnan(value) else say.number(value, 4 if abs(value) < 100 else 0)
