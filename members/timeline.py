"""What the registry itself tells in a member's timeline: membership, applications, transfers, offices."""

# ruff: noqa: ARG001 - the signatures are those of the registries

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from members.choices import JoinState, MembershipStatus, RetainReason, TransferState
from members.models import JoinStep, Member, MembershipChange
from members.selectors import appointments_of
from union.accounts.models import User
from union.common.registries import TimelineEntry

_TONES = {
    MembershipStatus.ACTIVE: "success",
    MembershipStatus.APPLICANT: "info",
    MembershipStatus.EXPELLED: "danger",
    MembershipStatus.TRANSFERRED_OUT: "warning",
}


def membership(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Every entry of the membership history; corrected ones are marked, not hidden."""
    rows = list(member.membership_changes.select_related("actor"))
    replaced = {row.corrects_id for row in rows if row.corrects_id}
    for row in rows:
        yield TimelineEntry(
            at=row.effective_on,
            title=_membership_title(row, replaced=row.pk in replaced),
            text="；".join(filter(None, (row.document, row.note))),
            actor=row.actor.display_name if row.actor else "",
            tone="neutral" if row.pk in replaced else _TONES.get(MembershipStatus(row.to_status), "neutral"),
            icon="id-card",
        )


def _membership_title(row: MembershipChange, *, replaced: bool) -> str:
    state = MembershipStatus(row.to_status).label
    reason = f"（{RetainReason(row.retain_reason).label}）" if row.retain_reason else ""
    kind = "更正会籍" if row.corrects_id else "会籍" if row.from_status else "登记入册"
    return f"{kind}：{state}{reason}" + ("（已更正）" if replaced else "")


def applications(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Steps of applications to join."""
    steps = JoinStep.objects.filter(application__member=member).select_related("actor")
    for step in steps:
        yield TimelineEntry(
            at=step.at,
            title=f"入会申请：{JoinState(step.to_state).label}",
            text=step.note,
            actor=step.actor.display_name if step.actor else "",
            url=reverse("members:join_detail", args=[step.application_id]),
            icon="user-plus",
        )


def transfers(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Transfers between branches and with other units."""
    rows = member.transfers.select_related("from_branch", "to_branch", "proposed_by")
    for row in rows:
        target = row.to_branch.name if row.to_branch else row.other_unit
        yield TimelineEntry(
            at=row.decided_at or row.created_at,
            title=f"{row.get_kind_display()}：{TransferState(row.state).label}",
            text=f"{row.from_branch.name if row.from_branch else ''} → {target}；{row.reason}",
            actor=row.proposed_by.display_name if row.proposed_by else "",
            url=reverse("members:transfer_detail", args=[row.pk]),
            icon="arrow-right",
        )


def offices(member: Member, user: User) -> Iterator[TimelineEntry]:
    """Offices taken and left."""
    for row in appointments_of(member):
        name = row.get_office_display()
        yield TimelineEntry(
            at=row.starts_on, title=f"任{name}", text=f"{row.scope_label}；{row.document}", icon="user-check"
        )
        if row.ends_on:
            yield TimelineEntry(at=row.ends_on, title=f"卸任{name}", text=row.ended_reason, icon="user")
