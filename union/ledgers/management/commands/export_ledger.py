"""`manage.py export_ledger KEY --out FILE`: a ledger as a file, by the same service as the page."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from union.common.registries import ledgers
from union.ledgers.declare import Period
from union.ledgers.selectors import system_query
from union.ledgers.services import export_ledger


class Command(BaseCommand):
    """Write one ledger to an .xlsx file; sensitive columns stay out."""

    help = "导出一份台账为 .xlsx（不含敏感列）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """KEY, --out, --year, --as-of."""
        parser.add_argument("key", help="台账代码：" + "、".join(key for key, _ in ledgers.items()))
        parser.add_argument("--out", required=True, type=Path)
        parser.add_argument("--year", type=int)
        parser.add_argument("--as-of", type=dt.date.fromisoformat)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Export, and say how many rows were written."""
        ledger = ledgers.get(options["key"])
        if ledger is None:
            known = "、".join(key for key, _ in ledgers.items())
            raise CommandError(f"没有代码为 {options['key']} 的台账；可用：{known}", returncode=2)
        query = system_query(ledger, Period(options["year"], options["as_of"]))
        try:
            done = export_ledger(query, options["out"], actor=None)
        except OSError as error:
            raise CommandError(f"无法写入 {options['out']}：{error.strerror}", returncode=2) from error
        self.stderr.write(f"{ledger.title}：已写入 {done.rows} 行 → {options['out']}")
