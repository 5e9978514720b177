"""Item: export of the members ledger, against the stock export and against our writer alone."""

from statistics import median
from typing import Any

from bench import population, processes
from bench.cluster import Cluster
from bench.table import Row, times

STOCK_AGAIN_SECONDS = 90  # slower than that, one run of stock must do


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """Run ours, bare and stock in turns on the middle size; ours once more on the others for memory."""
    sizes = (1_000, 5_000, 10_000) if quick else (20_000, 100_000, 200_000)
    runs: dict[str, list[dict[str, Any]]] = {}
    with cluster.copy("export_run") as url:
        population.fill(url, sizes[1])
        for turn in range(rounds):
            say(f"export round {turn + 1}/{rounds}: {sizes[1]} rows")
            for way in ("ours", "bare", "base", "stock"):
                if way == "stock" and turn and runs["stock"][0]["seconds"] > STOCK_AGAIN_SECONDS:
                    continue
                runs.setdefault(way, []).append(_run(cluster, way, url))
    peaks = {sizes[1]: runs["ours"][0]["rss_mb"]}
    for size in (sizes[0], sizes[2]):
        say(f"export: memory at {size} rows")
        with cluster.copy("export_run") as url:
            population.fill(url, size)
            peaks[size] = _run(cluster, "ours", url)["rss_mb"]
    return _rows(runs, peaks, sizes), {"sizes": sizes, "runs": runs, "peaks_mb": peaks}


def _run(cluster: Cluster, way: str, url: str) -> dict[str, Any]:
    settings = processes.STOCK if way == "stock" else processes.OURS
    before = cluster.cpu_seconds()
    found = processes.run("export", way, env=processes.environment(settings, url, cluster.folder))
    return {**found, "pg_cpu": cluster.cpu_seconds() - before}


def _rows(runs: dict[str, Any], peaks: dict[int, float], sizes: tuple[int, ...]) -> list[Row]:
    ours, bare, base, stock = (
        median(run["seconds"] for run in runs[way]) for way in ("ours", "bare", "base", "stock")
    )
    met = stock / ours >= 10 or (stock / ours >= 4 and ours / bare <= 1.5)
    memory = " / ".join(f"{peaks[size]:.0f}" for size in sizes)
    growth = peaks[sizes[2]] - peaks[sizes[0]]
    rows = f"{sizes[1]:,} × 12"
    return [
        Row(f"export {rows} to .xlsx", f"{ours:.1f} s", f"stock {stock:.0f} s", times(stock / ours),
            "≥ 10×, or ≥ 4× and ≤ 1.5× bare", met),
        Row("  against the bare writer", f"{ours:.1f} s", f"bare {bare:.1f} s", times(ours / bare), "", None),
        Row("  with dues base (looked up and summed)", f"{base:.1f} s", "", times(base / ours), "", None),
        Row("  peak memory at " + " / ".join(f"{size:,}" for size in sizes), f"{memory} MiB",
            f"stock {runs['stock'][0]['rss_mb']:.0f} MiB", f"{growth:+.0f} MiB",
            "flat (≤ +20 MiB)", growth <= 20),
    ]  # fmt: skip
