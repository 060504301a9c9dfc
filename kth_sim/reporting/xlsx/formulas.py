"""The formulas of the workbook as text; each cell they name stands in `places.Places`."""

from __future__ import annotations

from collections.abc import Sequence

from kth_sim.reporting.xlsx.blocks import Block
from kth_sim.reporting.xlsx.book import Book
from kth_sim.reporting.xlsx.content import AFTER, BEFORE
from kth_sim.reporting.xlsx.places import CALENDAR, GENERAL, PROGRAMME, START_DERIVED, START_INPUTS
from kth_sim.reporting.xlsx.values import NEVER, window


def people(book: Book, i: int, j: int) -> str:
    """A cluster's people operated in a month."""
    growth, since = (general(book, name) for name in ("growth_per_year", "volumes_year"))
    year, share = calendar(book, "year", j), calendar(book, "share_of_year", j)
    return f"{book.at.teams.cell(i)}*(1+{growth})^({year}-{since})*{share}"


def uptake(book: Book, i: int, j: int) -> str:
    """Share of the target group that gets KTH, linear to the ceiling, mean of the month's days."""
    first, ceiling = start(book, i, "first_day"), start(book, i, "ceiling")
    ramp = derived(book, i, "ramp_days")
    begin, end = calendar(book, "start", j), calendar(book, "end", j)

    def lost(day: str) -> str:
        days = f"MIN(MAX({day}-{first},0),{ramp})"
        return f"({days}-{days}^2/(2*{ramp}))"

    run = f"MAX({end}-{first},0)-MAX({begin}-{first},0)"
    short = f"IF({ramp}=0,0,{lost(end)}-{lost(begin)})"
    share = f"MAX(0,MIN(1,({run}-{short})/({end}-{begin})))"
    return f"IF(ISNUMBER({first}),{ceiling}*{share},0)"


def reached(book: Book, i: int, j: int) -> str:
    """People of the target group who get KTH."""
    parts = (
        book.at.people.cell(team_row(book, i), j),
        derived(book, i, "targeted"),
        book.at.uptake.cell(i, j),
        start(book, i, "chance"),
    )
    return "*".join(parts)


def fidelity(book: Book, i: int, j: int) -> str:
    """Share of planned visits delivered, mean of the month's days from the first day on."""
    first, rate, lasting = (
        start(book, i, "first_day"),
        derived(book, i, "rate"),
        derived(book, i, "lasting"),
    )
    mode, at_first = general(book, "fidelity_mode"), start(book, i, "fidelity")
    begin, end = (f"MAX({calendar(book, edge, j)}-{first},0)/365.25" for edge in ("start", "end"))
    decay = f"EXP(-{rate}*{begin})*(1-EXP(-{rate}*({end}-{begin})))/({rate}*({end}-{begin}))"
    lost = f"IF({calendar(book, 'end', j)}>{first},{decay},1)"
    trained = f"IF(OR({rate}=0,NOT(ISNUMBER({first}))),1,{lasting}+(1-{lasting})*{lost})"
    delivered = book.at.delivered.cell(i, j)
    return f"IF(ISNUMBER({mode}),{mode},{at_first}*{trained}*{delivered})"


def operated(book: Book, i: int, j: int) -> str:
    """People operated with one destination."""
    return f"SUMPRODUCT({book.at.people.down(j)},{book.at.teams.down(1 + i)})"


def by_level(book: Book, i: int, j: int) -> str:
    """People with one destination who get usual care, or count as one level of fidelity."""
    to = len(book.content.destinations)
    level, destination = divmod(i, to)
    if level == 0:
        treated = [
            book.at.by_level.cell(i + to * k, j) for k in range(1, len(book.content.levels) + 1)
        ]
        return "-".join([book.at.operated.cell(destination, j), *treated])
    mix = book.at.derived.down(len(START_DERIVED) + to + destination)
    weight = level_weight(book.content.levels, level - 1, book.at.fidelity.down(j))
    return f"SUMPRODUCT({book.at.reached.down(j)}*{mix}*{weight})"


def level_weight(levels: tuple[float, ...], level: int, cells: str) -> str:
    """How much each fidelity counts as one level: the polynomial through all levels.

    Example:
        >>> level_weight((0.0, 0.5, 1.0), 1, "f")
        '(f-0)/(0.5)*(f-1)/(-0.5)'
        >>> level_weight((1.0,), 0, "f")
        '1'
    """
    here, others = levels[level], (*levels[:level], *levels[level + 1 :])
    terms = [f"({cells}-{other:.15g})/({here - other:.15g})" for other in others]
    return "*".join(terms) or "1"


def general(book: Book, name: str) -> str:
    """The cell of a number that is for all."""
    return book.at.general.cell(GENERAL.index(name))


def start(book: Book, i: int, name: str) -> str:
    """The cell of a start's number."""
    return book.at.starts.cell(i, START_INPUTS.index(name))


def derived(book: Book, i: int, name: str) -> str:
    """The cell of what follows from a start's numbers."""
    return book.at.derived.cell(i, START_DERIVED.index(name))


def calendar(book: Book, name: str, j: int) -> str:
    """The cell of a month's day, year or share."""
    return book.at.calendar.cell(CALENDAR.index(name), j)


def derived_of_start(book: Book, i: int, j: int) -> str:
    """What follows from a start's numbers, column by column."""
    to = len(book.content.destinations)
    if j < len(START_DERIVED):
        return _derived_number(book, i, START_DERIVED[j])
    destination = (j - len(START_DERIVED)) % to
    if j < len(START_DERIVED) + to:
        team = book.at.teams.cell(team_row(book, i), 1 + destination)
        return f"{team}*{book.at.starts.cell(i, len(START_INPUTS) + destination)}"
    targeted, share = derived(book, i, "targeted"), book.at.derived.cell(i, j - to)
    return f"IF({targeted}=0,0,{share}/{targeted})"


def _derived_number(book: Book, i: int, name: str) -> str:
    to = len(book.content.destinations)
    first = start(book, i, "first_day")
    leaving, months = start(book, i, "turnover_per_year"), start(book, i, "retraining_months")
    of_cluster = book.at.derived.across(i, len(START_DERIVED), len(START_DERIVED) + to)
    part = f"(DAY({first})-1)/DAY(EOMONTH({first},0))"
    months_begun = f"12*YEAR({first})+MONTH({first})-1+{part}"
    return {
        "ramp_days": f"{start(book, i, 'ramp_up_months')}*365.25/12",
        "rate": f"IF(OR({leaving}=0,{months}=0),0,{leaving}+12/{months})",
        "lasting": f"1/(1+{leaving}*{months}/12)",
        "begun": f"IF(ISNUMBER({first}),{months_begun},{NEVER:.0f})",
        "targeted": f"SUM({of_cluster})",
    }[name]


def offered(book: Book, i: int, names: Sequence[str]) -> str:
    """The names of the destinations that a start offers KTH to."""
    first = len(START_INPUTS)
    flags = (book.at.starts.cell(i, first + j) for j in range(len(names)))
    parts = (f'IF({flag}=1,"{name}. ","")' for flag, name in zip(flags, names, strict=True))
    return "&".join(parts)


def offered_twice(book: Book, i: int) -> str:
    """Whether another start of the cluster offers KTH to the same destination."""
    team = book.content.starts[i].team
    rows = [k for k, start in enumerate(book.content.starts) if start.team == team]
    first = len(START_INPUTS)
    columns = range(first, first + len(book.content.destinations))
    sums = ("+".join(book.at.starts.cell(k, j) for k in rows) for j in columns)
    return f"OR({','.join(f'{total}>1' for total in sums)})"


def team_row(book: Book, i: int) -> int:
    """The row of a start's cluster."""
    return [team.name for team in book.content.teams].index(book.content.starts[i].team)


def exposed(people: Block, row: int, since: int, year: int) -> str | None:
    """People so many months after operation in a year: those operated that much earlier."""
    first, stop = window(year, since)
    return f"SUM({people.across(row, first, stop)})" if stop > 0 else None


def item_cost(book: Book, name: str, i: int, year: int) -> str:
    """What an item costs all patients in a year, today or under the plan."""
    at, items = book.at, len(book.content.items)
    if name == "net":
        return f"{at.item_tables['plan'].cell(i, year)}-{at.item_tables['today'].cell(i, year)}"
    if i >= items:
        return programme_cost(book, i - items, year) if name == "plan" else "0"
    if name == "plan":
        exposure, used = at.exposure.down(year), at.quantity.down(i)
    else:
        exposure, used = at.exposure_today.down(year), _usual(book).down(i)
    return f"{at.items.cell(i)}*SUMPRODUCT({exposure},{used})"


def _usual(book: Book) -> Block:
    """The rows of usual care among those per patient."""
    return book.at.quantity.part(book.at.exposure_today.rows)


def programme_cost(book: Book, which: int, column: int) -> str:
    """Start-up (0) or fixed cost (1) of all clusters in a year."""
    at, year = book.at, book.values.calendar[column]
    chance, begun = (
        at.starts.down(START_INPUTS.index("chance")),
        at.derived.down(START_DERIVED.index("begun")),
    )
    costs = at.starts.down(START_INPUTS.index(("cost_start_up", "cost_fixed_per_year")[which]))
    first, stop = 12 * year, 12 * (year + 1)
    inside = f"({begun}>={first})*({begun}<{stop})"
    if which == 0:
        return f"SUMPRODUCT({chance}*{costs}*{inside})"
    return f"SUMPRODUCT({chance}*{costs}*(({begun}<{first})+{inside}*({stop}-{begun})/12))"


def in_year(book: Book, name: str, i: int, j: int) -> str:
    """What a payer pays of one table of items, at the shares in force in the year."""
    rule = AFTER if book.values.calendar[j] >= book.content.reform.year else BEFORE
    return paid(book, name, i, j, rule)


def paid(book: Book, name: str, i: int, j: int, rule: int) -> str:
    """What a payer pays of one table of items, at the shares of one rule."""
    table, payers = book.at.item_tables[name], len(book.content.payers)
    costs = table.part(len(book.content.items) + len(PROGRAMME)).down(j)
    return f"SUMPRODUCT({costs},{book.at.items.down(1 + rule * payers + i)})"


def payer_cost(book: Book, name: str, i: int, j: int) -> str:
    """What a payer pays today and under the plan, and what moves him from one to the other."""
    tables = book.at.payer_tables
    if name == "without_reform":
        return paid(book, "today", i, j, BEFORE)
    if name in ("today", "plan"):
        return in_year(book, name, i, j)
    more, less = {
        "reform_moves": ("today", "without_reform"),
        "kth_adds": ("plan", "today"),
    }[name]
    return f"{tables[more].cell(i, j)}-{tables[less].cell(i, j)}"


def gain(book: Book, outcome: int, j: int) -> str:
    """An outcome of the people operated in a year, plan less today."""
    at = book.at
    plan = f"SUMPRODUCT({at.by_year.down(j)},{at.outcome.down(outcome)})"
    usual = at.outcome.part(len(book.content.destinations))
    parts = (
        f"SUM({at.operated.across(d, 12 * j, 12 * j + 12)})*{usual.cell(d, outcome)}"
        for d in range(usual.rows)
    )
    return f"{plan}-({'+'.join(parts)})"


def used(book: Book, use: int, j: int) -> str:
    """What is used in a calendar year, plan less today."""
    at, column = book.at, len(book.content.items) + use
    plan = f"SUMPRODUCT({at.exposure.down(j)},{at.quantity.down(column)})"
    return f"{plan}-SUMPRODUCT({at.exposure_today.down(j)},{_usual(book).down(column)})"


def people_in(book: Book, which: str, j: int) -> str:
    """People operated in a year, or those of them with KTH."""
    block, usual = book.at.by_year, len(book.content.destinations)
    whole = f"SUM({block.down(j)})"
    return whole if which == "operated" else f"{whole}-SUM({block.part(usual).down(j)})"


def of_beds(book: Book, what: str, j: int) -> str:
    """Hospital beds, what they are worth at unit costs, and what of it is cash."""
    beds, uses, net = book.content.beds, book.at.uses, book.at.item_tables["net"]
    assert beds is not None
    days = uses.cell(list(book.content.use).index(beds.use), j)
    ids = [item.id for item in book.content.items]
    worth = "+".join(net.cell(ids.index(item), j) for item in beds.items)
    return {
        "beds": f"{days}/365.25",
        "worth": worth,
        "cash": f"({worth})*{general(book, 'share_releasable')}",
    }[what]


def all_fine(book: Book) -> str:
    """Whether no check beside the inputs says a word and every fidelity lies within the levels."""
    at, levels = book.at, book.content.levels
    words = [f'COUNTIF({block.beside()},"?*")=0' for block in (at.teams, at.starts, at.items)]
    cells = at.fidelity.all()
    inside = [f"MIN({cells})>={levels[0]:.15g}", f"MAX({cells})<={levels[-1]:.15g}"]
    return f"AND({','.join([*words, *inside])})"
