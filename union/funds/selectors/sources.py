"""What was booked for a record of another app."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import DecimalField, Exists, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from union.common.registries import entry_sources
from union.funds.choices import EntryKind
from union.funds.models import Entry
from union.funds.rules.sources import Source

if TYPE_CHECKING:
    from union.accounts.models import User

_MONEY = DecimalField(max_digits=14, decimal_places=2)
_ZERO = Decimal("0.00")


def entries_of(source: Source) -> QuerySet[Entry]:
    """Vouchers of ``source``, reversals among them, oldest first."""
    rows = Entry.objects.filter(source_kind=source.kind, source_pk=source.pk)
    return rows.select_related("reversed_by").order_by("year", "number")


def booked_amount(source: Source) -> Decimal:
    """Return the yuan booked for ``source``: totals of its vouchers, reversals taken off."""
    return booked_amounts(source.kind, [source.pk]).get(source.pk, _ZERO)


def is_booked(source: Source) -> bool:
    """Say whether ``source`` has a voucher that was not reversed."""
    return _standing().filter(source_kind=source.kind, source_pk=source.pk).exists()


def booked_amounts(kind: str, pks: Collection[int]) -> dict[int, Decimal]:
    """booked_amount of many sources of one kind in one query; those without vouchers are missing."""
    rows = Entry.objects.filter(source_kind=kind, source_pk__in=pks).order_by().values("source_pk")
    totals = rows.annotate(total=Sum("amount")).values_list("source_pk", "total")
    return {pk: total for pk, total in totals if pk is not None}


def booked_sum(kind: str, path: str = "pk") -> Coalesce:
    """Annotation: booked_amount of the source whose key stands under ``path`` of the outer row."""
    rows = Entry.objects.filter(source_kind=kind, source_pk=OuterRef(path)).order_by().values("source_pk")
    return Coalesce(
        Subquery(rows.annotate(total=Sum("amount")).values("total"), output_field=_MONEY),
        Value(_ZERO, output_field=_MONEY),
    )


def booked_exists(kind: str, path: str = "pk") -> Exists:
    """Annotation: is_booked of the source whose key stands under ``path`` (是否入账)."""
    return Exists(_standing().filter(source_kind=kind, source_pk=OuterRef(path)))


def voucher_number(kind: str, path: str = "pk") -> Subquery:
    """Annotation: number of the newest voucher that stands (凭证号), or NULL."""
    rows = _standing().filter(source_kind=kind, source_pk=OuterRef(path)).order_by("-year", "-number")
    return Subquery(rows.values("number")[:1], output_field=IntegerField())


def _standing() -> QuerySet[Entry]:
    """Vouchers that were not reversed, reversals left out."""
    return Entry.objects.exclude(kind=EntryKind.REVERSAL).filter(reversed_by=None)


def source_record(user: User, entry: Entry) -> Any:
    """The record ``entry`` was booked for, if ``user`` may see it, else None."""
    kind = entry_sources.get(entry.source_kind)
    return kind.find(user, entry.source_pk) if kind and entry.source_pk is not None else None
