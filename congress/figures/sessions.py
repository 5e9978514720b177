"""Figures of the congress for the year-end report: sessions, delegates, attendance, resolutions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from congress.choices.terms import SessionState, Stage
from congress.ledgers.trainings import Taken
from congress.models import Attendance, Mandate, Opinion, Resolution, Session, Validity
from members.choices import Sex
from union.common.registries import Figure, Period

_HELD = (SessionState.OPEN, SessionState.CLOSED, SessionState.ARCHIVED)


def held(period: Period) -> Any:
    """Sessions that were opened in the period; the whole hospital, whatever the branch."""
    return Session.objects.filter(opens_on__range=(period.first, period.last), state__in=_HELD)


def sessions(period: Period) -> int:
    """Number of sessions held."""
    return int(held(period).count())


def in_office(period: Period) -> Any:
    """Delegates in office on the last day; with a branch, its members."""
    rows = Mandate.objects.in_office(period.last)
    return rows.filter(member__branch_id=period.branch_id) if period.branch_id else rows


def delegates(period: Period) -> int:
    """Delegates in office on the last day of the period."""
    return int(in_office(period).count())


def women(period: Period) -> int:
    """Women among them."""
    return int(in_office(period).filter(member__sex=Sex.FEMALE).count())


def attendance_rate(period: Period) -> Decimal | None:
    """Delegates who came (each once a session) over those entitled, in percent, one decimal; None without.

    Entitled is what the last declaration of the formal meeting put on record. 2 sessions of 60 with 57 and
    54 who came: 92.5.
    """
    rows = list(held(period).values_list("pk", flat=True))
    declared = Validity.objects.filter(session__in=rows, stage=Stage.FORMAL).order_by("pk")
    newest = dict(declared.values_list("session_id", "entitled"))  # a later declaration replaces an earlier
    total = sum(newest.values())
    if not total:
        return None
    came = Attendance.objects.filter(session__in=newest, stage=Stage.FORMAL, mandate__isnull=False)
    people = came.values("session_id", "mandate_id").distinct().count()
    return (Decimal(people) * 100 / total).quantize(Decimal("0.1"))


def resolutions(period: Period) -> int:
    """Resolutions passed in the period."""
    return Resolution.objects.filter(passed_on__range=(period.first, period.last)).count()


def opinions(period: Period) -> int:
    """Opinions of delegations at the sessions of the period."""
    return Opinion.objects.filter(session__in=held(period)).count()


def trained(period: Period) -> int:
    """Delegates at trainings, counted each time (人次)."""
    rows = Taken.objects.filter(training__held_on__range=(period.first, period.last))
    return (
        rows.filter(mandate__member__branch_id=period.branch_id).count() if period.branch_id else rows.count()
    )


def _sessions_url(period: Period) -> str:
    return f"{reverse('congress:session_list')}?held=True&{_between('opens', period.first, period.last)}"


def _between(name: str, first: dt.date, last: dt.date) -> str:
    return f"{name}_from={first}&{name}_to={last}"


def _delegates_url(period: Period, **more: str) -> str:
    asked = {"open": "all", "as_of": period.last.isoformat(), **more}
    branch = {"branch": period.branch_id} if period.branch_id else {}
    return f"{reverse('congress:delegate_list')}?{urlencode(asked | branch)}"


def _trained_url(period: Period) -> str:
    branch = f"&branch={period.branch_id}" if period.branch_id else ""
    return f"{reverse('congress:training_list')}?{_between('held', period.first, period.last)}{branch}"


def _women_url(period: Period) -> str:
    return _delegates_url(period, sex=Sex.FEMALE.value)


_UNIT = "《上海市职工代表大会条例》"
FIGURES = {
    "congress.sessions": Figure(
        "congress", "召开职代会", "次",
        f"本期内开幕的职工代表大会（含临时会议，{_UNIT}第二十二条每年至少一次）",
        sessions, _sessions_url,
    ),
    "congress.delegates": Figure(
        "congress", "职工代表", "人", "期末在任的正式代表；列席、特邀不计", delegates, _delegates_url
    ),
    "congress.women_delegates": Figure(
        "congress", "其中女代表", "人", "期末在任正式代表中的女性", women, _women_url
    ),
    "congress.attendance_rate": Figure(
        "congress", "代表到会率", "%", "正式会议到会代表数 ÷ 宣布法定人数时的应到代表数；多次会议合并计算",
        attendance_rate, _sessions_url,
    ),
    "congress.resolutions": Figure(
        "congress", "通过决议", "项", "本期内通过并编号登记的决议", resolutions, _sessions_url
    ),
    "congress.opinions": Figure(
        "congress", "代表团意见", "条", "本期会议中各代表团的讨论意见", opinions, _sessions_url
    ),
    "congress.trained": Figure(
        "congress", "代表培训", "人次", "本期代表培训的参训人次", trained, _trained_url
    ),
}  # fmt: skip
