"""Election, by-election and recall in a constituency: nominate, count, confirm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from congress.choices.delegates import (
    DelegateCategory,
    ElectionKind,
    ElectionState,
    MandateEnd,
    MandateOrigin,
)
from congress.models import Constituency, ConstituencyElection, Mandate, Nominee
from congress.rules import elections as rules
from congress.selectors.rules import congress_rules
from congress.selectors.terms import has_units, staff_of
from congress.services.mandates import end_mandate, give_mandate
from congress.services.terms import refuse_stranger
from members.choices import MembershipStatus
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, TransitionError


@transaction.atomic
def open_election(
    constituency: Constituency,
    kind: ElectionKind,
    *,
    actor: User,
    seats: int = 1,
    target: Mandate | None = None,
    reason: str = "",
) -> ConstituencyElection:
    """Begin an election, a by-election or the recall of ``target``.

    Raises:
        NotPermittedError; DomainError: another one is under way, no seat is free, or no target or reason.
    """
    refuse_stranger(actor)
    area = Constituency.objects.select_for_update().get(pk=constituency.pk)
    open_states = (ElectionState.NOMINATING, ElectionState.HELD)
    if ConstituencyElection.objects.filter(constituency=area, state__in=open_states).exists():
        raise DomainError(f"“{area}”选区还有未结束的选举，请先确认或取消")
    if kind == ElectionKind.RECALL:
        _refuse_recall(area, target, reason)
    else:
        target = None
        free = area.seats - Mandate.objects.in_office(today()).filter(constituency=area).count()
        if area.seats and seats > free:
            raise DomainError(
                f"“{area}”选区还有 {max(free, 0)} 个空缺名额，应选名额不能超过它", field="seats"
            )
    row = ConstituencyElection.objects.create(
        constituency=area, kind=kind, seats=seats, target=target, reason=reason.strip()
    )
    audit.record(AuditAction.CREATE, row, actor=actor, changes={"kind": [None, kind.label]}, note=reason)
    return row


def _refuse_recall(area: Constituency, target: Mandate | None, reason: str) -> None:
    if target is None or target.constituency_id != area.pk or target.ends_on is not None:
        raise DomainError("请选择本选区在任的代表", field="target")
    if not reason.strip():
        raise DomainError("请填写撤免事由", field="reason")


def _locked(election: ConstituencyElection, state: ElectionState) -> ConstituencyElection:
    row = (
        ConstituencyElection.objects.select_for_update(of=("self",))
        .select_related("constituency")
        .get(pk=election.pk)
    )
    if row.state != state:
        raise TransitionError(f"选举现为“{ElectionState(row.state).label}”，不能办理这一步")
    return row


@transaction.atomic
def nominate(
    election: ConstituencyElection,
    member: Member,
    *,
    category: DelegateCategory,
    nominated_by: str,
    actor: User,
) -> Nominee:
    """Put a member of the constituency on the list of candidates.

    Raises:
        NotPermittedError, TransitionError; DomainError: not 在册, of another constituency, a delegate or a
            candidate already.
    """
    refuse_stranger(actor)
    row = _locked(election, ElectionState.NOMINATING)
    if row.kind == ElectionKind.RECALL:
        raise DomainError("撤免不需要候选人")
    if member.membership_status != MembershipStatus.ACTIVE or member.merged_into_id is not None:
        raise DomainError(f"{member.name}不是在册会员，不能作为候选人", field="member")
    if has_units(row.constituency) and not staff_of(row.constituency).filter(pk=member.pk).exists():
        raise DomainError(f"{member.name}不属于“{row.constituency}”选区", field="member")
    if Mandate.objects.in_office(today()).filter(term_id=row.constituency.term_id, member=member).exists():
        raise DomainError(f"{member.name}已是本届职工代表", field="member")
    if row.nominees.filter(member=member).exists():
        raise DomainError(f"{member.name}已在候选人名单中", field="member")
    found = Nominee.objects.create(
        election=row, member=member, category=category, nominated_by=nominated_by.strip()
    )
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"nominee": [None, member.pk]})
    return found


@transaction.atomic
def withdraw_nominee(nominee: Nominee, *, actor: User) -> None:
    """Take a candidate off the list before the vote.

    Raises:
        NotPermittedError, TransitionError.
    """
    refuse_stranger(actor)
    row = _locked(nominee.election, ElectionState.NOMINATING)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"nominee": [nominee.member_id, None]})
    Nominee.objects.filter(pk=nominee.pk).delete()


@transaction.atomic
def record_count(
    election: ConstituencyElection,
    *,
    held_on: dt.date,
    staff_count: int,
    took_part: int,
    votes: Mapping[int, int],
    document: str,
    actor: User,
    recall_votes: int | None = None,
) -> ConstituencyElection:
    """Enter what the tellers counted. ``votes``: key of nominee → votes. Until confirmed it may be repeated.

    Raises:
        NotPermittedError, TransitionError; DomainError: no candidates, no record, or numbers that cannot be.
    """
    refuse_stranger(actor)
    state = ElectionState.HELD if election.state == ElectionState.HELD else ElectionState.NOMINATING
    row = _locked(election, state)
    counts = dict(votes) if row.kind != ElectionKind.RECALL else {0: recall_votes or 0}
    problem = rules.problem_with_counts(staff_count, took_part, counts)
    if problem:
        raise DomainError(problem, field="took_part")
    if not document.strip():
        raise DomainError("请填写选举记录（会议名称和日期，或文件）", field="document")
    if held_on > today():
        raise DomainError("投票日期不能晚于今天", field="held_on")
    nominees = list(row.nominees.all())
    if row.kind != ElectionKind.RECALL and not nominees:
        raise DomainError("还没有候选人，请先提名")
    for nominee in nominees:
        nominee.votes = counts.get(nominee.pk, 0)
        nominee.save(update_fields=["votes"])
    row.held_on, row.staff_count, row.took_part = held_on, staff_count, took_part
    row.recall_votes, row.document, row.state = recall_votes, document.strip(), ElectionState.HELD
    fields = ["held_on", "staff_count", "took_part", "recall_votes", "document", "state"]
    row.save_version(row.version, fields)
    audit.record(
        AuditAction.STEP, row, actor=actor, note=document,
        changes={"state": [state.label, "已投票"], "took_part": [None, took_part]},
    )  # fmt: skip
    return row


def verdict_of(election: ConstituencyElection) -> rules.Verdict:
    """Say what the entered count means, by the rule of the day of the vote; writes nothing."""
    assert election.held_on is not None
    votes = {nominee.pk: nominee.votes or 0 for nominee in election.nominees.all()}
    rule = congress_rules(election.held_on)["election"]
    return rules.judge(election.staff_count or 0, election.took_part or 0, votes, election.seats, rule)


@transaction.atomic
def confirm(election: ConstituencyElection, *, actor: User) -> ConstituencyElection:
    """Let the count take effect: mandates for the elected, or the recall; otherwise it failed.

    Raises:
        NotPermittedError, TransitionError; DomainError: a winner cannot become delegate (see `give_mandate`).
    """
    refuse_stranger(actor)
    row = _locked(election, ElectionState.HELD)
    if row.kind == ElectionKind.RECALL:
        passed, note = _recall(row, actor)
    else:
        passed, note = _elect(row, actor)
    row.state = ElectionState.CONFIRMED if passed else ElectionState.FAILED
    row.outcome_note, row.confirmed_by, row.confirmed_at = note[:300], actor, timezone.now()
    row.save_version(row.version, ["state", "outcome_note", "confirmed_by", "confirmed_at"])
    audit.record(
        AuditAction.STEP, row, actor=actor, note=note,
        changes={"state": [ElectionState.HELD.label, ElectionState(row.state).label]},
    )  # fmt: skip
    return row


def _elect(row: ConstituencyElection, actor: User) -> tuple[bool, str]:
    verdict = verdict_of(row)
    origin = MandateOrigin.BY_ELECTION if row.kind == ElectionKind.BY_ELECTION else MandateOrigin.ELECTED
    nominees = {each.pk: each for each in row.nominees.select_related("member")}
    for key in verdict.elected:
        nominee = nominees[key]
        give_mandate(
            row.constituency.term, nominee.member, category=DelegateCategory(nominee.category),
            starts_on=max(_held(row), row.constituency.term.starts_on), document=row.document, actor=actor,
            constituency=row.constituency, origin=origin,
        )  # fmt: skip
        nominee.is_elected = True
        nominee.save(update_fields=["is_elected"])
    return bool(verdict.elected), verdict.reason


def _recall(row: ConstituencyElection, actor: User) -> tuple[bool, str]:
    rule = congress_rules(_held(row))["recall"]
    staff, votes = row.staff_count or 0, row.recall_votes or 0
    assert row.target is not None
    if not rules.recall_passes(staff, votes, rule):
        return False, f"赞成 {votes} 票，未过选区职工 {staff} 人的半数，撤免不成立"
    end_mandate(
        row.target.pk, ends_on=_held(row), reason=MandateEnd.RECALLED, document=row.document, actor=actor
    )
    return True, f"赞成 {votes} 票，过选区职工 {staff} 人的半数，撤免成立"


def _held(row: ConstituencyElection) -> dt.date:
    assert row.held_on is not None  # record_count has written it
    return row.held_on


@transaction.atomic
def publish(election: ConstituencyElection, *, on: dt.date, actor: User) -> None:
    """Note that the result was made public in the constituency.

    Raises:
        NotPermittedError, TransitionError: not confirmed yet.
    """
    refuse_stranger(actor)
    row = _locked(election, ElectionState.CONFIRMED)
    row.published_on = on
    row.save_version(row.version, ["published_on"])
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"published_on": [None, on]})


@transaction.atomic
def cancel(election: ConstituencyElection, *, actor: User, reason: str) -> None:
    """Give up an election that was not confirmed.

    Raises:
        NotPermittedError, TransitionError; DomainError: no reason.
    """
    refuse_stranger(actor)
    row = ConstituencyElection.objects.select_for_update().get(pk=election.pk)
    if row.state not in (ElectionState.NOMINATING, ElectionState.HELD):
        raise TransitionError(f"选举现为“{ElectionState(row.state).label}”，不能取消")
    if not reason.strip():
        raise DomainError("请填写取消原因", field="reason")
    row.state, row.outcome_note = ElectionState.CANCELLED, reason.strip()
    row.save_version(row.version, ["state", "outcome_note"])
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [None, "已取消"]}, note=reason)
