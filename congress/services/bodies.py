"""换届 of union bodies: candidates, approval, result, taking office; and the officer archive."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from congress.choices.bodies import BodyElectionState, BodySeat, Grade, ReviewKind
from congress.models import BodyCandidate, BodyElection, OfficerReview
from congress.rules import bodies as rules
from congress.rules.bodies import BodyAction
from congress.services.terms import refuse_stranger
from members.choices import MembershipStatus
from members.models import Member
from union.accounts.models import User
from union.common import audit, registries
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.choices import BodyKind, Office, Right
from union.organisation.models import Appointment, Body
from union.organisation.services.offices import end_office, give_office_to
from union.reminders.services import remind_many

_BODY: dict[BodySeat, BodyKind] = {
    BodySeat.COMMITTEE: BodyKind.COMMITTEE,
    BodySeat.CHAIR: BodyKind.COMMITTEE,
    BodySeat.AUDIT: BodyKind.AUDIT,
    BodySeat.WOMEN: BodyKind.WOMEN,
    BodySeat.BRANCH_CHAIR: BodyKind.BRANCH,
    BodySeat.GROUP_LEADER: BodyKind.BRANCH,
}
FIELDS = (
    "seat", "branch", "group", "is_by_election", "term_label", "starts_on", "ends_on", "planned_on",
    "session", "meeting", "seats",
)  # fmt: skip


@transaction.atomic
def plan_election(values: Mapping[str, Any], *, actor: User) -> BodyElection:
    """Plan a change of office. ``values``: FIELDS.

    Raises:
        NotPermittedError; DomainError: a branch chair without branch, a leader without group, wrong dates.
    """
    refuse_stranger(actor)
    seat = BodySeat(values["seat"])
    if (seat == BodySeat.BRANCH_CHAIR) != (values["branch"] is not None):
        raise DomainError("支会主席换届须选择支会，其他换届不选", field="branch")
    if (seat == BodySeat.GROUP_LEADER) != (values["group"] is not None):
        raise DomainError("小组长换届须选择工会小组，其他换届不选", field="group")
    if values["ends_on"] <= values["starts_on"]:
        raise DomainError("本届止应晚于本届起", field="ends_on")
    row = BodyElection.objects.create(**{name: values[name] for name in FIELDS if name in values})
    audit.record(AuditAction.CREATE, row, actor=actor, changes={"seat": [None, seat.label]})
    return row


def _locked(election: BodyElection, *states: BodyElectionState) -> BodyElection:
    row = (
        BodyElection.objects.select_for_update(of=("self",))
        .select_related("branch", "group")
        .get(pk=election.pk)
    )
    if states and row.state not in states:
        raise TransitionError(f"换届现为“{BodyElectionState(row.state).label}”，不能办理这一步")
    return row


@transaction.atomic
def add_candidate(election: BodyElection, member: Member, office: Office, *, actor: User) -> BodyCandidate:
    """Put a member on the list of candidates.

    Raises:
        NotPermittedError, TransitionError; DomainError: not 在册, another office, twice.
    """
    refuse_stranger(actor)
    row = _locked(election, BodyElectionState.PLANNED)
    if office not in rules.OFFICES[BodySeat(row.seat)]:
        raise DomainError(f"这次换届不选举{office.label}", field="office")
    if member.membership_status != MembershipStatus.ACTIVE or member.merged_into_id is not None:
        raise DomainError(f"{member.name}不是在册会员，没有被选举权", field="member")
    if row.candidates.filter(member=member, office=office).exists():
        raise DomainError(f"{member.name}已在候选人名单中", field="member")
    made = BodyCandidate.objects.create(election=row, member=member, office=office)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"candidate": [None, member.pk]})
    return made


@transaction.atomic
def remove_candidate(candidate: BodyCandidate, *, actor: User) -> None:
    """Take somebody off the list before it is reported.

    Raises:
        NotPermittedError, TransitionError.
    """
    refuse_stranger(actor)
    row = _locked(candidate.election, BodyElectionState.PLANNED)
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"candidate": [candidate.member_id, None]})
    BodyCandidate.objects.filter(pk=candidate.pk).delete()


def _move(row: BodyElection, action: BodyAction, fields: list[str], actor: User, note: str) -> BodyElection:
    before = BodyElectionState(row.state)
    row.state = rules.FLOW.step_for(row.state, action).target
    row.save_version(row.version, [*fields, "state"])
    audit.record(
        AuditAction.STEP, row, actor=actor, note=note,
        changes={"state": [before.label, BodyElectionState(row.state).label]},
    )  # fmt: skip
    return row


@transaction.atomic
def report_candidates(election: BodyElection, *, document: str, actor: User) -> BodyElection:
    """Record the upper union's word on the list of candidates; the list is closed with it.

    Raises:
        NotPermittedError, TransitionError; DomainError: too few candidates, or no document.
    """
    refuse_stranger(actor)
    row = _locked(election)
    rules.FLOW.step_for(row.state, BodyAction.REPORT_CANDIDATES)
    if row.candidates.count() < row.seats:
        raise DomainError(f"候选人不足：应选 {row.seats} 名，现有 {row.candidates.count()} 名")
    if not document.strip():
        raise DomainError("请填写候选人报批的批复文号；小组长换届填写支会意见", field="document")
    row.candidates_document = document.strip()
    return _move(row, BodyAction.REPORT_CANDIDATES, ["candidates_document"], actor, document)


@transaction.atomic
def record_result(
    election: BodyElection, *, held_on: dt.date, counts: rules.Counts, votes: Mapping[int, int], actor: User
) -> BodyElection:
    """Enter the tellers' numbers (``votes``: key of candidate → votes) and mark who is elected.

    Elected: more than half of all entitled, the most votes first, as many as there are seats. Equal votes at
    the last seat elect neither.

    Raises:
        NotPermittedError, TransitionError; DomainError: numbers that cannot be, or an invalid vote.
    """
    refuse_stranger(actor)
    row = _locked(election)
    rules.FLOW.step_for(row.state, BodyAction.RECORD_RESULT)
    problem = rules.counts_problem(counts, list(votes.values()))
    if problem:
        raise DomainError(problem)
    if held_on > today():
        raise DomainError("选举日期不能晚于今天", field="held_on")
    _mark_elected(row, counts, votes)
    row.held_on, row.entitled, row.present = held_on, counts.entitled, counts.present
    row.ballots_out, row.ballots_in, row.ballots_valid = (
        counts.ballots_out,
        counts.ballots_in,
        counts.ballots_valid,
    )
    fields = ["held_on", "entitled", "present", "ballots_out", "ballots_in", "ballots_valid"]
    return _move(row, BodyAction.RECORD_RESULT, fields, actor, "登记选举结果")


def _mark_elected(row: BodyElection, counts: rules.Counts, votes: Mapping[int, int]) -> None:
    candidates = list(row.candidates.all())
    for candidate in candidates:
        candidate.votes = votes.get(candidate.pk, 0)
    passed = sorted(
        (c for c in candidates if rules.is_elected(c.votes or 0, counts)), key=lambda c: -(c.votes or 0)
    )
    if not passed:
        raise DomainError(
            f"没有候选人得票超过应到人数的一半（须 {counts.entitled // 2 + 1} 票），请重新投票后登记"
        )
    within = passed[: row.seats]
    if len(passed) > row.seats:
        within = [c for c in within if (c.votes or 0) > (passed[row.seats].votes or 0)]
    for candidate in candidates:
        candidate.is_elected = candidate in within
        candidate.save(update_fields=["votes", "is_elected"])


@transaction.atomic
def record_approval(election: BodyElection, *, document: str, on: dt.date, actor: User) -> BodyElection:
    """Record the upper union's approval of the result.

    Raises:
        NotPermittedError, TransitionError; DomainError: no document.
    """
    refuse_stranger(actor)
    row = _locked(election)
    rules.FLOW.step_for(row.state, BodyAction.RECORD_APPROVAL)
    if not document.strip():
        raise DomainError("请填写上级工会对选举结果的批复文号", field="document")
    row.approval_document, row.approved_on = document.strip(), on
    return _move(row, BodyAction.RECORD_APPROVAL, ["approval_document", "approved_on"], actor, document)


@transaction.atomic
def take_office(election: BodyElection, *, actor: User) -> list[Appointment]:
    """Make every winner an officer from the first day of the term and end the predecessors, in one step.

    A by-election (补选) fills vacant seats: the others stay in office, the term of the body as it is.

    Whoever is re-elected keeps the office without a gap under a new appointment. 主席、副主席、经审委员 are
    given by those who may give them (安全管理员); for others the union office is enough.

    Raises:
        NotPermittedError: the actor may not give this office, or it is his own.
        TransitionError: not approved yet; DomainError: offices exclude each other, or no 工号.
    """
    row = _locked(election)
    rules.FLOW.step_for(row.state, BodyAction.TAKE_OFFICE)
    if rules.needs_guard(row.seat) != (row.state == BodyElectionState.SUBMITTED):
        raise TransitionError("主席、副主席、经审委员先由工会办公室提请，再由安全管理员任命")
    winners = list(row.candidates.filter(is_elected=True).select_related("member"))
    if not winners:
        raise DomainError("没有当选人，不能办理到任")
    if not row.is_by_election:
        _end_predecessors(row, actor)
    made = []
    for winner in winners:
        person = ("", winner.member.user_id) if winner.member.user_id else ("member", winner.member.pk)
        winner.appointment = give_office_to(
            person, Office(winner.office), actor=actor, starts_on=row.starts_on, unit=row.branch or row.group,
            document=row.approval_document, title="", body=_body_of(row),
        )  # fmt: skip
        winner.save(update_fields=["appointment"])
        made.append(winner.appointment)
    _move(row, BodyAction.TAKE_OFFICE, [], actor, row.approval_document)
    return made


@transaction.atomic
def submit_for_appointment(election: BodyElection, *, actor: User) -> BodyElection:
    """Put the winners on the list of 安全管理员, who appoints them; accounts for them are made here.

    Raises:
        NotPermittedError: not the union office. TransitionError: not approved, or the office
            gives these itself.
    """
    refuse_stranger(actor)
    row = _locked(election)
    rules.FLOW.step_for(row.state, BodyAction.SUBMIT)
    if not rules.needs_guard(row.seat):
        raise TransitionError("这些职务由工会办公室直接办理到任")
    for winner in row.candidates.filter(is_elected=True, member__user=None).select_related("member"):
        registries.people["member"].open(winner.member_id, actor)
    _move(row, BodyAction.SUBMIT, [], actor, row.approval_document)
    guards = User.objects.filter(pk__in=_guards())
    remind_many(
        guards, title=f"{row}：当选人待任命", body=f"批复文号 {row.approval_document}",
        link=reverse("congress:appointment_list"), key=f"body:{row.pk}:submit:{row.version}",
    )  # fmt: skip
    return row


@transaction.atomic
def return_submission(election: BodyElection, *, actor: User, reason: str) -> BodyElection:
    """Give a list of winners back to the union office.

    Raises:
        NotPermittedError: not 安全管理员. TransitionError: not submitted. DomainError: no reason.
    """
    if not actor.access.can(Right.GRANT_ALL_OFFICES):
        raise NotPermittedError("任命由安全管理员办理")
    row = _locked(election)
    rules.FLOW.step_for(row.state, BodyAction.RETURN)
    if not reason.strip():
        raise DomainError("请填写退回原因", field="note")
    return _move(row, BodyAction.RETURN, [], actor, reason.strip())


def _guards() -> list[int]:
    held = Appointment.objects.held_on(today()).filter(office=Office.SECURITY_ADMIN, user__is_active=True)
    return list(held.values_list("user_id", flat=True))


def _body_of(row: BodyElection) -> Body | None:
    found = Body.objects.filter(kind=_BODY[BodySeat(row.seat)], branch=row.branch).first()
    if found is not None and row.branch is None and row.group is None and not row.is_by_election:
        found.term, found.starts_on, found.ends_on = row.term_label[:30], row.starts_on, row.ends_on
        found.save(update_fields=["term", "starts_on", "ends_on"])
    return found


def _end_predecessors(row: BodyElection, actor: User) -> None:
    last = row.starts_on - dt.timedelta(days=1)
    where: dict[str, Any] = (
        {"branch": row.branch} if row.branch else {"group": row.group} if row.group else {}
    )
    if not where:
        where = {"scope_kind": "hospital"}
    held = Appointment.objects.held_on(row.starts_on).filter(
        office__in=rules.OFFICES[BodySeat(row.seat)], starts_on__lt=row.starts_on, **where
    )
    for appointment in held:
        end_office(appointment.pk, ends_on=last, reason=f"{row.term_label}换届", actor=actor)


@transaction.atomic
def cancel_election(election: BodyElection, *, actor: User, reason: str) -> None:
    """Give up a change of office that was not voted on.

    Raises:
        NotPermittedError, TransitionError; DomainError: no reason.
    """
    refuse_stranger(actor)
    row = _locked(election)
    rules.FLOW.step_for(row.state, BodyAction.CANCEL)
    if not reason.strip():
        raise DomainError("请填写取消原因", field="reason")
    _move(row, BodyAction.CANCEL, [], actor, reason)


@transaction.atomic
def record_review(
    member: Member, values: Mapping[str, Any], *, actor: User, row: OfficerReview | None = None
) -> OfficerReview:
    """Put an appraisal, assessment or report into the officer archive; nobody writes his own.

    ``values``: office, year, kind, grade, held_on, meeting, summary, document.

    Raises:
        NotPermittedError; DomainError: own file, no such office in that year, a grade missing, twice a year.
    """
    refuse_stranger(actor)
    if member.user_id == actor.pk:
        raise DomainError("不能登记自己的评议或考核，请由他人办理", field="member")
    kind = ReviewKind(values["kind"])
    if kind != ReviewKind.REPORT and not values["grade"]:
        raise DomainError(f"{kind.label}须填写等次（{'、'.join(Grade.labels)}）", field="grade")
    if kind == ReviewKind.REPORT and not values["summary"].strip():
        raise DomainError("请填写述职报告内容", field="summary")
    year = values["year"]
    held = Appointment.objects.filter(
        user_id=member.user_id or 0, office=values["office"], starts_on__lte=dt.date(year, 12, 31)
    ).exclude(ends_on__lt=dt.date(year, 1, 1))
    if not held.exists():
        raise DomainError(
            f"{member.name}在 {year} 年没有担任{Office(values['office']).label}", field="office"
        )
    key = {"member": member, "office": values["office"], "year": year, "kind": kind}
    if OfficerReview.objects.filter(**key).exclude(pk=row.pk if row else 0).exists():
        raise DomainError(f"{member.name} {year} 年的{kind.label}已登记", field="year")
    row = row or OfficerReview(recorded_by=actor)
    action = AuditAction.UPDATE if row.pk else AuditAction.CREATE
    for name, value in {**values, **key}.items():
        setattr(row, name, value)
    row.save()
    audit.record(action, row, actor=actor, changes={"grade": [None, row.grade or None]})
    return row
