"""Danish words of the figures of a base case: survival, readmission, flow, costs, calibration."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "strategy_long.usual_care": "Vanlig praksis",
    "strategy_long.kth": "Kom Trygt Hjem (KTH)",
    "state.operated": "Patienter",
    "state.own_home": "Eget hjem",
    "state.temporary_place": "Midlertidig plads",
    "state.nursing_home": "Plejehjem",
    "state.died_in_hospital": "Døde på hospitalet",
    "state.still_in_hospital": "Stadig indlagt",
    "state.not_readmitted": "Ikke genindlagt",
    "state.readmitted": "Genindlagt",
    "state.never_discharged": "Aldrig udskrevet",
    "state.in_hospital": "På hospital",
    "state.dead": "Døde",
    "course.from": "Scenarie {scenario}: {patients} patienter simuleret i hver strategi, "
    "frø {seed}.",
    "course.rests": "Hviler på: {what}.",
    "course.rests.survival_90d": "dødsrater efter udskrivelsessted følger én audit af 51 dødsfald",
    "course.rests.survival_lifetime": "skrøbelighedens varians {frailty_variance} og "
    "aldersgradienten {age_sex_gradient} er antagelser",
    "course.rests.readmission_incidence": "Weibull-formen {shape_time_to_readmission} er en "
    "antagelse",
    "course.rests.flow_90d": "midlertidige pladser: varigheden {mean_days_temporary_place} døgn og "
    "andelen er antagelser",
    "course.rests.cost_of_strategies": "de fleste mængder og flere enhedspriser er antagelser "
    "(costs_by_item.csv)",
    "course.rests.calibration": "mål og deres kilder: parameters.csv",
    "course.band": "Bånd: 95 % Monte-Carlo-interval (standardfejl højst {points} procentpoint).",
    "course.since_operation": "Dage siden operationen",
    "course.years_since_operation": "År siden operationen",
    "course.alive": "I live, andel af alle opererede\n(procent{cut})",
    "course.cut": "; aksen begynder ved {floor}",
    "course.window.from_operation": "KTH virker på dødsraten",
    "course.window.from_discharge": "KTH virker på dødsraten (fra den gennemsnitlige dag for "
    "udskrivelse)",
    "survival_90d.title": "30 dage efter operationen er {kth} i live med KTH, {usual} med vanlig "
    "praksis",
    "survival_90d.gap": "Dag {day}: døde {kth} mod {usual},\n"
    "risikodifference {points} procentpoint",
    "survival_lifetime.title": "Halvdelen lever endnu efter {kth} år med KTH, {usual} år med "
    "vanlig praksis",
    "survival_lifetime.plain": "Overlevelse siden operationen, og hvad KTH lægger til",
    "survival_lifetime.difference": "Forskel\n(procentpoint)",
    "readmission.title": "Inden 30 dage efter udskrivelsen genindlægges {kth} med KTH, {usual} med "
    "vanlig praksis",
    "readmission.readmitted": "Først sket: genindlagt",
    "readmission.died_first": "Først sket: død uden genindlæggelse",
    "readmission.axis": "Dage siden udskrivelsen",
    "readmission.share": "Kumuleret incidens\n(procent af de levende udskrevne)",
    "readmission.day": "Dag {day}",
    "flow.title": "Af {all} opererede er {kth} døde på dag 90 med KTH, {usual} med vanlig praksis",
    "flow.operated": "Opereret",
    "flow.after_stay": "Efter indlæggelsen",
    "flow.course": "Genindlagt inden dag 90?",
    "flow.day_90": "På dag 90",
    "costs.title": "Pr. patient koster KTH {costs}",
    "costs.less.first_3_months": "{amount} mindre i de første 3 måneder",
    "costs.more.first_3_months": "{amount} mere i de første 3 måneder",
    "costs.less.later": "{amount} mindre med senere udgifter",
    "costs.more.later": "{amount} mere med senere udgifter",
    "costs.heading.first_3_months": "De første 3 måneder",
    "costs.heading.later": "Livstid, med senere udgifter",
    "costs.error": "Monte-Carlo-standardfejl af en del højst {amount}.",
    "costs.mark": "{mark} hviler i hvert fald delvist på antagelser.",
    "costs.axis": "Udgift, DKK pr. patient",
    "costs.difference": "Forskel, KTH minus vanlig praksis",
    "costs.difference_axis": "DKK pr. patient",
    "calibration.outside": "{outside} af {checked} kalibrerede størrelser rammer ikke deres mål",
    "calibration.inside": "Alle {checked} kalibrerede størrelser ligger inden for {tolerance} "
    "standardfejl af målet",
    "calibration.axis": "Simuleret minus mål,\ni Monte-Carlo-standardfejl (gråt: ±{tolerance})",
    "calibration.target": "Mål",
    "calibration.integrated": "Integreret",
    "calibration.simulated": "Simuleret",
    "quantity.Death within 30 days": "Død inden 30 dage",
    "quantity.In hospital, of the 30-day deaths": "På hospitalet, af dødsfald inden 30 dage",
    "quantity.At a temporary place or nursing home, of the later 30-day deaths": (
        "På midlertidig plads eller plejehjem, af de senere dødsfald inden 30 dage"
    ),
    "quantity.Death on days 31-90": "Død på dag 31-90",
    "quantity.Death on days 91-365": "Død på dag 91-365",
    "quantity.Readmission within 30 days": "Genindlæggelse inden 30 dage",
    "quantity.Death within 30 days (as delivered: not all are offered KTH)": (
        "Død inden 30 dage (som leveret: ikke alle tilbydes KTH)"
    ),
    "quantity.Readmission within 30 days (as delivered: not all are offered KTH)": (
        "Genindlæggelse inden 30 dage (som leveret: ikke alle tilbydes KTH)"
    ),
}
