"""What stands on a record page, ready to be drawn: masked values, next steps, history in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from members import permissions, selectors
from members.choices import MembershipStatus, TransferKind
from members.models import FamilyMember, Member
from members.rules import joining, membership
from members.services.stale import display_value
from members.views.sensitive import Masked, masked_value
from union.accounts.models import User
from union.common.audit_reading import ShownEvent, history_of, shown_events
from union.common.errors import NotPermittedError
from union.common.registries import TimelineEntry, timeline
from union.organisation.services.offices import refuse_account_above

STATUS_TONES = {
    MembershipStatus.ACTIVE: "success",
    MembershipStatus.APPLICANT: "info",
    MembershipStatus.RETAINED: "neutral",
    MembershipStatus.TRANSFERRED_OUT: "warning",
    MembershipStatus.EXPELLED: "danger",
}
_GUARDED = ("id_number", "phone", "email", "address", "bank_account", "health_note")
_KEPT = (MembershipStatus.ACTIVE, MembershipStatus.RETAINED)
HISTORY_ROWS = 50


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Buttons in the head of a record: only what this user may do now."""

    tone: str
    edit_url: str = ""
    change_url: str = ""
    transfer_url: str = ""
    open_transfer_url: str = ""
    apply_url: str = ""
    account_url: str = ""


def next_steps(user: User, member: Member) -> NextSteps:
    """Return what ``user`` may do with ``member`` now; one query where transfers are possible."""
    by_hand = membership.steps_by_hand(member.membership_status)
    edits = permissions.can_edit(user, member)
    may_change = any(permissions.can_change_membership(user, member, step) for step in by_hand)
    moves = transfer_kinds(user, member)
    open_transfer = selectors.open_transfer_of(member) if moves else None
    return NextSteps(
        tone=STATUS_TONES.get(MembershipStatus(member.membership_status), "neutral"),
        edit_url=reverse("members:member_edit", args=[member.pk]) if edits else "",
        change_url=reverse("members:membership_change", args=[member.pk]) if may_change else "",
        transfer_url=reverse("members:transfer_start", args=[member.pk])
        if moves and not open_transfer
        else "",
        open_transfer_url=(
            reverse("members:transfer_detail", args=[open_transfer.pk]) if open_transfer else ""
        ),
        apply_url=reverse("members:join_again", args=[member.pk])
        if edits and may_apply_again(member)
        else "",
        account_url=reverse("members:account_open", args=[member.pk])
        if edits and _may_be_given_a_login(user, member)
        else "",
    )


def _may_be_given_a_login(user: User, member: Member) -> bool:
    """Nobody's account yet, or one an officer on paper (a delegate, say) was never given a password for."""
    account = member.user
    if not member.staff_no or member.membership_status not in _KEPT:
        return False
    if account is None:
        return True
    if not account.is_active or account.can_log_in:
        return False
    try:
        refuse_account_above(user, account)
    except NotPermittedError:
        return False
    return True


def may_apply_again(member: Member) -> bool:
    """Whether somebody outside may begin an application: he left or was refused, and none is open."""
    if member.membership_status in (*_KEPT, MembershipStatus.DECEASED):
        return False
    return not member.join_applications.filter(state__in=joining.OPEN).exists()


def transfer_kinds(user: User, member: Member) -> list[TransferKind]:
    """Kinds of transfer that may begin now."""
    if not permissions.can_start_transfer(user, member):
        return []
    edits = permissions.can_edit(user, member)
    if member.membership_status in _KEPT:
        return [TransferKind.BRANCH, TransferKind.OUT] if edits else [TransferKind.BRANCH]
    if member.membership_status == MembershipStatus.TRANSFERRED_OUT and edits:
        return [TransferKind.IN]
    return []


def masked_facts(member: Member, user: User) -> dict[str, Masked]:
    """Sensitive values of the record by field name."""
    return {name: masked_value(f"member.{name}", member, user) for name in _GUARDED}


def extra_facts(member: Member) -> list[tuple[str, Any]]:
    """(label, value) of the office's own fields that are in use."""
    return [
        (definition.label, display_value("", member.extra.get(definition.key)))
        for definition in selectors.active_extra_fields()
    ]


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative with masked values."""

    row: FamilyMember
    name: Masked
    birth: Masked
    workplace: Masked
    phone: Masked


def relatives(member: Member, user: User) -> list[Relative]:
    """Relatives of ``member``, masked; one query."""
    rows = []
    for row in member.family.all():
        row.member = member
        keys = ("name", "birth", "workplace", "phone")
        rows.append(Relative(row, *(masked_value(f"family.{key}", row, user) for key in keys)))
    return rows


def timeline_of(member: Member, user: User) -> list[TimelineEntry]:
    """Entries of all apps, newest first; days and moments sort together."""
    entries = [entry for provide in timeline for entry in provide(member, user)]
    return sorted(entries, key=lambda entry: _day(entry.at), reverse=True)


def _day(at: dt.date | dt.datetime) -> str:
    return at.isoformat()


def audit_rows(member: Member) -> list[ShownEvent]:
    """The newest events on the record, views of sensitive values included; one query."""
    return list(shown_events(history_of(member)[:HISTORY_ROWS]))
