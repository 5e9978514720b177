"""What waits for a user in the smaller registers; set-based, one row per kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from congress.choices.appeals import AppealState
from congress.choices.bodies import BodyElectionState
from congress.choices.contracts import ContractState
from congress.choices.disclosures import DisclosureState
from congress.models import Appeal, BodyElection, Contract, Disclosure, PerformanceCheck
from congress.rules.mediations import OPEN as OPEN_MEDIATIONS
from congress.selectors.appeals import appeals_of_department
from congress.selectors.mediations import mediations_visible_to
from congress.selectors.rules import rules_of
from union.accounts.models import User
from union.common.registries import Duty
from union.organisation.choices import Right


def _one(rows: QuerySet[Any], key: str, words: str, url: str, action: str = "去办") -> Iterator[Duty]:
    found = rows.aggregate(count=Count("pk"), due=Min("due_on"), first=Min("pk"))
    if found["count"]:
        yield Duty(
            key=f"{key}:{found['count']}:{found['first']}", title=f"{found['count']} {words}", url=url,
            due_on=found["due"], count=found["count"], action=action,
        )  # fmt: skip


def appeals(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Opinions to take in, to answer, to rate."""
    if user.access.can(Right.MANAGE_CONGRESS):
        rows = Appeal.objects.filter(state=AppealState.RECEIVED).exclude(member__user_id=user.pk)
        yield from _one(
            rows, "appeals:new", "条职工意见待受理", f"{reverse('congress:appeal_list')}?state=received"
        )
    if user.access.can(Right.ANSWER_MOTIONS):
        rows = appeals_of_department(user).filter(state=AppealState.ASSIGNED).exclude(member__user_id=user.pk)
        for pk, due_on in rows.values_list("pk", "due_on")[:10]:
            url = reverse("congress:appeal_detail", args=[pk])
            yield Duty(f"appeal:{pk}", f"答复职工意见第 {pk} 号", url, due_on=due_on, action="去答复")
    rows = Appeal.objects.filter(member__user_id=user.pk, state=AppealState.ANSWERED)
    for pk, due_on in rows.values_list("pk", "due_on")[:10]:
        url = reverse("congress:appeal_detail", args=[pk])
        yield Duty(
            f"appeal_rate:{pk}", f"您的意见第 {pk} 号已答复，请评价", url, due_on=due_on, action="去评价"
        )


_CONTRACT_WORDS = {
    ContractState.PROPOSED: "待对方答复", ContractState.SIGNED: "待报送备案",
    ContractState.FILED: "可登记生效",
    ContractState.DRAFTED: "待职代会审议", ContractState.PASSED: "待签订",
}  # fmt: skip


def contracts(user: User, today: dt.date) -> Iterator[Duty]:
    """Contracts that wait for a step, checks that are due, contracts that run out within sixty days."""
    if not user.access.can(Right.MANAGE_CONGRESS):
        return
    rows = Contract.objects.filter(state__in=list(_CONTRACT_WORDS))
    for pk, title, state, due_on in rows.values_list("pk", "title", "state", "due_on")[:10]:
        url = reverse("congress:contract_detail", args=[pk])
        yield Duty(
            f"contract:{pk}:{state}", f"{title}{_CONTRACT_WORDS[ContractState(state)]}", url, due_on=due_on
        )
    checks = PerformanceCheck.objects.filter(checked_on=None, due_on__lte=today + dt.timedelta(days=30))
    for pk, due_on, title in checks.values_list("pk", "due_on", "contract__title")[:10]:
        yield Duty(
            f"check:{pk}", f"{title}履约检查", reverse("congress:contract_check", args=[pk]), due_on=due_on
        )
    ending = Contract.objects.filter(
        state=ContractState.IN_FORCE, ends_on__lte=today + dt.timedelta(days=60), renewals=None
    )
    for pk, title, ends_on in ending.values_list("pk", "title", "ends_on")[:10]:
        url = reverse("congress:contract_detail", args=[pk])
        yield Duty(f"contract_end:{pk}", f"{title}将期满，请准备续订协商", url, due_on=ends_on)


def disclosures(user: User, today: dt.date) -> Iterator[Duty]:
    """What is to be drafted, looked over, published."""
    address = reverse("congress:disclosure_list")
    if user.access.can(Right.MANAGE_CONGRESS):
        ahead = today + dt.timedelta(days=rules_of("disclosures").number("ahead_days"))
        rows = Disclosure.objects.filter(state=DisclosureState.DUE, due_on__lte=ahead)
        yield from _one(rows, "disclosures:due", "项院务公开待拟稿", f"{address}?state=due")
        rows = Disclosure.objects.filter(state=DisclosureState.APPROVED)
        yield from _one(rows, "disclosures:approved", "项院务公开待公开", f"{address}?state=approved")
    if user.access.can(Right.PUBLISH_NEWS):
        rows = Disclosure.objects.filter(state=DisclosureState.DRAFTED).exclude(drafted_by=user)
        yield from _one(rows, "disclosures:drafted", "项院务公开待审核", f"{address}?state=drafted", "去审核")


def mediations(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Files to take on (whoever holds the right), and those of the named mediator."""
    rows = mediations_visible_to(user)
    if user.access.can(Right.MEDIATE):
        new = rows.filter(state="applied")
        url = f"{reverse('congress:mediation_list')}?state=applied"
        yield from _one(new, "mediations:new", "件调解待受理", url)
    for row in rows.filter(mediator=user, state__in=OPEN_MEDIATIONS)[:10]:
        url = reverse("congress:mediation_detail", args=[row.pk])
        yield Duty(
            f"mediation:{row.pk}:{row.state}", f"{row}：{row.get_state_display()}", url, due_on=row.due_on
        )


def appointments(user: User, today: dt.date) -> Iterator[Duty]:  # noqa: ARG001 - the registry's signature
    """Winners of a change of office whom 安全管理员 appoints."""
    if user.access.can(Right.GRANT_ALL_OFFICES):
        count = BodyElection.objects.filter(state=BodyElectionState.SUBMITTED).count()
        if count:
            url = reverse("congress:appointment_list")
            yield Duty(
                f"appointments:{count}", f"{count} 项换届当选人待任命", url, count=count, action="去任命"
            )
