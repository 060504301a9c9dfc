"""Organisation: who starts when, the people and visits that need staff, and hospital beds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kth_sim.reporting.document import Block, Section, Table
from kth_sim.runs.report_cells import Row, by, rows_of
from kth_sim.runs.report_runs import ROLLOUT

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling

PROGRAMME = ("kth_nurse_visits", "kth_daily_programme", "kth_hospital_responsibility")


def organisation(fill: Filling) -> Section:
    """What the network must do and staff; which command makes it, if no rollout is given."""
    title, rollout, plan = fill.say("report.organisation"), fill.sources.get(ROLLOUT), fill.plan
    blocks: list[Block] = []
    if fill.results:
        blocks.append(programme(fill))
    if rollout is None or plan is None:
        return Section("organisation", title, (*blocks, *fill.missing(ROLLOUT)))
    blocks += [starts(fill), people(fill), beds(fill)]
    blocks += fill.gallery.figures(rollout, "clusters", f"clusters_{plan}")
    blocks.append(fill.pen.paragraph("report.organisation_not_known", "note"))
    return Section("organisation", title, tuple(blocks))


def programme(fill: Filling) -> Table:
    """What KTH asks for: per operated patient, and for a year's people."""
    pen = fill.pen
    found = by(rows_of(fill.table("costs_by_item")), "item", "strategy")
    rows = []
    for item in PROGRAMME:
        row = found[item, "increment"]
        unit = fill.say.named("report.unit", row["unit"])
        each = row["amount_0_3_months"]
        rows.append(
            [
                pen.text(f"{fill.say.named('item', item)}, {unit}"),
                pen.number(each, 2, row["basis"]),
                pen.number(each * fill.sources.people, 0, row["basis"]),
            ]
        )
    people_shown = fill.say.number(fill.sources.people)
    return pen.table("programme", ["item", "per_patient", "per_year"], rows, people=people_shown)


def plan_details(fill: Filling) -> Row:
    """What the plan shown says of itself, from the record of the comparison."""
    plans = fill.sources.runs[ROLLOUT].record["analysis"]["plans"]
    return next(plan for plan in plans if plan["name"] == fill.plan)


def starts(fill: Filling) -> Table:
    """Each start of the plan: cluster, day, for whom, and how many people a year."""
    pen, rows = fill.pen, []
    for start in plan_details(fill)["starts"]:
        places = [fill.say(f"report.destination.{name}") for name in start["target"]]
        rows.append(
            [
                pen.text(start["team"]),
                pen.number(start["people_per_year"]),
                pen.date(start["date"], start["basis"])
                if start["date"]
                else pen.text(fill.say("report.never")),
                pen.text(fill.say.listed(places) if places else ""),
                pen.number(start["ramp_up_months"], 0, start["basis"]),
            ]
        )
    columns = ["cluster", "people_per_year", "start", "discharged_to", "ramp_up_months"]
    return pen.table("starts", columns, rows, plan=fill.plan_name(str(fill.plan)))


def people(fill: Filling) -> Table:
    """People with KTH in each cluster and year."""
    pen, rollout = fill.pen, fill.sources.runs[ROLLOUT]
    found = [row for row in rows_of(rollout.table("clusters.csv")) if row["plan"] == fill.plan]
    treated = {(row["team"], row["year"]): row["treated"] for row in found}
    teams = list(dict.fromkeys(team for team, _ in treated))
    years = list(dict.fromkeys(year for _, year in treated))
    basis = fill.plans[str(fill.plan)]["basis"]
    rows = [
        [pen.text(team), *(pen.number(treated[team, year], 0, basis) for year in years)]
        for team in teams
    ]
    sums = [sum(treated[team, year] for team in teams) for year in years]
    rows.append([pen.text(fill.say("report.all")), *(pen.number(n, 0, basis) for n in sums)])
    return pen.table("people", ["cluster", *map(str, years)], rows)


def beds(fill: Filling) -> Table:
    """Hospital beds that the plan asks for, by year, and what of their cost is cash."""
    pen, rollout = fill.pen, fill.sources.runs[ROLLOUT]
    rows = []
    for row in rows_of(rollout.table("beds.csv")):
        if row["plan"] != fill.plan:
            continue
        basis = row["basis"]
        ends = [pen.plain(row[end], signed=True) for end in ("bed_days_low", "bed_days_high")]
        rows.append(
            [
                pen.text(str(row["year"])),
                pen.number(row["bed_days"], 0, basis, signed=True),
                pen.text(pen.between(*ends), basis),
                pen.number(row["beds"], 1, basis, signed=True),
                pen.millions(row["cost_hospital"], basis),
                pen.millions(row["cash"], basis),
            ]
        )
    columns = ["year", "bed_days", "interval", "beds", "cost_hospital", "cash"]
    return pen.table("beds", columns, rows, plan=fill.plan_name(str(fill.plan)))
