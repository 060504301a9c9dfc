"""English words of budgets: payers, what is gained and used, and their figures."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "payer.region": "Region",
    "payer.municipality": "Municipality",
    "payer.state": "State",
    "payer.all": "All payers",
    "gain.lives_saved_30d": "Lives saved by day 30",
    "gain.deaths_30d": "Deaths by day 30",
    "gain.discharged_alive": "Discharged alive",
    "gain.readmitted_30d": "People readmitted within 30 days",
    "gain.readmissions": "Readmissions",
    "gain.life_years": "Life-years",
    "gain.qalys": "QALYs",
    "gain.cost_ce": "Cost over the whole life, discounted",
    "use.bed_days_hospital": "Hospital bed-days",
    "use.days_temporary_place": "Days in a temporary place",
    "use.days_nursing_home": "Days in a nursing home",
    "use.readmissions": "Readmissions",
    "use.kth_nurse_visits": "Acute-nurse visits",
    "plan_name.all_at_once": "All at once",
    "plan_name.staggered_two_per_quarter": "Two a quarter",
    "plan_name.largest_first": "Largest first",
    "plan_name.nursing_home_first": "Nursing homes first",
    "plan_name.own_home_only": "Own homes only",
    "plan_name.pilot_then_decide": "Pilot, then decide",
    "plan_name.southern_clusters_as_started": "Southern clusters as started",
    "plan_name.none": "No KTH",
    "budget.money": "DKK million",
    "budget.millions": "DKK\N{NO-BREAK SPACE}{amount} million",
    "budget.undiscounted": "Undiscounted; means over the draws.",
    "budget.care_excluded": "Costs of care after the third month are left out, as the scenario "
    "says.",
    "budget.care_included": "Costs of all later care are counted, as the scenario says.",
    "budget.between": "Interpolating between simulated fidelities is at most {share} of the effect "
    "off.",
    "budget_by_payer.title": "{plan}: KTH adds {amount} in {first} to {last}, of that {parts}",
    "budget_by_payer.part": "{payer} {amount}",
    "budget_by_payer.whole": "Under the plan",
    "budget_by_payer.net": "Added by KTH",
    "budget_by_payer.note": "Below, the diamond is the sum of the payers and the line holds 95 % "
    "of the draws.",
    "budget_waterfall.title": "{plan}: the reform moves {moved} from municipality to region, KTH "
    "adds {added} ({first} to {last})",
    "budget_waterfall.title_plain": "{plan}: KTH adds {added} in {first} to {last}",
    "budget_waterfall.without_reform": "Today,\nno reform",
    "budget_waterfall.reform": "Reform\nmoves",
    "budget_waterfall.kth": "KTH\nadds",
    "budget_waterfall.plan": "Under\nthe plan",
    "budget_waterfall.note": "The reform moves payment and sums to nothing over "
    "the payers; what KTH adds is the real change. Hatched: rises. Panels are cut above nought "
    "and have scales of their own.",
    "plans.title": "Most lives saved by {last}: {plan}, {lives} at a net cost of {cost}",
    "plans.lives": "Lives saved by day 30,\nfrom the first year on",
    "plans.cost": "Net cost from the first\nyear on, DKK million",
    "plans.end": "End of the year",
    "plans.note": "Bands, or lines beside the last year, hold 95 % of the draws. All plans "
    "have the same draws.",
    "clusters.title": "{plan}: what KTH adds in each cluster, {least} to {most} in the last year",
    "clusters.note": "Net cost by year, DKK million; bars by payer, diamonds their sum. Below each "
    "name: people with KTH in all years, and net cost for each. Clusters from west to east and "
    "north to south, roughly where they lie; all panels have the same scale.",
    "clusters.people": "{n} with KTH,\n{cost} each",
    "clusters.nobody": "nobody with KTH",
}
