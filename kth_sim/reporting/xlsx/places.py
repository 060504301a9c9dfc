"""Where each table of the workbook stands, from how many clusters, items, years there are."""

from __future__ import annotations

from dataclasses import dataclass

from kth_sim.reporting.language import Language
from kth_sim.reporting.xlsx.blocks import Block
from kth_sim.reporting.xlsx.content import WorkbookContent

SHEETS = ("about", "inputs", "uptake", "per_patient", "months", "budget", "charts")
GENERAL = (
    "growth_per_year",
    "volumes_year",
    "fidelity_mode",
    "share_releasable",
)
START_INPUTS = (
    "first_day",
    "ramp_up_months",
    "ceiling",
    "fidelity",
    "turnover_per_year",
    "retraining_months",
    "cost_start_up",
    "cost_fixed_per_year",
    "chance",
)
START_DERIVED = ("ramp_days", "rate", "lasting", "begun", "targeted")
CALENDAR = ("start", "end", "year", "share_of_year")
OF_PAYERS = ("without_reform", "reform_moves", "today", "kth_adds", "plan")
PEOPLE = ("operated", "with_kth")
BEDS = ("beds", "worth", "cash")
SIMULATED = ("mean", "low", "high")
OF_ITEMS = ("today", "plan", "net")
PROGRAMME = ("kth_start_up", "kth_fixed")
HEAD = 3  # rows of a sheet's title, what it is, and air
GAP = 3  # rows between tables: air, a heading, column names


@dataclass(frozen=True)
class Places:
    """The tables, each as the block of its numbers.

    Rows that are `[level, destination]` run through the destinations of usual care, then of the
    lowest fidelity, ...; those of `quantity` and `exposure` have the months inside them.
    """

    general: Block
    teams: Block
    starts: Block
    derived: Block
    items: Block
    calendar: Block
    people: Block
    uptake: Block
    reached: Block
    delivered: Block
    fidelity: Block
    operated: Block
    by_level: Block
    by_year: Block
    outcome: Block
    quantity: Block
    exposure: Block
    exposure_today: Block
    item_tables: dict[str, Block]
    payer_tables: dict[str, Block]
    gains: Block
    uses: Block
    simulated: Block


def places(content: WorkbookContent, say: Language) -> Places:
    """Where everything stands, on sheets named in that language."""
    names = {sheet: say(f"workbook.sheet.{sheet}") for sheet in SHEETS}
    payers, items, tables = _budget(content, names["budget"])
    return Places(
        payer_tables=payers,
        item_tables=items,
        **_inputs(content, names["inputs"]),
        **_uptake(content, names["uptake"]),
        **_per_patient(content, names["per_patient"], names["months"]),
        **tables,
    )


def _inputs(content: WorkbookContent, sheet: str) -> dict[str, Block]:
    """One table under the other; derived columns stand right of what they come from."""
    to, payers = len(content.destinations), len(content.payers)
    general = Block(sheet, HEAD + 2, 1, len(GENERAL), 1)
    teams = Block(sheet, general.below + GAP, 1, len(content.teams), 1 + to)
    starts = Block(sheet, teams.below + GAP, 1, len(content.starts), len(START_INPUTS) + to)
    derived = Block(sheet, starts.row, starts.right + 2, starts.rows, len(START_DERIVED) + 2 * to)
    items = Block(sheet, starts.below + GAP, 3, len(content.items) + 2, 1 + 2 * payers)
    return {
        "general": general,
        "teams": teams,
        "starts": starts,
        "derived": derived,
        "items": items,
    }


def _uptake(content: WorkbookContent, sheet: str) -> dict[str, Block]:
    """Months run to the right; the tables share them."""
    to, months = len(content.destinations), 12 * content.years
    rows = {
        "people": len(content.teams),
        "uptake": len(content.starts),
        "reached": len(content.starts),
        "delivered": len(content.starts),
        "fidelity": len(content.starts),
        "operated": to,
        "by_level": (1 + len(content.levels)) * to,
    }
    found = {"calendar": Block(sheet, HEAD, 2, len(CALENDAR), months)}
    top = found["calendar"].below + 2
    for name, count in rows.items():
        found[name] = Block(sheet, top, 2, count, months)
        top += count + 2
    found["by_year"] = Block(sheet, top + 1, 2, rows["by_level"], content.years)
    return found


def _per_patient(content: WorkbookContent, sheet: str, months: str) -> dict[str, Block]:
    """The months since operation run downwards, in the same rows of both sheets."""
    of_care = (1 + len(content.levels)) * len(content.destinations)
    outcome = Block(sheet, HEAD + 2, 3, of_care, len(content.outcome))
    top, long = outcome.below + GAP, 12 * content.years
    columns = len(content.items) + len(content.use)
    exposure = Block(months, top, 3, of_care * long, content.years)
    usual = len(content.destinations) * long
    return {
        "outcome": outcome,
        "quantity": Block(sheet, top, 3, of_care * long, columns),
        "exposure": exposure,
        "exposure_today": Block(months, top, exposure.right + 1, usual, content.years),
    }


def _budget(
    content: WorkbookContent, sheet: str
) -> tuple[dict[str, Block], dict[str, Block], dict[str, Block]]:
    """Tables by payer, by item, and the others; years run to the right, then their sum."""
    payers, items = len(content.payers) + 1, len(content.items) + len(PROGRAMME) + 1
    rows = {
        **{f"payers {name}": payers for name in OF_PAYERS},
        "simulated": len(SIMULATED) if content.simulated else 0,
        "gains": len(PEOPLE) + len(content.outcome),
        "uses": len(content.use) + (len(BEDS) if content.beds else 0),
        **{f"items {name}": items for name in OF_ITEMS},
    }
    found, top = {}, HEAD + 2
    for name, count in rows.items():
        found[name] = Block(sheet, top, 1, count, content.years + 1)
        top = found[name].below + GAP if count else top
    of_payers = {name: found.pop(f"payers {name}") for name in OF_PAYERS}
    of_items = {name: found.pop(f"items {name}") for name in OF_ITEMS}
    return of_payers, of_items, found
