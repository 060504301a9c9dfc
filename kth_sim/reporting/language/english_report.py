"""English words of the report: headings, sentences and the decision card."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "report.title": "Kom Trygt Hjem after a hip fracture: {scenario}",
    # Headings
    "report.clinical": "Clinical effect and safety",
    "report.patient": "Patient perspective",
    "report.organisation": "Organisation",
    "report.economics": "Economics",
    "report.budget": "Budget of the rollout",
    "report.uncertainty": "Uncertainty",
    "report.draws": "All parameters at once",
    "report.voi": "What better knowledge would be worth",
    "report.one_way": "One parameter at a time",
    "report.threshold": "Where the answer turns",
    "report.bias": "Bias: can it be true?",
    "report.checks": "Calibration and validation",
    "report.parameters": "Parameters",
    "report.contradictions": "Contradictions in the sources",
    "report.checklists": "Checklists",
    "report.checklists_intro": "Filled from the runs: what they cannot say is not reported.",
    "report.reproduce": "How to reproduce each number",
    "report.contents": "Contents",
    "report.about": "About this report",
    "report.mark": "*",
    "report.mark_title": "rests on an assumption",
    "report.mark_note": "* rests at least in part on an assumption.",
    "report.skip": "Skip to the contents",
    "report.figure_word": "Figure",
    "report.table_word": "Table",
    # The runs
    "report.missing": "No {what} was given to this report. This command makes one; name its "
    "folder in the report's command:",
    "report.run.base": "run of the base case",
    "report.run.psa": "run of many draws",
    "report.run.rollout": "comparison of rollout plans",
    "report.run.dsa": "one-way sensitivity analysis",
    "report.run.threshold": "search for thresholds",
    "report.run.bias": "bias analysis",
    "report.run.voi": "value of information",
    "report.run.other": "other run",
    "report.from_run": "From run {run}.",
    "report.not_given": "not given",
    # Numbers
    "report.between": "{low}\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}{high}",
    "report.points": "{n} pp",
    "report.at_wtp": "EVPPI at {wtp}",
    "report.prob_at_wtp": "Worth its cost at {wtp}",
    "report.all": "All",
    "report.all_years": "All years",
    "report.no_ratio": "no gain, or no extra cost",
    "report.none_will_do": "none will do",
    "report.never": "never",
    "report.intervals": "Means over the draws of the parameters; intervals hold 95 % of the "
    "draws. pp: percentage points. Per year: for the people of the scenario.",
    "report.no_intervals": "Parameters at their point values: there are no intervals. pp: "
    "percentage points. Per year: for the people of the scenario.",
    # The card
    "report.tone_better": "better",
    "report.tone_worse": "worse",
    "report.card_note": "Means over the draws of the parameters, KTH against usual care. It "
    "computes what follows if the printed effects are effects.",
    "report.card_title": "Decision card",
    "report.question": "Kom Trygt Hjem (KTH) after a hip fracture, against usual care: a "
    "day-to-day programme, visits by municipal acute nurses, and the hospital's responsibility "
    "for treatment for {days} days after discharge. For people of {age}+ operated for a hip "
    "fracture: {people} a year.",
    "report.card_prob_death_30d_better": "Lives saved by day 30, a year",
    "report.card_prob_death_30d_worse": "More deaths by day 30, a year",
    "report.card_qaly_better": "QALYs gained, a year's people",
    "report.card_qaly_worse": "QALYs lost, a year's people",
    "report.card_prob_readmission_30d_better": "Fewer people readmitted within 30 days, a year",
    "report.card_prob_readmission_30d_worse": "Worse: more people readmitted within 30 days, a "
    "year",
    "report.card_beds": "Hospital bed-days, in a year",
    "report.beds_remark": "{beds} beds in {year}",
    "report.of_draws": "95 % of draws: {ends}",
    "report.from_to": "from {old} to {new}",
    "report.card_ratio": "Cost per QALY, costs of the first 3 months",
    "report.card_ratio_remark": "with later care: {later}; per life saved: {life}",
    "report.card_prob": "Probability of being worth its cost at {wtp}",
    "report.card_prob_remark": "with later care in the cost: {share}",
    "report.card_turns": "Parameters that can change the answer at {wtp}",
    "report.turns_below": "{name}: below {at} (now {base})",
    "report.turns_above": "{name}: above {at} (now {base})",
    "report.card_bias": "Biases that each alone bring that probability below one half at {wtp}",
    "report.undone_by": "{name}: odds ratio {ratio}, {lives} lives a year, probability {share}",
    "report.card_weakest": "Weakest evidence: assumptions among the parameters in use",
    "report.most_worth_knowing": "most worth knowing better: {names}",
    "report.widest_swing": "moves the answer most: {names}",
    # Clinical
    "report.clinical_intro": "A microsimulation of people of {age}+ operated for a hip fracture, "
    "with KTH against usual care; yearly numbers are for {people} people. It computes what "
    "follows if the printed effects are effects.",
    "report.prob_death_30d_fewer": "{n} fewer people a year are dead by day 30 after the "
    "operation.",
    "report.prob_death_30d_more": "{n} more people a year are dead by day 30 after the operation.",
    "report.prob_readmission_30d_fewer": "{n} fewer people a year are readmitted within 30 days "
    "of discharge.",
    "report.prob_readmission_30d_more": "Readmission gets worse: {n} more people a year are "
    "readmitted within 30 days of discharge.",
    "report.nnt": "One life is saved by day 30 for every {n} people operated.",
    # Patient
    "report.patient_intro": "What the model can say of the patient's own perspective is length "
    "and quality of life and where the time is spent.",
    "report.patient_not_known": "Not known: what patients and relatives think of KTH, relatives' "
    "time, fear and safety at home. No study of them is among the sources, so none of it is in "
    "the numbers.",
    # Organisation
    "report.organisation_not_known": "Staff are counted by what is asked of them; whether there "
    "are enough is asked by the command kth-sim capacity. Training time beyond ramp-up and "
    "turnover is not modelled.",
    "report.destination.own_home": "own home",
    "report.destination.temporary_place": "temporary place",
    "report.destination.nursing_home": "nursing home",
    # Economics
    "report.economics_intro": "Costs of hospital, municipality, general practice and medicine, in "
    "DKK, KTH against usual care. Every headline is shown with the costs of the first 3 months "
    "and with those of all later care.",
    "report.payers.by_date": "as dates fall",
    "report.payers.all_before": "as if all before the reform",
    "report.payers.all_after": "as if all after the reform",
    "report.horizon.3_months": "3 months",
    "report.horizon.lifetime": "lifetime",
    "report.budget_intro": "The budget is that of the plan {plan}: what KTH adds to what is paid "
    "today, in calendar years.",
    # Uncertainty
    "report.worth.below": "worth its cost below it",
    "report.worth.above": "worth its cost above it",
    "report.worth.everywhere": "worth its cost in all of the range",
    "report.worth.nowhere": "not worth its cost in any of the range",
    "report.goal_inmb": "net benefit 0 at {wtp}",
    "report.scale.at_usual_care_risk": "at the risk in usual care",
    "report.scale.as_risk_ratio": "as if a risk ratio",
    "report.scale.square_root": "square root",
    "report.scale.risk_ratio": "a risk ratio",
    # Bias
    "report.bias_intro": "The groups were not randomised. Here each source of bias is taken out "
    "of the effect, and the whole model is run again: a strength to argue about, not a finding.",
    # Checks
    "report.checks_intro": "Calibration: the model was fitted to these targets. Validation: "
    "printed figures that it was not fitted to.",
    "report.use.calibration": "calibration",
    "report.use.independent": "validation",
    # Evidence
    "report.parameters_intro": "Every number of the model with its source and what it rests on: "
    "observed in the evaluation's slides, derived from these by arithmetic, from the literature, "
    "or an assumption.",
    "report.contradictions_intro": "The sources disagree in {n} places. Every number is computed "
    "from what they print.",
    "report.other_evidence": "The evidence that is here now is not that of the runs, so its "
    "contradictions are left out: run again, or report with the evidence of the runs.",
    # Reproduce
    "report.reproduce_intro": "The same command, version and evidence give the same numbers. Each "
    "table and figure is read from one of these runs:",
    "report.about.scenario": "Scenario",
    "report.about.runs": "Runs",
    "report.about.seed": "Seed",
    "report.about.version": "Version of kth-sim",
    "report.about.evidence": "Evidence (hash)",
    "report.about.command": "Made by",
    "report.n_parameters": "{n} of {of} parameters",
    "report.n_biases": "{n} of {of} biases",
    "report.card_prob_death_30d_plain": "Lives saved by day 30, a year",
    "report.card_qaly_plain": "QALYs gained, a year's people",
    "report.card_prob_readmission_30d_plain": "More people readmitted within 30 days, a year",
    "report.none_of": "none of these within its range: {names}",
    "report.bias_not_here": "Bias is taken out of an odds ratio among all operated; this scenario "
    "states its effect otherwise, so there is no bias analysis of it.",
}
