"""CHEERS 2022, filled: title to methods."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kth_sim.economics import MEASURES
from kth_sim.reporting.checklists import PARTLY, REPORTED, Answer
from kth_sim.runs.checklists.facts import Facts
from kth_sim.runs.redraw_kinds import VOI
from kth_sim.runs.report_runs import BIAS, ONE_WAY, PSA, ROLLOUT, THRESHOLD

Fill = Callable[[Facts], Answer | None]
RECORD, PARAMETERS, ASSUMPTIONS = "run.json", "parameters.csv", "assumptions.csv"
RATES = ("discount_rate_years_0_35", "discount_rate_years_36_70", "discount_rate_years_71_plus")
EFFECTS = ("or_death_30d_kth", "rr_readmission_30d_kth")
UTILITIES = ("utility_prefracture", "utility_1m", "utility_4m", "utility_12m")
POPULATION = ("age_min", "mean_age", "share_female", "prob_destination_own_home")
SHOWN = ("qaly", "ly", "prob_death_30d", "prob_death_1y", "prob_readmission_30d",
         "cost_total_3m_only", "cost_total_with_later")  # fmt: skip
ABSTRACT = ("prob_death_30d", "prob_readmission_30d", "qaly", "cost_total_3m_only")
ANALYSES = (PSA, ONE_WAY, THRESHOLD, BIAS, VOI, ROLLOUT)


def title(facts: Facts) -> Answer:
    """What is compared, and the scenario's name."""
    return facts.answer("title", *facts.first(RECORD), label=facts.scenario["label"])


def abstract(facts: Facts) -> Answer | None:
    """Question, size and main results; partly where no other analysis is given."""
    if not facts.increments:
        return None
    others = [name for name in given(facts) if name != PSA]
    return facts.answer(
        "abstract" if others else "abstract_alone",
        *facts.first("summary.csv", "incremental.csv"),
        status=REPORTED if others else PARTLY,
        assumed=facts.rests_on_assumptions(*ABSTRACT),
        rationale=facts.scenario["rationale"],
        size=size(facts),
        deaths=facts.increment("prob_death_30d", 2, 100),
        readmissions=facts.increment("prob_readmission_30d", 2, 100),
        qaly=facts.increment("qaly", 3),
        cost=facts.increment("cost_total_3m_only", money=True),
        others=facts.listed([facts.say(f"checklist.analysis.{name}") for name in others]),
    )


def given(facts: Facts) -> list[str]:
    """Which analyses are among the runs."""
    return [name for name in ANALYSES if facts.sources.get(name)]


def size(facts: Facts) -> str:
    """How much was simulated for the results."""
    run = facts.sources.get(PSA) or facts.sources.all()[0]
    if run.record["patients"] is None:  # in calendar time people come as they come
        times = facts.say.number(run.record["analysis"]["replications"])
        return facts.say("checklist.say.size_calendar", replications=times)
    patients = facts.say.number(run.record["patients"])
    draws = run.record.get("draws", {"n": 1})["n"]
    key = "size_draws" if draws > 1 else "size_base"
    return facts.say(f"checklist.say.{key}", patients=patients, draws=facts.say.number(draws))


def background(facts: Facts) -> Answer:
    """The scenario's own words; the rest is not in a run."""
    text = facts.scenario["rationale"]
    return facts.answer("background", *facts.first(RECORD), status=PARTLY, rationale=text)


def population(facts: Facts) -> Answer:
    """Number, age, sex and where they are discharged to."""
    return facts.answer(
        "population",
        *facts.first(PARAMETERS),
        of=POPULATION,
        people=facts.say.number(facts.sources.people),
        least=facts.number("age_min"),
        mean=facts.number("mean_age"),
        female=facts.percent("share_female"),
        home=facts.percent("prob_destination_own_home"),
    )


def setting(facts: Facts) -> Answer:
    """Clusters, dates of operation, and the reform that changes who pays."""
    cohort = facts.scenario["cohort"]
    return facts.answer(
        "setting",
        *facts.first(RECORD),
        clusters=facts.listed([str(cluster["name"]) for cluster in cohort["clusters"]]),
        first=facts.day(cohort["intake_from"]),
        days=facts.say.number(cohort["intake_days"]),
        reform=facts.day(facts.scenario["reform_date"]),
    )


def comparators(facts: Facts) -> Answer:
    """Usual care and KTH, and how KTH works in the model; why these is not in a run."""
    return facts.answer(
        "comparators",
        *facts.first(PARAMETERS),
        "docs/explanation/pathway.md",
        status=PARTLY,
        of=("days_kth", "uptake_kth", "fidelity_kth"),
        days=facts.number("days_kth"),
        uptake=facts.percent("uptake_kth"),
        fidelity=facts.percent("fidelity_kth"),
        window=facts.say(f"checklist.window.{facts.scenario['structure']['effect_window']}"),
    )


def perspective(facts: Facts) -> Answer:
    """Sectors and payers that are counted."""
    sectors = ("hospital", "municipality", "gp", "medicine")
    names = facts.listed([facts.say(f"sector.{name}").lower() for name in sectors])
    return facts.answer("perspective", "docs/economics.md", status=PARTLY, sectors=names)


def horizon(facts: Facts) -> Answer:
    """Years, and which costs the headlines count."""
    later = facts.scenario["structure"]["later_care_costs"]
    return facts.answer(
        "horizon",
        *facts.first(RECORD),
        status=PARTLY,
        years=facts.say.number(facts.scenario["horizon_years"]),
        later=facts.say(f"checklist.later.{later}"),
    )


def discounting(facts: Facts) -> Answer:
    """The rates by year, and their source."""
    first, second, third = (facts.percent(name, 1) for name in RATES)
    cites = facts.cites(RATES)
    where = facts.first(PARAMETERS)
    return facts.answer(
        "discounting", *where, of=RATES, first=first, second=second, third=third, cites=cites
    )


def outcomes(facts: Facts) -> Answer | None:
    """The measures that the results hold."""
    if not facts.increments:
        return None
    shown = [facts.say.named("measure", m, MEASURES[m].label) for m in SHOWN]
    return facts.answer(
        "outcomes",
        *facts.first("summary.csv"),
        "docs/reference/measures.md",
        shown=facts.listed(shown),
        n=len(facts.increments),
    )


def measurement(facts: Facts) -> Answer:
    """The effects that everything follows from, and their source."""
    return facts.answer(
        "measurement",
        *facts.first(PARAMETERS, "calibration.csv"),
        "docs/reference/measures.md",
        of=EFFECTS,
        odds=facts.number(EFFECTS[0], 2),
        risk=facts.number(EFFECTS[1], 2),
        cites=facts.cites(EFFECTS),
    )


def valuation(facts: Facts) -> Answer:
    """Utilities by time since operation, and their sources."""
    names = facts.named("utility_", "disutility_")
    values = [facts.number(name, 2) for name in UTILITIES]
    return facts.answer(
        "valuation",
        *facts.first(PARAMETERS),
        of=names,
        before=values[0],
        after=facts.listed(values[1:]),
        cites=facts.cites(names),
        **facts.counts(names),
    )


def resources(facts: Facts) -> Answer:
    """Unit costs and quantities, how many are assumptions, and the anchor."""
    names = facts.named("cost_", "n_gp", "n_kth", "hours_home", "hours_rehab", "minutes_")
    return facts.answer(
        "resources",
        *facts.first(PARAMETERS, "costs_by_item.csv"),
        "docs/economics.md",
        of=names,
        anchor=facts.say(f"checklist.anchor.{facts.scenario['structure']['cost_anchor']}"),
        **facts.counts(names),
    )


def currency(facts: Facts) -> Answer:
    """DKK; no year is common to all prices."""
    return facts.answer("currency", *facts.first(PARAMETERS), status=PARTLY)


def model(facts: Facts) -> Answer:
    """What kind of model, which version; where it can be had is not in a run."""
    version = facts.sources.record["versions"]["kth_sim"]
    pages = ("docs/explanation/pathway.md", "docs/explanation/engines.md")
    return facts.answer("model", *pages, status=PARTLY, version=version)


def analytics(facts: Facts) -> Answer:
    """Calibration, luck, structure, and how much is assumed."""
    structure = facts.scenario["structure"]
    return facts.answer(
        "analytics",
        *facts.first("calibration.csv", ASSUMPTIONS),
        "docs/explanation/uncertainty.md",
        window=facts.say(f"checklist.window.{structure['effect_window']}"),
        size=size(facts),
        **facts.counts(),
    )


def heterogeneity(facts: Facts) -> Answer:
    """Patients differ; results by group are not in a run's tables."""
    return facts.answer(
        "heterogeneity",
        *facts.first(PARAMETERS),
        status=PARTLY,
        of=("frailty_variance",),
        variance=facts.number("frailty_variance", 2),
    )


def nobody(_: Facts) -> None:
    """What no run can know."""


FILLS: Mapping[str, Fill] = {
    "1": title, "2": abstract, "3": background, "4": nobody, "5": population, "6": setting,
    "7": comparators, "8": perspective, "9": horizon, "10": discounting, "11": outcomes,
    "12": measurement, "13": valuation, "14": resources, "15": currency, "16": model,
    "17": analytics, "18": heterogeneity, "19": nobody, "21": nobody, "25": nobody, "27": nobody,
    "28": nobody,
}  # fmt: skip
