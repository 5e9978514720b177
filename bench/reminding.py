"""Item: the daily run of the reminders over many members and open duties, and the second run."""

from statistics import median
from typing import Any

from bench import population, processes
from bench.cluster import Cluster
from bench.table import Row

TARGET_SECONDS = 30


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """Run in a process of its own, each round on a fresh copy."""
    size, runs = 60_000 if quick else 200_000, []
    for turn in range(1 if quick else rounds):
        say(f"reminders round {turn + 1}: {size} members")
        with cluster.copy("reminder_run") as url:
            population.fill(url, size)
            before = cluster.cpu_seconds()
            run = processes.run("reminders", env=processes.environment(processes.OURS, url, cluster.folder))
            runs.append(run | {"pg_cpu": cluster.cpu_seconds() - before})
    return _rows(runs, size), {"size": size, "runs": runs}


def _rows(runs: list[dict[str, Any]], size: int) -> list[Row]:
    first, second, changed = (
        median(run[f"{name}_seconds"] for run in runs) for name in ("first", "second", "changed")
    )
    one = runs[0]
    nothing = one["second_told"] == 0 and one["second_rows"] == one["first_rows"]
    what = f"reminders, {size:,} members, 50,000 open duties"
    met = first < TARGET_SECONDS
    return [
        Row(what, f"{first:.1f} s", f"{one['first_told']:,} told", "", "< 30 s", met),
        Row("  second run", f"{second:.1f} s", f"{one['second_told']} told", "", "does nothing", nothing),
        Row("  1,000 moved, 1,000 done", f"{changed:.1f} s", f"{one['closed']:,} withdrawn", "", "", None),
        Row("  peak memory", f"{one['rss_mb']:.0f} MiB", "", "", "", None),
    ]
