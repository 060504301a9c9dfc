"""Danish words of the figures of sweeps."""

from __future__ import annotations

WORDS: dict[str, str] = {
    "sweep_axis.effect_window": "Hvornår KTH virker på død",
    "sweep_axis.effect_measure": "Mål for virkningen på død",
    "sweep_axis.effect_denominator": "Hvis risiko virkningen gælder",
    "sweep_axis.cost_anchor": "Programmets omkostning",
    "sweep_axis.later_care_costs": "Omkostninger efter tredje måned",
    "sweep_axis.plan": "Udrulningsplan",
    "sweep_axis.scenario": "Scenarie",
    "sweep_value.from_discharge": "fra udskrivelsen",
    "sweep_value.from_operation": "fra operationen",
    "sweep_value.odds_ratio": "odds ratio",
    "sweep_value.risk_difference": "risikodifference",
    "sweep_value.operated": "alle opererede",
    "sweep_value.discharged_alive": "udskrevne i live",
    "sweep_value.bottom_up": "summen af posterne",
    "sweep_value.observed": "som observeret",
    "sweep_value.excluded": "senere udeladt",
    "sweep_value.included": "senere medregnet",
    "sweep_value.base": "grundværdi",
    "sweep_value.crude": "ujusteret",
    "sweep_outcome.lives_saved_30d": "Liv reddet til dag 30",
    "sweep_outcome.net_cost": "Planens nettoudgift",
    "sweep_outcome.bed_days": "Flere dage på hospital",
    "sweep.net_benefit_at": "Planens nettogevinst ved {wtp}",
    "sweep.millions": "mio. DKK",
    "sweep.held": "Holdt fast: {what}.",
    "sweep.luck": "Alle punkter har samme trækninger og samme held for patienterne.",
    "sweep.band": "95 % af trækningerne",
    "sweep.mean": "gennemsnit over trækningerne",
    "sweep.points": "Punkterne er navngivet efter: {axes}.",
    "sweep_line.title": "{outcome}: {turn}",
    "sweep_line.above": "over nul i alle viste punkter",
    "sweep_line.below": "på eller under nul i alle viste punkter",
    "sweep_line.some": "over nul i {n} af {of} punkter",
    "sweep_multiples.title": "{outcome}: over nul i {share} af punkterne",
    "sweep_multiples.panels": "Et felt for hver værdi af: {axis}. Tynde streger: 95 % Monte "
    "Carlo-interval for gennemsnittet.",
    "sweep_map.title": "{outcome}: over nul i {share} af punkterne",
    "sweep_map.note": "En celle er et punkt, og dens værdi gennemsnittet over trækningerne; intet "
    "er interpoleret.",
    "sweep_forest.title": "{outcome}: over nul i {n} af {of} punkter",
    "sweep_forest.note": "KTH mod vanlig praksis.",
    "sweep_forest.key": "gennemsnit, og hvad der rummer 95 % af trækningerne",
    "sweep_scatter.title": "{outcome} følger mest: {axis} (korrelation {r})",
    "sweep_scatter.note": "{n} punkter hvor alle akser varieres på én gang; r: korrelation langs "
    "aksen.",
    "sweep_scatter.r": "r = {r}",
    "sweep_scatter.point": "et punkts gennemsnit",
    "sweep_scatter.line": "bedst passende rette linje",
    "sweep_ranking.title": "Valget af KTH ventes at tabe mindst i: {least} ({low} DKK pr. "
    "patient), mest i: {most} ({high} DKK)",
    "sweep_ranking.title_plans": "{plan}: taber mindst i {n} af {of} scenarier",
    "sweep_ranking.axis": "Forventet tab, DKK pr. patient",
    "sweep_ranking.axis_plans": "Forventet tab mod scenariets bedste plan, mio. DKK",
    "sweep_ranking.kth": "valg af KTH",
    "sweep_ranking.usual_care": "at blive ved vanlig praksis",
    "sweep_ranking.plan": "valg af planen",
    "sweep_ranking.best": "{loss}; bedst i {share}",
    "sweep_ranking.note": "Gennemsnit over trækningerne af den højeste nettogevinst i trækningen "
    "minus valgets, ved {wtp}. Et punkts korteste søjle er det valg der bør træffes dér, og dens "
    "længde det som fuld viden ville være værd.",
    "sweep_ranking.note_plans": "Gennemsnit over trækningerne af det som scenariets bedste plan "
    "giver i en trækning minus det som denne giver; nettogevinst ved {wtp}.",
    "sweep_ranking.few": "De første {n} af {of} punkter; alle: ranking.csv og points.csv.",
}
