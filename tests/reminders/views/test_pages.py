"""Inbox by object, own settings, rule page."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from tests.factories import UserFactory, officer
from tests.factories_reminders import DAY, KEY, due, rule
from union.common.dates import today
from union.reminders.declare import Step
from union.reminders.models import Delivery, Notice, RuleVersion
from union.reminders.services import clock, remind
from union.reminders.services.telling import run_rule

pytestmark = pytest.mark.django_db
LIST = reverse("reminders:notice_list")


@pytest.fixture
def user(client):
    found = UserFactory()
    client.force_login(found)
    return found


def shown(client, **query):
    return client.get(LIST, query).content.decode()


def bell(page):
    return re.search(r'title="通知">.*?<span class="sr-only">(.*?)</span>', page, re.DOTALL)[1]


def test_notices_of_one_object_stand_together_and_lead_to_the_step(client, user):
    with rule(Step(-1), Step(0), dues=[due(1, title="事项甲", user_ids=(user.pk,))]):
        run_rule(KEY, DAY - dt.timedelta(days=1))
        run_rule(KEY, DAY)
    remind(user, title="申请已批准", key="join:1:decided", link="/me/")
    page = shown(client)
    assert page.count('class="notice is-unread"') == 2
    assert "之前还有 1 条" in page
    assert "到期日 2026-11-16" in page
    assert bell(page) == "通知，3 条未读"
    notice = user.notices.get(title="申请已批准")
    assert client.post(reverse("reminders:notice_open", args=[notice.pk])).url == "/me/"
    assert "申请已批准" not in shown(client, state="unread")
    assert bell(shown(client)) == "通知，2 条未读"


def test_the_bell_counts_nobody_elses_notices(client, user):
    remind(UserFactory(), title="事项甲", key="a:1")
    assert bell(shown(client)) == "通知"


def test_done_later_and_back(client, user):
    remind(user, title="事项甲", key="a:1")
    notice = user.notices.get()
    client.post(reverse("reminders:notice_done", args=[notice.pk]))
    assert "事项甲" not in shown(client)
    assert "已标为已办" in shown(client, state="done")
    client.post(reverse("reminders:notice_take_back", args=[notice.pk]))
    client.post(reverse("reminders:notice_snooze", args=[notice.pk, 3]))
    assert "事项甲" not in shown(client)
    assert f"{today() + dt.timedelta(days=3)} 再提醒" in shown(client, state="later")
    client.post(reverse("reminders:notice_snooze", args=[notice.pk, 9999]))
    notice.refresh_from_db()
    assert notice.snoozed_until == today() + dt.timedelta(days=3)


def test_what_is_done_stands_under_withdrawn(client, user):
    with rule(dues=[due(1, title="事项甲", user_ids=(user.pk,))]) as dues:
        run_rule(KEY, DAY)
        del dues[:]
        run_rule(KEY, DAY)
    assert "事项甲" not in shown(client)
    assert "已办结" in shown(client, state="done")


def test_own_settings(client, user, settings):
    settings.UNION_MAIL = True
    page = reverse("reminders:preference")
    typed = {"cadence": "weekly", "by_mail": "on", "address": "", "quiet_from": "22:00", "quiet_to": "07:00"}
    assert "要接收邮件，请填写邮箱" in client.post(page, typed).content.decode()
    bad = client.post(page, typed | {"address": "a@b.cn\r\nBcc: x@y.cn"})
    assert bad.status_code == 200
    assert client.post(page, typed | {"address": "a@b.cn"}).status_code == 302
    assert user.reminder_preference.quiet_from == dt.time(22)
    assert 'value="a@b.cn"' in client.get(page).content.decode()


def test_a_rule_is_changed_on_its_page_from_its_day_on(client):
    staff = officer()
    client.force_login(staff)
    page = reverse("reminders:rule_edit", args=[KEY])
    typed = {
        "valid_from": today().isoformat(), "document": "主席办公会决定", "is_active": "on",
        "when_1": "before", "days_1": "5", "to_1": ["handler"],
        "when_2": "after", "days_2": "3", "working_2": "on", "to_2": ["branch_chair", "chair"],
    }  # fmt: skip
    with rule(Step(0)):
        refused = client.post(page, typed | {"days_1": ""}).content.decode()
        assert "请填写天数" in refused
        assert "没有选提醒对象" in client.post(page, typed | {"to_2": []}).content.decode()
        assert client.post(page, typed).status_code == 302
        shown = client.get(reverse("reminders:rule_list")).content.decode()
        assert "提前 5 天" in shown
        assert "逾期 3 个工作日：支会主席、工会主席" in shown
        assert "主席办公会决定" in client.get(page).content.decode()
        assert client.post(page, typed | {"is_active": ""}).status_code == 302
    version = RuleVersion.objects.get(rule=KEY)
    assert not version.is_active
    assert version.entered_by == staff


def test_log_unreachable_and_unknown_are_shown_to_staff(client):
    staff, paper = officer(), UserFactory(display_name="纸上小组长", password="!")
    with rule(Step(0, ("person",)), dues=[due(1, user_ids=(paper.pk,)), due(2, person_id=paper.pk)]):
        run_rule(KEY, DAY)
        client.force_login(staff)
        log = client.get(reverse("reminders:log")).content.decode()
        assert "本人没有账号" in log
        assert "事项1" in log
    assert "纸上小组长" in client.get(reverse("reminders:unreachable")).content.decode()
    delivery = Delivery.objects.create(
        user=paper, channel="mail", period="x", lines=[], state="unknown", not_before="2026-11-16T00:00Z"
    )
    assert "有邮件结果不明" in client.get(reverse("reminders:rule_list")).content.decode()
    client.post(reverse("reminders:delivery_seen", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert (delivery.seen_by, delivery.state) == (staff, "unknown")


def test_every_declared_rule_runs_on_real_rows():
    clock.run_all(today())
    from union.reminders.models import RuleRun

    assert not RuleRun.objects.exclude(error="").exists()
    assert set(RuleVersion.objects.values_list("source", flat=True)) == {"shipped"}
    assert not Notice.objects.exists()
