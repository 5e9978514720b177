"""Asking a clamd for its opinion, where the hospital runs one (setting UNION_CLAMD)."""

from __future__ import annotations

import logging
import socket
from typing import BinaryIO

from django.conf import settings

from union.common.models.files import ScanState

logger = logging.getLogger(__name__)

_SECONDS = 30.0
_CHUNK = 64 * 1024


def scan(file: BinaryIO) -> ScanState:
    """Return what clamd says; NOT_SCANNED (未扫描) where none is set up or it does not answer.

    UNION_CLAMD is ``unix:/run/clamav/clamd.ctl`` or ``tcp:host:3310``. The file is left at its beginning.
    """
    address = settings.UNION_CLAMD
    if not address:
        return ScanState.NOT_SCANNED
    try:
        with _connect(address) as connection:
            answer = _instream(connection, file)
    except (OSError, ValueError) as error:
        logger.error("clamd does not answer: %s", type(error).__name__)  # noqa: TRY400 - no user data in traces
        return ScanState.NOT_SCANNED
    finally:
        file.seek(0)
    if answer.endswith("FOUND"):
        return ScanState.INFECTED
    return ScanState.CLEAN if answer.endswith("OK") else ScanState.NOT_SCANNED


def _connect(address: str) -> socket.socket:
    scheme, _, rest = address.partition(":")
    if scheme == "unix":
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_SECONDS)
        try:
            connection.connect(rest)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = rest.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=_SECONDS)


def _instream(connection: socket.socket, file: BinaryIO) -> str:
    """Send the file by clamd's INSTREAM command and return its line."""
    connection.sendall(b"zINSTREAM\0")
    file.seek(0)
    while chunk := file.read(_CHUNK):
        connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
    connection.sendall(b"\0\0\0\0")
    return connection.recv(4096).rstrip(b"\0\n ").decode("utf-8", "replace")
