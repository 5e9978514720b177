"""Item: the report of a hospital with 20,000 members and ten years behind it: its figures and its PDF."""

from statistics import median
from typing import Any

from bench import history, population, processes
from bench.cluster import Cluster
from bench.table import Row, times

FIGURE_SECONDS, PDF_RATIO, PDF_MIB = 15, 1.3, 500
YEAR = 2025


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """One database, filled once; each round a process that counts, draws, and lets the bare library draw."""
    members, visits, motions, activities = (
        (2_000, 10_000, 2_000, 500) if quick else (20_000, 100_000, 20_000, 5_000)
    )
    runs = []
    with cluster.copy("report_run") as url:
        say(f"report: ten years of {members:,} members, {visits:,} visits, {motions:,} motions")
        population.fill(url, members)
        history.fill(url, visits_made=visits, motions_made=motions, activities_made=activities)
        environment = processes.environment(processes.OURS, url, cluster.folder)
        for turn in range(1 if quick else rounds):
            say(f"report round {turn + 1}")
            server = cluster.cpu_seconds()
            runs.append(processes.run("report", YEAR, env=environment))
            runs[-1]["server_cpu"] = cluster.cpu_seconds() - server
        [(entries,)] = cluster.ask("SELECT count(*) FROM members_duesentry", "report_run")
    found = {"members": members, "dues_rows": entries, "visits": visits, "motions": motions, "runs": runs}
    return _rows(runs, members, int(str(entries))), found


def _rows(runs: list[dict[str, Any]], members: int, entries: int) -> list[Row]:
    counting = median(run["figures_seconds"] for run in runs)
    ours, bare = (median(run[f"{name}_seconds"] for run in runs) for name in ("pdf", "bare"))
    ours_cpu, bare_cpu = (median(run[f"{name}_cpu"] for run in runs) for name in ("pdf", "bare"))
    peak, one = max(run["child_mb"] for run in runs), runs[0]
    cpu = median(run["figures_cpu"] + run["server_cpu"] for run in runs)
    slowest = ", ".join(f"{key} {seconds:.1f}" for seconds, key in one["slowest"][:3])
    return [
        Row(f"report, {members:,} members, {entries:,} lines of dues: {one['figures']} figures, two years",
            f"{counting:.1f} s", slowest, "", f"< {FIGURE_SECONDS} s", counting < FIGURE_SECONDS),
        Row("  CPU of the same, Python + PostgreSQL", f"{cpu:.1f} s", "", "", "", None),
        Row(f"  PDF of {one['pages']} pages, {one['bytes'] / 1024:.0f} KiB", f"{ours:.1f} s",
            f"bare {bare:.1f} s", times(ours / bare), f"≤ {PDF_RATIO}×", ours / bare <= PDF_RATIO),
        Row("  CPU of the same, with what is read and laid out before", f"{ours_cpu:.1f} s",
            f"bare {bare_cpu:.1f} s", times(ours_cpu / bare_cpu), "", None),
        Row("  peak memory of the drawing child", f"{peak:.0f} MiB", f"bare {one['bare_mb']:.0f} MiB", "",
            f"< {PDF_MIB} MiB", peak < PDF_MIB),
    ]  # fmt: skip
