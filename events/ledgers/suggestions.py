"""合理化建议台账 (合理化建议簿 of the archive list, domain notes §8)."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet

from events.choices.suggestions import SuggestionAward, SuggestionKind, SuggestionState
from events.ledgers.activities import branches
from events.ledgers.hazards import of_branch, yes
from events.models import Suggestion
from events.permissions.suggestions import suggestions_visible_to
from events.rules.suggestions import ADOPTED, COUNTED
from members.selectors import named
from union.common.searching import search_by
from union.ledgers.declare import Action, Column, Filter, Kind, Ledger, Period
from union.ledgers.options import choices_of
from union.organisation.choices import Right

TONES = {
    "submitted": "warning", "adopted": "info", "declined": "neutral", "carried_out": "success",
    "withdrawn": "neutral",
}  # fmt: skip
_More = partial(Column, default=False)


def _rows(user: Any, period: Period) -> QuerySet[Any]:
    rows = suggestions_visible_to(user) if user else Suggestion.objects.all()
    if period.year:
        rows = rows.filter(submitted_on__year=period.year)
    return rows.filter(submitted_on__lte=period.as_of) if period.as_of else rows


SUGGESTIONS = Ledger(
    key="suggestions",
    title="合理化建议台账",
    unit="条",
    right=Right.VIEW_MEMBERS,
    rows=_rows,
    default_sort="-submitted_on",
    search=search_by("title__icontains", "proposal__icontains", named("proposer__")),
    search_hint="名称、内容、建议人",
    page_url="rooms:suggestion_list",
    record_url="rooms:suggestion_detail",
    counts={"已采纳": Q(state__in=ADOPTED), "已实施": Q(state=SuggestionState.CARRIED_OUT)},
    measures={"不同的建议人": ("人", Count("proposer", distinct=True))},
    columns=(
        Column("title", "建议", "title", Kind.TEXT, 24, leads=True),
        Column("kind", "类别", "kind", Kind.CHOICE, 10, choices=SuggestionKind),
        Column("proposer", "建议人", "proposer__name", Kind.TEXT, 10),
        Column("branch", "支会", "branch__name", Kind.TEXT, 14),
        Column("submitted", "提出日期", "submitted_on", Kind.DATE, 11),
        _More("proposal", "建议内容", "proposal", Kind.TEXT, 30),
        _More("opinion", "评审意见", "opinion", Kind.TEXT, 20),
        Column("department", "实施科室", "department__name", Kind.TEXT, 14),
        _More("due", "实施期限", "due_on", Kind.DATE, 11),
        Column("carried_out", "实施日期", "carried_out_on", Kind.DATE, 11),
        _More("effect", "实施效果", "effect", Kind.TEXT, 24),
        _More("saving", "经济效益（元）", "saving", Kind.MONEY, 12, total=True),
        Column("award", "奖项", "award", Kind.CHOICE, 10, choices=SuggestionAward),
        Column("amount", "奖金（元）", "award_amount", Kind.MONEY, 10, total=True),
        Column("state", "状态", "state", Kind.CHOICE, 9, choices=SuggestionState, tones=TONES),
    ),
    filters=(
        Filter("state", "状态", "state", choices_of(SuggestionState)),
        Filter("submitted", "提出", "submitted_on", None),
        Filter("kind", "类别", "kind", choices_of(SuggestionKind)),
        Filter("branch", "支会", "branch_id", branches, apply=of_branch()),
        Filter("award", "奖项", "award", choices_of(SuggestionAward)),
        Filter("counted", "计入年报", "state", yes, apply=lambda rows, _v: rows.filter(state__in=COUNTED)),
        Filter(
            "adopted", "采纳（含实施）", "state", yes,
            apply=lambda rows, _v: rows.filter(state__in=ADOPTED),
        ),
    ),
    actions=(Action("提建议", "rooms:suggestion_create", Right.VIEW_MEMBERS, icon="plus", primary=True),),
    purpose="职工的金点子：谁提的、采纳没有、谁来实施、效果和奖励。",
    first_step=Action("登记建议", "rooms:suggestion_create", Right.VIEW_MEMBERS, "plus"),
)  # fmt: skip
LEDGERS = (SUGGESTIONS,)
