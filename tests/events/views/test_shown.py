"""Nobody approves, publishes or issues what changed after his page was opened."""

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from events.models import Article, PlanLine, YearPlan
from events.services import plans
from tests.factories import MemberFactory, UserFactory, officer
from tests.factories_events import make_activity
from tests.factories_rooms import make_meeting
from tests.reports.figures import only
from tests.shown import shown
from union.common.dates import today
from union.organisation.choices import Office
from union.reports.choices import Layout
from union.reports.models import Report
from union.reports.rules.periods import year_period
from union.reports.services.building import count, write_report

pytestmark = pytest.mark.django_db

LINE = {
    "month": 5, "last_month": None, "theme": "球赛", "kind": "culture", "organiser": "", "target_group": "",
    "budget_amount": 0, "budget_line": "", "note": "",
}  # fmt: skip


def activity_room():
    row = make_activity(state="submitted", created_by=officer(), mode="none")
    return row, reverse("events:activity_detail", args=[row.pk]), officer(Office.CHAIR), "approve"


def plan_room():
    clerk = officer()
    row = YearPlan.objects.create(year=today().year, state="submitted", created_by=clerk, submitted_by=clerk)
    PlanLine.objects.create(plan=row, month=5, theme="球赛")
    return row, reverse("events:plan_detail", args=[row.pk]), officer(Office.CHAIR), "approve"


def article_room():
    row = Article.objects.create(
        author=MemberFactory(), title="球赛", body="字" * 300, state="submitted", submitted_on=today()
    )
    return row, reverse("events:article_detail", args=[row.pk]), officer(Office.CHAIR), "publish"


def meeting_room():
    row = make_meeting([MemberFactory(user=UserFactory())])
    return row, reverse("rooms:meeting_step", args=[row.pk, "invite"]), officer(), "invite"


def report_room():
    period = year_period(today().year - 1)
    with only():
        row = write_report(Layout.FULL, period, count(Layout.FULL, period), actor=officer())
    Report.objects.filter(pk=row.pk).update(state="in_review")
    return row, row.get_absolute_url(), officer(Office.CHAIR), "approve"


@pytest.mark.parametrize("room", [activity_room, plan_room, article_room, meeting_room, report_room])
def test_a_record_changed_since_the_page_stays_as_it_is(room):
    row, url, user, action = room()
    client = Client()
    client.force_login(user)
    seen = shown(client, url)
    type(row).objects.filter(pk=row.pk).update(version=F("version") + 1)
    row.refresh_from_db()
    before, click = (row.state, row.version), {"action": action, "note": ""}
    for sent in (seen, {}, {"version": "x"}):
        answer = client.post(url, click | sent)
        row.refresh_from_db()
        assert (row.state, row.version) == before
        assert answer.status_code == 409
        assert "请重新查看后再办理" in answer.content.decode()
    assert client.post(url, click | shown(client, url)).status_code == 302
    row.refresh_from_db()
    assert row.state != before[0]


def test_a_plan_with_another_line_is_another_plan():
    clerk = officer()
    plan = plans.open_plan(today().year, None, actor=clerk)
    plans.save_line(PlanLine(plan=plan), LINE, actor=clerk)
    url, client = reverse("events:plan_detail", args=[plan.pk]), Client()
    client.force_login(clerk)
    seen = shown(client, url)
    plans.save_line(PlanLine(plan=plan), LINE | {"theme": "春游"}, actor=officer())
    assert client.post(url, {"action": "submit"} | seen).status_code == 409
    plan.refresh_from_db()
    assert plan.state == "draft"
