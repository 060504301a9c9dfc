"""English words in which runs answer the reporting checklists."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "checklist.window.from_discharge": "from discharge",
    "checklist.window.from_operation": "from operation",
    "checklist.later.excluded": "do not count care after month 3",
    "checklist.later.included": "count care after month 3",
    "checklist.anchor.bottom_up": "the programme costs the sum of its items",
    "checklist.anchor.observed": "the programme's cost is solved from the observed 3-month "
    "difference",
    "checklist.method.regression": "regression on splines with pairwise interactions",
    "checklist.method.moments": "regression on splines with pairwise interactions; "
    "EVSI by matching of moments",
    "checklist.analysis.psa": "probabilistic sensitivity analysis",
    "checklist.analysis.dsa": "one-way sensitivity analysis",
    "checklist.analysis.threshold": "threshold analysis",
    "checklist.analysis.bias": "bias analysis",
    "checklist.analysis.voi": "value of information",
    "checklist.analysis.rollout": "comparison of rollout plans",
    "checklist.say.none": "none",
    "checklist.say.interval": "{mean} (95 % of the draws: {low} to {high})",
    "checklist.say.at": "{share} at {wtp}",
    "checklist.say.size_draws": "{draws} draws of the parameters, {patients} patients in each "
    "strategy and draw",
    "checklist.say.size_base": "point values, {patients} patients in each strategy",
    "checklist.say.size_calendar": "{replications} replications of each cluster's calendar",
    "checklist.say.title": "Economic evaluation by discrete-event microsimulation: Kom Trygt Hjem "
    "(KTH) against usual care after hip fracture. Scenario: {label}.",
    "checklist.say.abstract": "{rationale}. Simulated: {size}. KTH less usual care, per 100 "
    "people: deaths within 30 days {deaths}, readmitted within 30 days {readmissions}; per "
    "person: QALYs {qaly}, {cost} in the first 3 months. Also given: {others}.",
    "checklist.say.abstract_alone": "{rationale}. Simulated: {size}. KTH less usual care, per 100 "
    "people: deaths within 30 days {deaths}, readmitted within 30 days {readmissions}; per "
    "person: QALYs {qaly}, {cost} in the first 3 months. Alternative analyses: not reported.",
    "checklist.say.background": "The scenario asks: {rationale}. Background and the decision that "
    "it serves: not reported.",
    "checklist.say.population": "{people} people a year operated for hip fracture, {least} years "
    "or older, mean age {mean}; {female} women; {home} discharged to their own home.",
    "checklist.say.setting": "Denmark, clusters {clusters}. Operations from {first} over {days} "
    "days. From {reform} payers change by the reform.",
    "checklist.say.comparators": "Usual care, and KTH: {days} days, offered to and taken by "
    "{uptake}, {fidelity} of planned visits delivered; it acts on mortality {window}. Why these "
    "two: not reported.",
    "checklist.say.perspective": "Costs of {sectors}, by payer (region and municipality); QALYs "
    "of patients. Relatives' time and lost production are not counted. Why: not reported.",
    "checklist.say.horizon": "{years} years, that is for life, and the first 3 months alone. "
    "Headlines {later}. Why: not reported.",
    "checklist.say.discounting": "{first} in years 0-35, {second} in years 36-70, then {third}, "
    "of costs and effects alike. By: {cites}.",
    "checklist.say.outcomes": "{shown}; in all {n} measures. Readmissions are a harm.",
    "checklist.say.measurement": "Odds ratio of death by day 30: {odds}; risk ratio of "
    "readmission within 30 days: {risk} ({cites}). Life-years and QALYs are simulated from these. "
    "Each measure's denominator and clock are defined.",
    "checklist.say.valuation": "EQ-5D utilities: {before} before the fracture, then {after} after "
    "1, 4 and 12 months; {assumption} of {n} numbers are assumptions. Sources: {cites}.",
    "checklist.say.resources": "{n} unit costs and quantities, of which {assumption} are "
    "assumptions, times what patients use in the simulation; {anchor}.",
    "checklist.say.currency": "DKK, nothing converted. Unit costs are of different years; each "
    "names its source. A common price date: not reported.",
    "checklist.say.model": "kth_sim {version}, a discrete-event microsimulation of single "
    "patients with frailty: those saved live shorter than an average survivor. Where the model "
    "can be had: not reported.",
    "checklist.say.analytics": "Calibrated to observed risks in every draw; both strategies share "
    "every patient's luck; KTH's effect acts {window}. Simulated: {size}. {assumption} of {n} "
    "parameters are assumptions.",
    "checklist.say.heterogeneity": "Patients differ in age, sex, discharge destination and "
    "frailty (variance {variance}). Results by group: not reported.",
    "checklist.say.luck_only": "Monte-Carlo error of every mean. Uncertainty of the parameters: "
    "not reported.",
    "checklist.say.uncertainty": "By {analyses}. Simulated: {size}.",
    "checklist.say.parameters_draws": "{n} parameters with value, unit, basis and source: "
    "{observed} observed, {derived} derived, {literature} from literature, {assumption} "
    "assumptions. Every draw of them is stored.",
    "checklist.say.parameters_values": "{n} parameters with value, unit, basis and source: "
    "{observed} observed, {derived} derived, {literature} from literature, {assumption} "
    "assumptions. Their spread: not reported by these runs.",
    "checklist.say.main_results": "KTH less usual care, per person: {cost} in the first 3 months, "
    "{later} with later care, QALYs {qaly}. Cost per QALY: {ratio}, with later care {ratio_later}.",
    "checklist.say.effect": "{found}",
    "checklist.say.probabilities": "Counting costs of the first 3 months, KTH is worth its cost "
    "with probability {parts} per QALY.",
    "checklist.say.widest": "Widest bar of the one-way analysis: {name}.",
    "checklist.say.corrected": "Odds ratio of death {before} as observed, {after} after all "
    "corrections for bias.",
    "checklist.say.limits": "{assumption} of {n} parameters are assumptions. Warnings of the "
    "runs: {warnings}. Generalisability and current knowledge: not reported.",
    "checklist.say.voi_measures": "{names}. Why these: not reported.",
    "checklist.say.voi_inputs": "Groups: {groups}. Besides, {n} parameters alone.",
    "checklist.say.voi_studies": "{parts}.",
    "checklist.say.study": "{name}, {least} to {most} people",
    "checklist.say.voi_people": "{people} people a year for {years} years, discounted.",
    "checklist.say.voi_method": "By {method}, from {draws} draws; every estimate has its standard "
    "error.",
    "checklist.say.voi_results": "EVPI for all who are concerned: {parts}. {best}.",
    "checklist.say.worth": "{amount} at {wtp} per QALY",
    "checklist.say.best": "Best study: {name} with {n} people at {wtp} per QALY",
    "checklist.say.no_studies": "Studies: not reported",
    "checklist.say.no_study_worth": "No study considered is worth its cost",
    "checklist.say.outputs": "{n} measures, each with its definition, denominator, clock and "
    "Monte-Carlo standard error.",
    "checklist.say.aims": "Scenario: {label}. {rationale}. Analyses given: {analyses}.",
    "checklist.say.diagram": "A flow diagram of the first 90 days, and the pathway in words.",
    "checklist.say.logic": "Waiting time, operation, stay, discharge to own home, temporary place "
    "or nursing home, readmissions, death; each rule is written down.",
    "checklist.say.no_base": "The scenario {name} is the base case; it changes nothing.",
    "checklist.say.scenario": "Rests on {base}; {n} numbers differ from their base value: "
    "{named}. Structure: {structure}.",
    "checklist.say.algorithms": "Calibration by root finding in every draw; death when "
    "accumulated hazard reaches a threshold; random numbers by a keyed hash.",
    "checklist.say.entities": "Patients with age, sex, residence, discharge destination and "
    "frailty; {size} ({strategies}).",
    "checklist.say.activities": "Mean days: index stay {stay}, temporary place {place}, "
    "readmission {back} (at most {most} in a year).",
    "checklist.say.no_resources": "None is limited in these runs.",
    "checklist.say.resources_limited": "Theatres, ward beds, temporary places and acute-nurse "
    "teams, with opening hours, in the analysis of capacity.",
    "checklist.say.no_queues": "Nobody waits for capacity in these runs.",
    "checklist.say.queues_limited": "One queue for each limited resource, first come, first "
    "served, in the analysis of capacity.",
    "checklist.say.entry": "In by operation: {people} a year, from {first} over {days} days. Out "
    "by death, or after {years} years.",
    "checklist.say.sources": "{sources} sources for {n} parameters; each names its own, and an "
    "assumption says so.",
    "checklist.say.preprocessing": "{derived} of {n} parameters are arithmetic on printed "
    "figures, with the formula written down; contradictions between sources are listed, not "
    "averaged.",
    "checklist.say.assumptions": "{assumption} of {n} parameters; each is marked wherever it is "
    "used.",
    "checklist.say.start": "Each patient starts at the operation. Without limited capacity there "
    "is nothing to warm up.",
    "checklist.say.start_queues": "Each patient starts at the operation. The analysis of capacity "
    "leaves out its first days, until the queues have filled.",
    "checklist.say.run_length": "Until death, at most {years} years.",
    "checklist.say.estimation": "{size}. Means with their Monte-Carlo standard error; both "
    "strategies share luck, so differences are sharper.",
    "checklist.say.software": "{listed}.",
    "checklist.say.sampling": "Philox 4x32-10, looked up by seed, draw, patient and decision, "
    "never in sequence; seed {seed}. Common random numbers in both strategies.",
    "checklist.say.execution": "Engine {engine}, patients in blocks side by side; the result does "
    "not depend on how many.",
    "checklist.say.system": "{seconds} s for the run of the base case. The machine: not reported.",
}
