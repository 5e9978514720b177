"""Registries of notices, articles, honours, rules and the work record: one file for each subject."""

from events import (
    registry_archive,
    registry_documents,
    registry_homebuilding,
    registry_honours,
    registry_news,
)
from union.common import registries
from union.common.registries import NavItem
from union.organisation.rights import works_here

_CULTURE = ("news", "notices", "articles", "correspondents", "placements", "programmes", "nominations",
            "honours", "homes")  # fmt: skip
_RECORDS = ("documents", "rules", "archive", "files")


def register() -> None:
    """Fill the registries."""
    registry_news.register()
    registry_honours.register()
    registry_documents.register()
    registry_archive.register()
    registry_homebuilding.register()
    nav = registries.navigation.register
    nav("culture", NavItem("宣传荣誉", "events:news", "megaphone", works_here, 44, prefixes=_below(_CULTURE)))
    item = NavItem("制度档案", "events:library_rules", "archive", works_here, 46, prefixes=_below(_RECORDS))
    nav("records", item)


def _below(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"/culture/{name}/" for name in names)
