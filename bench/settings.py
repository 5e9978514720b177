"""Settings of the measured product: production's way of working, without TLS, Redis and static manifest."""

from union.settings.base import *

SECRET_KEY = "bench-secret-key-not-for-any-real-use-0123456789-abcdefghij"
UNION_FIELD_KEYS = ["bench1:dGVzdC1maWVsZC1rZXktMDAwMDAwMDAwMDAwMDAwMDE="]
UNION_INDEX_KEY = "dGVzdC1pbmRleC1rZXktMDAwMDAwMDAwMDAwMDAwMDE="
UNION_AUDIT_KEY = "dGVzdC1hdWRpdC1rZXktMDAwMDAwMDAwMDAwMDAwMDE="
ALLOWED_HOSTS = ["bench", "testserver"]
DATABASES["default"]["CONN_MAX_AGE"] = None  # a run outlives ten minutes, CPU is read of these connections
UNION_JOBS_NUDGE = False  # the bench runs the job itself, in its own process, as a worker would
LOGGING = {"version": 1, "disable_existing_loggers": False, "root": {"level": "ERROR"}}
