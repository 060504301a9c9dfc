"""The evidence behind a report: every parameter with source and basis, and what contradicts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kth_sim.evidence.audit import AuditRow, audit
from kth_sim.reporting.document import Block, Cell, Section, Table
from kth_sim.runs.labels import used_under
from kth_sim.runs.report_runs import PSA

if TYPE_CHECKING:
    from kth_sim.runs.report_cells import Row
    from kth_sim.runs.report_filling import Filling

SET = "set by the scenario"  # a choice
BASES = ("observed", "derived", "literature", "assumption")  # from the strongest ground


def parameters(fill: Filling) -> Section:
    """How many rest on what, then each: value, interval, basis, choice, source."""
    blocks: list[Block] = [
        fill.pen.paragraph("report.parameters_intro"),
        counts(fill),
        parameter_table(fill, "parameters", in_use(fill)),
        parameter_table(fill, "parameters_idle", idle(fill)),
    ]
    return Section("parameters", fill.say("report.parameters"), tuple(blocks))


def in_use(fill: Filling) -> list[Row]:
    """The parameters that some result reads."""
    scenario = fill.sources.scenario
    used = used_under(scenario["structure"]["cost_anchor"])
    return [given for name, given in scenario["parameters"].items() if name in used]


def idle(fill: Filling) -> list[Row]:
    """The others: of bias corrections, capacity, rollout plans and studies."""
    used = {given["id"] for given in in_use(fill)}
    known = fill.sources.scenario["parameters"]
    return [given for name, given in known.items() if name not in used]


def share_assumed(fill: Filling) -> tuple[int, int]:
    """How many of the parameters in use are assumptions, and how many are in use."""
    found = in_use(fill)
    return sum(given["basis"] == "assumption" for given in found), len(found)


def counts(fill: Filling) -> Table:
    """Parameters in use by what they rest on."""
    found = Counter(given["basis"] for given in in_use(fill))
    whole = sum(found.values())
    rows = [
        [fill.pen.basis(name), fill.pen.number(found[name]), fill.pen.share(found[name] / whole)]
        for name in BASES
    ]
    return fill.pen.table("bases", ["basis", "parameters", "share"], rows)


def parameter_table(fill: Filling, key: str, known: list[Row]) -> Table:
    """One row a parameter; the interval is that of the draws; alternatives, if any is chosen."""
    intervals, chosen = intervals_of_draws(fill), any(given["choice"] for given in known)
    rows = [parameter_row(fill, given, intervals.get(given["id"]), chosen) for given in known]
    columns = ["parameter", "value", "unit", "interval", "basis", *(["choice"] if chosen else [])]
    return fill.pen.table(key, [*columns, "source"], rows, n=len(rows))


def parameter_row(
    fill: Filling, given: Row, ends: tuple[float, float] | None, chosen: bool
) -> list[Cell]:
    """The cells of one parameter."""
    pen, say, basis = fill.pen, fill.say, given["basis"]
    interval = pen.nothing()
    if ends is not None and ends[0] != ends[1]:
        interval = pen.between_cell(
            {"low": ends[0], "high": ends[1], "basis": basis}, "low", "high"
        )
    return [
        pen.text(say.parameter(given["id"], given["label"])),
        pen.significant(given["value"], basis),
        pen.text(say.named("value_unit", given["unit"], say.named("report.unit", given["unit"]))),
        interval,
        pen.basis(basis),
        *([pen.text(say.translated(str(given["choice"] or "")))] if chosen else []),
        pen.text(source_of(fill, given)),
    ]


def source_of(fill: Filling, given: Row) -> str:
    """Where a number was read: the document, and where in it if the evidence is at hand."""
    if given["choice"] == SET:
        return fill.say.translated(SET)
    cite = str(given["source"])
    if fill.register is None:
        return fill.say.translated(cite)
    estimate = fill.register.estimate(given["id"], given["choice"] or None)
    source = getattr(estimate, "source", None) or fill.register.entries[given["id"]].source
    parts = dict.fromkeys(fill.say.translated(text) for text in (source.cite, source.where))
    return "; ".join(parts)


def intervals_of_draws(fill: Filling) -> dict[str, tuple[float, float]]:
    """Between which values 95 % of the draws of each parameter lie; empty without draws."""
    import pandas as pd  # noqa: PLC0415

    psa = fill.sources.get(PSA)
    if psa is None:
        return {}
    draws = pd.read_parquet(psa.folder / "draws.parquet")
    ends = draws.select_dtypes("number").quantile([0.025, 0.975])
    return {str(name): (float(ends[name].iloc[0]), float(ends[name].iloc[1])) for name in ends}


def contradictions(fill: Filling) -> Section:
    """Where the sources disagree, each with its arithmetic and what the base case does."""
    title = fill.say("report.contradictions")
    if fill.register is None:
        note = fill.pen.paragraph("report.other_evidence", "warning")
        return Section("contradictions", title, (note,))
    found = audit(fill.register)
    intro = fill.pen.paragraph("report.contradictions_intro", n=len(found))
    return Section("contradictions", title, (intro, contradiction_table(fill, found)))


def contradiction_table(fill: Filling, found: list[AuditRow]) -> Table:
    """One row a contradiction."""
    pen, say = fill.pen, fill.say
    rows = [
        [
            pen.text(say.translated(row.label)),
            pen.text(claims(fill, row)),
            pen.significant(row.difference),
            pen.text(say.named("value_unit", row.unit, say.named("report.unit", row.unit))),
            pen.share(row.relative),
            pen.text(say.translated(row.arithmetic)),
            pen.text(say.translated(row.base_case)),
            pen.text(row.scenario),
        ]
        for row in found
    ]
    columns = ["contradiction", "claims", "differ_by", "unit", "relative", "arithmetic"]
    return pen.table("contradictions", [*columns, "base_case", "scenario"], rows)


def claims(fill: Filling, row: AuditRow) -> str:
    """Each reading with its number."""
    shown = (
        f"{fill.say.translated(claim.label)}: {fill.pen.significant(claim.value).text}"
        for claim in row.claims
    )
    return "; ".join(shown)
