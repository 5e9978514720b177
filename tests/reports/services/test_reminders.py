import datetime as dt

import pytest

from tests.factories import AppointmentFactory
from tests.reports.figures import only, plain
from union.common.dates import today
from union.organisation.choices import Office
from union.reports.choices import Layout, ReportAction
from union.reports.models import Report
from union.reports.reminder_rules import chapters_due, decisions_due
from union.reports.rules.periods import year_period
from union.reports.services.building import count, write_report
from union.reports.services.flow import advance

pytestmark = pytest.mark.django_db


def made(actor):
    with only(welfare__visit_times=plain(150)):
        period = year_period(2026)
        return write_report(Layout.FULL, period, count(Layout.FULL, period), actor=actor)


def test_the_newest_draft_asks_for_its_chapters_then_whoever_decides_is_asked():
    office = AppointmentFactory(office=Office.OFFICE_STAFF).user
    span = (today(), today() + dt.timedelta(days=30))
    first, second = made(office), made(office)

    (due,) = chapters_due(*span)
    assert (due.subject, due.user_ids) == (f"reports.chapters:{second.pk}", (office.pk,))
    assert "3 章" in due.title
    Report.objects.filter(pk=first.pk).delete()
    second.chapters.filter(has_figures=False).update(narrative="已写")
    assert list(chapters_due(*span)) == []
    advance(second, ReportAction.SUBMIT, actor=office)
    (due,) = decisions_due(*span)
    assert due.subject == f"reports.decide:{second.pk}:in_review"
    assert due.right == "approve_reports"
