"""What each formula gives as the workbook is written, for viewers that do not recalculate.

The sums here are those of the formulas; a program that opens the file reckons them anew.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.reporting.xlsx.content import AFTER, BEFORE, StartInput, WorkbookContent

MONTHS_IN_YEAR = 12
NEVER = 1e6  # months, long after any budget


@dataclass(frozen=True)
class Values:
    """The tables' numbers, shaped as `places.Places` lays them out."""

    content: WorkbookContent

    @property
    def months(self) -> int:
        """Months of the budget."""
        return MONTHS_IN_YEAR * self.content.years

    @cached_property
    def mix(self) -> FloatArray:
        """Share of the cluster's people in each destination that a start reaches."""
        shares = {team.name: np.array(team.shares) for team in self.content.teams}
        return np.array([shares[s.team] * np.array(s.target) for s in self.content.starts])

    @cached_property
    def reached(self) -> FloatArray:
        """People with KTH, `[start, month]`."""
        row = {team.name: i for i, team in enumerate(self.content.teams)}
        people = self.content.people[[row[s.team] for s in self.content.starts]]
        chance = np.array([[s.chance] for s in self.content.starts])
        targeted = self.mix.sum(axis=1, keepdims=True)
        return np.asarray(people * targeted * self.content.uptake * chance)

    @cached_property
    def operated(self) -> FloatArray:
        """People operated, `[destination, month]`."""
        shares = np.array([team.shares for team in self.content.teams])
        return np.asarray(shares.T @ self.content.people)

    @cached_property
    def by_level(self) -> FloatArray:
        """People by care, `[level, destination, month]`; level 0 has those without KTH."""
        targeted = self.mix.sum(axis=1, keepdims=True)
        share = np.divide(self.mix, targeted, out=np.zeros_like(self.mix), where=targeted > 0)
        weights = level_weights(self.content.fidelity, self.content.levels)
        treated = np.einsum("sm,sd,slm->ldm", self.reached, share, weights)
        return np.concatenate([[self.operated - treated.sum(axis=0)], treated])

    @cached_property
    def exposure(self) -> FloatArray:
        """People so many months after operation in a year, `[level, destination, month, year]`."""
        return self._in_year(self.by_level)

    @cached_property
    def exposure_today(self) -> FloatArray:
        """The same of all people, `[destination, month, year]`."""
        return self._in_year(self.operated)

    @cached_property
    def by_year(self) -> FloatArray:
        """People by care and year of operation, `[level, destination, year]`."""
        shape = (*self.by_level.shape[:-1], self.content.years, MONTHS_IN_YEAR)
        return np.asarray(self.by_level.reshape(shape).sum(axis=-1))

    @cached_property
    def today(self) -> FloatArray:
        """Cost with nobody in KTH, `[item, year]`, DKK; the programme's items last."""
        used = np.einsum("dky,dki->iy", self.exposure_today, self.content.quantity[0])
        return np.vstack([used * self._prices, np.zeros((2, self.content.years))])

    @cached_property
    def plan(self) -> FloatArray:
        """Cost under the plan, `[item, year]`, DKK; the programme's items last."""
        used = np.einsum("ldky,ldki->iy", self.exposure, self.content.quantity)
        return np.vstack([used * self._prices, self._programme()])

    @cached_property
    def payers(self) -> dict[str, FloatArray]:
        """`[payer, year]`, DKK: today's budget, what the reform moves, what KTH adds."""
        rules = np.array([BEFORE if y < self.content.reform.year else AFTER for y in self.calendar])
        shares = self.content.payer_shares
        by_date = shares[rules]  # [year, item, payer]
        old = np.einsum("iy,ip->py", self.today, shares[BEFORE])
        now, plan = (np.einsum("iy,yip->py", cost, by_date) for cost in (self.today, self.plan))
        return {
            "without_reform": old,
            "reform_moves": now - old,
            "today": now,
            "kth_adds": plan - now,
            "plan": plan,
        }

    @property
    def calendar(self) -> range:
        """The budget's years."""
        return range(self.content.first_year, self.content.first_year + self.content.years)

    def outcome(self, name: str) -> FloatArray:
        """Plan less today by year of operation, `[year]`."""
        per_patient = self.content.outcome[name]
        return np.asarray(np.einsum("ldy,ld->y", self.by_year, per_patient - per_patient[:1]))

    def use(self, name: str) -> FloatArray:
        """Plan less today by calendar year, `[year]`."""
        per_patient = self.content.use[name]
        plan = np.einsum("ldky,ldk->y", self.exposure, per_patient)
        return np.asarray(plan - np.einsum("dky,dk->y", self.exposure_today, per_patient[0]))

    @property
    def _prices(self) -> FloatArray:
        return np.array([[item.unit_cost] for item in self.content.items])

    def _in_year(self, people: FloatArray) -> FloatArray:
        """Operated in month m, so many months later is month m + k: sums over a year's months."""
        found = np.zeros((*people.shape, self.content.years))
        for year in range(self.content.years):
            for since in range(MONTHS_IN_YEAR * (year + 1)):
                first, stop = window(year, since)
                found[..., since, year] = people[..., first:stop].sum(axis=-1)
        return found

    def _programme(self) -> FloatArray:
        """Start-up and fixed cost, `[2, year]`, DKK."""
        begins = [begun(start) for start in self.content.starts]
        rows = np.zeros((2, self.content.years))
        for column, year in enumerate(self.calendar):
            for first, start in zip(begins, self.content.starts, strict=True):
                rows[0, column] += start.chance * start.cost_start_up * (first // 12 == year)
                running = share_running(first, year)
                rows[1, column] += start.chance * start.cost_fixed_per_year * running
        return rows


def window(year: int, since: int) -> tuple[int, int]:
    """The months of operation, first and one past the last, that are so many months on in a year.

    >>> window(1, 0), window(1, 15), window(0, 3)
    ((12, 24), (0, 9), (0, 9))
    """
    return max(0, 12 * year - since), 12 * (year + 1) - since


def level_weights(fidelity: FloatArray, levels: tuple[float, ...]) -> FloatArray:
    """Weight of each level, `[start, level, month]`: the polynomial through all levels.

    Example:
        >>> level_weights(np.array([[0.75]]), (0.0, 0.5, 1.0)).tolist()
        [[[-0.125], [0.75], [0.375]]]
    """
    weights = np.ones((len(fidelity), len(levels), fidelity.shape[1]))
    for k, here in enumerate(levels):
        for other in (*levels[:k], *levels[k + 1 :]):
            weights[:, k] *= (fidelity - other) / (here - other)
    return weights


def begun(start: StartInput) -> float:
    """Months from the beginning of year 0 to KTH's first day, its month by its days.

    >>> from datetime import date
    >>> begun(StartInput("A", "A", date(2026, 4, 16), (True,), *[0.0] * 8)) - 12 * 2026
    3.5
    """
    if start.first_day is None:
        return NEVER
    first = start.first_day
    return (
        12 * first.year + first.month - 1 + (first.day - 1) / monthrange(first.year, first.month)[1]
    )


def share_running(begun_: float, year: int) -> float:
    """Share of a year's twelfths from the beginning on.

    >>> share_running(12 * 2026 + 9.0, 2026), share_running(NEVER, 2026)
    (0.25, 0.0)
    """
    return min(max(12 * (year + 1) - begun_, 0.0), 12.0) / 12
