"""Each check of sums turns red when the model is broken on purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from breaking_runs import red

from kth_sim.economics import effects, items
from kth_sim.reporting import console, formats, psa_console
from kth_sim.runs import panel, psa_results
from kth_sim.verify import subject_runs, sums_printed


def test_a_block_lost_in_the_sum(monkeypatch):
    quantities_of = subject_runs.quantities_of

    def lossy(case):
        found = quantities_of(case)
        used, counts = found.used.copy(), found.counts.copy()
        used[:, -1], counts[:, -1] = 0.0, 0.0
        return replace(found, used=used, counts=counts)

    monkeypatch.setattr(subject_runs, "quantities_of", lossy)
    red("sums.days_and_events")


def test_a_nursing_home_that_does_good(monkeypatch):
    _, name = effects.ON_TOP["days_nursing_home"]
    monkeypatch.setitem(effects.ON_TOP, "days_nursing_home", (+1.0, name))
    red("sums.life_years_and_qalys")


def test_no_discounting(monkeypatch):
    quantities_of = subject_runs.quantities_of

    def undiscounted(case):
        found = quantities_of(case)
        return replace(found, discounted=found.used)

    monkeypatch.setattr(subject_runs, "quantities_of", undiscounted)
    red("sums.life_years_and_qalys")


def test_dearer_readmissions(monkeypatch):
    unit_costs = items.unit_costs

    def dearer(*given):
        found = unit_costs(*given)
        return {**found, "readmission": 1.01 * found["readmission"]}

    monkeypatch.setattr(items, "unit_costs", dearer)
    red("sums.costs")


def test_a_term_dropped_from_home_care(monkeypatch):
    at = items.ITEM_IDS.index("home_care")
    kept = replace(items.ITEMS[at], terms=items.ITEMS[at].terms[:1])
    monkeypatch.setattr(items, "ITEMS", (*items.ITEMS[:at], kept, *items.ITEMS[at + 1 :]))
    red("sums.costs")


def test_intervals_of_90_per_cent(monkeypatch):
    spread = panel.spread

    def narrow(whole, blocks):
        low, high = panel.np.quantile(whole, [0.05, 0.95])
        return replace(spread(whole, blocks), low=float(low), high=float(high))

    monkeypatch.setattr(panel, "spread", narrow)
    red("sums.tables_are_the_panel")


def test_a_table_of_other_numbers(monkeypatch):
    write_csv = psa_results.write_csv

    def spoilt(frame, path):
        if path.name == "incremental.csv":
            frame = frame.assign(mean=frame["mean"] * (1 + 1e-6))
        return write_csv(frame, path)

    monkeypatch.setattr(psa_results, "write_csv", spoilt)
    red("sums.tables_are_the_panel")


def test_a_console_that_cuts_instead_of_rounding(monkeypatch):
    in_unit = psa_console.in_unit

    def cut(value, unit, *, signed=False):
        return in_unit(value - 0.6 * (unit == "DKK"), unit, signed=signed)

    monkeypatch.setattr(psa_console, "in_unit", cut)
    red("sums.printed_is_stored")


def test_a_wrong_sign_on_the_console(monkeypatch):
    difference = formats.difference
    monkeypatch.setattr(console, "difference", lambda one: difference(one._replace(mean=-one.mean)))
    red("sums.printed_is_stored")


def test_a_line_left_out(monkeypatch):
    monkeypatch.setattr(psa_console, "SHOWN", psa_console.SHOWN[:-1])
    red("sums.printed_is_stored")


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("160,400", [(160_400.0, 50.0)]),
        ("+8,800 ± 800", [(8_800.0, 50.0), (800.0, 50.0)]),
        ("+19.4 ± 1.8 m", [(19.4e6, 0.05e6), (1.8e6, 0.05e6)]),
        ("-10.00 % to -1.00 %", [(-0.1, 0.00005), (-0.01, 0.00005)]),
        ("0.0 ± <0.01", [(0.0, 0.05), (0.0, 0.01)]),
        ("no gain, or no extra cost", []),
    ],
)
def test_numbers_are_read_with_their_unit_and_last_digit(cell, numbers):
    found = sums_printed.numbers_in(cell)
    assert len(found) == len(numbers)
    for one, other in zip(found, numbers, strict=True):
        assert one == pytest.approx(other)
