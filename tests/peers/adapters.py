"""kth_sim.economics under the names and shapes that `check_cea.py` of the peer cases asks for."""

from __future__ import annotations

import numpy as np

from kth_sim import economics

STATUS = {
    "reference": "ND",
    "frontier": "ND",
    "dominated": "D",
    "extendedly_dominated": "ED",
}


def outcomes_of(effect, cost):
    return economics.Outcomes.from_arrays([str(i) for i in range(cost.shape[1])], cost, effect)


def icer_table(strategies, cost, effect):
    table = economics.icer_table(economics.Outcomes.from_arrays(strategies, [cost], [effect]))
    rows = table.to_dict("records")
    return [row | {"status": STATUS[row["status"]]} for row in rows]


def ceac(e, c, wtp):
    return economics.ceac(outcomes_of(e, c), wtp).to_numpy()


def ceaf(e, c, wtp):
    found = economics.ceaf(outcomes_of(e, c), wtp)
    return found["strategy"].astype(int).to_numpy(), found["probability"].to_numpy()


def evpi(e, c, wtp):
    return economics.evpi(outcomes_of(e, c), wtp).to_numpy()


def enmb(e, c, wtp):
    return economics.nmb(outcomes_of(e, c), wtp).mean(axis=1)


def exp_loss(e, c, wtp):
    return economics.expected_loss(outcomes_of(e, c), wtp).to_numpy()


def evppi(e, c, params, names, wtp):
    return float(economics.evppi(outcomes_of(e, c), params, names, wtp)["evppi"].iloc[0])


def pop_voi(voi, pop, time, dis):
    """The peers' rate is in continuous time: `exp(-dis t)`."""
    return voi * economics.discounted_people(pop, time, float(np.expm1(dis)))


def study_of(study, names, n, aux):
    """The peers' study and its patients in all; theirs are per strategy."""
    if study == "binary":
        return economics.Binomial(name=study, risk=names[0]), n
    if study == "trial_binary":
        both = economics.BinomialTwoArm(name=study, risk=names[0], risk_new=names[1])
        return both, 2 * n
    return economics.NormalKnown(name=study, mean=names[0], sd=aux["sd"]), n


def evsi(e, c, params, study, names, n, wtp, aux, seed):
    own, patients = study_of(study, names, n, aux)
    return economics.evsi(outcomes_of(e, c), params, own, wtp, patients, seed=seed)["evsi"].item()


def evsi_ga(e, c, params, names, n, n0, wtp):
    """Of the study it needs no more than which parameters it is about."""
    means = [economics.NormalKnown(name=name, mean=name, sd=1.0) for name in names]
    own = economics.Combined(name="ga", parts=tuple(means))
    found = economics.evsi(outcomes_of(e, c), params, own, wtp, n, "gaussian", n0=n0)
    return found["evsi"].item()
