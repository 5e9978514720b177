"""What the page of an activity shows, by tab and by right."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Avg, Count
from django.utils import timezone

from events.choices.activities import ActivityState, MatchFormat, SignUpMode, SignUpState
from events.models import Activity, CostLine, SignUp
from events.permissions import activities as permissions
from events.rules.activities import AHEAD, COSTING, EDITABLE
from events.selectors import activities as reads
from events.selectors.pictures import pictures_of
from events.services import contests
from events.views.base import SIGNUP_TONES, STATE_TONES
from union.common.models import Attachment
from union.funds.choices import FundSource

_ROWS = 300


def page_context(activity: Activity, user: Any, asked: str) -> dict[str, Any]:
    """Context of the detail page; ``asked`` is the tab."""
    manages = permissions.can_manage(user, activity)
    sees = permissions.can_see_signups(user, activity)
    tabs = _tabs(activity, sees=sees)
    tab = asked if asked in dict(tabs) else "facts"
    own = reads.own_signup(user, activity)
    context: dict[str, Any] = {
        "activity": activity, "manages": manages, "sees_signups": sees, "tabs": tabs, "tab": tab,
        "checks_in": sees and permissions.can_check_in(user, activity),
        "tone": STATE_TONES[activity.state], "tones": SIGNUP_TONES,
        "own": own, "own_tone": SIGNUP_TONES[own.state] if own else "",
        "rank": reads.rank_of(own) if own else 0,
        "editable": manages and activity.state in EDITABLE,
        "costing": manages and activity.state in COSTING,
        "ahead": activity.state in AHEAD, **_signing(activity, user, own),
        "fund_source": FundSource(activity.fund_source).label if activity.fund_source else "",
    }  # fmt: skip
    return context | _TABS[tab](activity, user)


def _signing(activity: Activity, user: Any, own: SignUp | None) -> dict[str, Any]:
    """Which of the sign-up buttons make sense; ``not_now`` says why signing up must wait, or is over."""
    open_now = activity.state == ActivityState.OPEN and activity.mode != SignUpMode.NONE
    not_now = reads.not_now(activity, timezone.now())
    active = own is not None and own.state in ("pending", "confirmed", "waiting")
    return {
        "may_sign_up": open_now and not active,
        "not_now": not_now,
        "may_sign_up_others": open_now
        and not not_now
        and activity.mode == SignUpMode.PERSON
        and permissions.signs_up_others(user),
        "may_withdraw": active and activity.state in (ActivityState.OPEN, ActivityState.CLOSED),
        "may_answer": own is not None
        and own.state == SignUpState.CONFIRMED
        and activity.feedback_open
        and activity.state in (ActivityState.HELD, ActivityState.SETTLED)
        and not own.feedback_given,
    }


def _tabs(activity: Activity, *, sees: bool) -> list[tuple[str, str]]:
    found = [("facts", "概况")]
    if (sees and activity.mode != SignUpMode.NONE) or (sees and activity.last_number):
        found.append(("signups", "报名名单"))
    if activity.match_format or sees:
        found.append(("contest", "赛程与奖项"))
    if sees:
        found.append(("money", "经费"))
    found.append(("result", "总结与照片"))
    return found


def _facts(activity: Activity, user: Any) -> dict[str, Any]:
    return {
        "sessions": activity.sessions.prefetch_related("quotas__branch"),
        "questions": activity.questions.all(),
        "tasks": activity.tasks.select_related("member"),
        "branches": activity.target_branches.all(),
        "history": activity.steps.select_related("actor"),
        "counts": reads.counts_of(activity),
        "conflicts": reads.conflicts_of(activity)
        if activity.state in EDITABLE and permissions.can_see_signups(user, activity)
        else [],
    }


def _signups(activity: Activity, _user: Any) -> dict[str, Any]:
    rows = list(reads.signups_of(activity).prefetch_related("attendances")[:_ROWS])
    labels = {str(question.pk): question.label for question in activity.questions.all()}
    for row in rows:
        row.tone = SIGNUP_TONES[row.state]  # type: ignore[attr-defined]
        row.said = [(labels.get(key, "问题"), text) for key, text in row.answers.items()]  # type: ignore[attr-defined]
    return {"rows": rows, "counts": reads.counts_of(activity), "most": _ROWS}


def _contest(activity: Activity, _user: Any) -> dict[str, Any]:
    robin = activity.match_format == MatchFormat.ROUND_ROBIN
    return {
        "matches": activity.matches.select_related("home", "away"),
        "table": contests.table_of(activity) if robin else [],
        "teams": activity.teams.select_related("captain"),
        "prizes": activity.prizes.prefetch_related("winners__member", "winners__team"),
    }


def _money(activity: Activity, user: Any) -> dict[str, Any]:
    lines = list(activity.costs.all())
    receipts = _receipts(lines)
    sources = dict(FundSource.choices)
    for line in lines:
        line.receipts = receipts.get(str(line.pk), [])  # type: ignore[attr-defined]
        line.source_label = sources.get(line.fund_source, line.fund_source)  # type: ignore[attr-defined]
    spent = sum((line.amount for line in lines), Decimal(0))
    people = reads.people_at(activity)
    by_source: dict[str, Decimal] = {}
    for line in lines:
        label = str(sources.get(line.fund_source, line.fund_source))
        by_source[label] = by_source.get(label, Decimal(0)) + line.amount
    return {
        "posts": permissions.can_reverse_costs(user, activity),
        "lines": lines, "spent": spent, "left": activity.budget_amount - spent, "people": people,
        "per_head": (spent / people).quantize(Decimal("0.01")) if people else None,
        "by_source": sorted(by_source.items()),
    }  # fmt: skip


def _receipts(lines: list[CostLine]) -> dict[str, list[Attachment]]:
    """Receipts by key of the cost line; one query."""
    kind = ContentType.objects.get_for_model(CostLine)
    rows = Attachment.objects.filter(
        owner_type=kind, owner_id__in=[str(line.pk) for line in lines], removed_at=None
    )
    found: dict[str, list[Attachment]] = {}
    for row in rows:
        found.setdefault(row.owner_id, []).append(row)
    return found


def _result(activity: Activity, user: Any) -> dict[str, Any]:
    answers = activity.feedbacks.aggregate(count=Count("pk"), rating=Avg("rating"))
    texts = activity.feedbacks.exclude(text="").order_by("?").values_list("rating", "text")
    totals = reads.with_totals(Activity.objects.filter(pk=activity.pk)).get()
    return {
        "photos": pictures_of(activity, user),
        "answers": answers,
        "texts": texts[:100] if permissions.can_see_signups(user, activity) else [],
        "totals": totals,
    }


_TABS = {"facts": _facts, "signups": _signups, "contest": _contest, "money": _money, "result": _result}
