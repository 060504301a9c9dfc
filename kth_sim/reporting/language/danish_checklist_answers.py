"""Danish words in which runs answer the reporting checklists."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "checklist.window.from_discharge": "fra udskrivelsen",
    "checklist.window.from_operation": "fra operationen",
    "checklist.later.excluded": "tæller ikke pleje efter 3. måned med",
    "checklist.later.included": "tæller pleje efter 3. måned med",
    "checklist.anchor.bottom_up": "programmet koster summen af sine poster",
    "checklist.anchor.observed": "programmets pris er løst ud fra den observerede forskel i 3 "
    "måneder",
    "checklist.method.regression": "regression på splines med parvise vekselvirkninger",
    "checklist.method.moments": "regression på splines med parvise vekselvirkninger; "
    "EVSI ved at tilpasse momenter",
    "checklist.analysis.psa": "probabilistisk følsomhedsanalyse",
    "checklist.analysis.dsa": "envejs følsomhedsanalyse",
    "checklist.analysis.threshold": "tærskelanalyse",
    "checklist.analysis.bias": "biasanalyse",
    "checklist.analysis.voi": "værdi af information",
    "checklist.analysis.rollout": "sammenligning af udrulningsplaner",
    "checklist.say.none": "ingen",
    "checklist.say.interval": "{mean} (95 % af trækningerne: {low} til {high})",
    "checklist.say.at": "{share} ved {wtp}",
    "checklist.say.size_draws": "{draws} trækninger af parametrene, {patients} patienter i hver "
    "strategi og trækning",
    "checklist.say.size_base": "punktværdier, {patients} patienter i hver strategi",
    "checklist.say.size_calendar": "{replications} gentagelser af hver klynges kalender",
    "checklist.say.title": "Økonomisk evaluering ved diskret hændelsesbaseret mikrosimulering: "
    "Kom Trygt Hjem (KTH) mod vanlig praksis efter hoftebrud. Scenarie: {label}.",
    "checklist.say.abstract": "{rationale}. Simuleret: {size}. KTH minus vanlig praksis, pr. 100 "
    "personer: døde inden 30 dage {deaths}, genindlagte inden 30 dage {readmissions}; pr. person: "
    "QALY {qaly}, {cost} i de første 3 måneder. Desuden: {others}.",
    "checklist.say.abstract_alone": "{rationale}. Simuleret: {size}. KTH minus vanlig praksis, "
    "pr. 100 personer: døde inden 30 dage {deaths}, genindlagte inden 30 dage {readmissions}; pr. "
    "person: QALY {qaly}, {cost} i de første 3 måneder. Alternative analyser: ikke oplyst.",
    "checklist.say.background": "Scenariet spørger: {rationale}. Baggrunden og den beslutning, "
    "det tjener: ikke oplyst.",
    "checklist.say.population": "{people} personer om året opereret for hoftebrud, {least} år "
    "eller ældre, middelalder {mean}; {female} kvinder; {home} udskrives til eget hjem.",
    "checklist.say.setting": "Danmark, klyngerne {clusters}. Operationer fra {first} over {days} "
    "dage. Fra {reform} ændrer reformen, hvem der betaler.",
    "checklist.say.comparators": "Vanlig praksis, og KTH: {days} dage, tilbudt til og modtaget af "
    "{uptake}, {fidelity} af de planlagte besøg leveret; det virker på dødeligheden {window}. "
    "Hvorfor netop disse to: ikke oplyst.",
    "checklist.say.perspective": "Omkostninger i {sectors}, fordelt på betaler (region og "
    "kommune); patienternes QALY. Pårørendes tid og tabt produktion tælles ikke med. Hvorfor: "
    "ikke oplyst.",
    "checklist.say.horizon": "{years} år, det vil sige hele livet, og de første 3 måneder for "
    "sig. Hovedtallene {later}. Hvorfor: ikke oplyst.",
    "checklist.say.discounting": "{first} i år 0-35, {second} i år 36-70, derefter {third}, for "
    "omkostninger og effekter. Efter: {cites}.",
    "checklist.say.outcomes": "{shown}; i alt {n} mål. Genindlæggelser er en skade.",
    "checklist.say.measurement": "Odds ratio for død inden dag 30: {odds}; risikoratio for "
    "genindlæggelse inden 30 dage: {risk} ({cites}). Leveår og QALY er simuleret ud fra dem. "
    "Hvert måls nævner og ur er defineret.",
    "checklist.say.valuation": "EQ-5D-vægte: {before} før bruddet, derefter {after} efter 1, 4 og "
    "12 måneder; {assumption} af {n} tal er antagelser. Kilder: {cites}.",
    "checklist.say.resources": "{n} enhedsomkostninger og mængder, hvoraf {assumption} er "
    "antagelser, gange det som patienterne bruger i simuleringen; {anchor}.",
    "checklist.say.currency": "DKK, intet er omregnet. Enhedsomkostningerne er fra forskellige "
    "år; hver nævner sin kilde. Et fælles prisår: ikke oplyst.",
    "checklist.say.model": "kth_sim {version}, en diskret hændelsesbaseret mikrosimulering af "
    "enkelte patienter med skrøbelighed: de reddede lever kortere end en gennemsnitlig overlever. "
    "Hvor modellen kan fås: ikke oplyst.",
    "checklist.say.analytics": "Kalibreret til observerede risici i hver trækning; begge "
    "strategier deler hver patients held; KTH's virkning ligger {window}. Simuleret: {size}. "
    "{assumption} af {n} parametre er antagelser.",
    "checklist.say.heterogeneity": "Patienterne er forskellige i alder, køn, udskrivelsessted og "
    "skrøbelighed (varians {variance}). Resultater efter gruppe: ikke oplyst.",
    "checklist.say.luck_only": "Monte Carlo-fejl på hvert gennemsnit. Parametrenes usikkerhed: "
    "ikke oplyst.",
    "checklist.say.uncertainty": "Ved {analyses}. Simuleret: {size}.",
    "checklist.say.parameters_draws": "{n} parametre med værdi, enhed, grundlag og kilde: "
    "{observed} observerede, {derived} udledte, {literature} fra litteraturen, {assumption} "
    "antagelser. Hver trækning af dem er gemt.",
    "checklist.say.parameters_values": "{n} parametre med værdi, enhed, grundlag og kilde: "
    "{observed} observerede, {derived} udledte, {literature} fra litteraturen, {assumption} "
    "antagelser. Deres spredning: ikke oplyst af disse kørsler.",
    "checklist.say.main_results": "KTH minus vanlig praksis, pr. person: {cost} i de første 3 "
    "måneder, {later} med senere pleje, QALY {qaly}. Pris pr. QALY: {ratio}, med senere pleje "
    "{ratio_later}.",
    "checklist.say.effect": "{found}",
    "checklist.say.probabilities": "Med de første 3 måneders omkostninger er KTH sin pris værd "
    "med sandsynlighed {parts} pr. QALY.",
    "checklist.say.widest": "Bredeste søjle i envejsanalysen: {name}.",
    "checklist.say.corrected": "Odds ratio for død {before} som observeret, {after} efter alle "
    "korrektioner for bias.",
    "checklist.say.limits": "{assumption} af {n} parametre er antagelser. Kørslernes advarsler: "
    "{warnings}. Generaliserbarhed og eksisterende viden: ikke oplyst.",
    "checklist.say.voi_measures": "{names}. Hvorfor netop disse: ikke oplyst.",
    "checklist.say.voi_inputs": "Grupper: {groups}. Desuden {n} parametre hver for sig.",
    "checklist.say.voi_studies": "{parts}.",
    "checklist.say.study": "{name}, {least} til {most} personer",
    "checklist.say.voi_people": "{people} personer om året i {years} år, diskonteret.",
    "checklist.say.voi_method": "Ved {method}, ud fra {draws} trækninger; hvert estimat har sin "
    "standardfejl.",
    "checklist.say.voi_results": "EVPI for alle berørte: {parts}. {best}.",
    "checklist.say.worth": "{amount} ved {wtp} pr. QALY",
    "checklist.say.best": "Bedste undersøgelse: {name} med {n} personer ved {wtp} pr. QALY",
    "checklist.say.no_studies": "Undersøgelser: ikke oplyst",
    "checklist.say.no_study_worth": "Ingen af de overvejede undersøgelser er sin pris værd",
    "checklist.say.outputs": "{n} mål, hvert med definition, nævner, ur og Monte "
    "Carlo-standardfejl.",
    "checklist.say.aims": "Scenarie: {label}. {rationale}. Givne analyser: {analyses}.",
    "checklist.say.diagram": "Et flowdiagram over de første 90 dage, og forløbet i ord.",
    "checklist.say.logic": "Ventetid, operation, indlæggelse, udskrivelse til eget hjem, "
    "midlertidig plads eller plejehjem, genindlæggelser, død; hver regel er skrevet ned.",
    "checklist.say.no_base": "Scenariet {name} er grundscenariet og ændrer intet.",
    "checklist.say.scenario": "Bygger på {base}; {n} tal afviger fra deres grundværdi: {named}. "
    "Struktur: {structure}.",
    "checklist.say.algorithms": "Kalibrering ved rodsøgning i hver trækning; død når den samlede "
    "hazard når en tærskel; tilfældige tal ved en nøglet hash.",
    "checklist.say.entities": "Patienter med alder, køn, bolig, udskrivelsessted og skrøbelighed; "
    "{size} ({strategies}).",
    "checklist.say.activities": "Gennemsnitlige dage: indlæggelse {stay}, midlertidig plads "
    "{place}, genindlæggelse {back} (højst {most} på et år).",
    "checklist.say.no_resources": "Ingen er begrænset i disse kørsler.",
    "checklist.say.resources_limited": "Operationsstuer, sengepladser, midlertidige pladser og "
    "akutsygeplejehold, med åbningstider, i kapacitetsanalysen.",
    "checklist.say.no_queues": "Ingen venter på kapacitet i disse kørsler.",
    "checklist.say.queues_limited": "En kø til hver begrænset ressource, i ankomstrækkefølge, i "
    "kapacitetsanalysen.",
    "checklist.say.entry": "Ind ved operation: {people} om året, fra {first} over {days} dage. Ud "
    "ved død eller efter {years} år.",
    "checklist.say.sources": "{sources} kilder til {n} parametre; hver nævner sin egen, og en "
    "antagelse siger, at den er det.",
    "checklist.say.preprocessing": "{derived} af {n} parametre er regning på trykte tal, med "
    "formlen skrevet ned; modstrid mellem kilder er oplistet og ikke udjævnet.",
    "checklist.say.assumptions": "{assumption} af {n} parametre; hver er mærket overalt, hvor den "
    "bruges.",
    "checklist.say.start": "Hver patient begynder ved operationen. Uden begrænset kapacitet er "
    "der intet at varme op.",
    "checklist.say.start_queues": "Hver patient begynder ved operationen. Kapacitetsanalysen "
    "udelader sine første dage, til køerne er fyldt.",
    "checklist.say.run_length": "Til døden, højst {years} år.",
    "checklist.say.estimation": "{size}. Gennemsnit med Monte Carlo-standardfejl; begge "
    "strategier deler held, så forskelle er skarpere.",
    "checklist.say.software": "{listed}.",
    "checklist.say.sampling": "Philox 4x32-10, slået op efter frø, trækning, patient og "
    "beslutning, aldrig i rækkefølge; frø {seed}. Fælles tilfældige tal i begge strategier.",
    "checklist.say.execution": "Motor {engine}, patienter i blokke side om side; resultatet "
    "afhænger ikke af hvor mange.",
    "checklist.say.system": "{seconds} s for kørslen af grundscenariet. Maskinen: ikke oplyst.",
}
