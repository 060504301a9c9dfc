"""Clinical effect and safety, and the patient's perspective: what happens to people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kth_sim.economics import MEASURES
from kth_sim.reporting.document import Block, Cell, Section, Table
from kth_sim.runs.labels import weaker
from kth_sim.runs.report_cells import Row, by, rows_of

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling

CLINICAL = (
    "prob_death_30d",
    "prob_death_90d",
    "prob_death_1y",
    "prob_readmission_30d",
    "readmissions",
    "share_deaths_30d_in_hospital",
)
PATIENT = ("ly", "qaly", "ly_undiscounted", "qaly_undiscounted", "days_hospital")
PLACES = ("nursing_home", "temporary_place", "home_care", "rehabilitation")
WANTED = {"lower": -1.0, "higher": 1.0}


def clinical(fill: Filling) -> Section:
    """Deaths and readmissions, with what got worse said as such."""
    blocks: list[Block] = []
    if fill.results is None:
        return Section("clinical", fill.say("report.clinical"), fill.missing("psa"))
    whom = {key: fill.whom[key] for key in ("age", "people")}
    blocks += [fill.pen.paragraph("report.clinical_intro", **whom), *sentences(fill)]
    blocks += [measures_table(fill, "clinical", CLINICAL), *fill.interval_note()]
    blocks += fill.course("survival_90d", "readmission_incidence")
    return Section("clinical", fill.say("report.clinical"), tuple(blocks))


def sentences(fill: Filling) -> Iterator[Block]:
    """Deaths fewer, readmissions more, and how many pathways a life takes."""
    found, say = fill.increments, fill.say
    for name in ("prob_death_30d", "prob_readmission_30d"):
        row = found[name]
        change = fill.year(name) or 0.0
        count, way = say.number(abs(change)), "fewer" if change < 0 else "more"
        better = change * WANTED[MEASURES[name].direction] > 0
        kind = "plain" if better else "warning"
        yield fill.pen.paragraph(f"report.{name}_{way}", kind, row["basis"], n=count)
    nnt = found["nnt"]
    if nnt["mean"] is not None and nnt["mean"] > 0:
        yield fill.pen.paragraph("report.nnt", "plain", nnt["basis"], n=say.number(nnt["mean"], 1))


def patient(fill: Filling) -> Section:
    """Length and quality of life, and where the time is spent; and what is not known."""
    blocks: list[Block] = [fill.pen.paragraph("report.patient_intro")]
    if fill.results is None:
        return Section("patient", fill.say("report.patient"), (*blocks, *fill.missing("psa")))
    blocks += [measures_table(fill, "patient", PATIENT), places_table(fill)]
    blocks += fill.course("flow_90d", "survival_lifetime")
    blocks += [fill.pen.paragraph("report.patient_not_known", "note")]
    return Section("patient", fill.say("report.patient"), tuple(blocks))


def measures_table(fill: Filling, key: str, names: Sequence[str]) -> Table:
    """One row a measure: both strategies, the difference, its interval, a year's total."""
    levels = by(rows_of(fill.table("summary")), "strategy", "measure")
    rows = [
        measure_row(fill, name, levels["usual_care", name], levels["kth", name])
        for name in names
        if name in fill.increments
    ]
    columns = ["measure", "usual_care", "kth", "difference", *fill.interval_columns(), "per_year"]
    return fill.pen.table(key, columns, rows)


def measure_row(fill: Filling, name: str, old: Row, new: Row) -> list[Cell]:
    """The cells of one measure."""
    pen, change = fill.pen, fill.increments[name]
    label = fill.say.named("measure", name, change["label"])
    interval = [pen.interval(change, signed=True)] if fill.many else []
    year = pen.number(fill.year(name), 0, change["basis"], signed=True)
    return [
        pen.text(label),
        pen.measured(old),
        pen.measured(new),
        pen.measured(change, signed=True),
        *interval,
        year,
    ]


def places_table(fill: Filling) -> Table:
    """Days and hours of care by strategy, in 3 months and later."""
    items = by(rows_of(fill.table("costs_by_item")), "item", "strategy")
    rows = []
    for item in PLACES:
        one = {name: items[item, name] for name in ("usual_care", "kth", "increment")}
        basis = weaker(one["kth"]["basis"], fill.increments["ly"]["basis"])
        unit = fill.say.named("report.unit", one["kth"]["unit"])
        label = f"{fill.say.named('item', item)}, {unit}"
        cells = [
            fill.pen.number(one[name][when], 1, basis, signed=name == "increment")
            for when in ("amount_0_3_months", "amount_after_3_months")
            for name in ("usual_care", "kth", "increment")
        ]
        rows.append([fill.pen.text(label), *cells])
    columns = [
        f"{name}_{when}" for when in ("3m", "later") for name in ("usual_care", "kth", "difference")
    ]
    return fill.pen.table("places", ["item", *columns], rows)
