"""`manage.py build_year_report 2026 --out FILE.pdf`: the report of a year, in this process."""

from __future__ import annotations

import argparse
import errno
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
            write_whole(options["out"], report_pdf(report))
            if options["json"]:
                write_whole(options["json"], figures_json(report).encode())
        except DomainError as error:
            raise CommandError(str(error), returncode=2) from error
        except OSError as error:
            raise CommandError(f"无法写入 {options['out']}：{_reason(error)}", returncode=2) from error
        self.stderr.write(f"{report.title}（第 {report.edition} 版）→ {options['out']}")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there: a full disk leaves the old one, or none."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _reason(error: OSError) -> str:
    known = {
        errno.ENOSPC: "磁盘已满，没有留下半个文件",
        errno.EACCES: "没有写入权限",
        errno.ENOENT: "目录不存在",
    }
    return known.get(error.errno or 0, str(error.strerror))


def figures_json(report: Report) -> str:
    """Return {"figures": {id: {"value", "unit", "label"}}}; amounts are plain decimal strings."""
    found = {
        row["id"]: {"value": row["value"], "unit": row["unit"], "label": row["label"]}
        for row in report.snapshot
    }
    return json.dumps({"figures": found}, ensure_ascii=False, indent=1)
