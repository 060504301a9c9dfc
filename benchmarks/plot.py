"""Draw `benchmarks/speed.png` from the stored results: `make bench-plot`.

Left: pathways a second by engine and by other means. Right: the whole job against draws.
"""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt

HERE = Path(__file__).parent
OURS, OTHERS = "#0072b2", "#d9d9d9"


def stored(name: str) -> list[dict]:
    """The rows of one file of results."""
    found = json.loads((HERE / name).read_text())
    return found["rows"] if isinstance(found, dict) else found


def speeds(axis: plt.Axes) -> None:
    """Pathways a second on one thread, on a log scale."""
    limits = [row for row in stored("results.json") if row["job"].startswith("limit")]
    rows = [(row["job"], row["pathways_per_second"]) for row in stored("peers.json")]
    rows += [(row["job"], row["per_second"]) for row in limits]
    rows.sort(key=lambda row: row[1])
    names, values = zip(*rows, strict=True)
    colours = [OURS if name.startswith("kth_sim") else OTHERS for name in names]
    bars = axis.barh(names, values, color=colours, edgecolor="black", linewidth=0.6)
    axis.bar_label(bars, [f"{value:,.0f}" for value in values], padding=3, fontsize=8)
    axis.set_xscale("log")
    axis.set_xlim(right=max(values) * 20)
    axis.set_xlabel("Pathways a second, one thread (log scale)")
    axis.set_title("Engines, and the same job by other means", loc="left", fontweight="bold")


def whole_job(axis: plt.Axes) -> None:
    """Seconds of the whole job against draws x patients."""
    rows = {row["job"]: row for row in stored("whole_job.json")}
    points = [
        (2_500 * 2_215, "a quarter of the draws"),
        (5_000 * 2_215, "half the draws"),
        (10_000 * 1_108, "half the patients"),
        (10_000 * 2_215, "national, 10,000 draws x 2,215"),
        (10_000 * 4_430, "twice the patients"),
    ]
    for lives, name in points:
        row = rows[name]
        error = [[row["seconds"] - row["low"]], [row["high"] - row["seconds"]]]
        axis.errorbar(2 * lives / 1e6, row["seconds"], yerr=error, fmt="o", color=OURS, capsize=3)
        axis.annotate(name, (2 * lives / 1e6, row["seconds"]), (6, -10), fontsize=8,
                      textcoords="offset points")  # fmt: skip
    axis.axhline(15, color="black", linestyle="--", linewidth=0.8)
    axis.annotate("15 s", (0, 15), (2, 3), textcoords="offset points", fontsize=8)
    axis.set_xlim(0, 115)
    axis.set_ylim(bottom=0)
    axis.set_xlabel("Lives simulated, millions (draws x patients x 2)")
    axis.set_ylabel("Seconds, two cores")
    axis.set_title("The whole job from the command line", loc="left", fontweight="bold")


def main() -> None:
    """Draw and store."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(13, 4.2), layout="constrained")
    speeds(left)
    whole_job(right)
    figure.savefig(HERE / "speed.png", dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
