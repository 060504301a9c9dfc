"""The quick reader in C and PyYAML's own give the same data, places and refusals."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import yaml

from kth_sim.errors import ConfigError
from kth_sim.evidence.yaml_source import read_document

CONFIGS = sorted((Path(__file__).parents[2] / "configs").rglob("*.yaml"))
PIECES = (b"\t", b"? ", b": ", b"{", b"}", b"[", b",", b"'", b'"', b"#", b"\r", b"\x85", b"- ",
          b"~", b"&a ", b"!x ", b"|\n", b"\xe2\x80\xa8", b"%", b"\xef\xbb\xbf", b"  ")  # fmt: skip


@pytest.fixture
def without_libyaml(monkeypatch):
    """Whatever is installed, only PyYAML's own scanner."""
    return lambda: monkeypatch.setattr(yaml, "__with_libyaml__", False)


def reading(path):
    try:
        document = read_document(path)
    except ConfigError as error:
        return str(error)
    return repr(document.data), sorted(map(repr, document.marks.items()))


def test_shipped_files_read_alike(without_libyaml):
    quick = [reading(path) for path in CONFIGS]
    without_libyaml()
    assert [reading(path) for path in CONFIGS] == quick


def test_spoilt_files_read_alike(tmp_path, without_libyaml):
    """Parts of the shipped files with pieces of syntax thrown in."""
    luck = random.Random("readers")
    files = []
    for number in range(400):
        lines = luck.choice(CONFIGS).read_bytes().splitlines(keepends=True)
        at = luck.randrange(len(lines))
        content = b"".join(lines[at : at + luck.randint(1, 12)])
        for _ in range(luck.randint(1, 3)):
            cut = luck.randrange(len(content) + 1)
            content = content[:cut] + luck.choice(PIECES) + content[cut:]
        files.append(tmp_path / f"{number}.yaml")
        files[-1].write_bytes(content)
    quick = [reading(path) for path in files]
    without_libyaml()
    slow = [reading(path) for path in files]
    assert quick == slow
    assert 40 < sum(isinstance(one, tuple) for one in quick) < 360  # both kinds are there
