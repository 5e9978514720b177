"""`manage.py export_ledger KEY --out FILE`: a ledger as a file, by the same service as the page."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from union.common.registries import ledgers
from union.ledgers.declare import Ledger, Period
from union.ledgers.selectors import system_query
from union.ledgers.services import export_json, export_ledger


class Command(BaseCommand):
    """Write one ledger to an .xlsx file; sensitive columns stay out."""

    help = "导出一份台账为 .xlsx（不含敏感列）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """KEY, --out, --json, --year, --as-of, and the options of the ledgers (--months, --until …)."""
        parser.add_argument("key", help="台账代码：" + "、".join(key for key, _ in ledgers.items()))
        parser.add_argument("--out", required=True, type=Path)
        parser.add_argument("--year", type=int)
        parser.add_argument("--as-of", type=dt.date.fromisoformat)
        parser.add_argument("--json", type=Path, help="also write the same rows as JSON to this file")
        for key, label in _options().items():
            parser.add_argument(f"--{key}", dest=f"option_{key}", help=label)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Export, and say how many rows were written."""
        ledger = ledgers.get(options["key"])
        if ledger is None:
            known = "、".join(key for key, _ in ledgers.items())
            raise CommandError(f"没有代码为 {options['key']} 的台账；可用：{known}", returncode=2)
        chosen = ledger.chosen(_given(ledger, options))
        query = system_query(ledger, Period(options["year"], options["as_of"], chosen))
        try:
            done = export_ledger(query, options["out"], actor=None)
            if options["json"]:
                export_json(query, options["json"])
        except OSError as error:
            raise CommandError(f"无法写入 {options['out']}：{error.strerror}", returncode=2) from error
        self.stderr.write(f"{ledger.title}：已写入 {done.rows} 行 → {options['out']}")


def _options() -> dict[str, str]:
    """Every option of every ledger: key → the ledgers it belongs to."""
    found: dict[str, list[str]] = {}
    for ledger in ledgers:
        for option in ledger.options:
            found.setdefault(option.key, []).append(f"{ledger.key}：{option.label}")
    return {key: "；".join(labels) for key, labels in found.items()}


def _given(ledger: Ledger, options: dict[str, Any]) -> dict[str, str]:
    """What was typed for the ledger's options; wrong values and options of other ledgers are refused."""
    given = {
        key.removeprefix("option_"): value
        for key, value in options.items()
        if key.startswith("option_") and value is not None
    }
    known = {option.key: option for option in ledger.options}
    for key, value in given.items():
        if key not in known:
            raise CommandError(f"台账 {ledger.key} 没有选项 --{key}", returncode=2)
        problem = known[key].problem(value)
        if problem:
            raise CommandError(f"--{key}：{problem}", returncode=2)
    return given
