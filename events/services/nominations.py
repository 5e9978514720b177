"""Writes of nominations: handed in, taken back, reviewed, voted on, put on the list."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from events.choices.honours import AwardTo, NominationState, ProgrammeState
from events.models import HonourVote, Nomination, Programme
from events.permissions import honours as permissions
from events.rules.honours import ballot_problem, quota_problem, selection_problem, write_up_problem
from events.selectors.honours import IN_RACE, quota_of, used_places, votes_of
from events.services.records import record_step
from members.models import Member
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.models import Branch


def _locked(programme: Programme, state: str, words: str) -> Programme:
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if row.state != state:
        raise TransitionError(f"项目{row.get_state_display()}，现在不能{words}")
    return row


@transaction.atomic
def nominate(
    programme: Programme, *, member: Member | None, unit_name: str, branch: Branch | None, write_up: str,
    actor: User,
) -> Nomination:  # fmt: skip
    """Nominate a member (his branch's quota) or a unit of ``branch``.

    Raises:
        TransitionError: nothing is collected now. NotPermittedError: another branch, or oneself.
        DomainError: too late, quota used up, twice, write-up too short, nobody named.
    """
    row = _locked(programme, ProgrammeState.OPEN, "推荐")
    if today() > row.nominate_until:
        raise DomainError(f"推荐已于 {row.nominate_until} 截止")
    if row.award_to == AwardTo.MEMBER:
        found = _nominee(row, member, actor)
        unit_name, branch = "", found.branch
    else:
        member = None
        if not unit_name.strip():
            raise DomainError("请填写被推荐集体的名称", field="unit_name")
    _check_branch(row, branch, actor)
    problem = write_up_problem(write_up, row.min_words)
    if problem:
        raise DomainError(problem, field="write_up")
    made = Nomination.objects.create(
        programme=row, member=member, unit_name=unit_name.strip(), branch=branch, write_up=write_up.strip(),
        nominated_by=actor, nominated_on=today(),
    )  # fmt: skip
    record_step(made, "", NominationState.NOMINATED, "推荐", actor=actor)
    audit.record(AuditAction.CREATE, made, actor=actor, changes={"programme": [None, row.pk]})
    return made


def _nominee(row: Programme, member: Member | None, actor: User) -> Member:
    if member is None:
        raise DomainError("请选择被推荐人", field="member")
    if member.user_id == actor.pk:
        raise NotPermittedError("不能推荐自己")
    again = row.nominations.filter(member=member).exclude(state=NominationState.WITHDRAWN)
    if again.exists():
        raise DomainError("这位会员已被推荐", field="member")
    return member


def _check_branch(row: Programme, branch: Branch | None, actor: User) -> None:
    branch_id = branch.pk if branch else None
    if not permissions.nominates_for(actor, branch_id):
        raise NotPermittedError("只能推荐本支会的会员和集体")
    name = branch.name if branch else "院工会"
    problem = quota_problem(name, quota_of(row, branch_id), used_places(row, branch_id))
    if problem:
        raise DomainError(problem)


@transaction.atomic
def withdraw(nomination: Nomination, *, actor: User) -> Nomination:
    """Take a nomination back while they are collected; the quota is free again.

    Raises:
        TransitionError, NotPermittedError.
    """
    _locked(nomination.programme, ProgrammeState.OPEN, "撤回推荐")
    row = Nomination.objects.select_for_update(of=("self",)).get(pk=nomination.pk)
    if not permissions.nominates_for(actor, row.branch_id):
        raise NotPermittedError("推荐由推荐支会撤回")
    if row.state != NominationState.NOMINATED:
        raise TransitionError(f"推荐{row.get_state_display()}，不能撤回")
    return _move(row, NominationState.WITHDRAWN, "撤回", actor)


def _move(row: Nomination, state: NominationState, label: str, actor: User, note: str = "") -> Nomination:
    before, row.state = row.state, state
    row.version += 1
    row.save(update_fields=["state", "comment", "version"])
    record_step(row, before, state, label, actor=actor, note=note)
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, str(state)]}, note=note)
    return row


@transaction.atomic
def review(nomination: Nomination, *, shortlist: bool, comment: str, actor: User) -> Nomination:
    """Shortlist a nomination or not, with the reviewer's words; may be changed while the review lasts.

    Raises:
        TransitionError; NotPermittedError: no reviewer, or one's own; DomainError: no reason for a no.
    """
    _locked(nomination.programme, ProgrammeState.REVIEW, "评审")
    row = Nomination.objects.select_for_update(of=("self",)).select_related("programme").get(pk=nomination.pk)
    if not permissions.can_review(actor, row):
        raise NotPermittedError("不能评审自己推荐的或推荐自己的材料，请由另一位评审人办理")
    if row.state == NominationState.WITHDRAWN:
        raise TransitionError("推荐已撤回")
    if not shortlist and not comment.strip():
        raise DomainError("未入围须说明理由", field="note")
    row.comment = comment.strip()[:300]
    state = NominationState.SHORTLISTED if shortlist else NominationState.REJECTED
    return _move(row, state, "入围" if shortlist else "未入围", actor, comment)


@transaction.atomic
def vote(programme: Programme, chosen: Collection[int], *, voter: User) -> int:
    """Cast the ballot of ``voter``, instead of an earlier one; return how many names are on it.

    Raises:
        TransitionError: no vote now, or it is over. NotPermittedError: not a voter, or for himself.
        DomainError: no name, too many, or one that is not in the race.
    """
    row = _locked(programme, ProgrammeState.VOTING, "投票")
    if not permissions.votes_in(voter, row):
        raise NotPermittedError("您不在这次投票的范围内")
    if row.vote_until is not None and today() > row.vote_until:
        raise TransitionError(f"投票已于 {row.vote_until} 截止")
    picked = list(row.nominations.filter(pk__in=chosen, state__in=IN_RACE).select_related("member"))
    problem = ballot_problem(len(set(chosen)), row.places)
    if problem:
        raise DomainError(problem)
    if len(picked) != len(set(chosen)):
        raise DomainError("所选名单已有变化，请重新选择")
    if any(each.member and each.member.user_id == voter.pk for each in picked):
        raise NotPermittedError("不能投自己的票")
    HonourVote.objects.filter(voter=voter, nomination__programme=row).delete()
    HonourVote.objects.bulk_create(HonourVote(nomination=each, voter=voter) for each in picked)
    audit.record(AuditAction.UPDATE, row, actor=voter, note="投票")
    return len(picked)


@transaction.atomic
def choose(programme: Programme, chosen: Collection[int], *, actor: User) -> int:
    """Put the names on the list for publicity, instead of an earlier list; return how many.

    Raises:
        TransitionError; NotPermittedError; DomainError: too many, or against the order of votes.
    """
    row = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if row.state not in (ProgrammeState.REVIEW, ProgrammeState.VOTING):
        raise TransitionError(f"项目{row.get_state_display()}，现在不能确定名单")
    if not permissions.manages(actor):
        raise NotPermittedError("拟表彰名单由工会办公室确定")
    problem = selection_problem(set(chosen), row.places, votes_of(row))
    if problem:
        raise DomainError(problem)
    rows = list(row.nominations.filter(state__in=IN_RACE))
    if not set(chosen) <= {each.pk for each in rows}:
        raise DomainError("只能从入围的推荐中确定")
    for each in rows:
        state = NominationState.ELECTED if each.pk in chosen else NominationState.SHORTLISTED
        if each.state != state:
            _move(each, state, "列入拟表彰名单" if each.pk in chosen else "移出拟表彰名单", actor)
    return len(set(chosen))
