"""The small subjects of care on the screens of the kernel: search, and who may see a record.

Counselling is on none of them: who has booked stands on no page but the member's and the counsellor's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from members.selectors import named
from union.accounts.models import User
from union.common.registries import SearchProvider, SearchResult, VisibleRecord
from union.common.searching import holding
from union.organisation.choices import Right
from welfare.models import (
    CheckupRound,
    DonationDrive,
    DonationUse,
    Enrolment,
    MutualPeriod,
    ProtectionPeriod,
    RecuperationRound,
)
from welfare.permissions import care as may
from welfare.selectors.care import in_scope
from welfare.selectors.checkups import entries_in_scope
from welfare.selectors.donations import sees_drives, sees_uses
from welfare.selectors.mutual import claims_visible_to
from welfare.selectors.recuperation import stays_visible_to
from welfare.selectors.women import of_women


def _hit(title: str, detail: str, name: str, pk: int) -> SearchResult:
    return SearchResult(
        title=title, detail=detail, url=reverse(f"welfare:{name}", args=[pk]), icon="shield-check"
    )


def find_mutual(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Lists by title and people on them; claims for those who handle them and for oneself."""
    if may.views(user):
        for row in holding(MutualPeriod.objects.all(), text, "title__icontains")[:limit]:
            yield _hit(row.title, row.get_state_display(), "mutual_period", row.pk)
        people = holding(in_scope(Enrolment.objects.all(), user, Right.VIEW_WELFARE), text, named("member__"))
        for each in people.select_related("member", "period").order_by("-period__starts_on", "pk")[:limit]:
            yield _hit(f"{each.member.name} · {each.period}", "参保", "mutual_period", each.period_id)
    rows = holding(claims_visible_to(user), text, named("enrolment__member__"))
    for claim in rows.order_by("-pk")[:limit]:
        title = f"{claim.enrolment.member.name} · {claim.enrolment.period.plan.name}理赔"
        yield _hit(title, claim.get_state_display(), "claim", claim.pk)


def find_checkups(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Rounds by title, and people listed."""
    if not may.views(user):
        return
    for row in holding(CheckupRound.objects.all(), text, "title__icontains")[:limit]:
        yield _hit(row.title, row.get_state_display(), "checkup_round", row.pk)
    rows = holding(entries_in_scope(user), text, named("member__")).select_related("member", "round")
    for entry in rows.order_by("-pk")[:limit]:
        yield _hit(f"{entry.member.name} · {entry.round}", "体检名单", "checkup_round", entry.round_id)


def find_recuperation(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Rounds by title or place, and applications."""
    if may.views(user):
        rounds = holding(RecuperationRound.objects.all(), text, "title__icontains", "place__icontains")
        for row in rounds[:limit]:
            yield _hit(row.title, row.place, "recuperation_round", row.pk)
    for stay in holding(stays_visible_to(user), text, named("member__")).order_by("-pk")[:limit]:
        yield _hit(f"{stay.member.name} · {stay.round}", stay.get_state_display(), "stay", stay.pk)


def find_donations(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Drives by title, uses by purpose; never a donor or whoever was helped."""
    if sees_drives(user):
        for row in holding(DonationDrive.objects.all(), text, "title__icontains")[:limit]:
            yield _hit(row.title, row.get_state_display(), "drive", row.pk)
    if sees_uses(user):
        uses = DonationUse.objects.select_related("drive")
        uses = holding(uses, text, "purpose__icontains", "drive__title__icontains")
        for use in uses[:limit]:
            yield _hit(f"捐款使用：{use.purpose}", use.get_state_display(), "use", use.pk)


def find_women(user: User, text: str, limit: int) -> Iterator[SearchResult]:
    """Periods of protection, for those in charge of the woman alone."""
    if not user.access.can(Right.WOMENS_WORK):
        return
    rows = of_women(ProtectionPeriod.objects.select_related("member"), user)
    for row in holding(rows, text, named("member__")).order_by("-starts_on")[:limit]:
        title = f"{row.member.name} · {row.get_kind_display()}"
        yield _hit(title, f"{row.starts_on} 至 {row.ends_on}", "protection", row.pk)


SEARCH = {
    "welfare.mutual": SearchProvider("互助保障", find_mutual),
    "welfare.checkups": SearchProvider("体检", find_checkups),
    "welfare.recuperation": SearchProvider("疗休养", find_recuperation),
    "welfare.donations": SearchProvider("募捐", find_donations),
    "welfare.women": SearchProvider("女职工", find_women),
}


def _first(rows: Callable[[Any], QuerySet[Any]]) -> Callable[[Any, int], Any]:
    return lambda user, pk: rows(user).filter(pk=pk).first()


def _of_person(
    label: str, rows: Callable[[Any], QuerySet[Any]], *rights: Right, person: Any = None
) -> VisibleRecord:
    """A record of one member: his own, and of those whose scope covers him."""
    who = person or (lambda row: row.member)
    return VisibleRecord(label, _first(rows), rights, subject=who, owner=lambda row: who(row).user)


def _enrolments(user: User) -> QuerySet[Enrolment]:
    return in_scope(Enrolment.objects.select_related("member__user"), user, Right.VIEW_WELFARE)


class _WholeHospital:
    """What belongs to no branch: only whole-hospital scopes cover it."""

    branch_id = group_id = department_id = None
    sex = ""


def _use(user: User, pk: int) -> DonationUse | None:
    return DonationUse.objects.filter(pk=pk).first() if sees_uses(user) else None


VISIBLE = {
    "enrolment": _of_person("互助保障参保", _enrolments, Right.VIEW_WELFARE),
    "claim": _of_person(
        "互助保障理赔", claims_visible_to, Right.MANAGE_WELFARE,
        person=lambda claim: claim.enrolment.member,
    ),
    "checkup": _of_person("体检", entries_in_scope, Right.VIEW_WELFARE),
    "stay": _of_person(
        "疗休养申请", stays_visible_to, Right.VIEW_WELFARE, Right.MANAGE_WELFARE,
        Right.APPROVE_WELFARE, Right.PROPOSE_AS_BRANCH,
    ),
    "protection": _of_person(
        "女职工保护期", lambda user: of_women(ProtectionPeriod.objects.all(), user), Right.WOMENS_WORK
    ),
    "donation_use": VisibleRecord(
        "捐款使用", _use, (Right.MANAGE_WELFARE, Right.APPROVE_WELFARE, Right.AUDIT_MONEY),
        subject=lambda _use: _WholeHospital,
    ),
}  # fmt: skip
