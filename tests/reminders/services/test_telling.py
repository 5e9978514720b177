"""Told once, moved with its date, withdrawn when done, escalated to who is in office that day."""

import datetime as dt

import pytest

from members.reminder_rules import birthdays_due
from tests.factories import (
    AppointmentFactory,
    BranchFactory,
    GroupFactory,
    MemberFactory,
    UserFactory,
    officer,
)
from tests.factories_reminders import DAY, KEY, due, rule
from union.organisation.choices import Office, Right
from union.reminders.choices import CloseReason, SkipReason
from union.reminders.declare import Step
from union.reminders.models import Notice, Reminder, RuleRun, RuleVersion
from union.reminders.services import clock, inbox, remind_due, withdraw
from union.reminders.services.telling import run_rule

pytestmark = pytest.mark.django_db
day = dt.timedelta(days=1)
HANDLER, CHAIR, LEADER = "handler", "chair", "group_leader"


def titles(user, **values):
    return list(user.notices.filter(**values).values_list("title", flat=True))


def test_a_step_is_told_on_its_day_and_once():
    user = UserFactory()
    with rule(Step(-7), Step(0), dues=[due(user_ids=(user.pk,))]):
        assert run_rule(KEY, DAY - 8 * day).told == 0
        assert run_rule(KEY, DAY - 7 * day).told == 1
        assert run_rule(KEY, DAY - 6 * day).told == 0
        assert run_rule(KEY, DAY).told == 1
        assert run_rule(KEY, DAY + 30 * day).told == 0
    assert user.notices.count() == 2
    assert {notice.subject for notice in user.notices.all()} == {f"{KEY}|test.thing:1"}


def test_after_days_off_only_the_last_step_is_news_and_the_log_says_so():
    user = UserFactory()
    with rule(Step(-7), Step(-1), dues=[due(user_ids=(user.pk,))]):
        run_rule(KEY, DAY)
    assert user.notices.count() == 1
    skipped = Reminder.objects.get(step="-7d")
    assert (skipped.state, skipped.reason) == ("skipped", SkipReason.OVERTAKEN)
    assert Reminder.objects.get(step="-1d").people == 1


def test_a_date_that_moves_takes_its_notice_along():
    user = UserFactory()
    with rule(Step(-7), Step(0), dues=[due(user_ids=(user.pk,))]) as dues:
        run_rule(KEY, DAY - 7 * day)
        dues[:] = [due(on=DAY + 30 * day, user_ids=(user.pk,))]
        run_rule(KEY, DAY - 6 * day)
        old = user.notices.get()
        assert old.closed_at
        assert old.reminder.closed_as == CloseReason.MOVED
        assert run_rule(KEY, DAY).told == 0  # the old day says nothing any more
        run_rule(KEY, DAY + 23 * day)  # and the new date has its own steps
        assert user.notices.unread().get().reminder.occurrence == DAY + 30 * day
        dues[:] = [due(user_ids=(user.pk,))]  # moved back: the old notice returns, nobody is told again
        assert run_rule(KEY, DAY + 24 * day).closed == 1
    assert set(user.notices.unread().values_list("reminder__step", flat=True)) == {"-7d", "+0d"}
    assert user.notices.filter(reminder__occurrence=DAY, reminder__step="-7d").count() == 1


def test_what_is_done_is_withdrawn_by_the_run_or_at_once():
    user = UserFactory()
    with rule(dues=[due(1, user_ids=(user.pk,)), due(2, user_ids=(user.pk,))]) as dues:
        run_rule(KEY, DAY)
        assert user.notices.unread().count() == 2
        assert withdraw(KEY, "test.thing:2") == 1
        del dues[:]
        assert run_rule(KEY, DAY).closed == 1
    assert not user.notices.unread().exists()
    assert set(Reminder.objects.values_list("closed_as", flat=True)) == {CloseReason.DONE}


def test_escalation_reaches_who_holds_the_office_there_on_the_working_day():
    group = GroupFactory()
    leader = officer(Office.GROUP_LEADER, group=group)
    officer(Office.GROUP_LEADER, group=GroupFactory())
    was = AppointmentFactory(
        office=Office.BRANCH_CHAIR,
        branch=group.branch,
        starts_on=dt.date(2020, 1, 1),
        ends_on=dt.date(2026, 10, 8),
    ).user
    now = AppointmentFactory(
        office=Office.BRANCH_CHAIR, branch=group.branch, starts_on=dt.date(2026, 10, 9)
    ).user
    leader.appointments.update(starts_on=dt.date(2020, 1, 1))
    place = {"right": Right.PROPOSE_AS_GROUP, "group_id": group.pk, "branch_id": group.branch_id}
    steps = (Step(0), Step(2, ("branch_chair",), working=True))
    with rule(*steps, dues=[due(on=dt.date(2026, 9, 30), **place)]):
        run_rule(KEY, dt.date(2026, 9, 30))
        assert titles(leader) == ["事项1"]
        run_rule(KEY, dt.date(2026, 10, 8))  # 国庆 1 to 7 October: the first working day
        assert Notice.objects.count() == 1
        run_rule(KEY, dt.date(2026, 10, 9))  # the second, and a new chair since today
    assert titles(now) == ["事项1"]
    assert titles(was) == []
    assert Notice.objects.count() == 2


def test_nobody_in_office_goes_to_the_union_office_and_is_logged():
    staff = officer(starts_on=DAY)
    with rule(Step(0, ("branch_chair",)), Step(1, ("person",)), dues=[due(branch_id=BranchFactory().pk)]):
        run_rule(KEY, DAY)
        assert titles(staff) == ["事项1"]
        assert Reminder.objects.get().reason == SkipReason.REDIRECTED
        run_rule(KEY, DAY + day)
    assert Reminder.objects.get(step="+1d").reason == SkipReason.NO_ACCOUNT
    assert staff.notices.count() == 1


def test_who_it_is_about_is_not_the_handler():
    staff, other = officer(starts_on=DAY), officer(starts_on=DAY)
    with rule(dues=[due(right=Right.EDIT_SETTINGS, person_id=staff.pk)]):
        run_rule(KEY, DAY)
    assert (titles(staff), titles(other)) == ([], ["事项1"])


def test_a_rule_switched_off_takes_its_notices_back_and_on_again_returns_them():
    user = UserFactory()
    version = RuleVersion(rule=KEY, valid_from=DAY + day, is_active=False, steps=[], source_document="停用")
    with rule(dues=[due(user_ids=(user.pk,))]):
        run_rule(KEY, DAY)
        version.save()
        run_rule(KEY, DAY + day)
        assert not user.notices.unread().exists()
        version.delete()
        run_rule(KEY, DAY + 2 * day)
    assert user.notices.unread().count() == 1
    assert Reminder.objects.count() == 1


def test_changed_days_tell_no_second_time_what_was_told_later():
    user = UserFactory()
    with rule(Step(-5), dues=[due(user_ids=(user.pk,))]):
        run_rule(KEY, DAY - 5 * day)
        RuleVersion.objects.create(
            rule=KEY, valid_from=DAY - 4 * day, source_document="x",
            steps=[{"days": n, "working": False, "to": ["handler"]} for n in (-9, 0)],
        )  # fmt: skip
        assert run_rule(KEY, DAY - 3 * day).told == 0
        assert run_rule(KEY, DAY).told == 1


def test_one_thing_can_be_told_without_waiting_for_the_run():
    user = UserFactory()
    with rule(dues=[]) as dues:
        one = due(user_ids=(user.pk,))
        assert remind_due(KEY, one, today=DAY).told == 1
        dues.append(one)
        assert run_rule(KEY, DAY).told == 0


def test_a_broken_source_is_noted_and_stops_no_other():
    user = UserFactory()
    with rule(dues=[None]):
        clock.run_all(DAY)
    assert RuleRun.objects.get(rule=KEY).error
    with rule(dues=[due(user_ids=(user.pk,))]):
        clock.run_all(DAY)
    assert RuleRun.objects.get(rule=KEY).error == ""
    assert user.notices.count() == 1
    assert not RuleRun.objects.filter(rule="imports.waiting").exclude(error="").exists()
    assert RuleRun.objects.get(rule="*").ran_for == DAY


def test_born_on_29_february_is_kept_on_the_28th_of_other_years():
    group = GroupFactory()
    leader = officer(Office.GROUP_LEADER, group=group)
    MemberFactory(group=group, branch=group.branch, born_on=dt.date(1992, 2, 29), name="闰日生")
    found = [one for one in birthdays_due(dt.date(2027, 2, 25), dt.date(2027, 2, 28)) if one.group_id]
    assert [(one.on, one.body) for one in found] == [(dt.date(2027, 2, 28), "闰日生")]
    leap = [one for one in birthdays_due(dt.date(2028, 2, 25), dt.date(2028, 3, 1)) if one.group_id]
    assert [one.on for one in leap] == [dt.date(2028, 2, 29)]
    leader.appointments.update(starts_on=dt.date(2020, 1, 1))
    run_rule("members.birthday", dt.date(2027, 2, 27))
    assert leader.notices.count() == 1


def test_done_and_put_off_by_its_owner():
    user = UserFactory()
    with rule(dues=[due(1, user_ids=(user.pk,)), due(2, user_ids=(user.pk,))]):
        run_rule(KEY, DAY)
        first, second = user.notices.order_by("pk")
        inbox.mark_done(first)
        inbox.snooze(second, DAY + 2 * day, today=DAY)
        run_rule(KEY, DAY + day)
        assert not user.notices.unread().exists()
        inbox.wake(DAY + 2 * day)
        assert user.notices.unread().get() == second
    inbox.take_back(first)
    assert user.notices.standing().count() == 2
