"""Each check of uncertainty turns red when the model is broken on purpose."""

from __future__ import annotations

import sys
from dataclasses import replace

from breaking_runs import red

from kth_sim.economics import NormalKnown
from kth_sim.economics.decision import acceptability, icer, increments
from kth_sim.evidence import draws as evidence_draws
from kth_sim.runs import dsa_points
from kth_sim.verify import uncertainty_voi

# Functions have the names of these modules in their packages.
SOBOL = sys.modules["kth_sim.economics.sensitivity.sobol"]
EVPPI = sys.modules["kth_sim.economics.voi.evppi"]


def test_draws_five_per_cent_too_high(monkeypatch):
    quantile = evidence_draws.truncated_quantile
    monkeypatch.setattr(
        evidence_draws, "truncated_quantile", lambda *given: 1.05 * quantile(*given)
    )
    red("uncertainty.no_spread")


def test_each_of_several_best_counts_in_full(monkeypatch):
    def shares(benefit):
        return (benefit == benefit.max(axis=0)).mean(axis=1)

    monkeypatch.setattr(acceptability, "best_shares", shares)
    red("uncertainty.ceac_sums_to_1")


def test_other_luck_at_every_end(monkeypatch):
    point = dsa_points.Laboratory._point

    def unlucky(self, place, numbers):
        found = point(self, place, numbers)
        return replace(found, case=replace(found.case, seed=found.case.seed + place))

    monkeypatch.setattr(dsa_points.Laboratory, "_point", unlucky)
    red("uncertainty.tornado_ends")


def test_first_order_and_total_swapped(monkeypatch):
    indices = SOBOL.indices
    monkeypatch.setattr(SOBOL, "indices", lambda values: indices(values)[::-1])
    red("uncertainty.ishigami")


def test_no_extended_dominance(monkeypatch):
    monkeypatch.setattr(icer, "falls", lambda cost, effect: False)
    red("uncertainty.icer_labels")


def test_the_tied_are_not_dominated(monkeypatch):
    def undominated(order, effect):
        left = []
        for i in order.tolist():
            if not left or effect[i] >= effect[left[-1]]:
                left.append(i)
        return left

    monkeypatch.setattr(icer, "undominated", undominated)
    red("uncertainty.icer_labels")


def test_cheaper_and_worse_called_dominant(monkeypatch):
    differences = increments.differences

    def upside_down(*given):
        cost, effect = differences(*given)
        return cost, abs(effect)

    monkeypatch.setattr(increments, "differences", upside_down)
    red("uncertainty.icer_labels")


def test_losses_halved(monkeypatch):
    losses = acceptability.losses
    monkeypatch.setattr(acceptability, "losses", lambda benefit: losses(benefit) / 2)
    red("uncertainty.gaussian_evpi")


def test_the_best_on_average_not_taken_off(monkeypatch):
    gain = EVPPI.gain

    def dropped(after, actual):
        found = gain(after, actual)
        return replace(found, value=found.value + max(float(after.mean(axis=0).max()), 0.0))

    monkeypatch.setattr(EVPPI, "gain", dropped)
    red("uncertainty.gaussian_evppi")


def test_a_study_as_sure_as_one_of_1000(monkeypatch):
    error = NormalKnown.error
    monkeypatch.setattr(NormalKnown, "error", lambda self, n: error(self, 1000))
    red("uncertainty.gaussian_evsi")


def test_a_group_worth_half_of_what_it_is(monkeypatch):
    evppi = uncertainty_voi.evppi

    def halved(*given):
        found = evppi(*given)
        group = found["parameters"].str.contains("+", regex=False)
        return found.assign(evppi=found["evppi"].where(~group, found["evppi"] / 2))

    monkeypatch.setattr(uncertainty_voi, "evppi", halved)
    red("uncertainty.order_of_information")


def test_perfect_information_worth_less(monkeypatch):
    losses = acceptability.losses
    monkeypatch.setattr(acceptability, "losses", lambda benefit: losses(benefit) / 2)
    red("uncertainty.order_of_information")
