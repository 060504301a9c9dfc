"""Danish words of budgets: payers, what is gained and used, and their figures."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "payer.region": "Region",
    "payer.municipality": "Kommune",
    "payer.state": "Stat",
    "payer.all": "Alle betalere",
    "gain.lives_saved_30d": "Liv reddet til dag 30",
    "gain.deaths_30d": "Døde inden dag 30",
    "gain.discharged_alive": "Udskrevet i live",
    "gain.readmitted_30d": "Personer genindlagt inden 30 dage",
    "gain.readmissions": "Genindlæggelser",
    "gain.life_years": "Leveår",
    "gain.qalys": "QALY",
    "gain.cost_ce": "Omkostning over hele livet, diskonteret",
    "use.bed_days_hospital": "Sengedage på hospital",
    "use.days_temporary_place": "Døgn på midlertidig plads",
    "use.days_nursing_home": "Døgn på plejehjem",
    "use.readmissions": "Genindlæggelser",
    "use.kth_nurse_visits": "Akutsygeplejebesøg",
    "plan_name.all_at_once": "Alle på én gang",
    "plan_name.staggered_two_per_quarter": "To i kvartalet",
    "plan_name.largest_first": "De største først",
    "plan_name.nursing_home_first": "Plejehjem først",
    "plan_name.own_home_only": "Kun eget hjem",
    "plan_name.pilot_then_decide": "Pilot, så beslutning",
    "plan_name.southern_clusters_as_started": "De sydlige klynger som startet",
    "plan_name.none": "Uden KTH",
    "budget.money": "Mio. DKK",
    "budget.millions": "{amount}\N{NO-BREAK SPACE}mio.\N{NO-BREAK SPACE}DKK",
    "budget.undiscounted": "Udiskonteret; gennemsnit over trækningerne.",
    "budget.care_excluded": "Udgifter til pleje efter tredje måned er udeladt, som scenariet "
    "siger.",
    "budget.care_included": "Udgifter til al senere pleje er talt med, som scenariet siger.",
    "budget.between": "Interpolation mellem simulerede fideliteter rammer højst {share} af "
    "effekten ved siden af.",
    "budget_by_payer.title": "{plan}: KTH lægger {amount} til i {first} til {last}, heraf {parts}",
    "budget_by_payer.part": "{payer} {amount}",
    "budget_by_payer.whole": "Under planen",
    "budget_by_payer.net": "Lagt til af KTH",
    "budget_by_payer.note": "Nederst er ruden betalernes sum, og linjen rummer 95 % af "
    "trækningerne.",
    "budget_waterfall.title": "{plan}: reformen flytter {moved} fra kommune til region, KTH "
    "lægger {added} til ({first} til {last})",
    "budget_waterfall.title_plain": "{plan}: KTH lægger {added} til i {first} til {last}",
    "budget_waterfall.without_reform": "I dag,\nuden reform",
    "budget_waterfall.reform": "Reformen\nflytter",
    "budget_waterfall.kth": "KTH lægger\ntil",
    "budget_waterfall.plan": "Under\nplanen",
    "budget_waterfall.note": "Reformen flytter betaling og summer til nul over "
    "betalerne; det KTH lægger til, er den reelle ændring. Skraveret: stiger. Ruderne er skåret "
    "over nul og har hver sin skala.",
    "plans.title": "Flest liv reddet ved udgangen af {last}: {plan}, {lives} for netto {cost}",
    "plans.lives": "Liv reddet til dag 30,\nfra det første år",
    "plans.cost": "Nettoudgift fra det\nførste år, mio. DKK",
    "plans.end": "Ved årets udgang",
    "plans.note": "Bånd, eller linjer ved siden af det sidste år, rummer 95 % af trækningerne. "
    "Alle planer har de samme trækninger.",
    "clusters.title": "{plan}: hvad KTH lægger til i hver klynge, {least} til {most} i det sidste "
    "år",
    "clusters.note": "Nettoudgift efter år, mio. DKK; søjler efter betaler, ruder deres sum. Under "
    "hvert navn: personer med KTH i alle år og nettoudgift for hver. Klyngerne står fra vest mod "
    "øst og nord mod syd, omtrent hvor de ligger; alle ruder har samme skala.",
    "clusters.people": "{n} med KTH,\n{cost} hver",
    "clusters.nobody": "ingen med KTH",
}
