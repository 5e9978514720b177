"""Item: import of a roster, check and apply, in a worker process, against the stock resource."""

from pathlib import Path
from statistics import median
from typing import Any

from bench import make_roster, processes
from bench.cluster import Cluster
from bench.stock import roster as stock_roster
from bench.table import Row, times

FULL_STOCK_SECONDS = (
    300  # a full stock run that would take longer is scaled from the interleaved smaller ones
)


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """Run ours at three sizes and stock at a twentieth, in turns; then stock in full if bearable."""
    sizes = (500, 2_000, 8_000) if quick else (5_000, 20_000, 80_000)
    small = sizes[1] // 20
    runs: dict[str, list[dict[str, Any]]] = {}
    for turn in range(rounds):
        runs.setdefault("stock small", []).append(_stock(cluster, small))
        for size in sizes[:2] if turn else sizes:
            say(f"import round {turn + 1}/{rounds}: {size} rows")
            runs.setdefault(f"ours {size}", []).append(_ours(cluster, size))
    scale = sizes[1] / small
    estimate = median(run["seconds"] for run in runs["stock small"]) * scale
    if estimate <= FULL_STOCK_SECONDS:
        say(f"import: stock in full, about {estimate:.0f} s")
        runs["stock full"] = [_stock(cluster, sizes[1])]
        scale = 1
    return _rows(runs, sizes, small, scale), {"sizes": sizes, "runs": runs, "stock_scaled_by": scale}


def _ours(cluster: Cluster, size: int) -> dict[str, Any]:
    path = cluster.folder / f"roster-{size}.xlsx"
    if not path.exists():
        make_roster.write_roster(path, size)
    return _run(cluster, "roster_import", processes.OURS, path, size)


def _stock(cluster: Cluster, size: int) -> dict[str, Any]:
    path = cluster.folder / f"stock-{size}.xlsx"
    if not path.exists():
        stock_roster.write(path, size)
    return _run(cluster, "stock_import", processes.STOCK, path, size)


def _run(cluster: Cluster, module: str, settings: str, path: Path, size: int) -> dict[str, Any]:
    with cluster.copy("import_run") as url:
        before = cluster.cpu_seconds()
        found = processes.run(module, path, env=processes.environment(settings, url, cluster.folder))
        found["pg_cpu"] = cluster.cpu_seconds() - before
    if found["written"] != size:
        raise RuntimeError(f"{module}: {found['written']} of {size} rows written")
    return found


def _of(runs: list[dict[str, Any]], key: str) -> float:
    return median(run[key] for run in runs)


def _cpu(runs: list[dict[str, Any]]) -> float:
    return median(run["cpu"] + run["pg_cpu"] for run in runs)


def _rows(
    runs: dict[str, list[dict[str, Any]]], sizes: tuple[int, ...], small: int, scale: float
) -> list[Row]:
    middle = sizes[1]
    ours, stock = runs[f"ours {middle}"], runs.get("stock full") or runs["stock small"]
    how = "in full" if scale == 1 else f"{small:,} rows × {scale:.0f}"
    seconds, theirs = _of(ours, "seconds"), _of(stock, "seconds") * scale
    peaks = {size: _memory(runs[f"ours {size}"]) for size in sizes}
    memory = " / ".join(f"{worker:.0f} + {child:.0f}" for worker, child in peaks.values())
    each = [_of(runs[f"ours {size}"], "seconds") / size * 1000 for size in sizes]
    spent = [_cpu(runs[f"ours {size}"]) / size * 1000 for size in sizes]
    growth = max(spent[1:]) / min(spent[:2])
    at = " / ".join(f"{size:,}" for size in sizes)
    return [
        Row(f"import {middle:,} rows, check + apply", f"{seconds:.1f} s", f"stock {theirs:.0f} s ({how})",
            times(theirs / seconds), "≥ 10×", theirs / seconds >= 10),
        Row("  CPU, Python + PostgreSQL", f"{_cpu(ours):.1f} s", f"stock {_cpu(stock) * scale:.0f} s",
            times(_cpu(stock) * scale / _cpu(ours)), "", None),
        Row("  check / apply", f"{_of(ours, 'check'):.1f} / {_of(ours, 'apply'):.1f} s", "", "", "", None),
        Row(f"  MiB, worker + parser, at {at}", memory, f"stock {_memory(stock)[0]:.0f} ({how})", "",
            f"< 300 at {middle:,}", sum(peaks[middle]) < 300),
        Row(f"  s per 1,000 rows at {at}", _shown(each), "", "", "", None),
        Row(f"  CPU s per 1,000 rows at {at}", _shown(spent), "", times(growth), "linear (≤ 1.3×)",
            growth <= 1.3),
    ]  # fmt: skip


def _memory(runs: list[dict[str, Any]]) -> tuple[float, float]:
    """Largest peak of the worker and of its parsing child."""
    return max(run["rss_mb"] for run in runs), max(run["child_mb"] for run in runs)


def _shown(values: list[float]) -> str:
    return " / ".join(f"{value:.2f}" for value in values)
