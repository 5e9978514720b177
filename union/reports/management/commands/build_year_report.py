"""`manage.py build_year_report 2026 --out FILE.pdf`: the report of a year, in this process."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from union.common.errors import DomainError
from union.reports.choices import Layout
from union.reports.models import Report
from union.reports.rules.periods import months_period, year_period
from union.reports.services.building import count, write_report
from union.reports.services.files import report_pdf


class Command(BaseCommand):
    """Build a report as the web does, write its PDF and, if asked, its figures."""

    help = "编制工作报告并写出 PDF（--json 同时写出全部指标）"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """YEAR, --from, --to, --out, --json."""
        parser.add_argument("year", type=int)
        parser.add_argument("--from", dest="first", help="开始月份，如 2026-01")
        parser.add_argument("--to", dest="last", help="结束月份，如 2026-10")
        parser.add_argument("--out", required=True, type=Path)
        parser.add_argument("--json", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build, write, and say what was written."""
        year = options["year"]
        try:
            first, last = options["first"], options["last"]
            period = year_period(year)
            if first or last:
                period = months_period(first or f"{year}-01", last or f"{year}-12")
            report = write_report(Layout.FULL, period, count(Layout.FULL, period), actor=None)
            options["out"].write_bytes(report_pdf(report))
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(f"无法写入 {options['out']}：{error.strerror}", returncode=2) from error
        if options["json"]:
            options["json"].write_text(figures_json(report), encoding="utf-8")
        self.stderr.write(f"{report.title}（第 {report.edition} 版）→ {options['out']}")


def figures_json(report: Report) -> str:
    """Return {"figures": {id: {"value", "unit", "label"}}}; amounts are plain decimal strings."""
    found = {
        row["id"]: {"value": row["value"], "unit": row["unit"], "label": row["label"]}
        for row in report.snapshot
    }
    return json.dumps({"figures": found}, ensure_ascii=False, indent=1)
