"""What falls due in the registry: applications that wait, retirements, birthdays (docs/reminders.md)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import DateTimeField, F, Max, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from members.choices import CorrectionState, JoinState, TransferState
from members.duties import LEFT
from members.models import CorrectionRequest, JoinApplication, Member, RetirementProposal, Transfer
from members.selectors import born_on_any
from union.common.dates import day_of, month_days
from union.organisation.choices import Office, Right
from union.organisation.models import Appointment
from union.reminders.declare import Audience, Due, ReminderRule, Step

_ASKED = {
    JoinState.SUBMITTED.value: (Right.PROPOSE_AS_GROUP, "入会申请待提出小组意见"),
    JoinState.GROUP_AGREED.value: (Right.PROPOSE_AS_BRANCH, "入会申请待提出支会意见"),
    JoinState.BRANCH_AGREED.value: (Right.DECIDE_MEMBERSHIP, "入会申请待审批"),
}
_PLACE = ("member__branch_id", "member__group_id", "member__department_id", "member__sex", "member__user_id")
_NAMES = 10
_SPAN = 31


def applications_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Applications since the day they reached their present step; whoever is asked there acts."""
    rows = JoinApplication.objects.filter(state__in=_ASKED).annotate(
        since=Coalesce(Max("steps__at"), F("submitted_at"), F("created_at"), output_field=DateTimeField())
    )
    for pk, state, since, name, *place in rows.values_list("pk", "state", "since", "member__name", *_PLACE):
        right, words = _ASKED[state]
        branch_id, group_id, department_id, sex, user_id = place
        yield Due(
            subject=f"members.join:{pk}:{state}",
            on=day_of(since),
            title=f"{name}的{words}",
            link=reverse("members:join_detail", args=[pk]),
            right=right,
            person_id=user_id,
            branch_id=branch_id,
            group_id=group_id,
            department_id=department_id,
            sex=sex,
        )


def retirements_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Retirement proposals nobody has decided on; postponed ones on the day they are asked again."""
    rows = RetirementProposal.objects.waiting(today).filter(member__merged_into=None)
    rows = rows.filter(Q(proposed_on__lte=horizon) | Q(remind_on__isnull=False))
    fields = ("pk", "proposed_on", "remind_on", "member__name", *_PLACE)
    for pk, proposed_on, remind_on, name, *place in rows.values_list(*fields):
        branch_id, group_id, department_id, sex, user_id = place
        yield Due(
            subject=f"members.retirement:{pk}",
            on=remind_on or proposed_on,
            title=f"{name}临近退休，待确认",
            body="测算日期只作提示，以人事通知为准",
            link=reverse("members:retirement_decide", args=[pk]),
            right=Right.DECIDE_MEMBERSHIP,
            person_id=user_id,
            branch_id=branch_id,
            group_id=group_id,
            department_id=department_id,
            sex=sex,
        )


def birthdays_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:
    """Birthdays per day and group for its leader, per day and branch for its chair: one notice for all."""
    last = min(horizon, today + dt.timedelta(days=_SPAN))
    days = [today + dt.timedelta(days=n) for n in range((last - today).days + 1)]
    by_birth = month_days(days)
    rows = Member.objects.active().unmerged().filter(born_on_any(by_birth))
    found: dict[tuple[str, int, dt.date], list[tuple[int, str]]] = defaultdict(list)
    fields = ("pk", "name", "born_on", "branch_id", "group_id")
    for pk, name, born_on, branch_id, group_id in rows.order_by("name_pinyin", "pk").values_list(*fields):
        assert born_on is not None  # the filter asks for month and day
        for kind, unit_id in (("branch", branch_id), ("group", group_id)):
            if unit_id:
                found[kind, unit_id, by_birth[born_on.month, born_on.day]].append((pk, name))
    for (kind, unit_id, day), people in found.items():
        yield _birthday(kind, unit_id, day, people)


def _birthday(kind: str, unit_id: int, day: dt.date, people: list[tuple[int, str]]) -> Due:
    single = len(people) == 1
    names = "、".join(name for _pk, name in people[:_NAMES])
    page = reverse("members:member_detail", args=[people[0][0]]) if single else reverse("members:member_list")
    return Due(
        subject=f"members.birthday:{kind}:{unit_id}:{day:%m%d}",
        on=day,
        title=f"{day.month}月{day.day}日 {len(people)} 名会员生日",
        body=names if len(people) <= _NAMES else f"{names}等 {len(people)} 人",
        link=page,
        right=Right.PROPOSE_AS_BRANCH if kind == "branch" else Right.PROPOSE_AS_GROUP,
        branch_id=unit_id if kind == "branch" else None,
        group_id=unit_id if kind == "group" else None,
    )


def transfers_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Transfers a branch must accept, from the day of asking; accepted ones from their day."""
    rows = Transfer.objects.filter(state__in=(TransferState.PROPOSED, TransferState.ACCEPTED))
    fields = ("pk", "state", "created_at", "effective_on", "member__name", "to_branch_id")
    for pk, state, asked, effective_on, name, to_branch in rows.values_list(*fields):
        is_new = state == TransferState.PROPOSED
        yield Due(
            subject=f"members.transfer:{pk}:{state}",
            on=day_of(asked) if is_new else effective_on,
            title=f"{name}的会籍接转{'待接收' if is_new else '待办结'}",
            link=reverse("members:transfer_detail", args=[pk]),
            right=Right.PROPOSE_AS_BRANCH if is_new and to_branch else Right.DECIDE_MEMBERSHIP,
            branch_id=to_branch if is_new else None,
        )


def corrections_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """Open requests for correction since the day they were made."""
    rows = CorrectionRequest.objects.filter(state=CorrectionState.OPEN)
    for pk, asked, name, *place in rows.values_list("pk", "requested_at", "member__name", *_PLACE):
        branch_id, group_id, department_id, sex, user_id = place
        yield Due(
            subject=f"members.correction:{pk}",
            on=day_of(asked),
            title=f"{name}的信息更正申请待处理",
            link=reverse("members:correction_decide", args=[pk]),
            right=Right.EDIT_MEMBERS,
            person_id=user_id,
            branch_id=branch_id,
            group_id=group_id,
            department_id=department_id,
            sex=sex,
        )


def leavers_due(today: dt.date, horizon: dt.date) -> Iterator[Due]:  # noqa: ARG001 - a DueSource
    """People who left the union and still hold an office, from the day they left."""
    in_office = Appointment.objects.held_on(today).exclude(office=Office.MEMBER).values("user")
    gone = Member.objects.unmerged().filter(user__in=in_office, membership_status__in=LEFT)
    for pk, name, since in gone.values_list("pk", "name", "status_since"):
        yield Due(
            subject=f"members.leaver:{pk}",
            on=since or today,
            title=f"{name}已离开，仍有任职",
            link=f"{reverse('members:member_detail', args=[pk])}?tab=offices",
            right=Right.GRANT_UNION_OFFICES,
        )


_CHAIR, _STAFF, _BRANCH = Office.CHAIR.value, Office.OFFICE_STAFF.value, Office.BRANCH_CHAIR.value
RULES: dict[str, ReminderRule] = {
    "members.join": ReminderRule(
        "入会申请待办", applications_due,
        (Step(2, working=True), Step(5, (Audience.HANDLER.value, _BRANCH), working=True),
         Step(10, (_STAFF, _CHAIR), working=True)),
        basis="《工会会员会籍管理办法》：基层工会应及时办理入会；天数由本单位调整",
    ),
    "members.retirement": ReminderRule(
        "退休待确认", retirements_due, (Step(-60), Step(-15), Step(0), Step(15, (_CHAIR,)))
    ),
    "members.birthday": ReminderRule("会员生日", birthdays_due, (Step(-1),)),
    "members.transfer": ReminderRule(
        "会籍接转待办", transfers_due, (Step(2, working=True), Step(5, (_STAFF, _CHAIR), working=True)),
        basis="《工会会员会籍管理办法》：会籍随劳动（工作）关系接转；天数由本单位调整",
    ),
    "members.correction": ReminderRule(
        "信息更正待处理", corrections_due, (Step(3, working=True), Step(10, (_CHAIR,), working=True)),
        basis="《个人信息保护法》第四十六条：个人信息不准确的，应当核实并及时更正",
    ),
    "members.leaver": ReminderRule(
        "离会人员仍有任职", leavers_due, (Step(1, working=True), Step(15, (_CHAIR,)))
    ),
}  # fmt: skip
