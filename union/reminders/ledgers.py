"""提醒记录: every step that told somebody or did not, with the reason."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When

from union.common.searching import search_by
from union.ledgers.declare import Column, Filter, Kind, Ledger, Period
from union.organisation.choices import Right
from union.reminders.choices import CloseReason, ReminderState, SkipReason
from union.reminders.declare import rules
from union.reminders.models import Reminder


def _rows(user: Any, period: Period) -> QuerySet[Reminder]:
    """Every reminder for who may edit the rules; nothing for others."""
    if user is not None and not user.access.can(Right.EDIT_SETTINGS):
        return Reminder.objects.none()
    labels = [When(rule=key, then=Value(rule.label)) for key, rule in rules.items()]
    found = Reminder.objects.annotate(
        rule_label=Case(*labels, default=Value("（已取消的规则）"), output_field=CharField())
    )
    if period.as_of:
        found = found.filter(created_at__date__lte=period.as_of)
    return found.filter(created_at__year=period.year) if period.year else found


LOG = Ledger(
    key="reminder_log",
    title="提醒记录",
    unit="次",
    right=Right.EDIT_SETTINGS,
    rows=_rows,
    default_sort="-created_at",
    search=search_by("title__icontains"),
    search_hint="事项…",
    page_url="reminders:log",
    uses_year=True,
    columns=(
        Column("created_at", "时间", "created_at", Kind.DATETIME, 16),
        Column("rule", "规则", "rule_label", width=14),
        Column("title", "事项", "title", width=30),
        Column("occurrence", "到期日", "occurrence", Kind.DATE),
        Column("day", "应提醒日", "day", Kind.DATE),
        Column("state", "结果", "state", Kind.CHOICE, choices=ReminderState,
               tones={"told": "success", "skipped": "warning"}),
        Column("reason", "原因", "reason", Kind.CHOICE, 20, choices=SkipReason),
        Column("people", "人数", "people", Kind.INTEGER, 8, total=True),
        Column("closed_as", "结束", "closed_as", Kind.CHOICE, 10, choices=CloseReason),
    ),
    filters=(
        Filter("rule", "规则", "rule", lambda _user: [(key, rule.label) for key, rule in rules.items()]),
        Filter("state", "结果", "state", lambda _user: ReminderState.choices),
        Filter("reason", "原因", "reason", lambda _user: SkipReason.choices),
        Filter("day", "应提醒日", "day", None),
    ),
    purpose="每天按提醒规则检查到期的事，提醒了谁、为什么没有提醒，都记在这里。",
)  # fmt: skip
