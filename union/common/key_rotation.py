"""Re-encrypt every sensitive field and stored file with the newest key, in batches, while people work.

Rows that hold the newest key already are skipped, so an interrupted run goes on where it stopped. Old
keys stay in the keyring until a run has nothing unreadable and nothing left to do; then they can go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Cast

from union.common import audit
from union.common.append_only import writable
from union.common.choices import AuditAction
from union.common.encryption import (
    ALGORITHM,
    DecryptionError,
    EncryptedTextField,
    current_key_id,
    decrypt_text,
    encrypt_text,
)
from union.common.sealed_files import RESEALING, key_of, reseal

_RAW = "raw_{}"
FILES = "存储的文件"


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was done to one table."""

    label: str
    rows: int
    unreadable: tuple[str, ...]  # primary keys whose key is missing, or that were altered


def encrypted_models() -> Iterator[tuple[type[models.Model], list[EncryptedTextField]]]:
    """Every model with encrypted fields, and these fields."""
    for model in apps.get_models():
        fields = [field for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]
        if fields:
            yield model, fields


def rotate_keys(batch_size: int = 500) -> list[Rotated]:
    """Rewrite all rows of all tables that hold an older key; one transaction per batch; audited."""
    done = [_rotate(model, fields, batch_size) for model, fields in encrypted_models()]
    files = rotate_files(Path(default_storage.path("")))
    total = sum(each.rows for each in done)
    failed = sum(len(each.unreadable) for each in (*done, files))
    audit.record(
        AuditAction.KEYS, None, actor=None,
        note=f"改用密钥 {current_key_id()}：重新加密 {total} 行、{files.rows} 个文件，无法读取 {failed} 处",
    )  # fmt: skip
    return [*done, files]


def rotate_files(folder: Path) -> Rotated:
    """Rewrite every stored file under ``folder`` that an older key opens; each on its own, verified.

    Files with the newest key are skipped, so an interrupted run goes on where it stopped; what such a run
    left half-written is removed.
    """
    rows, unreadable = 0, []
    for path in sorted(found for found in folder.rglob("*") if found.is_file()):
        try:
            if path.name.endswith(RESEALING):
                path.unlink()
            elif key_of(path) != current_key_id():
                reseal(path)
                rows += 1
        except FileNotFoundError:
            continue  # deleted meanwhile
        except DecryptionError:
            unreadable.append(str(path.relative_to(folder)))
    return Rotated(FILES, rows, tuple(unreadable))


def _rotate(model: type[models.Model], fields: list[EncryptedTextField], batch_size: int) -> Rotated:
    rows, unreadable, last = 0, [], None
    while True:
        with transaction.atomic(), writable(connection, model._meta.db_table):
            batch = list(_old_rows(model, fields, last).select_for_update(of=("self",))[:batch_size])
            for raw in batch:
                if _rewrite(model, fields, raw):
                    rows += 1
                else:
                    unreadable.append(str(raw["pk"]))
        if len(batch) < batch_size:
            return Rotated(str(model._meta.verbose_name), rows, tuple(unreadable))
        last = batch[-1]["pk"]


def _old_rows(model: type[models.Model], fields: list[EncryptedTextField], after: Any) -> Any:
    """Raw values of the rows after primary key ``after`` that hold another key than the newest."""
    present = f"{ALGORITHM}:{current_key_id()}:"
    raw = {_RAW.format(field.name): Cast(F(field.name), models.TextField()) for field in fields}
    old = Q(pk__in=())
    for name in raw:
        old |= ~Q(**{f"{name}__startswith": present}) & ~Q(**{name: ""})
    found = model._base_manager.annotate(**raw).filter(old).order_by("pk").values("pk", *raw)  # noqa: SLF001 - documented Django API
    return found if after is None else found.filter(pk__gt=after)


def _rewrite(model: type[models.Model], fields: list[EncryptedTextField], raw: dict[str, Any]) -> bool:
    try:
        sealed = {field.name: _resealed(raw[_RAW.format(field.name)], field.purpose) for field in fields}
    except DecryptionError:
        return False
    model._base_manager.filter(pk=raw["pk"]).update(**sealed)  # noqa: SLF001
    return True


def _resealed(stored: str | None, purpose: str) -> Value:
    """The stored text under the newest key, past the field: what it holds may be more than a text."""
    return Value(encrypt_text(decrypt_text(stored or "", purpose), purpose), models.TextField())
