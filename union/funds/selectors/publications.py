"""工会经费收支公布: what members read of the cash book."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from union.funds.choices import AccountKind
from union.funds.models import Account, Publication
from union.funds.selectors.balances import by_fund_source, turnover_by_account

Rows = tuple[tuple[str, Decimal], ...]


def published() -> QuerySet[Publication]:
    """Every publication with ``replaced``: a later correction stands. Everybody who logs in reads them."""
    later = Publication.objects.filter(
        kind=OuterRef("kind"), first_on=OuterRef("first_on"), last_on=OuterRef("last_on"),
        revision__gt=OuterRef("revision"),
    )  # fmt: skip
    return Publication.objects.select_related("published_by").annotate(replaced=Exists(later))


def by_category(kind: AccountKind, first: dt.date, last: dt.date) -> Rows:
    """Turnover by category (501 职工活动支出 …) with the total last, yuan."""
    sums: dict[str, Decimal] = {}
    names = dict(Account.objects.valid_on(last).filter(kind=kind, parent=None).values_list("code", "name"))
    for code, (name, amount) in turnover_by_account(kind, first, last).items():
        label = names.get(code[:3], name)
        sums[label] = sums.get(label, Decimal(0)) + amount
    total = sum(sums.values(), Decimal(0))
    return (*sums.items(), ("合计", total))


def left_by_source(first: dt.date, last: dt.date) -> Rows:
    """What is left of each fund source at the end of the period, the total last, yuan."""
    rows = [
        (each.label, each.closing) for each in by_fund_source(first, last) if each.opening or each.closing
    ]
    return (*rows, ("期末结余", sum((amount for _label, amount in rows), Decimal(0))))
