"""What staff tell the union: handed on, answered, rated; without a name nothing leads to who spoke."""

import datetime as dt

import pytest

from congress.choices.appeals import AppealAction as A
from congress.choices.appeals import AppealState as S
from congress.figures.registers import FIGURES
from congress.models import Appeal, RegisterStep
from congress.reminders_registers import appeals_due
from congress.selectors.appeals import appeals_visible_to
from congress.services import appeals as services
from congress.services.appeals import APPEALS
from congress.services.registers import take
from tests.factories import UserFactory, officer
from tests.factories_motions import make_delegate, make_session
from tests.factories_registers import Registry
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, StaleError, TransitionError
from union.common.models import AuditEvent
from union.common.registries import Period
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
YEAR = Period(dt.date(today().year, 1, 1), dt.date(today().year, 12, 31))
TEXT = {"topic": "pay", "title": "补贴", "content": "希望按月发放"}


@pytest.fixture
def house():
    return Registry()


def test_from_the_reception_to_the_rating(house):
    row = house.appeal()
    house.appeal_step(row, A.ASSIGN, department=house.department)
    assert Notice.objects.filter(user=house.contact).exists()
    row = house.appeal_step(row, A.ANSWER, house.contact, answer="自下周起提前一周公布")
    assert row.due_on == today() + dt.timedelta(days=15)
    row = house.appeal_step(row, A.RATE, house.speaker.user, satisfaction="satisfied")

    assert (row.state, row.ended_on, row.rated_by_staff, row.answered_by) == (
        S.CLOSED, today(), False, house.contact,
    )  # fmt: skip
    assert [s.label for s in RegisterStep.objects.filter(record_id=row.pk)] == [
        "登记",
        "转办",
        "答复",
        "评价",
    ]
    assert "提前一周" not in str(list(AuditEvent.objects.values_list("changes", flat=True)))


def test_unsatisfied_is_handled_once_more_and_then_closed(house):
    row = house.appeal()
    for expected in (S.RECEIVED, S.CLOSED):  # the office answered itself: it is the office's turn again
        house.appeal_step(row, A.ANSWER, answer="不能")
        row = house.appeal_step(row, A.RATE, satisfaction="unsatisfied")
        assert (row.state, row.round, row.rated_by_staff) == (expected, 2, True)


def test_without_a_name_nothing_leads_to_who_spoke(house):
    user = UserFactory()
    found = services.hand_in(TEXT, actor=user, anonymous=True)
    row = Appeal.objects.get()

    assert (row.member, row.registered_by, row.branch) == (None, None, None)
    assert found.code not in str(Appeal.objects.values().get())
    assert not AuditEvent.objects.filter(object_type="congress.appeal").exclude(actor=None, ip="").exists()
    assert not RegisterStep.objects.exclude(actor=None).exists()
    assert not appeals_visible_to(user).exists()
    assert services.appeal_of_code(found.code.upper() + " ") == row
    assert services.appeal_of_code("0" * 16) is None

    with pytest.raises(DomainError, match="没有需要评价"):
        services.rate_by_code(found.code, "satisfied")
    house.appeal_step(row, A.ANSWER, answer="按月发放")
    assert services.rate_by_code(found.code, "partly").state == S.CLOSED


def test_nobody_handles_his_own_and_each_sees_what_is_his(house):
    clerk = officer(Office.OFFICE_STAFF)
    house.speaker.user = clerk
    house.speaker.save()
    row = house.appeal()
    assert [a.action for a in APPEALS.arrows_for(clerk, row)] == [A.WITHDRAW]
    with pytest.raises(NotPermittedError):
        house.appeal_step(row, A.ASSIGN, clerk, department=house.department)
    assert not appeals_visible_to(house.contact).exists()
    house.appeal_step(row, A.ASSIGN, department=house.department)
    assert appeals_visible_to(house.contact).get() == row
    assert appeals_visible_to(officer(Office.BRANCH_CHAIR)).count() == 0
    assert appeals_visible_to(house.chair).count() == 1


def test_two_clerks_and_what_the_table_does_not_have(house):
    row = house.appeal()
    seen = row.version
    house.appeal_step(row, A.ASSIGN, department=house.department)
    with pytest.raises(StaleError):
        take(APPEALS, row.pk, A.ASSIGN, actor=house.office, given={}, version=seen)
    with pytest.raises(TransitionError, match="不能评价"):
        house.appeal_step(row, A.RATE, satisfaction="satisfied")
    with pytest.raises(DomainError, match="理由"):
        house.appeal_step(row, A.RETURN, house.contact)
    assert house.appeal_step(row, A.RETURN, house.contact, note="不属于本科室").department is None


def test_becomes_the_draft_of_a_motion_or_an_item_of_the_agenda(house):
    session = make_session()
    delegate = make_delegate(session.term)
    row = house.appeal()
    row = house.appeal_step(row, A.MOVE, mandate=delegate.mandates.get())
    assert (row.motion.mover, row.motion.state, row.motion.situation) == (delegate, "draft", row.content)
    assert house.speaker.name not in row.motion.situation
    assert Notice.objects.filter(user=delegate.user).exists()

    other = house.appeal(title="食堂改造")
    other = house.appeal_step(other, A.LIST, session=session)
    assert other.state == S.LISTED
    assert session.agenda.get().title == "食堂改造"


def test_due_days_and_figures(house):
    row = house.appeal(received_on=today() - dt.timedelta(days=30))
    [due] = appeals_due(today(), today())
    assert due.on < today()
    assert (due.right, due.subject) == ("manage_congress", f"congress.appeal:{row.pk}:{row.state}")
    house.appeal_step(row, A.ASSIGN, department=house.department, due_on=today())
    assert next(appeals_due(today(), today())).department_id == house.department.pk
    house.appeal_step(row, A.ANSWER, answer="可以")
    house.appeal_step(row, A.RATE, satisfaction="unsatisfied", note="没有解决")
    assert FIGURES["congress.appeals"].compute(YEAR) == Appeal.objects.filter(
        received_on__year=today().year
    ).count()  # fmt: skip
    assert FIGURES["congress.appeals.answered"].compute(YEAR) == 1
    assert FIGURES["congress.appeals.satisfied"].compute(YEAR) in (0, None)  # 30 days ago may be last year
