"""Small runs of the base case, made as the command makes them, and their report."""

from __future__ import annotations

from pathlib import Path

import pytest
from page_reader import Page
from report_case import DRAWS, PATIENTS

from kth_sim.reporting.html import to_html, write_html
from kth_sim.runs.report import build_document
from kth_sim.runs.report_make import MakeOptions, Maker, made_runs
from kth_sim.runs.report_runs import open_sources
from kth_sim.scenarios.rollout import find_plan, load_plan
from kth_sim.scenarios.vary import variable

ROOT = Path(__file__).parents[2]
PLANS = ("all_at_once", "none")


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The folder that holds the runs."""
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="session")
def maker(register, store):
    """Makes, or finds, the runs of a small report of the base case."""
    path = ROOT / "configs" / "scenarios" / "national.yaml"
    plans = tuple(load_plan(find_plan(name), register) for name in PLANS)
    options = MakeOptions(DRAWS, patients=PATIENTS, workers=2, out=store)
    return Maker(variable(path, register), plans, options)


@pytest.fixture(scope="session")
def folders(maker):
    """The runs' folders by kind."""
    kinds = ("base", "psa", "rollout", "threshold", "bias")
    made = made_runs(maker, lambda _: None)
    return dict(zip(kinds, made, strict=True))


@pytest.fixture(scope="session")
def sources(folders):
    """The runs, opened."""
    return open_sources(list(folders.values()))


@pytest.fixture(scope="session")
def documents(sources, register):
    """The report by language."""
    return {code: build_document(sources, register, code) for code in ("en", "da")}


@pytest.fixture(scope="session")
def pages(documents):
    """The report as pages, by language."""
    return {code: Page(to_html(document)) for code, document in documents.items()}


@pytest.fixture(scope="session")
def files(documents, tmp_path_factory):
    """The pages on disk, by language."""
    folder = tmp_path_factory.mktemp("pages")
    return {code: write_html(one, folder / f"{code}.html") for code, one in documents.items()}
