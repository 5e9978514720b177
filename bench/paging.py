"""Item: pages over gunicorn at three sizes, against the stock admin on the same database."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from bench import population, processes, web
from bench.cluster import Cluster
from bench.places import PAGES, Page
from bench.table import Row, times

MAX_SQL, MAX_GROWTH, MAX_CPU = 12, 1.5, 1 / 3


@dataclass
class Place:
    """One database with both servers in front of it, and what was measured there."""

    size: int
    ours: web.Server
    stock: web.Server
    probe: dict[str, Any]
    stock_probe: dict[str, Any]
    took: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    cpu: dict[tuple[str, str], list[tuple[float, float]]] = field(default_factory=dict)

    def batch(self, page: Page, whose: str, count: int, turn: int) -> None:
        """Ask one page ``count`` times: milliseconds each, CPU of the whole batch."""
        server = self.ours if whose == "ours" else self.stock
        before = server.cpu()
        for number in range(count):
            took = self._ask(server, page, whose, turn * count + number)
            self.took.setdefault((page.key, whose), []).append(took)
        spent = [(after - start) / count for after, start in zip(server.cpu(), before, strict=True)]
        self.cpu.setdefault((page.key, whose), []).append((spent[0], spent[1]))

    def _ask(self, server: web.Server, page: Page, whose: str, number: int) -> float:
        address, post = self._address(page, whose, number)
        return server.ask(address, post, typing=bool(post) and page.typing)

    def _address(self, page: Page, whose: str, number: int) -> tuple[str, str]:
        pks = self.probe["values"]["pks"]
        address = page.ours if whose == "ours" else page.stock
        filled = address.format(pk=pks[number % len(pks)], **self.probe["values"])
        return filled, page.post if whose == "ours" else ""

    def warm(self) -> None:
        """Every page so often that chance leaves no worker out, then remember the processes."""
        for whose, server in (("ours", self.ours), ("stock", self.stock)):
            for page in PAGES:
                for number in range(5 * web.WORKERS if whose == "ours" else 2 * web.WORKERS):
                    self._ask(server, page, whose, number)
            server.know_processes()


def measure(cluster: Cluster, *, quick: bool, rounds: int, say: Any) -> tuple[list[Row], dict[str, Any]]:
    """Ask every page in turns over sizes and systems."""
    sizes = (500, 1_000, 2_000) if quick else (1_000, 20_000, 200_000)
    ours, stock = (3, 2) if quick else (12, 4)
    with contextlib.ExitStack() as open_places:
        places = [open_places.enter_context(_place(cluster, size, say)) for size in sizes]
        for turn in range(rounds):
            say(f"pages round {turn + 1}/{rounds}")
            for page in PAGES:
                for place in places:
                    place.batch(page, "ours", ours, turn)
                    place.batch(page, "stock", stock, turn)
        return _rows(places), {"sizes": sizes, "pages": [_facts(place) for place in places]}


@contextlib.contextmanager
def _place(cluster: Cluster, size: int, say: Any) -> Iterator[Place]:
    say(f"pages: {size} members")
    name, folder = f"pages_{size}", cluster.folder
    with cluster.copy(name) as url:
        population.fill(url, size)
        ours, stock = (
            processes.run("probe", env=processes.environment(settings, url, folder))
            for settings in (processes.OURS, processes.STOCK)
        )
        with (
            web.serving(cluster, name, settings=processes.OURS, folder=folder) as our_server,
            web.serving(cluster, name, settings=processes.STOCK, folder=folder) as stock_server,
        ):
            our_server.cookie, stock_server.cookie = ours["cookie"], stock["cookie"]
            place = Place(size, our_server, stock_server, ours, stock)
            place.warm()
            yield place


def _p50(place: Place, page: Page, whose: str = "ours") -> float:
    return median(place.took[page.key, whose])


def _p95(place: Place, page: Page, whose: str = "ours") -> float:
    return quantiles(place.took[page.key, whose], n=20)[-1]


def _cpu(place: Place, page: Page, whose: str) -> tuple[float, float]:
    spent = place.cpu[page.key, whose]
    return median(python for python, _ in spent), median(base for _, base in spent)


def _facts(place: Place) -> dict[str, Any]:
    """Everything that was measured at one size, for JSON."""
    pages = {
        page.key: {
            whose: {
                "p50_ms": _p50(place, page, whose),
                "p95_ms": _p95(place, page, whose),
                "cpu_ms": _cpu(place, page, whose),
                "sql": (place.probe if whose == "ours" else place.stock_probe)["sql"][page.key],
            }
            for whose in ("ours", "stock")
        }
        for page in PAGES
    }
    return {"size": place.size, "pages": pages, "plans": place.probe["plans"]}


def _rows(places: list[Place]) -> list[Row]:
    rows = []
    for page in PAGES:
        rows += [_time_row(places, page), _cpu_row(places, page)]
    counts = {page.key: [place.probe["sql"][page.key] for place in places] for page in PAGES}
    equal = all(len(set(found)) == 1 for found in counts.values())
    most = max(max(found) for found in counts.values())
    stock = max(places[-1].stock_probe["sql"].values())
    scanned = [key for key, plan in places[-1].probe["plans"].items() if plan["reads_all"]]
    slow = {key: plan["ms"] for key, plan in places[-1].probe["plans"].items()}
    slowest = max(slow, key=lambda key: slow[key])
    bases = [key for place in places for key in place.probe["bases"]]
    return [
        *rows,
        Row("SQL statements, most of any page", str(most), f"stock {stock}", "equal" if equal else "differ",
            f"≤ {MAX_SQL}, equal at every size", equal and most <= MAX_SQL),
        Row(f"rows query at {places[-1].size:,}, slowest", f"{slow[slowest]:.1f} ms ({slowest})", "", "",
            "no scan of the table", not scanned),
        Row("dues base not shown: looked up on", ", ".join(bases) or "no page", "", "", "no page", not bases),
    ]  # fmt: skip


def _time_row(places: list[Place], page: Page) -> Row:
    growth = _p50(places[-1], page) / _p50(places[0], page)
    shown = " / ".join(f"{_p50(place, page):.0f}" for place in places)
    late = " / ".join(f"{_p95(place, page):.0f}" for place in places)
    theirs = " / ".join(f"{_p50(place, page, 'stock'):.0f}" for place in places)
    return Row(
        f"{page.label}: p50 ms (p95)", f"{shown} ({late})", f"stock {theirs}", times(growth),
        f"{places[-1].size:,} ≤ {MAX_GROWTH}× {places[0].size:,}", growth <= MAX_GROWTH,
    )  # fmt: skip


def _cpu_row(places: list[Place], page: Page) -> Row:
    """CPU against the stock change list asked the same; where that shows one row, against its plain list."""
    ours = [_cpu(place, page, "ours") for place in places]
    theirs = [_cpu(place, page if page.full else PAGES[0], "stock") for place in places]
    ratios = [sum(mine) / sum(stock) for mine, stock in zip(ours, theirs, strict=True)]
    return Row(
        "  CPU ms, Python + PostgreSQL", _pairs(ours), f"stock {_pairs(theirs)}",
        " / ".join(f"{ratio:.2f}" for ratio in ratios), "≤ 1/3 at every size", max(ratios) <= MAX_CPU,
    )  # fmt: skip


def _pairs(spent: list[tuple[float, float]]) -> str:
    return " / ".join(f"{python:.0f}+{base:.0f}" for python, base in spent)
