import datetime as dt

import pytest

from members.choices import MembershipStatus as S
from members.models import MembershipChange
from members.rules.membership import LAPSE_FACTS
from members.services.members import create_member
from members.services.membership import change_membership, correct_membership
from tests.factories import MemberFactory, UserFactory, officer
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.models import AuditEvent
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 5, 1)
FACTS = [key for key, _ in LAPSE_FACTS]


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def member(clerk):
    return create_member(
        {"staff_no": "1", "name": "王芳", "joined_union_on": dt.date(2020, 1, 1)}, actor=clerk
    )


def test_change_writes_state_history_audit_and_notice(clerk, member):
    member.user = UserFactory()
    member.save()

    change = change_membership(
        member, S.RETAINED, effective_on=DAY, retain_reason="retired", document="人事〔2026〕3号", actor=clerk
    )

    member.refresh_from_db()
    assert (member.membership_status, member.retain_reason, member.status_since) == (
        S.RETAINED,
        "retired",
        DAY,
    )
    assert member.version == 2
    assert (change.from_status, change.to_status, change.actor) == (S.ACTIVE, S.RETAINED, clerk)
    assert AuditEvent.objects.latest("seq").changes == {"membership_status": ["active", "retained"]}
    assert "保留会籍" in Notice.objects.get(user=member.user).title


def test_reason_is_gone_when_membership_is_resumed(clerk, member):
    change_membership(member, S.RETAINED, effective_on=DAY, retain_reason="abroad", actor=clerk)
    change_membership(member, S.ACTIVE, effective_on=DAY, note="回国", actor=clerk)
    member.refresh_from_db()
    assert (member.membership_status, member.retain_reason) == (S.ACTIVE, "")


@pytest.mark.parametrize(
    ("to", "given", "error"),
    [
        (S.RETAINED, {}, DomainError),
        (S.EXPELLED, {"note": "x"}, DomainError),
        (S.LAPSED, {"note": "x", "facts": FACTS[:3]}, DomainError),
        (S.APPLICANT, {}, TransitionError),
        (S.WITHDRAWN, {"note": "x", "effective_on": dt.date(2019, 1, 1)}, DomainError),
        (S.WITHDRAWN, {"note": "x", "effective_on": dt.date(2999, 1, 1)}, DomainError),
    ],
)
def test_refused_change_leaves_everything_as_it_was(clerk, member, to, given, error):
    with pytest.raises(error):
        change_membership(member, to, **{"effective_on": DAY, **given}, actor=clerk)

    member.refresh_from_db()
    assert (member.membership_status, member.version) == (S.ACTIVE, 1)
    assert member.membership_changes.count() == 1


def test_lapse_keeps_the_confirmed_facts(clerk, member):
    change = change_membership(member, S.LAPSED, effective_on=DAY, note="x", facts=FACTS, actor=clerk)
    assert change.confirmed_facts == sorted(FACTS)


def test_days_go_forward_only(clerk, member):
    change_membership(member, S.RETAINED, effective_on=DAY, retain_reason="abroad", actor=clerk)
    with pytest.raises(DomainError, match="2026-05-01"):
        change_membership(member, S.ACTIVE, effective_on=dt.date(2026, 4, 1), note="x", actor=clerk)


def test_older_changes_may_be_entered_after_a_registration_of_today(clerk):
    late = create_member({"staff_no": "2", "name": "李静"}, actor=clerk, effective_on=today())
    change = change_membership(
        late, S.RETAINED, effective_on=dt.date(2019, 3, 1), retain_reason="retired", actor=clerk
    )
    assert change.effective_on == dt.date(2019, 3, 1)


@pytest.mark.parametrize("office", [Office.COMMITTEE_MEMBER, Office.AUDITOR, Office.LEADERSHIP])
def test_others_decide_nothing(member, office):
    with pytest.raises(NotPermittedError, match="没有权限"):
        change_membership(member, S.WITHDRAWN, effective_on=DAY, note="x", actor=officer(office))


def test_nobody_decides_on_himself(clerk, member):
    member.user = clerk
    member.save()
    with pytest.raises(NotPermittedError, match="不能为自己"):
        change_membership(member, S.WITHDRAWN, effective_on=DAY, note="x", actor=clerk)


def test_wrong_entry_is_taken_back_by_a_correcting_row(clerk, member):
    wrong = change_membership(member, S.DECEASED, effective_on=DAY, actor=clerk)

    right = correct_membership(wrong, S.ACTIVE, effective_on=DAY, note="同名误登", actor=clerk)

    member.refresh_from_db()
    assert (member.membership_status, member.status_since) == (S.ACTIVE, dt.date(2020, 1, 1))
    assert right.corrects == wrong
    assert MembershipChange.objects.filter(pk=wrong.pk).exists()


def test_wrong_day_is_corrected_to_the_right_one(clerk, member):
    wrong = change_membership(member, S.WITHDRAWN, effective_on=DAY, note="x", actor=clerk)
    earlier = dt.date(2026, 3, 1)

    correct_membership(wrong, S.WITHDRAWN, effective_on=earlier, note="日期录错", actor=clerk)

    member.refresh_from_db()
    assert (member.membership_status, member.status_since) == (S.WITHDRAWN, earlier)


@pytest.mark.parametrize("case", ["older", "no note", "registration", "stranger"])
def test_corrections_that_are_refused(clerk, member, case):
    first = member.membership_changes.get()
    newest = change_membership(member, S.DECEASED, effective_on=DAY, actor=clerk)
    actor = officer(Office.COMMITTEE_MEMBER) if case == "stranger" else clerk
    change = first if case == "older" else newest
    note = "" if case == "no note" else "x"
    to = S.APPLICANT if case == "registration" else S.ACTIVE
    with pytest.raises(DomainError):
        correct_membership(change, to, effective_on=DAY, note=note, actor=actor)
    member.refresh_from_db()
    assert member.membership_status == S.DECEASED


def test_system_may_write_history():
    member = MemberFactory()
    change_membership(member, S.DECEASED, effective_on=DAY, actor=None)
    member.refresh_from_db()
    assert member.membership_status == S.DECEASED


def test_step_of_a_record_without_history_goes_back_to_the_day_of_joining(clerk):
    bare = MemberFactory(joined_union_on=dt.date(2019, 7, 1))
    change = change_membership(bare, S.DECEASED, effective_on=DAY, actor=clerk)
    correct_membership(change, S.ACTIVE, effective_on=DAY, note="x", actor=clerk)
    bare.refresh_from_db()
    assert (bare.membership_status, bare.status_since) == (S.ACTIVE, dt.date(2019, 7, 1))
