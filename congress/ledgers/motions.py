"""The ledger of motions (提案台账): every paper with its result, its way and its answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, LPad

from congress.choices.motions import Filing, Grade, MotionState, Satisfaction, Series, UnitRole
from congress.models import Delegation, Motion, MotionUnit, Session
from congress.selectors.motions import motions_visible_to
from congress.selectors.motions_report import CONTENT, RECEIVED
from members.selectors import named
from union.common.models import CodeItem
from union.common.searching import holding
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right
from union.organisation.models import Branch, Department

FILING_TONES = {
    Filing.FILED: "success", Filing.CONVERTED: "info", Filing.MERGED: "neutral", Filing.NOT_FILED: "danger",
}  # fmt: skip
STATE_TONES = {
    MotionState.SUBMITTED: "info", MotionState.RETURNED: "warning", MotionState.DECLINED: "warning",
    MotionState.REDO: "danger", MotionState.TRACKED: "warning", MotionState.CLOSED: "success",
    MotionState.ARCHIVED: "success", MotionState.HANDLING: "info", MotionState.DRAFTED: "info",
}  # fmt: skip
RATING_TONES = {
    Satisfaction.SATISFIED: "success", Satisfaction.PARTLY: "info", Satisfaction.UNSATISFIED: "danger",
}  # fmt: skip
HIDDEN = "（应要求保密）"


_NAMES = ("mover__name", "delegation__name")


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = motions_visible_to(user) if user is not None else Motion.objects.all()
    rows = rows.filter(RECEIVED)
    if period.year:
        rows = rows.filter(session__opens_on__year=period.year)
    sees_names = user is None or user.access.scope(Right.FILE_MOTIONS).everything
    name, delegation = (F(path) if sees_names else _hidden(user, path) for path in _NAMES)
    lead = MotionUnit.objects.filter(motion=OuterRef("pk"), in_force=True, role=UnitRole.LEAD).order_by(
        "-round", "id"
    )
    return rows.annotate(
        mover_shown=name,
        delegation_shown=delegation,
        lead=Subquery(lead.values("department__name")[:1], output_field=CharField()),
        case_filing=Coalesce("merged_into__filing", "filing"),
        number_shown=_number(),
        session_shown=_session_names(),
    )  # fmt: skip


def _by_named(path: str) -> Any:
    """A filter by what would name a confidential mover: it does not find what the list hides."""

    def apply(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        known = value.isdecimal() and len(value) < 10  # noqa: PLR2004 - a key
        return rows.filter(**{path: int(value)}).exclude(mover_shown=HIDDEN) if known else rows

    return apply


def _session_names() -> Case:
    """六届一次; there are few sessions."""
    names = [
        When(session_id=session.pk, then=Value(session.short_name))
        for session in Session.objects.select_related("term")
    ]
    return Case(*names, default=Value(""), output_field=CharField())


def _hidden(user: Any, path: str) -> Case:
    """What would name a confidential mover, hidden from all but himself."""
    return Case(When(_secret(user), then=Value(HIDDEN)), default=F(path), output_field=CharField())


def _secret(user: Any) -> Q:
    return Q(is_confidential=True) & (Q(mover__user_id=None) | ~Q(mover__user_id=user.pk))


def _number() -> Case:
    """001, 建议001, or the paper's own number."""
    digits = LPad(Cast("number", CharField()), 3, Value("0"))
    return Case(
        When(series=Series.SUGGESTION, then=Concat(Value("建议"), digits, output_field=CharField())),
        When(number__isnull=False, then=digits),
        default=F("paper_no"), output_field=CharField(),
    )  # fmt: skip


def _search(rows: QuerySet[Any], text: str, user: Any) -> QuerySet[Any]:
    """Words of the title or the number; the mover's name only where it is shown."""
    sees = user is None or user.access.scope(Right.FILE_MOTIONS).everything
    mover = named("mover__")
    shown = mover if sees else lambda word: mover(word) & Q(is_confidential=False)
    return holding(rows, text, "title__icontains", "number_shown__endswith", shown)


def _sessions(_user: Any) -> Iterable[tuple[str, str]]:
    rows = Session.objects.select_related("term").filter(motions__isnull=False).distinct()
    return [(str(session.pk), session.short_name) for session in rows]


def _labels(kind: str) -> Any:
    def options(_user: Any) -> Iterable[tuple[str, str]]:
        labels = CodeItem.objects.filter(kind=kind, is_active=True).values_list("label", flat=True)
        return [(label, label) for label in labels]

    return options


def _names(model: Any, **where: Any) -> Any:
    def options(_user: Any) -> Iterable[tuple[str, str]]:
        return [(str(pk), name) for pk, name in model.objects.filter(**where).values_list("pk", "name")]

    return options


def _by_rating(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "rated":
        return rows.exclude(rating="")
    return rows.filter(rating__in=CONTENT) if value == "content" else rows.filter(rating=value)


def _by_department(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if not value.isdecimal():
        return rows.none()
    units = MotionUnit.objects.filter(department_id=int(value), in_force=True)
    return rows.filter(Q(pk__in=units.values("motion")) | Q(merged_into__in=units.values("motion")))


def _by_mark(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    marks = {
        "key": Q(is_key=True), "supervised": Q(is_supervised=True), "late": Q(is_late=True),
        "award": ~Q(award=""),
        "history": Q(is_history=True), "contact": Q(has_contact=True), "replied": Q(replied_on__isnull=False),
        "closed": Q(closed_on__isnull=False),
    }  # fmt: skip
    return rows.filter(marks[value]) if value in marks else rows.none()


_MARKS = (
    ("key", "重点提案"), ("supervised", "督办"), ("award", "受表彰"), ("late", "逾期提交"),
    ("contact", "已见面沟通"), ("replied", "已答复"), ("closed", "已办结"), ("history", "历史导入"),
)  # fmt: skip
_More = partial(Column, default=False)

MOTIONS = Ledger(
    key="motions",
    title="提案台账",
    unit="份",
    right=Right.VIEW_MOTIONS,
    rows=_rows,
    default_sort="-id",
    search=_search,
    search_hint="案由、编号、提案人",
    page_url="motions:motion_list",
    record_url="motions:motion_detail",
    counts={"立案（件）": Q(filing=Filing.FILED), "意见建议（件）": Q(filing=Filing.CONVERTED)},
    columns=(
        Column("session", "届次", "session_shown", Kind.TEXT, 12, sort="id"),
        Column("number", "编号", "number_shown", Kind.CODE, 10),
        Column("title", "案由", "title", Kind.TEXT, 34, leads=True),
        _More("category", "类别", "category", Kind.TEXT, 10),
        Column("mover", "提案人", "mover_shown", Kind.TEXT, 10),
        _More("delegation", "代表团", "delegation_shown", Kind.TEXT, 14),
        Column("filing", "立案结果", "filing", Kind.CHOICE, 12, choices=Filing, tones=FILING_TONES),
        _More("merged_into", "并入", "merged_into__title", Kind.TEXT, 24),
        Column("state", "办理状态", "state", Kind.CHOICE, 14, choices=MotionState, tones=STATE_TONES),
        Column("lead", "主办部门", "lead", Kind.TEXT, 12),
        Column("due_on", "当前期限", "due_on", Kind.DATE, 12),
        _More("handling_due_on", "办理期限", "handling_due_on", Kind.DATE, 12),
        _More("submitted_at", "提交时间", "submitted_at", Kind.DATETIME, 16),
        _More("answered_on", "拟出答复", "answered_on", Kind.DATE, 12),
        _More("replied_on", "答复日期", "replied_on", Kind.DATE, 12),
        Column("grade", "办理结果", "grade", Kind.TEXT, 8),
        Column("rating", "满意度", "rating", Kind.CHOICE, 10, choices=Satisfaction, tones=RATING_TONES),
        _More("promised_on", "承诺完成", "promised_on", Kind.DATE, 12),
        _More("closed_on", "结案日期", "closed_on", Kind.DATE, 12),
        _More("round", "轮次", "round", Kind.INTEGER, 6),
        _More("award", "表彰", "award", Kind.TEXT, 12),
        _More("archive_no", "档号", "archive_no", Kind.CODE, 14),
    ),
    filters=(
        Filter("session", "届次", "session_id", _sessions),
        Filter("filing", "立案结果", "filing", choices_of(Filing)),
        Filter("state", "办理状态", "state", choices_of(MotionState)),
        Filter("department", "承办部门", "id", _names(Department, closed_on=None), apply=_by_department),
        Filter("category", "类别", "category", _labels("motion_category")),
        Filter("delegation", "代表团", "delegation_id", _names(Delegation), apply=_by_named("delegation_id")),
        Filter("branch", "提案人支会", "mover__branch_id", _names(Branch, closed_on=None),
               apply=_by_named("mover__branch_id")),
        Filter("case", "所在案件", "case_filing", choices_of(Filing)),
        Filter("grade", "办理结果", "grade", choices_of(Grade)),
        Filter("rating", "满意度", "rating",
               choices_of(Satisfaction, ("rated", "已评价"), ("content", "满意或基本满意")),
               apply=_by_rating),
        Filter("mark", "标记", "id", lambda _user: list(_MARKS), apply=_by_mark),
        Filter("held", "会议日期", "session__opens_on", None),
    ),
    actions=(
        Action("工作报告", "motions:report", Right.VIEW_MOTIONS, icon="chart-column"),
        Action("导入历史提案", "imports:kind_home", Right.FILE_MOTIONS, icon="upload", url_args=("motions",)),
    ),
    uses_year=False,
    purpose="代表提交的每一份提案都在这里：立案结果、谁在办、什么时候到期、怎样答复、满意不满意。",
    first_step=Action("导入历史提案", "imports:kind_home", Right.FILE_MOTIONS, url_args=("motions",)),
)  # fmt: skip
