"""Appraisals: who sees which, what stands on the result page, how many codes are out."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from congress.models import (
    Appraisal,
    AppraisalResult,
    AppraisalSubject,
    BallotMark,
    PollTeller,
    RaterGroup,
    RollEntry,
)
from congress.permissions.ballots import can_manage, sees_appraisals
from union.accounts.models import User


def appraisals_visible_to(user: User) -> QuerySet[Appraisal]:
    """Appraisals ``user`` may see: organisers and readers of results all, others where they rate or count."""
    rows = Appraisal.objects.select_related("poll", "session__term")
    if can_manage(user) or sees_appraisals(user):
        return rows
    rates = RollEntry.objects.filter(poll=OuterRef("poll"), user=user)
    counts = PollTeller.objects.filter(poll=OuterRef("poll"), user=user)
    return rows.filter(Q(Exists(rates)) | Q(Exists(counts)))


def results_visible_to(user: User) -> QuerySet[AppraisalResult]:
    """Overall results per subject, for those who may read them."""
    rows = AppraisalResult.objects.filter(item=None, group=None)
    return rows if sees_appraisals(user) else rows.none()


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its people; ``issued`` codes are ``used`` and ``unused`` ones."""

    group: RaterGroup
    raters: int
    issued: int
    used: int

    @property
    def unused(self) -> int:
        """Codes that nobody has used."""
        return self.issued - self.used


def group_lines(appraisal: Appraisal) -> list[GroupLine]:
    """Groups in order. While the box is open no count of used codes is told: few would tell on people."""
    found = []
    is_over = appraisal.poll.closed_at is not None
    for group in appraisal.groups.all():
        codes = RollEntry.objects.filter(poll=appraisal.poll, box=group.box, user=None)
        marks = BallotMark.objects.filter(poll=appraisal.poll, voter__in=codes.values("voter"))
        issued = codes.count() or group.paper_codes
        found.append(GroupLine(group, group.raters.count(), issued, marks.count() if is_over else 0))
    return found


def overall(appraisal: Appraisal) -> QuerySet[AppraisalResult]:
    """One row a subject, best first; subjects without a result last."""
    rows = appraisal.results.filter(item=None, group=None).select_related("subject")
    return rows.order_by("is_hidden", "rank", "subject__position")


def sheet_rows(subject: AppraisalSubject) -> QuerySet[AppraisalResult]:
    """Every cell of one subject: in all, by group, by item, by item and group."""
    rows = subject.results.select_related("item", "group")
    return rows.order_by("item__position", "item_id", "group__position", "group_id")
