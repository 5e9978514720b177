"""What falls due in the smaller registers (docs/reminders.md). Titles name the record, not what is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from congress.choices.appeals import AppealState
from congress.choices.contracts import ContractState
from congress.models import Appeal, Contract, Disclosure, Mediation, PerformanceCheck
from congress.rules.disclosures import OPEN as OPEN_DISCLOSURES
from congress.rules.mediations import OPEN as OPEN_MEDIATIONS
from union.organisation.choices import Right
from union.reminders.declare import Audience, Due, ReminderRule, Step


def appeals_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Opinions to take in (the office), to answer (the department, without one the office), to rate."""
    open_ = (AppealState.RECEIVED, AppealState.ASSIGNED, AppealState.ANSWERED)
    rows = Appeal.objects.filter(state__in=open_, due_on__lte=horizon)
    fields = ("pk", "due_on", "state", "department_id", "department__branch_id", "member__user_id")
    for pk, due_on, state, department, branch, person in rows.values_list(*fields):
        answering = state == AppealState.ASSIGNED and department
        rates = state == AppealState.ANSWERED and person
        yield Due(
            f"congress.appeal:{pk}:{state}", due_on, f"职工意见第 {pk} 号待{_WORDS[state]}",
            reverse("congress:appeal_detail", args=[pk]),
            right=Right.ANSWER_MOTIONS if answering else Right.MANAGE_CONGRESS,
            department_id=department if answering else None, branch_id=branch if answering else None,
            user_ids=(person,) if rates else (),
        )  # fmt: skip


def contracts_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Answers, filing and effect of contracts under way; performance checks of those in force."""
    rows = Contract.objects.filter(due_on__lte=horizon)
    for pk, due_on, title in rows.values_list("pk", "due_on", "title"):
        assert due_on is not None  # due_on__lte
        url = reverse("congress:contract_detail", args=[pk])
        yield Due(
            f"congress.contract:{pk}", due_on, f"{title}：当前环节到期", url, right=Right.MANAGE_CONGRESS
        )
    checks = PerformanceCheck.objects.filter(checked_on=None, due_on__lte=horizon)
    for pk, due_on, title in checks.values_list("pk", "due_on", "contract__title"):
        url = reverse("congress:contract_check", args=[pk])
        yield Due(f"congress.check:{pk}", due_on, f"{title}：履约检查", url, right=Right.MANAGE_CONGRESS)


def contracts_end(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Contracts in force that run out and that no negotiation renews yet."""
    rows = Contract.objects.filter(state=ContractState.IN_FORCE, ends_on__lte=horizon, renewals=None)
    for pk, ends_on, title in rows.values_list("pk", "ends_on", "title"):
        assert ends_on is not None  # ends_on__lte
        url = reverse("congress:contract_detail", args=[pk])
        yield Due(f"congress.contract_end:{pk}", ends_on, f"{title}期满", url, right=Right.MANAGE_CONGRESS)


def disclosures_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """What is to be published and is not yet."""
    rows = Disclosure.objects.filter(state__in=OPEN_DISCLOSURES, due_on__lte=horizon)
    for pk, due_on, title in rows.values_list("pk", "due_on", "item__title"):
        url = reverse("congress:disclosure_detail", args=[pk])
        yield Due(f"congress.disclosure:{pk}", due_on, f"{title}应公开", url, right=Right.MANAGE_CONGRESS)


def mediations_due(_today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Mediations and agreements with a deadline: the mediator, else whoever holds the right. No names."""
    rows = Mediation.objects.filter(state__in=OPEN_MEDIATIONS, due_on__lte=horizon)
    for pk, due_on, mediator in rows.values_list("pk", "due_on", "mediator_id"):
        assert due_on is not None  # due_on__lte
        url = reverse("congress:mediation_detail", args=[pk])
        people = (mediator,) if mediator else ()
        title = f"调解第 {pk} 号期限"
        yield Due(f"congress.mediation:{pk}", due_on, title, url, user_ids=people, right=Right.MEDIATE)


_WORDS = {AppealState.RECEIVED: "受理", AppealState.ASSIGNED: "答复", AppealState.ANSWERED: "评价"}
_STAFF = Audience.HANDLER.value
RULES: dict[str, ReminderRule] = {
    "congress.appeal": ReminderRule(
        "职工意见", appeals_due, (Step(-1), Step(0), Step(3, (_STAFF, "office_staff"), working=True))
    ),
    "congress.contract": ReminderRule(
        "集体合同办理",
        contracts_due,
        (Step(-3), Step(0), Step(2, (_STAFF, "chair"), working=True)),
        basis="《上海市集体合同条例》第十五、二十三、二十五条",
    ),
    "congress.contract_end": ReminderRule(
        "集体合同期满",
        contracts_end,
        (Step(-90), Step(-60), Step(-30), Step(0, (_STAFF, "chair"))),
        basis="《上海市集体合同条例》第十八条",
    ),
    "congress.disclosure": ReminderRule(
        "院务公开", disclosures_due, (Step(-14), Step(-3), Step(0), Step(5, (_STAFF, "chair"), working=True))
    ),
    "congress.mediation": ReminderRule(
        "调解期限",
        mediations_due,
        (Step(-5), Step(-1), Step(0), Step(1)),
        basis="《劳动争议调解仲裁法》第十四条",
    ),
}
