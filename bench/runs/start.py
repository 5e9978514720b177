"""What every measured process does first and last."""

import contextlib
import json
import os
import resource
import time
from collections.abc import Iterator
from typing import Any

import django

from bench.processes import peak_kib

django.setup()


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


_STARTED = _cpu()  # a worker has started long before its job


@contextlib.contextmanager
def timed(result: dict[str, Any], name: str) -> Iterator[None]:
    """Put the seconds of the block into ``result[name]``."""
    began = time.perf_counter()
    yield
    result[name] = time.perf_counter() - began


def report(result: dict[str, Any]) -> None:
    """Print the result with the process's CPU seconds (its ended children included) and peak memory."""
    print(json.dumps({**result, "cpu": _cpu() - _STARTED, "rss_mb": round(peak_kib(os.getpid()) / 1024, 1)}))
