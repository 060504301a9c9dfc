"""Uncertainty: what ratios are called, in every quadrant, tied and dominated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.economics import QUADRANTS, Outcomes, icer_table, quadrant_shares
from kth_sim.verify.check import Finding, check
from kth_sim.verify.findings import none_of
from kth_sim.verify.subject import Subject

if TYPE_CHECKING:
    import pandas as pd

Pair = tuple[int, int]  # cost and effect, whole numbers: ties are ties
OLD: Pair = (10, 10)
# What the new strategy is called and has for an ICER, and its quadrant, against OLD.
CASES: dict[str, tuple[Pair, str, float, str]] = {
    "dearer and better": ((16, 13), "frontier", 2.0, "NE"),
    "cheaper and better": ((4, 13), "reference", np.nan, "SE"),
    "cheaper and worse": ((4, 7), "reference", np.nan, "SW"),
    "dearer and worse": ((16, 7), "dominated", np.nan, "NW"),
    "equal": ((10, 10), "dominated", np.nan, "on_axis"),
    "as dear, better": ((10, 13), "reference", np.nan, "on_axis"),
    "as dear, worse": ((10, 7), "dominated", np.nan, "on_axis"),
    "dearer, as good": ((16, 10), "dominated", np.nan, "on_axis"),
    "cheaper, as good": ((4, 10), "reference", np.nan, "on_axis"),
}
SETS, LARGEST = 400, 7  # sets of strategies, with numbers up to that: many are tied


@check(
    "uncertainty.icer_labels",
    "Is every strategy called what it is: in all quadrants, with ties, dominated, extended?",
)
def _icer_labels(_: Subject) -> Finding:
    """Nine pairs by hand; then 400 sets of 2 to 5 strategies, told by who wins at any threshold."""
    wrong = [*wrong_pairs(), *wrong_sets()]
    expected = "labels, ICERs and quadrants as told by hand, and as net benefit tells them exactly"
    return none_of(wrong, len(CASES) + SETS, "sets of strategies", expected)


def wrong_pairs() -> Iterator[str]:
    """Pairs that are not called what they are."""
    for name, (new, label, icer, quadrant) in CASES.items():
        row = icer_table(outcomes_of([OLD, new])).set_index("strategy").loc["1"]
        if row["status"] != label or not np.array_equal(row["icer"], icer, equal_nan=True):
            yield f"{name}: {row['status']}, ICER {row['icer']:g}"
        shares = quadrant_shares(outcomes_of([OLD, new], draws=2))
        if shares.to_dict() != {q: float(q == quadrant) for q in QUADRANTS}:
            yield f"{name}: quadrant {shares.idxmax()}"


def wrong_sets() -> Iterator[str]:
    """Sets in which a strategy is not called what it is, or has another ICER."""
    rng = np.random.default_rng(1)
    for _ in range(SETS):
        n = int(rng.integers(2, 6))
        pairs = [(int(c), int(e)) for c, e in rng.integers(0, LARGEST, (n, 2))]
        table = icer_table(outcomes_of(pairs)).set_index("strategy")
        labels = called(pairs)
        if [table.loc[str(i), "status"] for i in range(n)] != labels:
            yield f"{pairs}: {list(table['status'])}"
        elif not np.allclose(icers(table, n), ratios(pairs, labels), rtol=1e-12, equal_nan=True):
            yield f"{pairs}: ICERs {icers(table, n)}"


def outcomes_of(pairs: Sequence[Pair], draws: int = 1) -> Outcomes:
    """Strategies `0`, `1`, ... with these costs and effects, the same in every draw."""
    cost, effect = np.tile(np.array(pairs, float).T[:, np.newaxis], (1, draws, 1))
    return Outcomes.from_arrays([str(i) for i in range(len(pairs))], cost, effect)


def icers(table: pd.DataFrame, n: int) -> list[float]:
    """The table's ICERs in the order in which strategies were given."""
    by_name = dict(zip(table.index, table["icer"].to_numpy(float), strict=True))
    return [float(by_name[str(i)]) for i in range(n)]


def called(pairs: Sequence[Pair]) -> list[str]:
    """What each strategy is, told without sorting or slopes.

    Dominated: another costs no more and gains no less (of equals, one that was given before). Of
    the others, those on the frontier are the best at some threshold: one of those at which two
    strategies tie, or above them all.

    Example:
        >>> called([(0, 0), (9, 1), (10, 2), (10, 1)])
        ['reference', 'extendedly_dominated', 'frontier', 'dominated']
    """
    left = [i for i in range(len(pairs)) if not dominated(pairs, i)]
    best = {i for i in left if any(pairs[i] in winners(pairs, wtp) for wtp in thresholds(pairs))}
    labels = {i: "frontier" if i in best else "extendedly_dominated" for i in left}
    labels[min(left, key=lambda i: pairs[i][0])] = "reference"
    return [labels.get(i, "dominated") for i in range(len(pairs))]


def dominated(pairs: Sequence[Pair], i: int) -> bool:
    """Whether another strategy makes this one pointless."""
    cost, effect = pairs[i]
    return any(
        c <= cost and e >= effect and ((c, e) != pairs[i] or j < i)
        for j, (c, e) in enumerate(pairs)
        if j != i
    )


def thresholds(pairs: Sequence[Pair]) -> list[Fraction]:
    """0, every threshold at which two strategies tie, and one above them all."""
    ties = [Fraction(a[0] - b[0], a[1] - b[1]) for a, b in combinations(pairs, 2) if a[1] != b[1]]
    positive = sorted({t for t in ties if t > 0})
    return [Fraction(0), *positive, Fraction(LARGEST**3)]


def winners(pairs: Sequence[Pair], wtp: Fraction) -> set[Pair]:
    """The strategies of the highest net benefit at a threshold."""
    worth = {pair: wtp * pair[1] - pair[0] for pair in pairs}
    return {pair for pair, value in worth.items() if value == max(worth.values())}


def ratios(pairs: Sequence[Pair], labels: Sequence[str]) -> list[float]:
    """The ICER of each strategy on the frontier against the next cheaper one there; else nan."""
    found = [np.nan] * len(pairs)
    frontier = [i for i, label in enumerate(labels) if label in {"reference", "frontier"}]
    frontier.sort(key=lambda i: pairs[i][0])
    for before, here in pairwise(frontier):
        (c0, e0), (c1, e1) = pairs[before], pairs[here]
        found[here] = (c1 - c0) / (e1 - e0)
    return found
