"""Where and with what was measured."""

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.cluster import Cluster

_PACKAGES = (
    "Django",
    "psycopg",
    "gunicorn",
    "django-import-export",
    "tablib",
    "openpyxl",
    "python-calamine",
    "celery",
)


def facts(cluster: Cluster, rounds: int) -> dict[str, Any]:
    """Processor, memory, load at the start, versions."""
    cpu = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = Path("/proc/meminfo").read_text().split()[1]
    return {
        "cpu": cpu[0].partition(": ")[2] if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory) / 2**20, 1),
        "rounds": rounds,
        "kernel": platform.release(),
        "load": os.getloadavg(),
        "python": platform.python_version(),
        "postgresql": str(cluster.ask("SHOW server_version")[0][0]),
        "packages": {name: version(name) for name in _PACKAGES},
    }


def lines(found: dict[str, Any]) -> list[str]:
    """The facts for the reader of the table."""
    packages = ", ".join(f"{name} {number}" for name, number in found["packages"].items())
    load = ", ".join(f"{value:.1f}" for value in found["load"])
    return [
        f"{found['cpu']}, {found['cores']} cores, {found['memory_gib']} GiB, Linux {found['kernel']}",
        f"Load at start {load}; medians of {found['rounds']} interleaved rounds",
        f"Python {found['python']}, PostgreSQL {found['postgresql']} (fsync on), {packages}",
    ]
