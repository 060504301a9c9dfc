"""Danish for labels that tables keep in English, by the English itself, and scenarios' names."""

from __future__ import annotations

TABLES: dict[str, str] = {
    "Death within 30 days": "Død inden 30 dage",
    "In hospital, of the 30-day deaths": "På hospital, af dødsfald inden 30 dage",
    "At a temporary place or nursing home, of the later 30-day "
    "deaths": "På midlertidig plads eller plejehjem, af de senere dødsfald inden 30 dage",
    "Death on days 31-90": "Død på dag 31-90",
    "Death on days 91-365": "Død på dag 91-365",
    "Readmission within 30 days": "Genindlæggelse inden 30 dage",
    "all operated, from operation": "alle opererede, fra operationen",
    "all operated, from operation (as delivered: not all are "
    "offered KTH)": "alle opererede, fra operationen (som leveret: ikke alle får tilbudt KTH)",
    "deaths within 30 days of operation": "døde inden 30 dage efter operationen",
    "deaths after discharge, by day 30": "døde efter udskrivelsen, til dag 30",
    "alive on day 30": "i live på dag 30",
    "alive on day 90": "i live på dag 90",
    "discharged alive, from discharge": "udskrevet i live, fra udskrivelsen",
    "discharged alive, from discharge (as delivered: not all are "
    "offered KTH)": "udskrevet i live, fra udskrivelsen (som leveret: ikke alle får tilbudt KTH)",
    "30-day mortality, usual care": "Død inden 30 dage, vanlig praksis",
    "30-day mortality, KTH": "Død inden 30 dage, KTH",
    "Odds ratio of 30-day death": "Odds ratio for død inden 30 dage",
    "30-day readmission, usual care": "Genindlæggelse inden 30 dage, vanlig praksis",
    "30-day readmission, KTH": "Genindlæggelse inden 30 dage, KTH",
    "Risk ratio of readmission": "Risikoratio for genindlæggelse",
    "Number needed to treat": "Number needed to treat (NNT)",
    "3-month cost difference a patient, DKK": "Forskel i 3 måneders omkostning pr. patient, DKK",
    "Cost per life saved at 3 months, DKK": "Omkostning pr. reddet liv ved 3 måneder, DKK",
    "Not in own home, of the later 30-day deaths": "Uden for eget hjem, af de senere dødsfald "
    "inden 30 dage",
    "30-day mortality, own home, usual care": "Død inden 30 dage, eget hjem, vanlig praksis",
    "30-day mortality, own home, KTH": "Død inden 30 dage, eget hjem, KTH",
    "30-day readmission, own home, usual care": "Genindlæggelse inden 30 dage, eget hjem, vanlig "
    "praksis",
    "30-day readmission, own home, KTH": "Genindlæggelse inden 30 dage, eget hjem, KTH",
    "the adjusted odds ratio 0.60 takes 11.9% to 7.5%; the "
    "printed 8.0 % is unadjusted": "den justerede odds ratio 0,60 bringer 11,9 % til 7,5 %; de "
    "trykte 8,0 % er ujusterede",
    "the adjusted risk ratio 1.28 takes 13.6 % to 17.4 %; the "
    "printed 18.6 % is unadjusted": "den justerede risikoratio 1,28 bringer 13,6 % til 17,4 %; de "
    "trykte 18,6 % er ujusterede",
    "19 follows from no printed risk: 1 / (0.119 - 0.080) = "
    "25.6, and 22.7 from the odds ratio": "19 følger ikke af nogen trykt risiko: 1 / (0,119 - "
    "0,080) = 25,6, og 22,7 af odds ratio",
    "the sum of items, most of them assumptions; the deck's 8,477 DKK = 161,060 / 19 is not "
    "entered (reconciliation.csv)": "summen af poster, de fleste antagelser; præsentationens "
    "8.477 DKK = 161.060 / 19 indgår ikke (reconciliation.csv)",
    "the two rows above, multiplied; the deck's rests on 19": "de to rækker ovenfor ganget "
    "sammen; præsentationens hviler på 19",
    "'own home' is the residence before the fracture or the "
    "destination after it; the model's is the destination, where "
    "the audit found 4 of 36 later deaths": "»eget hjem« er boligen før bruddet eller "
    "udskrivningsstedet efter; modellens er udskrivningsstedet, hvor auditten fandt 4 af 36 "
    "senere dødsfald",
    "odds ratio 1": "odds ratio 1",
    "risk ratio of readmission 1": "risikoratio for genindlæggelse 1",
    "Odds ratio of 30-day death, KTH against usual care": "Odds ratio for død inden 30 dage, KTH "
    "mod vanlig praksis",
    "Risk ratio of 30-day readmission, KTH against usual care": "Risikoratio for genindlæggelse "
    "inden 30 dage, KTH mod vanlig praksis",
    "Share of 30-day deaths before discharge": "Andel af dødsfald inden 30 dage før udskrivelsen",
    "Share of KTH discharged to own home": "Andel af KTH udskrevet til eget hjem",
    "estimate": "estimatet",
    "limit nearest to 1": "grænsen nærmest 1",
    "set by the scenario": "sat af scenariet",
    "modelling assumption": "modelantagelse",
    "no document found": "intet dokument fundet",
}
SCENARIOS: dict[str, str] = {
    "The headline as presented": "Hovedtallene som præsenteret",
    "Crude effects": "Rå virkninger",
    "Effect from operation": "Virkning fra operationen",
    "Effects correlated": "Virkninger korreleret",
    "High frailty": "Stor skrøbelighed",
    "No frailty": "Ingen skrøbelighed",
    "Gødstrup, mortality of 2022 (15.9 %)": "Gødstrup, dødelighed i 2022 (15,9 %)",
    "Gødstrup, mortality of 2022 as the text has it (15 %)": "Gødstrup, dødelighed i 2022 som i "
    "teksten (15 %)",
    "Gødstrup, mortality of 2024 (11.0 %)": "Gødstrup, dødelighed i 2024 (11,0 %)",
    "Gødstrup, mortality of 2025 (8.1 %)": "Gødstrup, dødelighed i 2025 (8,1 %)",
    "Immortal time removed": "Udødelig tid taget ud",
    "Later care costs included": "Senere plejeomkostninger talt med",
    "Listed teams only": "Kun de nævnte team",
    "National network, base case": "Nationalt netværk, basisscenarie",
    "The next evaluation": "Den næste evaluering",
    "No effect on readmission": "Ingen virkning på genindlæggelse",
    "Own home, difference as printed": "Eget hjem, forskel som trykt",
    "Pilot 2018-2020, nursing-home discharges": "Pilot 2018-2020, udskrevne til plejehjem",
    "Readmission 97 of 524": "Genindlæggelse 97 af 524",
    "The three southern clusters, first year": "De tre sydlige klynger, første år",
}
