"""`kth-sim verify`: the model checks itself."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kth_sim.cli_common import AsJson, EvidenceFolder, load_evidence, print_json, progress_bar
from kth_sim.errors import UserError

if TYPE_CHECKING:
    from kth_sim.verify.check import Check
    from kth_sim.verify.subject import Subject

_FAILED = 1


def verify(
    scenario: Annotated[
        str, typer.Argument(metavar="[SCENARIO]", help="A scenario's name or file.")
    ] = "national",
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", help="A group, or a check's name, with * for anything; may be given again."
        ),
    ] = None,
    names: Annotated[bool, typer.Option("--list", help="Name the checks and stop.")] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Write the answers to this file (JSON).")
    ] = None,
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Check that the model computes what it says: every check with expectation, result, margin.

    Exit code 1 if any check fails. Writes nothing unless told to.

    Examples:
    `kth-sim verify`

    `kth-sim verify my_scenario.yaml --only states --only "values.*price*"`
    """
    from kth_sim.verify.runner import chosen, run_checks  # noqa: PLC0415

    checks = chosen(only or ())
    if names:
        show_list(checks, as_json)
        return
    subject, began = load_subject(scenario, evidence), time.perf_counter()
    with progress_bar("Checks") as progress:
        answers = run_checks(subject, checks, progress=progress)
    from kth_sim.verify.payload import make_payload, timed  # noqa: PLC0415

    payload = make_payload(subject.base, answers)
    if out is not None:
        write(out, payload)
    show(timed(payload, answers, time.perf_counter() - began), as_json)
    if payload["failed"]:
        raise typer.Exit(_FAILED)


def load_subject(scenario: str, evidence: Path | None) -> Subject:
    """The model under check in that scenario."""
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415
    from kth_sim.verify.subject import subject_of  # noqa: PLC0415

    path = find_scenario(scenario)
    return subject_of(path, load_evidence(evidence, path))


def show_list(checks: list[Check], as_json: bool) -> None:
    """Print which checks there are."""
    rows = [{"name": check.name, "group": check.group, "asks": check.asks} for check in checks]
    if as_json:
        print_json(rows)
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415
    from kth_sim.reporting.verify_console import print_list  # noqa: PLC0415

    print_list(rows, make_console())


def show(payload: dict[str, Any], as_json: bool) -> None:
    """Print the answers."""
    if as_json:
        print_json(payload)
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415
    from kth_sim.reporting.verify_console import print_verify  # noqa: PLC0415

    print_verify(payload, make_console())


def write(path: Path, payload: dict[str, Any]) -> None:
    """Write the answers, whole or not at all.

    Raises:
        UserError: the file cannot be written.
    """
    from kth_sim.files import write_whole  # noqa: PLC0415

    text = json.dumps(payload, indent=2, ensure_ascii=False, allow_nan=False)
    try:
        write_whole(path, f"{text}\n".encode())
    except OSError as error:
        what = error.strerror or "cannot be written"
        raise UserError(f"--out {path}: {what}: name a file in a folder that exists") from None
