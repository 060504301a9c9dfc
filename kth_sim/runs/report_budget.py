"""The budget of the rollout: by year and payer, plan by plan, and what the reform moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kth_sim.reporting.document import Block, Cell, Section, Table
from kth_sim.runs.report_cells import Row, by, rows_of
from kth_sim.runs.report_runs import ROLLOUT

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling

ALL, NONE = "all", "none"
PAYERS = ("region", "municipality", "state", ALL)
FIGURES = ("budget_by_payer", "budget_waterfall")


def budget(fill: Filling) -> Section:
    """The rollout's budget; which command makes it, if it is not there."""
    title, rollout, plan = fill.say("report.budget"), fill.sources.get(ROLLOUT), fill.plan
    if rollout is None or plan is None:
        return Section("budget", title, fill.missing(ROLLOUT))
    care = fill.sources.scenario["structure"]["later_care_costs"]
    blocks: list[Block] = [
        fill.pen.paragraph("report.budget_intro", plan=fill.plan_name(plan)),
        fill.pen.paragraph(f"budget.care_{care}", "note"),
        budget_table(fill),
        shift_table(fill),
        plans_table(fill),
    ]
    for kind in FIGURES:
        blocks += fill.gallery.figures(rollout, kind, f"{kind}_{plan}")
    blocks += fill.gallery.figures(rollout, "plans")
    return Section("budget", title, tuple(blocks))


def by_year_and_payer(fill: Filling) -> tuple[list[str], dict[tuple[str, str], Row]]:
    """The years (`all` last) and what KTH adds, by year and payer, of the plan shown."""
    rollout = fill.sources.runs[ROLLOUT]
    rows = [r for r in rows_of(rollout.table("budget_by_year.csv")) if r["plan"] == fill.plan]
    found = {(str(row["year"]), row["payer"]): row for row in rows}
    return list(dict.fromkeys(year for year, _ in found)), found


def payers_in(found: dict[tuple[str, str], Row]) -> list[str]:
    """Payers that pay anything in any year, the sum last."""
    return [p for p in PAYERS if any(row["net"] for (_, payer), row in found.items() if payer == p)]


def year_name(fill: Filling, year: str) -> str:
    """A year, or the words for all of them."""
    return fill.say("report.all_years") if year == ALL else year


def budget_table(fill: Filling, key: str = "budget") -> Table:
    """What KTH adds, million DKK: one row a payer, one column a year."""
    years, found = by_year_and_payer(fill)
    rows = []
    for payer in payers_in(found):
        rows.append(net_row(fill, fill.say(f"payer.{payer}"), [found[y, payer] for y in years]))
    rows.append(interval_row(fill, [found[year, ALL] for year in years]))
    columns = ["payer", *(year_name(fill, year) for year in years)]
    return fill.pen.table(key, columns, rows, plan=fill.plan_name(str(fill.plan)))


def net_row(fill: Filling, label: str, rows: Sequence[Row]) -> list[Cell]:
    """A payer's net cost in each year."""
    pen = fill.pen
    return [pen.text(label), *(pen.millions(row["net"], row["basis"]) for row in rows)]


def interval_row(fill: Filling, rows: Sequence[Row]) -> list[Cell]:
    """Where 95 % of the draws lie, in each year."""
    pen = fill.pen
    cells = [pen.text(fill.say("report.column.interval"))]
    for row in rows:
        ends = [pen.plain(row[end] / 1e6, 1, signed=True) for end in ("net_low", "net_high")]
        cells.append(pen.text(pen.between(*ends), row["basis"]))
    return cells


def shift_table(fill: Filling) -> Table:
    """What the reform moves between payers, apart from what KTH adds: the sum of the years."""
    pen, rollout = fill.pen, fill.sources.runs[ROLLOUT]
    found = [r for r in rows_of(rollout.table("payer_shift.csv")) if r["plan"] == fill.plan]
    wanted = by((row for row in found if str(row["year"]) == ALL), "payer")
    names = ("today_without_reform", "shift_by_reform", "today", "change_by_plan", "cost")
    rows = [
        [
            pen.text(fill.say(f"payer.{payer}")),
            *(
                pen.millions(wanted[payer][name], wanted[payer]["basis"], signed="_by_" in name)
                for name in names
            ),
        ]
        for payer in PAYERS
        if payer in wanted and wanted[payer]["cost"]
    ]
    return pen.table("shift", ["payer", *names], rows, plan=fill.plan_name(str(fill.plan)))


def plans_table(fill: Filling) -> Table:
    """The plans beside each other: cost, gains, harm, and whether worth it."""
    pen, rows = fill.pen, []
    for name, row in fill.plans.items():
        basis = row["basis"]
        ends = [pen.plain(row[end] / 1e6, 1) for end in ("net_cost_low", "net_cost_high")]
        counts = ("treated", "lives_saved_30d", "qalys", "readmissions", "bed_days")
        rows.append(
            [
                pen.text(fill.plan_name(name)),
                pen.millions(row["net_cost"], basis),
                pen.text(pen.between(*ends), basis),
                pen.millions(row["peak_net_cost"], basis),
                *(pen.number(row[count], 0, basis, signed=count != "treated") for count in counts),
                pen.nothing() if name == NONE else pen.share(row["prob_cost_effective"], basis),
            ]
        )
    wtp = next(iter(fill.plans.values()))["wtp"]
    columns = ["plan", "net_cost", "interval", "peak_net_cost", "treated", "lives", "qalys"]
    columns += ["readmissions", "bed_days", "prob_cost_effective"]
    return pen.table("plans", columns, rows, wtp=pen.wtp(wtp))
