"""Does the model meet what it was fitted to, and what it was not: calibration and validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kth_sim.reporting.document import Block, Section, Table
from kth_sim.runs.report_cells import rows_of
from kth_sim.runs.report_runs import BASE

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling


def checks(fill: Filling) -> Section:
    """Calibration, and each printed figure beside the simulated one."""
    title, base = fill.say("report.checks"), fill.sources.get(BASE)
    if base is None:
        return Section("checks", title, fill.missing(BASE))
    blocks: list[Block] = [
        fill.pen.paragraph("report.checks_intro"),
        calibration(fill),
        validation(fill),
        reconciliation(fill),
    ]
    return Section("checks", title, tuple(blocks))


def calibration(fill: Filling) -> Table:
    """Each target, what dense integration and simulation give, and how far off in errors."""
    pen = fill.pen
    bases = {"usual_care": "", "kth": ""}
    rows = [
        [
            pen.text(fill.say.translated(row["quantity"])),
            pen.text(fill.say(f"strategy.{row['strategy']}"), bases[row["strategy"]]),
            pen.text(fill.say.translated(row["denominator"])),
            *(pen.share(row[name], "", 2) for name in ("target", "integrated", "simulated")),
            pen.share(row["mcse"], "", 2),
            pen.number(row["z"], 1, signed=True),
        ]
        for row in rows_of(fill.sources.runs[BASE].table("calibration.csv"))
    ]
    columns = ["quantity", "strategy", "denominator", "target", "integrated", "simulated"]
    return pen.table("calibration", [*columns, "mcse", "z"], rows)


def validation(fill: Filling) -> Table:
    """Each printed figure beside the simulated one; those not used for fitting are validation."""
    pen = fill.pen
    rows = [
        [
            pen.text(fill.say.translated(row["label"])),
            pen.cell(row["observed"], printed(fill, row["observed"], row["unit"])),
            pen.cell(row["simulated"], printed(fill, row["simulated"], row["unit"])),
            pen.cell(row["mcse"], printed(fill, row["mcse"], row["unit"])),
            pen.text(fill.say(f"report.use.{row['use']}")),
            pen.text(fill.say.translated(row["comment"] or "")),
        ]
        for row in rows_of(fill.sources.runs[BASE].table("observed_vs_simulated.csv"))
    ]
    columns = ["quantity", "printed", "simulated", "mcse", "use", "comment"]
    return pen.table("validation", columns, rows)


def printed(fill: Filling, value: float | None, unit: str | None) -> str:
    """A figure as a source prints it: per cent, DKK, or a bare number."""
    if unit == "share":
        return fill.pen.share(value, decimals=2).text
    return fill.pen.number(value, 0 if unit == "DKK" else 2).text


def reconciliation(fill: Filling) -> Table:
    """How far the items explain the evaluation's difference in cost, by sector."""
    pen = fill.pen
    rows = [
        [
            pen.text(fill.say(f"sector.{row['sector'] or 'all'}")),
            *(
                pen.number(row[name], 0, "assumption", signed=True)
                for name in ("bottom_up", "target", "remainder_bottom_up")
            ),
        ]
        for row in rows_of(fill.sources.runs[BASE].table("reconciliation.csv"))
        if row["level"] != "item"
    ]
    return pen.table("reconciliation", ["sector", "bottom_up", "printed", "remainder"], rows)
