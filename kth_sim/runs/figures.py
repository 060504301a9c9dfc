"""Every figure of a run of one draw, each beside the csv of what it draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.contracts import Quantities
from kth_sim.reporting.tables import write_csv
from kth_sim.runs import curves
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.reporting.figures.decision import Figure
    from kth_sim.reporting.language import Language

# Each figure with the parameters that its footnote names.
COURSE: dict[str, tuple[str, ...]] = {
    "survival_90d": (),
    "survival_lifetime": ("frailty_variance", "age_sex_gradient"),
    "readmission_incidence": ("shape_time_to_readmission",),
    "flow_90d": ("mean_days_temporary_place",),
    "cost_of_strategies": (),
    "calibration": (),
}


@dataclass(frozen=True)
class Course:
    """What the figures say of the run that they are of.

    Attributes:
        scenario: its name.
        patients: simulated in each strategy.
        seed: of all randomness.
        values: `{parameter: value}`.
        structure: `{switch: choice}`.
    """

    scenario: str
    patients: int
    seed: int
    values: Mapping[str, float]
    structure: Mapping[str, str]


def course_of(record: Mapping[str, Any]) -> Course:
    """The same from the record of a stored run."""
    scenario = record["scenario"]
    values = {name: given["value"] for name, given in scenario["parameters"].items()}
    return Course(
        scenario["name"], record["patients"], record["seed"], values, scenario["structure"]
    )


def note(course: Course, name: str, say: Language) -> str:
    """The footnote of a figure: where it comes from and what it rests on."""
    from kth_sim.reporting.figures.style import decimals_of  # noqa: PLC0415 - loads matplotlib

    found = {key: course.values[key] for key in COURSE[name]}
    shown = {key: say.number(value, decimals_of(value)) for key, value in found.items()}
    origin = say(
        "course.from",
        scenario=course.scenario,
        patients=say.number(course.patients),
        seed=course.seed,
    )
    rests = say("course.rests", what=say(f"course.rests.{name}", **shown))
    return f"{origin} {rests}"


def drawn(name: str, frame: pd.DataFrame, course: Course, say: Language) -> Figure:
    """One of the figures of `COURSE`."""
    from kth_sim.reporting import figures  # noqa: PLC0415 - loads matplotlib

    text = note(course, name, say)
    if name == "survival_90d":
        return figures.survival_90d(frame, text, say, window(course, say))
    figure: Figure = getattr(figures, name)(frame, text, say)
    return figure


def window(course: Course, say: Language) -> Any:  # noqa: ANN401 - its type would load matplotlib
    """The days in which KTH acts, with words for them."""
    from kth_sim.reporting.figures import Window  # noqa: PLC0415 - loads matplotlib

    chosen, values = course.structure["effect_window"], course.values
    mean_stay = values["mean_days_index_stay"] * values["multiplier_days_index_stay"]
    start = 0.0 if chosen == "from_operation" else mean_stay
    return Window(start, values["days_effect_window"], say(f"course.window.{chosen}"))


def draw_figures(
    scenario: Scenario,
    quantities: Quantities,
    sectors: pd.DataFrame,
    calibration: pd.DataFrame,
    seed: int,
    folder: Path,
    *,
    draw: bool = True,
) -> None:
    """Write each figure as PNG, SVG and PDF, with its csv, into the folder, in English.

    Without `draw` it is the csv alone, from which `kth-sim figures` and reports draw.
    """
    from kth_sim.reporting.language import language  # noqa: PLC0415 - loads all words

    course = Course(
        scenario.name,
        int(quantities.n_patients[0].sum()),
        seed,
        {key: given.value for key, given in scenario.parameters.items()},
        scenario.structure,
    )
    frames = {
        "survival_90d": curves.survival_90d(quantities),
        "survival_lifetime": curves.survival_lifetime(quantities),
        "readmission_incidence": curves.readmission_incidence(quantities),
        "flow_90d": curves.flow_90d(quantities),
        "cost_of_strategies": sectors,
        "calibration": calibration,
    }
    if not draw:
        folder.mkdir(parents=True)
        for name, frame in frames.items():
            write_csv(frame, folder / f"{name}.csv")
        return
    from kth_sim.reporting.figures import save_figure  # noqa: PLC0415 - loads matplotlib

    for name, frame in frames.items():
        save_figure(drawn(name, frame, course, language("en")), frame, folder, name)
