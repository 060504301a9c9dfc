"""English words of the figures of the best rollout."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "plan_name.best_plan": "Best plan found",
    "choice.within": "Plan within the limits",
    "choice.outside": "Plan outside them",
    "choice_frontier.title": "{lives} lives saved by {last} for at most {peak} a year; without a "
    "limit on the budget {most}",
    "choice_frontier.title_none": "No cluster starts within the limits: nobody is saved",
    "choice_frontier.peak": "Net cost in the dearest year, DKK million",
    "choice_frontier.lives": "Lives saved by day 30",
    "choice_frontier.line": "Most that a budget buys",
    "choice_frontier.note": "Expected values. The line is the most lives that a yearly budget "
    "saves within the limits on starts and nurse teams; each dot a rollout at the least budget "
    "that buys it. Filled plans keep those two limits.",
    "choice_regret.title": "{plan}: best in {share} of the draws, expected regret {regret}",
    "choice_regret.axis_nmb": "Expected regret, DKK million",
    "choice_regret.axis_lives": "Expected regret, lives saved",
    "choice_regret.lives": "{n} lives",
    "choice_regret.best": "{regret}; best in {share}",
    "choice_regret.note": "Regret: what the best of these plans gains in a draw less what this one "
    "gains, mean over the draws; net benefit at {wtp}, limits left aside.",
    "choice_regret.note_lives": "Regret: lives saved by the best of these plans in a draw less "
    "those of this one, mean over the draws; limits left aside.",
}
