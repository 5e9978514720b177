"""Mediation: a closed circle, a named mediator, fifteen days, an agreement that is signed and stamped."""

import datetime as dt

import pytest
from django.db import connection

from congress.choices.mediations import MediationAction as A
from congress.choices.mediations import MediationState as S
from congress.duties.registers import mediations as duties
from congress.figures.registers import FIGURES
from congress.models import Mediation, MediationStatement, RegisterStep
from congress.reminders_registers import mediations_due
from congress.selectors.mediations import mediations_visible_to
from congress.services import mediations as services
from congress.services.mediations import MEDIATIONS
from congress.services.registers import take
from tests.factories import MemberFactory, UserFactory, officer
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.models import AuditEvent
from union.common.registries import Period
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
SECRET = "因夜班排班争执"


@pytest.fixture
def office():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def mediator():
    """A committee member with a record of his own."""
    return MemberFactory(user=officer(Office.COMMITTEE_MEMBER))


@pytest.fixture
def file(office):
    """A labour dispute with both parties."""
    row = services.apply(
        {"kind": "labour", "applied_on": today(), "form": "oral", "matter": SECRET, "reasons": SECRET},
        actor=office,
    )
    for role in ("applicant", "respondent"):
        services.add_party(row, {"role": role, "member": MemberFactory(user=UserFactory())}, actor=office)
    return row


def step(row, action, actor, **given):
    return take(MEDIATIONS, row.pk, action, actor=actor, given=given)


def test_from_the_application_to_the_agreement(office, mediator, file):
    row = step(file, A.ACCEPT, office, mediator=mediator)
    assert (row.mediator, row.due_on) == (mediator.user, today() + dt.timedelta(days=15))
    assert [duty.title for duty in duties(mediator.user, today())] == [f"{row}：调解中"]
    party = row.parties.first()
    services.add_statement(row, {"party": party, "on": today(), "text": SECRET}, actor=mediator.user)
    with pytest.raises(DomainError, match="签字"):
        step(row, A.AGREE, mediator.user, agreement="各让一步")
    row = step(row, A.AGREE, mediator.user, agreement="各让一步", signed_and_stamped=True)
    assert (row.state, row.agreed_on) == (S.AGREED, today())
    with pytest.raises(TransitionError):
        services.add_statement(row, {"party": party, "on": today(), "text": "x"}, actor=office)
    assert step(row, A.FULFIL, office).ended_on == today()
    year = Period(today().replace(month=1, day=1), today().replace(month=12, day=31))
    assert (
        FIGURES["congress.mediations"].compute(year)
        == FIGURES["congress.mediations.agreed"].compute(year)
        == 1
    )


def test_the_circle_is_closed(office, mediator, file):
    step(file, A.ACCEPT, office, mediator=mediator)
    other = officer(Office.COMMITTEE_MEMBER)
    assert [mediations_visible_to(user).count() for user in (office, mediator.user, other)] == [1, 1, 0]
    assert [mediations_visible_to(p.member.user).count() for p in file.parties.all()] == [0, 0]
    assert not mediations_visible_to(officer(Office.LEADERSHIP)).exists()
    step(file, A.HAND_OVER, office, mediator=MemberFactory(user=officer(Office.CHAIR)), note="回避")
    assert not mediations_visible_to(mediator.user).exists()


def test_a_party_reads_nothing_whatever_the_office(office, file):
    chair = MemberFactory(user=officer(Office.CHAIR))
    assert mediations_visible_to(chair.user).exists()
    services.add_party(file, {"role": "respondent", "member": chair}, actor=office)
    assert not mediations_visible_to(chair.user).exists()
    with pytest.raises(NotPermittedError):
        step(file, A.REFUSE, chair.user, note="不")
    with pytest.raises(DomainError, match="当事人"):
        step(file, A.ACCEPT, office, mediator=chair)
    mine = MemberFactory(user=office)
    with pytest.raises(DomainError, match="自己的争议"):
        services.add_party(file, {"role": "applicant", "member": mine}, actor=office)


def test_nothing_is_readable_in_the_tables_or_the_audit_trail(office, mediator, file):
    step(file, A.ACCEPT, office, mediator=mediator, note=SECRET)
    values = {"party": file.parties.first(), "on": today(), "text": SECRET}
    services.add_statement(file, values, actor=office)
    for model in (Mediation, MediationStatement, RegisterStep):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            assert SECRET not in str(cursor.fetchall())
    assert SECRET not in str(list(AuditEvent.objects.values_list("changes", "note")))


def test_what_stops_it_and_when_it_is_due(office, mediator, file):
    alone = services.apply(
        {"kind": "family", "applied_on": today(), "form": "oral", "matter": "x", "reasons": "x"}, actor=office
    )
    with pytest.raises(DomainError, match="申请人和被申请人"):
        step(alone, A.ACCEPT, office, mediator=mediator)
    with pytest.raises(NotPermittedError):
        services.apply({}, actor=mediator.user)
    row = step(file, A.ACCEPT, office, mediator=mediator)
    [due] = mediations_due(today(), row.due_on)
    assert (due.user_ids, due.on) == ((mediator.user.pk,), row.due_on)
    assert not any(party.name in due.title for party in row.parties.all())
    with pytest.raises(TransitionError):
        step(row, A.FULFIL, office)
