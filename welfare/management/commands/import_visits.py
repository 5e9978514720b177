"""`manage.py import_visits FILE [--map WORD=CODE]`: past visits (慰问台账) into the registers."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser

from union.imports.commands import ImportCommand
from union.imports.models import ImportBatch, ValueAlias
from welfare.models import Occasion
from welfare.services import visit_import


def pair(text: str) -> tuple[str, str]:
    """A word and the code of an occasion."""
    word, _, code = text.partition("=")
    if not word.strip() or not code.strip():
        raise argparse.ArgumentTypeError(f"“{text}”请写成 词=代码，如 探病=hospital_stay")
    return word.strip(), code.strip()


class Command(ImportCommand):
    help = "Import past visits (慰问台账): counted in the figures, never posted to the cash book."
    kind = "visits"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--map", type=pair, action="append", default=[], metavar="词=code",
            help="a word of the file and the code of its occasion; remembered",
        )  # fmt: skip

    def run(self, options: Mapping[str, Any]) -> int:
        known = dict(Occasion.objects.values_list("code", "name"))
        for word, code in options["map"]:
            if code not in known:
                raise CommandError(f"没有代码为“{code}”的慰问类别，可用：{'、'.join(known)}")
            ValueAlias.objects.update_or_create(
                field="occasion", alias=word[:60], defaults={"target": known[code], "updated_by": None}
            )
        return super().run(options)

    def more(self, batch: ImportBatch) -> dict[str, Any]:
        return visit_import.sums(batch)
