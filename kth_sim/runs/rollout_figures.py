"""The figures of a comparison of rollout plans, and the frames behind them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.economics import weakest_basis
from kth_sim.economics.budget import Budget, budget_by_year, payer_shift
from kth_sim.economics.budget.tables import spread
from kth_sim.reporting.figures.save import FORMATS, save_figure
from kth_sim.reporting.language import language
from kth_sim.runs.redraw import in_words
from kth_sim.runs.rollout import Compared, RolloutOptions

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.reporting.figures.budget import About

LIVES = "lives_saved_30d"


def plans_by_year(budgets: Sequence[Budget]) -> pd.DataFrame:
    """Rows `plan, label, year`: lives saved and net cost, summed from the first year on.

    Each with `_low` and `_high`, the ends of what holds 95 % of the draws; DKK, undiscounted.
    """
    import pandas as pd  # noqa: PLC0415

    parts = []
    for b in budgets:
        lives = b.outcome[LIVES].sum(axis=2).cumsum(axis=1)
        cost = b.net.sum(axis=(2, 3, 4)).cumsum(axis=1)
        columns = {**spread(lives, LIVES), **spread(cost, "net_cost")}
        parts.append(
            pd.DataFrame({"plan": b.plan, "label": b.label, "year": list(b.years), **columns})
        )
    return pd.concat(parts, ignore_index=True)


def clusters(budgets: Sequence[Budget]) -> pd.DataFrame:
    """Rows `plan, team, year, payer, net, treated`: means over the draws, DKK and people."""
    import pandas as pd  # noqa: PLC0415

    parts = []
    for b in budgets:
        net, treated = b.net.mean(axis=0).sum(axis=2), b.treated.mean(axis=0)
        year, team, payer = (axis.ravel() for axis in np.indices(net.shape))
        parts.append(
            pd.DataFrame(
                {
                    "plan": b.plan,
                    "team": np.array(b.teams, dtype=object)[team],
                    "year": np.array(b.years)[year],
                    "payer": np.array(b.payers, dtype=object)[payer],
                    "net": net[year, team, payer],
                    "treated": treated[year, team],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def draw(
    compared: Compared,
    options: RolloutOptions,
    folder: Path,
    code: str = "en",
    formats: Collection[str] = FORMATS,
    *,
    each_plan: bool = True,
) -> list[Path]:
    """Draw all plans in one figure and three of each, and return the paths.

    Args:
        compared: the plans.
        options: their patients and seed.
        folder: for the figures.
        code: of the language.
        formats: some of `save.FORMATS`.
        each_plan: whether each plan's own are drawn, too.
    """
    from kth_sim.reporting.figures import budget as figures  # noqa: PLC0415

    about, budgets = about_of(compared, options, code), list(compared.budgets.values())
    frame = plans_by_year(budgets)
    paths = save_figure(figures.plans(frame, about), frame, folder, "plans", formats)
    for b in budgets if each_plan else ():
        of_plan = {
            "budget_by_payer": budget_by_year(b),
            "budget_waterfall": payer_shift(b),
            "clusters": clusters([b]),
        }
        for name, rows in of_plan.items():
            figure = getattr(figures, name)(rows, about)
            paths += save_figure(figure, rows, folder, f"{name}_{b.plan}", formats)
    return paths


def about_of(compared: Compared, options: RolloutOptions, code: str) -> About:
    """What the figures say of themselves."""
    from kth_sim.reporting.figures.budget import About  # noqa: PLC0415

    scenario, say = compared.scenario, language(code)
    return About(
        language=say,
        scenario=scenario.label if code == "en" else scenario.name,
        seed=options.seed,
        draws=len(compared.draws),
        patients=options.patients,
        basis=weakest_basis(tuple(scenario.parameters), scenario.bases_of_parameters()),
        warnings=tuple(in_words(line, say) for line in compared.warnings),
    )
