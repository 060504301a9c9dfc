"""Danish for the observations of external validation, whose English labels stand beside them."""

from __future__ import annotations

NAMES: dict[str, str] = {
    "target.death_30d_usual_care": "30-dages dødelighed, vanlig praksis (evalueringen)",
    "target.death_30d_kth": "30-dages dødelighed, KTH (evalueringen, ujusteret)",
    "target.or_death_30d": "Oddsratio for død inden 30 dage (evalueringen, justeret)",
    "target.death_30d_denmark": "30-dages dødelighed, Danmark 2014",
    "target.death_30d_goedstrup_2022": "30-dages dødelighed, Gødstrup 2022 (seriediagram)",
    "target.death_30d_goedstrup_2022_text": "30-dages dødelighed, Gødstrup 2022 (tekst)",
    "target.death_30d_goedstrup_2024": "30-dages dødelighed, Gødstrup 2024",
    "target.death_30d_goedstrup_2025": "30-dages dødelighed, Gødstrup 2025 (foreløbig)",
    "target.death_30d_pilot_before": "30-dages dødelighed før KTH, pilot 2018-2020",
    "target.death_30d_pilot_kth": "30-dages dødelighed med KTH, pilot 2018-2020",
    "target.death_30d_own_home_usual_care": "30-dages dødelighed, eget hjem, vanlig praksis "
    "(evalueringen)",
    "target.death_30d_own_home_kth": "30-dages dødelighed, eget hjem, KTH (evalueringen)",
    "target.death_31_90_usual_care": "Død dag 31-90 blandt levende på dag 30, Danmark 2014",
    "target.death_91_365_usual_care": "Død dag 91-365 blandt levende på dag 90, Danmark 2014",
    "target.death_90d_denmark": "90-dages dødelighed, Danmark 2014",
    "target.death_365d_denmark": "1-års dødelighed, Danmark 2014",
    "target.deaths_in_hospital": "På hospital, af dødsfald inden 30 dage (audit i Gødstrup)",
    "target.deaths_institution": "På midlertidig plads eller plejehjem, af dødsfald efter "
    "udskrivelse inden 30 dage (audit i Gødstrup)",
    "target.deaths_own_home": "I eget hjem, af dødsfald efter udskrivelse inden 30 dage (audit i "
    "Gødstrup)",
    "target.readmission_30d_usual_care": "30-dages genindlæggelse, vanlig praksis (evalueringen)",
    "target.readmission_30d_kth": "30-dages genindlæggelse, KTH (evalueringen, ujusteret)",
    "target.rr_readmission_30d": "Relativ risiko for genindlæggelse inden 30 dage (evalueringen, "
    "justeret)",
    "target.readmission_30d_own_home_usual_care": "30-dages genindlæggelse, eget hjem, vanlig "
    "praksis (evalueringen)",
    "target.readmission_30d_own_home_kth": "30-dages genindlæggelse, eget hjem, KTH (evalueringen)",
    "target.readmission_30d_pilot_before": "Genindlæggelse før KTH, pilot 2018-2020",
    "target.readmission_30d_pilot_kth": "Genindlæggelse med KTH, pilot 2018-2020",
    "target.readmission_30d_bispebjerg_2018": "30-dages genindlæggelse, Bispebjerg 2018",
    "target.readmission_30d_bispebjerg_2020": "30-dages genindlæggelse, Bispebjerg 2020-2021, med "
    "hjemmebesøg",
    "target.readmission_120d_bispebjerg_2018": "120-dages genindlæggelse, Bispebjerg 2018",
    "target.readmission_120d_bispebjerg_2020": "120-dages genindlæggelse, Bispebjerg 2020-2021, "
    "med hjemmebesøg",
    "target.readmission_120d_over_30d_2018": "Genindlæggelse, 120 dage divideret med 30 dage, "
    "Bispebjerg 2018",
    "target.readmission_120d_over_30d_2020": "Genindlæggelse, 120 dage divideret med 30 dage, "
    "Bispebjerg 2020-2021",
    "target.stay_first_quartile": "Indlæggelsestid, nedre kvartil, Danmark 2014",
    "target.stay_median": "Indlæggelsestid, median, Danmark 2014",
    "target.stay_third_quartile": "Indlæggelsestid, øvre kvartil, Danmark 2014",
    "target.cost_difference_3m": "Meromkostning pr. patient i 3 måneder (trykt pris og antal)",
    "target.nnt": "Forløb pr. ekstra liv (trykt)",
    "target.cost_per_life_saved_3m": "Pris for et reddet liv (trykt)",
    "target.people_first_year_southern": "Borgere med KTH i de sydlige klyngers første år",
}
