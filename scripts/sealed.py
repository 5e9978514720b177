"""Sealed streams: AES-256-GCM in chunks, so that a file of any size is written and read in little memory.

Layout: 8 bytes magic, 7 bytes random nonce prefix, then chunks of up to 1 MiB + 16 bytes tag. Nonce of chunk
n: prefix + n (4 bytes) + last-chunk mark (1 byte), the STREAM construction: a chunk that is cut off, moved,
repeated or altered does not open. The label (which backup, which part) is authenticated with each chunk.
"""

import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"UNIONBK1"
CHUNK = 1 << 20
TAG = 16
PREFIX = 7


class SealError(Exception):
    """The stream does not open: wrong key, cut off, or altered."""


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])


def seal(source: Iterable[bytes], target: BinaryIO, *, key: bytes, label: str) -> int:
    """Encrypt the pieces of `source` into `target`; return the number of plain bytes."""
    cipher, prefix = AESGCM(key), secrets.token_bytes(PREFIX)
    target.write(MAGIC + prefix)
    waiting, number, total = bytearray(), 0, 0
    for piece in source:
        waiting += piece
        total += len(piece)
        while len(waiting) > CHUNK:  # one chunk stays back: it may be the last
            chunk = bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
            target.write(cipher.encrypt(_nonce(prefix, number, last=False), chunk, label.encode()))
            number += 1
    target.write(cipher.encrypt(_nonce(prefix, number, last=True), bytes(waiting), label.encode()))
    return total


def unseal(source: BinaryIO, *, key: bytes, label: str) -> Iterator[bytes]:
    """Yield the plain pieces.

    Raises:
        SealError: at the first chunk that does not open; earlier pieces were already yielded, so check a
            whole file first (`check`) before acting on it.
    """
    head = source.read(len(MAGIC) + PREFIX)
    if len(head) < len(MAGIC) + PREFIX or not head.startswith(MAGIC):
        raise SealError("not a sealed file, or cut off at the start")
    cipher, prefix = AESGCM(key), head[len(MAGIC) :]
    chunk, number = source.read(CHUNK + TAG), 0
    while True:
        following = source.read(CHUNK + TAG)
        try:
            yield cipher.decrypt(_nonce(prefix, number, last=not following), chunk, label.encode())
        except InvalidTag:
            raise SealError("wrong key, or the file was cut off or altered") from None
        if not following:
            return
        chunk, number = following, number + 1


def check(source: BinaryIO, *, key: bytes, label: str) -> None:
    """Read the whole stream; raises SealError when any part of it does not open."""
    for _ in unseal(source, key=key, label=label):
        pass
