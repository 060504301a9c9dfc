"""Danish words of runs side by side."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "compare.title": "Hvad der er forskelligt mellem {n} kørsler",
    "compare.run": "{letter}: {name} ({label}); trækninger: {draws}, patienter: {patients}, frø: "
    "{seed}",
    "compare.inputs": "Hvad de blev spurgt om",
    "compare.results": "Hvad de fandt: KTH minus vanlig praksis",
    "compare.no_inputs": "De blev spurgt om det samme.",
    "compare.no_results": "De fandt det samme til sidste ciffer.",
    "compare.thing": "Størrelse",
    "compare.measure": "Mål",
    "compare.minus": "{other} − {first}",
    "compare.file": "Alle mål og begge strategier: {folder}",
    "compare.shared": "Kørslerne har samme trækninger og samme held for patienterne: forskelle "
    "mellem dem er ikke støj.",
    "compare.luck_seeds": "{first} og {other} har ikke fælles tilfældige tal (frø {a} og {b}): "
    "forskellen er til dels held.",
    "compare.luck_kinds": "Den ene af {first} og {other} har punktværdier og den anden "
    "trækninger ({a} og {b} trækninger): de har ingen trækning fælles, og gennemsnit over "
    "trækninger er ikke resultatet ved punktværdierne.",
    "compare.luck_draws": "{first} og {other} har kun de første trækninger fælles ({a} og {b} "
    "trækninger).",
    "compare.luck_methods": "{first} og {other} har ikke fælles tilfældige tal: der er trukket "
    "på hver sin måde ({a} og {b}).",
    "compare.luck_files": "{first} og {other}: trækningerne kom fra filer; om de er de samme, "
    "vides ikke.",
    "compare.luck_patients": "{first} og {other} har kun held fælles for nogle af patienterne "
    "({a} og {b} i hver trækning).",
    "compare.luck_versions": "{first} og {other} er lavet med hver sin version ({a} og {b}).",
    "compare.base_error": "± lægger fejlene for kørsler med punktværdier sammen, som om de intet "
    "held havde fælles; hvor de har det, er den mindre.",
    "compare_input.scenario": "Scenarie",
    "compare_input.draws": "Trækninger af parametrene",
    "compare_input.method": "Hvordan der er trukket",
    "compare_input.patients": "Patienter i hver trækning og strategi",
    "compare_input.seed": "Frø",
    "compare_input.engine": "Motor",
    "compare_input.version": "Programmets version",
    "compare_input.evidence": "Evidens (hash)",
    "compare_input.operation_date": "Operationsdato",
    "compare_input.reform_date": "Reformens dato",
    "compare_input.horizon_years": "Tidshorisont, år",
    "compare_input.people_per_year": "Opererede om året",
    "compare_input.intake_from": "Første operationsdag",
    "compare_input.intake_days": "Dage med operationer",
    "compare_input.start_day": "første dag med KTH, fra de første operationer",
    "compare_input.target": "tilbydes KTH",
    "compare_input.share_own_home": "udskrives til eget hjem",
    "compare_input.share_temporary_place": "midlertidig plads, blandt de øvrige",
}
