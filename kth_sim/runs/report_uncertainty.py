"""How sure it is: draws, value of information, one-way sensitivity, and where the answer turns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kth_sim.reporting.document import Block, Section, Table
from kth_sim.runs.redraw_kinds import VOI
from kth_sim.runs.report_cells import Row, by, rows_of
from kth_sim.runs.report_runs import ONE_WAY, PSA, THRESHOLD

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling

MOST_SHOWN = 12  # rows of a ranking
PSA_FIGURES = ("ce_plane", "ceac", "convergence")


def uncertainty(fill: Filling) -> Section:
    """Four questions, each a section of its own."""
    parts = (
        Section("draws", fill.say("report.draws"), tuple(draws(fill))),
        Section("voi", fill.say("report.voi"), tuple(information(fill))),
        Section("one-way", fill.say("report.one_way"), tuple(one_way(fill))),
        Section("threshold", fill.say("report.threshold"), tuple(thresholds(fill))),
    )
    return Section("uncertainty", fill.say("report.uncertainty"), (), parts)


def draws(fill: Filling) -> Iterator[Block]:
    """The plane, the acceptability curve, and how sure the means are."""
    psa = fill.sources.get(PSA)
    if psa is None:
        yield from fill.missing(PSA)
        return
    for name in PSA_FIGURES:
        yield from fill.gallery.figures(psa, name)
    yield precision(fill)


def precision(fill: Filling) -> Table:
    """Mean differences with their Monte-Carlo error, and how much of the spread is luck."""
    pen, rows = fill.pen, []
    for row in rows_of(fill.table("precision")):
        about = fill.increments[row["measure"]]
        unit, basis = about["unit"], about["basis"]
        rows.append(
            [
                pen.text(fill.say.named("measure", row["measure"], about["label"])),
                pen.measured(about, signed=True),
                pen.cell(row["mcse"], pen.in_unit(row["mcse"], unit), basis),
                pen.share(row["share_luck"], basis, 1),
            ]
        )
    return pen.table("precision", ["measure", "difference", "mcse", "share_luck"], rows)


def information(fill: Filling) -> Iterator[Block]:
    """What knowing everything, and each parameter, would be worth."""
    voi = fill.sources.get(VOI)
    if voi is None:
        yield from fill.missing(VOI)
        return
    yield evpi(fill, rows_of(voi.table("evpi.csv")))
    yield evppi(fill, rows_of(voi.table("evppi.csv")))
    yield from fill.gallery.figures(voi, "evppi", f"evppi_{fill.sources.marks[0]:.15g}")


def evpi(fill: Filling, found: list[Row]) -> Table:
    """Perfect information at each threshold."""
    pen = fill.pen
    rows = [
        [
            pen.number(row["wtp"]),
            pen.number(row["per_patient"], 0, row["basis"]),
            pen.millions(row["per_year"], row["basis"], signed=False),
            pen.millions(row["population"], row["basis"], signed=False),
        ]
        for row in found
    ]
    return pen.table("evpi", ["wtp", "per_patient", "millions_per_year", "millions_in_all"], rows)


def evppi(fill: Filling, found: list[Row]) -> Table:
    """The parameters most worth knowing, at each threshold."""
    pen, wtps = fill.pen, list(dict.fromkeys(row["wtp"] for row in found))
    worth = by(found, "parameters", "wtp")
    names = ranked(worth, wtps)[:MOST_SHOWN]
    rows = []
    for name in names:
        first = worth[name, wtps[0]]
        cells = [pen.text(parameter_name(fill, name))]
        for wtp in wtps:
            one = worth[name, wtp]
            cells += [pen.number(one["evppi"], 0, one["basis"]), pen.number(one["se"])]
        rows.append([*cells, pen.basis(first["basis"])])
    columns = [c for wtp in wtps for c in (fill.say("report.at_wtp", wtp=pen.wtp(wtp)), "se")]
    return pen.table("evppi", ["parameter", *columns, "basis"], rows, n=len(names))


def ranked(worth: dict[tuple[str, float], Row], wtps: list[float]) -> list[str]:
    """Groups and parameters by what knowing them is worth at the thresholds, the most first."""
    names = list(dict.fromkeys(name for name, _ in worth))
    return sorted(names, key=lambda name: [-worth[name, wtp]["evppi"] for wtp in wtps])


def parameter_name(fill: Filling, name: str) -> str:
    """What a parameter, or a group that was analysed together, is called."""
    known = fill.sources.scenario["parameters"]
    label = known[name]["label"] if name in known else fill.say.named("group", name)
    return fill.say.parameter(name, label)


def one_way(fill: Filling) -> Iterator[Block]:
    """The tornado, as table and figure."""
    dsa = fill.sources.get(ONE_WAY)
    if dsa is None:
        yield from fill.missing(ONE_WAY)
        return
    found = rows_of(dsa.table("dsa.csv"))
    outcome = next((row["outcome"] for row in found if row["wtp"]), found[0]["outcome"])
    yield tornado(fill, [row for row in found if row["outcome"] == outcome][:MOST_SHOWN])
    yield from fill.gallery.figures(dsa, "tornado", f"tornado_{outcome}")


def tornado(fill: Filling, found: list[Row]) -> Table:
    """Each parameter's ends and the net benefit there."""
    pen, rows = fill.pen, []
    for row in found:
        basis = row["basis"]
        rows.append(
            [
                pen.text(parameter_name(fill, row["parameter"])),
                *(pen.significant(row[name], basis) for name in ("low_value", "high_value")),
                *(pen.number(row[name], 0, basis, signed=True) for name in ("at_low", "at_high")),
                pen.number(row["swing"], 0, basis),
                pen.number(row["mcse_swing"], 0, basis),
                pen.basis(basis),
            ]
        )
    columns = ["parameter", "low_value", "high_value", "at_low", "at_high", "swing", "mcse"]
    wtp = pen.wtp(found[0]["wtp"]) if found and found[0]["wtp"] else ""
    return pen.table("tornado", [*columns, "basis"], rows, wtp=wtp)


def thresholds(fill: Filling) -> Iterator[Block]:
    """At which value of a parameter net benefit turns."""
    run = fill.sources.get(THRESHOLD)
    if run is None:
        yield from fill.missing(THRESHOLD)
        return
    yield turning(fill, rows_of(run.table("threshold.csv")))
    outcome = f"inmb_{fill.sources.marks[0]:.15g}" if fill.sources.marks else ""
    yield from fill.gallery.figures(run, "threshold", f"threshold_{outcome}")


def turning(fill: Filling, found: list[Row]) -> Table:
    """One row a parameter and outcome."""
    pen = fill.pen
    rows = [
        [
            pen.text(parameter_name(fill, row["parameter"])),
            pen.number(row["wtp"]),
            pen.significant(row["base_value"], row["basis"]),
            pen.significant(row["threshold"], row["basis"])
            if row["threshold"] is not None
            else pen.text(fill.say("threshold.none")),
            pen.text(fill.say(f"report.worth.{row['positive']}")),
            pen.between_cell(row, "low", "high"),
        ]
        for row in found
    ]
    columns = ["parameter", "wtp", "base_value", "turns_at", "worth", "searched"]
    return pen.table("turning", columns, rows)
