"""What each figure rests on, so that assumptions stay visible wherever they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kth_sim.economics import BASES, LATER_CARE_COSTS, MEASURES, RATIOS, rests_on, weakest_basis
from kth_sim.model.parameters import OBSERVED_FIELDS
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

_DEATH_30 = ("prob_death_30d",)
_EFFECT = ("or_death_30d_kth",)
_FIRST_YEAR = (*_DEATH_30, "prob_death_31_90", "prob_death_91_365", "frailty_variance")
_LIFETIME = (
    *_FIRST_YEAR,
    "age_sex_gradient",
    "mean_age",
    "sd_age",
    "share_female",
    "smr_years_1_4",
    "smr_years_4_8",
    "smr_years_8_plus",
    "hr_late_death_nursing_home",
    "rate_population_death_65_male",
    "rate_population_death_65_female",
    "slope_population_death_male",
    "slope_population_death_female",
)
_STAYS = ("mean_days_index_stay", "multiplier_days_index_stay", "shape_time_to_readmission")
_READMISSION = ("prob_readmission_30d",)

# Parameters of the model (not of the economics, which name their own) behind each measure.
CLINICAL: dict[str, tuple[str, ...]] = {
    "prob_death_30d": _DEATH_30,
    "prob_death_90d": _FIRST_YEAR,
    "prob_death_1y": _FIRST_YEAR,
    "share_deaths_30d_in_hospital": ("share_deaths_30d_in_hospital",),
    "prob_readmission_30d": _READMISSION,
    "readmitted_30d": _READMISSION,
    "readmissions": (*_READMISSION, *_STAYS),
    "days_hospital": (*_READMISSION, *_STAYS, "mean_days_readmission"),
    "ly": _LIFETIME,
    "qaly": _LIFETIME,
    "ly_undiscounted": _LIFETIME,
    "qaly_undiscounted": _LIFETIME,
    "nnt": _DEATH_30,
    "cost_per_ly": _LIFETIME,
}


def effect_parameters(scenario: Scenario, measure: str) -> tuple[str, ...]:
    """The effect parameters behind a measure of Kom Trygt Hjem."""
    readmission = ("rr_readmission_30d_kth",)
    if scenario.structure["effect_measure"] == "risk_difference":
        death: tuple[str, ...] = ("rd_death_30d_kth",)
    else:
        death = _EFFECT
    if "readm" in measure:
        return readmission
    return death if measure.startswith(("prob_death", "nnt")) else death + readmission


def clinical_basis(scenario: Scenario, measure: str, *, with_kth: bool) -> str | None:
    """The weakest basis among the model's parameters behind a measure; None if not clinical."""
    if measure not in CLINICAL:
        return None
    ids = CLINICAL[measure] + (effect_parameters(scenario, measure) if with_kth else ())
    return weakest_basis(ids, scenario.bases_of_parameters())


def label_bases(scenario: Scenario, table: pd.DataFrame) -> pd.DataFrame:
    """The table with clinical parameters counted into its `basis` column."""
    labelled = table.copy()
    for i, row in table.iterrows():
        with_kth = row.get("strategy", "kth") == "kth"
        basis = clinical_basis(scenario, str(row["measure"]), with_kth=with_kth)
        if basis is not None:
            labelled.loc[i, "basis"] = weaker(basis, str(row["basis"]))
    return labelled


_OTHERS = (
    "people_per_year",
    "share_acute_nursing_to_region",
    "share_temporary_places_to_region",
    "discount_rate_years_0_35",
    "discount_rate_years_36_70",
    "discount_rate_years_71_plus",
)


def weaker(first: str, second: str) -> str:
    """The weaker of two bases; words that are no basis give way."""
    known = [b for b in (first, second) if b in BASES]
    return min(known, key=BASES.index) if known else first


def used(scenario: Scenario) -> frozenset[str]:
    """Ids of the parameters that some result of the scenario reads."""
    return used_under(scenario.structure["cost_anchor"])


def used_under(anchor: str) -> frozenset[str]:
    """Ids of the parameters that some result reads under a cost anchor."""
    economic = {
        name
        for measure in (*MEASURES, *RATIOS)
        for reading in LATER_CARE_COSTS
        for name in rests_on(measure, anchor, reading)
    }
    return frozenset((*OBSERVED_FIELDS, *economic, *_OTHERS))


def assumptions_table(scenario: Scenario) -> pd.DataFrame:
    """Rows `id, label, value, unit, choice` of each number in use that is an assumption."""
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame(
        {
            "id": given.id,
            "label": given.label,
            "value": given.value,
            "unit": given.unit,
            "choice": given.choice,
        }
        for given in scenario.parameters.values()
        if given.basis == "assumption" and given.id in used(scenario)
    )


def parameters_table(scenario: Scenario) -> pd.DataFrame:
    """Rows `id, label, value, unit, basis, choice, source` of every number of the model."""
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame([vars(given) for given in scenario.parameters.values()])
