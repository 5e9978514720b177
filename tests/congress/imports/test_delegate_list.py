"""A list of delegates from Excel: matched by 工号, written once, undone without a trace of rights."""

import datetime as dt

import pytest

from congress.choices.delegates import DelegateCategory, MandateEnd
from congress.models import Mandate, Vacancy
from congress.services.attendance import check_in
from tests.factories import MemberFactory, officer
from tests.factories_congress import MandateFactory, SessionFactory, TermFactory
from tests.imports.files import workbook
from tests.imports.steps import check, counts, load
from union.common.dates import today
from union.common.errors import DomainError, StaleError
from union.imports import codec
from union.imports.declare import kinds
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


KIND = kinds["delegates"]


def test_a_list_needs_a_term_and_readable_cells(clerk):
    member = MemberFactory(name="欧阳敏")
    row = (member.staff_no, "欧阳敏", "", "", "", "劳务派遣", "", "明年")
    assert counts(check(sheet(row), kind="delegates", name="名册.xlsx", actor=clerk)) == (0, 0, 0, 1)
    TermFactory(number=6)
    batch = check(sheet(row), kind="delegates", name="名册.xlsx", actor=clerk)
    texts = str(codec.load_findings(batch.rows.get().reasons))
    assert "构成请写中层以上管理人员" in texts
    assert "明年" in texts


def test_a_list_is_confirmed_by_a_person_while_its_term_lasts(clerk):
    term = TermFactory(number=6)
    member = MemberFactory(name="欧阳敏")
    content = sheet((member.staff_no, "欧阳敏", "", "", "", "", "", ""))
    batch = check(content, kind="delegates", name="名册.xlsx", actor=clerk)
    with pytest.raises(DomainError, match="须由工会办公室在页面上确认导入"):
        KIND.apply(batch, None)
    begun, term.starts_on = term.starts_on, today() + dt.timedelta(days=1)
    term.save(update_fields=["starts_on"])
    with pytest.raises(StaleError, match="本届职代会已变动"):
        KIND.apply(batch, clerk)
    term.starts_on = begun
    term.save(update_fields=["starts_on"])
    KIND.apply(batch, clerk)
    mandate = Mandate.objects.get(member=member)
    assert (mandate.constituency, mandate.delegation) == (None, None)
    assert KIND.undo_obstacles(batch) == []
    session = SessionFactory(term=term, state="open")
    check_in(session, mandate=mandate, actor=clerk)
    assert "1" in KIND.undo_obstacles(batch)[0]
    Mandate.objects.filter(pk=mandate.pk).update(ends_on=today(), end_reason="resigned")
    KIND.undo(batch, clerk)
    mandate.refresh_from_db()
    assert mandate.end_reason == "resigned"  # who has gone already is left as he is
