"""院务公开: drafted by one, looked over by another, due again after its period; readers are answered."""

import datetime as dt

import pytest

from congress.choices.disclosures import DisclosureAction as A
from congress.choices.disclosures import DisclosureState as S
from congress.duties.registers import disclosures as duties
from congress.figures.registers import FIGURES
from congress.models import Disclosure
from congress.reminders_registers import disclosures_due
from congress.selectors.disclosures import disclosures_visible_to, published
from congress.services import disclosures as services
from congress.services.disclosures import DISCLOSURES
from congress.services.registers import take
from tests.factories import UserFactory, officer
from union.common.dates import add_months, next_turn, today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.registries import Period
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
ITEM = {
    "topic": "spending", "title": "大额支出", "audience": "staff", "form": "board", "department": None,
    "every_months": 3, "basis": "", "is_active": True,
}  # fmt: skip


@pytest.fixture
def office():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def due(office):
    """A publication that is due today."""
    services.save_item(ITEM, actor=office, first_due=today())
    return Disclosure.objects.get()


def step(row, action, actor, **given):
    return take(DISCLOSURES, row.pk, action, actor=actor, given=given)


def test_drafted_looked_over_by_another_and_due_again(office, due):
    chair = officer(Office.CHAIR)
    step(due, A.DRAFT, office, content="本季度支出如下", responsible="王科长")
    assert Notice.objects.filter(user=chair).exists()
    with pytest.raises(NotPermittedError):  # the office has the right too, but this is its own draft
        step(due, A.APPROVE, office)
    assert [arrow.action for arrow in DISCLOSURES.arrows_for(office, Disclosure.objects.get())] == [A.RETURN]
    step(due, A.APPROVE, chair)
    row = step(due, A.PUBLISH, office, published_on=today(), place="公开栏")

    assert (row.state, row.approved_by, row.responsible) == (S.PUBLISHED, chair, "王科长")
    following = Disclosure.objects.exclude(pk=row.pk).get()
    assert (following.state, following.due_on) == (S.DUE, add_months(today(), 3))
    year = Period(today().replace(month=1, day=1), today().replace(month=12, day=31))
    assert FIGURES["congress.disclosures"].compute(year) == 1


def test_who_reads_what(office, due):
    reader = UserFactory()
    assert not disclosures_visible_to(reader).exists()
    Disclosure.objects.update(state="published", published_on=today())
    assert disclosures_visible_to(reader).get() == published().get() == due
    Disclosure.objects.update(audience="patients")
    assert not disclosures_visible_to(reader).exists()
    assert disclosures_visible_to(office).exists()


def test_a_reader_is_answered_and_nobody_answers_himself(office, due):
    reader = UserFactory()
    with pytest.raises(DomainError, match="已公开"):
        services.give_feedback(due, "为何", actor=reader)
    Disclosure.objects.update(state="published", published_on=today())
    due.refresh_from_db()
    said = services.give_feedback(due, "明细能否公开", actor=reader)
    own = services.give_feedback(due, "自言自语", actor=office)
    with pytest.raises(NotPermittedError):
        services.answer_feedback(own, "好", actor=office)
    services.answer_feedback(said, "已补充", actor=office)
    assert Notice.objects.filter(user=reader).count() == 1
    with pytest.raises(TransitionError):
        services.answer_feedback(said, "再答", actor=office)


def test_skipping_needs_a_reason_and_keeps_the_period(office, due):
    with pytest.raises(DomainError, match="理由"):
        step(due, A.SKIP, office)
    assert step(due, A.SKIP, office, note="本季度没有").state == S.SKIPPED
    assert Disclosure.objects.get(state="due").due_on == add_months(today(), 3)
    assert next_turn(dt.date(2025, 1, 31), 1, dt.date(2025, 6, 1)) == dt.date(2025, 6, 30)


def test_due_and_waiting(office, due):
    assert [each.subject for each in disclosures_due(today(), today())] == [f"congress.disclosure:{due.pk}"]
    assert [duty.count for duty in duties(office, today())] == [1]
    with pytest.raises(DomainError, match="已经列入"):
        services.open_publication(due.item, due.due_on, actor=office)
    with pytest.raises(DomainError, match="已有这个事项"):
        services.save_item(ITEM, actor=office)
