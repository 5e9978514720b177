"""What the clock does: all rules each morning and every hour of the day, digests, outbox.

Nothing depends on a tick being met: what is due is a matter of dates, so a machine that was off for days
catches up with its first tick, and a second scheduler finds nothing left to do.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.utils import timezone

from union.common.dates import day_of
from union.reminders.choices import Channel, DeliveryState
from union.reminders.declare import rules
from union.reminders.models import Delivery, Reminder, RuleRun
from union.reminders.services import digests, sending
from union.reminders.services.inbox import wake
from union.reminders.services.rules import ship
from union.reminders.services.telling import Day, Outcome, run_rule

logger = logging.getLogger(__name__)

ALL = "*"
FIRST_HOUR, LAST_HOUR = 6, 20
EVERY = dt.timedelta(minutes=55)
KEEP = dt.timedelta(days=730)


def tick(now: dt.datetime | None = None) -> None:
    """Do whatever is due at ``now``; called every minute, any number of times."""
    now = now or timezone.now()
    if is_time(RuleRun.objects.filter(rule=ALL).first(), now):
        run_all(day_of(now))
    digests.make_digests(now)
    sending.drain(now)


def is_time(last: RuleRun | None, now: dt.datetime) -> bool:
    """Say whether the rules are to be worked through: from 06:00 on, then hourly until 20:00."""
    local = timezone.localtime(now)
    if local.hour < FIRST_HOUR:
        return False
    if last is None or last.ran_at is None or last.ran_for != local.date():
        return True
    return local.hour < LAST_HOUR and now - last.ran_at >= EVERY


def run_all(today: dt.date) -> Outcome:
    """Work through every rule; one that fails is noted on its row and stops no other."""
    ship()
    wake(today)
    day, total = Day(today), Outcome()
    for key in [key for key, _rule in rules.items()]:
        done = _run(key, today, day)
        total.open_count += done.open_count
        total.told += done.told
        total.skipped += done.skipped
        total.closed += done.closed
    RuleRun.objects.update_or_create(
        rule=ALL,
        defaults={
            "ran_at": timezone.now(), "ran_for": today, "open_count": total.open_count,
            "told": total.told, "skipped": total.skipped, "closed": total.closed,
        },
    )  # fmt: skip
    return total


def _run(key: str, today: dt.date, day: Day) -> Outcome:
    try:
        return run_rule(key, today, day)
    except Exception as error:  # noqa: BLE001 - a source of another app: its fault is shown, the others run on
        logger.error("reminders: rule %s failed: %s", key, type(error).__name__)  # noqa: TRY400 - values may be personal
        RuleRun.objects.update_or_create(
            rule=key, defaults={"error": f"没有运行成功（{type(error).__name__}），已跳过"}
        )
        return Outcome()


@transaction.atomic
def purge(today: dt.date) -> int:
    """Forget what ended more than two years ago; return how many rows. Open ones stay."""
    before = timezone.make_aware(dt.datetime.combine(today - KEEP, dt.time()))
    old = Reminder.objects.filter(closed_at__lt=before).delete()[0]
    ended = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN)
    return old + Delivery.objects.filter(created_at__lt=before, state__in=ended).delete()[0]


def unknown_mails() -> int:
    """Return how many mails with unknown outcome nobody of the staff has looked at."""
    rows = Delivery.objects.filter(channel=Channel.MAIL, state=DeliveryState.UNKNOWN, seen_by=None)
    return rows.count()
