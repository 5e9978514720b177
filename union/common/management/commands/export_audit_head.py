"""Write the head of the audit trail to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from union.common.audit_heads import export_head


class Command(BaseCommand):
    help = "Write number and hash of the newest audit event (default: var/audit-heads/<day>.json)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, help="file to write")

    def handle(self, *_args: Any, out: Path | None, **_options: Any) -> None:
        self.stdout.write(str(export_head(out)))
