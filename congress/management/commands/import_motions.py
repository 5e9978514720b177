"""`manage.py import_motions FILE --term 6 --session 1`: an earlier session's motion ledger (提案汇总表)."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from union.imports.commands import ImportCommand
from union.imports.models import ImportBatch


def day(text: str) -> str:
    """A day as 2025-03-18."""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2025-03-18") from error


class Command(ImportCommand):
    help = (
        "Import an earlier session's motions (提案汇总表) as history; opens the term and session if missing."
    )
    kind = "motions"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--term", type=int, required=True, choices=range(1, 100), metavar="N", help="届")
        parser.add_argument(
            "--session", type=int, required=True, choices=range(1, 100), metavar="N", help="次"
        )
        parser.add_argument(
            "--held-on", type=day, default=None, metavar="YYYY-MM-DD",
            help="day of the session (default: the first day of the year of the earliest reply)",
        )  # fmt: skip

    def options_of(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {"term": options["term"], "session": options["session"], "held_on": options["held_on"] or ""}

    def more(self, batch: ImportBatch) -> dict[str, Any]:
        return {key: batch.reading.get(key, "") for key in ("term", "session", "held_on")}
