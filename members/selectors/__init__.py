"""Reads of the registry. Every list, search, export and picker starts from `members_visible_to`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from members.choices import TransferState
from members.models import (
    CorrectionRequest,
    DuesBase,
    ExtraField,
    JoinApplication,
    Member,
    RetirementProposal,
    Transfer,
)
from members.models.members import MemberQuerySet
from union.accounts.models import User
from union.common.best_first import best_first
from union.common.encryption import blind_index
from union.common.models import CodeItem
from union.common.pinyin import pinyin_of
from union.common.prepared import Prepared
from union.organisation.choices import Right
from union.organisation.models import Appointment
from union.organisation.selectors.offices import offices_of

ID_PURPOSE, PHONE_PURPOSE = "member.id_number", "member.phone"
_ID_LIKE = re.compile(r"[0-9]{17}[0-9X]|[A-Z]{1,2}[0-9]{6,10}")
_VOWEL = re.compile(r"[aeiouv]")
_PHONE_LIKE = re.compile(r"1[0-9]{10}")


def members_visible_to(user: User, right: Right = Right.VIEW_MEMBERS) -> MemberQuerySet:
    """Members ``user`` may see: the scope of ``right``, and the user's own record.

    Rows that were merged into another member are out. Everything else about members (list, search,
    export, picker, PDF) starts here; what is not in it is 404.
    """
    return members_within(Member.objects.unmerged(), user, right)


def members_within(rows: MemberQuerySet, user: User, right: Right = Right.VIEW_MEMBERS) -> MemberQuerySet:
    """Those of ``rows`` (without merged ones) that `members_visible_to` shows."""
    scope = user.access.scope(right)
    return rows if scope.everything else rows.filter(scope.condition() | Q(user_id=user.pk))


def search(members: MemberQuerySet, text: str, user: User) -> MemberQuerySet:
    """Narrow ``members`` to those who match every word of ``text``.

    A word matches the beginning of the name, of a part of the name, of the pinyin, of its initials
    or of the 工号 (tokens of ``search_text``). A whole ID number matches where ``user`` may see ID
    numbers, a whole mobile number where ``user`` may see contacts. Empty text: all.
    """
    words = text.replace("%", "").split()
    for word in words[:6]:
        members = members.filter(_word(word, user))
    return members


def first_hits(user: User, text: str, fields: Sequence[str], limit: int) -> list[tuple[Any, ...]]:
    """``fields`` of the first members found within the user's scope, best first (search box, picker)."""
    members = members_visible_to(user)
    hits, better, order = search(members, text, user), begins_with(text), ("name_pinyin", "pk")
    if better is None:
        return list(hits.order_by(*order).values_list(*fields)[:limit])
    return best_first(members, hits, better, order=order, fields=fields, limit=limit)


def begins_with(text: str) -> Q | None:
    """Condition of the hits that stand first: the whole name begins with the one word ``text``.

    A range of the pinyin comes with it, so that an index in order of the pinyin leads straight to
    them. None: several words, or a number.
    """
    word = text.strip().lower()
    if not word or len(text.split()) != 1 or word[0].isdigit():
        return None
    if not word.isascii():
        return Q(name__startswith=word) & _pinyin_from(pinyin_of(word)[0])
    if _VOWEL.search(word):
        return _pinyin_from(word)
    return _pinyin_from(word[0]) & (Q(name_pinyin__startswith=word) | Q(name_initials__startswith=word))


def _pinyin_from(prefix: str) -> Q:
    """As LIKE 'prefix%', but as a range, which a plain index serves under every collation."""
    return Q(name_pinyin__gte=prefix, name_pinyin__lte=f"{prefix}zzzz")


def named(path: str = "") -> Callable[[str], Q]:
    """Finder for `searching.holding`: name, pinyin, initials or 工号 of the member at ``path`` begin so.

    ``path`` leads to the member, for instance "file__member__".
    """
    return lambda word: _begins(word, path)


def _begins(word: str, path: str = "") -> Q:
    return Q(**{f"{path}search_text__contains": f" {word.lower()}"})


def _word(word: str, user: User) -> Q:
    found = _begins(word)
    compact = word.upper()
    if _ID_LIKE.fullmatch(compact):
        found |= _within(user, Right.VIEW_IDENTITY) & Q(id_number_index=blind_index(compact, ID_PURPOSE))
    if _PHONE_LIKE.fullmatch(word):
        found |= _within(user, Right.VIEW_CONTACT) & Q(phone_index=blind_index(word, PHONE_PURPOSE))
    return found


def _within(user: User, right: Right) -> Q:
    """Rows in which ``user`` may search by a sensitive value: a search must not be a way around."""
    return user.access.scope(right).condition()


def born_on_any(births: Iterable[tuple[int, int]]) -> Q:
    """Members born on one of these (month, day); see `dates.month_days`."""
    months: dict[int, list[int]] = defaultdict(list)
    for month, day in births:
        months[month].append(day)
    wanted = Q(pk__in=())
    for month, days in months.items():
        wanted |= Q(born_on__month=month, born_on__day__in=days)
    return wanted


def member_for_record(user: User, pk: int) -> Member | None:
    """The one member of a record page with units and account joined; None: ``user`` may not see him.

    The rule of `members_visible_to`, asked of one row: `Scope.covers` says what `Scope.condition` does.
    """
    member: Member | None = next(iter(_RECORD.rows(pk)), None)
    if member is None or member.user_id == user.pk:
        return member
    return member if user.access.reaches(Right.VIEW_MEMBERS, member) else None


_RECORD = Prepared(
    lambda pk: (
        Member.objects.unmerged().filter(pk=pk).select_related("branch", "department", "group", "user")
    ),
    -703,
)


def own_member(user: User) -> Member | None:
    """The user's own member row, or None: a user need not be a member."""
    return next(iter(_OWN_MEMBER.rows(user.pk)), None)


_OWN_MEMBER = Prepared(
    lambda user_id: (
        Member.objects.unmerged().filter(user_id=user_id).select_related("branch", "department", "group")
    ),
    -702,
)


def applications_visible_to(user: User) -> QuerySet[JoinApplication]:
    """Applications of members in the scope of VIEW_MEMBERS, and the user's own.

    Who entered one from paper sees it as long as the office does: no right comes from a past office.
    """
    scope = user.access.scope(Right.VIEW_MEMBERS)
    own = Q(member__user_id=user.pk)
    rows = JoinApplication.objects.select_related("member__branch", "member__department", "member__group")
    return rows if scope.everything else rows.filter(scope.condition("member__") | own)


def transfers_visible_to(user: User) -> QuerySet[Transfer]:
    """Transfers of members in scope, towards a branch in scope, and the user's own."""
    scope = user.access.scope(Right.VIEW_MEMBERS)
    rows = Transfer.objects.select_related(
        "member__branch", "from_branch", "to_branch", "to_department", "to_group", "proposed_by", "decided_by"
    )
    if scope.everything:
        return rows
    return rows.filter(
        scope.condition("member__") | Q(to_branch_id__in=scope.branch_ids) | Q(member__user_id=user.pk)
    )


def proposals_visible_to(user: User) -> QuerySet[RetirementProposal]:
    """Retirement proposals within the scope of DECIDE_MEMBERSHIP."""
    scope = user.access.scope(Right.DECIDE_MEMBERSHIP)
    rows = RetirementProposal.objects.filter(member__merged_into=None).select_related(
        "member__branch", "member__department", "decided_by"
    )
    return scope.filter(rows, "member__")


def corrections_visible_to(user: User) -> QuerySet[CorrectionRequest]:
    """Requests for correction within the scope of EDIT_MEMBERS, and the user's own."""
    scope = user.access.scope(Right.EDIT_MEMBERS)
    rows = CorrectionRequest.objects.select_related("member__branch", "decided_by")
    return rows if scope.everything else rows.filter(scope.condition("member__") | Q(member__user_id=user.pk))


def active_extra_fields() -> list[ExtraField]:
    """Extra fields in use, in the office's order."""
    return _EXTRA_FIELDS.rows()


_EXTRA_FIELDS = Prepared(lambda: ExtraField.objects.filter(is_active=True))


def code_labels(kinds: Sequence[str]) -> dict[str, list[str]]:
    """Labels in use of several code lists in one query: {kind: [label, …]}."""
    found: dict[str, list[str]] = {kind: [] for kind in kinds}
    for kind, label in CodeItem.objects.filter(kind__in=kinds, is_active=True).values_list("kind", "label"):
        found[kind].append(label)
    return found


def newest_dues_bases(member: Member) -> list[DuesBase]:
    """The newest six versions of the dues base, newest first."""
    return _DUES_BASES.rows(member.pk)


_DUES_BASES = Prepared(
    lambda pk: DuesBase.objects.filter(member_id=pk).order_by("-effective_month")[:6], -704
)


def open_transfer_of(member: Member) -> Transfer | None:
    """The transfer that is under way; there is one at most."""
    return next(iter(_OPEN_TRANSFER.rows(member.pk)), None)


_OPEN_TRANSFER = Prepared(
    lambda pk: Transfer.objects.filter(
        member_id=pk, state__in=(TransferState.PROPOSED, TransferState.ACCEPTED)
    ),
    -705,
)


def appointments_of(member: Member) -> list[Appointment]:
    """Offices of a member through his account, newest first (干部档案); none without an account."""
    return list(offices_of(member.user_id)) if member.user_id else []
