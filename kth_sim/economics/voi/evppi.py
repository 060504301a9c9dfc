"""Expected value of partial perfect information: what knowing some parameters is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike

from kth_sim.contracts import FloatArray
from kth_sim.economics.decision.benefit import thresholds
from kth_sim.economics.decision.outcomes import Outcomes, OutcomesError
from kth_sim.economics.voi.evsi import increments, matched
from kth_sim.economics.voi.fits import Smoother, expected, spline_means, straight
from kth_sim.economics.voi.gain import Gain, gain
from kth_sim.economics.voi.gaussian_process import gaussian_process
from kth_sim.economics.voi.studies import Draws

if TYPE_CHECKING:
    import pandas as pd

Group = tuple[str, ...]
EVPPI_METHODS: dict[str, Smoother] = {"spline": spline_means, "gp": gaussian_process}
SINGLES = "singles"


def evppi(
    outcomes: Outcomes,
    draws: Draws,
    parameters: str | Sequence[str | Sequence[str]],
    wtp: ArrayLike,
    method: Literal["spline", "gp"] = "spline",
) -> pd.DataFrame:
    """What it is worth to know parameters before deciding, DKK a patient.

    Costs and effects, against the mean of all strategies, are regressed on the parameters once,
    and the fits serve every threshold. The value is the mean of the best expected net benefit,
    draw by draw, less that of the strategy that is best on average; it is never below 0.

    Args:
        outcomes: of two or more draws.
        draws: a row a draw, in the order of the outcomes; a column a parameter.
        parameters: a name; a list of names, known together as one group; a list of such groups; or
            `singles`: each column that varies, by itself.
        wtp: DKK per unit of effect, one or several.
        method: `spline`, or `gp`, a Gaussian process, slower, as a check by other means.

    Returns:
        A row a group and threshold, `parameters, wtp, evppi, se`; the names of a group are joined
        by ` + `. `se` is the standard error that comes of having so many draws and no more; it
        is 0 if no draw's parameters would change the decision.

    Raises:
        OutcomesError: an argument cannot be used; it is named.

    Source: Strong, Oakley & Brennan, Medical Decision Making 34 (2014) 311-326.

    Example:
        >>> gain = np.linspace(-1, 1, 1000)  # of the new strategy, DKK; worth knowing: 0.25
        >>> cost = np.stack([0 * gain, -gain], axis=1)
        >>> both = Outcomes.from_arrays(["old", "new"], cost, 0 * cost)
        >>> evppi(both, {"gain": gain}, "gain", 0.0)["evppi"].round(3).tolist()
        [0.25]
    """
    import pandas as pd  # noqa: PLC0415 - half a second that a command's --help must not pay

    if method not in EVPPI_METHODS:
        raise OutcomesError(f"method: is one of {', '.join(EVPPI_METHODS)}, not {method!r}")
    at, own = thresholds(wtp), matched(outcomes, draws)
    known = {group: _matrix(own, group) for group in groups_of(own, parameters)}
    rows = [
        {
            "parameters": " + ".join(group),
            "wtp": float(one),
            "evppi": worth.value,
            "se": worth.error,
        }
        for group, x in known.items()
        for one, worth in zip(at, _worths(x, increments(outcomes), at, method), strict=True)
    ]
    return pd.DataFrame(rows, columns=["parameters", "wtp", "evppi", "se"])


def groups_of(draws: Draws, parameters: str | Sequence[str | Sequence[str]]) -> list[Group]:
    """The groups asked for, each name once in a group.

    Raises:
        OutcomesError: there are none, or one has no name.

    Example:
        >>> groups_of({}, ["a", "b"]), groups_of({}, ["a", ("a", "b")])
        ([('a', 'b')], [('a',), ('a', 'b')])
    """
    if isinstance(parameters, str):
        if parameters == SINGLES:
            return [(str(name),) for name in draws if np.ptp(_column(draws, str(name))) > 0]
        return [(parameters,)]
    groups = [(one,) if isinstance(one, str) else tuple(dict.fromkeys(one)) for one in parameters]
    if all(isinstance(one, str) for one in parameters):
        groups = [tuple(dict.fromkeys(name for group in groups for name in group))]
    if not all(groups):
        raise OutcomesError("parameters: name one or more, a list of groups, or 'singles'")
    return groups


def _column(draws: Draws, name: str) -> FloatArray:
    """One parameter, `[draw]`.

    Raises:
        OutcomesError: there is no such column, or it holds something else than finite numbers.
    """
    if name not in draws:
        raise OutcomesError(f"parameters: the draws have no column {name!r}")
    try:
        values = np.asarray(draws[name], dtype=float)
    except (TypeError, ValueError):
        raise OutcomesError(f"draws: column {name!r} does not hold numbers") from None
    if not np.all(np.isfinite(values)):
        raise OutcomesError(f"draws: column {name!r} holds values that are not finite")
    return values


def _matrix(draws: Draws, group: Group) -> FloatArray:
    """The parameters of a group, `[draw, parameter]`.

    Raises:
        OutcomesError: a column cannot be used, or none of them varies.
    """
    x = np.column_stack([_column(draws, name) for name in group])
    if not np.ptp(x, axis=0).any():
        raise OutcomesError(f"parameters: {' + '.join(group)} does not vary in the draws")
    return x


def _worths(x: FloatArray, y: FloatArray, wtp: FloatArray, method: str) -> list[Gain]:
    """What knowing `x` is worth at each threshold, where `y` are effects, then costs."""
    if not y.shape[1]:  # one strategy: nothing to decide
        return [Gain(0.0, 0.0)] * len(wtp)
    fits = (expected(EVPPI_METHODS[method], x, y), straight(x, y), y)
    return [_worth(*(_benefit(values, one) for values in fits)) for one in wtp]


def _worth(fitted: FloatArray, lines: FloatArray, actual: FloatArray) -> Gain:
    """The gain by a fit; its error is no smaller than that of straight lines without penalty.

    A fit that is penalised to nought would have the error nought, though it could be wrong.
    """
    found = gain(fitted, actual)
    return Gain(found.value, max(found.error, gain(lines, actual).error))


def _benefit(values: FloatArray, wtp: float) -> FloatArray:
    """Net benefit of effects and costs against the first strategy, `[draw, strategy - 1]`."""
    effects, costs = np.hsplit(values, 2)
    benefit: FloatArray = wtp * effects - costs
    return benefit
