"""`kth-sim voi`: what it would be worth to know more, and by which study."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kth_sim.cli_common import AsJson, EvidenceFolder, load, load_evidence, print_json
from kth_sim.errors import UserError

if TYPE_CHECKING:
    from kth_sim.runs.library import LoadedRun
    from kth_sim.scenarios.analyses import Voi


def voi(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run of many draws.")],
    scenario: Annotated[
        str | None,
        typer.Option(
            "--scenario",
            help="Take thresholds, groups and studies from this scenario's analyses.voi; "
            "default: as the run was last analysed.",
        ),
    ] = None,
    wtp: Annotated[
        list[float] | None,
        typer.Option("--wtp", min=0, help="DKK per unit of effect; may be given again."),
    ] = None,
    parameters: Annotated[
        list[str] | None,
        typer.Option(
            "--parameters",
            help="Only these, known together: ids by commas; may be given again.",
        ),
    ] = None,
    effect: Annotated[
        str | None, typer.Option("--effect", help="Measure that is the effect, such as ly.")
    ] = None,
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Value of information of a stored run: EVPI, EVPPI, and EVSI and ENBS of studies.

    Writes tables into the run's own folder, under `voi/`.

    Examples:
    `kth-sim voi outputs/national-1a2b3c4d --scenario next_evaluation`

    `kth-sim voi outputs/national-1a2b3c4d --wtp 300000 --parameters or_death_30d_kth`
    """
    from kth_sim.runs.library import load_run  # noqa: PLC0415
    from kth_sim.runs.voi_results import analyse  # noqa: PLC0415

    stored = load_run(run)
    asked = asked_of(stored, scenario, evidence)
    if wtp:
        asked = replace(asked, wtp=tuple(wtp))
    if parameters:
        groups = [tuple(name.strip() for name in text.split(",")) for text in parameters]
        named = {" + ".join(group): group for group in groups}
        asked = replace(asked, parameters=named, singles=False)
    if effect:
        asked = replace(asked, effect=effect)
    result = analyse(stored, asked)
    if as_json:
        print_json(result.payload)
        return
    from kth_sim.reporting.console import make_console  # noqa: PLC0415
    from kth_sim.reporting.voi_console import print_voi  # noqa: PLC0415

    print_voi(result.tables, stored.labels(), str(result.folder), make_console())


def asked_of(run: LoadedRun, scenario: str | None, evidence: Path | None) -> Voi:
    """What to compute: as the scenario says, as before, or the plain values.

    Raises:
        UserError: the scenario asks nothing.
    """
    from kth_sim.runs.voi_results import asked_before, plain_voi  # noqa: PLC0415
    from kth_sim.runs.voi_studies import check_voi  # noqa: PLC0415

    if scenario is None:
        return asked_before(run) or plain_voi(run, load_evidence(evidence))
    resolved = load(scenario, evidence)
    if resolved.voi is None:
        raise UserError(f"--scenario {scenario}: has no analyses.voi: name one that does")
    check_voi(resolved)
    return resolved.voi
