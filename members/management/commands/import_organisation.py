"""`manage.py import_organisation FILE`: branches, departments and groups from a sheet (组织架构)."""

from __future__ import annotations

from typing import Any

from union.imports.commands import ImportCommand
from union.imports.models import ImportBatch


class Command(ImportCommand):
    help = "Import the organisation sheet (组织架构): opens missing branches, departments and groups."
    kind = "organisation"

    def more(self, batch: ImportBatch) -> dict[str, Any]:
        return {key: batch.reading.get(key, 0) for key in ("branches", "departments", "groups")}
