"""What a new run may be asked for: scenarios, plans, and parameters with what is known of each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from kth_sim.app.asked import DRAWS, LONGEST_LABEL, MOST_LIVES, PATIENTS, in_one_line
from kth_sim.errors import ConfigError, UserError
from kth_sim.evidence.register import load_register
from kth_sim.evidence.units import RANGES
from kth_sim.scenarios.locate import find_evidence, printable, scenario_paths
from kth_sim.scenarios.resolve import load_scenario
from kth_sim.scenarios.rollout import find_plan, load_plan, plan_names
from kth_sim.scenarios.vary import Variable, variable

if TYPE_CHECKING:
    from kth_sim.evidence.register import Register

FIRST = ("or_death_30d_kth", "rr_readmission_30d_kth", "frailty_variance")  # looked at first
# Files of the evidence that a run and its budgets rest on; the others serve other analyses.
GROUPS = ("effects", "survival", "pathway", "utilities", "costs", "rollout")
NOT_DRAWN = ("uptake_kth", "fidelity_kth", "days_kth", "days_effect_window")
DEFAULT_DRAWS, DEFAULT_PATIENTS = 200, 2000
DEFAULT_SCENARIO = "national"


def offers(name: str) -> dict[str, Any]:
    """The form for a new run that begins from this scenario, as plain data.

    Raises:
        UserError: there is no scenario of that name, or a file of it is wrong.
    """
    paths = scenario_paths()
    if name not in paths:
        raise UserError(f"scenario: {printable(name)}: no such scenario: see kth-sim scenarios")
    try:
        register = load_register(find_evidence(paths[name]))
        base = variable(paths[name], register)
    except ConfigError as error:
        raise in_one_line(error) from None
    return {
        "scenario": name,
        "scenarios": scenario_rows(register),
        "parameters": parameter_rows(base),
        "plans": plan_rows(register),
        "draws": {"least": DRAWS[0], "most": DRAWS[1], "usual": DEFAULT_DRAWS},
        "patients": {"least": PATIENTS[0], "most": PATIENTS[1], "usual": DEFAULT_PATIENTS},
        "most_lives": MOST_LIVES,
        "longest_label": LONGEST_LABEL,
    }


def scenario_rows(register: Register) -> list[dict[str, str]]:
    """The shipped scenarios; one whose file is wrong is left out, as `kth-sim validate` says."""
    rows = []
    for name, path in scenario_paths().items():
        try:
            found = load_scenario(path, register)
        except UserError:
            continue
        rows.append({"name": name, "label": found.label, "rationale": found.rationale})
    return rows


def plan_rows(register: Register) -> list[dict[str, str]]:
    """The shipped rollout plans."""
    plans = [load_plan(find_plan(name), register) for name in plan_names()]
    return [{"name": plan.name, "label": plan.label} for plan in plans]


def parameter_rows(base: Variable) -> list[dict[str, Any]]:
    """The parameters that may be set, those looked at first before the others."""
    names = [name for name in base.base.parameters if is_offered(base, name)]
    ordered = [*FIRST, *(name for name in names if name not in FIRST)]
    return [parameter_row(base, name) for name in ordered if name in names]


def is_offered(base: Variable, name: str) -> bool:
    """Whether a run rests on this number, and it is not known for sure."""
    spread = base.register.entries[name].distribution
    uncertain = spread is not None and spread.kind != "fixed"
    return name in NOT_DRAWN or (uncertain and group_of(base, name) in GROUPS)


def group_of(base: Variable, name: str) -> str:
    """The subject of a parameter: the name of its evidence file."""
    return base.register.origins[name].document.path.stem


def parameter_row(base: Variable, name: str) -> dict[str, Any]:
    """One parameter: what it is, its value, how sure that is, what it may be, where it was read."""
    given = base.base.parameters[name]
    unit = base.register.entries[name].unit
    spread = base.distributions.get(name)
    return {
        "id": name,
        "label": given.label,
        "group": group_of(base, name),
        "first": name in FIRST,
        "value": given.value,
        "interval_95": None if spread is None else list(spread.interval()),
        "unit": unit,
        "least": finite(RANGES[unit].low),
        "most": finite(RANGES[unit].high),
        "above": RANGES[unit].above,
        "basis": given.basis,
        "source": given.source,
    }


def finite(end: float) -> float | None:
    """An end of a range; None where it has none."""
    return end if math.isfinite(end) else None
