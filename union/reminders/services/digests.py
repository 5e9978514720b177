"""Digests: one per day or week and person, only for people who have something new and unread."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from union.reminders.choices import Cadence, Channel
from union.reminders.declare import rules
from union.reminders.models import Delivery, Notice, Preference
from union.reminders.rules.quiet import after_quiet, period_of
from union.reminders.services.telling import locked_run

OTHER = "其他通知"


@dataclass(slots=True)
class Bundle:
    """What one person is told of: notices, and per rule the number and earliest date."""

    notice_ids: list[int] = field(default_factory=list)
    lines: dict[str, tuple[int, dt.date | None]] = field(default_factory=dict)

    def add(self, notice_id: int, rule: str | None, due_on: dt.date | None) -> None:
        """Count one notice."""
        self.notice_ids.append(notice_id)
        declared = rules.get(rule or "")
        label = declared.label if declared else OTHER
        number, earliest = self.lines.get(label, (0, None))
        dates = [day for day in (earliest, due_on) if day]
        self.lines[label] = (number + 1, min(dates, default=None))

    def plain(self) -> list[list[str | int]]:
        """Lines as stored: label, number, earliest date; the earliest first."""
        ordered = sorted(self.lines.items(), key=lambda pair: pair[1][1] or dt.date.max)
        return [[label, number, str(day or "")] for label, (number, day) in ordered]


def mail_is_on() -> bool:
    """Whether this environment can send mail."""
    return bool(settings.UNION_MAIL)


def gateway_is_on() -> bool:
    """Whether the hospital's own gateway is set."""
    return bool(settings.UNION_WEBHOOK_URL)


@transaction.atomic
def make_digests(now: dt.datetime) -> int:
    """Write the digests that are due at ``now`` into the outbox; return how many. Repeatable.

    A person gets one per period and channel, for notices that are unread and were in no digest before.
    """
    if not (mail_is_on() or gateway_is_on()):
        return 0
    locked_run("*digest")
    made = 0
    for cadence in (Cadence.DAILY, Cadence.WEEKLY):
        period = period_of(cadence, timezone.localtime(now))
        if period is not None:
            made += _make(cadence, period, now)
    return made


def _make(cadence: Cadence, period: str, now: dt.datetime) -> int:
    bundles = _bundles(cadence, period)
    found = Preference.objects.filter(user_id__in=bundles).select_related("user")
    made: list[Delivery] = []
    told: list[int] = []
    for preference in found:
        channels = list(channels_of(preference))
        bundle = bundles[preference.user_id]
        start = after_quiet(timezone.localtime(now), preference.quiet_from, preference.quiet_to)
        made += [
            Delivery(
                user_id=preference.user_id, channel=channel, period=period, lines=bundle.plain(),
                not_before=start,
            )
            for channel in channels
        ]  # fmt: skip
        told += bundle.notice_ids if channels else []
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    Notice.objects.filter(pk__in=told).update(digested=True)
    return len(made)


def _bundles(cadence: Cadence, period: str) -> dict[int, Bundle]:
    sent = Delivery.objects.filter(user_id=OuterRef("user_id"), period=period)
    rows = (
        Notice.objects.unread()
        .filter(digested=False, user__is_active=True, user__reminder_preference__cadence=cadence)
        .exclude(Exists(sent))
        .order_by()
        .values_list("user_id", "pk", "reminder__rule", "reminder__occurrence")
    )
    found: dict[int, Bundle] = defaultdict(Bundle)
    for user_id, pk, rule, due_on in rows.iterator():
        found[user_id].add(pk, rule, due_on)
    return dict(found)


def channels_of(preference: Preference) -> Iterator[Channel]:
    """Yield the channels a person wants and this environment has."""
    if preference.by_mail and preference.address and mail_is_on():
        yield Channel.MAIL
    if preference.by_gateway and gateway_is_on():
        yield Channel.GATEWAY
