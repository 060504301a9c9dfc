"""Small bias analyses and averages in this process, and the command line beside them."""

from __future__ import annotations

import pytest

from kth_sim.evidence.draws import make_draws
from kth_sim.runs.bias import BiasOptions, BiasResult, asked_weights, run_bias
from kth_sim.runs.psa import PsaOptions

DRAWS, PATIENTS = 24, 200


@pytest.fixture(scope="session")
def national(scenario):
    """The national scenario."""
    return scenario("national")


@pytest.fixture(scope="session")
def draws(register, national):
    """Draws of the national scenario."""
    return make_draws(register, national.choices, national.overrides, DRAWS, 1)


@pytest.fixture(scope="session")
def psa(tmp_path_factory) -> PsaOptions:
    """How every run is carried out."""
    out = tmp_path_factory.mktemp("bias")
    return PsaOptions(PATIENTS, 1, out=out, workers=1, chunk_size=10)


@pytest.fixture(scope="session")
def analysed(national, register, draws, psa) -> BiasResult:
    """The whole analysis; not to be altered."""
    options = BiasOptions(asked_weights([], {}), (200_000.0, 500_000.0), psa)
    return run_bias(national, register, draws, options)
