"""退休提示: dates are computed and proposed; only a person's confirmation changes a membership."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from members.choices import MembershipStatus, ProposalState, RetainReason
from members.models import Member, RetirementProposal
from members.rules.retirement import RetirementTable, retirement_of, table_from
from members.services.membership import change_membership, refusal_of
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.dates import add_months
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.models import RuleSet
from union.organisation.choices import Right

RULE_KIND = "retirement_age"
AHEAD_MONTHS = 6
_YOUNGEST = 49  # nobody retires by the statutory table before 50
_DECIDED = (ProposalState.CONFIRMED, ProposalState.DISMISSED)


def propose_retirements(today: dt.date) -> int:
    """Write a proposal for each 在册 member who reaches the age within six months; return how many are new.

    Run daily; running again the same day adds nothing. A member with a decided or open proposal gets
    no second one unless birthday or post were corrected, which moves the date. Set-based: three queries
    and one insert. No rule set for the day, no proposals.
    """
    rules = RuleSet.objects.filter(kind=RULE_KIND).valid_on(today).order_by("-valid_from").first()
    if rules is None:
        return 0
    table = table_from(rules.values)
    known = set(RetirementProposal.objects.values_list("member_id", "proposed_on"))
    fresh = [
        proposal
        for proposal in _due(table, today, rules.source_document)
        if (proposal.member_id, proposal.proposed_on) not in known
    ]
    _drop_outdated(fresh)
    RetirementProposal.objects.bulk_create(fresh, batch_size=1000, ignore_conflicts=True)
    return len(fresh)


def _due(table: RetirementTable, today: dt.date, source: str) -> Iterable[RetirementProposal]:
    horizon = add_months(today, AHEAD_MONTHS)
    oldest_year = today.year - _YOUNGEST
    members = (
        Member.objects.active()
        .unmerged()
        .filter(born_on__year__lte=oldest_year)
        .only("pk", "born_on", "sex", "post_category")
    )
    for member in members:
        if member.born_on is None or not member.sex:
            continue
        found = retirement_of(member.born_on, member.sex, member.post_category, table)
        if found.due_on <= horizon:
            basis = f"{found.age_label}（{source}）"[:200]
            yield RetirementProposal(member_id=member.pk, proposed_on=found.due_on, basis=basis)


def _drop_outdated(fresh: list[RetirementProposal]) -> None:
    """An open proposal with an older date gives way: the birthday or the post was corrected."""
    RetirementProposal.objects.filter(
        member_id__in=[proposal.member_id for proposal in fresh], state=ProposalState.OPEN
    ).update(state=ProposalState.DISMISSED, note="信息更正后重新测算")


@transaction.atomic
def confirm(
    proposal: RetirementProposal, *, decided_date: dt.date, document: str, note: str, actor: User
) -> RetirementProposal:
    """Take the member to 保留会籍 (退休) from ``decided_date``, resting on the personnel notice.

    Raises:
        TransitionError: decided already, or the membership allows no such step.
        NotPermittedError: no right over this member, or it is the actor's own.
        DomainError: no notice named, or the day lies ahead (postpone it to that day instead).
    """
    row = _locked(proposal, actor)
    if not document.strip():
        raise DomainError("请填写人事部门的退休通知（名称或文号）", field="document")
    change_membership(
        row.member,
        MembershipStatus.RETAINED,
        effective_on=decided_date,
        retain_reason=RetainReason.RETIRED,
        document=document,
        note=note or "退休，办理保留会籍",
        actor=actor,
    )
    return _close(
        row, ProposalState.CONFIRMED, actor, decided_date=decided_date, document=document, note=note
    )


@transaction.atomic
def postpone(
    proposal: RetirementProposal, *, remind_on: dt.date, note: str, actor: User
) -> RetirementProposal:
    """Ask again on ``remind_on`` (弹性延迟退休, or the notice has not come).

    Raises:
        TransitionError, NotPermittedError: as `confirm`.
        DomainError: no reason.
    """
    row = _locked(proposal, actor)
    if not note.strip():
        raise DomainError("请说明延后的原因", field="note")
    row.remind_on = remind_on
    return _close(row, ProposalState.POSTPONED, actor, note=note)


@transaction.atomic
def dismiss(proposal: RetirementProposal, *, note: str, actor: User) -> RetirementProposal:
    """The proposal does not apply; it is not made again for the same date.

    Raises:
        As `postpone`.
    """
    row = _locked(proposal, actor)
    if not note.strip():
        raise DomainError("请说明不适用的原因", field="note")
    return _close(row, ProposalState.DISMISSED, actor, note=note)


def _locked(proposal: RetirementProposal, actor: User) -> RetirementProposal:
    rows = RetirementProposal.objects.select_for_update(of=("self",)).select_related("member")
    row = rows.get(pk=proposal.pk)
    if row.state in _DECIDED:
        raise TransitionError(f"这项退休提示{row.get_state_display()}")
    own = row.member.user_id == actor.pk
    if own or not actor.access.reaches(Right.DECIDE_MEMBERSHIP, row.member):
        raise NotPermittedError(refusal_of(actor, row.member, "办理退休手续"))
    return row


def _close(
    row: RetirementProposal,
    state: ProposalState,
    actor: User,
    *,
    note: str,
    decided_date: dt.date | None = None,
    document: str = "",
) -> RetirementProposal:
    before, row.state = row.state, state
    row.note, row.document, row.decided_date = note.strip()[:200], document.strip(), decided_date
    row.decided_by, row.decided_at = actor, timezone.now()
    row.version += 1
    row.save()
    audit.record(AuditAction.STEP, row, actor=actor, changes={"state": [before, state.value]})
    return row
