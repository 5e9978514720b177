"""The demonstration hospital's members: three hundred people with a year of coming and going."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from members.choices import (
    ConsentChannel,
    CorrectionState,
    JoinState,
    MembershipStatus,
    RetainReason,
    Sex,
    TransferKind,
    TransferState,
)
from members.models import (
    Consent,
    CorrectionRequest,
    DuesBase,
    FamilyMember,
    JoinApplication,
    JoinStep,
    Member,
    MembershipChange,
    Transfer,
)
from members.services.members import derive
from members.services.retirement import propose_retirements
from union.common.dates import add_months, first_of_month
from union.common.demo import DemoContext
from union.common.models import PrivacyNotice
from union.organisation.choices import Office, ScopeKind
from union.organisation.models import Appointment
from union.reminders.services import remind

POSTS = {
    "医师": ("住院医师", "主治医师", "副主任医师", "主任医师"),
    "护理": ("护士", "护师", "主管护师", "副主任护师"),
    "医技": ("技士", "技师", "主管技师"),
    "药学": ("药士", "药师", "主管药师"),
    "管理": ("科员", "副科长", "科长"),
    "工勤": ("中级工", "高级工"),
}
EMPLOYMENT = ("在编", "在编", "合同制", "人事代理", "劳务派遣")
EDUCATION = ("中专", "大学专科", "大学本科", "大学本科", "硕士研究生", "博士研究生")
POLITICS = ("群众", "群众", "中共党员", "共青团员", "民盟盟员", "九三学社社员")
ROLE_MEMBERS = ("chair", "office", "committee", "auditor", "women", "branch", "group", "delegate", "member")
RETIRING_SOON = (30, 77, 121, 166, 203)
_WOMEN = {"office", "committee", "women", "group", "delegate", "member"}

_UNDECIDED = 3  # transfers that wait for the receiver; the next two wait for the office


def fill(context: DemoContext) -> None:
    """Make members with their dues bases, then movements, requests and consents."""
    members = [_person(context, number) for number in range(context.member_count)]
    _give_roles(context, members)
    for member in members:
        derive(member)
    Member.objects.bulk_create(members, batch_size=1000)
    context.made["members"] = members
    _bases(context, members)
    _history(context, members)
    _movements(context)
    propose_retirements(context.as_of)
    _notices(context)
    _self_service(context)


def _person(context: DemoContext, number: int) -> Member:
    chance = context.random
    group = context.made["groups"][number % len(context.made["groups"])]
    is_woman = chance.random() < 0.68  # noqa: PLR2004 - the share in a hospital
    born_on = context.days_ago(chance.randint(23 * 365, 49 * 365))  # nobody is past the retirement age …
    if number in RETIRING_SOON:  # … but these men reach it within half a year
        is_woman, born_on = False, context.days_ago(60 * 365 + 90 + 20 * (number % 4))
    started = born_on + dt.timedelta(days=chance.randint(20 * 365, 23 * 365))
    joined = min(started + dt.timedelta(days=chance.randint(60, 500)), context.days_ago(3))
    post = chance.choice(tuple(POSTS))
    return Member(
        staff_no=f"{10001 + number}",
        name=context.name(),
        sex=Sex.FEMALE if is_woman else Sex.MALE,
        born_on=born_on,
        id_number=context.id_number(born_on, number, is_woman=is_woman),
        ethnicity=chance.choice(("汉族",) * 8 + ("回族", "满族")),
        political_status=chance.choice(POLITICS),
        education=chance.choice(EDUCATION),
        marital_status=chance.choice(("已婚", "已婚", "未婚")),
        branch=group.branch,
        department=group.department,
        group=group,
        post_category=post,
        professional_title=chance.choice(POSTS[post]),
        employment_kind=chance.choice(EMPLOYMENT),
        started_work_on=started,
        joined_hospital_on=started,
        joined_union_on=joined,
        phone=f"199{chance.randint(0, 99_999_999):08d}",
        status_since=joined,
        membership_status=MembershipStatus.ACTIVE,
    )


def _give_roles(context: DemoContext, members: list[Member]) -> None:
    """The people behind the logins are members too: the first of the list, `group` and `branch` in place."""
    users = context.made["users"]
    for member, login in zip(members, ROLE_MEMBERS, strict=False):
        user = users[login]
        member.user, member.name = user, user.display_name
        is_woman = login in _WOMEN
        member.sex = Sex.FEMALE if is_woman else Sex.MALE
        member.id_number = context.id_number(
            member.born_on or context.as_of, int(member.staff_no or 0), is_woman=is_woman
        )
    first = context.made["groups"][0]
    for member, login in zip(members, ROLE_MEMBERS, strict=False):
        if login in {"branch", "group", "member"}:
            member.group, member.department, member.branch = first, first.department, first.branch
    Appointment.objects.bulk_create(
        Appointment(
            user=users[login], office=Office.MEMBER, scope_kind=ScopeKind.SELF, document="入会",
            starts_on=context.days_ago(400),
        )
        for login in ROLE_MEMBERS
    )  # fmt: skip


def _bases(context: DemoContext, members: list[Member]) -> None:
    """A first base from the month of entry, and a raise in January for most."""
    raised = dt.date(context.as_of.year, 1, 1)
    rows = []
    for member in members:
        start = first_of_month(member.joined_union_on or context.as_of)
        amount = Decimal(context.random.randint(180_000, 690_000)) / 100
        rows.append(DuesBase(member=member, effective_month=start, amount=amount, source="入会登记"))
        if start < raised and context.random.random() < 0.8:  # noqa: PLR2004 - most, not all
            more = amount + context.random.randint(80, 320)
            rows.append(DuesBase(member=member, effective_month=raised, amount=more, source="年度调标"))
    DuesBase.objects.bulk_create(rows, batch_size=1000)


def _history(context: DemoContext, members: list[Member]) -> None:
    """Everybody has joined; some have retired, left or gone abroad during the year."""
    changes = [
        _change(member, "", MembershipStatus.ACTIVE, member.joined_union_on, "入会登记表")
        for member in members
    ]
    leavers = context.random.sample(members[len(ROLE_MEMBERS) :], k=max(6, len(members) // 15))
    for turn, member in enumerate(leavers):
        target, reason, document = _LEAVING[turn % len(_LEAVING)]
        day = max(context.some_day(10, 330), (member.joined_union_on or context.as_of) + dt.timedelta(days=1))
        day = min(day, context.as_of)
        changes.append(_change(member, MembershipStatus.ACTIVE, target, day, document, reason))
        member.membership_status, member.retain_reason, member.status_since = target, reason, day
    MembershipChange.objects.bulk_create(changes, batch_size=1000)
    Member.objects.bulk_update(leavers, ["membership_status", "retain_reason", "status_since"])
    context.made["leavers"] = leavers


_LEAVING = (
    (MembershipStatus.RETAINED, RetainReason.RETIRED, "人事科退休通知"),
    (MembershipStatus.RETAINED, RetainReason.RETIRED, "人事科退休通知"),
    (MembershipStatus.TRANSFERRED_OUT, "", "会籍接转单"),
    (MembershipStatus.RETAINED, RetainReason.ABROAD, "人事科停薪通知"),
    (MembershipStatus.WITHDRAWN, "", "本人退会申请"),
)


def _change(  # noqa: PLR0917 - the columns of a history row
    member: Member, before: str, after: str, day: Any, document: str, reason: str = ""
) -> MembershipChange:
    return MembershipChange(
        member=member,
        from_status=before,
        to_status=after,
        retain_reason=reason,
        effective_on=day,
        document=document,
    )


def _movements(context: DemoContext) -> None:
    """Applications at every step of the way, and transfers that wait for the receiver."""
    users, groups = context.made["users"], context.made["groups"]
    states = (JoinState.SUBMITTED, JoinState.SUBMITTED, JoinState.GROUP_AGREED, JoinState.BRANCH_AGREED)
    for number, state in enumerate(states, start=1):
        group = groups[0] if number < len(states) else groups[5]
        person = _person(context, context.member_count + number)
        person.membership_status, person.joined_union_on = MembershipStatus.APPLICANT, None
        person.branch, person.department, person.group = group.branch, group.department, group
        derive(person)
        person.save()
        application = JoinApplication.objects.create(
            member=person,
            state=state,
            statement="自愿加入中国工会，遵守工会章程。",
            submitted_at=_morning(context, number),
        )
        JoinStep.objects.create(
            application=application,
            from_state=JoinState.DRAFT,
            to_state=JoinState.SUBMITTED,
            actor=users["office"],
        )
    movers = [m for m in context.made["members"][20:60] if m.membership_status == MembershipStatus.ACTIVE][:5]
    for turn, member in enumerate(movers):
        target, accepted = groups[0], turn >= _UNDECIDED
        stands = TransferState.ACCEPTED if accepted else TransferState.PROPOSED
        due = context.days_ago(2 * (turn - _UNDECIDED)) if accepted else add_months(context.as_of, 1)
        Transfer.objects.create(
            member=member, kind=TransferKind.BRANCH, from_branch=member.branch, to_branch=target.branch,
            to_department=target.department, to_group=target, effective_on=due, state=stands,
            reason="岗位调动", proposed_by=users["office"], decided_by=users["branch"] if accepted else None,
        )  # fmt: skip


def _morning(context: DemoContext, days: int) -> dt.datetime:
    """Nine o'clock so many days before the demonstration's today."""
    day = dt.datetime.combine(context.days_ago(days), dt.time(9, 12 * days % 60))
    return timezone.make_aware(day)


def _notices(context: DemoContext) -> None:
    """What the bell of the clerk and of the member says."""
    users = context.made["users"]
    texts = (
        ("office", "收到 4 份入会申请", "/members/join/"),
        ("office", "有 2 项会籍接转已由接收方确认", "/members/transfers/"),
        ("office", "收到 2 项信息更正申请", "/members/corrections/"),
        ("branch", "有 3 名会员申请转入内科支会", "/members/transfers/"),
        ("group", "收到 2 份入会申请", "/members/join/"),
        ("member", "您的更正申请已收到，工会办公室将在核对后答复", "/me/corrections/"),
    )
    for login, title, link in texts:
        remind(users[login], title=title, key=f"demo:{login}:{link}", link=link)


def _self_service(context: DemoContext) -> None:
    """Requests of members, families and consents."""
    members = context.made["members"]
    for member, field, value in (
        (members[8], "education", "硕士研究生"),
        (members[12], "address", "示范市人民路 8 号"),
    ):
        CorrectionRequest.objects.create(
            member=member, field=field, new_value=value, reason="信息有变化", state=CorrectionState.OPEN
        )
    for member in members[5:25]:
        FamilyMember.objects.create(member=member, relation="配偶", name=context.name())
    notices = PrivacyNotice.objects.filter(needs_consent=False)[:1]
    Consent.objects.bulk_create(
        Consent(member=member, notice=notice, channel=ConsentChannel.ONLINE, given_at=timezone.now())
        for notice in notices
        for member in members[:40]
    )
