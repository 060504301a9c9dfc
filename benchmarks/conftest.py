"""What the benchmarks' history says of the machine: its processor, not its name."""

from __future__ import annotations

import platform


def pytest_benchmark_update_machine_info(config, machine_info):
    """Drop the machine's name."""
    machine_info["node"] = platform.machine()
