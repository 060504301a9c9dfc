"""CHEERS 2022, filled: uncertainty, parameters, results, limits."""

from __future__ import annotations

from collections.abc import Mapping

from kth_sim.contracts import STRATEGIES
from kth_sim.economics import ceac
from kth_sim.reporting.checklists import PARTLY, REPORTED, Answer
from kth_sim.runs.checklists.cheers import ASSUMPTIONS, PARAMETERS, RECORD, Fill, given, size
from kth_sim.runs.checklists.facts import ASSUMPTION, Facts
from kth_sim.runs.report_runs import BIAS, ONE_WAY, PSA

KTH = STRATEGIES[1]
READING = "3m_only"
COSTS = ("cost_total_3m_only", "cost_total_with_later")
AS_OBSERVED, ALL = "none", "all"  # rows without corrections, and with every one together


def uncertainty(facts: Facts) -> Answer | None:
    """How it was examined; Monte-Carlo error alone is only part of it."""
    analyses = [facts.say(f"checklist.analysis.{name}") for name in given(facts)]
    if not analyses:
        return facts.answer("luck_only", *facts.first("summary.csv"), status=PARTLY)
    status = REPORTED if facts.sources.get(PSA) else PARTLY
    return facts.answer(
        "uncertainty",
        "docs/explanation/uncertainty.md",
        status=status,
        analyses=facts.listed(analyses),
        size=size(facts),
    )


def parameters(facts: Facts) -> Answer:
    """How many there are, and on what they rest; their spread only where there are draws."""
    psa = facts.sources.get(PSA)
    return facts.answer(
        "parameters_draws" if psa else "parameters_values",
        *facts.first(PARAMETERS, "draws.parquet"),
        status=REPORTED if psa else PARTLY,
        **facts.counts(),
    )


def main_results(facts: Facts) -> Answer | None:
    """Costs, QALYs and their ratio, both readings of the cost."""
    if not facts.increments:
        return None
    return facts.answer(
        "main_results",
        *facts.first("summary.csv", "incremental.csv"),
        assumed=facts.rests_on_assumptions("qaly", *COSTS),
        cost=facts.increment(COSTS[0], money=True),
        later=facts.increment(COSTS[1], money=True),
        qaly=facts.increment("qaly", 3),
        ratio=ratio(facts, "cost_per_qaly_3m_only"),
        ratio_later=ratio(facts, "cost_per_qaly_with_later"),
    )


def ratio(facts: Facts, name: str) -> str:
    """A ratio in DKK; words where there is none, or where QALYs are lost."""
    mean, gained = facts.increments[name]["mean"], facts.increments["qaly"]["mean"]
    if mean is None or gained is None or gained <= 0:
        return facts.say("number.none")
    return facts.say.money(mean)


def effect_of_uncertainty(facts: Facts) -> Answer | None:
    """Probability of being worth its cost, widest bar, and what correcting for bias leaves."""
    lines = [line(facts) for line in (probabilities, widest, corrected)]
    found = [text for text in lines if text]
    if not found:
        return None
    status = REPORTED if facts.sources.get(PSA) else PARTLY
    where = facts.first("outcomes.parquet", "dsa.csv", "bias.csv")
    assumed = any(given["basis"] == ASSUMPTION for given in facts.parameters.values())
    return facts.answer("effect", *where, status=status, assumed=assumed, found=" ".join(found))


def probabilities(facts: Facts) -> str:
    """How probable it is that KTH is worth its cost, at each threshold."""
    if READING not in facts.decision:
        return ""
    marks = facts.sources.marks
    shares = ceac(facts.decision[READING], marks)[KTH].tolist()
    parts = [
        facts.say("checklist.say.at", share=facts.say.percent(share), wtp=facts.say.money(wtp))
        for wtp, share in zip(marks, shares, strict=True)
    ]
    return facts.say("checklist.say.probabilities", parts=facts.listed(parts))


def widest(facts: Facts) -> str:
    """The parameter that moves the first outcome the most."""
    run = facts.sources.get(ONE_WAY)
    if run is None:
        return ""
    bars = run.table("dsa.csv")
    bar = bars[bars["outcome"] == bars["outcome"].iloc[0]].iloc[0]
    name = facts.say.parameter(str(bar["parameter"]), str(bar["label"]))
    return facts.say("checklist.say.widest", name=name)


def corrected(facts: Facts) -> str:
    """The odds ratio of death before and after all corrections for bias."""
    run = facts.sources.get(BIAS)
    if run is None:
        return ""
    rows = run.table("bias.csv").drop_duplicates("correction").set_index("correction")
    before, after = (float(odds) for odds in rows.loc[[AS_OBSERVED, ALL], "or_mean"])
    values = {"before": facts.say.number(before, 2), "after": facts.say.number(after, 2)}
    return facts.say("checklist.say.corrected", **values)


def limits(facts: Facts) -> Answer:
    """How much is assumed, and the runs' own warnings; the discussion is not in a run."""
    warnings = [line for run in facts.sources.all() for line in run.record["warnings"]]
    said = "; ".join(dict.fromkeys(warnings)) or facts.say("checklist.say.none")
    where = facts.first(ASSUMPTIONS, RECORD)
    return facts.answer("limits", *where, status=PARTLY, warnings=said, **facts.counts())


FILLS: Mapping[str, Fill] = {
    "20": uncertainty,
    "22": parameters,
    "23": main_results,
    "24": effect_of_uncertainty,
    "26": limits,
}
