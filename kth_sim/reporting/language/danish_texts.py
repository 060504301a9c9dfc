"""Danish for what the evidence and the tables say in English, by the English itself.

A text that changes there has no Danish any more, which a test tells, rather than an old one.
"""

from __future__ import annotations

CONTRADICTIONS: dict[str, str] = {
    "NNT 19 does not follow from the printed risks": "NNT 19 følger ikke af de trykte risici",
    "Printed on the slide Konsekvens": "Trykt på sliden Konsekvens",
    "From the printed risks, 11.9 % and 8.0 %": "Af de trykte risici, 11,9 % og 8,0 %",
    "From the odds ratio 0.60 at 11.9 %": "Af odds ratio 0,60 ved 11,9 %",
    "1 / (0.119 - 0.080) = 25.6 against 19; the odds ratio 0.60 takes 11.9 % to 7.5 %, and 1 / "
    "0.0440 = 22.7.": "1 / (0,119 - 0,080) = 25,6 mod 19; odds ratio 0,60 bringer 11,9 % til 7,5 "
    "%, og 1 / 0,0440 = 22,7.",
    "Uses the odds ratio, so NNT is an output near 22.7 and 19 "
    "is never entered.": "Bruger odds ratio, så NNT er et resultat nær 22,7, og 19 indgår aldrig.",
    "161,060 DKK a life rests on the NNT of 19": "161.060 DKK pr. liv hviler på NNT 19",
    "8,477 DKK over the crude risk difference": "8.477 DKK over den rå risikodifference",
    "8,477 DKK over the risk difference of the odds ratio": "8.477 DKK over odds ratioens "
    "risikodifference",
    "161,060 / 19 = 8,477 DKK a pathway; 8,477 x 25.6 = 217,355 "
    "and 8,477 x 22.7 = 192,518.": "161.060 / 19 = 8.477 DKK pr. forløb; 8.477 x 25,6 = 217.355, "
    "og 8.477 x 22,7 = 192.518.",
    "Sums costs bottom-up and shows the difference from 8,477; "
    "the price of a life is an output.": "Summer omkostninger nedefra og viser forskellen fra "
    "8.477; prisen for et liv er et resultat.",
    "The eleven teams do not sum to the printed total": "De elleve team summer ikke til den "
    "trykte sum",
    "Printed total": "Trykt sum",
    "Sum of the eleven listed teams": "Sum af de elleve nævnte team",
    "2,215 - 2,174 = 41 people a year, 1.9 %.": "2.215 - 2.174 = 41 personer om året, 1,9 %.",
    "Uses the printed total, 2,215.": "Bruger den trykte sum, 2.215.",
    "The printed difference in own-home readmission is wrong": "Den trykte forskel i "
    "genindlæggelse fra eget hjem er forkert",
    "Printed difference": "Trykt forskel",
    "18.3 - 12.9": "18,3 - 12,9",
    "18.3 - 12.9 = 5.4, printed 6.3; it probably repeats the 6.3 "
    "% of the mortality line.": "18,3 - 12,9 = 5,4, trykt 6,3; det er nok 6,3 % fra linjen om "
    "dødelighed igen.",
    "Does not use the subgroup; where it is used, 18.3 and 12.9 "
    "count.": "Bruger ikke undergruppen; hvor den bruges, gælder 18,3 og 12,9.",
    "The odds ratio is not that of the printed risks": "Odds ratio er ikke de trykte risicis",
    "Printed odds ratio": "Trykt odds ratio",
    "Crude, from 8.0 % and 11.9 %": "Rå, af 8,0 % og 11,9 %",
    "(0.080 / 0.920) / (0.119 / 0.881) = 0.644 (0.645 from 42/524 and 248/2,085); the printed "
    "0.60 must be adjusted, for what is not said.": "(0,080 / 0,920) / (0,119 / 0,881) = 0,644 "
    "(0,645 af 42/524 og 248/2.085); den trykte 0,60 må være justeret, for hvad siges ikke.",
    "Uses the printed 0.60.": "Bruger den trykte 0,60.",
    "The interval of the odds ratio is not symmetric on the log "
    "scale": "Odds ratioens interval er ikke symmetrisk på log-skalaen",
    "ln 0.60 - ln 0.37": "ln 0,60 - ln 0,37",
    "ln 0.85 - ln 0.60": "ln 0,85 - ln 0,60",
    "0.483 below and 0.348 above; an interval computed on the "
    "log scale would have equal arms.": "0,483 under og 0,348 over; et interval beregnet på "
    "log-skalaen ville have lige lange arme.",
    "Log-normal with the width of the whole interval, 0.40-0.91; it allows larger values than "
    "0.85.": "Log-normal med hele intervallets bredde, 0,40-0,91; den tillader større værdier end "
    "0,85.",
    "The risk ratio of readmission is not that of the printed "
    "risks": "Risikoratioen for genindlæggelse er ikke de trykte risicis",
    "Printed risk ratio": "Trykt risikoratio",
    "Crude, 18.6 / 13.6": "Rå, 18,6 / 13,6",
    "18.6 / 13.6 = 1.37, printed 1.28; so 13.6 % x 1.28 = 17.4 %.": "18,6 / 13,6 = 1,37, trykt "
    "1,28; altså 13,6 % x 1,28 = 17,4 %.",
    "Uses the printed 1.28 on 13.6 %.": "Bruger den trykte 1,28 på 13,6 %.",
    "Readmissions rose in the roll-out and fell in the pilot": "Genindlæggelser steg i "
    "udrulningen og faldt i piloten",
    "Roll-out, printed": "Udrulning, trykt",
    "Pilot, 14 % against 30 %": "Pilot, 14 % mod 30 %",
    "1.28 against 14 / 30 = 0.467; on the log scale (0.247 + 0.762) / sqrt(0.101^2 + 0.277^2) = "
    "3.4 standard errors apart.": "1,28 mod 14 / 30 = 0,467; på log-skalaen (0,247 + 0,762) / "
    "sqrt(0,101^2 + 0,277^2) = 3,4 standardfejl fra hinanden.",
    "Uses the roll-out, 1.28: newer, larger, and the target "
    "group of the network.": "Bruger udrulningen, 1,28: nyere, større og netværkets målgruppe.",
    "18.6 % is no number of people out of 524": "18,6 % er intet antal personer af 524",
    "Printed": "Trykt",
    "Nearest count below, 97 of 524": "Nærmeste antal under, 97 af 524",
    "Nearest count above, 98 of 524": "Nærmeste antal over, 98 af 524",
    "0.186 x 524 = 97.46; 97 / 524 = 18.51 % rounds to 18.5 and "
    "98 / 524 = 18.70 % to 18.7.": "0,186 x 524 = 97,46; 97 / 524 = 18,51 % rundes til 18,5, og "
    "98 / 524 = 18,70 % til 18,7.",
    "Uses the risk ratio, not the percentage; the denominator "
    "may be those discharged alive.": "Bruger risikoratioen, ikke procenten; nævneren kan være de "
    "udskrevne i live.",
    "Mortality at one site halved without KTH proper": "Dødeligheden blev halveret et sted uden "
    "egentlig KTH",
    "Gødstrup 2022": "Gødstrup 2022",
    "Gødstrup 2024": "Gødstrup 2024",
    "Gødstrup 2025, preliminary": "Gødstrup 2025, foreløbig",
    "15.9 -> 11.0 -> 8.1: 7.8 points, twice the 3.9 points between the printed risks of the "
    "evaluation.": "15,9 -> 11,0 -> 8,1: 7,8 point, det dobbelte af de 3,9 point mellem "
    "evalueringens trykte risici.",
    "Takes 11.9 % and the odds ratio from the same evaluation and notes that a before/after "
    "comparison would be confounded.": "Tager 11,9 % og odds ratio fra samme evaluering og "
    "noterer, at en før/efter-sammenligning ville være confounded.",
    "Two figures for Gødstrup in 2022": "To tal for Gødstrup i 2022",
    "In the text": "I teksten",
    "On the chart": "På grafen",
    "15.9 - 15 = 0.9 points; the text may be rounded or of "
    "another window.": "15,9 - 15 = 0,9 point; teksten kan være afrundet eller gælde et andet "
    "tidsrum.",
    "Not used in the base case; the scenario goedstrup takes "
    "15.9.": "Bruges ikke i basisscenariet; scenariet goedstrup tager 15,9.",
    "Deaths count from operation, KTH starts at discharge": "Døde tælles fra operationen, KTH "
    "begynder ved udskrivelsen",
    "KTH against usual care that left hospital alive": "KTH mod vanlig praksis udskrevet i live",
    "15 of 51 audited deaths fell before discharge: (0.119 - 0.035) / (1 - 0.035) = 8.70 %, and "
    "the odds of 8.0 % over those of 8.7 % = 0.91.": "15 af 51 gennemgåede dødsfald lå før "
    "udskrivelsen: (0,119 - 0,035) / (1 - 0,035) = 8,70 %, og odds for 8,0 % over dem for 8,7 % = "
    "0,91.",
    "Uses 0.60 on all 30-day deaths, brought about by hazards "
    "after discharge only.": "Bruger 0,60 på alle dødsfald inden 30 dage, frembragt af hazarder "
    "efter udskrivelsen alene.",
    "Lives are counted to day 30, costs to month 3": "Liv tælles til dag 30, omkostninger til "
    "måned 3",
    "Window of deaths and readmissions": "Tidsrum for dødsfald og genindlæggelser",
    "Costing window, 3 months": "Tidsrum for omkostninger, 3 måneder",
    "Length of the programme": "Forløbets længde",
    "91.3 - 30 = 61.3 days of cost after the last counted death; the programme itself lasts 14 "
    "days.": "91,3 - 30 = 61,3 dages omkostninger efter det sidste talte dødsfald; selve forløbet "
    "varer 14 dage.",
    "Keeps each window as printed, and follows patients for life.": "Beholder hvert tidsrum som "
    "trykt og følger patienterne livet ud.",
    "27 municipalities, or 28": "27 kommuner eller 28",
    "Printed in the framework deck": "Trykt i rammepræsentationen",
    "Names on its slide, Copenhagen counted in both its clusters": "Navne på dens slide, "
    "København talt i begge sine klynger",
    "With Køge, named in the webinar deck only": "Med Køge, som kun webinaret nævner",
    "2 + 1 + 2 + 1 + 1 + 4 + 4 + 3 + 1 + 6 + 3 = 28 names, 27 with Copenhagen once; Køge makes "
    "28 again.": "2 + 1 + 2 + 1 + 1 + 4 + 4 + 3 + 1 + 6 + 3 = 28 navne, 27 med København én gang; "
    "med Køge 28 igen.",
    "No result depends on the number of municipalities.": "Intet resultat afhænger af antallet af "
    "kommuner.",
    "Own-home mortality: 11.5 % or 1.9 %": "Dødelighed i eget hjem: 11,5 % eller 1,9 %",
    "Roll-out, usual care, 30 days from operation": "Udrulning, vanlig praksis, 30 dage fra "
    "operationen",
    "Gødstrup audit: 4 deaths after discharge to own home, of "
    "211 in 2023": "Gødstrups audit: 4 dødsfald efter udskrivelse til eget hjem, af 211 i 2023",
    "11.5 - 4 / 211 = 9.6 points. The first counts from "
    "operation and may mean living at home before; the second "
    "counts from discharge, by destination, and assumes the "
    "audit is of 2023.": "11,5 - 4 / 211 = 9,6 point. Den første tæller fra operationen og kan "
    "betyde bolig før; den anden tæller fra udskrivelsen efter udskrivningssted og antager at "
    "auditten er fra 2023.",
    "Own home is a destination; deaths by destination follow the audit (32 of 36 in "
    "institutions).": "Eget hjem er et udskrivningssted; dødsfald efter sted følger auditten (32 "
    "af 36 på institution).",
    "Mortality outside own homes: 12.4 % or 17.5 %": "Dødelighed uden for eget hjem: 12,4 % eller "
    "17,5 %",
    "Implied by 11.9 % overall and 11.5 % in own homes": "Følger af 11,9 % i alt og 11,5 % i eget "
    "hjem",
    "Gødstrup audit: 32 deaths after discharge, of 183 in 2023": "Gødstrups audit: 32 dødsfald "
    "efter udskrivelse, af 183 i 2023",
    "(11.9 - 0.536 x 11.5) / 0.464 = 12.4 % from operation "
    "against 32 / 183 = 17.5 % after discharge alone. The second "
    "sense of own home explains it only if few people move.": "(11,9 - 0,536 x 11,5) / 0,464 = "
    "12,4 % fra operationen mod 32 / 183 = 17,5 % efter udskrivelsen alene. Den anden betydning "
    "af eget hjem forklarer det kun hvis få flytter.",
    "Deaths by destination follow the audit.": "Dødsfald efter udskrivningssted følger auditten.",
    "Two yearly volumes for Gødstrup": "To årlige antal for Gødstrup",
    "Webinar deck, Dec 2023 - Nov 2024": "Webinaret, dec. 2023 - nov. 2024",
    "Framework deck, 2024": "Rammepræsentationen, 2024",
    "367 - 359 = 8 people, 2.2 %: windows one month apart.": "367 - 359 = 8 personer, 2,2 %: "
    "tidsrum forskudt en måned.",
    "Uses 359 for volumes and the framework deck for shares by "
    "destination only.": "Bruger 359 til antal og rammepræsentationen kun til andele efter "
    "udskrivningssted.",
    "More people were analysed than the target volume gives "
    "since the start": "Flere er analyseret end målgruppens antal giver siden starten",
    "KTH group over the target volume a year": "KTH-gruppen over målgruppens antal om året",
    "Everyone analysed over the target volume a year": "Alle analyserede over målgruppens antal "
    "om året",
    "524 / 840 = 0.62 years and 2,609 / 840 = 3.1 years, while "
    "the first citizens were included on 15 Sep 2023, 2.1 years "
    "before the webinar. So usual care holds people from before "
    "the start or outside the target group (own homes on Fyn); "
    "how the groups were formed is not said.": "524 / 840 = 0,62 år og 2.609 / 840 = 3,1 år, mens "
    "de første borgere kom med 15. september 2023, 2,1 år før webinaret. Så vanlig praksis rummer "
    "personer fra før starten eller uden for målgruppen (eget hjem på Fyn); hvordan grupperne er "
    "dannet, siges ikke.",
    "Takes the printed comparison as it is.": "Tager den trykte sammenligning som den er.",
}
