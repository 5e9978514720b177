"""收支公布: accounts laid before the members, frozen as they were shown. Dues and funds use the same door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.common.registries import Registry
from union.funds import permissions
from union.funds.choices import PublicationKind
from union.funds.models import Publication
from union.funds.services.posting import lock_book

if TYPE_CHECKING:
    from union.accounts.models import User


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a sheet: ``rows`` of (label, yuan); the last row is the total if ``has_total``."""

    title: str
    rows: tuple[tuple[str, Decimal], ...]
    has_total: bool = True


# kind -> (first day, last day) -> tables; each room declares its own (members: dues)
builders: Registry[Callable[[dt.date, dt.date], Iterable[Table]]] = Registry("publication_builders")


def sheet_of(kind: str, first: dt.date, last: dt.date) -> dict[str, Any]:
    """Return the sheet as it would be published now; amounts as text with two decimals."""
    tables = builders[kind](first, last)
    return {
        "tables": [
            {
                "title": table.title, "has_total": table.has_total,
                "rows": [[label, f"{amount:,.2f}"] for label, amount in table.rows],
            }
            for table in tables
        ]
    }  # fmt: skip


def title_of(kind: str, first: dt.date, last: dt.date) -> str:
    """2026 年工会经费收支公布; 2026 年 1 至 6 月工会经费收支公布.

    >>> title_of("dues", dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    '2026 年会费收支公布'
    """
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    span = "" if whole else f" {first.month} 至 {last.month} 月"
    return f"{first.year} 年{span}{PublicationKind(kind).label}公布"


@transaction.atomic
def publish(
    kind: str, first: dt.date, last: dt.date, *, note: str, actor: User, today: dt.date
) -> Publication:
    """Lay the accounts of the period before the members; again, with ``note``, as a correction.

    Raises:
        NotPermittedError: ``actor`` does not keep the book.
        DomainError: the period is not over, spans two years, or a correction says nothing.
    """
    if not permissions.can_post(actor):
        raise NotPermittedError("您没有公布收支的权限，请联系工会办公室")
    if last < first or first.year != last.year:
        raise DomainError("公布的期间应在同一年度内", field="period")
    if last > today:
        raise DomainError("这段期间还没有结束，不能公布", field="period")
    lock_book(last.year)
    earlier = Publication.objects.filter(kind=kind, first_on=first, last_on=last).order_by("-revision")
    before = earlier.first()
    if before is not None and not note.strip():
        raise DomainError("这段期间已经公布过；再次公布是更正，请填写更正说明", field="note")
    row = Publication.objects.create(
        kind=kind, first_on=first, last_on=last, title=title_of(kind, first, last), note=note.strip(),
        sheet=sheet_of(kind, first, last), revision=before.revision + 1 if before else 1, published_by=actor,
    )  # fmt: skip
    audit.record(AuditAction.CREATE, row, actor=actor, note=row.note)
    return row
