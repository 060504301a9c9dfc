"""`kth-sim report`: stored runs as one page, for who decides."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kth_sim.cli_common import EvidenceFolder, Seed, load_evidence, progress_bar
from kth_sim.errors import UserError

if TYPE_CHECKING:
    from kth_sim.evidence.register import Register
    from kth_sim.reporting.document import Document
    from kth_sim.runs.report_make import MakeOptions

DEFAULT_DRAWS = 1000
PLANS = ("all_at_once", "staggered_two_per_quarter", "none")
NAMES = {
    "base": "the base case",
    "psa": "many draws",
    "rollout": "rollout plans",
    "threshold": "turning points",
    "bias": "biases",
}


def report(
    runs: Annotated[
        list[str],
        typer.Argument(metavar="RUN...", help="Run folders or their names, or one scenario."),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="The page to write, *.html.")],
    language: Annotated[str, typer.Option("--language", help="da or en.")] = "en",
    docx: Annotated[Path | None, typer.Option("--docx", help="Write Word, too.")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Write Excel, too.")] = None,
    draws: Annotated[
        int | None,
        typer.Option("--draws", min=2, max=1_000_000, help="Of a scenario's runs; default: 1000."),
    ] = None,
    patients: Annotated[
        int | None,
        typer.Option(
            "--patients",
            min=1,
            max=100_000_000,
            help="Of a scenario's runs, in each strategy; default: as each kind of run has.",
        ),
    ] = None,
    plan: Annotated[
        list[str] | None,
        typer.Option(
            "--plan", help="Of a scenario's rollout, the first in detail; again for more."
        ),
    ] = None,
    seed: Seed = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=256, help="Chunks at once. Never changes a result."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Where run folders are.")] = Path("outputs"),
    evidence: EvidenceFolder = None,
) -> None:
    """Write a report: decision card, results, uncertainty, bias, budget, evidence, checklists.

    Of run folders it takes what they hold, and says which command makes what is missing. Of a
    scenario it makes the runs that are missing first, in the run store.

    Examples:
    `kth-sim report national --draws 1000 -o report.html`

    `kth-sim report outputs/national-1a2b3c4d outputs/national-bias-5e6f7a8b -o report.html`
    """
    from kth_sim.reporting.html import write_html  # noqa: PLC0415
    from kth_sim.reporting.language import language as named  # noqa: PLC0415
    from kth_sim.runs.library import folder_of  # noqa: PLC0415
    from kth_sim.runs.report_runs import open_sources  # noqa: PLC0415

    named(language)
    check_targets(output, docx, xlsx)
    if is_scenario(runs, out):
        from kth_sim.runs.report_make import MakeOptions  # noqa: PLC0415

        options = MakeOptions(draws or DEFAULT_DRAWS, seed, patients, workers, out)
        folders, register = made(runs[0], options, plan or list(PLANS), evidence)
    else:
        refuse(draws=draws, patients=patients, plan=plan, seed=seed, workers=workers)
        folders, register = [folder_of(run, out) for run in runs], load_evidence(evidence)
    sources = open_sources(folders)
    from kth_sim.runs.report import build_document  # noqa: PLC0415

    typer.echo("Writing the report", err=True)
    document = build_document(sources, register, language, png=docx is not None)
    written = [write_html(document, output), *others(document, docx, xlsx)]
    for path in written:
        typer.echo(f"Written: {path}")


def is_scenario(runs: list[str], out: Path) -> bool:
    """Whether one scenario is named, and no run."""
    from kth_sim.runs.library import folder_of, is_run  # noqa: PLC0415

    return len(runs) == 1 and not is_run(folder_of(runs[0], out))


def made(
    scenario: str, options: MakeOptions, plans: list[str], evidence: Path | None
) -> tuple[list[Path], Register]:
    """The run folders of a scenario's report, those that are missing made first."""
    from kth_sim.runs.report_make import Maker, made_runs  # noqa: PLC0415
    from kth_sim.scenarios.locate import find_scenario  # noqa: PLC0415
    from kth_sim.scenarios.rollout import find_plan, load_plan  # noqa: PLC0415
    from kth_sim.scenarios.vary import variable  # noqa: PLC0415

    path = find_scenario(scenario)
    register = load_evidence(evidence, path)
    chosen = tuple(load_plan(find_plan(name), register) for name in plans)
    maker = Maker(variable(path, register), chosen, options)
    with ExitStack() as bars:

        def tell(kind: str) -> Callable[[int, int], None]:
            bars.close()
            return bars.enter_context(progress_bar(f"{scenario}, {NAMES[kind]}"))

        return list(made_runs(maker, tell)), register


def refuse(**given: object) -> None:
    """Nothing, unless an option is given that only a scenario's report has.

    Raises:
        UserError: one is.
    """
    for name, value in given.items():
        if value is not None:
            what = "is for the report of a scenario, whose runs are made"
            raise UserError(f"--{name}: {what}: leave it out, or name one scenario")


def check_targets(*paths: Path | None) -> None:
    """Nothing, if every file can be written where it is wanted.

    Raises:
        UserError: a folder is not there.
    """
    for path in paths:
        if path is not None and not path.absolute().parent.is_dir():
            raise UserError(f"{path}: its folder is not there: make it, or name another")


def others(document: Document, docx: Path | None, xlsx: Path | None) -> list[Path]:
    """The same report as Word and as Excel, where they are asked for."""
    paths = []
    if docx is not None:
        from kth_sim.reporting.docx import write_docx  # noqa: PLC0415

        paths.append(write_docx(document, docx))
    if xlsx is not None:
        from kth_sim.reporting.xlsx_report import write_xlsx  # noqa: PLC0415

        paths.append(write_xlsx(document, xlsx))
    return paths
