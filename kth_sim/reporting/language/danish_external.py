"""Danish words of the comparison with what was observed."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "external.headline": "{agree} af {known} observationer med kendt usikkerhed stemmer med "
    "modellen inden for begges usikkerhed; af de uafhængige {agree_free} af {known_free}.",
    "external.headline_unknown": "Af {unknown} observationer, der er trykt uden usikkerhed, "
    "ligger {inside} inden for modellens 95 %-interval.",
    "external.all_agree": "Intet rammer ved siden af.",
    "external.miss": "{label}: observeret {observed}, modellen giver {simulated} ({low} til "
    "{high}): {size} for {way}{how}.",
    "external.high": "højt",
    "external.low": "lavt",
    "external.by_z": " (z = {z})",
    "external.by_interval": ", uden for modellens 95 %-interval; kilden angiver ingen usikkerhed",
    "external.points": "{n} procentpoint",
    "external.days": "{n} dage",
    "external.people": "{n} personer",
    "external.calibration": "brugt til kalibrering",
    "external.independent": "uafhængig",
    "external.no_limit": "ingen grænse",
    "external_figure.title": "Observeret mod simuleret: {agree} af {known} stemmer inden for "
    "begges usikkerhed",
    "external_figure.observed": "Observeret",
    "external_figure.simulated": "Simuleret",
    "external_figure.ratio": "Divideret med det observerede",
    "external_figure.note": "Streger: 95 %-intervaller; for det simulerede over trækningerne af "
    "parametrene. Uden streg angiver kilden ingen usikkerhed. Navne med fed skrift rammer ved "
    "siden af.",
    "external_figure.note_shares": "Streger: 95 %-intervaller; for det simulerede over "
    "trækningerne af parametrene. Uden streg angiver kilden ingen usikkerhed. Begge akser er "
    "logaritmiske. Navne med fed skrift rammer ved siden af.",
    "external_figure.shares_title": "Risici og andele: modellen rammer ved siden af {miss} af {n} "
    "uafhængige observationer",
}
