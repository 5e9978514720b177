"""The head of the audit trail, written out daily: the only way to find a tail that was cut off.

Each file is small enough to be printed into the minutes or mailed to the audit committee.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from union.common import audit
from union.common.models import AuditEvent, AuditHead


@dataclass(frozen=True, slots=True)
class ExportedHead:
    """Number and hash of the newest event at ``exported_at``."""

    seq: int
    hash: str
    exported_at: str
    name: str = ""


def heads_folder() -> Path:
    """Where the daily files lie."""
    return Path(settings.VAR_DIR) / "audit-heads"


def export_head(path: Path | None = None) -> Path:
    """Write the present head to ``path`` (default: today's file, replaced if it exists); return the path.

    Written beside and renamed, so that a crash never leaves half a file.
    """
    head = AuditHead.objects.get(pk=1)
    now = timezone.localtime()
    target = path or heads_folder() / f"{now:%Y-%m-%d}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    content = {"seq": head.seq, "hash": head.hash, "exported_at": now.isoformat(timespec="seconds")}
    half = target.with_suffix(target.suffix + ".part")
    half.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    half.replace(target)
    return target


def read_head(path: Path) -> ExportedHead:
    """Read an exported head.

    Raises:
        ValueError: the file is no exported head.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return ExportedHead(int(content["seq"]), str(content["hash"]), str(content["exported_at"]), path.name)
    except (OSError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} 不是导出的日志校验值") from error


def latest_heads(limit: int = 14) -> list[ExportedHead]:
    """Newest exported heads first; unreadable files are left out."""
    found = []
    for path in sorted(heads_folder().glob("*.json"), reverse=True)[:limit]:
        try:
            found.append(read_head(path))
        except ValueError:
            continue
    return found


def verify_against_latest() -> list[str]:
    """Verify the whole trail, also against the newest exported head; empty = sound."""
    heads = latest_heads(1)
    return audit.verify(expected_head=(heads[0].seq, heads[0].hash) if heads else None)


def event_count() -> int:
    """Events the trail says it has."""
    return AuditEvent.objects.count()
