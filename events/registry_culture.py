"""Registries of notices, articles, honours, rules and the work record: one file for each subject."""

from events import registry_honours, registry_news


def register() -> None:
    """Fill the registries."""
    registry_news.register()
    registry_honours.register()
