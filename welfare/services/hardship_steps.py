"""The door of a hardship file's state: from the application to approval; the rest is in hardship_life."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse

from members.permissions import is_member
from union.accounts.models import User
from union.common import audit
from union.common.attachments import save_attachment
from union.common.calendar import WorkingDays
from union.common.choices import AuditAction
from union.common.dates import add_months, today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Right
from union.reminders.services.inbox import remind
from welfare.choices.hardship import Category, ExtraAction, HardshipState, Level
from welfare.models import HardshipFile, HardshipSpell, HomeVisit, Objection, Publicity
from welfare.permissions import hardship as may
from welfare.rules.hardship_criteria import level_problem
from welfare.rules.hardship_flow import FLOW, HardshipAction, Step
from welfare.rules.hardship_publicity import last_day, shown
from welfare.selectors.hardship import lines_on, open_publicity, unsettled
from welfare.services.hardship_files import locked_file, need_consent, recompute, write_event

SIGNED_RECORD, CHECK_PAPER, PROOF = "签字的入户核查表", "收入核对材料", "证明材料"
_WITHOUT_CONSENT = frozenset(
    {
        HardshipAction.WITHDRAW, HardshipAction.REJECT, HardshipAction.REMOVE, HardshipAction.EXIT,
        HardshipAction.REAPPLY, HardshipAction.RELAPSE,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visited:
    """What is told about a home visit."""

    on: dt.date
    visitors: str
    found: str
    signer: str
    record: File[Any]


def locked(
    file_id: int, action: HardshipAction, actor: User, version: int | None = None
) -> tuple[HardshipFile, Step]:
    """Lock the file and find the arrow; the caller's transaction holds the lock.

    Raises:
        TransitionError: the file does not stand there (any more).
        NotPermittedError: ``actor`` may not take this step.
        DomainError: the household has taken its consent back.
        StaleError: somebody changed it since ``version``.
    """
    file = locked_file(file_id, version)
    step = FLOW.step_for(file.state, action)
    if not may.can_take(actor, file, step):
        raise NotPermittedError(_refusal(actor, file, action))
    if action not in _WITHOUT_CONSENT:
        need_consent(file)
    return file, step


def _refusal(actor: User, file: HardshipFile, action: HardshipAction) -> str:
    if may.concerns(actor, file):
        return f"本人或家庭成员的困难档案须由他人{action.label}"
    if may.reaches(actor, Right.APPROVE_HARDSHIP, file):
        return f"您参与过这份档案的申请、初审、走访、核对或复核，须由其他负责人{action.label}"
    return f"您没有权限{action.label}"


def move(
    file: HardshipFile, step: Step, *, actor: User, note: str = "", fields: Iterable[str] = ()
) -> HardshipFile:
    """Write the new state with ``fields``, the history row and the audit event.

    Raises:
        DomainError: the step asks for a reason and ``note`` is blank.
    """
    if step.note_required and not note.strip():
        raise DomainError(f"{step.action.label}须说明理由", field="note")
    before, file.state = file.state, step.target
    file.version += 1
    file.save(update_fields=["state", "version", *fields])
    write_event(file, step.action, actor=actor, note=note, before=before)
    audit.record(AuditAction.STEP, file, actor=actor, changes={"state": [before, file.state.value]})
    return file


def tell_person(file: HardshipFile, words: str, *, key: str) -> None:
    """Tell the main person how it goes on; the notice says nothing of the household."""
    remind(
        file.member.user, title=f"您的困难帮扶申请：{words}", key=f"hardship:{file.pk}:{key}",
        link=reverse("welfare:hardship_detail", args=[file.pk]),
    )  # fmt: skip


@transaction.atomic
def submit_file(file_id: int, *, actor: User, version: int | None = None) -> HardshipFile:
    """Hand the application in.

    Raises:
        DomainError: nobody of the household has an income written down and none is explained; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.SUBMIT, actor, version)
    recompute(file)
    if file.income == 0 and not file.cause_text.strip():
        raise DomainError("家庭年总收入为 0，请在致困情况中说明，或填写家庭成员的月收入", field="note")
    file.applied_on, file.applied_by = today(), actor
    return move(file, step, actor=actor, fields=("applied_on", "applied_by"))


@transaction.atomic
def review_file(file_id: int, *, actor: User, note: str = "", version: int | None = None) -> HardshipFile:
    """First review by the office: papers are complete; see `locked`."""
    file, step = locked(file_id, HardshipAction.REVIEW, actor, version)
    file.reviewed_by = actor
    return move(file, step, actor=actor, note=note, fields=("reviewed_by",))


@transaction.atomic
def record_home_visit(
    file_id: int, told: Visited, *, actor: User, version: int | None = None
) -> HardshipFile:
    """Keep the home visit with its signed record.

    Raises:
        DomainError: a day out of order, nobody named, a bad file; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.VISIT, actor, version)
    if not file.applied_on <= told.on <= today():
        raise DomainError(f"走访日期应在申请日期（{file.applied_on}）与今天之间", field="on")
    if not told.visitors.strip() or not told.signer.strip() or not told.found.strip():
        raise DomainError("请填写走访人、走访情况和签字人（申请人须当面签字）", field="visitors")
    record = save_attachment(told.record, owner=file, actor=actor, kind=SIGNED_RECORD)
    HomeVisit.objects.create(
        file=file, on=told.on, visitors=told.visitors.strip(), found=told.found.strip(),
        signer=told.signer.strip(), signature=record, actor=actor,
    )  # fmt: skip
    return move(file, step, actor=actor)


@transaction.atomic
def check_income(
    file_id: int,
    *,
    on: dt.date,
    source: str,
    actor: User,
    note: str = "",
    paper: File[Any] | None = None,
    version: int | None = None,
) -> HardshipFile:
    """Write down where the income was checked; the category is computed from what stands in the file now.

    Raises:
        DomainError: a day in the future, no source named; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.CHECK, actor, version)
    if on > today():
        raise DomainError("核对日期不能在将来", field="on")
    if not source.strip():
        raise DomainError("请填写核对途径（民政核对、单位工资证明等）", field="source")
    if paper is not None:
        save_attachment(paper, owner=file, actor=actor, kind=CHECK_PAPER)
    recompute(file)
    file.checked_on, file.checked_by, file.check_source = on, actor, source.strip()
    return move(
        file, step, actor=actor, note=note, fields=("checked_on", "checked_by", "check_source")
    )  # fmt: skip


@transaction.atomic
def publish_file(
    file_id: int,
    *,
    place: str,
    level: str,
    actor: User,
    starts_on: dt.date | None = None,
    days: int | None = None,
    version: int | None = None,
) -> HardshipFile:
    """Hang the file out for ``days`` working days (default: the rule's; never fewer).

    Raises:
        DomainError: too few days, a level the category does not allow, no place; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.PUBLISH, actor, version)
    lines = lines_on(today())
    wanted = days or lines.publicity_days
    if wanted < lines.publicity_days:
        raise DomainError(f"公示不得少于 {lines.publicity_days} 个工作日（{lines.document}）", field="days")
    if not place.strip():
        raise DomainError("请填写公示地点", field="place")
    problem = level_problem(level, file.category)
    if problem:
        raise DomainError(problem, field="level")
    first = WorkingDays().add(starts_on or today(), 0)
    file.level = level
    Publicity.objects.create(
        file=file, starts_on=first, ends_on=last_day(first, wanted, WorkingDays().add), days=wanted,
        place=place.strip(), shown=shown(_facts(file), lines.shows), actor=actor,
    )  # fmt: skip
    return move(file, step, actor=actor, fields=("level",))


def _facts(file: HardshipFile) -> dict[str, str]:
    member = file.member
    return {
        "name": member.name, "branch": member.branch.name if member.branch else "",
        "department": member.department.name if member.department else "",
        "head_count": f"{file.head_count} 人", "level": Level(file.level).label,
        "category": Category(file.category).label,
    }  # fmt: skip


@transaction.atomic
def record_objection(
    file_id: int, *, text: str, actor: User, objector: str = "", on: dt.date | None = None
) -> Objection:
    """Keep an objection while the file hangs out; any member may object, the office writes down letters.

    Raises:
        DomainError: it does not hang out (any more), nothing written.
        NotPermittedError: an objection for somebody else without the right to handle files.
    """
    file = locked_file(file_id)
    publicity = open_publicity(file)
    if file.state != HardshipState.PUBLIC or publicity is None:
        raise DomainError("这份档案不在公示期内，异议请直接向工会办公室反映")
    handles = may.reaches(actor, Right.HANDLE_HARDSHIP, file)
    if not handles and not is_member(actor):
        raise NotPermittedError("只有会员可以提出异议")
    if not text.strip():
        raise DomainError("请填写异议内容", field="text")
    day = on if handles and on else today()
    if not publicity.starts_on <= day <= today():
        raise DomainError("收到日期应在公示开始与今天之间", field="on")
    row = Objection.objects.create(
        publicity=publicity, received_on=day, text=text.strip(), objector=objector.strip(), recorded_by=actor
    )
    write_event(file, ExtraAction.OBJECTION, actor=actor if handles else None)
    audit.record(AuditAction.CREATE, row, actor=actor)
    return row


@transaction.atomic
def settle_objection(objection_id: int, *, is_upheld: bool, answer: str, actor: User) -> Objection:
    """Answer an objection; one that is upheld sends the file back or ends it by its own step.

    Raises:
        DomainError: answered before, nothing written.
        NotPermittedError: no right, or one's own household.
    """
    file_id = Objection.objects.values_list("publicity__file_id", flat=True).get(pk=objection_id)
    file = locked_file(file_id)
    row = Objection.objects.select_for_update(of=("self",)).get(pk=objection_id)
    if not may.reaches(actor, Right.HANDLE_HARDSHIP, file) or may.concerns(actor, file):
        raise NotPermittedError("您没有权限处理这条异议")
    if row.settled_on is not None:
        raise DomainError("这条异议已经处理")
    if not answer.strip():
        raise DomainError("请填写核查结果", field="answer")
    row.is_upheld, row.answer, row.settled_on, row.settled_by = is_upheld, answer.strip(), today(), actor
    row.save(update_fields=["is_upheld", "answer", "settled_on", "settled_by"])
    write_event(file, ExtraAction.SETTLED, actor=actor, note="异议成立" if is_upheld else "异议不成立")
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"is_upheld": [None, is_upheld]})
    return row


@transaction.atomic
def end_publicity(file_id: int, *, actor: User, note: str = "", version: int | None = None) -> HardshipFile:
    """Take it down after the last day, with every objection answered and none upheld.

    Raises:
        DomainError: too early, an objection open or upheld; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.END, actor, version)
    publicity = open_publicity(file)
    if publicity is None:
        raise DomainError("没有进行中的公示")
    if today() <= publicity.ends_on:
        raise DomainError(
            f"公示 {publicity.days} 个工作日，到 {publicity.ends_on} 为止，期满后才能结束", field="note"
        )
    if unsettled(publicity).exists():
        raise DomainError("还有异议没有处理，请先登记核查结果", field="note")
    if publicity.objections.filter(is_upheld=True).exists():
        raise DomainError("有异议成立，请“退回补正”重新核查，或“不予通过”", field="note")
    _close_publicity(file)
    return move(file, step, actor=actor, note=note)


def _close_publicity(file: HardshipFile) -> None:
    file.publicities.filter(closed_on=None).update(closed_on=today())


@transaction.atomic
def approve_file(
    file_id: int, *, actor: User, note: str = "", document: str = "", version: int | None = None
) -> HardshipFile:
    """Put the household on file: a new time on file begins, the first review is due in the rule's months.

    Raises:
        DomainError: the household meets no criterion and no resolution is named; see `locked`.
        NotPermittedError: nobody approves what he prepared; no right to let pass; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.APPROVE, actor, version)
    if file.category == Category.NONE:
        _let_pass(file, actor, document)
    file.decided_by, file.decided_on, file.decision_document = actor, today(), document.strip()
    file.review_due_on = add_months(today(), lines_on(today()).review_months)
    file.temporary_until = None
    _begin_spell(file, is_temporary=False)
    move(
        file, step, actor=actor, note=note,
        fields=("decided_by", "decided_on", "decision_document", "review_due_on", "temporary_until"),
    )  # fmt: skip
    tell_person(file, "已批准建档", key=f"approved:{file.version}")
    return file


def _let_pass(file: HardshipFile, actor: User, document: str) -> None:
    words = f"这一户不符合认定标准：{file.category_words}"
    if not may.reaches(actor, Right.OVERRIDE_WELFARE, file):
        raise NotPermittedError(f"{words}您没有放行的权限。")
    if not document.strip():
        raise DomainError(f"{words}确需建档的，请填写集体研究的会议记录编号", field="document")


@transaction.atomic
def open_temporary(
    file_id: int, *, actor: User, note: str, document: str = "", version: int | None = None
) -> HardshipFile:
    """临时建档 for what cannot wait: helped at once, the whole way follows within the rule's months.

    Raises:
        DomainError: no reason; see `locked`.
    """
    file, step = locked(file_id, HardshipAction.TEMPORARY, actor, version)
    file.decided_by, file.decided_on, file.decision_document = actor, today(), document.strip()
    file.temporary_until = add_months(today(), lines_on(today()).temporary_months)
    _begin_spell(file, is_temporary=True)
    move(
        file, step, actor=actor, note=note,
        fields=("decided_by", "decided_on", "decision_document", "temporary_until"),
    )  # fmt: skip
    tell_person(file, "已临时建档", key=f"temporary:{file.version}")
    return file


def _begin_spell(file: HardshipFile, *, is_temporary: bool) -> None:
    """A new time on file; one that began as temporary goes on."""
    now = {
        "level": file.level, "category": file.category, "cause": file.cause, "branch_id": file.branch_id,
        "is_temporary": is_temporary,
    }  # fmt: skip
    if not HardshipSpell.objects.filter(file=file, ends_on=None).update(**now):
        HardshipSpell.objects.create(file=file, starts_on=today(), is_relapse=file.relapses > 0, **now)


@transaction.atomic
def make_regular(file_id: int, *, actor: User, note: str = "", version: int | None = None) -> HardshipFile:
    """Take a temporary file the whole way: home visit, check, publicity, approval follow."""
    file, step = locked(file_id, HardshipAction.REGULAR, actor, version)
    file.decided_by = None
    file.reviewed_by = actor
    return move(file, step, actor=actor, note=note, fields=("decided_by", "reviewed_by"))
