"""`make bench`: measure, print one table, write var/bench/bench.json.

    python -m bench [--quick] [--only import|export|pages|…|reports] [--rounds N] [--out FILE]

Sets up a private PostgreSQL, throws it away at the end. What the rows mean: docs/bench.md.
"""

import argparse
import datetime as dt
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

from bench import (  # noqa: E402 - models need the set-up
    cluster,
    dues,
    events,
    exporting,
    importing,
    machine,
    motions,
    paging,
    reminding,
    reports,
    table,
    visiting,
    voting,
)

ITEMS = {
    "import": importing.measure,
    "export": exporting.measure,
    "pages": paging.measure,
    "reminders": reminding.measure,
    "dues": dues.measure,
    "votes": voting.measure,
    "motions": motions.measure,
    "events": events.measure,
    "visits": visiting.measure,
    "reports": reports.measure,
}
_OUT = Path(__file__).resolve().parents[1] / "var" / "bench" / "bench.json"


def say(words: str) -> None:
    """Progress, beside the table."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def main() -> int:
    """Run what was asked for; exit code 1 if a target is missed."""
    ask = argparse.ArgumentParser(prog="make bench", description=__doc__)
    ask.add_argument("--quick", action="store_true", help="small sizes, to check the bench itself")
    ask.add_argument("--only", choices=ITEMS, action="append", help="one item; may be repeated")
    ask.add_argument("--rounds", type=int, default=3, help="how often everything is measured in turns")
    ask.add_argument("--out", type=Path, default=_OUT)
    given = ask.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # leave through every clean-up
    rows, found = measure(given.only or list(ITEMS), quick=given.quick, rounds=given.rounds)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    print("\n".join([*machine.lines(found["machine"]), "", table.text(rows), "", f"JSON: {given.out}"]))
    return int(any(row.met is False for row in rows))


def measure(names: list[str], *, quick: bool, rounds: int) -> tuple[list[table.Row], dict[str, Any]]:
    """Run the items on a server of their own."""
    rows: list[table.Row] = []
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="union-bench-") as folder,
        cluster.running(Path(folder)) as server,
    ):
        found: dict[str, Any] = {"at": dt.datetime.now(dt.UTC).isoformat(), "quick": quick}
        found |= {"machine": machine.facts(server, rounds), "items": {}}
        for name in names:
            lines, found["items"][name] = ITEMS[name](server, quick=quick, rounds=rounds, say=say)
            rows += lines
            print(table.text(lines), file=sys.stderr, flush=True)
    found |= {"rows": [row.plain() for row in rows], "seconds": round(time.monotonic() - began)}
    return rows, found


if __name__ == "__main__":
    sys.exit(main())
