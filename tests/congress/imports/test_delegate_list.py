"""A list of delegates from Excel: matched by 工号, written once, undone without a trace of rights."""

import datetime as dt

import pytest

from congress.choices.delegates import DelegateCategory, MandateEnd
from congress.models import Mandate, Vacancy
from tests.factories import MemberFactory, officer
from tests.factories_congress import MandateFactory, TermFactory
from tests.imports.files import workbook
from tests.imports.steps import check, counts, load
from union.common.dates import today
from union.imports import codec
from union.imports.services import batches
from union.organisation.choices import Office
from union.organisation.models import Appointment

pytestmark = pytest.mark.django_db
REFUSALS = ("请补充工号", "与文件不符", "没有工号 NO-SUCH", "不是在册", "前面已有", "已有人使用", "任期内")
HEAD = ("工号", "姓名", "选区", "代表团", "团内职务", "构成", "代表证号", "任职日期")


def sheet(*rows):
    return workbook([dict(zip(HEAD, row, strict=True)) for row in rows], title="职工代表名册", head=HEAD)


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


def test_the_list_is_checked_row_by_row_written_and_undone(clerk):
    term = TermFactory(number=6)
    one, two = MemberFactory(name="欧阳敏"), MemberFactory(name="尉迟强")
    twins = [MemberFactory(name="王磊"), MemberFactory(name="王磊")]
    gone = MemberFactory(membership_status="withdrawn")
    held = MandateFactory(term=term, number=9)
    day = today() - dt.timedelta(days=20)
    content = sheet(
        (one.staff_no, "欧阳敏", "内科", "内科代表团", "团长", "一线专业技术人员", 1, day),
        ("", "尉迟强", "内科", "内科代表团", "", "中层", "", ""),
        ("", "王磊", "外科", "外科代表团", "", "", "", ""),
        (twins[0].staff_no, "王垒", "外科", "", "", "", "", ""),
        ("NO-SUCH", "某人", "", "", "", "", "", ""),
        (gone.staff_no, gone.name, "", "", "", "", "", ""),
        (one.staff_no, "欧阳敏", "", "", "", "", "", ""),
        (held.member.staff_no, held.member.name, "", "", "", "", "", ""),
        (twins[1].staff_no, "王磊", "", "", "队长", "", 9, dt.date(2001, 1, 1)),
    )

    batch = check(content, kind="delegates", name="名册.xlsx", actor=clerk)

    assert counts(batch) == (2, 0, 1, 6)
    refused = batch.rows.filter(state="refused")
    texts = "；".join(found.text for row in refused for found in codec.load_findings(row.reasons))
    for words in REFUSALS:
        assert words in texts
    assert not Mandate.objects.filter(member__in=[one, two]).exists()

    batch = load(content, kind="delegates", name="名册.xlsx", actor=clerk)

    first, second = Mandate.objects.get(member=one), Mandate.objects.get(member=two)
    assert (first.number, first.role, first.category) == (1, "head", DelegateCategory.PROFESSIONAL)
    assert (first.starts_on, second.starts_on) == (day, term.starts_on)
    assert (first.constituency, first.delegation) == (second.constituency, second.delegation)
    assert second.category == DelegateCategory.LEADER
    assert first.appointment.office == Office.DELEGATE
    assert counts(check(content, kind="delegates", name="再来.xlsx", actor=clerk)) == (0, 0, 3, 6)

    batches.undo(batch.pk, actor=clerk)

    first.refresh_from_db()
    assert first.end_reason == MandateEnd.MISTAKE
    assert not Vacancy.objects.exists()
    tomorrow = Appointment.objects.held_on(today() + dt.timedelta(days=1))
    assert not tomorrow.filter(user__display_name="欧阳敏").exists()
