"""`kth-sim evidence ...`: what is known, from where, and where sources disagree."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kth_sim.cli_common import AsJson, EvidenceFolder, load_evidence, print_frame, print_json

evidence_app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown")


class Basis(StrEnum):
    """What an evidence entry rests on."""

    observed = "observed"
    derived = "derived"
    literature = "literature"
    assumption = "assumption"


@evidence_app.command("list")
def evidence_list(
    basis: Annotated[
        Basis | None, typer.Option("--basis", help="Only what rests on this.", show_default=False)
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", help="Only parameter, fact, target or context.")
    ] = None,
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """List the evidence: id, label, value, unit, basis, source.

    Example: `kth-sim evidence list --basis assumption`
    """
    from kth_sim.runs import evidence_views as views  # noqa: PLC0415

    entries = views.entry_list(load_evidence(evidence), basis and basis.value, role)
    if as_json:
        print_json(entries)
        return
    print_frame(entries, ["id", "label", "value", "unit", "basis"], "Evidence")


@evidence_app.command("show")
def evidence_show(
    name: Annotated[str, typer.Argument(metavar="ID", help="An evidence id.")],
    evidence: EvidenceFolder = None,
    as_json: AsJson = False,
) -> None:
    """Show all that is known of one entry: value, uncertainty, source, alternatives.

    Example: `kth-sim evidence show or_death_30d_kth`
    """
    from kth_sim.runs import evidence_views as views  # noqa: PLC0415

    entry = views.entry_details(load_evidence(evidence), name)
    if as_json:
        print_json(entry)
        return
    views.print_entry(entry, typer.echo)


@evidence_app.command("audit")
def evidence_audit(evidence: EvidenceFolder = None, as_json: AsJson = False) -> None:
    """Show where the sources contradict each other: claims, arithmetic, size, and what we do.

    Every number is computed from the facts as the command runs.
    """
    from kth_sim.runs import evidence_views as views  # noqa: PLC0415

    rows = views.audit_rows(load_evidence(evidence))
    if as_json:
        print_json(rows)
        return
    views.print_audit(rows, typer.echo)
