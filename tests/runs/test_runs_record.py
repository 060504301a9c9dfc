"""What a run leaves: every file it owes, and a record that matches them."""

from __future__ import annotations

import hashlib
import json
import math

import numpy as np
import pandas as pd
import pytest

import kth_sim
from kth_sim.runs.folder import digest
from kth_sim.runs.record import inputs_hash
from kth_sim.runs.run import Options, run_scenario

FIGURES = (
    "survival_90d",
    "survival_lifetime",
    "readmission_incidence",
    "cost_of_strategies",
    "flow_90d",
)
TABLES = (
    "summary",
    "incremental",
    "costs_by_item",
    "calibration",
    "observed_vs_simulated",
)


@pytest.fixture(scope="session")
def folder(national):
    return national.report.folder


@pytest.fixture(scope="session")
def record(folder):
    return json.loads((folder / "run.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_there(folder, name):
    assert len(pd.read_csv(folder / f"{name}.csv"))


@pytest.mark.parametrize("name", FIGURES)
def test_the_figures_are_there_each_beside_its_numbers(folder, name):
    starts = {"png": b"\x89PNG\r\n", "pdf": b"%PDF-", "svg": b"<?xml"}
    for ending, start in starts.items():
        content = (folder / "figures" / f"{name}.{ending}").read_bytes()
        assert content.startswith(start)
        assert len(content) > 1000
    assert len(pd.read_csv(folder / "figures" / f"{name}.csv"))


def test_the_record_names_scenario_seed_engine_and_patients(record, shipped):
    assert record["scenario"]["name"] == "national"
    assert record["scenario"]["structure"] == dict(shipped("national").structure)
    assert record["scenario"]["cohort"]["people_per_year"] == 2215
    assert len(record["scenario"]["cohort"]["clusters"]) == 11
    assert (record["seed"], record["engine"], record["patients"]) == (1, "fast", 2000)


def test_the_record_holds_every_resolved_parameter(record, shipped):
    found = {name: given["value"] for name, given in record["scenario"]["parameters"].items()}
    assert found == {name: g.value for name, g in shipped("national").parameters.items()}
    assert found["prob_death_30d"] == pytest.approx(0.119, rel=1e-12)
    assert all(given["basis"] for given in record["scenario"]["parameters"].values())


def test_the_record_names_versions_and_timings(record):
    assert record["versions"]["kth_sim"] == kth_sim.__version__
    assert record["versions"]["numpy"] == np.__version__
    assert record["versions"].keys() >= {"python", "scipy", "numba", "simpy", "pandas"}
    assert record["timings_seconds"].keys() >= {"simulate", "evaluate"}
    assert all(math.isfinite(s) and s >= 0 for s in record["timings_seconds"].values())


def test_the_record_names_its_evidence(record, register):
    assert record["evidence_hash"] == register.digest


def test_digests_are_those_of_the_files(record, folder):
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    assert set(record["files"]) == set(files) - {"run.json"}
    for name, sha in record["files"].items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == sha


def test_the_folder_is_named_after_scenario_and_inputs(record, folder):
    assert folder.name == f"national-{record['inputs_hash'][:8]}"
    assert len(record["inputs_hash"]) == 64


def test_the_hash_tells_inputs_apart(shipped):
    def of(name="national", seed=1, patients=100, engine="fast"):
        return inputs_hash(shipped(name), seed, patients, engine)

    same, others = of(), [of(seed=2), of(patients=101), of(engine="reference"), of("crude")]
    assert of() == same
    assert len({same, *others}) == 5


def test_the_hash_sees_every_kind_of_change(shipped):
    """Base scenario against those that change a structural choice, a cluster, a single number."""
    names = (
        "national",
        "effect_from_operation",
        "later_care_costs_included",
        "as_presented",
        "listed_teams",
        "goedstrup",
        "frailty_none",
        "southern_clusters",
    )
    assert len({inputs_hash(shipped(name), 1, 100, "fast") for name in names}) == len(names)


def test_the_order_of_keys_is_no_content():
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})


@pytest.mark.usefixtures("no_figures")
def test_another_seed_gives_another_folder_and_other_numbers(shipped, tmp_path):
    one, two = (
        run_scenario(shipped("national"), Options(tmp_path, seed, 200, "fast", 1))
        for seed in (1, 2)
    )
    assert one.report.folder != two.report.folder
    assert one.payload["strategies"] != two.payload["strategies"]


def test_calibration_says_target_integral_simulation_and_error(folder):
    table = pd.read_csv(folder / "calibration.csv")
    assert {"target", "integrated", "simulated", "mcse", "z"} <= set(table.columns)
    assert np.allclose(table["target"], table["integrated"], rtol=0, atol=1e-5)
    z = (table["simulated"] - table["target"]) / table["mcse"]
    assert np.allclose(table["z"], z, rtol=1e-9)
    assert (table["z"].abs() < 4).all()


def test_what_the_decks_print_stands_beside(folder):
    table = pd.read_csv(folder / "observed_vs_simulated.csv").set_index("fact")["observed"]
    assert table["mort30_uc"] == pytest.approx(0.119)
    assert table["mort30_kth"] == pytest.approx(0.080)
    assert table["readm_uc"] == pytest.approx(0.136)
    assert table["readm_kth"] == pytest.approx(0.186)
    assert table["nnt"] == 19
    assert table["cost_per_life"] == 161_060
    assert table["cost_difference_3m"] == pytest.approx(161_060 / 19)


def test_the_curves_end_where_the_summary_says(folder, national):
    """Survival at day 30 and 90 is one less the risks; incidence at day 30 is the readmission."""
    curve = pd.read_csv(folder / "figures" / "survival_90d.csv")
    incidence = pd.read_csv(folder / "figures" / "readmission_incidence.csv")
    for strategy, found in national.payload["strategies"].items():
        alive = curve[curve["strategy"] == strategy].set_index("day")["alive"]
        assert alive[0] == 1.0
        assert alive[30] == pytest.approx(1 - found["prob_death_30d"]["mean"], abs=1e-12)
        assert alive[90] == pytest.approx(1 - found["prob_death_90d"]["mean"], abs=1e-12)
        readmitted = incidence[incidence["strategy"] == strategy].set_index("day")["readmitted"]
        assert readmitted[30] == pytest.approx(found["prob_readmission_30d"]["mean"], abs=1e-12)


def test_a_thousand_patients_flow(folder):
    flow = pd.read_csv(folder / "figures" / "flow_90d.csv")
    assert flow.groupby("strategy")["per_1000"].sum().tolist() == pytest.approx([1000, 1000])


def test_items_sum_to_the_cost_of_three_months(folder, national):
    items = pd.read_csv(folder / "costs_by_item.csv")
    for strategy, found in national.payload["strategies"].items():
        total = items.loc[items["strategy"] == strategy, "cost_0_3_months"].sum()
        assert total == pytest.approx(found["cost_3m"]["mean"], rel=1e-9)
