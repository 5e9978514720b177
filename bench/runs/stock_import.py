"""django-import-export's import of one file as its admin does it: dry run for the preview, then once more."""

import sys
from pathlib import Path
from typing import Any

from bench.runs.start import report, timed
from bench.stock.resources import RosterResource
from members.models import Member


def step(content: bytes, *, dry_run: bool) -> None:
    """Read the file and import it; an error ends the bench."""
    from import_export.formats.base_formats import XLSX

    dataset = XLSX().create_dataset(content)
    found = RosterResource().import_data(dataset, dry_run=dry_run, raise_errors=True)
    if found.has_validation_errors():
        raise RuntimeError(str(found.invalid_rows[0].error))


def main(path: Path) -> None:
    """Import ``path`` into an empty registry and report."""
    content = path.read_bytes()
    result: dict[str, Any] = {}
    with timed(result, "seconds"):
        with timed(result, "check"):
            step(content, dry_run=True)
        with timed(result, "apply"):
            step(content, dry_run=False)
    result["written"] = Member.objects.count()
    report(result)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
