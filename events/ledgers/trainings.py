"""Ledgers: 培训台账, 培训学时台账 (hours per person and training), 会议台账, 会议督办台账."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from events.choices.trainings import MeetingKind, MeetingState, TestResult, TrainingKind, TrainingState
from events.ledgers.activities import branches
from events.ledgers.hazards import of_branch, yes
from events.models import ActionItem, Meeting, Trainee, Training
from events.permissions.trainings import meetings_visible_to, trainings_visible_to
from events.rules.trainings import MINUTED, SAFETY_KINDS
from members.selectors import members_visible_to, named
from union.common.dates import today
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right

TRAINING_TONES = {"planned": "info", "held": "success", "cancelled": "neutral"}
MEETING_TONES = {
    "draft": "neutral", "invited": "info", "held": "warning", "confirmed": "success", "cancelled": "neutral",
}  # fmt: skip
PRESENCE_TONES = {"invited": "neutral", "present": "success", "excused": "warning", "absent": "danger"}
_More = partial(Column, default=False)


def with_times(rows: QuerySet[Training]) -> QuerySet[Any]:
    """Annotate ``times`` (人次): what was entered, else people who got hours."""
    came = Count("trainees", filter=Q(trainees__hours__gt=0), distinct=True)
    return rows.annotate(times=Coalesce("reported_times", came))


def _dated(rows: QuerySet[Any], period: Period, field: str) -> QuerySet[Any]:
    if period.year:
        rows = rows.filter(**{f"{field}__year": period.year})
    return rows.filter(**{f"{field}__lte": period.as_of}) if period.as_of else rows


def _trainings(user: Any, period: Period) -> QuerySet[Any]:
    rows = trainings_visible_to(user) if user else Training.objects.all()
    return with_times(_dated(rows, period, "starts_on"))


TRAININGS = Ledger(
    key="trainings",
    title="培训台账",
    unit="期",
    right=Right.VIEW_MEMBERS,
    rows=_trainings,
    default_sort="-starts_on",
    search=search_by("title__icontains", "teacher__icontains"),
    search_hint="名称、授课人",
    page_url="rooms:training_list",
    record_url="rooms:training_detail",
    columns=(
        Column("title", "培训", "title", Kind.TEXT, 24, leads=True),
        Column("kind", "类型", "kind", Kind.CHOICE, 12, choices=TrainingKind),
        Column("starts", "开始日期", "starts_on", Kind.DATE, 11),
        _More("ends", "结束日期", "ends_on", Kind.DATE, 11),
        Column("place", "地点", "place", Kind.TEXT, 14),
        Column("teacher", "授课人", "teacher", Kind.TEXT, 12),
        Column("branch", "举办支会", "branch__name", Kind.TEXT, 14),
        Column("hours", "学时", "hours", Kind.TEXT, 8),
        Column("times", "参加（人次）", "times", Kind.INTEGER, 10, total=True),
        Column("state", "状态", "state", Kind.CHOICE, 9, choices=TrainingState, tones=TRAINING_TONES),
    ),
    filters=(
        Filter("kind", "类型", "kind", choices_of(TrainingKind)),
        Filter("state", "状态", "state", choices_of(TrainingState)),
        Filter("starts", "开始", "starts_on", None),
        Filter("branch", "举办", "branch_id", branches, apply=of_branch()),
        Filter("counted", "计入年报", "state", yes, apply=lambda rows, _v: rows.filter(state="held")),
        Filter("safety", "安全类", "kind", yes, apply=lambda rows, _v: rows.filter(kind__in=SAFETY_KINDS)),
    ),
    actions=(Action("登记培训", "rooms:training_create", Right.MANAGE_EVENTS, icon="plus", primary=True),),
    purpose="办过的培训：哪一期、多少学时、多少人次、考核如何。",
    first_step=Action("登记培训", "rooms:training_create", Right.MANAGE_EVENTS, "plus"),
)  # fmt: skip


def _hours(user: Any, period: Period) -> QuerySet[Any]:
    rows = Trainee.objects.filter(training__state="held", member__merged_into=None)
    if user is not None:
        rows = rows.filter(member__in=members_visible_to(user).order_by())
    return _dated(rows, period, "training__starts_on")


HOURS = Ledger(
    key="training_hours",
    title="培训学时台账",
    unit="人次",
    right=Right.VIEW_MEMBERS,
    rows=_hours,
    default_sort="-training__starts_on",
    uses_year=True,
    search=search_by(named("member__"), "training__title__icontains"),
    search_hint="姓名、拼音、工号、培训",
    page_url="rooms:training_hours",
    columns=(
        Column("name", "姓名", "member__name", Kind.TEXT, 10, sort="member__name_pinyin"),
        Column("staff_no", "工号", "member__staff_no", Kind.CODE, 10),
        Column("branch", "支会", "member__branch__name", Kind.TEXT, 14),
        Column("training", "培训", "training__title", Kind.TEXT, 24),
        Column("kind", "类型", "training__kind", Kind.CHOICE, 12, choices=TrainingKind),
        Column("starts", "日期", "training__starts_on", Kind.DATE, 11),
        Column("hours", "学时", "hours", Kind.TEXT, 8),
        Column("score", "成绩", "score", Kind.TEXT, 8),
        Column("result", "考核", "result", Kind.CHOICE, 8, choices=TestResult, tones={"failed": "danger"}),
    ),
    filters=(
        Filter("kind", "类型", "training__kind", choices_of(TrainingKind)),
        Filter("starts", "日期", "training__starts_on", None),
        Filter("result", "考核", "result", choices_of(TestResult)),
        Filter("came", "实际到课", "hours", yes, apply=lambda rows, _v: rows.filter(hours__gt=0)),
    ),
    purpose="每人每期的学时和考核；登记培训到课后自动产生。",
)  # fmt: skip


def _meetings(user: Any, period: Period) -> QuerySet[Any]:
    rows = meetings_visible_to(user) if user else Meeting.objects.all()
    rows = _dated(rows, period, "starts_at__date" if period.as_of else "starts_at")
    came = Count("attendees", filter=Q(attendees__presence="present"), distinct=True)
    asked = Count("attendees", distinct=True)
    owed = Count("items", filter=Q(items__done_on=None), distinct=True)
    return rows.annotate(came=came, asked=asked, owed=owed, held_on=TruncDate("starts_at"))


MEETINGS = Ledger(
    key="meetings",
    title="会议台账",
    unit="次",
    right=Right.MANAGE_EVENTS,
    rows=_meetings,
    default_sort="-starts_at",
    search=search_by("title__icontains", "agenda__icontains"),
    search_hint="名称、议题",
    page_url="rooms:meeting_list",
    record_url="rooms:meeting_detail",
    columns=(
        Column("title", "会议", "title", Kind.TEXT, 24, leads=True),
        Column("kind", "类型", "kind", Kind.CHOICE, 12, choices=MeetingKind),
        Column("starts", "时间", "starts_at", Kind.DATETIME, 16),
        Column("place", "地点", "place", Kind.TEXT, 14),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("chair", "主持人", "chair", Kind.TEXT, 10),
        _More("recorder", "记录人", "recorder", Kind.TEXT, 10),
        Column("asked", "应到（人）", "asked", Kind.INTEGER, 9, total=True),
        Column("came", "实到（人）", "came", Kind.INTEGER, 9, total=True),
        Column("owed", "未办结督办（件）", "owed", Kind.INTEGER, 10, total=True),
        Column("state", "状态", "state", Kind.CHOICE, 10, choices=MeetingState, tones=MEETING_TONES),
    ),
    filters=(
        Filter("kind", "类型", "kind", choices_of(MeetingKind)),
        Filter("state", "状态", "state", choices_of(MeetingState)),
        Filter("held", "时间", "held_on", None),
        Filter("branch", "支会", "branch_id", branches, apply=of_branch()),
        Filter("counted", "计入年报", "state", yes, apply=lambda rows, _v: rows.filter(state__in=MINUTED)),
    ),
    actions=(Action("登记会议", "rooms:meeting_create", Right.MANAGE_EVENTS, icon="plus", primary=True),),
    purpose="会议记录簿：哪次会、谁到会、定了什么、落实没有。",
    first_step=Action("登记会议", "rooms:meeting_create", Right.MANAGE_EVENTS, "plus"),
)  # fmt: skip


def _items(user: Any, period: Period) -> QuerySet[Any]:
    rows = ActionItem.objects.all()
    if user is not None:
        rows = rows.filter(meeting__in=meetings_visible_to(user).order_by())
    return _dated(rows, period, "due_on")


ITEMS = Ledger(
    key="meeting_items",
    title="会议督办台账",
    unit="件",
    right=Right.MANAGE_EVENTS,
    rows=_items,
    default_sort="due_on",
    search=search_by("text__icontains", named("owner__")),
    search_hint="事项、责任人",
    page_url="rooms:item_list",
    counts={"未办结": Q(done_on=None)},
    columns=(
        Column("text", "督办事项", "text", Kind.TEXT, 30),
        Column("owner", "责任人", "owner__name", Kind.TEXT, 10),
        Column("meeting", "会议", "meeting__title", Kind.TEXT, 20),
        Column("due", "期限", "due_on", Kind.DATE, 11),
        Column("done", "办结日期", "done_on", Kind.DATE, 11),
        Column("outcome", "完成情况", "outcome", Kind.TEXT, 20),
    ),
    filters=(
        Filter("due", "期限", "due_on", None),
        Filter("open", "未办结", "done_on", yes, apply=lambda rows, _v: rows.filter(done_on=None)),
        Filter(
            "late", "逾期", "done_on", yes,
            apply=lambda rows, _v: rows.filter(done_on=None, due_on__lt=today()),
        ),
    ),
    purpose="会上定下来要办的事，谁办、何时办完。",
)  # fmt: skip
LEDGERS = (TRAININGS, HOURS, MEETINGS, ITEMS)
