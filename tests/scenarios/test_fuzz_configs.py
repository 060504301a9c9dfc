"""20,000 spoilt scenarios, plans and targets: each taken, or refused in one line with a place."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutants import mutants

from kth_sim.errors import ConfigError
from kth_sim.evidence.yaml_source import read_document
from kth_sim.runs.external_targets import load_targets
from kth_sim.scenarios.resolve import load_scenario
from kth_sim.scenarios.rollout import load_plan

CONFIGS = Path(__file__).parents[2] / "configs"
SCENARIOS, PLANS, NETWORKS, TARGETS = 13_000, 4_000, 1_000, 2_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the configurations, to write mutants beside what they refer to."""
    root = tmp_path_factory.mktemp("fuzz")
    for kind in ("scenarios", "rollouts", "rollouts/networks", "targets"):
        (root / kind).mkdir()
        for path in (CONFIGS / kind).glob("*.yaml"):
            (root / kind / path.name).write_bytes(path.read_bytes())
    return root


def sources(paths):
    return [(path.read_bytes(), read_document(path).data) for path in paths]


def few_targets():
    """Small files of some of the targets each: a large one hides what follows its first mistake."""
    import json

    whole = read_document(CONFIGS / "targets" / "external.yaml").data["targets"]
    names = list(whole)
    for start in range(0, len(names), 3):
        data = {"targets": {name: whole[name] for name in names[start : start + 3]}}
        yield json.dumps(data, ensure_ascii=False, indent=1).encode(), data


def outcomes(path, contents, load):
    """How many were taken and how many refused; anything but a placed refusal fails."""
    taken = refused = 0
    for content in contents:
        path.write_bytes(content)
        try:
            load(path)
        except ConfigError as error:
            refused += 1
            check_place(error, content, path)
        except Exception as error:
            raise AssertionError(f"{type(error).__name__}: {error}\n{content!r}") from error
        else:
            taken += 1
    return taken, refused


def check_place(error, content, path):
    """One printable line that names a file, and in the mutant a line and column that are there."""
    message = str(error)
    assert message.isprintable(), (message, content)
    place = error.place
    assert message.startswith(f"{place.file}:{place.line}:{place.column}: ")
    assert place.file.is_file(), message
    if place.file == path:
        lines = lines_of(content)
        assert 1 <= place.line <= len(lines), (message, content)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1, (message, content)


def lines_of(content):
    """Lines as YAML counts them."""
    text = content.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    for end in "\r\x85\u2028\u2029":
        text = text.replace(end, "\n")
    return text.split("\n")


def test_spoilt_scenarios(folder, register):
    paths = sorted((CONFIGS / "scenarios").glob("*.yaml"))
    path = folder / "scenarios" / "mutant.yaml"
    spoilt = mutants(sources(paths), SCENARIOS, "scenarios")
    taken, refused = outcomes(path, spoilt, lambda p: load_scenario(p, register))
    assert taken + refused == SCENARIOS
    assert taken > SCENARIOS / 20
    assert refused > SCENARIOS / 2


def test_spoilt_plans(folder, register):
    paths = sorted((CONFIGS / "rollouts").glob("*.yaml"))
    path = folder / "rollouts" / "mutant.yaml"
    spoilt = mutants(sources(paths), PLANS, "plans")
    taken, refused = outcomes(path, spoilt, lambda p: load_plan(p, register))
    assert taken + refused == PLANS
    assert taken > PLANS / 20
    assert refused > PLANS / 2


def test_spoilt_networks(folder, register):
    """A plan is sound, the network that it names is not."""
    paths = sorted((CONFIGS / "rollouts" / "networks").glob("*.yaml"))
    plan = folder / "rollouts" / "on_mutant.yaml"
    plan.write_text("label: L\nrationale: R\nnetwork: mutant\nfirst_year: 2026\nyears: 2\n")
    path = folder / "rollouts" / "networks" / "mutant.yaml"
    spoilt = mutants(sources(paths), NETWORKS, "networks")
    taken, refused = outcomes(path, spoilt, lambda _: load_plan(plan, register))
    assert taken + refused == NETWORKS
    assert refused > NETWORKS / 2


def test_spoilt_targets(folder, register):
    path = folder / "targets" / "mutant.yaml"
    spoilt = mutants(list(few_targets()), TARGETS, "targets")
    taken, refused = outcomes(path, spoilt, lambda p: load_targets(p, register))
    assert taken + refused == TARGETS
    assert taken > TARGETS / 20
    assert refused > TARGETS / 2
