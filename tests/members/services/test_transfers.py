import datetime as dt

import pytest

from members.choices import MembershipStatus as S
from members.choices import TransferKind, TransferState
from members.rules.transfers import TransferAction as A
from members.services import transfers
from tests.factories import BranchFactory, GroupFactory, MemberFactory, UserFactory, officer
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import Office
from union.reminders.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return officer(Office.OFFICE_STAFF)


@pytest.fixture
def target():
    return GroupFactory()


@pytest.fixture
def member():
    group = GroupFactory()
    return MemberFactory(group=group, branch=group.branch, user=UserFactory())


def start(member, kind, actor, **given):
    values = {
        name: given.pop(name) for name in ("to_branch", "to_group", "other_unit", "document") if name in given
    }
    defaults = {"effective_on": today(), "reason": "岗位调动"}
    return transfers.start_transfer(member, kind, actor=actor, values=values, **{**defaults, **given})


def test_transfer_between_branches_is_accepted_by_the_receiver_and_done(clerk, member, target):
    chair = officer(Office.BRANCH_CHAIR, branch=target.branch)

    transfer = start(member, TransferKind.BRANCH, clerk, to_branch=target.branch, to_group=target)
    assert transfer.state == TransferState.PROPOSED
    assert Notice.objects.filter(user=chair).exists()
    with pytest.raises(TransitionError):
        transfers.advance(transfer, A.COMPLETE, actor=clerk)
    transfers.advance(transfer, A.ACCEPT, actor=chair)
    transfers.advance(transfer, A.COMPLETE, actor=clerk)

    member.refresh_from_db()
    assert (member.branch, member.group, member.membership_status) == (target.branch, target, S.ACTIVE)
    assert Notice.objects.filter(user=member.user, title__contains="办结").exists()


def test_only_the_receiving_chair_accepts(clerk, member, target):
    transfer = start(member, TransferKind.BRANCH, clerk, to_branch=target.branch)
    for actor in (clerk, officer(Office.BRANCH_CHAIR, branch=member.branch)):
        with pytest.raises(NotPermittedError):
            transfers.advance(transfer, A.ACCEPT, actor=actor)


def test_out_and_back_in(clerk, member, target):
    given = {"other_unit": "市一院工会", "document": "接转单 3 号"}
    out = start(member, TransferKind.OUT, clerk, **given)
    assert out.state == TransferState.ACCEPTED
    transfers.advance(out, A.COMPLETE, actor=clerk)
    member.refresh_from_db()
    assert member.membership_status == S.TRANSFERRED_OUT

    back = start(member, TransferKind.IN, clerk, to_branch=target.branch, to_group=target, **given)
    transfers.advance(back, A.COMPLETE, actor=clerk)
    member.refresh_from_db()
    assert (member.membership_status, member.branch) == (S.ACTIVE, target.branch)


@pytest.mark.parametrize(
    ("kind", "given", "error"),
    [
        (TransferKind.BRANCH, {}, DomainError),
        (TransferKind.BRANCH, {"to_branch": "own"}, DomainError),
        (TransferKind.OUT, {"document": "x"}, DomainError),
        (TransferKind.OUT, {"other_unit": "x"}, DomainError),
        (TransferKind.OUT, {"other_unit": "x", "document": "x", "reason": " "}, DomainError),
        (TransferKind.IN, {"to_branch": "new", "other_unit": "x", "document": "x"}, TransitionError),
    ],
)
def test_proposals_that_are_refused(clerk, member, kind, given, error):
    if "to_branch" in given:
        given = {**given, "to_branch": member.branch if given["to_branch"] == "own" else BranchFactory()}
    with pytest.raises(error):
        start(member, kind, clerk, **given)


def test_one_open_transfer_at_a_time(clerk, member, target):
    start(member, TransferKind.BRANCH, clerk, to_branch=target.branch)
    with pytest.raises(DomainError, match="正在办理"):
        start(member, TransferKind.BRANCH, clerk, to_branch=BranchFactory())


def test_rights_to_propose(member, target):
    chair = officer(Office.BRANCH_CHAIR, branch=member.branch)
    foreign = officer(Office.BRANCH_CHAIR, branch=target.branch)
    with pytest.raises(NotPermittedError):
        start(member, TransferKind.BRANCH, foreign, to_branch=target.branch)
    with pytest.raises(NotPermittedError):
        start(member, TransferKind.OUT, chair, other_unit="x", document="x")
    transfer = start(member, TransferKind.BRANCH, chair, to_branch=target.branch)
    transfers.advance(transfer, A.WITHDRAW, actor=chair, note="不调了")
    assert transfer.__class__.objects.get().state == TransferState.WITHDRAWN


def test_refusal_needs_a_reason(clerk, member, target):
    transfer = start(member, TransferKind.BRANCH, clerk, to_branch=target.branch)
    chair = officer(Office.BRANCH_CHAIR, branch=target.branch)
    with pytest.raises(DomainError, match="理由"):
        transfers.advance(transfer, A.REJECT, actor=chair)
    assert transfers.advance(transfer, A.REJECT, actor=chair, note="满编").state == TransferState.REJECTED


def test_future_transfer_is_not_carried_out_before_its_day(clerk, member, target):
    transfer = start(
        member,
        TransferKind.BRANCH,
        clerk,
        to_branch=target.branch,
        effective_on=today() + dt.timedelta(days=9),
    )
    transfers.advance(transfer, A.ACCEPT, actor=officer(Office.BRANCH_CHAIR, branch=target.branch))
    with pytest.raises(DomainError, match="还没有到"):
        transfers.advance(transfer, A.COMPLETE, actor=clerk)
    member.refresh_from_db()
    assert member.branch != target.branch
