"""Reads of aid and payment lists. Every list and export starts from `aids_visible_to`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from union.accounts.models import User
from union.common.errors import DomainError
from union.common.models import RuleSet
from union.organisation.choices import Right
from welfare.choices.aid import AidState
from welfare.models import Aid, AidReturn, HardshipFile, PaymentList
from welfare.rules.aid_flow import GIVEN, STANDING
from welfare.rules.aid_terms import AidTerms
from welfare.rules.entitlement import Band

TERMS, BANDS = "aid", "aid_approval"
_YUAN = DecimalField(max_digits=14, decimal_places=2)
_NOTHING = Value(Decimal(0), output_field=_YUAN)
_SEES = (Right.VIEW_HARDSHIP, Right.HANDLE_HARDSHIP, Right.APPROVE_HARDSHIP)


def terms_on(kind: str, day: dt.date) -> AidTerms:
    """Terms of a kind of aid in force on ``day``.

    Raises:
        DomainError: the office has none.
    """
    rule = RuleSet.objects.valid_on(day).filter(kind=TERMS).order_by("-valid_from").first()
    if rule is None or kind not in rule.values["kinds"]:
        raise DomainError(f"{day} 没有有效的困难帮扶标准，请先在设置中录入")
    return AidTerms.from_values(kind, rule.values, rule.source_document)


def aid_bands_on(day: dt.date) -> list[Band]:
    """Who approves aid up to which amount on ``day``, in rising order."""
    rule = RuleSet.objects.valid_on(day).filter(kind=BANDS).order_by("-valid_from").first()
    return [
        Band(
            Decimal(str(band["up_to"])) if band["up_to"] else None, tuple(band["offices"]),
            bool(band["document"]), str(band["words"]),
        )
        for band in (rule.values["bands"] if rule else [])
    ]  # fmt: skip


def aids_in_scope(user: User, right: Right = Right.VIEW_HARDSHIP) -> QuerySet[Aid]:
    """Aid to households in the scope of ``right``."""
    scope = user.access.scope(right)
    rows = Aid.objects.all()
    return rows if scope.everything else rows.filter(scope.condition("file__member__"))


def aids_visible_to(user: User) -> QuerySet[Aid]:
    """Aid ``user`` may open: in the scope of a right over files, and to his own household."""
    rows = Aid.objects.select_related("file__member", "file__consent", "person", "payment")
    reached = Q(file__member__user_id=user.pk)
    for right in _SEES:
        scope = user.access.scope(right)
        if scope.everything:
            return rows
        if not scope.empty:
            reached |= scope.condition("file__member__")
    return rows.filter(reached)


def aid_for_record(user: User, pk: int) -> QuerySet[Aid]:
    """The one application of a record page; empty if not visible."""
    return (
        aids_visible_to(user)
        .filter(pk=pk)
        .select_related("applied_by", "reviewed_by", "decided_by")
        .prefetch_related("events__actor")
    )


def same_thing(file: HardshipFile, key: str) -> Aid | None:
    """An application of the household for the same thing that stands."""
    return Aid.objects.filter(file=file, same_key=key, state__in=STANDING).first()


def payment_lists() -> QuerySet[PaymentList]:
    """Lists with how many rows, households and yuan are on them, newest first."""
    return PaymentList.objects.annotate(
        rows=Count("aids"), households=Count("aids__file", distinct=True), yuan=Sum("aids__approved_amount")
    ).select_related("created_by", "decided_by")


def rows_of(payment: PaymentList) -> QuerySet[Aid]:
    """The rows of a list in the order of the sheet."""
    return payment.aids.select_related("file__member", "file__branch", "person").order_by("file_id", "pk")


def returned_rows(payment: PaymentList) -> QuerySet[AidReturn]:
    """Rows of a list that the bank returned, oldest first."""
    return payment.returns.select_related("aid__file__member", "aid__payment", "actor").order_by("pk")


def aids_of(file: HardshipFile) -> QuerySet[Aid]:
    """Aid of a household, newest first; ``bounced``: paid once, returned by the bank, not paid again yet."""
    waits = ~Q(state__in=(*GIVEN, AidState.WITHDRAWN))
    back = Exists(AidReturn.objects.filter(aid=OuterRef("pk"))) & waits
    return file.aids.annotate(bounced=back).order_by("-id")


def moved(rows: QuerySet[Aid], first: dt.date | None = None, last: dt.date | None = None) -> QuerySet[Aid]:
    """Aid with money paid or returned from ``first`` to ``last`` (None: no bound), as the cash book has it.

    ``moved_times`` and ``moved_yuan`` are what was paid less what the bank returned: paid in 2025, returned
    and paid again in 2026 is +1 in 2025 and −1 +1 = 0 in 2026, so that no closed year changes.
    """
    paid, back = _within("paid_on", first, last), _within("on", first, last)
    returned = _totals(AidReturn.objects.filter(paid), 1), _totals(AidReturn.objects.filter(back), -1)
    now = paid & Q(state__in=GIVEN)
    standing = Case(When(now, then=1), default=0), Case(When(now, then=F("paid_amount")), default=_NOTHING)
    moves = Exists(AidReturn.objects.filter(paid | back, aid=OuterRef("pk")))
    return rows.filter(now | Q(moves)).annotate(
        moved_times=standing[0] + returned[0][0] + returned[1][0],
        moved_yuan=standing[1] + returned[0][1] + returned[1][1],
    )


def _within(path: str, first: dt.date | None, last: dt.date | None) -> Q:
    since = Q(**{f"{path}__gte": first}) if first else Q()
    return since & (Q(**{f"{path}__lte": last}) if last else Q(**{f"{path}__isnull": False}))


def _totals(rows: QuerySet[AidReturn], sign: int) -> tuple[Coalesce, Coalesce]:
    """Times and yuan of the returns of one application, with their sign."""
    of_aid = rows.filter(aid=OuterRef("pk")).order_by().values("aid")
    times = Subquery(of_aid.annotate(n=sign * Count("pk")).values("n"), output_field=IntegerField())
    yuan = Subquery(of_aid.annotate(n=sign * Sum("amount")).values("n"), output_field=_YUAN)
    return Coalesce(times, 0), Coalesce(yuan, _NOTHING)


def ready_for(payment: PaymentList) -> QuerySet[Aid]:
    """Approved applications that could be put on the list: of its fund source, on no list yet."""
    rows = Aid.objects.filter(state=AidState.APPROVED, payment=None, fund_source=payment.fund_source)
    return rows.select_related("file__member").order_by("file_id", "pk")
