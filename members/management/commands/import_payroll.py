"""`manage.py import_payroll FILE --month 2026-01`: the payroll file of a month (会费代扣)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from members.management.commands.import_roster import month
from members.selectors.dues_reports import payroll_summary
from members.services.dues_payroll import KIND
from union.common.dates import parse_month
from union.common.errors import DomainError
from union.imports.commands import ALL_ACCEPTED, SOME_REFUSED, UNREADABLE, ImportCommand, sentence_of
from union.imports.services import running


class Command(ImportCommand):
    help = "Import the payroll file of a month (会费代扣): match, compute what is due, book what was paid."
    kind = KIND

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--month", type=month, required=True, metavar="YYYY-MM", help="month of the dues")

    def run(self, options: Mapping[str, Any]) -> int:
        """Import, print the month as it stands in the books, and return the exit code."""
        try:
            running.run_file(self.kind, options["file"], options={"month": options["month"]}, write=True)
        except (OSError, DomainError) as error:
            self.stderr.write(sentence_of(error))
            return UNREADABLE
        found = payroll_summary(parse_month(options["month"]))
        self.stdout.write(json.dumps(found, ensure_ascii=False) if options["json"] else _lines(found))
        return SOME_REFUSED if found["unmatched"] else ALL_ACCEPTED


def _lines(found: Mapping[str, Any]) -> str:
    first = f"{found['rows']} 行：匹配 {found['matched']}，未匹配 {found['unmatched']}"
    money = f"应扣 {found['due']}，实扣 {found['paid']}，登记应缴 {found['expected_due']}（元）"
    return "\n".join(
        [first, money, *(f"第 {e['row']} 行 {e['column']}：{e['reason']}" for e in found["errors"])]
    )
