"""Figures on disk: PNG, SVG and PDF beside the csv of what is drawn."""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import rc_context
from matplotlib.figure import Figure

from kth_sim.files import write_whole
from kth_sim.reporting.figures.style import HOUSE
from kth_sim.reporting.tables import write_csv

# Nothing that changes from one day, machine or version to the next.
METADATA: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
FIXED: dict[Any, Any] = {"svg.hashsalt": "kth_sim", "svg.fonttype": "path", "pdf.fonttype": 42}
DOTS_PER_INCH = 200


FORMATS = tuple(METADATA)


def save_figure(
    figure: Figure,
    data: pd.DataFrame,
    folder: Path,
    name: str,
    formats: Collection[str] = FORMATS,
) -> list[Path]:
    """Write `name.png`, `.svg`, `.pdf` and the data drawn as `.csv`; return the paths.

    The same figure gives the same bytes, and each file appears whole or not at all.

    Args:
        figure: to write.
        data: what it draws.
        folder: made if it is not there.
        name: of the files, without ending.
        formats: some of `FORMATS`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [write_whole(folder / f"{name}.{kind}", rendered(figure, kind)) for kind in formats]
    return [*drawn, write_csv(data, folder / f"{name}.csv")]


@rc_context({**HOUSE, **FIXED})
def rendered(figure: Figure, kind: str) -> bytes:
    """A figure as a file of that format; the same figure gives the same bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=DOTS_PER_INCH, metadata=METADATA[kind])
    return buffer.getvalue()


def words_of(figure: Figure) -> tuple[str, str]:
    """The title and the footnote of a figure, each on one line."""
    title, note = (
        " ".join(text.split()) for text in (figure.get_suptitle(), figure.get_supxlabel())
    )
    return f"{title}.", note
