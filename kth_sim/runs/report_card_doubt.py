"""The doubt on the decision card: what would change the answer, and the weakest evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kth_sim.reporting.cells import marked
from kth_sim.reporting.document import Fact
from kth_sim.runs.redraw_kinds import VOI
from kth_sim.runs.report_cells import ASSUMPTION, Row, assumed, rows_of
from kth_sim.runs.report_evidence import share_assumed
from kth_sim.runs.report_runs import BIAS, ONE_WAY, THRESHOLD
from kth_sim.runs.report_uncertainty import parameter_name, ranked

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling

EVEN = 0.5
MOST_NAMED = 3


def turns(fill: Filling) -> Iterator[Fact]:
    """The parameters that turn the answer at the lowest threshold, in one fact."""
    run = fill.sources.get(THRESHOLD)
    found = [] if run is None else [r for r in rows_of(run.table("threshold.csv")) if r["wtp"]]
    if not found:
        yield fill.absent(THRESHOLD)
        return
    wtp = min(row["wtp"] for row in found)
    mine = [row for row in found if row["wtp"] == wtp]
    crossed = [row for row in mine if row["threshold"] is not None]
    n, of = (len({row["parameter"] for row in rows}) for rows in (crossed, mine))
    value = fill.pen.text(fill.say("report.n_parameters", n=n, of=of), weakest_of(crossed))
    remark = "; ".join(turning_point(fill, row) for row in crossed)
    if not crossed:
        names = list(dict.fromkeys(parameter_name(fill, row["parameter"]) for row in mine))
        remark = fill.say("report.none_of", names=fill.say.listed(names))
    yield Fact("turns", fill.say("report.card_turns", wtp=fill.pen.wtp(wtp)), value, remark, "open")


def turning_point(fill: Filling, row: Row) -> str:
    """Beyond which value of a parameter the answer is another."""
    way = "above" if row["base_value"] < row["threshold"] else "below"
    name = marked(parameter_name(fill, row["parameter"]), assumed=assumed(row["basis"]))
    at, base = fill.pen.plain(row["threshold"], 2), fill.pen.significant(row["base_value"]).text
    return fill.say(f"report.turns_{way}", name=name, at=at, base=base)


def undone(fill: Filling) -> Iterator[Fact]:
    """Which bias alone makes it less likely than not to be worth its cost."""
    run = fill.sources.get(BIAS)
    if run is None:
        if fill.correctable:
            yield fill.absent(BIAS)
        return
    found = rows_of(run.table("bias.csv"))
    wtp = min(row["wtp"] for row in found)
    alone = [r for r in found if r["wtp"] == wtp and r["correction"] not in ("none", "all")]
    worst = [row for row in alone if row["prob_cost_effective"] < EVEN]
    counted = fill.say("report.n_biases", n=len(worst), of=len(alone))
    remark = "; ".join(without(fill, row) for row in worst)
    label = fill.say("report.card_bias", wtp=fill.pen.wtp(wtp))
    yield Fact("bias", label, fill.pen.text(counted, weakest_of(alone)), remark, "open")


def without(fill: Filling, row: Row) -> str:
    """What is left of the finding when one bias is taken out."""
    name = fill.say.named("bias_step", row["correction"], row["label"])
    return fill.say(
        "report.undone_by",
        name=marked(name, assumed=assumed(row["basis"])),
        ratio=fill.pen.plain(row["or_mean"], 2),
        lives=fill.pen.plain(row["lives_saved_mean"]),
        share=fill.say.percent(row["prob_cost_effective"]),
    )


def weakest_of(rows: list[Row]) -> str:
    """Whether any of these rests on an assumption, as a basis."""
    return ASSUMPTION if any(assumed(row["basis"]) for row in rows) else ""


def weakest(fill: Filling) -> Iterator[Fact]:
    """How much rests on assumptions, and which parameters matter most."""
    n, of = share_assumed(fill)
    value = fill.pen.text(fill.say("report.n_parameters", n=n, of=of))
    yield Fact("weakest", fill.say("report.card_weakest"), value, matters_most(fill), "open")


def matters_most(fill: Filling) -> str:
    """The parameters most worth knowing, else those with the widest swing; empty if not known."""
    for key, names in (
        ("report.most_worth_knowing", worth_knowing(fill)),
        ("report.widest_swing", widest(fill)),
    ):
        if names:
            return fill.say(key, names=fill.say.listed([with_basis(fill, n) for n in names]))
    return ""


def worth_knowing(fill: Filling) -> list[str]:
    """By EVPPI at the lowest threshold; none without an analysis."""
    voi = fill.sources.get(VOI)
    if voi is None:
        return []
    rows = rows_of(voi.table("evppi.csv"))
    wtp = min((row["wtp"] for row in rows), default=0.0)
    worth = {(row["parameters"], row["wtp"]): row for row in rows if row["wtp"] == wtp}
    names = ranked(worth, [wtp])[:MOST_NAMED]
    return [name for name in names if worth[name, wtp]["evppi"] > 0]


def widest(fill: Filling) -> list[str]:
    """By the swing of the first outcome; none without a one-way analysis."""
    dsa = fill.sources.get(ONE_WAY)
    rows = [] if dsa is None else rows_of(dsa.table("dsa.csv"))
    return [row["parameter"] for row in rows if row["outcome"] == rows[0]["outcome"]][:MOST_NAMED]


def with_basis(fill: Filling, name: str) -> str:
    """A parameter and what it rests on."""
    known, called = fill.sources.scenario["parameters"].get(name), parameter_name(fill, name)
    return f"{called} ({fill.say.named('basis_word', known['basis'])})" if known else called
