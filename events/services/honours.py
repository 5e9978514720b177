"""Writes of honours: programmes and their way, from the first call to the certificates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from events.choices.honours import NominationState, ProgrammeState, Voters
from events.choices.notices import BulletinKind, BulletinState
from events.models import Bulletin, Honour, Programme, ProgrammeQuota
from events.permissions import honours as permissions
from events.rules.honours import FLOW, ProgrammeAction, selection_problem
from events.selectors.honours import honour_rules, missing_programmes, votes_of
from events.services.records import record_step, save_record, take_step
from union.accounts.models import User
from union.common import audit
from union.common.calendar import add_working_days
from union.common.choices import AuditAction
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.organisation.models import Branch, UnionProfile
from union.reminders.services import remind_many

FIELDS = ("year", "title", "level", "award_to", "places", "min_words", "criteria", "basis", "nominate_until",
          "voters", "vote_until", "document")  # fmt: skip
_A = ProgrammeAction


@transaction.atomic
def save_programme(
    row: Programme, values: Mapping[str, Any], quotas: Mapping[Branch, int], *, actor: User,
    version: int | None = None,
) -> Programme:  # fmt: skip
    """Save a programme, new without a key, and how many each branch may nominate (none: no limit by branch).

    Raises:
        NotPermittedError, StaleError; TransitionError: the call is over; DomainError: there is one already.
    """
    if not permissions.manages(actor):
        raise NotPermittedError("评优由工会办公室组织")
    if row.state not in (ProgrammeState.DRAFT, ProgrammeState.OPEN):
        raise TransitionError(f"项目{row.get_state_display()}，不能修改")
    same = Programme.objects.filter(year=values["year"], title=values["title"]).exclude(pk=row.pk)
    if same.exists():
        raise DomainError(f"{values['year']} 年度已有“{values['title']}”", field="title")
    if row.pk is None:
        row.created_by = actor
    saved = save_record(row, values, actor=actor, version=version, told=FIELDS)
    saved.quotas.all().delete()
    ProgrammeQuota.objects.bulk_create(
        ProgrammeQuota(programme=saved, branch=branch, places=places) for branch, places in quotas.items()
    )
    return saved


@transaction.atomic
def open_year(year: int, *, actor: User) -> list[Programme]:
    """Make drafts of the yearly honours of the rule set that ``year`` lacks; repeatable.

    Raises:
        NotPermittedError; DomainError: all there.
    """
    if not permissions.manages(actor):
        raise NotPermittedError("评优由工会办公室组织")
    missing = list(missing_programmes(year, today()))
    if not missing:
        raise DomainError(f"{year} 年度的评优项目都已建立")
    least = int(honour_rules(today()).get("min_words", 0))
    until = today() + dt.timedelta(days=14)
    return [_make(each, year, least, until, actor) for each in missing]  # one audit row for each programme


def _make(each: Mapping[str, Any], year: int, least: int, until: dt.date, actor: User) -> Programme:
    """Make the draft of one entry of the rule set; ``least`` is the shortest write-up where it names none."""
    values = {
        "year": year, "title": each["title"], "level": each.get("level", "hospital"),
        "award_to": each.get("award_to", "member"), "places": each.get("places", 1),
        "min_words": each.get("min_words", least), "criteria": each.get("criteria", ""), "basis": "",
        "nominate_until": until, "voters": each.get("voters", "nobody"), "vote_until": None, "document": "",
    }  # fmt: skip
    return save_programme(Programme(), values, {}, actor=actor)


def advance(
    row: Programme, action: ProgrammeAction, *, actor: User, note: str = "", version: int | None = None
) -> Programme:
    """Take one step of a programme.

    Raises:
        TransitionError, NotPermittedError, StaleError; DomainError: nobody nominated, no list, publicity
            not over.
    """

    def before(fresh: Programme) -> None:
        _BEFORE.get(action, _nothing)(fresh, actor)

    with transaction.atomic():
        fresh = take_step(
            row,
            action,
            FLOW,
            actor=actor,
            refusal=permissions.refusal,
            note=note,
            before=before,
            version=version,
        )
        if action == _A.GRANT:
            _give(fresh, actor)
        elif action in (_A.BACK, _A.CANCEL) and fresh.bulletin:
            Bulletin.objects.filter(pk=fresh.bulletin.pk).update(state=BulletinState.WITHDRAWN)
    return fresh


def _nothing(_row: Programme, _actor: User) -> None:
    """Most steps need nothing."""


def _close(row: Programme, _actor: User) -> None:
    if not row.nominations.filter(state=NominationState.NOMINATED).exists():
        raise DomainError("还没有推荐，不能开始评审；可以延长推荐截止日期或取消评选")


def _vote(row: Programme, _actor: User) -> None:
    if row.voters == Voters.NOBODY:
        raise DomainError("这项评选不投票；需要投票请在截止推荐前修改项目")
    if not row.nominations.filter(state=NominationState.SHORTLISTED).exists():
        raise DomainError("还没有入围的推荐，请先评审")


def _publicise(row: Programme, actor: User) -> None:
    """Put the names up for the working days of the rule set, as a notice to everybody."""
    chosen = list(row.nominations.filter(state=NominationState.ELECTED).select_related("member", "branch"))
    problem = selection_problem([each.pk for each in chosen], row.places, votes_of(row))
    if problem:
        raise DomainError(problem)
    days = int(honour_rules(today()).get("publicity_days", 5))
    row.publicity_from, row.publicity_until = today(), add_working_days(today(), days)
    names = "\n".join(f"{each.who}（{each.branch or '院工会'}）" for each in chosen)
    row.bulletin = Bulletin.objects.create(
        title=f"{row}拟表彰名单公示", kind=BulletinKind.PUBLICITY, state=BulletinState.PUBLISHED,
        body=f"经推荐、评审，拟表彰以下{row.get_award_to_display()}，现予公示：\n{names}\n"
        f"公示期至 {row.publicity_until}（{days} 个工作日）。如有异议，请向工会办公室反映。",
        visible_from=row.publicity_from, visible_until=row.publicity_until, created_by=actor,
        published_by=actor, published_at=timezone.now(),
    )  # fmt: skip


def _grant(row: Programme, _actor: User) -> None:
    assert row.publicity_until is not None  # set with the state
    if row.publicity_until >= today():
        raise DomainError(f"公示期到 {row.publicity_until}，期满无异议后才能表彰")
    row.granted_on = today()


_BEFORE = {_A.CLOSE: _close, _A.VOTE: _vote, _A.PUBLICISE: _publicise, _A.GRANT: _grant}


def _give(row: Programme, actor: User) -> None:
    """Enter everybody elected into the register, with a certificate number, and tell them."""
    profile = UnionProfile.objects.first()
    chosen = row.nominations.filter(state=NominationState.ELECTED).select_related("member__user", "branch")
    for number, each in enumerate(chosen.order_by("pk"), 1):
        honour = Honour.objects.create(
            member=each.member, unit_name=each.unit_name, branch=each.branch, title=row.title,
            level=row.level, issuer=(profile.name if profile else "") or "工会委员会", granted_on=today(),
            document=row.document, serial=f"{row.year}-{row.pk}-{number:03d}", nomination=each,
            entered_by=actor,
        )  # fmt: skip
        audit.record(AuditAction.CREATE, honour, actor=actor, changes={"title": [None, row.title]})
        record_step(each, each.state, NominationState.GRANTED, "表彰", actor=actor)
    users = [each.member.user for each in chosen if each.member and each.member.user]
    remind_many(
        users, title=f"祝贺您获得“{row.title}”", body="可以在荣誉页打印证书",
        link=reverse("events:honour_mine"), key=f"programme:{row.pk}:granted",
    )  # fmt: skip
    chosen.update(state=NominationState.GRANTED)


@transaction.atomic
def enter_honour(row: Honour, values: Mapping[str, Any], *, actor: User) -> Honour:
    """Enter an honour given by somebody else (劳模, 先进职工之家 …), or correct one that was entered.

    Raises:
        NotPermittedError; DomainError: neither a member nor a unit, both, or a day ahead.
    """
    if not permissions.manages(actor):
        raise NotPermittedError("荣誉台账由工会办公室登记")
    if bool(values["member"]) == bool(values["unit_name"].strip()):
        raise DomainError("请填写获奖人或获奖集体（二选一）", field="member")
    if values["granted_on"] > today():
        raise DomainError("授予日期在今天之后，请核对", field="granted_on")
    new = row.pk is None
    for name, value in values.items():
        setattr(row, name, value)
    if row.member and row.branch is None:
        row.branch = row.member.branch
    row.entered_by = row.entered_by or actor
    row.save()
    audit.record(AuditAction.CREATE if new else AuditAction.UPDATE, row, actor=actor,
                 changes={"title": [None, row.title]})  # fmt: skip
    return row


@transaction.atomic
def revoke_honour(row: Honour, reason: str, *, actor: User) -> Honour:
    """Take an honour back; the row stays, the certificate is void.

    Raises:
        NotPermittedError, TransitionError; DomainError: no reason.
    """
    fresh = Honour.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not permissions.grants(actor):
        raise NotPermittedError("撤销荣誉由主席或副主席决定")
    if fresh.revoked_on is not None:
        raise TransitionError("这项荣誉已经撤销")
    if not reason.strip():
        raise DomainError("请写明撤销原因", field="reason")
    fresh.revoked_on, fresh.revoke_reason = today(), reason.strip()[:200]
    fresh.save(update_fields=["revoked_on", "revoke_reason"])
    audit.record(AuditAction.UPDATE, fresh, actor=actor, changes={"revoked_on": [None, fresh.revoked_on]})
    return fresh
