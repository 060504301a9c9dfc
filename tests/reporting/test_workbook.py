"""The budget workbook: LibreOffice reckons what Python's budget says, as written and as changed."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import openpyxl
import pytest
from workbook_case import ABOUT, LEVELS, YEARS, World, world

from kth_sim.contracts import DESTINATIONS
from kth_sim.economics import ITEM_IDS, ITEMS, PAYERS
from kth_sim.economics.budget import beds
from kth_sim.reporting.language import language
from kth_sim.reporting.xlsx import write_budget_workbook
from kth_sim.reporting.xlsx.places import GENERAL, SIMULATED, START_INPUTS, places
from kth_sim.runs.rollout_workbook import GAINS, RELEASABLE, refusal
from kth_sim.scenarios.rollout import load_plan

KRONE = 1.0


@pytest.fixture(scope="module")
def known(register, scenario) -> World:
    return world(register, scenario("national"))


@pytest.fixture(scope="module")
def content(known):
    return known.content()


@pytest.fixture(scope="module")
def at(content):
    return places(content, language("en"))


@pytest.fixture(scope="module")
def book(content, tmp_path_factory):
    return write_budget_workbook(tmp_path_factory.mktemp("book") / "budget.xlsx", content)


@pytest.fixture(scope="module")
def small(content):
    """One cluster that starts twice, one year, one item: quick. Nothing beside the costs."""
    months = 12
    return replace(
        content,
        teams=content.teams[:1],
        starts=content.starts[:2],
        items=(replace(content.items[0], basis="observed"),),
        years=1,
        payer_shares=content.payer_shares[:, [0, -2, -1]],
        quantity=content.quantity[:, :, :months, :1],
        uptake=content.uptake[:2, :months],
        fidelity=content.fidelity[:2, :months],
        delivered=content.delivered[:2, :months],
        people=content.people[:1, :months],
        outcome={},
        use={},
        beds=None,
        simulated=None,
        programme_basis="derived",
    )


def cell(block, i, j=0):
    """Sheet and address of a cell of a block."""
    sheet, address = block.cell(i, j).rsplit("!", 1)
    return sheet.strip("'"), address.replace("$", "")


def team(content, name):
    return [team.name for team in content.teams].index(name)


def start(content, name):
    return [start.name for start in content.starts].index(name)


def item(content, name):
    return [item.id for item in content.items].index(name)


# Changes: what is typed into the workbook, and the same done to Python's world -----------------


def dearer_readmissions(known, content, at):
    cost = known.per_patient.cost.copy()
    cost[..., ITEM_IDS.index("readmission")] *= 1.5
    place = (at.items, item(content, "readmission"), 0)
    typed = {place: 1.5 * known.values["cost_readmission"]}
    return typed, replace(known, per_patient=replace(known.per_patient, cost=cost))


def more_people(known, content, at):
    """A hundred more in one cluster, other destinations in another, faster growth."""
    network = known.plan.network
    listed = sum(one.people_per_year for one in network.teams)
    spread = 1 + network.remainder_people / listed
    teams = [replace(one, people_per_year=one.people_per_year * spread) for one in network.teams]
    teams[0] = replace(teams[0], people_per_year=teams[0].people_per_year + 100)
    teams[3] = replace(teams[3], share_own_home=0.4, share_temporary_place=0.25)
    typed = {
        (at.teams, 0, 0): teams[0].people_per_year,
        (at.teams, 3, 1): 0.4,
        (at.teams, 3, 2): 0.6 * 0.25,
        (at.teams, 3, 3): 0.6 * 0.75,
        (at.general, GENERAL.index("growth_per_year"), 0): 0.03,
        (at.general, GENERAL.index("volumes_year"), 0): 2023,
    }
    changed = replace(
        network, teams=tuple(teams), remainder_people=0.0, growth_per_year=0.03, volumes_year=2023
    )
    return typed, replace(known, plan=replace(known.plan, network=changed))


def other_starts(known, content, at):
    """Other days, ramps, fidelity, turnover and costs; one start more, one less."""
    changes = {
        "Randers": {"first_day": date(2026, 8, 20), "ramp_up_months": 10.5, "ceiling": 0.7},
        "Byen": {"fidelity": 0.9, "turnover_per_year": 0.5, "retraining_months": 9.0},
        "SOL": {"first_day": date(2027, 5, 31), "cost_start_up": 1e6, "cost_fixed_per_year": 3e5},
        "Nord.widen[0]": {"first_day": None},
    }
    typed, starts = {}, list(known.plan.starts)
    for name, fields in changes.items():
        row = start(content, name)
        for field, value in fields.items():
            typed[at.starts, row, START_INPUTS.index(field)] = value
        renamed = {("date" if field == "first_day" else field): v for field, v in fields.items()}
        starts[row] = replace(starts[row], **renamed)
    return typed, replace(known, plan=replace(known.plan, starts=tuple(starts)))


def other_targets(known, content, at):
    """One cluster offers KTH to people in temporary places only."""
    first, second = start(content, "Syd"), start(content, "Syd.widen[0]")
    flags = len(START_INPUTS)
    typed = {(at.starts, first, flags + 2): 0, (at.starts, second, flags): 0}
    starts = list(known.plan.starts)
    starts[first] = replace(starts[first], target=())
    starts[second] = replace(starts[second], target=("temporary_place",))
    return typed, replace(known, plan=replace(known.plan, starts=tuple(starts)))


def other_payers(known, content, at):
    """The reform moves half of the temporary places, and the state's share stays nought."""
    row, after = item(content, "temporary_place"), 1 + len(PAYERS)
    typed = {(at.items, row, after): 0.5, (at.items, row, after + 1): 0.5}
    values = {**known.values, "share_temporary_places_to_region": 0.5}
    return typed, replace(known, values=values)


def one_fidelity(known, content, at):
    """All visits as one of the levels simulated, with no erosion."""
    typed = {(at.general, GENERAL.index("fidelity_mode"), 0): 0.75}
    starts = (replace(s, fidelity=0.75, turnover_per_year=0.0) for s in known.plan.starts)
    plan = replace(known.plan, starts=tuple(starts))
    return typed, replace(known, plan=plan, delivery=None)  # it overrides the capacity run, too


CHANGES = {
    "as_written": (),
    "prices": (dearer_readmissions,),
    "people": (more_people,),
    "starts": (other_starts,),
    "targets": (other_targets,),
    "payers": (other_payers,),
    "fidelity": (one_fidelity,),
    "all": (dearer_readmissions, more_people, other_starts, other_targets, other_payers),
}


def changed(name, known, content, at):
    typed = {}
    for change in CHANGES[name]:
        more, known = change(known, content, at)
        typed |= more
    return typed, known


def put(values):
    for one, value in values.items():
        one.value = value


def type_in(file, target, typed):
    """Save an open workbook with other inputs; openpyxl drops what the formulas gave before."""
    cells = {}
    for (block, i, j), value in typed.items():
        sheet, address = cell(block, i, j)
        kept = datetime(value.year, value.month, value.day) if isinstance(value, date) else value
        cells[file[sheet][address]] = kept
    before = {one: one.value for one in cells}
    put(cells)
    file.save(target)
    put(before)


def wrong(at):
    """Shares that do not sum to 1, a destination offered twice, a fidelity beyond the levels."""
    return {
        "wrong_nothing": {},
        "wrong_shares": {(at.items, 0, 1): 0.9},
        "wrong_mix": {(at.teams, 0, 1): 0.9},
        "wrong_twice": {(at.starts, 1, len(START_INPUTS) + 2): 1},
        "wrong_beyond": {(at.starts, 0, START_INPUTS.index("fidelity")): 1.2},
    }


@pytest.fixture(scope="module")
def office(known, content, at, book, small, recalculated, tmp_path_factory):
    """What LibreOffice, started once, gives for every change and every wrong input."""
    folder = tmp_path_factory.mktemp("office")
    file = openpyxl.load_workbook(book)
    for name in CHANGES:
        typed, _ = changed(name, known, content, at)
        type_in(file, folder / f"{name}.xlsx", typed)
    path = write_budget_workbook(tmp_path_factory.mktemp("small") / "budget.xlsx", small)
    file = openpyxl.load_workbook(path)
    for name, typed in wrong(places(small, language("en"))).items():
        type_in(file, folder / f"{name}.xlsx", typed)
    found = recalculated(sorted(folder.glob("*.xlsx")), folder)
    return {name: openpyxl.load_workbook(path, data_only=True) for name, path in found.items()}


@pytest.fixture(scope="module")
def reckoned(office):
    """`reckoned[change]`: values only."""
    return {name: office[name] for name in CHANGES}


def values(file, block, rows, columns):
    def one(i, j):
        sheet, address = cell(block, i, j)
        return float(file[sheet][address].value)

    return np.array([[one(i, j) for j in range(columns)] for i in range(rows)])


# Reckoned by LibreOffice -----------------------------------------------------------------------


@pytest.mark.parametrize("name", CHANGES)
def test_payers_pay_what_pythons_budget_says(reckoned, known, content, at, name):
    """To 1 DKK in each year, for each payer, under the plan, today and without the reform."""
    _, there = changed(name, known, content, at)
    ours = there.budget()
    for table, array in (
        ("plan", ours.cost),
        ("today", ours.today),
        ("without_reform", ours.today_without_reform),
        ("kth_adds", ours.net),
        ("reform_moves", ours.today - ours.today_without_reform),
    ):
        found = values(reckoned[name], at.payer_tables[table], len(PAYERS), YEARS)
        np.testing.assert_allclose(found, array.sum(axis=(0, 2, 3)).T, rtol=0, atol=KRONE)


@pytest.mark.parametrize("name", CHANGES)
def test_items_cost_what_pythons_budget_says(reckoned, known, content, at, name):
    ours = changed(name, known, content, at)[1].budget()
    kept = [ours.items.index(item.id) for item in content.items] + [-2, -1]
    for table, array in (("plan", ours.cost), ("today", ours.today), ("net", ours.net)):
        found = values(reckoned[name], at.item_tables[table], len(kept), YEARS)
        np.testing.assert_allclose(found, array.sum(axis=(0, 2, 4))[:, kept].T, rtol=0, atol=KRONE)


@pytest.mark.parametrize("name", CHANGES)
def test_gains_and_uses_are_pythons(reckoned, known, content, at, name):
    ours = changed(name, known, content, at)[1].budget()
    found = values(reckoned[name], at.gains, 2 + len(GAINS), YEARS)
    rows = [ours.people, ours.treated, *(ours.outcome[gain] for gain in GAINS)]
    expected = np.array([row.sum(axis=(0, 2)) for row in rows])
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
    used = values(reckoned[name], at.uses, len(content.use), YEARS)
    expected = np.array([ours.use[use].sum(axis=(0, 2)) for use in content.use])
    np.testing.assert_allclose(used, expected, rtol=1e-9, atol=1e-6)
    worth = beds(ours, known.values[RELEASABLE])
    found = values(reckoned[name], at.uses, len(content.use) + 3, YEARS)[-3:]
    columns = ("beds", "cost_hospital", "cash")
    np.testing.assert_allclose(
        found, [worth[column].to_numpy(float) for column in columns], rtol=1e-9, atol=KRONE
    )


def test_the_changes_change_the_budget(known, content, at):
    """Each by far more than the krone that the comparison lets pass."""
    plain = known.budget().cost
    for name in set(CHANGES) - {"as_written"}:
        other = changed(name, known, content, at)[1].budget().cost
        assert np.abs(other - plain).max() > 1e5, name


def test_every_formula_is_kept_with_what_it_gives(book, reckoned):
    """What a viewer that does not recalculate shows is what LibreOffice reckons, in every cell."""
    formulas, kept = openpyxl.load_workbook(book), openpyxl.load_workbook(book, data_only=True)
    anew, compared = reckoned["as_written"], 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for one in row:
                if one.data_type != "f":
                    continue
                old = kept[sheet.title][one.coordinate].value
                new = anew[sheet.title][one.coordinate].value
                where = f"{sheet.title}!{one.coordinate}"
                if isinstance(old, int | float):
                    assert new == pytest.approx(old, rel=1e-9, abs=1e-6), where
                else:
                    assert (new or "") == (old or ""), where
                compared += 1
    assert compared > 3_000


def test_what_the_reform_moves_sums_to_nothing(reckoned, at):
    for name, file in reckoned.items():
        total = values(file, at.payer_tables["reform_moves"], len(PAYERS) + 1, YEARS + 1)[-1]
        np.testing.assert_allclose(total, 0.0, atol=1e-3, err_msg=name)


def test_a_wrong_input_is_told_on_the_sheet_of_the_budget(office):
    said = {n: file["Budget"]["A3"].value for n, file in office.items() if n not in CHANGES}
    assert said.pop("wrong_nothing") == language("en")("workbook.fine")
    assert len(said) == 4
    for name, text in said.items():
        assert text.startswith("An input cannot be right"), name


# As a file -------------------------------------------------------------------------------------


def test_each_item_of_the_budget_says_what_it_rests_on(book, content, at):
    sheet = openpyxl.load_workbook(book)["Budget"]
    said = {item.label: item.basis for item in content.items}
    for block in at.item_tables.values():
        for row in range(block.row + 1, block.row + 1 + len(content.items)):
            assert sheet.cell(row, block.right + 1).value == said[sheet.cell(row, 1).value]
    assert "assumptions" in sheet.cell(3, 2).value


def test_text_that_looks_like_a_formula_stays_text(book):
    """Names, notes and assumptions; no cell has become a formula or a link."""
    file = openpyxl.load_workbook(book)
    texts = {one.value: one for row in file["About"].iter_rows() for one in row if one.value}
    for text in (ABOUT.plan_label, ABOUT.assumptions[1][1], "+1+1", "@SUM(1)", *ABOUT.warnings):
        assert texts[text].data_type == "s"
    with zipfile.ZipFile(book) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        for name in sheets:
            xml = parts.read(name).decode()
            assert "hyperlink" not in xml.lower()
            assert "HYPERLINK" not in "".join(re.findall("<f>.*?</f>", xml))
        assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()


def test_only_inputs_can_be_changed_and_no_password_guards_the_rest(book, content):
    file = openpyxl.load_workbook(book)
    free = {
        sheet.title: [c for row in sheet.iter_rows() for c in row if not c.protection.locked]
        for sheet in file
    }
    assert {name for name, cells in free.items() if cells} == {"Inputs"}
    assert all(one.data_type != "f" for one in free["Inputs"])
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in file)
    to, payers = len(DESTINATIONS), len(PAYERS)
    inputs = len(content.teams) * (1 + to) + len(content.starts) * (len(START_INPUTS) + to)
    inputs += len(content.items) + (len(content.items) + 2) * 2 * payers + len(GENERAL)
    assert len(free["Inputs"]) == inputs + 1  # and the one that shows the colour


def test_sheets_are_set_to_print_on_a4(book):
    file = openpyxl.load_workbook(book)
    assert file.sheetnames == [
        "About", "Inputs", "Uptake", "Per patient", "Months", "Budget", "Charts",
    ]  # fmt: skip
    assert {sheet.page_setup.paperSize for sheet in file} == {9}
    assert file["Charts"]._charts


def test_the_same_content_gives_the_same_bytes(book, content, tmp_path):
    again = write_budget_workbook(tmp_path / "again.xlsx", content)
    assert again.read_bytes() == book.read_bytes()


@pytest.mark.parametrize("name", ["nursing_home_first", "all_at_once"])
def test_six_years_of_a_shipped_plan_stay_small(register, known, name, tmp_path):
    """Below 20,000 formulas and 3 MB, with as many starts as any shipped plan has."""
    plan = load_plan(name, register, years=6)
    months = known.per_patient.months
    cost = np.repeat(known.per_patient.cost, 2, axis=3)
    use = {key: np.repeat(array, 2, axis=-1) for key, array in known.per_patient.use.items()}
    assert cost.shape[3] == 2 * months == 12 * plan.years
    longer = replace(known.per_patient, cost=cost, use=use)
    there = replace(known, plan=replace(plan, ids={}), per_patient=longer)
    path = write_budget_workbook(tmp_path / "budget.xlsx", there.content(), language("da"))
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        formulas = sum(parts.read(name).decode().count("<f>") for name in sheets)
    assert formulas < 20_000
    assert path.stat().st_size < 3_000_000


# Words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "ids"),
    [
        ("item", ITEM_IDS),
        ("item_unit", sorted({item.unit for item in ITEMS})),
        ("payer", PAYERS),
        ("destination", DESTINATIONS),
        ("gain", GAINS),
        ("basis_word", ("observed", "derived", "literature", "assumption")),
    ],
)
def test_what_the_workbook_names_by_its_id_has_danish_words(kind, ids):
    assert [name for name in ids if f"{kind}.{name}" not in language("da").words] == []


def test_english_items_are_called_as_in_the_economics():
    words = language("en").words
    assert {item.id: words[f"item.{item.id}"] for item in ITEMS} == {i.id: i.label for i in ITEMS}


def test_danish_sheets_have_no_english_words(content, tmp_path):
    """Texts of the program's own; those of the case are left out."""
    about = replace(content.about, assumptions=(), warnings=(), plan_label="plan")
    items = tuple(replace(one, source="") for one in content.items)
    path = tmp_path / "budget.xlsx"
    write_budget_workbook(path, replace(content, about=about, items=items), language("da"))
    file = openpyxl.load_workbook(path, data_only=True)
    texts = {str(c.value) for sheet in file for row in sheet.iter_rows() for c in row if c.value}
    english = re.compile(r"\b(the|of|and|people|year|years|care|month|today|payer)\b", re.I)
    assert [text for text in texts if english.search(text)] == []


# Content ---------------------------------------------------------------------------------------


def test_a_reform_inside_a_year_is_refused(content):
    with pytest.raises(ValueError, match="reform: 2027-03-01 is not the first day of a year"):
        replace(content, reform=date(2027, 3, 1))


def test_such_a_scenario_is_told_why_it_gets_no_workbook(scenario):
    assert refusal(scenario("national")) == ()
    (line,) = refusal(replace(scenario("national"), reform_date=date(2027, 3, 1)))
    assert line.startswith("no workbook: ")
    assert line.endswith("2027-03-01")


def test_an_array_of_another_shape_is_refused(content):
    with pytest.raises(ValueError, match=r"uptake: its shape is .*, not"):
        replace(content, uptake=content.uptake[:, :-1])


def test_quantities_times_unit_costs_are_the_mean_costs(known, content):
    kept = [ITEM_IDS.index(item.id) for item in content.items]
    prices = np.array([item.unit_cost for item in content.items])
    expected = known.per_patient.cost.mean(axis=0)[..., kept]
    np.testing.assert_allclose(content.quantity * prices, expected, rtol=1e-12)
    assert content.levels == LEVELS


# Less than everything --------------------------------------------------------------------------


def strings_in(path):
    """Every text in a workbook's cells."""
    with zipfile.ZipFile(path) as file:
        found = re.findall(r"<t[^>]*>([^<]*)</t>", file.read("xl/sharedStrings.xml").decode())
    return set(found)


def test_what_the_content_does_not_have_has_no_table(content, small, tmp_path):
    """Each text is there with what it speaks of, and not without."""
    say, told = language("en"), content.simulated
    full = replace(
        small,
        outcome={"qalys": content.outcome["qalys"]},
        use={name: array[:, :, :12] for name, array in content.use.items()},
        simulated=replace(told, **{name: getattr(told, name)[:2] for name in SIMULATED}),
        programme_basis="assumption",
    )
    more, bare = (
        strings_in(write_budget_workbook(tmp_path / "b.xlsx", one)) for one in (full, small)
    )
    texts = {say("workbook.table.uses"), say("workbook.table.simulated"), say("workbook.rests")}
    texts |= {say.named("gain", "qalys"), *(say.named("use", name) for name in content.use)}
    assert texts <= more
    assert not texts & bare
    assert say("workbook.table.gains") in more & bare
    assert say("workbook.beds.beds") not in more  # uses without beds stand alone
