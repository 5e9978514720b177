"""Item: the list of motions at three sizes (queries, milliseconds), and the search for similar ones."""

from typing import Any

from bench import population, processes
from bench.cluster import Cluster
from bench.table import Row

SIMILAR_MS = 200


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """One process fills a copy with motions and measures each size in turn."""
    sizes = (200, 1_000, 2_000) if quick else (1_000, 5_000, 20_000)
    say(f"motions: {', '.join(f'{size:,}' for size in sizes)}")
    with cluster.copy("motions_run") as url:
        population.fill(url, 1_000)
        run = processes.run(
            "motions", *sizes, rounds * 5, env=processes.environment(processes.OURS, url, cluster.folder)
        )
    return _rows(run["sizes"]), run


def _rows(found: list[dict[str, Any]]) -> list[Row]:
    sizes = " / ".join(f"{each['motions']:,}" for each in found)
    last = found[-1]

    def shown(key: str) -> str:
        return " / ".join(f"{each[key]:.0f}" for each in found)

    equal = len({each["list_queries"] for each in found}) == 1
    return [
        Row(f"motions, list at {sizes}: ms", shown("list_ms"), "", "", "", None),
        Row("  SQL statements", shown("list_queries"), "", "equal" if equal else "differ", "equal", equal),
        Row("  similar titles: p95 ms", shown("similar_ms"), "", "", f"≤ {SIMILAR_MS} at {last['motions']:,}",
            last["similar_ms"] <= SIMILAR_MS),
    ]  # fmt: skip
