"""Networks: the teams that plans are about, read from `configs/rollouts/networks/`."""

from __future__ import annotations

import math
from pathlib import Path

from kth_sim.errors import ConfigError, UserError
from kth_sim.evidence.document import Document
from kth_sim.evidence.register import Register
from kth_sim.evidence.yaml_source import parse, read_document
from kth_sim.scenarios.locate import config_folders, exists, printable
from kth_sim.scenarios.rollout_lookup import Lookup
from kth_sim.scenarios.rollout_schema import NetworkFile, TeamChoice
from kth_sim.scenarios.rollout_types import Network, Team

FOLDER = "networks"


def network_paths() -> dict[str, Path]:
    """The networks that can be called by name."""
    found: dict[str, Path] = {}
    for folder in reversed(config_folders()):
        files = sorted((folder / "rollouts" / FOLDER).glob("*.yaml"))
        found |= {path.stem: path for path in files}
    return dict(sorted(found.items()))


def network_names() -> list[str]:
    """The networks that can be called by name, in alphabetical order."""
    return list(network_paths())


def find_network(name: str | Path, folder: Path = Path()) -> Path:
    """The network file of that path (from the folder) or name (beside the folder's, else shipped).

    Raises:
        UserError: there is none; names those there are.
    """
    beside = folder / FOLDER / f"{name}.yaml"
    path = folder / name if Path(name).suffix in {".yaml", ".yml"} else beside
    if exists(path) and path.is_file():
        return path
    known = network_paths()
    if str(name) in known:
        return known[str(name)]
    raise UserError(f"{printable(name)}: no such network: there are: {', '.join(known) or 'none'}")


def load_network(
    register: Register, name: str | Path = "national", remainder: str | None = None
) -> Network:
    """The network of that name or file, with its numbers looked up in the evidence.

    Args:
        register: the evidence.
        name: of the network, or its file.
        remainder: spread or leave_out, in place of what the file says.

    Raises:
        UserError: there is no such file.
        ConfigError: a mistake in it; volumes that do not add up to the stated total.
    """
    document = read_document(find_network(name))
    said = parse(document, NetworkFile)
    lookup = Lookup(document, register)
    teams = tuple(make_team(team, choice, said, lookup) for team, choice in said.teams.items())
    listed = math.fsum(team.people_per_year for team in teams)
    if listed <= 0.0:
        raise document.error(("teams",), "nobody is operated: give people_per_year")
    growth = lookup.number(
        said.growth_per_year, "growth_per_year", ("growth_per_year",), "growth_per_year"
    )
    return Network(
        name=document.path.stem,
        label=said.label,
        teams=teams,
        remainder_people=remainder_of(said, listed, remainder or said.remainder, lookup),
        growth_per_year=growth,
        volumes_year=said.volumes_year,
        regions_merge=register.date("region_merger"),
        bases=lookup.bases,
        ids=lookup.ids,
    )


def make_team(name: str, choice: TeamChoice, said: NetworkFile, lookup: Lookup) -> Team:
    """One team with its numbers in place."""

    def number(key: str) -> float:
        value = getattr(choice, key)
        if value is None:
            return math.nan
        return lookup.number(value, key, ("teams", name, key), f"{name}.{key}")

    return Team(
        name=name,
        label=choice.label,
        region=choice.region,
        region_from_2027=said.merged_regions.get(choice.region, choice.region),
        hospitals=choice.hospitals,
        municipalities=choice.municipalities,
        people_per_year=number("people_per_year"),
        share_own_home=number("share_own_home"),
        share_temporary_place=number("share_temporary_place"),
    )


def remainder_of(said: NetworkFile, listed: float, remainder: str | None, lookup: Lookup) -> float:
    """People a year to spread over the teams: the stated total less their sum, or 0."""
    if said.people_per_year is None:
        return 0.0
    key = "people_per_year"
    total = lookup.number(said.people_per_year, key, (key,), "remainder_people")
    missing = total - listed
    if missing < -1e-6 or (missing > 1e-6 and remainder is None):
        raise _do_not_add_up(lookup.document, total, listed)
    if remainder == "spread":
        return max(missing, 0.0)
    lookup.ids.pop("remainder_people", None)
    return 0.0


def _do_not_add_up(document: Document, total: float, listed: float) -> ConfigError:
    what = f"the teams sum to {listed:g} people a year, the stated total is {total:g}"
    if total < listed:
        what += ": correct a volume or the total"
    else:
        what += f": correct one, or say what becomes of the {total - listed:g} by remainder"
    return document.error(("people_per_year",), what)
