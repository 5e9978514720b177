"""The frame of an import command: file in, one JSON object or lines out, exit code 0, 1 or 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from union.common.errors import DomainError
from union.imports import reports
from union.imports.models import ImportBatch
from union.imports.services import batches, running

ALL_ACCEPTED, SOME_REFUSED, UNREADABLE = 0, 1, 2


class ImportCommand(BaseCommand):
    """Imports one file in this process as the system; a subclass names the kind and adds options.

    With --json standard output holds nothing but one JSON object. Exit 0: all rows accepted, 1: some
    refused, 2: the file cannot be read (one line on standard error).
    """

    kind = ""
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """File and --json."""
        parser.add_argument("file", type=Path, help="an .xlsx, .xls, .ods or .csv file")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def options_of(self, options: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - for subclasses
        """The options of the batch from those of the command line."""
        return {}

    def more(self, batch: ImportBatch) -> dict[str, Any]:  # noqa: ARG002 - for subclasses
        """What this kind adds to the JSON object."""
        return {}

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run the import and leave with the exit code."""
        sys.exit(self.run(options))

    def run(self, options: Mapping[str, Any]) -> int:
        """Run the import, print, and return the exit code."""
        write = not options.get("dry_run")
        try:
            batch = running.run_file(
                self.kind, options["file"], options=self.options_of(options), write=write
            )
        except (OSError, DomainError) as error:
            self.stderr.write(sentence_of(error))
            return UNREADABLE
        found = {**reports.summary(batch), **self.more(batch)}
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(reports.lines(batch)))
        if not write:
            with transaction.atomic():
                batches.discard(batch.pk, actor=None)
        return SOME_REFUSED if batch.refused_count else ALL_ACCEPTED


def sentence_of(error: Exception) -> str:
    """One line for standard error."""
    if isinstance(error, OSError):
        return f"读不到文件“{error.filename}”：{error.strerror}"
    return str(error).replace("\n", " ")
