"""English words of runs side by side."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "compare.title": "What differs between {n} runs",
    "compare.run": "{letter}: {name} ({label}); draws: {draws}, patients: {patients}, seed: {seed}",
    "compare.inputs": "What they were asked",
    "compare.results": "What they found: KTH less usual care",
    "compare.no_inputs": "They were asked the same.",
    "compare.no_results": "They found the same to the last digit.",
    "compare.thing": "Thing",
    "compare.measure": "Measure",
    "compare.minus": "{other} − {first}",
    "compare.file": "All measures and both strategies: {folder}",
    "compare.shared": "The runs share draws and the patients' luck: differences between them are "
    "not noise.",
    "compare.luck_seeds": "{first} and {other} do not share random numbers (seeds {a} and {b}): "
    "what differs is in part luck.",
    "compare.luck_kinds": "One of {first} and {other} has point values and the other draws ({a} "
    "and {b} draws): they share no draw, and means over draws differ from results at point "
    "values.",
    "compare.luck_draws": "{first} and {other} share their first draws only ({a} and {b} draws).",
    "compare.luck_methods": "{first} and {other} do not share random numbers: draws were sampled "
    "otherwise ({a} and {b}).",
    "compare.luck_files": "{first} and {other}: draws came from files; whether they are the same "
    "is not known.",
    "compare.luck_patients": "{first} and {other} share the luck of some patients only ({a} and "
    "{b} in each draw).",
    "compare.luck_versions": "{first} and {other} were made by different versions ({a} and {b}).",
    "compare.base_error": "± adds the errors of runs of point values as if they shared no luck; "
    "where they do, it is less.",
    "compare_input.scenario": "Scenario",
    "compare_input.draws": "Draws of the parameters",
    "compare_input.method": "How draws were sampled",
    "compare_input.patients": "Patients in each draw and strategy",
    "compare_input.seed": "Seed",
    "compare_input.engine": "Engine",
    "compare_input.version": "Version of the program",
    "compare_input.evidence": "Evidence (hash)",
    "compare_input.operation_date": "Date of operation",
    "compare_input.reform_date": "Date of the reform",
    "compare_input.horizon_years": "Horizon, years",
    "compare_input.people_per_year": "People operated a year",
    "compare_input.intake_from": "First day of operations",
    "compare_input.intake_days": "Days of operations",
    "compare_input.start_day": "first day with KTH, from the first operations",
    "compare_input.target": "offered KTH",
    "compare_input.share_own_home": "discharged to their own home",
    "compare_input.share_temporary_place": "temporary place, of the others",
}
