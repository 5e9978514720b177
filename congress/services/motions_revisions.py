"""The text of a motion that was handed in: every change keeps the text before it, with reason and person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from congress.choices.motions import Party
from congress.models import Motion, MotionRevision
from congress.permissions.motions import may_correct, standing_of
from congress.selectors.motions_similar import drop_index, index_titles
from union.accounts.models import User
from union.common import audit
from union.common.choices import AuditAction
from union.common.errors import DomainError, NotPermittedError
from union.reminders.services import remind_many

CORRECTED = ("title", "situation", "proposal", "category", "proposed_department")


@transaction.atomic
def correct_motion(
    motion: Motion, values: Mapping[str, Any], *, reason: str, version: int, actor: User
) -> Motion:
    """Correct the text for the mover: a slip in a returned paper, a line of an imported ledger.

    Raises:
        NotPermittedError: neither committee nor office, decided already, or one's own motion.
        DomainError: no reason, or nothing was changed.
        StaleError: saved elsewhere meanwhile; nothing was written.
    """
    row = Motion.objects.select_for_update(of=("self",)).select_related("session").get(pk=motion.pk)
    standing = standing_of(actor, row)
    if not may_correct(standing, row):
        raise NotPermittedError("提案在审定前由提案工作委员会或工会办公室更正，不能更正自己的提案")
    if not reason.strip():
        raise DomainError("请写明更正原因，提案人会看到", field="reason")
    party = Party.OFFICE if Party.OFFICE in standing.parties else Party.COMMITTEE
    texts = {name: values[name] for name in CORRECTED if name in values}
    if not keep(row, texts, reason=reason, party=party, actor=actor):
        raise DomainError("内容没有变化，不需要保存")
    write(row, texts, version=version, actor=actor)
    _tell(row, reason)
    return row


def keep(motion: Motion, values: Mapping[str, Any], *, reason: str, party: Party, actor: User) -> bool:
    """Keep the text as it stands before ``values`` are written; False where they change nothing of it."""
    if all(getattr(motion, name) == values[name] for name in CORRECTED if name in values):
        return False
    old = {name: getattr(motion, name) for name in CORRECTED}
    MotionRevision.objects.create(motion=motion, reason=reason.strip()[:200], party=party, actor=actor, **old)
    return True


def write(motion: Motion, texts: Mapping[str, Any], *, version: int, actor: User) -> None:
    """Write the text, its search index and the audit row; in the caller's transaction."""
    before = Motion.objects.get(pk=motion.pk)
    for name, value in texts.items():
        setattr(motion, name, value)
    motion.save_version(version, texts)
    drop_index(motion)
    if motion.submitted_at or motion.is_history:
        index_titles([motion])
    changes = audit.changes_between(before, motion, texts)
    audit.record(AuditAction.UPDATE, motion, actor=actor, changes=changes)


def _tell(motion: Motion, reason: str) -> None:
    remind_many(
        User.objects.filter(member__motions=motion),
        title=f"您的提案“{motion.title[:40]}”的文字已更正",
        body=f"原因：{reason.strip()[:100]}。更正前的文字保留在提案页上",
        link=reverse("motions:motion_detail", args=[motion.pk]),
        key=f"motion:{motion.pk}:corrected:{motion.version}",
    )
