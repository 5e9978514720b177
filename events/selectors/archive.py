"""Reads of the archive: the list of a year with what is missing, rows that could be filed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from events.models import ArchiveClass, ArchiveItem
from events.permissions.archive import item_condition
from events.rules.archive import missing_classes
from union.accounts.models import User
from union.common.registries import ledgers
from union.ledgers.declare import Ledger, Period

MOST = 300


def items_visible_to(user: User) -> QuerySet[ArchiveItem]:
    """What ``user`` may see, with what was taken out."""
    return ArchiveItem.objects.filter(item_condition(user))


@dataclass(frozen=True, slots=True)
class ClassOfYear:
    """One entry of the archive list in one year."""

    row: ArchiveClass
    filed: int
    is_missing: bool
    titles: tuple[str, ...]  # of the ledgers that belong here


def year_overview(user: User, year: int) -> list[ClassOfYear]:
    """The archive list of ``year`` as ``user`` sees it: what is filed (件), what is missing. Two queries."""
    rows = list(ArchiveClass.objects.all())
    filed = items_visible_to(user).filter(year=year, removed_on=None)
    counts = dict(filed.order_by().values_list("archive_class").annotate(n=Count("pk")))
    demanded = [(row.pk, row.valid_from, row.valid_until) for row in rows if row.is_yearly]
    missing = missing_classes(demanded, counts, year)
    return [
        ClassOfYear(
            row, counts.get(row.pk, 0), row.pk in missing,
            tuple(ledger.title for ledger in ledgers_of(row, user)),
        )
        for row in rows if row.valid_from <= year and (row.valid_until is None or year <= row.valid_until)
    ]  # fmt: skip


def ledgers_of(row: ArchiveClass, user: User) -> list[Ledger]:
    """Ledgers of a class that this installation has and ``user`` may open."""
    found = [ledgers[key] for key in row.ledgers if key in ledgers]
    return [ledger for ledger in found if user.access.can(ledger.right)]


def fileable(ledger: Ledger, user: User, year: int) -> list[tuple[int, str]]:
    """(key, title) of rows of ``ledger`` in ``year`` that ``user`` may see, newest first, at most 300.

    The title is the leading column; a ledger without one, or whose leading column is sensitive, has none.
    """
    lead = next((column for column in ledger.columns if column.leads and not column.sensitive), None)
    if lead is None or not ledger.record_url:
        return []
    rows: Any = ledger.rows(user, Period(year=year)).order_by("-pk").values_list("pk", lead.path)
    return [(pk, str(title or "")) for pk, title in rows[:MOST]]


def filed_keys(row: ArchiveClass, ledger_key: str) -> set[int]:
    """Rows of a ledger that are filed under ``row`` already."""
    rows = row.items.filter(ledger_key=ledger_key, removed_on=None).exclude(record_pk=None)
    return {pk for pk in rows.values_list("record_pk", flat=True) if pk is not None}


def record_of(item: ArchiveItem, user: User) -> tuple[str, str]:
    """(label, address) of what was filed; an empty address where ``user`` may not open it."""
    ledger = ledgers.get(item.ledger_key)
    if ledger is None:
        return "", ""
    if not user.access.can(ledger.right):
        return ledger.title, ""
    if item.record_pk is None:
        return ledger.title, reverse(ledger.page_url) + f"?year={item.year}"
    there = ledger.rows(user, Period()).filter(pk=item.record_pk).exists()
    return ledger.title, reverse(ledger.record_url, args=[item.record_pk]) if there else ""
