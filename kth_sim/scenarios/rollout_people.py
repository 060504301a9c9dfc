"""Whom a plan reaches: where a team's people go, and how many of them get KTH each month."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from kth_sim.scenarios.rollout_curves import FloatArray, Months, incidence, uptake
from kth_sim.scenarios.rollout_schema import ALL_DESTINATIONS
from kth_sim.scenarios.rollout_types import Plan, Team

OWN_HOME = "prob_destination_own_home"
TEMPORARY_PLACE = "prob_temporary_place_given_institution"


def destination_shares(team: Team, values: Mapping[str, float]) -> dict[str, float]:
    """Share of a team's people by discharge destination; the shares sum to 1.

    Args:
        team: with its own mix where that is known.
        values: the evidence's numbers by id, for what is not.
    """
    own, temporary = team.share_own_home, team.share_temporary_place
    own = values[OWN_HOME] if math.isnan(own) else own
    temporary = values[TEMPORARY_PLACE] if math.isnan(temporary) else temporary
    shares = (own, (1 - own) * temporary, (1 - own) * (1 - temporary))
    return dict(zip(ALL_DESTINATIONS, shares, strict=True))


def people_with_kth(plan: Plan, months: Months, values: Mapping[str, float]) -> FloatArray:
    """People operated in each month who are offered KTH and get it, `[start, month]`.

    Their destination counts as if all were discharged; a rule counts as passed.

    Args:
        plan: its starts are the rows.
        months: calendar months, `datetime64[M]`.
        values: the evidence's numbers by id.
    """
    operated = dict(zip(plan.network.names, incidence(plan.network, months), strict=True))
    rows = []
    for start in plan.starts:
        shares = destination_shares(plan.network.team(start.team), values)
        targeted = math.fsum(shares[destination] for destination in start.target)
        rows.append(operated[start.team] * targeted * uptake(start, months))
    return np.array(rows)
