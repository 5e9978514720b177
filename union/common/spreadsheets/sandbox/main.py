"""The child process: limits first, then answer the parent's requests, one JSON line each.

Answers: ``{"sheets": [...]}`` once; then per request (a sheet's index) any number of ``{"rows": [[number,
cells]…]}`` and one ``{"end": count}``. A request ``-1`` asks for the first rows of every sheet. A refusal
is ``{"refused": sentence}``. JSON and no pickle or marshal: the parent never builds anything but plain
values from what comes out of here.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterable
from typing import TextIO

from .reader import Reader, Row, encode
from .refusal import Refusal

HEAD_ROWS = 60
_BATCH_ROWS = 400
_BATCH_CELLS = 20_000
_TOO_BIG = "表格过大，读取时超过内存限制：请删除多余的空白行列、图片，或拆成几个文件"


def run(path: str, filename: str, memory_bytes: int, cpu_seconds: int) -> None:
    """Limit this process for good, then serve ``path`` on standard input and output."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with open(1, "w", encoding="utf-8", errors="replace", closefd=False) as out:
        serve(path, filename, sys.stdin, out)


def serve(path: str, filename: str, requests: Iterable[str], out: TextIO) -> None:
    """Answer the requests, one number a line, until the parent hangs up."""
    try:
        reader = Reader(path, filename)
        _send(out, {"kind": reader.kind, "sheets": reader.sheets()})
        for line in requests:
            request = int(line)
            if request < 0:
                _send_heads(out, reader)
            else:
                _send_rows(out, reader, request)
    except Refusal as refusal:
        _send(out, {"refused": str(refusal)})
    except MemoryError:
        _send(out, {"refused": _TOO_BIG})


def _send(out: TextIO, answer: dict[str, object]) -> None:
    out.write(json.dumps(answer, default=encode, ensure_ascii=False, separators=(",", ":")))
    out.write("\n")
    out.flush()


def _send_heads(out: TextIO, reader: Reader) -> None:
    """The first rows of each sheet; a sheet that cannot be read alone is told as such."""
    for index, sheet in enumerate(reader.sheets()):
        head: list[Row] = []
        if sheet["table"]:
            for row in reader.rows(index):
                head.append(row)
                if len(head) >= HEAD_ROWS:
                    break
        _send(out, {"rows": head})
    _send(out, {"end": 0})


def _send_rows(out: TextIO, reader: Reader, index: int) -> None:
    batch: list[Row] = []
    cells = count = 0
    for row in reader.rows(index):
        batch.append(row)
        cells += len(row[1])
        count += 1
        if len(batch) >= _BATCH_ROWS or cells >= _BATCH_CELLS:
            _send(out, {"rows": batch})
            batch, cells = [], 0
    if batch:
        _send(out, {"rows": batch})
    _send(out, {"end": count})
