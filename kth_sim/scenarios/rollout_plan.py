"""Plan files: found, read, checked, and resolved against the evidence and a network."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path

from kth_sim.errors import UserError
from kth_sim.evidence.checking import unknown_name
from kth_sim.evidence.document import Document
from kth_sim.evidence.register import Register
from kth_sim.evidence.yaml_source import parse, read_document
from kth_sim.scenarios.locate import config_folders, exists, printable
from kth_sim.scenarios.rollout_lookup import Lookup
from kth_sim.scenarios.rollout_network import find_network, load_network
from kth_sim.scenarios.rollout_rule import make_rule
from kth_sim.scenarios.rollout_schema import PlanFile
from kth_sim.scenarios.rollout_starts import make_starts
from kth_sim.scenarios.rollout_types import Network, Plan, Rule, Start

FOLDER = "rollouts"


def plan_paths() -> dict[str, Path]:
    """The plans that can be called by name."""
    found: dict[str, Path] = {}
    for folder in reversed(config_folders()):
        found |= {path.stem: path for path in sorted((folder / FOLDER).glob("*.yaml"))}
    return dict(sorted(found.items()))


def plan_names() -> list[str]:
    """The plans that can be called by name, in alphabetical order."""
    return list(plan_paths())


def find_plan(name: str | Path) -> Path:
    """The plan file of that path or name.

    Raises:
        UserError: there is none; names the nearest.
    """
    path = Path(name)
    if exists(path):
        return path
    if path.suffix in {".yaml", ".yml"}:
        raise UserError(f"{printable(path)}: no such file: check the name and the folder")
    known = plan_paths()
    if str(name) in known:
        return known[str(name)]
    near = get_close_matches(str(name), known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "there are: " + ", ".join(known)
    raise UserError(f"{printable(name)}: no such plan: {hint}")


def is_plan(path: Path) -> bool:
    """Whether a file is a plan (it names a network) rather than a scenario.

    Raises:
        UserError: the file cannot be read.
        ConfigError: it is not the YAML this project accepts.
    """
    data = read_document(path).data
    return isinstance(data, dict) and "network" in data


def load_plan(
    name: str | Path,
    register: Register,
    network: Network | None = None,
    *,
    first_year: int | None = None,
    years: int | None = None,
) -> Plan:
    """The plan of that name or file, with every number in place.

    Args:
        name: of the plan, or its file.
        register: the evidence.
        network: in place of the one that the file names.
        first_year: of the calendar, in place of what the file says.
        years: of the calendar, in place of what the file says.

    Raises:
        UserError: there is no such file.
        ConfigError: the first mistake in it, at its place.
    """
    document = read_document(find_plan(name))
    said = parse(document, PlanFile)
    net = network or network_of(document, said, register)
    for team in said.clusters:
        if team not in net.names:
            what = f"no such cluster in network {net.name}: {unknown_name(team, net.names)}"
            raise document.error(("clusters", team), what, at_key=True)
    lookup = Lookup(document, register)
    first, length = first_year or said.first_year, years or said.years
    starts = tuple(s for team in net.names for s in make_starts(team, said, lookup, first + length))
    rule = None if said.rule is None else make_rule(said.rule, said, starts, lookup)
    return Plan(
        name=document.path.stem,
        label=said.label,
        rationale=said.rationale,
        network=net,
        starts=starts,
        rule=rule,
        first_year=first,
        years=length,
        path=document.path,
        digest=digest(net, starts, rule, first, length),
        bases=lookup.bases,
        ids=lookup.ids,
        document=document,
    )


def network_of(document: Document, said: PlanFile, register: Register) -> Network:
    """The network that a plan's file names; that it is missing is the plan's mistake."""
    try:
        path = find_network(said.network, document.path.parent)
    except UserError as error:
        raise document.error(("network",), str(error)) from None
    return load_network(register, path, said.remainder)


def digest(
    network: Network, starts: tuple[Start, ...], rule: Rule | None, first_year: int, years: int
) -> str:
    """SHA-256 (hex) of what a plan resolves to, whatever its wording and formatting."""
    content = {
        "network": asdict(network),
        "starts": [asdict(start) for start in starts],
        "rule": None if rule is None else asdict(rule),
        "calendar": [first_year, years],
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
