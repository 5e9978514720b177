"""`manage.py import_roster FILE`: the roster (职工花名册) into the registry."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from union.imports.commands import ImportCommand

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def month(text: str) -> str:
    """A month as 2026-01."""
    if not _MONTH.fullmatch(text):
        raise argparse.ArgumentTypeError(f"“{text}”不是月份，请写成 2026-01")
    return text


class Command(ImportCommand):
    help = (
        "Import a roster (职工花名册): new members are registered, known ones updated, faulty rows refused."
    )
    kind = "roster"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="check and report, write nothing")
        parser.add_argument(
            "--create",
            choices=("none", "all"),
            default="none",
            help="open unknown branches, departments, groups",
        )
        parser.add_argument(
            "--effective", type=month, default=None, metavar="YYYY-MM",
            help="month a changed dues base counts from (default: the month in the title, else this month)",
        )  # fmt: skip
        parser.add_argument("--all-or-nothing", action="store_true", help="write nothing if a row is refused")

    def options_of(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "create": options["create"],
            "effective": options["effective"] or "",
            "all_or_nothing": options["all_or_nothing"],
        }
