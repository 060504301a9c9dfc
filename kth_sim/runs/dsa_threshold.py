"""At which value of a parameter does the answer flip? Solved, with the same luck throughout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.sensitivity import Bar, DecisionOutcome, crossings
from kth_sim.errors import UserError
from kth_sim.runs.dsa_folder import AnalysisResult, DsaOptions, bars_of, ends, laboratory, save
from kth_sim.runs.dsa_points import Laboratory
from kth_sim.runs.execute import Progress
from kth_sim.scenarios.vary import Variable

PATIENTS = 100_000
LINE_POINTS = 21  # at which the line is drawn and flips are looked for
WIDE = (0.001, 0.999)  # the range that is searched, as quantiles
INMB = "inmb"


@dataclass(frozen=True)
class Line:
    """An outcome along the range of one parameter.

    Attributes:
        bar: the parameter and its range.
        outcome: which.
        values: of the parameter, increasing.
        mean: of the outcome there.
        mcse: Monte-Carlo standard errors of these.
    """

    bar: Bar
    outcome: DecisionOutcome
    values: list[float]
    mean: FloatArray
    mcse: FloatArray

    def before(self, root: float) -> int:
        """The place of the last value up to the root that has another after it."""
        place = np.searchsorted(self.values, root, side="right") - 1
        return int(np.clip(place, 0, len(self.values) - 2))

    def positive(self, root: float) -> str:
        """On which side of the root the outcome is positive; without one: everywhere, nowhere."""
        if np.isnan(root):
            return "everywhere" if np.all(self.mean > 0) else "nowhere"
        i = self.before(root)
        return "below" if self.mean[i] > self.mean[i + 1] else "above"

    def error_of(self, root: float) -> float:
        """Monte-Carlo standard error of a root: that of the outcome, over the slope there."""
        if np.isnan(root):
            return float("nan")
        i = self.before(root)
        slope = (self.mean[i + 1] - self.mean[i]) / (self.values[i + 1] - self.values[i])
        return float((self.mcse[i] + self.mcse[i + 1]) / 2 / abs(slope)) if slope else float("nan")

    def rows(self) -> Iterator[dict[str, object]]:
        """Rows of `threshold_line.csv`."""
        for value, mean, mcse in zip(self.values, self.mean, self.mcse, strict=True):
            yield {
                "parameter": self.bar.parameter,
                "value": value,
                "outcome": self.outcome.id,
                "mean": mean,
                "mcse": mcse,
                "label": self.bar.label,
                "unit": self.bar.unit,
                "basis": self.bar.basis,
                "outcome_label": self.outcome.label,
                "outcome_unit": self.outcome.unit,
            }

    def solved(self, lab: Laboratory) -> Iterator[dict[str, object]]:
        """Rows of `threshold.csv`: one a crossing, or one that says there is none."""
        name, outcome = self.bar.parameter, self.outcome
        roots = crossings(lambda v: lab.value({name: v}, outcome.id), self.values, self.mean)
        for root in roots or [float("nan")]:
            yield {
                "parameter": name,
                "label": self.bar.label,
                "unit": self.bar.unit,
                "outcome": outcome.id,
                "wtp": outcome.wtp,
                "base_value": self.bar.base_value,
                "threshold": root,
                "low": self.bar.low_value,
                "high": self.bar.high_value,
                "at_low": self.mean[0],
                "at_high": self.mean[-1],
                "status": "crossing" if roots else "no crossing",
                "positive": self.positive(root),
                "mcse_threshold": self.error_of(root),
                "basis": self.bar.basis,
                "outcome_label": outcome.label,
                "outcome_unit": outcome.unit,
            }


def threshold(
    variable: Variable, options: DsaOptions, outcome: str, progress: Progress | None = None
) -> AnalysisResult:
    """Where an outcome changes its sign as one parameter moves, the others as they are.

    Writes `threshold.csv` and `threshold_line.csv`.

    Args:
        variable: the scenario.
        options: `only` names the parameters, of which there must be one.
        outcome: `inmb` (at each wtp), or another id of `outcomes_at`.
        progress: told how many points are done.

    Raises:
        UserError: a parameter, wtp or the outcome is wrong, or the folder cannot be written.
    """
    import pandas as pd  # noqa: PLC0415

    if not options.only:
        raise UserError("--parameter: name at least one parameter")
    bars = bars_of(variable, options, WIDE)
    lab = laboratory(variable, options, PATIENTS)
    lines = lines_of(lab, bars, asked_for(outcome, lab), progress)
    tables = {
        "threshold": pd.DataFrame(row for line in lines for row in line.solved(lab)),
        "threshold_line": pd.DataFrame(row for line in lines for row in line.rows()),
    }
    settings = {"bars": ends(bars), "outcome": outcome}
    return save(lab, "threshold", settings, tables, len(bars) * LINE_POINTS, options)


def asked_for(name: str, lab: Laboratory) -> list[str]:
    """Ids of the outcomes of that name: `inmb` is that at every wtp.

    Raises:
        UserError: there is none.
    """
    found = [o for o in lab.outcomes if o == name or name == o.partition("_")[0] == INMB]
    if not found:
        others = ", ".join(o for o in lab.outcomes if not o.startswith(INMB))
        raise UserError(f"--outcome {name}: there is none: choose from {INMB}, {others}")
    return found


def lines_of(
    lab: Laboratory, bars: list[Bar], outcomes: list[str], progress: Progress | None
) -> list[Line]:
    """The lines of all these parameters and outcomes."""
    along = [np.linspace(b.low_value, b.high_value, LINE_POINTS).tolist() for b in bars]
    points = [{b.parameter: v} for b, values in zip(bars, along, strict=True) for v in values]
    estimates = lab.measured(points, progress)
    shape, names = (len(bars), LINE_POINTS, -1), list(lab.outcomes)
    mean, mcse = (array.reshape(shape) for array in (estimates.whole, estimates.mcse()))
    places = [(k, names.index(name)) for k in range(len(bars)) for name in outcomes]
    return [
        Line(bars[k], lab.outcomes[names[j]], along[k], mean[k, :, j], mcse[k, :, j])
        for k, j in places
    ]
