"""Settings of the web server that fault tests beat on: the product's way of holding connections."""

from tests.faults.worker_settings import *  # noqa: F403 - settings build on settings

ROOT_URLCONF = "tests.faults.web.urls"
DATABASES["default"].update(CONN_MAX_AGE=600, CONN_HEALTH_CHECKS=True)  # noqa: F405
