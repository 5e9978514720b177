"""The uploaded file at rest: sealed by the storage like every stored file, plain only while it is read."""

from __future__ import annotations

import base64
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile

from union.common.encryption import DecryptionError, decrypt_text
from union.common.errors import DomainError
from union.imports.models import ImportBatch

PURPOSE = "import.file"
MAX_BYTES = 30 * 1024 * 1024


def keep(batch: ImportBatch, content: bytes) -> None:
    """Store ``content`` for an unsaved batch under a generated name, with its SHA-256.

    Raises:
        DomainError: larger than 30 MB.
    """
    if len(content) > MAX_BYTES:
        raise DomainError(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分后再上传", field="file")
    batch.file_sha256 = hashlib.sha256(content).hexdigest()
    batch.file.save("upload", ContentFile(content), save=False)


@contextmanager
def opened(batch: ImportBatch) -> Iterator[Path]:
    """The file as a path for the reader, in a folder of its own that only this process can enter.

    Raises:
        DomainError: the stored file is gone (disk fault, restored backup).
    """
    with tempfile.TemporaryDirectory(dir=_folder(), prefix="import-") as folder:
        path = Path(folder) / "file"
        path.write_bytes(content_of(batch))
        yield path


def content_of(batch: ImportBatch) -> bytes:
    """The uploaded bytes.

    Raises:
        DomainError: the stored file is gone.
    """
    try:
        with batch.file.open("rb") as stored:
            content: bytes = stored.read()
    except FileNotFoundError as error:
        raise DomainError("已上传的文件找不到了，请重新上传") from error
    return once_sealed(content, batch.file_sha256)


def once_sealed(content: bytes, sha256: str) -> bytes:
    """Return the uploaded bytes of a stored file, also of one that was encrypted a second time inside.

    That was done until 2026-11; migration 0003 rewrites those files, this still opens one it could not.
    """
    if hashlib.sha256(content).hexdigest() == sha256:
        return content
    try:
        return base64.b64decode(decrypt_text(content.decode(), PURPOSE))
    except (DecryptionError, ValueError):
        return content  # not ours: the reader of spreadsheets will say what is wrong with it


def _folder() -> Path:
    folder: Path = Path(settings.VAR_DIR) / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
