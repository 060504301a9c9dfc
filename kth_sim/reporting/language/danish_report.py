"""Danish words of the report: headings, sentences and the decision card."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "report.title": "Kom Trygt Hjem efter hoftebrud: {scenario}",
    # Headings
    "report.clinical": "Klinisk effekt og sikkerhed",
    "report.patient": "Patientperspektivet",
    "report.organisation": "Organisatoriske implikationer",
    "report.economics": "Sundhedsøkonomi",
    "report.budget": "Udrulningens budget",
    "report.uncertainty": "Usikkerhed",
    "report.draws": "Alle parametre på én gang",
    "report.voi": "Hvad bedre viden ville være værd",
    "report.one_way": "En parameter ad gangen",
    "report.threshold": "Hvor svaret vender",
    "report.bias": "Bias: kan det passe?",
    "report.checks": "Kalibrering og validering",
    "report.parameters": "Parametre",
    "report.contradictions": "Modstrid i kilderne",
    "report.checklists": "Tjeklister",
    "report.checklists_intro": "Udfyldt fra kørslerne: hvad de ikke kan sige, er ikke rapporteret.",
    "report.reproduce": "Sådan genskabes hvert tal",
    "report.contents": "Indhold",
    "report.about": "Om denne rapport",
    "report.mark": "*",
    "report.mark_title": "hviler på en antagelse",
    "report.mark_note": "* hviler i hvert fald delvist på en antagelse.",
    "report.skip": "Gå til indholdet",
    "report.figure_word": "Figur",
    "report.table_word": "Tabel",
    # The runs
    "report.missing": "Rapporten har ikke fået nogen {what}. Denne kommando laver en; nævn dens "
    "mappe i rapportens kommando:",
    "report.run.base": "kørsel af basisscenariet",
    "report.run.psa": "kørsel med mange trækninger",
    "report.run.rollout": "sammenligning af udrulningsplaner",
    "report.run.dsa": "følsomhedsanalyse med en parameter ad gangen",
    "report.run.threshold": "søgning efter vendepunkter",
    "report.run.bias": "biasanalyse",
    "report.run.voi": "analyse af værdien af viden",
    "report.run.other": "anden kørsel",
    "report.from_run": "Fra kørslen {run}.",
    "report.not_given": "ikke med",
    # Numbers
    "report.between": "{low}\N{NO-BREAK SPACE}til\N{NO-BREAK SPACE}{high}",
    "report.points": "{n} pp",
    "report.at_wtp": "EVPPI ved {wtp}",
    "report.prob_at_wtp": "Prisen værd ved {wtp}",
    "report.all": "Alle",
    "report.all_years": "Alle år",
    "report.no_ratio": "ingen gevinst eller ingen meromkostning",
    "report.none_will_do": "ingen værdi gør det",
    "report.never": "aldrig",
    "report.intervals": "Gennemsnit over trækninger af parametrene; intervaller rummer 95 % af "
    "trækningerne. pp: procentpoint. Pr. år: for scenariets personer.",
    "report.no_intervals": "Parametrene står ved deres punktværdier: der er ingen intervaller. "
    "pp: procentpoint. Pr. år: for scenariets personer.",
    # The card
    "report.tone_better": "bedre",
    "report.tone_worse": "værre",
    "report.card_note": "Gennemsnit over trækninger af parametrene, KTH mod vanlig praksis. "
    "Kortet viser hvad der følger, hvis de trykte virkninger er virkninger.",
    "report.card_title": "Beslutningskort",
    "report.question": "Kom Trygt Hjem (KTH) efter hoftebrud mod vanlig praksis: et "
    "dag-til-dag-program, besøg af kommunale akutsygeplejersker og hospitalets behandlingsansvar "
    "i {days} dage efter udskrivelsen. For personer på {age}+ opereret for hoftebrud: {people} om "
    "året.",
    "report.card_prob_death_30d_better": "Liv reddet til dag 30, om året",
    "report.card_prob_death_30d_worse": "Flere døde inden dag 30, om året",
    "report.card_qaly_better": "Vundne QALY, et års patienter",
    "report.card_qaly_worse": "Tabte QALY, et års patienter",
    "report.card_prob_readmission_30d_better": "Færre genindlagt inden 30 dage, om året",
    "report.card_prob_readmission_30d_worse": "Værre: flere genindlagt inden 30 dage, om året",
    "report.card_beds": "Sengedage på hospital, på et år",
    "report.beds_remark": "{beds} senge i {year}",
    "report.of_draws": "95 % af trækningerne: {ends}",
    "report.from_to": "fra {old} til {new}",
    "report.card_ratio": "Omkostning pr. QALY, de første 3 måneders omkostninger",
    "report.card_ratio_remark": "med senere pleje: {later}; pr. reddet liv: {life}",
    "report.card_prob": "Sandsynlighed for at være prisen værd ved {wtp}",
    "report.card_prob_remark": "med senere pleje i omkostningen: {share}",
    "report.card_turns": "Parametre der kan ændre svaret ved {wtp}",
    "report.turns_below": "{name}: under {at} (nu {base})",
    "report.turns_above": "{name}: over {at} (nu {base})",
    "report.card_bias": "Bias der hver for sig bringer den sandsynlighed under en halv ved {wtp}",
    "report.undone_by": "{name}: odds ratio {ratio}, {lives} liv om året, sandsynlighed {share}",
    "report.card_weakest": "Svageste evidens: antagelser blandt parametrene i brug",
    "report.most_worth_knowing": "mest værd at kende bedre: {names}",
    "report.widest_swing": "flytter svaret mest: {names}",
    # Clinical
    "report.clinical_intro": "En mikrosimulering af personer på {age}+ opereret for hoftebrud, "
    "med KTH mod vanlig praksis; årlige tal gælder {people} personer. Den regner på hvad der "
    "følger, hvis de trykte virkninger er virkninger.",
    "report.prob_death_30d_fewer": "{n} færre om året er døde på dag 30 efter operationen.",
    "report.prob_death_30d_more": "{n} flere om året er døde på dag 30 efter operationen.",
    "report.prob_readmission_30d_fewer": "{n} færre om året genindlægges inden 30 dage efter "
    "udskrivelsen.",
    "report.prob_readmission_30d_more": "Genindlæggelser bliver værre: {n} flere om året "
    "genindlægges inden 30 dage efter udskrivelsen.",
    "report.nnt": "Et liv reddes til dag 30 for hver {n} opererede.",
    # Patient
    "report.patient_intro": "Hvad modellen kan sige om patientens eget perspektiv, er livets "
    "længde og kvalitet, og hvor tiden tilbringes.",
    "report.patient_not_known": "Ikke kendt: hvad patienter og pårørende mener om KTH, pårørendes "
    "tid, frygt og tryghed i hjemmet. Ingen undersøgelse af det er blandt kilderne, så intet af "
    "det er i tallene.",
    # Organisation
    "report.organisation_not_known": "Personale er talt op ved det arbejde der kræves; om der er "
    "nok, spørger kommandoen kth-sim capacity om. Oplæring ud over opstart og udskiftning af "
    "personale er ikke modelleret.",
    "report.destination.own_home": "eget hjem",
    "report.destination.temporary_place": "midlertidig plads",
    "report.destination.nursing_home": "plejehjem",
    # Economics
    "report.economics_intro": "Omkostninger for hospital, kommune, almen praksis og medicin i "
    "DKK, KTH mod vanlig praksis. Hvert hovedtal vises med de første 3 måneders omkostninger og "
    "med dem for al senere pleje.",
    "report.payers.by_date": "som datoerne falder",
    "report.payers.all_before": "som om alt lå før reformen",
    "report.payers.all_after": "som om alt lå efter reformen",
    "report.horizon.3_months": "3 måneder",
    "report.horizon.lifetime": "hele livet",
    "report.budget_intro": "Budgettet er det for planen {plan}: hvad KTH lægger til det der "
    "betales i dag, i kalenderår.",
    # Uncertainty
    "report.worth.below": "prisen værd under den",
    "report.worth.above": "prisen værd over den",
    "report.worth.everywhere": "prisen værd i hele intervallet",
    "report.worth.nowhere": "ikke prisen værd noget sted i intervallet",
    "report.goal_inmb": "nettogevinst 0 ved {wtp}",
    "report.scale.at_usual_care_risk": "ved risikoen i vanlig praksis",
    "report.scale.as_risk_ratio": "som en risikoratio",
    "report.scale.square_root": "kvadratrod",
    "report.scale.risk_ratio": "en risikoratio",
    # Bias
    "report.bias_intro": "Der er ikke trukket lod om grupperne. Her tages hver kilde til bias ud "
    "af virkningen, og hele modellen køres igen: en styrke at diskutere, ikke et fund.",
    # Checks
    "report.checks_intro": "Kalibrering: modellen er tilpasset disse mål. Validering: trykte tal "
    "som den ikke er tilpasset.",
    "report.use.calibration": "kalibrering",
    "report.use.independent": "validering",
    # Evidence
    "report.parameters_intro": "Hvert tal i modellen med kilde og grundlag: observeret i "
    "evalueringens slides, udregnet af disse, fra litteraturen eller en antagelse.",
    "report.contradictions_intro": "Kilderne modsiger hinanden {n} steder. Hvert tal er regnet ud "
    "af det de trykker.",
    "report.other_evidence": "Den evidens der er her nu, er ikke kørslernes, så dens modstrid er "
    "udeladt: kør igen, eller lav rapporten med kørslernes evidens.",
    # Reproduce
    "report.reproduce_intro": "Samme kommando, version og evidens giver samme tal. Hver tabel og "
    "figur er læst fra en af disse kørsler:",
    "report.about.scenario": "Scenarie",
    "report.about.runs": "Kørsler",
    "report.about.seed": "Frø",
    "report.about.version": "Version af kth-sim",
    "report.about.evidence": "Evidens (hash)",
    "report.about.command": "Lavet med",
    "report.n_parameters": "{n} af {of} parametre",
    "report.n_biases": "{n} af {of} slags bias",
    "report.card_prob_death_30d_plain": "Liv reddet til dag 30, om året",
    "report.card_qaly_plain": "Vundne QALY, et års patienter",
    "report.card_prob_readmission_30d_plain": "Flere genindlagt inden 30 dage, om året",
    "report.none_of": "ingen af disse inden for sit interval: {names}",
    "report.bias_not_here": "Bias tages ud af en odds ratio blandt alle opererede; dette scenarie "
    "angiver virkningen på en anden måde, så der er ingen biasanalyse af det.",
}
