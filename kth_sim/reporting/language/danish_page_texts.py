"""Danish for what shipped scenarios and plans say of themselves, by the English text.

Whoever changes a text there gets it in English until it is translated here, too; a test says so.
"""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # Scenarios
    "National network, base case": "Nationalt netværk, hovedscenarie",
    (
        "What KTH would do for all 11 clusters if the adjusted odds ratio 0.60 and risk ratio "
        "1.28 hold"
    ): (
        "Hvad KTH ville gøre for alle 11 klynger, hvis den justerede odds ratio 0,60 og "
        "risikoratio 1,28 holder"
    ),
    "The headline as presented": "Overskriften som præsenteret",
    "Takes the slide at its word: one life per 19 pathways, 161,060 DKK a life": (
        "Tager planchen på ordet: ét liv for hver 19 forløb, 161.060 DKK pr. liv"
    ),
    "Crude effects": "Ujusterede effekter",
    "Odds ratio and risk ratio as the printed percentages give them, without adjustment": (
        "Odds ratio og risikoratio som de trykte procenter giver dem, uden justering"
    ),
    "Effect from operation": "Effekt fra operationen",
    (
        "Structural alternative: KTH lowers the hazard of death from the day of operation, in "
        "hospital too"
    ): ("Strukturelt alternativ: KTH sænker dødshazarden fra operationsdagen, også på hospitalet"),
    "Effects correlated": "Korrelerede effekter",
    (
        "In draws where KTH prevents many deaths it also causes fewer readmissions: "
        "correlation 0.5 instead of 0"
    ): (
        "I trækninger hvor KTH forebygger mange dødsfald, giver det også færre "
        "genindlæggelser: korrelation 0,5 i stedet for 0"
    ),
    "High frailty": "Stor skrøbelighed",
    "Those whom KTH saves are much frailer than the average: variance 1.5": (
        "De som KTH redder, er langt mere skrøbelige end gennemsnittet: varians 1,5"
    ),
    "No frailty": "Ingen skrøbelighed",
    (
        "Those whom KTH saves live as long as any survivor: the most life-years that the "
        "effect can give"
    ): (
        "De som KTH redder, lever lige så længe som andre overlevende: de fleste leveår, "
        "effekten kan give"
    ),
    "Gødstrup, mortality of 2022 (15.9 %)": "Gødstrup, dødelighed 2022 (15,9 %)",
    ("One site with its own destination split, before its mortality fell without KTH proper"): (
        "Ét sted med sin egen fordeling af udskrivelser, før dødeligheden faldt uden egentlig KTH"
    ),
    "Gødstrup, mortality of 2022 as the text has it (15 %)": (
        "Gødstrup, dødelighed 2022 efter teksten (15 %)"
    ),
    "The deck gives 15 % in its text and 15.9 % in its chart for the same year": (
        "Oplægget har 15 % i teksten og 15,9 % i figuren for samme år"
    ),
    "Gødstrup, mortality of 2024 (11.0 %)": "Gødstrup, dødelighed 2024 (11,0 %)",
    (
        "The same site two years on, without KTH proper: how much the baseline moves the answer"
    ): "Samme sted to år senere, uden egentlig KTH: hvor meget udgangspunktet flytter svaret",
    "Gødstrup, mortality of 2025 (8.1 %)": "Gødstrup, dødelighed 2025 (8,1 %)",
    "The same site at its goal without KTH proper: what is left to gain": (
        "Samme sted ved sit mål uden egentlig KTH: hvad der er tilbage at vinde"
    ),
    "Immortal time removed": "Uden udødelig tid",
    (
        "If only people who left hospital alive could be counted as KTH: usual care "
        "conditioned likewise, OR 0.91"
    ): (
        "Hvis kun de der forlod hospitalet i live, kunne regnes til KTH: vanlig praksis "
        "betinget på samme måde, OR 0,91"
    ),
    "Later care costs included": "Med udgifter til senere pleje",
    "Counts all care in the added life-years, which outweighs everything else": (
        "Tæller al pleje i de vundne leveår med, hvilket vejer tungere end alt andet"
    ),
    "Listed teams only": "Kun de nævnte hold",
    "The eleven team volumes sum to 2,174, not the printed 2,215": (
        "De elleve holds antal giver tilsammen 2.174, ikke de trykte 2.215"
    ),
    "The next evaluation": "Den næste evaluering",
    ("What it would be worth to know more before deciding, and which study would tell it best"): (
        "Hvad det ville være værd at vide mere før beslutningen, og hvilken undersøgelse der "
        "bedst ville vise det"
    ),
    "No effect on readmission": "Ingen effekt på genindlæggelser",
    "If the rise in readmissions is early detection or chance: risk ratio 1": (
        "Hvis stigningen i genindlæggelser er tidlig opsporing eller tilfældighed: risikoratio 1"
    ),
    "Own home, difference as printed": "Eget hjem, forskellen som trykt",
    (
        "The own-home subgroup with the printed readmission difference of 6.3 points instead of 5.4"
    ): (
        "Undergruppen i eget hjem med den trykte forskel i genindlæggelser på 6,3 point i "
        "stedet for 5,4"
    ),
    "Pilot 2018-2020, nursing-home discharges": "Pilot 2018-2020, udskrevet til plejehjem",
    (
        "The Lillebælt pilot: survival 87 to 94 %, readmission 30 to 14 %, discharged to "
        "nursing homes"
    ): (
        "Lillebælt-piloten: overlevelse 87 til 94 %, genindlæggelse 30 til 14 %, udskrevet "
        "til plejehjem"
    ),
    "Readmission 97 of 524": "Genindlagte 97 af 524",
    "18.6 % is no count of 524: the nearest below is 97, 18.5 %": (
        "18,6 % er intet antal af 524: det nærmeste under er 97, 18,5 %"
    ),
    "The three southern clusters, first year": "De tre sydlige klynger, første år",
    (
        "Where the evaluation was made: own volumes, start dates and target groups; earlier "
        "operations get usual care"
    ): (
        "Hvor evalueringen blev lavet: egne antal, startdatoer og målgrupper; tidligere "
        "opererede får vanlig praksis"
    ),
    # Plans
    ("Every cluster starts on the first day: the largest and earliest that a rollout can be"): (
        "Alle klynger starter den første dag: den største og tidligste udrulning, der kan tænkes"
    ),
    "As two clusters a quarter, but those with most operations start first": (
        "Som to klynger i kvartalet, men de med flest operationer starter først"
    ),
    "Usual care everywhere: what every other plan is compared with": (
        "Vanlig praksis overalt: det som alle andre planer sammenlignes med"
    ),
    (
        "Of 36 audited deaths after discharge 4 were at home: nursing homes first, all others "
        "a year later"
    ): (
        "Af 36 gennemgåede dødsfald efter udskrivelsen skete 4 i hjemmet: plejehjem først, "
        "alle andre et år senere"
    ),
    ("The subgroup that the decks report apart; nobody at a temporary place or nursing home"): (
        "Den undergruppe som oplæggene opgør særskilt; ingen på midlertidig plads eller plejehjem"
    ),
    (
        "Three clusters first; the others only if mortality there falls by half of what was printed"
    ): ("Tre klynger først; de andre kun hvis dødeligheden dér falder med det halve af det trykte"),
    (
        "Real start dates, volumes and target groups: its first year beside the 524 people observed"
    ): (
        "Faktiske startdatoer, antal og målgrupper: det første år ved siden af de 524 "
        "observerede personer"
    ),
    (
        "Those who train others can follow two clusters at a time; the order is that of the deck"
    ): "De der oplærer andre, kan følge to klynger ad gangen; rækkefølgen er oplæggets",
}
