"""Item: a month of dues for 20,000 members, computed and booked; the second run finds nothing to do."""

from statistics import median
from typing import Any

from bench import population, processes
from bench.cluster import Cluster
from bench.table import Row

WAYS = ("compute", "pay", "again")
LONGEST_CPU = 2.0  # seconds, Python and PostgreSQL together


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """Each round on a fresh copy: what is due of everybody, a payment of everybody, then both again."""
    size = 1_000 if quick else 20_000
    runs: dict[str, list[dict[str, Any]]] = {way: [] for way in WAYS}
    for turn in range(rounds):
        say(f"dues round {turn + 1}/{rounds}: {size} members")
        with cluster.copy("dues_run") as url:
            population.fill(url, size)
            for way in WAYS:
                before = cluster.cpu_seconds()
                found = processes.run(
                    "dues_month", way, env=processes.environment(processes.OURS, url, cluster.folder)
                )
                runs[way].append({**found, "pg_cpu": cluster.cpu_seconds() - before})
    return _rows(runs, size), {"size": size, "runs": runs}


def _rows(runs: dict[str, list[dict[str, Any]]], size: int) -> list[Row]:
    seconds = {way: f"{median(run['seconds'] for run in found):.2f} s" for way, found in runs.items()}
    cpu = {way: median(run["cpu"] + run["pg_cpu"] for run in found) for way, found in runs.items()}
    again = max(run["lines"] for run in runs["again"])
    return [
        Row(f"dues month, {size:,} members: compute and book", seconds["compute"], "",
            f"{cpu['compute']:.2f} s CPU", f"< {LONGEST_CPU:.0f} s CPU", cpu["compute"] < LONGEST_CPU),
        Row("  payments of a payroll file, booked by set", seconds["pay"], "", f"{cpu['pay']:.2f} s CPU", "",
            None),
        Row("  second run: lines booked", f"{again}", "", seconds["again"], "0", again == 0),
    ]  # fmt: skip
