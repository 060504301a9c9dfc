"""Can it be true: the effect with each source of bias taken out, and how strong each must be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kth_sim.reporting.document import Block, Section, Table
from kth_sim.runs.report_cells import Row, rows_of
from kth_sim.runs.report_runs import BIAS

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling


def bias(fill: Filling) -> Section:
    """The bias analysis, or the command that makes it."""
    title, run = fill.say("report.bias"), fill.sources.get(BIAS)
    if run is None and not fill.correctable:
        return Section("bias", title, (fill.pen.paragraph("report.bias_not_here", "note"),))
    if run is None:
        return Section("bias", title, fill.missing(BIAS))
    found = rows_of(run.table("bias.csv"))
    blocks: list[Block] = [fill.pen.paragraph("report.bias_intro")]
    blocks += [corrections(fill, found), *fill.gallery.figures(run, "bias_waterfall")]
    blocks += [tipping(fill, rows_of(run.table("tipping_points.csv")))]
    blocks += [e_values(fill, rows_of(run.table("e_values.csv")))]
    return Section("bias", title, tuple(blocks))


def corrections(fill: Filling, found: list[Row]) -> Table:
    """One row a correction: ratios, lives, and whether worth it at each threshold."""
    pen, wtps = fill.pen, list(dict.fromkeys(row["wtp"] for row in found))
    rows = []
    for name in dict.fromkeys(row["correction"] for row in found):
        mine = {row["wtp"]: row for row in found if row["correction"] == name}
        one, basis = mine[wtps[0]], mine[wtps[0]]["basis"]
        ratios = [
            cell
            for kind in ("or", "rr")
            for cell in (
                pen.number(one[f"{kind}_mean"], 2, basis),
                pen.between_cell(one, f"{kind}_low", f"{kind}_high", 2),
            )
        ]
        lives = pen.number(one["lives_saved_mean"], 0, basis, signed=True)
        worth = [pen.share(mine[wtp]["prob_cost_effective"], basis) for wtp in wtps]
        label = pen.text(fill.say.named("bias_step", name, one["label"]))
        rows.append([label, *ratios, lives, *worth, pen.basis(basis)])
    at = [fill.say("report.prob_at_wtp", wtp=pen.wtp(wtp)) for wtp in wtps]
    columns = ["correction", "odds_ratio", "interval", "risk_ratio", "interval", "lives_per_year"]
    return pen.table("corrections", [*columns, *at, "basis"], rows)


def tipping(fill: Filling, found: list[Row]) -> Table:
    """How strong a bias must be to undo the finding."""
    pen = fill.pen
    rows = [
        [
            pen.text(fill.say.named("bias_step", row["correction"], row["label"])),
            pen.text(fill.say.parameter(row["parameter"] or "", fill.say.translated(row["what"]))),
            pen.significant(row["in_use"], row["basis"]),
            pen.text(goal_text(fill, row["goal"])),
            pen.significant(row["needed"], row["basis"])
            if row["needed"] is not None
            else pen.text(fill.say("report.none_will_do")),
        ]
        for row in found
    ]
    return pen.table("tipping", ["correction", "parameter", "in_use", "goal", "needed"], rows)


def goal_text(fill: Filling, goal: str) -> str:
    """What a bias would have to bring about, in words."""
    at = re.fullmatch(r"inmb 0 at ([\d,.]+) DKK", goal)
    if at is None:
        return fill.say.translated(goal)
    wtp = fill.pen.wtp(float(at[1].replace(",", "")))
    return fill.say("report.goal_inmb", wtp=wtp)


def e_values(fill: Filling, found: list[Row]) -> Table:
    """How strongly an unmeasured confounder must be tied to both care and death."""
    pen = fill.pen
    rows = [
        [
            pen.text(fill.say.translated(row["effect"])),
            pen.text(fill.say.translated(row["of"])),
            pen.number(row["ratio"], 2, row["basis"]),
            pen.text(fill.say(f"report.scale.{row['scale']}")),
            pen.number(row["risk_ratio"], 2, row["basis"]),
            pen.number(row["e_value"], 2, row["basis"]),
        ]
        for row in found
    ]
    return pen.table(
        "e_values", ["effect", "of", "ratio", "scale", "as_risk_ratio", "e_value"], rows
    )
