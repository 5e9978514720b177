"""Files at rest: every stored file is encrypted, whoever wrote it (attachments, results of jobs).

Layout: magic, key id (16 bytes, padded), salt (16 bytes), then chunks of up to 64 KiB + 16 bytes tag. The
file's own key is derived from the field key and the salt, the nonce of a chunk is its number and a mark on
the last one (the STREAM construction), so a chunk that is cut off, moved or altered does not open.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from union.common.encryption import DecryptionError, current_key_id, key_bytes

MAGIC = b"UNIONSF1"
CHUNK = 64 * 1024
TAG = 16
_ID, _SALT = 16, 16
HEADER = len(MAGIC) + _ID + _SALT
RESEALING = ".reseal"  # end of the name of a file that is being rewritten


class SealedStorage(FileSystemStorage):
    """Encrypts on the way in, decrypts on the way out; `size` is that of the plain file."""

    def _save(self, name: str, content: Any) -> str:
        """Keep ``content`` whole or not at all: what a full disk cut off is taken away again."""
        before = self.exists(name)
        try:
            return str(super()._save(name, _Sealing(content)))  # type: ignore[misc] # Django's extension point
        except OSError:
            if not before:
                Path(self.path(name)).unlink(missing_ok=True)
            raise

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        if mode != "rb":
            raise ValueError("stored files are written once, through save()")
        stored = cast("BinaryIO", super()._open(name, mode).file)  # type: ignore[misc]
        return File(cast("Any", io.BufferedReader(_Unsealing(stored), CHUNK)), name)

    def size(self, name: str) -> int:
        """Bytes of the plain file."""
        return plain_size(super().size(name))


class _Sealing(File):  # type: ignore[type-arg]
    """What the storage writes for ``content``: its chunks, encrypted. Never moved, always copied."""

    def __init__(self, content: Any) -> None:
        super().__init__(None, getattr(content, "name", None))
        self._content = content

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002 - Django's signature
        """Header, then one sealed chunk after the other."""
        key_id, salt = current_key_id(), os.urandom(_SALT)
        yield MAGIC + key_id.encode().ljust(_ID, b"\0") + salt
        cipher, number, waiting = _cipher(key_id, salt), 0, bytearray()
        for piece in self._content.chunks():
            waiting += piece.encode() if isinstance(piece, str) else piece
            while len(waiting) > CHUNK:  # one chunk stays back: it may be the last
                yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:CHUNK]), None)
                del waiting[:CHUNK]
                number += 1
        yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), None)


class _Unsealing(io.RawIOBase):
    """The plain bytes of a sealed file, from any place in it.

    Raises:
        DecryptionError: no sealed file, unknown key, altered or cut off.
    """

    def __init__(self, stored: BinaryIO) -> None:
        self._stored = stored
        head = stored.read(HEADER)
        if len(head) < HEADER or not head.startswith(MAGIC):
            raise DecryptionError("not a sealed file")
        key_id = head[len(MAGIC) : len(MAGIC) + _ID].rstrip(b"\0").decode("ascii", "replace")
        self._cipher = _cipher(key_id, head[-_SALT:])
        self._size = plain_size(stored.seek(0, os.SEEK_END))
        self._place = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes: chunks have one size."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place of the plain file."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with at most the rest of one chunk."""
        if self._place >= self._size and self._size:
            return 0
        number, skipped = divmod(self._place, CHUNK)
        piece = self._chunk(number)[skipped : skipped + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _chunk(self, number: int) -> bytes:
        last = max(0, (self._size - 1) // CHUNK)
        self._stored.seek(HEADER + number * (CHUNK + TAG))
        sealed = self._stored.read(CHUNK + TAG)
        try:
            return self._cipher.decrypt(_nonce(number, last=number == last), sealed, None)
        except InvalidTag as error:
            raise DecryptionError("file was altered or cut off") from error

    def close(self) -> None:
        """Close the stored file too."""
        self._stored.close()
        super().close()


def key_of(path: Path) -> str | None:
    """Return the id of the key that opens the file at ``path``; None if it is no sealed file."""
    with path.open("rb") as stored:
        head = stored.read(HEADER)
    if len(head) < HEADER or not head.startswith(MAGIC):
        return None
    return head[len(MAGIC) : len(MAGIC) + _ID].rstrip(b"\0").decode("ascii", "replace")


def reseal(path: Path, content: bytes | None = None) -> None:
    """Write the file at ``path`` anew with the newest key: beside it, read back, then in its place.

    Whoever reads the old one goes on reading it; a stop half-way leaves the old one whole. ``content``
    is the new plain text, None keeps it. A file that was deleted meanwhile stays deleted.

    Raises:
        DecryptionError: no sealed file, its key is missing, or it was altered.
        FileNotFoundError: it was deleted meanwhile.
    """
    beside = path.with_name(f".{path.name}{RESEALING}")
    try:
        with path.open("rb") as old, beside.open("wb") as new:
            plain = _reader(old) if content is None else io.BytesIO(content)
            wanted = _seal_into(new, File(plain))
        with beside.open("rb") as new:
            if _digest(_reader(new)) != wanted:
                raise DecryptionError("the rewritten file differs")
        shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _reader(stored: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(_Unsealing(stored), CHUNK))


class _Watched(File):  # type: ignore[type-arg]
    """A file whose plain text is digested while it is read in chunks."""

    def __init__(self, source: File[Any]) -> None:
        super().__init__(None)
        self.source, self.seen = source, hashlib.sha256()

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:  # noqa: ARG002 - Django's signature
        """The chunks of the source."""
        while piece := self.source.read(CHUNK):
            self.seen.update(piece)
            yield piece


def _seal_into(new: BinaryIO, source: File[Any]) -> str:
    """Seal ``source`` into ``new``, down to the disk; return the digest of the plain text."""
    watched = _Watched(source)
    new.writelines(_Sealing(watched).chunks())
    new.flush()
    os.fsync(new.fileno())
    return watched.seen.hexdigest()


def _digest(plain: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := plain.read(CHUNK):
        digest.update(piece)
    return digest.hexdigest()


def plain_size(stored_size: int) -> int:
    """Return the bytes of the plain file within ``stored_size`` sealed ones."""
    body = max(stored_size - HEADER, TAG)
    return body - TAG * -(-body // (CHUNK + TAG))


def _cipher(key_id: str, salt: bytes) -> AESGCM:
    derive = HKDF(hashes.SHA256(), length=32, salt=salt, info=b"union stored file")
    return AESGCM(derive.derive(key_bytes(key_id)))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
