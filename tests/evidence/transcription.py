"""The decks' figures, typed a second time from the fact list, without sight of the YAML.

`test_transcription.py` compares the two: a slip of the finger would have to happen twice.
Percentages are in percent, as printed. Intervals are (value, low, high).
"""

NUMBERS: dict[str, float] = {
    # webinar deck: pilot 2018-2020
    "pilot_surv_control": 87,
    "pilot_surv_kth": 94,
    "pilot_readm_control": 30,
    "pilot_readm_kth": 14,
    "pilot_resp_days": 14,
    # webinar deck: number of citizens, Dec 2023 to Nov 2024
    "lkt_total": 2215,
    "lkt_Randers": 307,
    "lkt_Goedstrup": 359,
    "lkt_SOL": 108,
    "lkt_Slagelse": 279,
    "lkt_SUH_Koege_Faxe": 117,
    "lkt_Sydhavsoeerne": 225,
    "lkt_Byen": 226,
    "lkt_Midt": 210,
    "lkt_Nord": 106,
    "lkt_Syd": 172,
    "lkt_Bornholm": 65,
    # webinar deck: three southern clusters
    "kth_vol_sydvest": 360,
    "kth_vol_soenderjylland": 330,
    "kth_vol_fyn": 150,
    "n_hospitals_rollout": 3,
    "n_municipalities_rollout": 18,
    # webinar deck: evaluation
    "n_total": 2609,
    "n_uc": 2085,
    "n_kth": 524,
    "mort30_kth": 8.0,
    "mort30_uc": 11.9,
    "readm_kth": 18.6,
    "readm_uc": 13.6,
    "nnt": 19,
    "cost_per_life": 161060,
    "own_mort_kth": 6.3,
    "own_mort_uc": 11.5,
    "own_readm_kth": 18.3,
    "own_readm_uc": 12.9,
    "own_readm_diff": 6.3,
    "cost_horizon": 3,
    # framework deck
    "lkt_clusters": 11,
    "lkt_hospitals": 11,
    "lkt_municipalities": 27,
    "lkt_municipalities_webinar": 28,
    "goe_2023_total": 394,
    "goe_2023_institution": 183,
    "goe_2023_own_home": 211,
    "goe_2024_total": 367,
    "goe_2024_institution": 170,
    "goe_2024_own_home": 197,
    "goe_2025_total": 276,
    "goe_2025_institution": 128,
    "goe_2025_own_home": 148,
    "goe_pooled_total": 1037,
    "goe_pooled_institution": 481,
    "goe_pooled_own_home": 556,
    "audit_total": 51,
    "audit_inhosp": 15,
    "audit_post": 36,
    "audit_post_home": 4,
    "audit_post_inst": 32,
    "goe_mort30_2022_text": 15,
    "goe_mort30_goal": 8,
    "goe_mort30_2022": 15.9,
    "goe_mort30_2024": 11.0,
    "goe_mort30_2025": 8.1,
}

INTERVALS: dict[str, tuple[float, float, float]] = {
    "or_mort30": (0.60, 0.37, 0.85),
    "rr_readm": (1.28, 1.05, 1.56),
}

DATES: dict[str, str] = {
    "kth_start_sydvest": "2023-11-01",
    "kth_start_soenderjylland": "2023-09-15",
    "kth_start_fyn": "2024-01-01",
}
