"""Item: a month of dues for 20,000 members, computed and booked; the second run finds nothing to do."""

from statistics import median
from typing import Any

from bench import population, processes
from bench.cluster import Cluster
from bench.table import Row

LONGEST_CPU = 2.0  # seconds, Python and PostgreSQL together


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """Each round on a fresh copy: what is due of everybody, a payment of everybody, then both again."""
    size = 1_000 if quick else 20_000
    runs = []
    for turn in range(rounds):
        say(f"dues round {turn + 1}/{rounds}: {size} members")
        with cluster.copy("dues_run") as url:
            population.fill(url, size)
            before = cluster.cpu_seconds()
            found = processes.run(
                "dues_month", env=processes.environment(processes.OURS, url, cluster.folder)
            )
            runs.append({**found, "pg_cpu": cluster.cpu_seconds() - before})
    return _rows(runs, size), {"size": size, "runs": runs}


def _rows(runs: list[dict[str, Any]], size: int) -> list[Row]:
    cpu = median(run["cpu"] + run["pg_cpu"] for run in runs)
    seconds = median(run["compute"] for run in runs)
    again = max(run["again"] for run in runs)
    return [
        Row(f"dues month, {size:,} members: compute and book", f"{seconds:.2f} s", "", f"{cpu:.2f} s CPU",
            f"< {LONGEST_CPU:.0f} s CPU", cpu < LONGEST_CPU),
        Row("  payments of a payroll file, booked by set", f"{median(r['paid'] for r in runs):.2f} s", "",
            f"{runs[0]['added']:,} lines", "", None),
        Row("  second run: lines booked", f"{again}", "", "", "0", again == 0),
    ]  # fmt: skip
