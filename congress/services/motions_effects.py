"""What a step does beside moving the state: one function per action; motions_flow has locked the row.

Each returns the state it leads to, or None for the arrow's usual target. Refusals are DomainErrors.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils import timezone

from congress.choices.motions import (
    Arrangement,
    Filing,
    MotionState,
    Party,
    SecondState,
    Series,
    UnitRole,
)
from congress.choices.motions import MotionAction as A
from congress.models import Motion, MotionReply, MotionUnit
from congress.permissions.motions import Standing, has_mandate
from congress.rules import motions as rules
from congress.rules.motions_table import STILL_OPEN_FOR_PAPERS
from congress.selectors.motions import accepted_seconders, window_of
from congress.selectors.motions_similar import drop_index, index_titles
from congress.services.motions import tell_invited
from congress.services.motions_numbers import next_number
from congress.services.motions_ratings import rate
from union.accounts.models import User
from union.common.errors import DomainError
from union.organisation.choices import Right
from union.organisation.models import Department


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a step is given beside its note; each action reads what it needs."""

    note: str = ""
    recommendation: str = ""
    into: int | None = None  # the case a paper is merged into
    leader: int | None = None
    arrangement: str = ""
    leads: tuple[int, ...] = ()
    assists: tuple[int, ...] = ()
    due_on: dt.date | None = None  # office: end of handling; departments: the extension asked for
    text: str = ""
    grade: str = ""
    promised_on: dt.date | None = None
    signatory: str = ""
    plan: str = ""
    member: int | None = None  # whose paper rating is recorded
    satisfaction: str = ""
    archive_no: str = ""


@dataclass(slots=True)
class Taking:
    """A step that is being taken: the locked row and everything its effect may look at."""

    motion: Motion
    actor: User
    standing: Standing
    given: Grounds
    rules: rules.MotionRules
    today: dt.date
    touched: set[str] = field(default_factory=set)  # fields the effect has set

    def set(self, **values: object) -> None:
        """Set fields of the motion; they are written with the state."""
        for name, value in values.items():
            setattr(self.motion, name, value)
        self.touched |= set(values)


def _submit(t: Taking) -> None:
    m = t.motion
    if not has_mandate(m.mover_id, m.session.term_id):
        raise DomainError("提案人须是本届在任的正式代表")
    window, now = window_of(m.session), timezone.now()
    rules.check_submit(
        window=window, now=now, accepted=accepted_seconders(m, t.today), needed=t.rules.seconders,
        by_delegation=m.by_delegation, body=(m.title, m.situation, m.proposal),
    )  # fmt: skip
    late = m.is_late if m.submitted_at else window.is_late(now)  # a correction keeps the first day
    t.set(submitted_at=m.submitted_at or now, is_late=late)
    index_titles([m])


def _seek(t: Taking) -> None:
    if not t.motion.title.strip():
        raise DomainError("请先填写案由", field="title")
    tell_invited(t.motion)


def _recall(t: Taking) -> None:
    """The text will change: who has seconded is asked again."""
    accepted = t.motion.seconders.filter(state=SecondState.ACCEPTED)
    accepted.update(state=SecondState.INVITED, answered_at=None)


def _withdraw(t: Taking) -> None:
    drop_index(t.motion)


def _recommend(t: Taking) -> None:
    if t.given.recommendation not in (Filing.FILED, Filing.MERGED, Filing.CONVERTED, Filing.NOT_FILED):
        raise DomainError("请选择审查意见", field="recommendation")
    t.set(recommendation=t.given.recommendation, recommendation_note=t.given.note)


def _decide(t: Taking, filing: Filing, series: Series | None = None) -> None:
    t.set(filing=filing, decided_on=t.today, decision_note=t.given.note)
    if series is not None:
        t.set(series=series, number=next_number(t.motion.session_id, series))


def _file(t: Taking) -> None:
    if t.motion.is_late:
        raise DomainError("征集截止后提交的不作为提案，请转为意见建议（逾期提交）")
    _decide(t, Filing.FILED, Series.MOTION)


def _convert(t: Taking) -> None:
    _decide(t, Filing.CONVERTED, Series.SUGGESTION)


def _refuse(t: Taking) -> None:
    _decide(t, Filing.NOT_FILED)


def _case(t: Taking, pk: int | None) -> Motion:
    """The case a paper goes into or comes from, locked."""
    cases = Motion.objects.select_for_update(of=("self",)).filter(session_id=t.motion.session_id)
    found = cases.filter(pk=pk or 0).exclude(pk=t.motion.pk).first()
    if found is None or found.filing not in (Filing.FILED, Filing.CONVERTED):
        raise DomainError("只能并入本次会议已立案（或已转为建议）的提案，请先将主案立案", field="into")
    if found.state not in STILL_OPEN_FOR_PAPERS:
        raise DomainError(
            f"主案目前是“{found.get_state_display()}”，答复已经拟出，不能再并案或拆分", field="into"
        )
    return found


def _merge(t: Taking) -> None:
    case = _case(t, t.given.into)
    if t.motion.is_late and case.filing != Filing.CONVERTED:
        raise DomainError("征集截止后提交的不作为提案，只能并入已转为意见建议的主案", field="into")
    t.set(merged_into=case)
    _decide(t, Filing.MERGED)


def _split(t: Taking) -> None:
    _case(t, t.motion.merged_into_id)
    t.set(merged_into=None, filing=Filing.UNDECIDED, decided_on=None, decision_note="")


def _leader(t: Taking) -> User:
    found = User.objects.filter(pk=t.given.leader or 0, is_active=True).first()
    if found is None or not found.access.can(Right.SIGN_REPLIES):
        raise DomainError("请选择分管院领导", field="leader")
    return found


def _brief(t: Taking) -> None:
    t.set(leader=_leader(t))


def _instruct(t: Taking) -> None:
    t.set(instruction=t.given.note)


def _assign(t: Taking) -> None:
    """Departments of this round, in the arrangement the leader confirmed; the department's clock begins."""
    _set_units(t, t.given.arrangement, t.given.leads, t.given.assists)
    if t.motion.leader_id is None or t.given.leader:
        t.set(leader=_leader(t))
    due = t.given.due_on or t.today + dt.timedelta(days=t.rules.days["handle"])
    _start_clock(t, due)


def _start_clock(t: Taking, due: dt.date) -> None:
    if due <= t.today:
        raise DomainError("办理期限应在今天之后", field="due_on")
    t.set(handling_due_on=due, paused_on=None, assigned_on=t.today, extensions=0, asked_until=None)
    t.set(decline_refused=False)


def _set_units(t: Taking, arrangement: str, leads: tuple[int, ...], assists: tuple[int, ...]) -> None:
    _check_units(arrangement, leads, assists)
    t.motion.units.filter(in_force=True).update(in_force=False)
    known = set(
        Department.objects.filter(pk__in=(*leads, *assists), closed_on=None).values_list("pk", flat=True)
    )
    if known != {*leads, *assists}:
        raise DomainError("承办部门中有已撤销的科室，请重新选择", field="leads")
    roles = [(pk, UnitRole.LEAD) for pk in leads] + [(pk, UnitRole.ASSIST) for pk in assists]
    MotionUnit.objects.bulk_create(
        MotionUnit(motion=t.motion, department_id=pk, role=role, round=t.motion.round) for pk, role in roles
    )
    t.set(arrangement=arrangement)


def _check_units(arrangement: str, leads: tuple[int, ...], assists: tuple[int, ...]) -> None:
    if not leads or set(leads) & set(assists):
        raise DomainError("请选择主办部门；同一部门不能既主办又协办", field="leads")
    if arrangement == Arrangement.SINGLE and (len(leads) > 1 or assists):
        raise DomainError("独办只有一个承办部门；有协办的请选会办，各自答复的请选分办", field="arrangement")
    if arrangement == Arrangement.JOINT and (len(leads) > 1 or not assists):
        raise DomainError("会办须有一个主办部门和至少一个协办部门", field="arrangement")
    if arrangement == Arrangement.SEPARATE and (len(leads) == 1 or assists):
        raise DomainError("分办须有两个以上主办部门，各自答复，不设协办", field="arrangement")
    if arrangement not in Arrangement.values:
        raise DomainError("请选择承办方式", field="arrangement")


def _decline(t: Taking) -> None:
    rules.check_decline(refused_before=t.motion.decline_refused, today=t.today, until=t.motion.due_on)


def _insist(t: Taking) -> None:
    t.set(decline_refused=True)


def _accept(t: Taking) -> None:
    if t.given.plan:
        MotionUnit.objects.filter(pk__in=[u.pk for u in t.standing.leads]).update(plan=t.given.plan)


def _ask_extension(t: Taking) -> None:
    _check_extension(t)
    t.set(asked_until=t.given.due_on)


def _check_extension(t: Taking) -> None:
    if t.given.due_on is None:
        raise DomainError("请填写延期后的期限", field="due_on")
    rules.check_extension(
        granted=t.motion.extensions, rules=t.rules, now_due=t.motion.handling_due_on, wanted=t.given.due_on,
        today=t.today,
    )  # fmt: skip


def _extend(t: Taking) -> None:
    _check_extension(t)
    t.set(handling_due_on=t.given.due_on, extensions=t.motion.extensions + 1, asked_until=None)
    if t.motion.state == MotionState.HANDLING:
        t.set(due_on=t.given.due_on)


def _answer(t: Taking) -> MotionState:
    """Keep the text of one's own department; an earlier text of this round stays on record."""
    m, given = t.motion, t.given
    if not given.text.strip() or not given.signatory.strip():
        raise DomainError(
            "请填写答复内容和部门负责人姓名", field="signatory" if given.text.strip() else "text"
        )
    rules.check_grade(given.grade, given.promised_on, t.today)
    written = m.replies.filter(is_current=True, round=m.round)
    done = set(written.values_list("unit_id", flat=True))
    unit = next((u for u in t.standing.leads if u.pk not in done), t.standing.leads[0])
    written.filter(unit=unit).update(is_current=False)
    MotionReply.objects.create(
        motion=m, unit=unit, round=m.round, text=given.text.strip(), grade=given.grade,
        session_id=m.session_id,
        promised_on=given.promised_on, signatory=given.signatory.strip(), drafted_by=t.actor,
    )  # fmt: skip
    units = m.units.filter(in_force=True, round=m.round)
    open_leads = units.filter(role=UnitRole.LEAD).exclude(pk__in={*done, unit.pk}).count()
    assistants = units.filter(role=UnitRole.ASSIST)
    target = rules.after_answer(m.arrangement, leads_open=open_leads, assistants=assistants.count())
    if target != MotionState.HANDLING:
        assistants.update(countersigned_at=None, countersigned_by=None)
        t.set(answered_on=t.today)
    return target


def _countersign(t: Taking) -> MotionState:
    unit = next((u for u in t.standing.assists if u.countersigned_at is None), None)
    if unit is None:
        raise DomainError("贵部门已经会签过")
    unit.countersigned_at, unit.countersigned_by, unit.opinion = timezone.now(), t.actor, t.given.note
    unit.save(update_fields=["countersigned_at", "countersigned_by", "opinion"])
    waiting = t.motion.units.filter(
        in_force=True, round=t.motion.round, role=UnitRole.ASSIST, countersigned_at=None
    )
    return MotionState.COUNTERSIGNING if waiting.exists() else MotionState.DRAFTED


def _object(t: Taking) -> None:
    for unit in t.standing.assists[:1]:
        unit.opinion = t.given.note
        unit.save(update_fields=["opinion"])
    _reopen_replies(t)


def _reopen_replies(t: Taking) -> None:
    """分办: all units write again; the texts stay on record as replaced."""
    t.motion.replies.filter(is_current=True, round=t.motion.round).update(is_current=False)
    t.set(answered_on=None)


def _sign(t: Taking) -> None:
    for reply in t.motion.replies.filter(is_current=True, round=t.motion.round).order_by("pk"):
        reply.series_number = next_number(t.motion.session_id, Series.REPLY)
        reply.signed_by, reply.signed_at = t.actor, timezone.now()
        reply.save(update_fields=["series_number", "signed_by", "signed_at"])


def _deliver(t: Taking) -> None:
    replies = t.motion.replies.filter(is_current=True, round=t.motion.round)
    replies.update(delivered_on=t.today)
    grades = set(replies.values_list("grade", flat=True))
    promised = [day for day in replies.values_list("promised_on", flat=True) if day]
    t.set(grade=next((g for g in "BCA" if g in grades), ""), promised_on=max(promised, default=None))
    t.set(replied_on=t.today, rating="")


def _rate(t: Taking) -> MotionState:
    outcome = rate(
        t.motion, t.given.satisfaction, t.given.note, actor=t.actor, standing=t.standing,
        for_member=t.given.member, limit=t.rules.rounds,
    )  # fmt: skip
    t.set(rating=outcome.rating)
    return outcome.target


def _redo(t: Taking) -> None:
    """A new round: other signer, new deadline, perhaps other departments."""
    m = t.motion
    leader = _leader(t)
    rules.check_other_signer(m.leader_id, leader.pk)
    t.set(round=m.round + 1, leader=leader)
    _set_units(t, t.given.arrangement, t.given.leads, t.given.assists)
    _start_clock(t, t.given.due_on or t.today + dt.timedelta(days=t.rules.days["redo"]))
    t.set(answered_on=None, rating="")


def _close(t: Taking) -> MotionState:
    if t.motion.state == MotionState.DELIVERED and not (t.motion.due_on and t.today > t.motion.due_on):
        raise DomainError(f"提案人还在评价期内（至 {t.motion.due_on}），期满未评价的才可直接结案")
    target = rules.after_close(t.motion.grade)
    if target == MotionState.CLOSED:
        t.set(closed_on=t.today)
    return target


def _postpone(t: Taking) -> None:
    if t.given.due_on is None or t.given.due_on <= t.today:
        raise DomainError("请填写今天之后的承诺完成日期", field="due_on")
    t.set(promised_on=t.given.due_on, due_on=t.given.due_on)


def _fulfil(t: Taking) -> None:
    t.set(grade="A", closed_on=t.today)


def _explain(t: Taking) -> None:
    t.set(grade="C", closed_on=t.today)


def _supervise(t: Taking) -> None:
    t.set(is_supervised=True)


def _mark_key(t: Taking) -> None:
    t.set(is_key=True, leader=_leader(t))


def _archive(t: Taking) -> None:
    if not t.given.archive_no.strip():
        raise DomainError("请填写档号", field="archive_no")
    t.set(archive_no=t.given.archive_no.strip())


Effect = Callable[[Taking], MotionState | None]
EFFECTS: Mapping[A, Effect] = MappingProxyType(
    {
        A.SEEK: _seek, A.RECALL: _recall, A.SUBMIT: _submit, A.WITHDRAW: _withdraw, A.RECOMMEND: _recommend,
        A.FILE: _file, A.CONVERT: _convert, A.MERGE: _merge, A.REFUSE: _refuse, A.SPLIT: _split,
        A.BRIEF: _brief, A.INSTRUCT: _instruct, A.ASSIGN: _assign, A.REASSIGN: _assign, A.DECLINE: _decline,
        A.INSIST: _insist, A.ACCEPT: _accept, A.ASK_EXTENSION: _ask_extension, A.EXTEND: _extend,
        A.ANSWER: _answer, A.COUNTERSIGN: _countersign, A.OBJECT: _object, A.SIGN: _sign,
        A.SEND_BACK: _reopen_replies, A.DELIVER: _deliver, A.RATE: _rate, A.REDO: _redo, A.CLOSE: _close,
        A.POSTPONE: _postpone, A.FULFIL: _fulfil, A.EXPLAIN: _explain, A.SUPERVISE: _supervise,
        A.MARK_KEY: _mark_key, A.ARCHIVE: _archive,
    }
)  # fmt: skip
__all__ = ["EFFECTS", "Grounds", "Party", "Taking"]
