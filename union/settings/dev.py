"""Development and demonstration: SQLite under var/, no Redis, its own generated secrets."""

from union.settings.base import *
from union.settings.generated import generated_secrets

DEBUG = env.bool("DEBUG", default=True)
ALLOWED_HOSTS = ["*"]
WHITENOISE_USE_FINDERS = True  # straight from static/, no collectstatic
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

_secrets = generated_secrets(VAR_DIR / "secrets.json")
SECRET_KEY = env.str("SECRET_KEY", default=_secrets["SECRET_KEY"])
UNION_FIELD_KEYS = env.list("UNION_FIELD_KEYS", default=_secrets["UNION_FIELD_KEYS"])
UNION_INDEX_KEY = env.str("UNION_INDEX_KEY", default=_secrets["UNION_INDEX_KEY"])
UNION_AUDIT_KEY = env.str("UNION_AUDIT_KEY", default=_secrets["UNION_AUDIT_KEY"])
DEMO_DATA_ALLOWED = True
