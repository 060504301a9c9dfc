"""Does the model meet what it was fitted to, and what it was not: calibration and validation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kth_sim.economics import BASES, weakest_basis
from kth_sim.reporting.document import Block, Section, Table
from kth_sim.runs.checks import CHECKS
from kth_sim.runs.labels import weaker
from kth_sim.runs.report_cells import Row, rows_of
from kth_sim.runs.report_runs import BASE, EFFECTS

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling

READMISSION = "rr_readmission_30d_kth"


def checks(fill: Filling) -> Section:
    """Calibration, and each printed figure beside the simulated one."""
    title, base = fill.say("report.checks"), fill.sources.get(BASE)
    if base is None:
        return Section("checks", title, fill.missing(BASE))
    blocks: list[Block] = [
        fill.pen.paragraph("report.checks_intro"),
        calibration(fill),
        *fill.course("calibration"),
        validation(fill),
        reconciliation(fill),
    ]
    return Section("checks", title, tuple(blocks))


def calibration(fill: Filling) -> Table:
    """Each target, what dense integration and simulation give, and how far off in errors."""
    pen, rows = fill.pen, []
    for row in rows_of(fill.sources.runs[BASE].table("calibration.csv")):
        basis = basis_of_target(fill, row)
        rows.append(
            [
                pen.text(fill.say.translated(row["quantity"])),
                pen.text(fill.say(f"strategy.{row['strategy']}")),
                pen.text(fill.say.translated(row["denominator"])),
                *(pen.share(row[name], basis, 2) for name in ("target", "integrated", "simulated")),
                pen.share(row["mcse"], basis, 2),
                pen.number(row["z"], 1, signed=True),
            ]
        )
    columns = ["quantity", "strategy", "denominator", "target", "integrated", "simulated"]
    return pen.table("calibration", [*columns, "mcse", "z"], rows)


def basis_of_target(fill: Filling, row: Row) -> str:
    """The weakest ground of a target: of its risk, and with KTH of the effect on it as well."""
    name = next(
        check.integrated
        for check in CHECKS
        if (check.quantity, check.strategy) == (row["quantity"], row["strategy"])
    )
    risk = name.removesuffix("_kth")
    death = EFFECTS[fill.sources.scenario["structure"]["effect_measure"]]
    effects = {"prob_death_30d_kth": death, "prob_readmission_30d_kth": READMISSION}
    return weakest_basis((risk, effects.get(name, risk)), fill.sources.bases())


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
    pen, rows, bases = fill.pen, [], fill.sources.bases()
    items = rows_of(fill.sources.runs[BASE].table("costs_by_item.csv"))
    for row in rows_of(fill.sources.runs[BASE].table("reconciliation.csv")):
        if row["level"] == "item":
            continue
        sector = row["sector"]
        below = [one["basis"] for one in items if sector in (None, one["sector"])]
        ours = min(below, key=BASES.index)
        printed_basis = bases["cost_increment_3m"]
        if sector is not None:
            printed_basis = weaker(printed_basis, bases[f"share_cost_increment_{sector}"])
        rows.append(
            [
                pen.text(fill.say(f"sector.{sector or 'all'}")),
                pen.number(row["bottom_up"], 0, ours, signed=True),
                pen.number(row["target"], 0, printed_basis, signed=True),
                pen.number(row["remainder_bottom_up"], 0, weaker(ours, printed_basis), signed=True),
            ]
        )
    return pen.table("reconciliation", ["sector", "bottom_up", "printed", "remainder"], rows)
