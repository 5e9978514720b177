"""The picture of dues on the start page: month by month, what came in against what was due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum
from django.urls import reverse

from members.choices import DuesKind
from members.models import DuesEntry
from members.selectors.dues import OWED, ZERO, rate_of
from union.common.charts import horizontal_bar
from union.organisation.choices import Right

if TYPE_CHECKING:
    from union.accounts.models import User


def dues_card(user: User, today: dt.date) -> Mapping[str, Any] | None:
    """This year's months, for those who see the dues of the whole hospital; one query. None for others."""
    if not user.access.scope(Right.VIEW_DUES).everything:
        return None
    lines = (
        DuesEntry.objects.filter(month__year=today.year, month__lte=today).order_by("month").values("month")
    )
    rows: list[tuple[dt.date, Decimal, Decimal]] = list(
        lines.annotate(
            due=Sum("amount", filter=Q(kind__in=OWED), default=ZERO),
            paid=Sum("amount", filter=Q(kind=DuesKind.PAID), default=ZERO),
        ).values_list("month", "due", "paid")
    )
    due = sum((owed for _month, owed, _got in rows), ZERO)
    paid = sum((got for _month, _owed, got in rows), ZERO)
    rate = rate_of(paid, due)
    if rate is None:
        return None
    title = f"今年会费收缴率 {rate}%，竖线为应缴"
    bars = [(f"{month.month} 月", got, owed) for month, owed, got in rows]
    url = f"{reverse('dues:summary_list')}?from={today.year}-01&to={today:%Y-%m}"
    return {
        "rows": rows, "title": title, "url": url,
        "chart": horizontal_bar(bars, title=title, unit="元", narrow=True, aim="应缴"),
    }  # fmt: skip
