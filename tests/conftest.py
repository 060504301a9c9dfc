"""Shared fixtures: the evidence, the scenarios shipped, and cases of the model.

Property-based tests are derandomised: the same examples on every machine, in every run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

# Test workers use every core already: threads of linear algebra beside them spend their time
# waiting for each other (a Gaussian process took 84 s of processor, where it takes 5).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from kth_sim.cli import main
from kth_sim.evidence.register import Register, load_register
from kth_sim.model.case import Case
from kth_sim.model.hazards import Patient
from kth_sim.model.parameters import Cohort, Structure, one_cluster, pack
from kth_sim.model.patients import clusters_of, draw_patient, tables_for
from kth_sim.runs.build import make_case
from kth_sim.scenarios.resolve import Scenario, load_scenario

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from kth_sim.runs.chunks import ChunkTask

ROOT = Path(__file__).parents[1]
DANISH = (0.035, 0.025, 0.015)

settings.register_profile(
    "kth_sim",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# For runs without the compiler or with one run a mutant: `--hypothesis-profile few`.
settings.register_profile("few", settings.get_profile("kth_sim"), max_examples=5)
settings.load_profile("kth_sim")

ScenarioOf = Callable[[str], Scenario]
CaseOf = Callable[..., Case]
World = dict[str, float]


@cache
def _register() -> Register:
    return load_register(ROOT / "configs" / "evidence")


@cache
def _scenario(name: str) -> Scenario:
    return load_scenario(ROOT / "configs" / "scenarios" / f"{name}.yaml", _register())


@pytest.fixture(scope="session")
def register() -> Register:
    """The evidence shipped with the project."""
    return _register()


@pytest.fixture(scope="session")
def scenario() -> ScenarioOf:
    """A scenario shipped with the project, by name."""
    return _scenario


@pytest.fixture(scope="session")
def shipped_case() -> CaseOf:
    """`shipped_case(name, seed=1, n_patients=1000)`: what an engine is asked in that scenario."""
    return lambda name, seed=1, n_patients=1000: make_case(_scenario(name), seed, n_patients)


@pytest.fixture(scope="session")
def years() -> Callable[[int], np.ndarray]:
    """Period edges in days: every year to the horizon."""
    return lambda n: 365.25 * np.arange(n + 1.0)


@pytest.fixture(scope="session")
def case_of(years: Callable[[int], np.ndarray]) -> CaseOf:
    """A case of one cluster: the national numbers, but for those given by keyword."""
    national = {name: given.value for name, given in _scenario("national").parameters.items()}

    def _case(
        cohort: Cohort | None = None,
        structure: Structure | None = None,
        edges: np.ndarray | None = None,
        rates: tuple[float, float, float] = DANISH,
        seed: int = 1,
        n_patients: int = 1000,
        **changed: float | np.ndarray,
    ) -> Case:
        unknown = set(changed) - set(national)
        assert not unknown, unknown
        return Case(
            observed=pack(national | changed),
            cohort=cohort or one_cluster(),
            structure=structure or Structure(),
            period_edges=years(60) if edges is None else edges,
            discount_rates=rates,
            seed=seed,
            n_patients=n_patients,
        )

    return _case


@pytest.fixture(scope="session")
def worlds() -> st.SearchStrategy[World]:
    """Parameter sets far around the evidence, for `data.draw`."""
    prob, positive = st.floats(0, 1), st.floats(0.5, 3)
    return st.fixed_dictionaries(
        {
            "mean_age": st.floats(70, 90),
            "sd_age": st.floats(6, 12),
            "share_female": prob,
            "prob_destination_own_home": st.floats(0.05, 0.95),
            "prob_temporary_place_given_institution": prob,
            "prob_from_own_home_given_temporary_place": prob,
            "prob_from_own_home_given_nursing_home": prob,
            "mean_days_index_stay": st.floats(4, 16),
            "shape_days_index_stay": st.sampled_from([1.5, 2.5, 3.4, 6.0]),
            "prob_death_30d": st.floats(0.01, 0.25),
            "share_deaths_30d_in_hospital": st.floats(0, 0.6),
            "share_deaths_after_discharge_institution": st.floats(0.1, 0.9),
            "hr_death_30d_nursing_home_vs_temporary_place": positive,
            "or_death_30d_kth": st.floats(0.5, 2),
            "rd_death_30d_kth": st.floats(-0.02, 0.002),
            "prob_death_31_90": st.floats(0, 0.2),
            "prob_death_91_365": st.floats(0, 0.3),
            "smr_years_1_4": positive,
            "hr_late_death_nursing_home": positive,
            "frailty_variance": st.one_of(st.just(0.0), st.floats(0.01, 2)),
            "age_sex_gradient": st.floats(0, 1.5),
            "days_effect_window": st.sampled_from([14.0, 21.0, 30.0, 60.0]),
            "days_kth": st.floats(0, 30),
            "uptake_kth": prob,
            "fidelity_kth": prob,
            "prob_readmission_30d": st.floats(0, 0.4),
            "rr_readmission_30d_kth": st.floats(0.4, 1.8),
            "shape_time_to_readmission": st.floats(0.4, 1.6),
            "n_readmissions_max": st.sampled_from([0.0, 1.0, 3.0, 6.0]),
            "days_readmission_window": st.floats(10, 365),
            "mean_days_readmission": st.floats(1, 20),
            "mean_days_temporary_place": st.floats(5, 60),
            "prob_home_after_temporary_place": prob,
            "prob_nursing_home_move_1y": st.floats(0, 0.5),
            "days_rehabilitation": st.floats(20, 200),
        }
    )


@pytest.fixture(scope="session")
def structures() -> st.SearchStrategy[Structure]:
    """Every combination of structural choices that a scenario may make."""
    measures = ("odds_ratio", "risk_difference")
    windows = ("from_discharge", "from_operation")
    choices = [Structure(w, m, "operated") for w in windows for m in measures]
    return st.sampled_from(
        [*choices, Structure("from_discharge", "odds_ratio", "discharged_alive")]
    )


@pytest.fixture(scope="session")
def people() -> Callable[[Case, range], list[Patient]]:
    """`people(case, numbers)`: who these patients of the first draw are."""

    def _people(case: Case, numbers: range) -> list[Patient]:
        (p,), (s,) = case.draw(0)
        tables, clusters = tables_for(p), clusters_of(case.cohort)
        return [draw_patient(p, s, tables, clusters, (case.seed, 0, n)) for n in numbers]

    return _people


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    def is_one_line_of_complaint(self) -> bool:
        """Exit code 2, one line on standard error, nothing on standard output."""
        one_line = self.err.endswith("\n") and self.err.count("\n") == 1 and len(self.err) > 1
        return self.code == 2 and one_line and not self.out and "Traceback" not in self.err


def missing(what: str) -> NoReturn:
    """Skip, and say how to install what is missing; where nothing may skip, fail."""
    if os.environ.get("KTH_NO_SKIP"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def task_fails() -> Callable[[pytest.MonkeyPatch, int, Exception], None]:
    """`task_fails(patch, index, error)`: workers cannot compute the task of that number."""
    from kth_sim.runs import workers

    def _fails(patch: pytest.MonkeyPatch, index: int, error: Exception) -> None:
        compute = workers.compute

        def failing(task: ChunkTask) -> bytes:
            if task.index == index:
                raise error
            return compute(task)

        patch.setattr(workers, "compute", failing)

    return _fails


@pytest.fixture(scope="session")
def recalculated() -> Callable[[Sequence[Path], Path], dict[str, Path]]:
    """LibreOffice's copies of workbooks by stem, in a folder; every formula is reckoned anew."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        missing("no LibreOffice: apt-get install -y --no-install-recommends libreoffice-calc")

    def _recalculated(files: Sequence[Path], folder: Path) -> dict[str, Path]:
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, "--headless", profile, "--convert-to", "xlsx", "--outdir"]
        command += [str(folder / "out"), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=540)
        return {file.stem: folder / "out" / file.name for file in files}

    return _recalculated


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium; one at a time, since its loop bears no other beside it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        missing("no browser: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("no driver for the browser: pip install playwright")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield made
        made.close()


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """`kth-sim` with these arguments, in this process."""

    def _cli(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["kth-sim", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Said(int(left.value.code or 0), said.out, said.err)

    return _cli
