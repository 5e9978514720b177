"""保存期满清除: the clock proposes, the office looks through, the committee confirms; then it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from union.accounts.models import User
from union.common import audit
from union.common.attachments import erase_attachments
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from welfare.choices.hardship import ExtraAction
from welfare.choices.retention import ErasureAction, ErasureKind, ErasureState
from welfare.models import (
    ErasureItem,
    ErasureList,
    HardshipFile,
    Objection,
    Visit,
    VisitEvent,
    VisitReport,
    VisitService,
)
from welfare.permissions import care as may
from welfare.rules.hardship_flow import CLOSED
from welfare.rules.retention import FLOWS, MOST
from welfare.selectors.retention import (
    ENDED,
    files_to_erase,
    open_lists,
    owes_aid,
    periods_on,
    visits_to_erase,
)
from welfare.services.care_flow import advance, begin, created
from welfare.services.hardship_files import write_event
from welfare.services.hardship_life import erase_facts
from welfare.services.visit_reports import PROOF
from welfare.services.visits import PHOTO

A = ErasureAction
_AGAIN = "已重新办理，不再清除"
_OWING = "有未结清的帮扶款，暂不清除"


@transaction.atomic
def propose(day: dt.date) -> list[ErasureList]:
    """Make a list per kind of what is kept no longer on ``day``; a kind with an open list waits.

    Run again on the same day it changes nothing. At most `rules.retention.MOST` records go on one list.
    """
    periods = periods_on(day)
    if periods is None:
        return []
    waiting = set(open_lists().select_for_update().values_list("kind", flat=True))
    made = [_propose(kind, day) for kind in ErasureKind.values if kind not in waiting]
    return [row for row in made if row is not None]


def _propose(kind: str, day: dt.date) -> ErasureList | None:
    periods = periods_on(day)
    if periods is None:
        return None
    by = periods.ended_by(kind, day)
    find = files_to_erase if kind == ErasureKind.HARDSHIP else visits_to_erase
    found = find(by, day)
    rows = list(found.values_list("pk", "ended_on")[:MOST])
    if not rows:
        return None
    row = ErasureList.objects.create(kind=kind, ended_by=by, rule=periods.words(kind), proposed_on=day)
    name = "file_id" if kind == ErasureKind.HARDSHIP else "visit_id"
    ErasureItem.objects.bulk_create(
        [ErasureItem(list=row, ended_on=ended_on, **{name: pk}) for pk, ended_on in rows], batch_size=1000
    )
    created(row, actor=None)
    return row


@transaction.atomic
def keep(list_id: int, item_ids: Collection[int], *, reason: str, actor: User) -> int:
    """Leave records out, with the reason (an open dispute, an audit); return how many.

    Raises:
        NotPermittedError: does not handle these records.
        DomainError: no reason, nothing ticked, or the list is not being looked through.
    """
    row = _open_list(list_id, actor)
    if not reason.strip():
        raise DomainError("请填写暂不清除的原因", field="reason")
    count = row.items.filter(pk__in=item_ids).update(kept_why=reason.strip()[:120])
    if not count:
        raise DomainError("还没有勾选记录，请先在清单上勾选要暂不清除的记录")
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"kept": [0, count]}, note="暂不清除")
    return count


@transaction.atomic
def keep_no_longer(list_id: int, item_ids: Collection[int], *, actor: User) -> int:
    """Take the mark of `keep` back while the list is being looked through; return how many.

    Raises:
        NotPermittedError: does not handle these records.
        DomainError: none of them is marked, or the list is not being looked through.
    """
    row = _open_list(list_id, actor)
    count = row.items.filter(pk__in=item_ids).exclude(kept_why="").update(kept_why="")
    if not count:
        raise DomainError("还没有勾选“暂不清除”的记录，请先在清单上勾选")
    audit.record(AuditAction.UPDATE, row, actor=actor, changes={"kept": [count, 0]}, note="取消暂不清除")
    return count


def _open_list(list_id: int, actor: User) -> ErasureList:
    """The locked list, which ``actor`` looks through."""
    row = ErasureList.objects.select_for_update().get(pk=list_id)
    check = FLOWS[row.kind].of(A.CHECK)
    if check.right is None or not may.reaches(actor, check.right, None):
        raise NotPermittedError("您没有权限核对这份清单")
    if row.state != ErasureState.PROPOSED:
        raise DomainError(f"清单目前“{row.get_state_display()}”，不能再调整")
    row.version += 1
    row.save(update_fields=["version"])
    return row


@transaction.atomic
def step(
    list_id: int,
    action: ErasureAction,
    *,
    actor: User,
    note: str = "",
    document: str = "",
    version: int | None = None,
) -> ErasureList:
    """Take one step; confirming erases in the same transaction.

    Raises:
        NotPermittedError: no right, or looked through by the same person.
        DomainError: no resolution named; see `care_flow.begin`.
    """
    kind = ErasureList.objects.values_list("kind", flat=True).get(pk=list_id)
    row, arrow = begin(ErasureList.objects.all(), list_id, FLOWS[kind], action, actor=actor, version=version)
    fields: list[str] = []
    if action == A.CHECK:
        row.checked_by, fields = actor, ["checked_by"]
    if action == A.RETURN:
        row.checked_by, fields = None, ["checked_by"]
    if action == A.CANCEL:
        row.decided_on, fields = today(), ["decided_on"]
        row.items.filter(kept_why="").update(kept_why="清单取消")
    if action == A.CONFIRM:
        fields = _confirm(row, document, actor)
    advance(row, arrow, actor=actor, note=note, fields=fields)
    return row


def _confirm(row: ErasureList, document: str, actor: User) -> list[str]:
    if row.checked_by_id == actor.pk:
        raise NotPermittedError("核对和确认须由不同的人办理（不相容岗位分离）")
    if not document.strip():
        raise DomainError("请填写委员会集体研究的会议记录或纪要编号", field="document")
    row.document, row.decided_by, row.decided_on = document.strip(), actor, today()
    erase = _erase_files if row.kind == ErasureKind.HARDSHIP else _erase_visits
    row.erased = erase(row, actor)
    return ["document", "decided_by", "decided_on", "erased"]


def _erase_files(row: ErasureList, actor: User) -> int:
    """Each file with a line in its history and in the audit trail; one that is open again, or owes, stays."""
    items = row.items.filter(kept_why="")
    files = HardshipFile.objects.select_for_update(of=("self",)).filter(erasures__in=items)
    again = list(files.exclude(state__in=CLOSED).values_list("pk", flat=True))
    items.filter(file__in=again).update(kept_why=_AGAIN)
    owing = list(files.filter(owes_aid(), state__in=CLOSED).values_list("pk", flat=True))
    items.filter(file__in=owing).update(kept_why=_OWING)
    for file in files.filter(state__in=CLOSED).exclude(pk__in=owing).select_related("member"):
        erase_facts(file)
        Objection.objects.filter(publicity__file=file).update(text="", objector="", answer="")
        erase_attachments(file, actor=actor)
        file.version += 1
        file.save()
        write_event(file, ExtraAction.ERASED, actor=actor, before=file.state)
        audit.record(AuditAction.DELETE, file, actor=actor, note=f"保存期满清除（清单 {row.pk}）")
    return row.items.filter(kept_why="").update(erased_on=today())


def _erase_visits(row: ErasureList, actor: User) -> int:
    """Set-based; the visit itself, its amount and its receipt stay (会计档案); one open again stays whole."""
    items = row.items.filter(kept_why="")
    found = Visit.objects.select_for_update().filter(pk__in=items.values("visit_id")).order_by("pk")
    states = dict(found.values_list("pk", "state"))
    pks = [pk for pk, state in states.items() if state in ENDED]
    items.exclude(visit__in=pks).update(kept_why=_AGAIN)
    visits = Visit.objects.filter(pk__in=pks)
    visits.update(
        details="", illness="", illness_index=None, where="", words="", relative_name="", place="",
        check_note="", override_reason="", decision_note="", missed_reason="", remark="",
        version=F("version") + 1,
    )  # fmt: skip
    VisitReport.objects.filter(visit__in=pks).update(details="", where="")
    VisitEvent.objects.filter(visit__in=pks).update(note="")
    VisitService.objects.filter(visit__in=pks).update(note="")
    VisitEvent.objects.bulk_create(
        [
            VisitEvent(visit_id=pk, action="erase", from_state=states[pk], to_state=states[pk], actor=actor)
            for pk in pks
        ],
        batch_size=1000,
    )
    for visit in visits:
        erase_attachments(visit, actor=actor, kinds=(PROOF, PHOTO))
        audit.record(AuditAction.DELETE, visit, actor=actor, note=f"保存期满清除（清单 {row.pk}）")
    return row.items.filter(kept_why="").update(erased_on=today())
