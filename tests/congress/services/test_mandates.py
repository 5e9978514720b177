"""A mandate, the office behind it, and the seat that falls vacant."""

import datetime as dt

import pytest

from congress.choices.delegates import DelegateCategory, MandateEnd, MandateOrigin, PanelKind, PanelRole
from congress.models import Mandate, Vacancy
from congress.selectors.terms import composition, current_term, mandate_of, staff_of
from congress.services import mandates, panels
from members.choices import MembershipStatus, RetainReason
from members.models import Member
from members.services.members import update_member
from members.services.membership import change_membership
from tests.factories import BranchFactory, DepartmentFactory, MemberFactory, UserFactory
from tests.factories_congress import ConstituencyFactory, TermFactory
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import Office, UnitKind
from union.organisation.models import Appointment
from union.organisation.services.moves import merge_units
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def term():
    return TermFactory(number=6)


@pytest.fixture
def area(term):
    return ConstituencyFactory(term=term, seats=2, branches=[BranchFactory()])


def give(area, clerk, **values):
    member = values.pop("member", None) or MemberFactory(branch=area.branches.get())
    terms = {
        "category": DelegateCategory.PROFESSIONAL, "starts_on": today() - dt.timedelta(days=40),
        "document": "选区选举", "actor": clerk, "constituency": area,
    }  # fmt: skip
    return mandates.give_mandate(area.term, member, **{**terms, **values})


def test_a_mandate_gives_the_office_and_ends_it(area, clerk):
    mandate = give(area, clerk)

    assert mandate.number == 1
    assert mandate.appointment.office == Office.DELEGATE
    assert mandate.appointment.starts_on == mandate.starts_on
    assert mandate_of(mandate.appointment.user, today()) == mandate
    panel = panels.open_panel(area.term, PanelKind.MOTIONS, name="", duties="", actor=clerk)
    seat = panels.seat(panel, mandate, PanelRole.HEAD, starts_on=today(), actor=clerk)
    assert seat.appointment.office == Office.MOTION_REVIEWER

    mandates.end_mandate(
        mandate.pk, ends_on=today(), reason=MandateEnd.RESIGNED, document="本人辞职书", actor=clerk
    )

    held = Appointment.objects.filter(user=mandate.appointment.user).values_list("office", "ends_on")
    assert set(held) == {(Office.DELEGATE, today()), (Office.MOTION_REVIEWER, today())}
    seat.refresh_from_db()
    assert seat.ends_on == today()
    vacancy = Vacancy.objects.get(mandate=mandate)
    assert vacancy.opened_on == today() + dt.timedelta(days=1)
    assert Notice.objects.filter(user=clerk, title__contains="缺额").exists()
    with pytest.raises(TransitionError, match="已于"):
        mandates.end_mandate(
            mandate.pk, ends_on=today(), reason=MandateEnd.RESIGNED, document="x", actor=clerk
        )


def test_a_by_election_fills_the_vacancy(area, clerk):
    first = give(area, clerk)
    mandates.end_mandate(
        first.pk,
        ends_on=today() - dt.timedelta(days=1),
        reason=MandateEnd.RESIGNED,
        document="辞职书",
        actor=clerk,
    )

    second = give(area, clerk, origin=MandateOrigin.BY_ELECTION, starts_on=today())

    assert second.number == 2  # a certificate number is never used again
    assert Vacancy.objects.get().filled_by == second


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"document": " "}, "依据"),
        ({"starts_on": dt.date(2001, 1, 1)}, "任期"),
        ({"number": 1}, "已有人使用"),
    ],
)
def test_refusals_of_a_mandate(area, clerk, values, words):
    give(area, clerk)

    with pytest.raises(DomainError, match=words):
        give(area, clerk, **values)


def test_nobody_is_a_delegate_twice_nor_beyond_the_seats_nor_by_himself(area, clerk):
    first = give(area, clerk)
    with pytest.raises(DomainError, match="已是"):
        give(area, clerk, member=first.member)
    with pytest.raises(DomainError, match="在册"):
        give(area, clerk, member=MemberFactory(membership_status=MembershipStatus.WITHDRAWN))
    give(area, clerk)
    with pytest.raises(DomainError, match="名额已满"):
        give(area, clerk)
    with pytest.raises(NotPermittedError):
        give(area, UserFactory())
    own = MemberFactory(user=clerk, branch=area.branches.get())
    area.seats = 3
    area.save()
    with pytest.raises(NotPermittedError, match="自己"):
        give(area, clerk, member=own)


@pytest.mark.parametrize(
    ("status", "reason", "end"),
    [
        (MembershipStatus.RETAINED, RetainReason.RETIRED, MandateEnd.RETIRED),
        (MembershipStatus.TRANSFERRED_OUT, "", MandateEnd.LEFT),
        (MembershipStatus.DECEASED, "", MandateEnd.DECEASED),
    ],
)
def test_leaving_the_union_ends_the_mandate_by_itself(area, clerk, status, reason, end):
    mandate = give(area, clerk)

    change_membership(
        mandate.member, status, effective_on=today(), actor=clerk, document="人事通知", retain_reason=reason
    )

    mandate.refresh_from_db()
    assert (mandate.end_reason, mandate.ends_on) == (end, today() - dt.timedelta(days=1))
    assert mandate.appointment.__class__.objects.get(pk=mandate.appointment_id).ends_on == mandate.ends_on
    assert Vacancy.objects.filter(mandate=mandate, filled_by=None).exists()


def test_a_transfer_out_of_the_constituency_ends_it_a_move_within_does_not(area, clerk):
    branch, elsewhere = area.branches.get(), BranchFactory()
    stays, goes = give(area, clerk), give(area, clerk)
    inside = DepartmentFactory(branch=branch)

    update_member(stays.member, version=stays.member.version, values={"department": inside}, actor=None)
    update_member(goes.member, version=goes.member.version, values={"branch": elsewhere}, actor=None)

    stays.refresh_from_db()
    goes.refresh_from_db()
    assert stays.ends_on is None
    assert (goes.ends_on, goes.end_reason) == (today(), MandateEnd.TRANSFERRED)


def test_a_merged_branch_takes_the_constituency_along(area, clerk):
    mandate = give(area, clerk)
    target = BranchFactory()

    old = area.branches.get().pk
    merge_units(UnitKind.BRANCH, old, into=target.pk, effective_on=today(), actor=None, document="合并")

    mandate.refresh_from_db()
    assert mandate.ends_on is None
    assert list(area.branches.all()) == [target]
    assert staff_of(area).filter(pk=mandate.member_id).exists()


def test_the_daily_sweep_finds_what_bulk_writes_left(area, clerk):
    mandate = give(area, clerk)
    Member.objects.filter(pk=mandate.member_id).update(
        membership_status=MembershipStatus.WITHDRAWN, status_since=today()
    )

    assert mandates.sweep(today()) == 1
    assert mandates.sweep(today()) == 0
    mandate.refresh_from_db()
    assert mandate.end_reason == MandateEnd.LEFT


def test_staff_of_a_constituency_of_departments_leaves_the_branch(term):
    branch = BranchFactory()
    ward = DepartmentFactory(branch=branch)
    whole = ConstituencyFactory(term=term, branches=[branch])
    own = ConstituencyFactory(term=term, departments=[ward])
    in_ward, in_branch = MemberFactory(department=ward), MemberFactory(branch=branch)

    assert list(staff_of(own)) == [in_ward]
    assert list(staff_of(whole)) == [in_branch]


def test_composition_counts_those_in_office(area, clerk):
    give(area, clerk, category=DelegateCategory.LEADER)
    gone = give(area, clerk)
    Mandate.objects.filter(pk=gone.pk).update(ends_on=today() - dt.timedelta(days=1), end_reason="resigned")

    lines = composition(area.term, today())

    assert (lines[0].count, lines[0].total) == (1, 1)
    assert not lines[0].is_met
    assert current_term(today()) == area.term
