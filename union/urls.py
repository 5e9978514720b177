"""Every URL of the product, one include per app."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("union.common.urls")),
    path("", include("union.organisation.urls")),
    path("accounts/", include("union.accounts.urls")),
    path("health/", include("union.jobs.health_urls")),
    path("jobs/", include("union.jobs.urls")),
    path("imports/", include("union.imports.urls")),
    path("members/", include("members.urls")),
    path("me/", include("members.me_urls")),
    path("dues/", include("members.dues_urls")),
    path("congress/", include("congress.urls")),
    path("motions/", include("congress.motion_urls")),
    path("", include("events.urls")),
    path("rooms/", include("events.urls_rooms")),
    path("notices/", include("union.reminders.urls")),
    path("welfare/", include("welfare.urls")),
    path("ledgers/", include("union.ledgers.urls")),
    path("", include("union.funds.urls")),
    path("reports/", include("union.reports.urls")),
]

handler500 = "union.common.views.errors.server_error"

if settings.DEBUG:
    urlpatterns.append(path("gallery/", include("union.common.gallery_urls")))
