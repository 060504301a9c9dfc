"""Economics: who pays what more, and what is got for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kth_sim.economics import RATIOS, inmb_table
from kth_sim.reporting.document import Block, Cell, Section, Table
from kth_sim.runs.report_budget import budget
from kth_sim.runs.report_cells import by, rows_of
from kth_sim.runs.report_runs import BASE, PSA

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling

RATIOS_SHOWN = (
    "cost_per_qaly_3m_only",
    "cost_per_qaly_with_later",
    "cost_per_life_saved_3m",
    "nnt",
)
HORIZONS = ("first_3_months", "later", "lifetime")


def economics(fill: Filling) -> Section:
    """Cost by sector, item and payer; cost-effectiveness; the budget of the rollout."""
    blocks: list[Block] = [fill.pen.paragraph("report.economics_intro")]
    blocks += list(results(fill)) if fill.results else fill.missing(PSA)
    return Section("economics", fill.say("report.economics"), tuple(blocks), (budget(fill),))


def results(fill: Filling) -> Iterator[Block]:
    """Everything per operated patient."""
    psa, base = fill.sources.get(PSA), fill.sources.get(BASE)
    yield ratios(fill)
    if psa:
        yield cost_effective(fill)
        yield sectors(fill)
        yield from fill.gallery.figures(psa, "cost_by_sector")
    yield items(fill)
    if base:
        yield payers(fill)
    else:
        yield from fill.missing(BASE)


def ratios(fill: Filling) -> Table:
    """What a life and a QALY cost, as ratios of mean differences."""
    rows = [
        [fill.pen.text(fill.say(f"measure.{name}")), ratio_cell(fill, name)]
        for name in RATIOS_SHOWN
    ]
    return fill.pen.table("ratios", ["measure", "value"], rows)


def ratio_cell(fill: Filling, name: str, *, with_unit: bool = False) -> Cell:
    """A ratio of mean differences; words where there is no gain, or no extra cost.

    A ratio of two falls is positive as well, so both differences are looked at.
    """
    ratio, row = RATIOS[name], fill.increments[name]
    gain = ratio.sign * fill.increments[ratio.denominator]["mean"]
    extra = 1.0 if ratio.numerator is None else fill.increments[ratio.numerator]["mean"]
    if gain <= 0 or extra <= 0:
        return fill.pen.text(fill.say("report.no_ratio"), row["basis"])
    if with_unit:
        return fill.pen.cell(row["mean"], fill.say.money(row["mean"]), row["basis"])
    return fill.pen.number(row["mean"], 0 if ratio.numerator else 1, row["basis"])


def cost_effective(fill: Filling) -> Table:
    """Net benefit and probability of being worth its cost, by reading and threshold."""
    pen, rows = fill.pen, []
    for reading, outcomes in fill.decision.items():
        basis = fill.increments[f"cost_per_qaly_{reading}"]["basis"]
        for wtp, row in inmb_table(outcomes, fill.sources.marks).iterrows():
            ends = [pen.plain(row[end], signed=True) for end in ("low", "high")]
            rows.append(
                [
                    pen.text(fill.say(f"reading.{reading}")),
                    pen.number(wtp),
                    pen.number(row["mean"], 0, basis, signed=True),
                    pen.text(pen.between(*ends), basis),
                    pen.share(row["share_cost_effective"], basis),
                ]
            )
    columns = ["reading", "wtp", "inmb", "interval", "prob_cost_effective"]
    return pen.table("cost_effective", columns, rows)


def sectors(fill: Filling) -> Table:
    """The difference in discounted cost by sector, in 3 months, later and in all."""
    pen = fill.pen
    found = by(rows_of(fill.table("costs_by_sector")), "sector", "horizon", "strategy")
    names = dict.fromkeys(sector for sector, _, _ in found)
    rows = []
    for sector in names:
        cells = [pen.text(fill.say(f"sector.{sector}"))]
        for horizon in HORIZONS:
            row = found[sector, horizon, "increment"]
            ends = [pen.plain(row[end], signed=True) for end in ("low", "high")]
            cells += [
                pen.number(row["cost"], 0, row["basis"], signed=True),
                pen.text(pen.between(*ends), row["basis"]),
            ]
        rows.append(cells)
    columns = [name for horizon in HORIZONS for name in (f"horizon_{horizon}", "interval")]
    return pen.table("sectors", ["sector", *columns], rows)


def items(fill: Filling) -> Table:
    """Each cost item: what it costs in both strategies, and the difference."""
    pen = fill.pen
    found = by(rows_of(fill.table("costs_by_item")), "item", "strategy")
    rows = []
    for item in dict.fromkeys(item for item, _ in found):
        row = found[item, "increment"]
        label = pen.text(fill.say.named("item", item, row["label"]))
        sector = pen.text(fill.say(f"sector.{row['sector']}"))
        levels = [
            pen.number(found[item, name]["cost_0_3_months"], 0, row["basis"])
            for name in ("usual_care", "kth")
        ]
        changes = [
            pen.number(row[name], 0, row["basis"], signed=True)
            for name in ("cost_0_3_months", "cost_after_3_months", "cost_discounted")
        ]
        rows.append([label, sector, *levels, *changes, pen.basis(row["basis"])])
    columns = ["item", "sector", "usual_care_3m", "kth_3m", "difference_3m", "difference_later"]
    return pen.table("items", [*columns, "difference_discounted", "basis"], rows)


def payers(fill: Filling) -> Table:
    """The difference by payer before and after the reform, per patient and a year's people."""
    pen, base = fill.pen, fill.sources.runs[BASE]
    rows = [
        [
            pen.text(fill.say(f"report.payers.{row['reading']}")),
            pen.text(fill.say(f"report.horizon.{row['horizon']}")),
            pen.text(fill.say(f"payer.{row['payer']}")),
            pen.number(row["mean"], 0, row["basis"], signed=True),
            pen.millions(row["scaled_per_year"], row["basis"]),
        ]
        for row in rows_of(base.table("costs_by_payer.csv"))
        if row["strategy"] == "increment"
    ]
    columns = ["rules", "horizon", "payer", "per_patient", "millions_per_year"]
    return pen.table("payers", columns, rows)
