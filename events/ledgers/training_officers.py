"""Ledger 干部培训学时: each officer of a year, trainings and hours of that year, also who has none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Exists, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from events.ledgers.activities import branches
from events.ledgers.hazards import of_branch, yes
from members.models import Member
from members.selectors import members_visible_to, named
from union.common.dates import today
from union.common.searching import search_by
from union.ledgers.declare import Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Office, Right
from union.organisation.models import Appointment
from union.organisation.rules.offices import ADMINISTRATORS

_NONE = Value(Decimal(0), output_field=DecimalField(max_digits=6, decimal_places=1))
_NO_OFFICERS = ADMINISTRATORS | {Office.DELEGATE, Office.MEMBER}
_OFFICERS = [office for office in Office if office not in _NO_OFFICERS]


def _held(year: int) -> QuerySet[Appointment]:
    """Appointments of officers in force on some day of ``year``, of the member outside."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=first), user=OuterRef("user"), starts_on__lte=last,
        office__in=_OFFICERS,
    )  # fmt: skip


def officers_of(rows: QuerySet[Member], year: int) -> QuerySet[Any]:
    """Officers of ``year`` among ``rows``: ``office``, ``times`` (trainings attended), ``total`` (hours)."""
    held = _held(year)
    mine = Q(trainings__training__state="held", trainings__training__starts_on__year=year)
    came = mine & Q(trainings__hours__gt=0)
    rows = rows.filter(Exists(held), merged_into=None)
    return rows.annotate(
        office=held.order_by("starts_on", "pk").values("office")[:1],
        times=Count("trainings", filter=came, distinct=True),
        total=Coalesce(Sum("trainings__hours", filter=mine), _NONE),
    )


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = Member.objects.all() if user is None else members_visible_to(user)
    return officers_of(rows, period.year or (period.as_of or today()).year)


OFFICER_HOURS = Ledger(
    key="training_officers",
    title="干部培训学时",
    unit="人",
    right=Right.VIEW_MEMBERS,
    rows=_rows,
    default_sort="total",
    uses_year=True,
    search=search_by(named()),
    search_hint="姓名、拼音、工号",
    page_url="rooms:training_officers",
    counts={"本年没有学时": Q(total=0)},
    columns=(
        Column("name", "姓名", "name", Kind.TEXT, 10, sort="name_pinyin"),
        Column("staff_no", "工号", "staff_no", Kind.CODE, 10),
        Column("office", "职务", "office", Kind.CHOICE, 14, choices=Office),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("times", "参加培训（期）", "times", Kind.INTEGER, 11, total=True),
        Column("total", "本年学时", "total", Kind.TEXT, 9),
    ),
    filters=(
        Filter("branch", "支会", "branch_id", branches, apply=of_branch()),
        Filter("none", "没有学时", "total", yes, apply=lambda rows, _v: rows.filter(total=0)),
    ),
    purpose="工会干部每人每年的培训学时，没有参加培训的也列出来。",
)  # fmt: skip
