"""Production: PostgreSQL, Redis, TLS in front. Refuses to start on a missing, short or default secret."""

import os
from pathlib import Path

from union.settings import required

os.environ["DATABASE_URL"] = required.postgres_url()  # base reads it; DATABASE_URL_FILE is honoured here

from union.settings.base import *

DEBUG = False
ALLOWED_HOSTS = required.exact_hosts()
REDIS_URL = required.required("REDIS_URL")

SECRET_KEY = required.secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
UNION_FIELD_KEYS = required.field_keys()
UNION_INDEX_KEY = required.data_key("UNION_INDEX_KEY")
UNION_AUDIT_KEY = required.data_key("UNION_AUDIT_KEY")
required.all_different(
    UNION_INDEX_KEY, UNION_AUDIT_KEY, *(entry.partition(":")[2] for entry in UNION_FIELD_KEYS)
)
UNION_FONT_DIR = required.existing_folder("UNION_FONT_DIR")

# `__Host-`: only over TLS, only for this host, only for path /.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preload lists are for public sites, this one is on an intranet
if UNION_TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

UNION_REQUIRE_SECOND_FACTOR = env.bool("UNION_REQUIRE_SECOND_FACTOR", default=True)  # ASVS 6.3.3

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
MEDIA_ROOT = Path(env.str("UNION_MEDIA_DIR", default=str(VAR_DIR / "media")))
STATIC_ROOT = Path(env.str("UNION_STATIC_DIR", default=str(VAR_DIR / "static")))

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="union@localhost")

# To standard output, one line per event, no request bodies, no query strings, no mail to anyone.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "union.common.logs.OneLine"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "line",
            "filters": ["one_line"],
        },
        "none": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stdout"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
        "django.security.DisallowedHost": {"handlers": ["none"], "propagate": False},
    },
}
