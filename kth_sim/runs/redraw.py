"""Figures of a stored run, drawn from what it has written: nothing is simulated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.economics import weakest_basis
from kth_sim.errors import UserError
from kth_sim.runs.checks import UNREACHABLE
from kth_sim.runs.library import folder_of, read_record
from kth_sim.runs.redraw_kinds import KINDS, Drawing, Kind, Stored

if TYPE_CHECKING:
    from kth_sim.reporting.figures.decision import About
    from kth_sim.reporting.language import Language

FIGURES = "figures"
DEFAULT_WTP = ("wtp_lower", "wtp_upper")  # evidence entries
_COUNTED = re.compile(r"in ([\d,]+) of ([\d,]+) (?:draws|points) (.*)")
_CARE = re.compile(r"costs of care after the third month are (\w+)")  # of `rollout.notes`
_BETWEEN = re.compile(r"between simulated fidelities .* at most ([\d.]+)%")  # the same
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class DrawOptions:
    """What to draw, and how.

    Attributes:
        only: kinds of figures, or single ones by the names of their files; empty: all.
        formats: `png`, `svg`, `pdf`; empty: all.
        language: `da` or `en`.
        wtp: thresholds to mark, DKK per QALY; empty: those of the run, or of the evidence.
        out: where the figures go; None: `figures-<language>` in the run's folder, so that the
            `figures` that a run itself wrote, and of which it keeps the hash, stay as they are.
    """

    only: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    language: str = "en"
    wtp: tuple[float, ...] = ()
    out: Path | None = None


def redraw(
    run: str | Path,
    options: DrawOptions,
    out: Path = Path("outputs"),
    progress: Progress | None = None,
) -> list[Path]:
    """Draw figures of a stored run; return the paths written, the csv beside each among them.

    Args:
        run: a run's folder, or its name in `out`.
        options: what to draw, and how.
        out: where run folders are.
        progress: told how many of the figures are drawn.

    Raises:
        UserError: there is no such run, figure, format or language, or the run cannot give a
            figure that is asked for; nothing is written then.
    """
    from kth_sim.reporting.figures.save import FORMATS, save_figure  # noqa: PLC0415 - matplotlib
    from kth_sim.reporting.language import language  # noqa: PLC0415 - as above

    formats = options.formats or FORMATS
    for name in formats:
        if name not in FORMATS:
            raise UserError(f"--format {name}: is not one of {', '.join(FORMATS)}")
    say, stored = language(options.language), open_stored(run, options, out)
    about, drawings = about_of(stored, say), chosen(stored, options.only)
    folder, written = options.out or stored.folder / f"{FIGURES}-{say.code}", []
    try:
        for done, drawing in enumerate(drawings, start=1):
            figure = drawing.draw(about)
            written += save_figure(figure, drawing.frame, folder, drawing.name, formats)
            if progress is not None:
                progress(done, len(drawings))
    except OSError as error:
        raise UserError(f"{folder}: cannot be written: {error.strerror or error}") from None
    return written


def redraw_runs(
    runs: Sequence[str | Path],
    options: DrawOptions,
    out: Path = Path("outputs"),
    progress: Progress | None = None,
) -> list[Path]:
    """Draw figures of several stored runs; each one asked for is from the first run that has it.

    Raises:
        UserError: as `redraw`; nothing is written where no run can give a figure.
    """
    if not options.only:
        return [path for run in runs for path in redraw(run, options, out, progress)]
    shares: dict[str | Path, list[str]] = {}
    for name in options.only:
        shares.setdefault(giver(name, runs, options, out), []).append(name)
    written: list[Path] = []
    for run, names in shares.items():
        written += redraw(run, replace(options, only=tuple(names)), out, progress)
    return written


def giver(name: str, runs: Sequence[str | Path], options: DrawOptions, out: Path) -> str | Path:
    """The first of these runs that can give a figure.

    Raises:
        UserError: none can; says what each lacks.
    """
    reasons = []
    for run in runs:
        try:
            asked_for(name, open_stored(run, options, out))
        except UserError as error:
            reasons.append(str(error))
        else:
            return run
    raise UserError("; ".join(dict.fromkeys(reasons)))


def possible(run: str | Path, out: Path = Path("outputs")) -> dict[str, str | None]:
    """Each kind of figure with what the run lacks for it, in words; None: it can be drawn.

    Raises:
        UserError: there is no such run.
    """
    stored = open_stored(run, DrawOptions(wtp=(0.0,)), out)
    return {name: lack(kind, stored) for name, kind in KINDS.items()}


def lack(kind: Kind, stored: Stored) -> str | None:
    """What a run lacks for a kind of figure, and which command makes it."""
    missing = kind.missing(stored)
    return f"needs {' and '.join(missing)}, which {kind.source} writes" if missing else None


def open_stored(run: str | Path, options: DrawOptions, out: Path) -> Stored:
    """The stored run, with the thresholds to mark.

    Raises:
        UserError: there is none.
    """
    folder = folder_of(run, out)
    record = read_record(folder)
    return Stored(folder, record, marks_of(record, options.wtp))


def marks_of(record: Mapping[str, Any], asked: Sequence[float]) -> tuple[float, ...]:
    """The thresholds asked for, else those of the run, else those of the evidence.

    Raises:
        UserError: one asked for is not above 0.
    """
    if any(not 0 <= wtp < float("inf") for wtp in asked):
        raise UserError("--wtp: give DKK per QALY, 0 or more")
    own = record.get("analysis", record).get("wtp") or ()
    own = (own,) if isinstance(own, int | float) else own
    return tuple(sorted(set(asked or own or evidence_marks())))


def evidence_marks() -> Iterator[float]:
    """The thresholds at which the evidence says that results are read."""
    from kth_sim.evidence.register import load_register  # noqa: PLC0415 - reads all evidence
    from kth_sim.scenarios.locate import find_evidence  # noqa: PLC0415 - as above

    register = load_register(find_evidence(None))
    for name in DEFAULT_WTP:
        value = register.entries[name].value if name in register.entries else None
        if value is not None:
            yield float(value)


def chosen(stored: Stored, only: Sequence[str]) -> list[Drawing]:
    """The figures asked for, or all that the run can give.

    Raises:
        UserError: the run cannot give one of them, or any.
    """
    if not only:
        kinds = [kind for kind in KINDS.values() if not kind.missing(stored)]
        found = [drawing for kind in kinds for drawing in kind.drawings(stored)]
        if not found:
            what = "holds nothing to draw from: name a run of many draws, or of dsa or bias"
            raise UserError(f"{stored.folder}: {what}")
        return found
    return [drawing for name in only for drawing in asked_for(name, stored)]


def asked_for(name: str, stored: Stored) -> list[Drawing]:
    """The figures of a kind, or the one of that name.

    Raises:
        UserError: there is none, or the run cannot give it.
    """
    kind = next((kind for kind in KINDS.values() if f"{name}_".startswith(f"{kind.name}_")), None)
    if kind is None:
        raise UserError(f"--only {name}: no such figure: there are {', '.join(KINDS)}")
    wanting = lack(kind, stored)
    if wanting:
        raise UserError(f"--only {name}: {stored.folder} cannot give it: {wanting}")
    every = list(kind.drawings(stored))
    found = every if name == kind.name else [one for one in every if one.name == name]
    if not found:
        there = ", ".join(one.name for one in every) or "none"
        raise UserError(f"--only {name}: {stored.folder} cannot give it: it has {there}")
    return found


def about_of(stored: Stored, say: Language) -> About:
    """What the figures of a run say of themselves."""
    from kth_sim.reporting.figures.decision import About  # noqa: PLC0415 - loads matplotlib

    record = stored.record
    scenario, draws = record["scenario"], record.get("draws")
    parameters = scenario["parameters"]
    bases = {name: given["basis"] for name, given in parameters.items()}
    return About(
        language=say,
        scenario=scenario["label"] if say.code == "en" else scenario["name"],
        seed=record["seed"],
        draws=draws["n"] if draws else None,
        patients=record["patients"],
        basis=weakest_basis(tuple(bases), bases),
        warnings=tuple(in_words(line, say) for line in record.get("warnings", ())),
        labels={name: given["label"] for name, given in parameters.items()},
        marks=stored.marks,
    )


def in_words(warning: str, say: Language) -> str:
    """A warning of the run in the language of the figure, as a sentence."""
    found = _COUNTED.fullmatch(warning)
    kinds = {text: name for name, text in UNREACHABLE.items()}
    if found and found[3] in kinds:
        n, of = (say.number(float(number.replace(",", ""))) for number in found.groups()[:2])
        return say(f"warning.{kinds[found[3]]}", n=n, of=of)
    gap = re.fullmatch(r"incomplete: (\d+) of (\d+) draws are missing", warning)
    if gap:
        n, of = (say.number(float(number)) for number in gap.groups())
        return say("warning.incomplete", n=n, of=of)
    return of_budget(warning, say) or f"{warning[:1].upper()}{warning[1:]}."


def of_budget(warning: str, say: Language) -> str:
    """What a comparison of rollout plans says of itself; empty if it is something else."""
    if care := _CARE.match(warning):
        return say(f"budget.care_{care[1]}")
    if off := _BETWEEN.match(warning):
        return say("budget.between", share=say.percent(float(off[1]) / 100, 1))
    return ""
