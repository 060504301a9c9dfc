"""What the sources print beside what the model gives, with the difference explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kth_sim.economics import Evaluation
from kth_sim.runs.checks import Simulated
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

Comment = Callable[[Scenario], str]


@dataclass(frozen=True)
class Comparison:
    """One printed figure and the simulated one beside it.

    Attributes:
        fact: evidence id of what is printed (percentages as percent).
        label: what it is.
        unit: of both figures: `share`, `DKK`, or empty for a bare number.
        simulated: its name among the simulated risks or, with a dot, `increments.<measure>`.
        parameter: the parameter calibrated to it; empty if the figure is independent.
        choice: the alternative under which the parameter is taken from this fact; None: any but
            the pilot and the single sites.
        comment: why the two may differ.
    """

    fact: str
    label: str
    unit: str
    simulated: str
    parameter: str = ""
    comment: Comment = lambda _: ""


def crude_kth(scenario: Scenario) -> str:
    """Why the simulated 30-day mortality with KTH is not the printed one."""
    usual = scenario.facts["mort30_uc"] / 100
    odds = scenario.facts["or_mort30"] * usual / (1 - usual)
    return (
        f"the adjusted odds ratio {scenario.facts['or_mort30']:.2f} takes {usual:.1%} to "
        f"{odds / (1 + odds):.1%}; the printed {scenario.facts['mort30_kth']:.1f} % is unadjusted"
    )


def crude_readmission(scenario: Scenario) -> str:
    """Why the simulated readmission with KTH is not the printed one."""
    usual, rr = scenario.facts["readm_uc"], scenario.facts["rr_readm"]
    return (
        f"the adjusted risk ratio {rr:.2f} takes {usual:.1f} % to {rr * usual:.1f} %; the printed "
        f"{scenario.facts['readm_kth']:.1f} % is unadjusted"
    )


def nnt_arithmetic(scenario: Scenario) -> str:
    """Why the simulated number needed to treat is not 19."""
    usual = scenario.facts["mort30_uc"] / 100
    odds = scenario.facts["or_mort30"] * usual / (1 - usual)
    crude = 1 / (usual - scenario.facts["mort30_kth"] / 100)
    return (
        f"{scenario.facts['nnt']:.0f} follows from no printed risk: "
        f"1 / ({usual:.3f} - {scenario.facts['mort30_kth'] / 100:.3f}) = {crude:.1f}, and "
        f"{1 / (usual - odds / (1 + odds)):.1f} from the odds ratio"
    )


def cost_arithmetic(scenario: Scenario) -> str:
    """Why the simulated 3-month difference is not the deck's."""
    total = scenario.facts["cost_per_life"] / scenario.facts["nnt"]
    if scenario.structure["cost_anchor"] == "observed":
        return f"programme cost solved so that the difference is {total:,.0f} DKK"
    return (
        f"the sum of items, most of them assumptions; the deck's {total:,.0f} DKK = "
        f"{scenario.facts['cost_per_life']:,.0f} / {scenario.facts['nnt']:.0f} is not entered "
        "(reconciliation.csv)"
    )


def price_arithmetic(scenario: Scenario) -> str:
    """Why the simulated price of a life is not the deck's."""
    return f"the two rows above, multiplied; the deck's rests on {scenario.facts['nnt']:.0f}"


def two_homes(_: Scenario) -> str:
    """Why the own-home subgroup cannot be compared directly."""
    return (
        "'own home' is the residence before the fracture or the destination after it; the model's "
        "is the destination, where the audit found 4 of 36 later deaths"
    )


EVALUATION = (
    Comparison(
        "mort30_uc", "30-day mortality, usual care", "share", "death_30d_usual_care",
        "prob_death_30d",
    ),
    Comparison(
        "mort30_kth", "30-day mortality, KTH", "share", "death_30d_kth", "", crude_kth
    ),
    Comparison("or_mort30", "Odds ratio of 30-day death", "", "or_death_30d", "or_death_30d_kth"),
    Comparison(
        "readm_uc", "30-day readmission, usual care", "share", "readmission_30d_usual_care",
        "prob_readmission_30d",
    ),
    Comparison(
        "readm_kth", "30-day readmission, KTH", "share", "readmission_30d_kth", "",
        crude_readmission,
    ),
    Comparison(
        "rr_readm", "Risk ratio of readmission", "", "rr_readmission_30d", "rr_readmission_30d_kth"
    ),
    Comparison("nnt", "Number needed to treat", "", "increments.nnt", "", nnt_arithmetic),
    Comparison(
        "cost_difference_3m", "3-month cost difference a patient, DKK", "DKK",
        "increments.cost_3m", "", cost_arithmetic,
    ),
    Comparison(
        "cost_per_life", "Cost per life saved at 3 months, DKK", "DKK",
        "increments.cost_per_life_saved_3m", "", price_arithmetic,
    ),
    Comparison(
        "own_mort_uc", "30-day mortality, own home, usual care", "share",
        "own_home_death_30d_usual_care", "", two_homes,
    ),
    Comparison(
        "own_mort_kth", "30-day mortality, own home, KTH", "share", "own_home_death_30d_kth", "",
        two_homes,
    ),
    Comparison(
        "own_readm_uc", "30-day readmission, own home, usual care", "share",
        "own_home_readmission_30d_usual_care",
    ),
    Comparison(
        "own_readm_kth", "30-day readmission, own home, KTH", "share",
        "own_home_readmission_30d_kth",
    ),
)  # fmt: skip
PILOT = (
    Comparison("pilot_death_control", "30-day mortality before, pilot", "share",
               "death_30d_usual_care", "prob_death_30d"),
    Comparison("pilot_death_kth", "30-day mortality with KTH, pilot", "share", "death_30d_kth",
               "or_death_30d_kth"),
    Comparison("pilot_readm_control", "Readmission before, pilot", "share",
               "readmission_30d_usual_care", "prob_readmission_30d"),
    Comparison("pilot_readm_kth", "Readmission with KTH, pilot", "share", "readmission_30d_kth",
               "rr_readmission_30d_kth"),
)  # fmt: skip
SITE_YEARS = {
    "goedstrup_2022": "goe_mort30_2022",
    "goedstrup_2022_text": "goe_mort30_2022_text",
    "goedstrup_2024": "goe_mort30_2024",
    "goedstrup_2025": "goe_mort30_2025",
}
AUDIT = (
    Comparison("audit_share_in_hospital", "In hospital, of the 30-day deaths", "share",
               "in_hospital_usual_care", "share_deaths_30d_in_hospital"),
    Comparison("audit_share_institution", "Not in own home, of the later 30-day deaths", "share",
               "institution_usual_care", "share_deaths_after_discharge_institution"),
)  # fmt: skip


def comparisons(scenario: Scenario) -> Iterable[Comparison]:
    """The printed figures that speak of this scenario's people."""
    baseline = scenario.parameters["prob_death_30d"].choice
    if baseline == "pilot":
        return PILOT
    if baseline in SITE_YEARS:
        site = Comparison(
            SITE_YEARS[baseline],
            "30-day mortality at Gødstrup",
            "share",
            "death_30d_usual_care",
            "prob_death_30d",
        )
        return (site, *AUDIT)
    if baseline == "own_home":
        return tuple(c for c in EVALUATION if c.fact.startswith("own_"))
    return (*EVALUATION[:-4], *AUDIT, *EVALUATION[-4:])


def derived_facts(scenario: Scenario) -> dict[str, float]:
    """Printed figures that are a step of arithmetic away from the facts."""
    facts = scenario.facts
    return {
        "cost_difference_3m": facts["cost_per_life"] / facts["nnt"],
        "audit_share_in_hospital": facts["audit_inhosp"] / facts["audit_total"],
        "audit_share_institution": facts["audit_post_inst"] / facts["audit_post"],
        "pilot_death_control": 100 - facts["pilot_surv_control"],
        "pilot_death_kth": 100 - facts["pilot_surv_kth"],
    }


_PERCENT = ("mort30", "readm", "own_", "pilot_", "goe_")


def observed_value(scenario: Scenario, fact: str) -> float:
    """A printed figure on its natural scale."""
    value = {**scenario.facts, **derived_facts(scenario)}[fact]
    in_percent = fact.startswith(_PERCENT) and not fact.startswith(("or_", "rr_"))
    return value / 100 if in_percent else value


def observed_vs_simulated(
    scenario: Scenario, found: Simulated, evaluation: Evaluation
) -> pd.DataFrame:
    """Rows `fact, label, unit, observed, simulated, mcse, use, comment`."""
    import pandas as pd  # noqa: PLC0415

    rows = []
    for item in comparisons(scenario):
        value, mcse = simulated_value(item.simulated, found, evaluation)
        rows.append(
            {
                "fact": item.fact,
                "label": item.label,
                "unit": item.unit,
                "observed": observed_value(scenario, item.fact),
                "simulated": value,
                "mcse": mcse,
                "use": use_of(scenario, item),
                "comment": item.comment(scenario),
            }
        )
    return pd.DataFrame(rows)


def use_of(scenario: Scenario, item: Comparison) -> str:
    """`calibration` where the model was fitted to the figure, else `independent`."""
    if not item.parameter:
        return "independent"
    given = scenario.parameters[item.parameter]
    replaced = given.choice == "set by the scenario" or (
        item in EVALUATION and given.choice not in {"", "split_normal"}
    )
    if item.parameter == "or_death_30d_kth":
        replaced = replaced or scenario.structure["effect_measure"] != "odds_ratio"
    return "independent" if replaced else "calibration"


def simulated_value(name: str, found: Simulated, evaluation: Evaluation) -> tuple[float, float]:
    """A simulated figure and its Monte-Carlo error."""
    kind, _, measure = name.partition(".")
    if kind == "increments":
        return (
            float(evaluation.increments[measure][0]),
            float(evaluation.increments_mcse[measure][0]),
        )
    return found.value[name], found.mcse[name]
