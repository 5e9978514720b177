"""The motion ledger of an earlier session (提案汇总表) as a kind of import: history, taken as it is."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any, Final

from django.urls import reverse

from congress.choices.motions import Arrangement, Filing, MotionState, SecondState, UnitRole
from congress.choices.terms import SessionState
from congress.models import Motion, MotionGram, MotionRating, MotionUnit, Seconder, Session, Term
from congress.rules.motions_sheet import FILINGS, MOTION_COLUMNS, RATINGS
from congress.selectors.motions_similar import index_titles
from congress.services import motions_import_check as checking
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import StaleError
from union.common.models import CodeItem
from union.common.spreadsheets import TemplateColumn, write_template
from union.imports import codec
from union.imports.choices import RowState
from union.imports.declare import ImportKind
from union.imports.models import ImportBatch
from union.organisation.choices import Right
from union.organisation.models import Department

NOTES: Final = (
    "一行一份提案；标题写明“第六届…第一次…”，或逐行填写届次。",
    "按工号对应提案人；附议人姓名只有唯一一名会员时才对应到人，否则保留原文。",
    "文件的编号作为纸质编号保留；系统自己的立案编号从新立案的提案开始。",
    "历史提案按原样接受：不按今天的规则检查附议人数、代表资格和期限，过去的“不满意”不再启动二次办理。",
)
_TERM_YEARS = 5
_STATES = {
    Filing.MERGED: MotionState.MERGED,
    Filing.NOT_FILED: MotionState.NOT_FILED,
    Filing.FILED: MotionState.CLOSED,
    Filing.CONVERTED: MotionState.CLOSED,
}


def apply(batch: ImportBatch, actor: User | None) -> None:
    """Write the new rows as closed history; the term and session are opened if they are missing.

    Raises:
        StaleError: somebody has entered one of the numbers since the check.
        DomainError: the year of the session is unknown.
    """
    rows = [(row.pk, codec.load(row.values)) for row in _new_rows(batch)]
    if not rows:
        return
    session = _session(batch, rows[0][1], actor)
    taken = Motion.objects.filter(session=session, paper_no__in=[values["paper_no"] for _pk, values in rows])
    if taken.exists():
        raise StaleError("核对之后，本次会议又登记了相同编号的提案，请重新核对")
    motions = {values["paper_no"]: _motion(session, values) for _pk, values in rows}
    mains = [m for m in motions.values() if m.filing != Filing.MERGED]
    Motion.objects.bulk_create(mains)
    known = dict(Motion.objects.filter(session=session).exclude(paper_no="").values_list("paper_no", "pk"))
    papers = [m for m in motions.values() if m.filing == Filing.MERGED]
    for paper in papers:
        paper.merged_into_id = known[_values(rows, paper.paper_no)["merged_into"]]
    Motion.objects.bulk_create(papers)
    for _pk, values in rows:
        _write_around(motions[values["paper_no"]], values, actor)
    index_titles(motions.values())
    for row_pk, values in rows:
        batch.rows.filter(pk=row_pk).update(subject_id=motions[values["paper_no"]].pk)
    note = f"提案汇总导入第 {batch.pk} 批"
    audit.record_many(
        AuditAction.CREATE, [audit.Entry(motion, {}, note) for motion in motions.values()], actor=actor
    )


def _new_rows(batch: ImportBatch) -> Iterator[Any]:
    return batch.rows.filter(state=RowState.NEW).order_by("number").iterator(chunk_size=500)


def _values(rows: list[tuple[int, dict[str, Any]]], paper_no: str) -> dict[str, Any]:
    return next(values for _pk, values in rows if values["paper_no"] == paper_no)


def _session(batch: ImportBatch, values: dict[str, Any], actor: User | None) -> Session:
    """The session the file belongs to; a historic term and session are opened as closed."""
    held_on = checking.held_on_of(batch.reading)
    found = Session.objects.filter(term__number=values["term"], number=values["session"]).first()
    if found is not None:
        return found
    term = Term.objects.filter(number=values["term"]).first()
    if term is None:
        begins = held_on.replace(month=1, day=1)
        term = Term.objects.create(
            number=values["term"], starts_on=begins, note="由历史提案导入建立，起止日期请核对",
            ends_on=dt.date(begins.year + _TERM_YEARS - 1, 12, 31),
        )  # fmt: skip
        audit.record(AuditAction.CREATE, term, actor=actor)
    session = Session.objects.create(
        term=term, number=values["session"], opens_on=held_on, closes_on=held_on,
        state=SessionState.ARCHIVED, state_note="由历史提案导入建立，会议日期请核对",
    )  # fmt: skip
    audit.record(AuditAction.CREATE, session, actor=actor)
    return session


def _motion(session: Session, values: dict[str, Any]) -> Motion:
    filing, replied_on = Filing(values["filing"]), values["replied_on"]
    leads = len(values["lead"])
    arrangement = (
        Arrangement.SEPARATE if leads > 1 else Arrangement.JOINT if values["assist"] else Arrangement.SINGLE
    )
    return Motion(
        session=session, paper_no=values["paper_no"], title=values["title"], category=values["category"],
        mover_id=values["mover"], situation=values["situation"], proposal=values["proposal"],
        seconder_names="、".join(name for name, _pk in values["seconders"])[:300], filing=filing,
        state=_STATES[filing], is_history=True, arrangement=arrangement if leads else "",
        replied_on=replied_on, closed_on=replied_on, grade=values["grade"], rating=values["rating"],
    )  # fmt: skip


def _write_around(motion: Motion, values: dict[str, Any], actor: User | None) -> None:
    """Seconders, departments and the rating of one paper."""
    linked = {pk for _name, pk in values["seconders"]} - {None, motion.mover_id}
    Seconder.objects.bulk_create(
        Seconder(motion=motion, member_id=pk if pk in linked else None, name=name, state=SecondState.ACCEPTED)
        for name, pk in values["seconders"]
    )
    units = [(pk, UnitRole.LEAD) for pk in values["lead"]]
    units += [(pk, UnitRole.ASSIST) for pk in values["assist"] if pk not in values["lead"]]
    MotionUnit.objects.bulk_create(
        MotionUnit(motion=motion, department_id=pk, role=role) for pk, role in units
    )
    if motion.rating:
        MotionRating.objects.create(
            motion=motion, member_id=motion.mover_id, grade=motion.rating, on_paper=True, recorded_by=actor
        )


def obstacles(batch: ImportBatch) -> list[str]:
    """What was done with the imported motions since."""
    touched = Motion.objects.filter(pk__in=_subjects(batch)).exclude(version=1).count()
    merged = Motion.objects.filter(merged_into__in=_subjects(batch), is_history=False).count()
    found = [f"已有 {touched} 件导入的提案后来被修改或归档"] if touched else []
    return [*found, *([f"已有 {merged} 件新提案并入导入的提案"] if merged else [])]


def _subjects(batch: ImportBatch) -> list[int]:
    rows = batch.rows.filter(state=RowState.NEW, subject_id__isnull=False)
    return [pk for pk in rows.values_list("subject_id", flat=True) if pk]


def undo(batch: ImportBatch, actor: User | None) -> None:
    """Delete the motions of this batch with everything around them; the session stays."""
    motions = Motion.objects.filter(pk__in=_subjects(batch))
    entries = [audit.Entry(motion, {}, f"撤销提案汇总导入第 {batch.pk} 批") for motion in motions]
    for model in (MotionRating, MotionUnit, MotionGram, Seconder):
        model._default_manager.filter(motion__in=motions).delete()
    motions.filter(merged_into__isnull=False).delete()
    Motion.objects.filter(pk__in=_subjects(batch)).delete()
    audit.record_many(AuditAction.DELETE, entries, actor=actor)


def department_names() -> list[str]:
    """Present departments, for the template and for mapping old names."""
    return list(Department.objects.filter(closed_on=None).order_by("name").values_list("name", flat=True))


def template() -> bytes:
    """An empty ledger with drop-downs."""
    categories = CodeItem.objects.filter(kind="motion_category", is_active=True)
    choices = {
        "category": list(categories.values_list("label", flat=True)),
        "filing": list(dict.fromkeys(each.label for each in FILINGS.values())),
        "lead": department_names(), "assist": department_names(), "grade": ["A", "B", "C"],
        "rating": list(RATINGS),
    }  # fmt: skip
    required = {"paper_no", "title", "staff_no", "filing"}
    columns = [
        TemplateColumn(c.label, kind="date" if c.key == "replied_on" else "text",
                       choices=choices.get(c.key, []), is_required=c.key in required)
        for c in MOTION_COLUMNS
    ]  # fmt: skip
    target = io.BytesIO()
    write_template(target, "提案汇总表", columns=columns, notes=list(NOTES))
    return target.getvalue()


def _subject_url(pk: int) -> str:
    return reverse("motions:motion_detail", args=[pk])


MOTIONS: Final = ImportKind(
    label="历史提案",
    summary="把以前会议的提案汇总表导入为历史，供统计、比较和相似提案提示。",
    right=Right.MANAGE_CONGRESS,
    columns=lambda: MOTION_COLUMNS,
    prepare=checking.prepare,
    check=checking.check,
    remarks=checking.remarks,
    apply=apply,
    undo=undo,
    undo_obstacles=obstacles,
    template=template,
    options=frozenset({"all_or_nothing"}),
    alias_choices={"lead": department_names},
    brief=("title", "filing"),
    unit="份提案",
    icon="message-square",
    notes=NOTES,
    undo_note="撤销会删除这批导入的提案；为它建立的届次和会议保留。",
    reasons={
        "missing": "必填未填", "duplicate": "编号重复", "filing": "处理结果看不懂", "merged_into": "并案有误",
        "unknown_member": "没有这个工号", "other_name": "工号与姓名不符",
        "unknown_department": "没有这个科室",
        "stored": "已有不同的提案", "date": "日期看不懂", "future": "日期在未来", "grade": "办理结果看不懂",
        "rating": "满意度看不懂", "too_long": "太长", "cell": "单元格没有值",
    },
    subject_url=_subject_url,
)  # fmt: skip
