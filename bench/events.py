"""Item: the calendar of a month with 2,000 activities, a list of 20,000 sign-ups, sign-ups per second."""

from statistics import median
from typing import Any

from bench import population, processes
from bench.cluster import Cluster
from bench.table import Row

MOST_QUERIES = 60  # the calendar asks every app, two or three questions each
MOST_CPU = 50  # milliseconds of the web process for one sign-up
LONGEST_PAGE = 1_500  # milliseconds: 2,000 entries are drawn


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """In a process of its own on a fresh copy: both pages at a tenth and at the whole, then the rush."""
    activities, signups, rush = (200, 2_000, 100) if quick else (2_000, 20_000, 1_000)
    runs = []
    for turn in range(1 if quick else rounds):
        say(f"events round {turn + 1}: {activities} activities, {signups} sign-ups")
        with cluster.copy("events_run") as url:
            population.fill(url, max(signups // 10, 1_000))
            runs.append(
                processes.run(
                    "events", activities, signups, rush,
                    env=processes.environment(processes.OURS, url, cluster.folder),
                )
            )  # fmt: skip
    return _rows(runs, activities, signups), {"activities": activities, "signups": signups, "runs": runs}


def _rows(runs: list[dict[str, Any]], activities: int, signups: int) -> list[Row]:
    found = []
    for key, what, size in (
        ("calendar", "calendar month, {:,} activities", activities),
        ("list", "list of {:,} sign-ups", signups),
    ):
        took = median(run[f"{key}_ms"] for run in runs)
        few, many = runs[0][f"{key}_queries_few"], runs[0][f"{key}_queries"]
        constant = few == many <= MOST_QUERIES
        found.append(
            Row(what.format(size), f"{took:.0f} ms", "", "", f"< {LONGEST_PAGE} ms", took < LONGEST_PAGE)
        )
        found.append(Row("  queries, a tenth and the whole", f"{few} / {many}", "", "", "equal", constant))
    speed, cpu = (median(run[key] for run in runs) for key in ("per_second", "cpu_ms"))
    found.append(Row("CPU of one sign-up, Python", f"{cpu:.0f} ms", "", "", "< 50 ms", cpu < MOST_CPU))
    found.append(Row("sign-ups one after another", f"{speed:.0f} /s", "", "", "> 20 /s", speed > 20))
    return found
