"""Items: the daily task that opens visits over many members, and the export of the visit ledger."""

from statistics import median
from typing import Any

from bench import population, processes
from bench.cluster import Cluster
from bench.table import Row

OPEN_SECONDS, EXPORT_SECONDS = 20, 60


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """Each in a process of its own, each round on a fresh copy."""
    members, visits = (20_000, 10_000) if quick else (200_000, 100_000)
    runs = []
    for turn in range(1 if quick else rounds):
        say(f"visits round {turn + 1}: {members} members, ledger of {visits}")
        with cluster.copy("visit_run") as url:
            population.fill(url, members)
            environment = processes.environment(processes.OURS, url, cluster.folder)
            runs.append(processes.run("visits", visits, env=environment))
    return _rows(runs, members, visits), {"members": members, "visits": visits, "runs": runs}


def _rows(runs: list[dict[str, Any]], members: int, visits: int) -> list[Row]:
    caught_up, again, export = (
        median(run[f"{name}_seconds"] for run in runs) for name in ("caught_up", "again", "export")
    )
    one = runs[0]
    what = f"daily visits, {members:,} members, three days off and a festival for all"
    return [
        Row(what, f"{caught_up:.1f} s", f"{one['opened']:,} opened", "", f"< {OPEN_SECONDS} s",
            caught_up < OPEN_SECONDS),
        Row("  second run", f"{again:.1f} s", f"{one['opened_again']} opened", "", "does nothing",
            one["opened_again"] == 0),
        Row(f"visit ledger {visits:,} rows to .xlsx", f"{export:.1f} s", f"{one['columns']} columns", "",
            f"< {EXPORT_SECONDS} s", export < EXPORT_SECONDS),
        Row("  peak memory", f"{one['rss_mb']:.0f} MiB", "", "", "", None),
    ]  # fmt: skip
