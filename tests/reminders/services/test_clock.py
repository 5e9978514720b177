"""When the rules are worked through, what is forgotten, and how the office changes a rule."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.factories import UserFactory, officer
from tests.factories_reminders import DAY, KEY, due, rule
from union.common.errors import DomainError
from union.common.models import AuditEvent
from union.reminders.choices import Channel, DeliveryState
from union.reminders.declare import Step
from union.reminders.models import Delivery, Reminder, RuleRun, RuleVersion
from union.reminders.services import clock, inbox, rules

pytestmark = pytest.mark.django_db


def at(hour, minute=0):
    return timezone.make_aware(dt.datetime(2026, 3, 2, hour, minute))


@pytest.mark.parametrize(
    ("last", "now", "due_now"),
    [
        (None, at(5, 59), False), (None, at(6), True), (at(6) - dt.timedelta(days=1), at(6), True),
        (at(6), at(6, 30), False), (at(6), at(7), True), (at(6), at(20), False), (None, at(23), True),
    ],
)  # fmt: skip
def test_every_morning_and_every_hour_until_eight(last, now, due_now):
    row = last and RuleRun(rule=clock.ALL, ran_at=last, ran_for=timezone.localdate(last))
    assert clock.is_time(row, now) is due_now


def test_one_tick_does_what_is_due_and_the_next_does_nothing(django_assert_max_num_queries):
    user = UserFactory()
    now = at(9)
    with rule(Step(0), dues=[due(on=now.date(), user_ids=(user.pk,))]):
        clock.tick(now)
        told = user.notices.count()
        clock.tick(now + dt.timedelta(minutes=1))
    assert (told, user.notices.count()) == (1, 1)
    assert RuleRun.objects.get(rule=clock.ALL).ran_for == now.date()


def test_what_ended_two_years_ago_is_forgotten():
    user = UserFactory()
    with rule(Step(0), dues=[due(user_ids=(user.pk,))]):
        rules.ship()
        clock.run_all(DAY)
    row = Reminder.objects.get()
    assert clock.purge(DAY) == 0
    Reminder.objects.filter(pk=row.pk).update(closed_at=timezone.now() - dt.timedelta(days=1000))
    assert clock.purge(timezone.localdate()) > 0
    assert not Reminder.objects.exists()


def test_mails_whose_fate_nobody_knows_are_counted_until_somebody_has_looked():
    office = officer()
    row = Delivery.objects.create(
        channel=Channel.MAIL, state=DeliveryState.UNKNOWN, user=office, period="2026-11-16", lines=[],
        not_before=timezone.now(),
    )  # fmt: skip
    assert clock.unknown_mails() == 1
    Delivery.objects.filter(pk=row.pk).update(seen_by=office)
    assert clock.unknown_mails() == 0


def test_a_rule_is_changed_from_a_day_on():
    office = officer()
    with rule(Step(0)):
        rules.ship()
        shipped = RuleVersion.objects.get(rule=KEY)
        change = {"is_active": True, "steps": (Step(-7, ("chair",)),), "document": "会议", "actor": office}
        with pytest.raises(DomainError, match="没有这条提醒规则"):
            rules.change_rule("nowhere", valid_from=DAY, **change)
        with pytest.raises(DomainError, match="请至少保留一个提醒日"):
            rules.change_rule(KEY, valid_from=DAY, **change | {"steps": ()})
        with pytest.raises(DomainError, match="随产品提供，请填写之后的生效日期"):
            rules.change_rule(KEY, valid_from=shipped.valid_from, **change)
        first = rules.change_rule(KEY, valid_from=DAY, **change)
        again = rules.change_rule(KEY, valid_from=DAY, **change | {"is_active": False, "steps": ()})
    assert (again.pk, again.is_active, again.steps) == (first.pk, False, [])
    told = AuditEvent.objects.filter(object_id=str(first.pk), object_type__startswith="reminders")
    assert "提前 7 天" in str(list(told.values_list("changes", flat=True)))


def test_a_notice_is_put_off_for_days_not_for_ever():
    user = UserFactory()
    notice = user.notices.create(title="x", key="k")
    for until in (DAY, DAY + dt.timedelta(days=inbox.LONGEST_SNOOZE_DAYS + 1)):
        with pytest.raises(DomainError, match="请选明天起"):
            inbox.snooze(notice, until, today=DAY)
