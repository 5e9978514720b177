"""Reads of women's work; every one starts from the scope of WOMENS_WORK."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from members.choices import Sex
from members.models import Member
from union.accounts.models import User
from union.common.errors import DomainError
from union.common.models import RuleSet
from union.organisation.choices import Right
from welfare.models import ProtectionPeriod, SingleParent
from welfare.rules.women import Protection
from welfare.selectors.care import in_scope
from welfare.selectors.mutual import insured_on
from welfare.shipped.women import KIND

WORK = Right.WOMENS_WORK


def rule_on(day: dt.date) -> Protection:
    """The rule in force on ``day``.

    Raises:
        DomainError: there is none.
    """
    rule = RuleSet.objects.valid_on(day).filter(kind=KIND).order_by("-valid_from").first()
    if rule is None:
        raise DomainError(f"{day} 没有有效的女职工特殊保护规则，请先在“设置—规则”中登记")
    return Protection.of(rule.values, rule.source_document)


def women(user: User | None) -> QuerySet[Member]:
    """Women of the registry in the scope of WOMENS_WORK."""
    rows: QuerySet[Member] = Member.objects.unmerged().kept().filter(sex=Sex.FEMALE)
    return rows if user is None else user.access.scope(WORK).filter(rows)


def roster(user: User | None, day: dt.date) -> QuerySet[Any]:
    """The roster: the period of protection on ``day``, special insurance, single parent."""
    now = ProtectionPeriod.objects.filter(
        member=OuterRef("pk"), starts_on__lte=day, ends_on__gte=day
    ).order_by("-starts_on")
    insured = insured_on(day).filter(member=OuterRef("pk"), period__plan__kind="women")
    single = SingleParent.objects.filter(
        Q(until=None) | Q(until__gte=day), member=OuterRef("pk"), since__lte=day
    )
    return women(user).annotate(
        protection=Subquery(now.values("kind")[:1]), is_insured=Exists(insured), is_single=Exists(single)
    )


def of_women(rows: QuerySet[Any], user: User | None) -> QuerySet[Any]:
    """Rows about women in the scope of WOMENS_WORK."""
    return in_scope(rows, user, WORK)
