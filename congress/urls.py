"""Addresses of the workers' congress, under /congress/."""

from django.urls import URLPattern, URLResolver

app_name = "congress"

urlpatterns: list[URLPattern | URLResolver] = []
