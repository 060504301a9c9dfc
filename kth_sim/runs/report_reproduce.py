"""How to get each number again: runs, commands, versions, and what was warned of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from kth_sim.economics.bias import CORRECTIONS
from kth_sim.reporting.document import Block, Paragraph, Section, Table
from kth_sim.runs.dsa_folder import GIVEN
from kth_sim.runs.redraw import in_words, of_budget
from kth_sim.runs.redraw_kinds import VOI, Stored
from kth_sim.runs.report_cells import rows_of
from kth_sim.runs.report_runs import BASE, BIAS, ONE_WAY, OTHER, PSA, ROLLOUT, THRESHOLD, kind_of

if TYPE_CHECKING:
    from kth_sim.runs.report_filling import Filling

SHORT = 12  # digits of a hash that are shown
ANSWERS = {
    BASE: "checks, economics",
    PSA: "clinical, patient, economics, draws",
    ROLLOUT: "organisation, budget",
    ONE_WAY: "one_way",
    THRESHOLD: "threshold",
    BIAS: "bias",
    OTHER: "",
}


def reproduce(fill: Filling) -> Section:
    """Every run with its command; versions; warnings."""
    blocks: list[Block] = [fill.pen.paragraph("report.reproduce_intro"), runs_table(fill)]
    for stored in fill.sources.all():
        blocks.append(Paragraph(command_of(stored), kind="command"))
    if fill.sources.get(VOI):
        blocks.append(Paragraph(fill.sources.command(VOI), kind="command"))
    blocks += [versions(fill), *warnings(fill)]
    return Section("reproduce", fill.say("report.reproduce"), tuple(blocks))


def runs_table(fill: Filling) -> Table:
    """One row a run: what it is, and where it stands."""
    pen, rows = fill.pen, []
    for stored in fill.sources.all():
        record, kind = stored.record, kind_of(stored)
        parts = [fill.say(f"report.{name}") for name in ANSWERS[kind].split(", ") if name]
        rows.append(
            [
                pen.text(fill.say(f"report.run.{kind}")),
                pen.text(stored.folder.name),
                pen.number(draws_of(record)),
                pen.number(record["patients"]),
                pen.text(str(record["seed"])),
                pen.text("; ".join(parts)),
            ]
        )
    columns = ["run", "folder", "draws", "patients", "seed", "sections"]
    return pen.table("runs", columns, rows)


def draws_of(record: Mapping[str, Any]) -> int | None:
    """How many draws a run has; None for one of point values."""
    draws = record.get("draws")
    return draws["n"] if draws else None


def command_of(stored: Stored) -> str:
    """The command that makes this run again."""
    kind = kind_of(stored)
    if kind == OTHER:
        return f"kth-sim runs show {stored.folder.name}"
    asked = ASKED[kind](stored)
    return " ".join(part for part in (f"kth-sim {asked[0]}", *asked[1:], size_of(stored)) if part)


def size_of(stored: Stored) -> str:
    """Draws, seed and patients as options."""
    record, draws = stored.record, draws_of(stored.record)
    many = [f"--draws {draws}"] if draws else []
    engine = ["--engine reference"] if record.get("engine") == "reference" else []
    return " ".join(
        [*many, f"--seed {record['seed']}", f"--patients {record['patients']}", *engine]
    )


def asked_run(stored: Stored) -> list[str]:
    """Of the base case, and of many draws."""
    return [f"run {stored.record['scenario']['name']}"]


def asked_rollout(stored: Stored) -> list[str]:
    """Of a comparison of plans."""
    analysis = stored.record["analysis"]
    plans = " ".join(plan["name"] for plan in analysis["plans"])
    scenario = stored.record["scenario"]["name"]
    return [f"rollout {plans}", f"--scenario {scenario}", f"--wtp {analysis['wtp']:.15g}"]


def asked_bias(stored: Stored) -> list[str]:
    """Of a bias analysis: only what differs from the defaults, but for the thresholds."""
    analysis = stored.record["analysis"]
    weights = analysis["weights"]
    only = [f"--only {name}" for name in weights] if set(weights) != set(CORRECTIONS) else []
    strengths = [f"--weight {name}={w:.15g}" for name, w in weights.items() if w != 1.0]
    wtp = [f"--wtp {value:.15g}" for value in analysis["wtp"]]
    return [f"bias {stored.record['scenario']['name']}", *wtp, *only, *strengths]


def asked_one_way(stored: Stored) -> list[str]:
    """Of one-way sensitivity; ranges are named where they were given."""
    given = {r["parameter"] for r in rows_of(stored.table("dsa.csv")) if r["bounds"] == GIVEN}
    analysis = stored.record["analysis"]
    return [
        f"dsa {stored.record['scenario']['name']}",
        f"--only {','.join(analysis['bars'])}",
        *wtp_and_bounds(analysis, given),
    ]


def asked_threshold(stored: Stored) -> list[str]:
    """Of a search for thresholds."""
    analysis = stored.record["analysis"]
    name = stored.record["scenario"]["name"]
    parameters = f"--parameter {','.join(analysis['bars'])}"
    outcome = f"--outcome {analysis['outcome']}"
    return [f"threshold {name}", parameters, outcome, *wtp_and_bounds(analysis, analysis["bars"])]


def wtp_and_bounds(analysis: Mapping[str, Any], named: Collection[str]) -> list[str]:
    """Thresholds, and the ranges of these parameters, as options."""
    ends = {name: analysis["bars"][name] for name in analysis["bars"] if name in named}
    wtp = ",".join(f"{value:.15g}" for value in analysis["wtp"])
    return [f"--wtp {wtp}", *(f"--bounds {n}={low!r}:{high!r}" for n, (low, high) in ends.items())]


ASKED: dict[str, Callable[[Stored], list[str]]] = {
    BASE: asked_run,
    PSA: asked_run,
    ROLLOUT: asked_rollout,
    BIAS: asked_bias,
    ONE_WAY: asked_one_way,
    THRESHOLD: asked_threshold,
}


def versions(fill: Filling) -> Table:
    """Of program, Python, libraries and evidence."""
    record = fill.sources.record
    known = {**record["versions"], "evidence": record["evidence_hash"][:SHORT]}
    rows = [[fill.pen.text(name), fill.pen.text(str(text))] for name, text in known.items()]
    return fill.pen.table("versions", ["what", "version"], rows)


def warnings(fill: Filling) -> list[Block]:
    """What the runs warned of, each once."""
    lines = [line for stored in fill.sources.all() for line in stored.record.get("warnings", ())]
    return [
        Paragraph(in_words(line, fill.say), kind="note" if of_budget(line, fill.say) else "warning")
        for line in dict.fromkeys(lines)
    ]


def about(fill: Filling) -> dict[str, str]:
    """What the report says of itself: name -> text."""
    record, scenario = fill.sources.record, fill.sources.scenario
    folders = ", ".join(stored.folder.name for stored in fill.sources.all())
    return {
        fill.say("report.about.scenario"): scenario["name"],
        fill.say("report.about.runs"): folders,
        fill.say("report.about.seed"): str(record["seed"]),
        fill.say("report.about.version"): record["versions"]["kth_sim"],
        fill.say("report.about.evidence"): record["evidence_hash"][:SHORT],
        fill.say("report.about.command"): (
            f"kth-sim report {folders.replace(',', '')} --language {fill.say.code} -o report.html"
        ),
    }
