"""Settings of the web processes that a crowd votes on: the suite's own, connections kept as in production."""

from tests import clock
from union.settings.test import *  # noqa: F403 - settings build on settings

clock.start()
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}  # noqa: F405
