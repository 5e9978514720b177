"""The uploaded file at rest: encrypted like every sensitive field, plain only while it is read."""

from __future__ import annotations

import base64
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile

from union.common.encryption import decrypt_text, encrypt_text
from union.common.errors import DomainError
from union.imports.models import ImportBatch

PURPOSE = "import.file"
MAX_BYTES = 30 * 1024 * 1024


def keep(batch: ImportBatch, content: bytes) -> None:
    """Store ``content`` for an unsaved batch under a generated name, encrypted, with its SHA-256.

    Raises:
        DomainError: larger than 30 MB.
    """
    if len(content) > MAX_BYTES:
        raise DomainError(f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分后再上传", field="file")
    batch.file_sha256 = hashlib.sha256(content).hexdigest()
    sealed = encrypt_text(base64.b64encode(content).decode(), PURPOSE)
    batch.file.save("upload", ContentFile(sealed.encode()), save=False)


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
            sealed: IO[bytes] = stored
            return base64.b64decode(decrypt_text(sealed.read().decode(), PURPOSE))
    except FileNotFoundError as error:
        raise DomainError("已上传的文件找不到了，请重新上传") from error


def _folder() -> Path:
    folder: Path = Path(settings.VAR_DIR) / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
