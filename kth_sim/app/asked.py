"""A new run as the page asks for it: checked by the scenario schema, and named by its content."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

import kth_sim
from kth_sim.errors import ConfigError, UserError
from kth_sim.evidence.checking import as_tuple, parse
from kth_sim.evidence.document import Document, Mark
from kth_sim.evidence.register import load_register
from kth_sim.files import write_whole
from kth_sim.runs.folder import digest
from kth_sim.scenarios.locate import find_evidence, printable, scenario_paths
from kth_sim.scenarios.resolve import load_scenario
from kth_sim.scenarios.rollout import plan_names

if TYPE_CHECKING:
    from kth_sim.evidence.register import Register
    from kth_sim.scenarios.resolve import Scenario

DRAWS, PATIENTS = (2, 100_000), (10, 1_000_000)  # fewest, most
MOST_LIVES = 1_000_000_000  # draws x patients: some hours
LONGEST_LABEL = 120
CHANGED = "_changed"  # what the name of a scenario gets when the page changed it
SHORT_HASH = 8


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("write it on one line, in letters that can be printed")
    return text.strip()


Name = Annotated[str, Field(min_length=1, max_length=100)]
Label = Annotated[str, Field(max_length=LONGEST_LABEL), AfterValidator(_one_line)]


class NewRun(BaseModel):
    """What the page sends.

    Attributes:
        scenario: the name of a shipped scenario.
        set: numbers that replace evidence, by id; they are the same in every draw.
        draws: of the parameters.
        patients: simulated in each draw and strategy.
        plans: rollout plans that the page compares.
        label: what the run is to be called; empty: after what was changed.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    scenario: Name
    set: dict[Name, float] = Field(default_factory=dict, max_length=200)
    draws: Annotated[int, Field(ge=DRAWS[0], le=DRAWS[1])]
    patients: Annotated[int, Field(ge=PATIENTS[0], le=PATIENTS[1])]
    plans: Annotated[
        tuple[Name, ...], BeforeValidator(as_tuple), Field(min_length=1, max_length=50)
    ]
    label: Label = ""


@dataclass(frozen=True)
class Checked:
    """A new run that can be carried out.

    Attributes:
        asked: what was asked.
        id: the name of its folder: equal inputs, equal name.
        scenario: resolved, with the numbers set.
        register: the evidence.
    """

    asked: NewRun
    id: str
    scenario: Scenario
    register: Register


def read_asked(body: bytes) -> NewRun:
    """The new run that a request's body asks for.

    Raises:
        UserError: it is no JSON, or says what a new run cannot be; one line.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise UserError("the request's body is no JSON: send one object") from None
    try:
        return parse(Document(Path("request"), data, {(): Mark((1, 1), (1, 1))}), NewRun)
    except ConfigError as error:
        raise in_one_line(error) from None


def in_one_line(error: ConfigError) -> UserError:
    """The error without its place in a file, which the page has none of."""
    where = "run" if error.where == "file" else error.where
    return UserError(f"{where}: {error.what}")


def check(asked: NewRun) -> Checked:
    """The run, resolved against the evidence as it is now.

    Raises:
        UserError: there is no such scenario, plan or parameter, a number lies outside its range,
            or the run would be too large; one line.
    """
    base = base_of(asked)
    check_plans(asked.plans)
    if asked.draws * asked.patients > MOST_LIVES:
        what = f"{asked.draws} x {asked.patients} lives are more than {MOST_LIVES}"
        raise UserError(f"patients: {what}: ask for fewer draws or patients")
    register = load_register(find_evidence(base))
    with TemporaryDirectory() as folder:
        try:
            scenario = load_scenario(written(asked, Path(folder)), register)
        except ConfigError as error:
            raise in_one_line(error) from None
    return Checked(asked, name_of(asked, register), scenario, register)


def base_of(asked: NewRun) -> Path:
    """The file of the shipped scenario; a path is no name.

    Raises:
        UserError: there is none of that name.
    """
    known = scenario_paths()
    if asked.scenario not in known:
        what = f"{printable(asked.scenario)}: no such scenario: there are {', '.join(known)}"
        raise UserError(f"scenario: {what}")
    return known[asked.scenario]


def check_plans(plans: Iterable[str]) -> None:
    """Nothing, if these are names of shipped plans.

    Raises:
        UserError: one is not.
    """
    known = plan_names()
    for name in plans:
        if name not in known:
            what = f"{printable(name)}: no such plan: there are {', '.join(known)}"
            raise UserError(f"plans: {what}")


def name_of(asked: NewRun, register: Register) -> str:
    """The name of the run's folder, after all that it depends on."""
    content = {
        "asked": asked.model_dump(mode="json"),
        "evidence": register.digest,
        "version": kth_sim.__version__,
    }
    return f"{stem(asked)}-{digest(content)[:SHORT_HASH]}"


def stem(asked: NewRun) -> str:
    """The scenario's name in the run: a changed one never bears the name of the shipped one."""
    return asked.scenario + (CHANGED if asked.set or asked.label else "")


def written(asked: NewRun, folder: Path) -> Path:
    """The scenario's file: the shipped one, or one in this folder that differs from it."""
    base = base_of(asked)
    if not asked.set and not asked.label:
        return base
    text = json.dumps(content_of(asked, base), indent=2, ensure_ascii=False, allow_nan=False)
    return write_whole(folder / f"{stem(asked)}.yaml", (text + "\n").encode())


def label_of(asked: NewRun) -> str:
    """What the run is called: as asked, else after what was changed."""
    return asked.label or f"{asked.scenario}: {changes_of(asked)}"


def changes_of(asked: NewRun) -> str:
    """What differs from the shipped scenario, in few words."""
    return ", ".join(f"{name} = {number:g}" for name, number in asked.set.items()) or "no change"


def content_of(asked: NewRun, base: Path) -> dict[str, Any]:
    """A scenario file as plain data; JSON is YAML."""
    return {
        "label": label_of(asked),
        "rationale": f"Asked for in the app: {changes_of(asked)}",
        "base": str(base.resolve()),
        "set": dict(asked.set),
    }
