"""How many acute-nurse teams a cluster needs: fidelity against teams, with the same luck."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kth_sim.errors import UserError
from kth_sim.runs.capacity_replications import Asked, mean_fidelity, replicate

if TYPE_CHECKING:
    import pandas as pd

KTH = 1
MOST_TEAMS = 1000
COLUMNS = ["cluster", "nurse_teams", "fidelity", "mcse", "target", "meets_target"]


@dataclass
class Staffing:
    """One cluster's fidelity by number of teams, simulated once each.

    Attributes:
        asked: what to simulate; its own number of teams does not matter.
        workers: threads.
        found: `{teams: (fidelity, mcse)}` so far.
    """

    asked: Asked
    workers: int = 1
    found: dict[int, tuple[float, float]] = field(default_factory=dict)

    def fidelity(self, teams: int) -> float:
        """Share of planned visits delivered with so many teams."""
        if teams not in self.found:
            cluster = self.asked.cluster.with_capacity(nurse_teams=teams)
            again = replace(self.asked, cluster=cluster, strategies=(KTH,))
            self.found[teams] = mean_fidelity(replicate(again, self.workers)["kth"])
        return self.found[teams][0]

    def least_teams(self, target: float) -> int:
        """The least number of teams whose fidelity is at least the target: by doubling and halving.

        With the same patients, luck and planned visits, more teams deliver more of them.

        Raises:
            UserError: no number of teams is enough.
        """
        enough = 1
        while not self.fidelity(enough) >= target:
            enough *= 2
            if enough > MOST_TEAMS:
                raise UserError(self._unreachable(target))
        too_few = enough // 2
        while enough - too_few > 1:
            between = (enough + too_few) // 2
            if self.fidelity(between) >= target:
                enough = between
            else:
                too_few = between
        return enough

    def _unreachable(self, target: float) -> str:
        most = max(self.found)
        what = f"no number of teams reaches fidelity {target:g}; with {most} it is"
        best = f"{what} {self.fidelity(most):.3f}"
        return (
            f"--fidelity-target: {self.asked.cluster.name}: {best}: the window "
            "(days_visit_window) is too short for the shift, or no visits are planned"
        )

    def table(self, target: float | None) -> pd.DataFrame:
        """`cluster, nurse_teams, fidelity, mcse, target, meets_target`, by number of teams."""
        import pandas as pd  # noqa: PLC0415

        rows = [
            (self.asked.cluster.name, teams, fidelity, mcse, target, meets(fidelity, target))
            for teams, (fidelity, mcse) in sorted(self.found.items())
        ]
        return pd.DataFrame(rows, columns=COLUMNS)


def meets(fidelity: float, target: float | None) -> bool | None:
    """Whether the target is met; None without one."""
    return None if target is None else fidelity >= target


def staffing(
    asked: Asked, teams: Collection[int], target: float | None, workers: int
) -> tuple[pd.DataFrame, int | None]:
    """Fidelity with each of these numbers of teams, and the least number that meets the target.

    Args:
        asked: the cluster.
        teams: to compare; those that the search tries stand in the table, too.
        target: share of planned visits to deliver; None: no search.
        workers: threads.

    Raises:
        UserError: no number of teams is enough.
    """
    search = Staffing(asked, workers)
    for number in teams:
        search.fidelity(number)
    least = None if target is None else search.least_teams(target)
    return search.table(target), least
