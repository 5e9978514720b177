"""Settings shared by every environment; the environment (`DATABASE_URL` …) has the last word."""

from pathlib import Path
from urllib.parse import unquote

import environ

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
# Everything the program writes: database, media, broker, generated secrets, static files.
VAR_DIR = Path(env.str("UNION_VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
ROOT_URLCONF = "union.urls"
WSGI_APPLICATION = "union.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "union.common",
    "union.accounts",
    "union.organisation",
    "union.jobs",
    "union.imports",
    "union.ledgers",
    "union.reminders",
    "union.funds",
    "members",
    "congress",
    "welfare",
    "events",
    "union.reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "import_export",
]

MIDDLEWARE = [
    "union.common.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "union.common.middleware.RequestInfoMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "union.common.middleware.ZeroByteMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "union.accounts.middleware.SessionGuardMiddleware",
    "union.accounts.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "union.common.middleware.FormTokenMiddleware",
    "union.accounts.middleware.PendingStepMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "union.common.context_processors.frame",
            ],
        },
    },
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON"
    ),
}
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/db.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    # A socket folder comes percent-encoded in the URL: postgres://user@%2Frun%2Fpostgresql/union
    DATABASES["default"].update(
        HOST=unquote(DATABASES["default"]["HOST"]), CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True
    )
    # union.common.prepared: its queries are planned once per connection (a pooler: docs/deploy.md).
    DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 1

# Empty = embedded: filesystem broker under var/, no cache server. See union/celery.py.
REDIS_URL = env.str("REDIS_URL", default="")
BROKER_DIR = VAR_DIR / "broker"

DEMO_DATA_ALLOWED = False  # dev and test say True; production never
SITE_NAME = env.str("SITE_NAME", default="职工之家")
# Proxies in front that are ours: how many X-Forwarded-For entries (from the right) may be believed.
UNION_TRUSTED_PROXIES = env.int("UNION_TRUSTED_PROXIES", default=0)

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "union.common.sealed_files.SealedStorage"},  # encrypted at rest
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Browser: what every environment has; settings.prod adds what needs TLS. The CSP comes from union.common.
SESSION_ENGINE = "union.accounts.session_store"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

FILE_UPLOAD_PERMISSIONS = 0o640
UNION_ATTACHMENT_MAX_BYTES = env.int("UNION_ATTACHMENT_MAX_MB", default=20) * 1024**2
UNION_CLAMD = env.str("UNION_CLAMD", default="")  # unix:/run/clamav/clamd.ctl or tcp:host:3310; "" = 未扫描
UNION_FONT_DIR = env.str("UNION_FONT_DIR", default="")  # fonts the hospital has a licence for (仿宋_GB2312)
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# Reminders outside the inbox; both off by default. Mail needs EMAIL_URL too (settings.prod).
UNION_MAIL = env.bool("UNION_MAIL", default=False)
UNION_MAIL_DOMAIN = env.str("UNION_MAIL_DOMAIN", default="union.local")  # right part of Message-ID
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
UNION_SITE_URL = env.str("UNION_SITE_URL", default="")  # https://union.hospital.local, for links in mails
UNION_WEBHOOK_URL = env.str("UNION_WEBHOOK_URL", default="")  # the hospital's own message gateway
UNION_WEBHOOK_SECRET = env.str("UNION_WEBHOOK_SECRET", default="")

# Accounts (union.accounts).
AUTHENTICATION_BACKENDS = ["union.accounts.backends.AccountBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "accounts:login", "common:home"
# scrypt (N=2^14, r=8, p=5; ASVS 11.4.2) is in Python itself; the others are read and replaced at login.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
UNION_PASSPHRASE_COST = 15  # of a 监票人, as a power of two: 32 MiB, some 0.1 s; kept with each salt
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600  # the row in the database; the limits themselves are the two below
UNION_IDLE_MINUTES = env.int("UNION_IDLE_MINUTES", default=30)
UNION_SESSION_HOURS = env.int("UNION_SESSION_HOURS", default=12)
UNION_PASSWORD_PROFILE = env.str("UNION_PASSWORD_PROFILE", default="default")  # or "dengbao"
UNION_INITIAL_PASSWORD_DAYS = env.int("UNION_INITIAL_PASSWORD_DAYS", default=7)
UNION_REQUIRE_SECOND_FACTOR = env.bool("UNION_REQUIRE_SECOND_FACTOR", default=False)
UNION_CODE_TOLERANCE = env.int("UNION_CODE_TOLERANCE", default=1)  # steps of 30 s a phone's clock may be off
# Guesses that are evaluated per window: at one account from everywhere, and from one address.
UNION_ATTEMPT_WINDOW_MINUTES = env.int("UNION_ATTEMPT_WINDOW_MINUTES", default=15)
UNION_ATTEMPTS_PER_ACCOUNT = env.int("UNION_ATTEMPTS_PER_ACCOUNT", default=10)
UNION_ATTEMPTS_PER_PLACE = env.int("UNION_ATTEMPTS_PER_PLACE", default=5)
