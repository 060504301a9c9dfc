"""Expected value of sample information: what a study of a given size is worth a patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike

from kth_sim.contracts import FloatArray
from kth_sim.economics.decision.benefit import thresholds
from kth_sim.economics.decision.outcomes import Outcomes, OutcomesError, several_draws
from kth_sim.economics.voi.cubic import cubic
from kth_sim.economics.voi.fits import smooth, straight
from kth_sim.economics.voi.gain import Gain, gain, shrunk_gain
from kth_sim.economics.voi.moments import left_covariance, matched_gain
from kth_sim.economics.voi.studies import Draws, Study, column, named

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["regression", "moments", "gaussian"]
At = Callable[[int], list[Gain]]  # from a study's size to what it is worth at each threshold


@dataclass(frozen=True)
class Case:
    """What the methods work on.

    Attributes:
        increments: `[draw, 2 (strategy - 1)]`: effects, then costs, against the first strategy.
        wtp: thresholds.
        draws: a column a parameter.
        seed: the key of the simulated studies' luck.
        n0: prior sample size, for the Gaussian approximation.
    """

    increments: FloatArray
    wtp: FloatArray
    draws: Draws
    seed: int
    n0: float | None

    def rng(self, n: int) -> np.random.Generator:
        """Luck of the studies of one size."""
        return np.random.default_rng([self.seed, n])

    def to_inmb(self) -> list[FloatArray]:
        """What takes increments to net benefit against the first, `[wtp][2 (S - 1), S - 1]`."""
        one = np.eye(self.increments.shape[1] // 2)
        return [np.vstack([wtp * one, -one]) for wtp in self.wtp]

    def informed(self, study: Study) -> FloatArray:
        """Draws of the parameters that a study informs, `[draw, parameter]`."""
        return np.column_stack([column(self.draws, name) for name in study.parameters])


def evsi(
    outcomes: Outcomes,
    draws: Draws,
    study: Study | Sequence[Study],
    wtp: ArrayLike,
    n: int | Sequence[int],
    method: Method = "regression",
    seed: int = 1,
    n0: float | None = None,
) -> pd.DataFrame:
    """What studies would be worth a patient of the decision, before their cost.

    Args:
        outcomes: cost and effect by draw.
        draws: the draws' parameters, a column each, in the same order.
        study: one or several.
        wtp: one threshold or several, DKK per unit of effect.
        n: one size or several: patients in all. 0 is no study, worth 0.
        method: `regression` of net benefit on the statistics of one simulated study a draw;
            `moments`, which shrinks the net benefit expected under perfect information by the
            variance that simulated studies leave; `gaussian`, which shrinks that of a cubic
            regression by sqrt(n / (n + n0)) and reads no more of the study than its parameters.
        seed: of the simulated studies.
        n0: for `gaussian`: patients that the prior is worth.

    Returns:
        Rows `study, n, wtp, evsi, se`: DKK a patient and its standard error, which counts the
        number of draws, the noise of the regression and (for `moments`) the number of simulated
        studies.

    Raises:
        OutcomesError: an argument cannot be used; it is named.

    Source: Strong, Oakley, Brennan & Breeze, Medical Decision Making 35 (2015) 570-583
    (regression); Heath, Manolopoulou & Baio, 39 (2019) 346-358 (moments); Jalal &
    Alarid-Escudero, 38 (2018) 174-188 (gaussian).

    Example:
        >>> from kth_sim.economics.voi.studies import NormalKnown
        >>> gain = np.linspace(-1, 1, 1000)  # of the new strategy, DKK; worth knowing: 0.25
        >>> cost = np.stack([0 * gain, -gain], axis=1)
        >>> both = Outcomes.from_arrays(["old", "new"], cost, 0 * cost)
        >>> study = NormalKnown(name="trial", mean="gain", sd=1.0)
        >>> found = evsi(both, {"gain": gain}, study, 0.0, n=[0, 10**6])
        >>> found["evsi"].round(2).tolist()
        [0.0, 0.25]
    """
    import pandas as pd  # noqa: PLC0415 - half a second that a command's --help must not pay

    at = thresholds(wtp)
    case = Case(increments(outcomes), at, matched(outcomes, draws), seed, n0)
    sizes = sizes_of(n)
    rows = [
        {"study": name, "n": size, "wtp": float(one), "evsi": worth.value, "se": worth.error}
        for name, own in named(study).items()
        for size, worths in zip(sizes, worths_of(case, own, method, sizes), strict=True)
        for one, worth in zip(at, worths, strict=True)
    ]
    return pd.DataFrame(rows)


def increments(outcomes: Outcomes) -> FloatArray:
    """Effects, then costs, of each other strategy less the first's, `[draw, 2 (strategy - 1)]`."""
    parts = [values[:, 1:] - values[:, :1] for values in (outcomes.effect, outcomes.cost)]
    return np.hstack(parts)


def matched(outcomes: Outcomes, draws: Draws) -> Draws:
    """The draws, if there are as many as outcomes.

    Raises:
        OutcomesError: there are not, or only one.
    """
    several_draws(outcomes)
    lengths = {len(np.atleast_1d(draws[str(name)])) for name in draws}
    if lengths != {outcomes.n_draws}:
        there = ", ".join(str(length) for length in sorted(lengths)) or "none"
        raise OutcomesError(f"draws: there are {there}, but {outcomes.n_draws} in the outcomes")
    return draws


def sizes_of(n: int | Sequence[int]) -> list[int]:
    """The sizes asked for.

    Raises:
        OutcomesError: one is negative or not whole.
    """
    try:
        found = np.atleast_1d(np.asarray(n, dtype=float))
    except (TypeError, ValueError):
        raise OutcomesError("n: give whole numbers of patients") from None
    if found.ndim != 1 or not found.size or not np.all((found >= 0) & (found % 1 == 0)):
        raise OutcomesError("n: give whole numbers of patients, 0 or more")
    return [int(size) for size in found]


def worths_of(case: Case, study: Study, method: Method, sizes: Sequence[int]) -> list[list[Gain]]:
    """What a study is worth, `[size][wtp]`.

    Raises:
        OutcomesError: there is no such method, or a column or `n0` is missing.
    """
    if method not in EVSI_METHODS:
        raise OutcomesError(f"method: is one of {', '.join(EVSI_METHODS)}, not {method!r}")
    nothing = [Gain(0.0, 0.0)] * len(case.wtp)
    uncertain = np.ptp(case.informed(study), axis=0).any()
    if not uncertain or case.increments.shape[1] == 0:  # nothing to learn, or to decide
        return [nothing for _ in sizes]
    at = EVSI_METHODS[method](case, study)
    return [at(size) if size else nothing for size in sizes]


def by_regression(case: Case, study: Study) -> At:
    """Net benefit expected given the statistics of a simulated study, by regression."""

    def at(n: int) -> list[Gain]:
        statistics = study.simulate(case.draws, n, case.rng(n))
        after, lines = (by(statistics, case.increments) for by in (smooth, straight))
        return [
            doubted(gain(after @ to, case.increments @ to), lines @ to, case.increments @ to)
            for to in case.to_inmb()
        ]

    return at


def by_moments(case: Case, study: Study) -> At:
    """Net benefit expected if the parameters were known, shrunk by the variance left."""
    known = smooth(case.informed(study), case.increments)
    lines = straight(case.informed(study), case.increments)

    def at(n: int) -> list[Gain]:
        left = left_covariance(known, case.draws, study, n, case.rng(n))
        found = [
            matched_gain(known @ to, case.increments @ to, to.T @ left @ to)
            for to in case.to_inmb()
        ]
        return [
            one if one.error else doubted(one, lines @ to, case.increments @ to)
            for one, to in zip(found, case.to_inmb(), strict=True)
        ]

    return at


def doubted(found: Gain, lines: FloatArray, actual: FloatArray) -> Gain:
    """A gain whose error is no smaller than that of straight lines without penalty.

    A fit that is penalised to nought changes no decision and would have the error nought, though
    it could be wrong.
    """
    return Gain(found.value, max(found.error, gain(lines, actual).error))


def by_gaussian(case: Case, study: Study) -> At:
    """Net benefit expected if the parameters were known, shrunk as by the prior's size."""
    n0 = case.n0
    if n0 is None or not 0 < n0 < np.inf:
        raise OutcomesError("n0: the Gaussian approximation needs the prior's size, above 0")
    known = cubic(case.informed(study), case.increments)

    def at(n: int) -> list[Gain]:
        factor = np.sqrt(n / (n + n0)) * np.eye(known.shape[1] // 2)
        return [shrunk_gain(known @ to, case.increments @ to, factor) for to in case.to_inmb()]

    return at


EVSI_METHODS: dict[str, Callable[[Case, Study], At]] = {
    "regression": by_regression,
    "moments": by_moments,
    "gaussian": by_gaussian,
}
