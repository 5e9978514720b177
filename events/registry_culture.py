"""Registries of notices, articles, honours, rules and the work record: one file for each subject."""

from events import (
    registry_archive,
    registry_documents,
    registry_homebuilding,
    registry_honours,
    registry_news,
)


def register() -> None:
    """Fill the registries."""
    registry_news.register()
    registry_honours.register()
    registry_documents.register()
    registry_archive.register()
    registry_homebuilding.register()
