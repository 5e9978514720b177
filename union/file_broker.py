"""The embedded broker's letter box: kombu's files, but a message appears only when it is written out.

Kombu opens the file under its last name and writes afterwards. A worker that looked in between took an
empty message away and ended with a JSONDecodeError (seen on a machine with a load of 15).
"""

from __future__ import annotations

import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps

_DAY = 24 * 60 * 60


def remove_unfinished(folder: Path) -> None:
    """Remove messages that a killed process left half written a day ago or longer; nobody takes them."""
    before = time.time() - _DAY
    for path in folder.glob(".*.msg"):
        with suppress(FileNotFoundError):  # another process starts too
            if path.stat().st_mtime < before:
                path.unlink()


class Channel(filesystem.Channel):  # type: ignore[misc]  # kombu ships no types
    """Writes a message under a hidden name, then renames it; takes it as kombu does."""

    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override, unused-ignore]
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        unfinished = folder / f".{name}"
        try:
            unfinished.write_bytes(dumps(payload).encode())  # type: ignore[no-untyped-call]
            unfinished.replace(folder / name)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise


class Transport(filesystem.Transport):  # type: ignore[misc]  # kombu ships no types
    """``broker_transport`` of the settings without Redis."""

    Channel = Channel
