"""Danish words of the figures of the best rollout."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "plan_name.best_plan": "Bedste plan fundet",
    "choice.within": "Plan inden for rammerne",
    "choice.outside": "Plan uden for dem",
    "choice_frontier.title": "{lives} liv reddet til og med {last} for højst {peak} om året; uden "
    "loft over budgettet {most}",
    "choice_frontier.title_none": "Ingen klynge starter inden for rammerne: ingen reddes",
    "choice_frontier.peak": "Nettoudgift i det dyreste år, mio. DKK",
    "choice_frontier.lives": "Liv reddet til dag 30",
    "choice_frontier.line": "Det meste et budget køber",
    "choice_frontier.note": "Forventede værdier. Linjen er de fleste liv som et årligt budget "
    "redder inden for rammerne for starter og sygeplejeteams; hver prik en udrulning ved det "
    "mindste budget der køber den. Udfyldte planer holder de to rammer.",
    "choice_regret.title": "{plan}: bedst i {share} af trækningerne, forventet tab {regret}",
    "choice_regret.axis_nmb": "Forventet tab ved valget, mio. DKK",
    "choice_regret.axis_lives": "Forventet tab ved valget, liv reddet",
    "choice_regret.lives": "{n} liv",
    "choice_regret.best": "{regret}; bedst i {share}",
    "choice_regret.note": "Tab ved valget: det som den bedste af disse planer giver i en trækning, "
    "minus det som denne giver, gennemsnit over trækningerne; nettogevinst ved {wtp}, uden hensyn "
    "til rammerne.",
    "choice_regret.note_lives": "Tab ved valget: liv reddet af den bedste af disse planer i en "
    "trækning minus dem som denne redder, gennemsnit over trækningerne; uden hensyn til rammerne.",
}
