"""Settings of the test suite. tests/conftest.py starts the database and sets DATABASE_URL."""

from pathlib import Path

from union.settings.base import *

SECRET_KEY = "test-secret-key-of-the-suite-not-for-any-real-use-0123456789"  # noqa: S105
UNION_FIELD_KEYS = ["test1:dGVzdC1maWVsZC1rZXktMDAwMDAwMDAwMDAwMDAwMDE="]
UNION_INDEX_KEY = "dGVzdC1pbmRleC1rZXktMDAwMDAwMDAwMDAwMDAwMDE="
UNION_AUDIT_KEY = "dGVzdC1hdWRpdC1rZXktMDAwMDAwMDAwMDAwMDAwMDE="
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
UNION_PASSPHRASE_COST = 4

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: WAL, IMMEDIATE and live-server threads behave as in production.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(DATABASES["default"]["NAME"]).with_name("suite.sqlite3"))
    }

UNION_JOBS_NUDGE = False  # no broker: tests run the job themselves or start a worker
WHITENOISE_AUTOREFRESH = True  # serves straight from the source folders, no collectstatic
WHITENOISE_USE_FINDERS = True
STATICFILES_DIRS = [*STATICFILES_DIRS, BASE_DIR / "tests/browser/vendor"]  # axe-core
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEMO_DATA_ALLOWED = True
