"""Which structural alternatives are averaged, and with what weight."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from kth_sim.errors import UserError
from kth_sim.evidence.checking import parse
from kth_sim.evidence.schema import Basis, Text
from kth_sim.evidence.yaml_source import read_document
from kth_sim.scenarios.locate import config_folders

Weight = Annotated[float, Field(gt=0.0)]


class WeightsFile(BaseModel):
    """A file of weights.

    Attributes:
        label: its name for people.
        rationale: where the weights come from.
        basis: what they rest on; weights that nobody measured are an assumption.
        weights: by scenario name or file; they are divided by their sum.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    label: Text
    rationale: Text
    basis: Basis
    weights: Annotated[dict[Text, Weight], Field(min_length=2)]


def weights_asked(words: Sequence[str]) -> WeightsFile:
    """The weights of `SCENARIO=WEIGHT ...`, or of one file or shipped name.

    Raises:
        UserError: a word is neither, or there are fewer than two scenarios.
        ConfigError: a mistake in the file.
    """
    if len(words) == 1 and "=" not in words[0]:
        path = weights_path(words[0])
        return parse(read_document(path), WeightsFile)
    found: dict[str, float] = {}
    for word in words:
        name, given, number = word.partition("=")
        if not given or name in found:
            what = "stands there twice" if name in found else "write SCENARIO=WEIGHT"
            raise UserError(f"{word}: {what}, such as national=0.5")
        found[name] = positive(word, number)
    if len(found) < 2:
        raise UserError("an average needs two scenarios or more, such as national=1 crude=1")
    return WeightsFile(
        label="Weights of the command",
        rationale="As given on the command line",
        basis="assumption",
        weights=found,
    )


def positive(word: str, number: str) -> float:
    """The weight in a word.

    Raises:
        UserError: it is no number above 0.
    """
    try:
        weight = float(number)
    except ValueError:
        weight = 0.0
    if not 0.0 < weight < float("inf"):
        raise UserError(f"{word}: a weight is a number above 0, such as 0.5")
    return weight


def weights_path(name: str) -> Path:
    """The file of that path, or of that name among those shipped.

    Raises:
        UserError: there is none.
    """
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        if path.is_file():
            return path
        raise UserError(f"{path}: no such file: check the name and the folder")
    for folder in config_folders():
        if (shipped := folder / "averaging" / f"{name}.yaml").is_file():
            return shipped
    raise UserError(f"{name}: no such weights: name a .yaml file, or write SCENARIO=WEIGHT")
