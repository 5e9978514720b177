"""Addresses of the workers' congress, under /congress/."""

from django.urls import URLPattern, URLResolver

from congress import urls_appraisals, urls_registers, urls_sessions, urls_votes

app_name = "congress"

urlpatterns: list[URLPattern | URLResolver] = [
    *urls_sessions.urlpatterns,
    *urls_votes.urlpatterns,
    *urls_appraisals.urlpatterns,
    *urls_registers.urlpatterns,
]
