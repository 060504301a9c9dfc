"""The decision card: what, for whom, at what price, for what gain, how sure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kth_sim.economics import MEASURES, inmb_table
from kth_sim.reporting.cells import marked
from kth_sim.reporting.document import Block, Card, Fact
from kth_sim.runs.report_budget import budget_table
from kth_sim.runs.report_card_doubt import turns, undone, weakest
from kth_sim.runs.report_cells import Row, assumed, rows_of
from kth_sim.runs.report_economics import ratio_cell
from kth_sim.runs.report_results import WANTED
from kth_sim.runs.report_runs import PSA, ROLLOUT

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling

BESIDE = ("cost_per_qaly_with_later", "cost_per_life_saved_3m")
GAINS = ("prob_death_30d", "qaly", "prob_readmission_30d")  # a year's totals


def card(fill: Filling) -> Card:
    """The first page."""
    return Card(
        title=fill.say("report.card_title"),
        question=fill.say("report.question", **fill.whom),
        facts=tuple(fact for part in PARTS for fact in part(fill)),
        blocks=tuple(money(fill)),
    )


def money(fill: Filling) -> Iterator[Block]:
    """Change in cost by payer and year."""
    if fill.plan is None:
        yield from fill.missing(ROLLOUT)
        return
    yield budget_table(fill, "card_budget")


def gains(fill: Filling) -> Iterator[Fact]:
    """Lives, QALYs and readmissions a year; what got worse is said to be."""
    if fill.results is None:
        yield fill.absent(PSA)
        return
    for name in GAINS:
        yield gain(fill, name, fill.increments[name])


def gain(fill: Filling, name: str, row: Row) -> Fact:
    """A year's change of one measure, for the people of the scenario."""
    change, wanted = fill.year(name) or 0.0, WANTED[MEASURES[name].direction]
    tone = "better" if change * wanted > 0 else "worse" if change else "plain"
    label = fill.say(f"report.card_{name}_{tone}")
    value = fill.pen.number(abs(change), 0, row["basis"])
    return Fact(name.replace("_", "-"), label, value, gain_remark(fill, name, row), tone)


def gain_remark(fill: Filling, name: str, row: Row) -> str:
    """Where 95 % of the draws put it, counted in its own direction; a risk's two levels."""
    way, parts = -1 if (fill.year(name) or 0.0) < 0 else 1, []
    if fill.many:
        ends = (fill.year(name, end) or 0.0 for end in ("low", "high"))
        parts.append(of_draws(fill, *sorted(way * end for end in ends)))
    if name.startswith("prob"):
        found = rows_of(fill.table("summary"))
        levels = {each["strategy"]: each["mean"] for each in found if each["measure"] == name}
        old, new = (fill.say.percent(levels[one], 1) for one in ("usual_care", "kth"))
        parts.append(fill.say("report.from_to", old=old, new=new))
    return marked("; ".join(parts), assumed=assumed(row["basis"]))


def of_draws(fill: Filling, low: float, high: float, *, signed: bool = False) -> str:
    """Where 95 % of the draws lie, in words."""
    ends = (fill.pen.plain(end, signed=signed) for end in (low, high))
    return fill.say("report.of_draws", ends=fill.pen.between(*ends))


def beds(fill: Filling) -> Iterator[Fact]:
    """Bed-days a year: of the rollout's last year, else of a year's people."""
    rollout = fill.sources.get(ROLLOUT)
    if rollout is not None and fill.plan is not None:
        last = [r for r in rows_of(rollout.table("beds.csv")) if r["plan"] == fill.plan][-1]
        units = fill.pen.plain(last["beds"], 1)
        ends = of_draws(fill, last["bed_days_low"], last["bed_days_high"], signed=True)
        remark = f"{fill.say('report.beds_remark', beds=units, year=last['year'])}; {ends}"
        yield bed_fact(fill, last["bed_days"], last["basis"], remark)
    elif fill.results is not None:
        row = fill.increments["days_hospital"]
        yield bed_fact(fill, row["scaled_per_year"], row["basis"], "")


def bed_fact(fill: Filling, days: float, basis: str, remark: str) -> Fact:
    """More bed-days are worse."""
    tone = "worse" if days > 0 else "better" if days < 0 else "plain"
    value = fill.pen.number(days, 0, basis, signed=True)
    shown = marked(remark, assumed=assumed(basis))
    return Fact("beds", fill.say("report.card_beds"), value, shown, tone)


def worth(fill: Filling) -> Iterator[Fact]:
    """Cost per QALY and per life; probability of being worth it, at each threshold."""
    if fill.results is None:
        return
    later, life = (
        marked(cell.text, assumed=cell.assumed)
        for cell in (ratio_cell(fill, name, with_unit=True) for name in BESIDE)
    )
    remark = fill.say("report.card_ratio_remark", later=later, life=life)
    value = ratio_cell(fill, "cost_per_qaly_3m_only", with_unit=True)
    yield Fact("cost-per-qaly", fill.say("report.card_ratio"), value, remark, "open")
    if fill.many:
        yield from probabilities(fill)
    else:
        yield fill.absent(PSA)


def probabilities(fill: Filling) -> Iterator[Fact]:
    """One fact a threshold: 3 months' costs, and beside them those with later care."""
    found = {
        name: inmb_table(outcomes, fill.sources.marks)["share_cost_effective"].to_dict()
        for name, outcomes in fill.decision.items()
    }
    basis = fill.increments["cost_per_qaly_3m_only"]["basis"]
    for wtp in fill.sources.marks:
        share, later = found["3m_only"][wtp], found["with_later"][wtp]
        shown = marked(fill.say.percent(later), assumed=assumed(basis))
        remark = fill.say("report.card_prob_remark", share=shown)
        label = fill.say("report.card_prob", wtp=fill.pen.wtp(wtp))
        key = f"prob-cost-effective-{wtp:.15g}"
        yield Fact(key, label, fill.pen.share(share, basis), remark, "open")


PARTS = (gains, beds, worth, turns, undone, weakest)
