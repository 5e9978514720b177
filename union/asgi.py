"""ASGI entry point, for servers that speak nothing else; production runs union.wsgi under gunicorn."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "union.settings.prod")
application = get_asgi_application()
