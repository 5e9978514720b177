"""Kinds of jobs that tests run: registered for one test, gone afterwards."""

import contextlib

from union.common.registries import JobKind, job_kinds


@contextlib.contextmanager
def kind(run, key="test.kind", **options):
    """Register a handler under `key` for the length of the block."""
    job_kinds.register(key, JobKind(label="测试任务", run=run, **options))
    try:
        yield key
    finally:
        del job_kinds._entries[key]
