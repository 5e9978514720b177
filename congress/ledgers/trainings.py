"""代表培训台账: one row for each delegate at each training."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from congress.models import Training
from members.selectors import named
from union.common.searching import search_by
from union.ledgers.declare import Column, Filter, Kind, Ledger, Period
from union.ledgers.options import open_branches
from union.organisation.choices import Right

Taken = Training.participants.through


def _rows(_user: Any, period: Period) -> QuerySet[Any]:
    rows = Taken.objects.all()
    if period.year:
        rows = rows.filter(training__held_on__year=period.year)
    if period.as_of:
        rows = rows.filter(training__held_on__lte=period.as_of)
    return rows


TRAININGS = Ledger(
    key="delegate_trainings",
    title="代表培训台账",
    unit="人次",
    right=Right.VIEW_CONGRESS,
    rows=_rows,
    default_sort="-training__held_on",
    search=search_by(named("mandate__member__")),
    search_hint="姓名、拼音、工号",
    page_url="congress:training_list",
    uses_year=True,
    columns=(
        Column("held_on", "培训日期", "training__held_on", Kind.DATE, 12),
        Column("title", "主题", "training__title", Kind.TEXT, 24),
        Column("hours", "学时", "training__hours", Kind.MONEY, 8),
        Column("trainer", "主讲", "training__trainer", Kind.TEXT, 12),
        Column("name", "参训代表", "mandate__member__name", width=12, sort="mandate__member__name_pinyin"),
        Column("staff_no", "工号", "mandate__member__staff_no", Kind.CODE, 10),
        Column("delegation", "代表团", "mandate__delegation__name", Kind.TEXT, 14),
        Column("branch", "支会", "mandate__member__branch__name", Kind.TEXT, 14, default=False),
    ),
    filters=(
        Filter("branch", "支会", "mandate__member__branch_id", open_branches),
        Filter("held", "培训", "training__held_on", None),
    ),
    purpose="每位代表参加的每一次培训各占一行；在届次的“代表培训”中登记。",
)  # fmt: skip
LEDGERS = (TRAININGS,)
