"""Item: delegates vote in secret, eight at a time, on two web processes."""

import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from bench import processes, web
from bench.cluster import Cluster
from bench.places import CSRF
from bench.table import Row

AT_ONCE, SECONDS, LONGEST_MS = 8, 60, 1000


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """Cast all ballots as fast as they go; the target is 300 within a minute, each answer under a second."""
    count = 60 if quick else 300
    runs = []
    for turn in range(rounds):
        say(f"votes round {turn + 1}/{rounds}: {count} ballots")
        with cluster.copy("votes") as url:
            env = processes.environment(processes.OURS, url, cluster.folder)
            ready = processes.run("voting", count, env=env)
            with web.serving(cluster, "votes", settings=processes.OURS, folder=cluster.folder):
                runs.append(_vote(cluster.folder / "votes-ours.sock", ready["path"], ready["cookies"]))
            kept = cluster.ask("SELECT count(*) FROM congress_sealedballot", "votes")[0][0]
            runs[-1]["kept"] = int(str(kept))
    return [_row(runs, count)], {"count": count, "runs": runs}


def _vote(path: Path, address: str, cookies: list[str]) -> dict[str, Any]:
    waiting: SimpleQueue[str] = SimpleQueue()
    for cookie in cookies:
        waiting.put(cookie)
    took: list[float] = []
    refused: list[int] = []

    def work() -> None:
        while True:
            try:
                cookie = waiting.get_nowait()
            except Empty:
                return
            milliseconds, status = _cast(path, address, cookie)
            took.append(milliseconds)
            if status != 200:
                refused.append(status)

    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"seconds": time.perf_counter() - began, "p95_ms": quantiles(took, n=20)[-1], "refused": refused}


def _cast(path: Path, address: str, cookie: str) -> tuple[float, int]:
    began = time.perf_counter()
    connection = web._Connection(path)  # noqa: SLF001 - the bench's own
    headers = {"Cookie": f"{cookie}; csrftoken={CSRF}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", address, urlencode({"item": "yes", "csrfmiddlewaretoken": CSRF}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return (time.perf_counter() - began) * 1000, answer.status


def _row(runs: list[dict[str, Any]], count: int) -> Row:
    worst = max(runs, key=lambda run: run["seconds"])
    p95 = max(run["p95_ms"] for run in runs)
    all_kept = all(run["kept"] == count and not run["refused"] for run in runs)
    met = all_kept and p95 < LONGEST_MS and worst["seconds"] < SECONDS * count / 300
    return Row(
        f"secret votes, {count}, {AT_ONCE} at a time", f"{count / worst['seconds']:.0f}/s",
        f"p95 {p95:.0f} ms", f"{worst['seconds']:.1f} s", "300 in 60 s, p95 < 1 s, none lost", met,
    )  # fmt: skip
