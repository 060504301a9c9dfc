"""The same job by other means, side by side: lives after a hip fracture, two strategies.

`make bench-peers` makes an environment of its own (.venv-peers) with heormodel from PyPI. The
others cannot run our pathway as it is, so each gets a model as near as it permits, with the same
stays, readmissions, residences and hazards of death by period, ages and sexes; the differences
stand in the functions' docstrings. What is compared is pathways a second, one thread.
"""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import numpy as np
import simpy
from bench import cases, median_seconds

from kth_sim.model import fast, reference

DAY = 1 / 365.25
STAY = (3.4, 7.28)  # shape, mean days: as in the base case, of which these are round copies
READMISSION = (0.6, 686.0, 8.7)  # Weibull shape, scale, mean days of the stay
RATES = (0.0042, 0.0035, 0.0011, 0.00047)  # deaths a day: in hospital, to day 30, 90, 365
LATE = (0.0579, 0.1115, 1.9)  # Gompertz rate at 83, slope, standardised mortality ratio
HORIZON = 60 / DAY


def death_day(threshold: float, stay: float, relative: float, hr: float) -> float:
    """Day of death of the plain models: the same piecewise hazard, no frailty."""
    start = 0.0
    for stop, rate in (
        (min(stay, 30.0), RATES[0]), (30.0, RATES[1] * hr), (90.0, RATES[2]), (365.0, RATES[3]),
    ):  # fmt: skip
        gained = rate * relative * (stop - start)
        if threshold <= gained:
            return start + threshold / (rate * relative)
        threshold, start = threshold - gained, stop
    level = LATE[0] * LATE[2] * relative
    return 365 + math.log1p(threshold * LATE[1] / level) / LATE[1] / DAY


def plain_simpy(n: int) -> float:
    """SimPy without our code: the stdlib's random numbers, days by place and readmissions only."""
    rng, totals = random.Random(1), [0.0] * 4

    def life(env, hr):
        relative = math.exp(0.055 * rng.gauss(0, 8))
        stay = rng.gammavariate(STAY[0], STAY[1] / STAY[0])
        death = death_day(rng.expovariate(1), stay, relative, hr)
        yield env.timeout(min(stay, death))
        totals[0] += min(stay, death)
        while env.now < death:
            wait = rng.weibullvariate(READMISSION[1], READMISSION[0])
            if env.now + wait > 365:
                wait = math.inf
            now = env.now
            yield env.timeout(min(wait, death - now))
            totals[1] += env.now - now
            if env.now < death:
                length = rng.gammavariate(2, READMISSION[2] / 2)
                now = env.now
                yield env.timeout(min(length, death - now))
                totals[2] += env.now - now

    for hr in (1.0, 0.44):
        env = simpy.Environment()
        for _ in range(n):
            env.process(life(env, hr))
        env.run()
    return totals[0]


def staged_numpy(n: int) -> float:
    """NumPy, stage by stage over all patients, up to six readmissions; days by place only."""
    rng, total = np.random.default_rng(1), 0.0
    relative = np.exp(0.055 * rng.normal(0, 8, n))
    stay = rng.gamma(STAY[0], STAY[1] / STAY[0], n)
    luck = rng.exponential(size=n)
    for hr in (1.0, 0.44):
        threshold, start, death = luck.copy(), np.zeros(n), np.full(n, np.inf)
        for stop, rate in (
            (np.minimum(stay, 30.0), RATES[0]), (np.full(n, 30.0), RATES[1] * hr),
            (np.full(n, 90.0), RATES[2]), (np.full(n, 365.0), RATES[3]),
        ):  # fmt: skip
            gained = rate * relative * (stop - start)
            here = (threshold <= gained) & ~np.isfinite(death)
            death = np.where(here, start + threshold / (rate * relative), death)
            threshold, start = threshold - gained, stop
        level = LATE[0] * LATE[2] * relative
        late = 365 + np.log1p(np.maximum(threshold, 0) * LATE[1] / level) / LATE[1] / DAY
        death = np.where(np.isfinite(death), death, late)
        now = np.minimum(stay, death)
        total += now.sum()
        for _ in range(6):
            wait = READMISSION[1] * rng.weibull(READMISSION[0], n)
            start = now + wait
            back = start + rng.gamma(2, READMISSION[2] / 2, n)
            happens = (start < death) & (start <= 365)
            total += np.where(happens, np.minimum(back, death) - start, 0.0).sum()
            now = np.where(happens, np.minimum(back, death), np.inf)
    return total


def heormodel_job(n: int):
    """heormodel's continuous microsimulation: hospital, home, readmitted, dead; races of events.

    Its clock has no memory across states, so hazards of death are drawn anew in each state.
    """
    import pandas as pd
    from heormodel.models import MicrosimModel

    def population(rng, size):
        return pd.DataFrame({"relative": np.exp(0.055 * rng.normal(0, 8, size))})

    def times(params, intervention, state, attrs, rng):
        size = len(state)
        out = np.full((size, 4), np.inf)
        relative = attrs["relative"].to_numpy()
        hr = 0.44 if intervention == "kth" else 1.0
        t = np.asarray(attrs["time"]) / DAY
        rate = np.where(t < 30, RATES[1] * hr, np.where(t < 90, RATES[2], RATES[3]))
        level = LATE[0] * LATE[2] * relative
        late = np.log1p(rng.exponential(size=size) * LATE[1] / level) / LATE[1]
        early = rng.exponential(size=size) / (rate * relative) * DAY
        dies = np.where(t < 365, np.minimum(early, late + 1), late)
        alive = state != 3
        out[alive, 3] = dies[alive]
        in_hospital = state == 0
        out[in_hospital, 1] = rng.gamma(STAY[0], STAY[1] / STAY[0], in_hospital.sum()) * DAY
        at_home = (state == 1) & (t < 365)
        out[at_home, 2] = READMISSION[1] * rng.weibull(READMISSION[0], at_home.sum()) * DAY
        back = state == 2
        out[back, 1] = rng.gamma(2, READMISSION[2] / 2, back.sum()) * DAY
        return out

    def rewards(params, intervention, state, attrs):
        return np.where(state == 0, 80_000.0, 1_000.0), (state != 3).astype(float)

    engine = MicrosimModel.continuous(
        states=("hospital", "home", "readmitted", "dead"), event_times=times,
        state_reward_rates=rewards, interventions=["usual_care", "kth"], horizon=60.0,
        population=population, n_individuals=n, discount_rate=0.035,
    )  # fmt: skip
    draws = pd.DataFrame({"x": [0.0]}, index=pd.RangeIndex(1, name="iteration"))
    return lambda: engine.evaluate(draws)


def main() -> None:
    """Measure, print and store."""
    case, _ = cases()
    jobs = [
        ("kth_sim fast (all quantities)", 100_000, lambda: fast.run_block(case, 0, range(100_000))),
        ("kth_sim reference (SimPy, queues)", 1_000,
         lambda: reference.stories(case, 0, range(1_000))),
        ("plain SimPy (days by place only)", 5_000, lambda: plain_simpy(5_000)),
        ("NumPy, staged (days by place only)", 100_000, lambda: staged_numpy(100_000)),
    ]  # fmt: skip
    try:
        jobs.append(("heormodel 0.7.4, continuous", 20_000, heormodel_job(20_000)))
    except ImportError:
        print("heormodel is not installed: make bench-peers installs it")
    rows = []
    for name, n, work in jobs:
        rate = 2 * n / median_seconds(work, repeats=5)[0]
        rows.append({"job": name, "pathways_per_second": rate})
    best = rows[0]["pathways_per_second"]
    for row in rows:
        row["fast_is_faster_by"] = best / row["pathways_per_second"]
        print(
            f"{row['job']:40s} {row['pathways_per_second']:12,.0f} {row['fast_is_faster_by']:9.1f}"
        )
    target = Path(__file__).parent / "peers.json"
    target.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
