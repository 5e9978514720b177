"""URLs that a container engine and a monitor ask."""

from django.urls import path

from union.jobs.views import health

app_name = "health"
urlpatterns = [
    path("live", health.live, name="live"),
    path("ready", health.ready, name="ready"),
]
