"""What it is worth: prices, payers, life-years, QALYs and their Monte-Carlo error."""

from kth_sim.economics.anchor import (
    COST_ANCHORS,
    Adjustment,
    CostAnchor,
    reconciliation,
    solve_adjustment,
)
from kth_sim.economics.axes import Parameters
from kth_sim.economics.effects import UTILITY_PARAMETERS, life_years, qalys
from kth_sim.economics.evaluation import Evaluation, evaluate
from kth_sim.economics.item import Item, Term
from kth_sim.economics.items import (
    ITEM_IDS,
    ITEMS,
    SECTORS,
    amounts,
    by_sector,
    costs,
    unit_costs,
)
from kth_sim.economics.measures import Setting, adjustment, increments, measures
from kth_sim.economics.montecarlo import jackknife, standard_error
from kth_sim.economics.payer_table import costs_by_payer_table
from kth_sim.economics.payers import (
    PAYERS,
    PayerRule,
    PayerSchedule,
    boundaries,
    cost_by_payer,
    default_schedule,
    reform_schedule,
    shares_by_period,
)
from kth_sim.economics.registry import (
    BASES,
    LATER_CARE_COSTS,
    MEASURES,
    RATIOS,
    Measure,
    Ratio,
    measure_of,
    rests_on,
    weakest_basis,
)
from kth_sim.economics.sector_table import costs_by_sector_table
from kth_sim.economics.summary import (
    costs_by_item_table,
    incremental_table,
    summary_table,
)
from kth_sim.economics.sums import Sums, leave_one_out, pooled

__all__ = [
    "BASES",
    "COST_ANCHORS",
    "ITEMS",
    "ITEM_IDS",
    "LATER_CARE_COSTS",
    "MEASURES",
    "PAYERS",
    "RATIOS",
    "SECTORS",
    "UTILITY_PARAMETERS",
    "Adjustment",
    "CostAnchor",
    "Evaluation",
    "Item",
    "Measure",
    "Parameters",
    "PayerRule",
    "PayerSchedule",
    "Ratio",
    "Setting",
    "Sums",
    "Term",
    "adjustment",
    "amounts",
    "boundaries",
    "by_sector",
    "cost_by_payer",
    "costs",
    "costs_by_item_table",
    "costs_by_payer_table",
    "costs_by_sector_table",
    "default_schedule",
    "evaluate",
    "incremental_table",
    "increments",
    "jackknife",
    "leave_one_out",
    "life_years",
    "measure_of",
    "measures",
    "pooled",
    "qalys",
    "reconciliation",
    "reform_schedule",
    "rests_on",
    "shares_by_period",
    "solve_adjustment",
    "standard_error",
    "summary_table",
    "unit_costs",
    "weakest_basis",
]
