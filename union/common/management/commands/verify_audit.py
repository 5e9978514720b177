"""Verify the whole audit trail."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from union.common import audit, audit_heads


class Command(BaseCommand):
    help = "Verify the audit trail: edits, deletions, insertions; with --head FILE also a tail that was cut."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", type=Path, help="exported head to compare with (default: the newest)")

    def handle(self, *_args: Any, head: Path | None, **_options: Any) -> None:
        try:
            known = [audit_heads.read_head(head)] if head else audit_heads.latest_heads(1)
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
        faults = audit.verify(expected_head=(known[0].seq, known[0].hash) if known else None)
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"日志不完整：{len(faults)} 处异常")
        self.stdout.write(f"日志完整：{audit_heads.event_count()} 条")
