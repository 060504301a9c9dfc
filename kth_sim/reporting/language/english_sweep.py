"""English words of the figures of sweeps."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "sweep_axis.effect_window": "When KTH acts on death",
    "sweep_axis.effect_measure": "Measure of the effect on death",
    "sweep_axis.effect_denominator": "Whose risk the effect speaks of",
    "sweep_axis.cost_anchor": "Programme cost",
    "sweep_axis.later_care_costs": "Costs after the third month",
    "sweep_axis.plan": "Rollout plan",
    "sweep_axis.scenario": "Scenario",
    "sweep_value.from_discharge": "from discharge",
    "sweep_value.from_operation": "from operation",
    "sweep_value.odds_ratio": "odds ratio",
    "sweep_value.risk_difference": "risk difference",
    "sweep_value.operated": "all operated",
    "sweep_value.discharged_alive": "discharged alive",
    "sweep_value.bottom_up": "from its items",
    "sweep_value.observed": "as observed",
    "sweep_value.excluded": "later left out",
    "sweep_value.included": "later counted",
    "sweep_value.base": "base value",
    "sweep_value.crude": "crude",
    "sweep_outcome.lives_saved_30d": "Lives saved by day 30",
    "sweep_outcome.net_cost": "Net cost of the plan",
    "sweep_outcome.bed_days": "More days in hospital",
    "sweep.net_benefit_at": "Net benefit of the plan at {wtp}",
    "sweep.millions": "DKK million",
    "sweep.held": "Held still: {what}.",
    "sweep.luck": "All points share draws and patients' luck.",
    "sweep.band": "95 % of the draws",
    "sweep.mean": "mean over the draws",
    "sweep.points": "Points are named by: {axes}.",
    "sweep_line.title": "{outcome}: {turn}",
    "sweep_line.above": "above nought at every point shown",
    "sweep_line.below": "at or below nought at every point shown",
    "sweep_line.some": "above nought at {n} of {of} points",
    "sweep_multiples.title": "{outcome}: above nought at {share} of the points",
    "sweep_multiples.panels": "A panel for each value of: {axis}. Thin bars: 95 % Monte-Carlo "
    "interval of the mean.",
    "sweep_map.title": "{outcome}: above nought at {share} of the points",
    "sweep_map.note": "A cell is a point of the sweep, its value the mean over the draws; nothing "
    "is interpolated.",
    "sweep_forest.title": "{outcome}: above nought at {n} of {of} points",
    "sweep_forest.note": "KTH against usual care.",
    "sweep_forest.key": "mean, and what holds 95 % of the draws",
    "sweep_scatter.title": "{outcome} follows most: {axis} (correlation {r})",
    "sweep_scatter.note": "{n} points of a design that varies all axes at once; r: correlation "
    "along the axis.",
    "sweep_scatter.r": "r = {r}",
    "sweep_scatter.point": "mean of a point",
    "sweep_scatter.line": "straight line that fits best",
    "sweep_ranking.title": "Choosing KTH is expected to lose least in: {least} (DKK {low} a "
    "patient), most in: {most} (DKK {high})",
    "sweep_ranking.title_plans": "{plan}: loses least in {n} of {of} scenarios",
    "sweep_ranking.axis": "Expected loss, DKK per patient",
    "sweep_ranking.axis_plans": "Expected loss against the best plan of the scenario, DKK million",
    "sweep_ranking.kth": "choosing KTH",
    "sweep_ranking.usual_care": "staying with usual care",
    "sweep_ranking.plan": "choosing the plan",
    "sweep_ranking.best": "{loss}; best in {share}",
    "sweep_ranking.note": "Mean over the draws of the highest net benefit of the draw less that of "
    "the choice, at {wtp}. The shorter bar of a point is the one to choose there, and its length "
    "what perfect information would be worth.",
    "sweep_ranking.note_plans": "Mean over the draws of what the best plan of the scenario gains "
    "in a draw less what this one does; net benefit at {wtp}.",
    "sweep_ranking.few": "The first {n} of {of} points; all: ranking.csv and points.csv.",
}
