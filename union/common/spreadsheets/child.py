"""The parent's end of the reading child process: start, ask, receive, give up in time.

The child is limited to 512 MiB of address space and 30 s of CPU (``sandbox.main``); the parent in
addition waits at most 60 s in all for its answers. Time the caller spends on the rows between two answers
does not count.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

from union.common.spreadsheets.errors import UnreadableFile

MEMORY_BYTES = 512 * 1024 * 1024
SECONDS = 30
_MAX_WAIT = 60.0  # on a busy machine 30 s of CPU take longer
_MAX_LINE = 128 * 1024 * 1024
_HERE = Path(__file__).resolve().parent
_LAUNCH = (
    "import sys; sys.path.insert(0, sys.argv[1]); from sandbox.main import run; "
    "run(*sys.argv[2:4], *map(int, sys.argv[4:6]))"
)
_TIMED_OUT = f"文件在 {SECONDS} 秒内没有读完，已停止：请删除多余的工作表和空白行，或拆成几个文件"
_DIED = (
    "文件无法读取：内容已损坏，或表格范围过大（很远的单元格里还有内容）。请用 Excel 打开后另存为 .xlsx 再上传"
)

Answer = dict[str, Any]


class Child:
    """One running child for one file. Use as a context manager, or call ``close``."""

    def __init__(self, path: str | Path, filename: str) -> None:
        self._waited = 0.0
        kept = f"file{Path(filename).suffix}"  # names may tell of people, and command lines are public
        self._buffer = bytearray()
        self._process = subprocess.Popen(  # noqa: S603  (our own interpreter, arguments as a list)
            [
                sys.executable,
                "-I",
                "-c",
                _LAUNCH,
                str(_HERE),
                str(path),
                kept,
                str(MEMORY_BYTES),
                str(SECONDS),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"},
        )
        self._answers = cast("IO[bytes]", self._process.stdout).fileno()

    def ask(self, request: int) -> Iterator[Answer]:
        """Send a request and yield its answers up to (not with) the closing one."""
        try:
            requests = cast("IO[bytes]", self._process.stdin)
            requests.write(b"%d\n" % request)
            requests.flush()
        except OSError:
            raise self._ended() from None
        while "end" not in (answer := self.receive()):
            yield answer

    def receive(self) -> Answer:
        """Return the next answer.

        Raises:
            UnreadableFile: the child refused the file, died, or took too long.
        """
        try:
            answer = cast("Answer", json.loads(self._line(), object_hook=_decode))
        except ValueError:
            raise self._ended() from None
        if "refused" in answer:
            self.close()
            raise UnreadableFile(str(answer["refused"]))
        return answer

    def close(self) -> None:
        """End the child, whatever it is doing."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._process.wait()

    def _line(self) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            self._buffer += self._read()
            if len(self._buffer) > _MAX_LINE:
                raise self._ended()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _read(self) -> bytes:
        poll = select.poll()
        poll.register(self._answers, select.POLLIN | select.POLLHUP)
        begun = time.monotonic()
        ready = poll.poll(max(0.0, _MAX_WAIT - self._waited) * 1000)
        self._waited += time.monotonic() - begun
        if not ready:
            self.close()
            raise UnreadableFile(_TIMED_OUT)
        chunk = os.read(self._answers, 1 << 20)
        if not chunk:
            raise self._ended()
        return chunk

    def _ended(self) -> UnreadableFile:
        """Tell from the exit status why the child is gone."""
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            status = 0
        self.close()
        return UnreadableFile(_TIMED_OUT if status in (-24, -9) else _DIED)


def _decode(pairs: dict[str, Any]) -> Any:
    """Undo ``sandbox.reader.encode``; other objects stay dicts."""
    if len(pairs) != 1:
        return pairs
    [(key, value)] = pairs.items()
    if key == "d":
        return dt.date.fromisoformat(value)
    if key == "t":
        return _datetime(value)
    if key == "s":
        return dt.timedelta(seconds=value)
    return value if key == "c" else pairs


def _datetime(text: str) -> dt.date | dt.datetime:
    """A date cell that carries a time of midnight is a date."""
    moment = dt.datetime.fromisoformat(text)
    return moment.date() if moment.time() == dt.time.min else moment
