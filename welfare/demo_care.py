"""Services of the demonstration hospital: two lists, claims in every state."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from union.common.dates import add_months
from union.common.demo import DemoContext
from union.funds.choices import FundSource
from welfare.choices.mutual import ClaimState, PeriodState
from welfare.models import (
    CareEvent,
    CheckupEntry,
    CheckupRound,
    CheckupSlot,
    Claim,
    CounsellingSlot,
    Counsellor,
    Donation,
    DonationDrive,
    DonationUse,
    Enrolment,
    MutualPeriod,
    MutualPlan,
    ProtectionPeriod,
    RecuperationQuota,
    RecuperationRound,
    SingleParent,
    Stay,
    WomenMeeting,
    WomenService,
)
from welfare.rules.mutual import last_day
from welfare.selectors.care_payments import bill_of
from welfare.selectors.mutual import eligible_members
from welfare.services import care_payments, donations

_CLAIMS = (
    ClaimState.PAID, ClaimState.PAID, ClaimState.PAID, ClaimState.DECIDED, ClaimState.SUBMITTED,
    ClaimState.CHECKED, ClaimState.ENTERED, ClaimState.REJECTED,
)  # fmt: skip


def fill(context: DemoContext) -> None:
    """Fill every subject."""
    _mutual(context)
    _checkups(context)
    _recuperation(context)
    _donations(context)
    _women(context)
    _counselling(context)


def _mutual(context: DemoContext) -> None:
    starts = {"hospital": add_months(context.as_of, -11), "women": add_months(context.as_of, -8)}
    for code, starts_on in starts.items():
        period = _period(context, code, starts_on.replace(day=1), PeriodState.IN_FORCE)
        rows = _enrol(period, keep=9 if code == "hospital" else 8)
        if code == "hospital":
            _claims(context, rows)
        else:
            _paid(context, period)
    _enrol(_period(context, "accident", context.as_of.replace(day=1), PeriodState.OPEN), keep=3)


def _paid(context: DemoContext, period: MutualPeriod) -> None:
    """Most of the women's fees are in the cash book, a rest is still owed."""
    care_payments.pay(
        period, amount=bill_of(period).owed - 10 * period.fee, on=context.as_of, note="协会收据",
        fund_source=FundSource.ALLOCATION, actor=context.made["users"]["office"],
    )  # fmt: skip


def _period(context: DemoContext, code: str, starts_on: dt.date, state: PeriodState) -> MutualPeriod:
    plan = MutualPlan.objects.valid_on(starts_on).get(code=code)
    return MutualPeriod.objects.create(
        plan=plan, title=f"{starts_on:%Y} 年{plan.name}", starts_on=starts_on,
        ends_on=last_day(starts_on, plan.term_years), fee=plan.fee, state=state,
        policy_no=f"HZ{starts_on:%Y%m}001" if state == PeriodState.IN_FORCE else "",
        created_by=context.made["users"]["office"],
    )  # fmt: skip


def _enrol(period: MutualPeriod, keep: int) -> list[Enrolment]:
    """``keep`` of ten have joined."""
    people = eligible_members(period.plan, period.starts_on).order_by("pk").values_list("pk", "branch_id")
    rows = [
        Enrolment(period=period, member_id=pk, branch_id=branch, fee=period.fee)
        for turn, (pk, branch) in enumerate(people)
        if turn % 10 < keep
    ]
    return Enrolment.objects.bulk_create(rows, batch_size=1000)


def _claims(context: DemoContext, rows: list[Enrolment]) -> None:
    for turn, state in enumerate(_CLAIMS):
        claim = _claim(context, rows[(turn * 17 + 3) % len(rows)], turn, state)
        claim.save()
        CareEvent.objects.create(
            subject="claim", subject_id=claim.pk, action="create", to_state=ClaimState.ENTERED,
            actor=context.made["users"]["office"],
        )  # fmt: skip


def _claim(context: DemoContext, enrolment: Enrolment, turn: int, state: ClaimState) -> Claim:
    happened_on = context.days_ago(150 - turn * 12)
    values: dict[str, Any] = {"claimed": Decimal(1000 + 350 * turn)}
    if state in (ClaimState.SUBMITTED, ClaimState.DECIDED, ClaimState.PAID, ClaimState.REJECTED):
        values["submitted_on"] = happened_on + dt.timedelta(days=15)
    if state in (ClaimState.DECIDED, ClaimState.PAID):
        values |= {"approved": values["claimed"] - 200, "decided_on": happened_on + dt.timedelta(days=40)}
    if state == ClaimState.PAID:
        values |= {"paid": values["approved"], "paid_on": happened_on + dt.timedelta(days=50)}
    papers = [] if state == ClaimState.ENTERED else ["form", "identity", "hospital", "invoice"]
    return Claim(
        enrolment=enrolment, happened_on=happened_on, diagnosis="住院治疗", papers=papers, state=state,
        due_on=happened_on + dt.timedelta(days=180), entered_on=happened_on + dt.timedelta(days=5),
        created_by=context.made["users"]["office"], **values,
    )  # fmt: skip


def _checkups(context: DemoContext) -> None:
    """One round that goes on, with appointments; one that is over."""
    members = [m for m in context.made["members"] if m.membership_status == "active"]
    for title, begins, open_ in (("上年度职工体检", 330, False), ("本年度职工体检", 10, True)):
        starts_on = context.days_ago(begins)
        row = CheckupRound.objects.create(
            title=title, starts_on=starts_on, ends_on=starts_on + dt.timedelta(days=40), place="本院体检中心",
            book_until=starts_on + dt.timedelta(days=30), state="open" if open_ else "closed",
            notes="当日空腹，请带工牌", created_by=context.made["users"]["office"],
        )  # fmt: skip
        days = [starts_on + dt.timedelta(days=n) for n in range(41)]
        slots = [
            CheckupSlot(round=row, on=day, part="am", capacity=40)
            for day in days
            if day.isoweekday() < 6  # noqa: PLR2004
        ]
        slots = CheckupSlot.objects.bulk_create(slots)
        CheckupEntry.objects.bulk_create(
            [_entry(row, member, turn, slots, context) for turn, member in enumerate(members)],
            batch_size=1000,
        )


def _entry(
    row: CheckupRound, member: Any, turn: int, slots: list[CheckupSlot], context: DemoContext
) -> CheckupEntry:
    """Nine of ten came last year; this year half have booked, and those whose day is past came."""
    last_year = row.state == "closed"
    slot = slots[turn % len(slots)] if (turn % 10 if last_year else turn % 2) else None
    came = slot is not None and slot.on < context.as_of
    return CheckupEntry(
        round=row, member=member, branch_id=member.branch_id, slot=slot,
        attended_on=slot.on if slot is not None and came else None,
    )  # fmt: skip


def _recuperation(context: DemoContext) -> None:
    """A round of last year, and one for which people apply now."""
    users = context.made["users"]
    members = [m for m in context.made["members"] if m.membership_status == "active"]
    past, now = context.days_ago(200), context.as_of + dt.timedelta(days=45)
    for title, starts_on, state, first in (
        ("春季疗休养", past, "closed", 5),
        ("下一批疗休养", now, "open", 90),
    ):
        row = RecuperationRound.objects.create(
            title=title, place="省职工疗养院", starts_on=starts_on, ends_on=starts_on + dt.timedelta(days=4),
            apply_until=starts_on - dt.timedelta(days=25), cost_per_day=Decimal(380), quota=24, state=state,
            insurance="每人投保意外险", created_by=users["office"],
        )  # fmt: skip
        branches = list({m.branch_id: m.branch for m in members if m.branch_id}.values())[:3]
        RecuperationQuota.objects.bulk_create(
            RecuperationQuota(round=row, branch=branch, seats=4) for branch in branches
        )
        people = members[first :: len(members) // 16 or 1][:16]
        Stay.objects.bulk_create(_stay(row, m, turn, state, users) for turn, m in enumerate(people))


def _stay(row: RecuperationRound, member: Any, turn: int, state: str, users: dict[str, Any]) -> Stay:
    now = ("applied", "recommended", "approved", "recommended")[turn % 4]
    decided = state == "closed" or now == "approved"
    return Stay(
        round=row, member=member, branch_id=member.branch_id, is_frontline=turn % 3 != 0,
        state="gone" if state == "closed" else now, cost=row.cost if state == "closed" else Decimal(0),
        group_no=1 if state == "closed" else None, created_by=users["office"],
        recommended_by=users["branch"] if decided or now == "recommended" else None,
        decided_by=users["chair"] if decided else None,
        decided_on=row.apply_until if state == "closed" else None, reason="长期在临床一线工作",
    )  # fmt: skip


def _donations(context: DemoContext) -> None:
    """Last year's drive is in the cash book, published and partly used; this year's goes on."""
    office, chair = context.made["users"]["office"], context.made["users"]["chair"]
    members = [m for m in context.made["members"] if m.membership_status == "active"]
    for title, begins, state in (("慈善一日捐", 70, "published"), ("职工互助募捐", 6, "open")):
        starts_on = context.days_ago(begins)
        drive = DonationDrive.objects.create(
            title=title, kind="one_day" if state == "published" else "case", starts_on=starts_on,
            ends_on=starts_on + dt.timedelta(days=20), purpose="帮助患重病和家庭困难的职工，自愿捐款",
            created_by=office, state=state, publication="公开栏 5 个工作日" if state == "published" else "",
            published_on=starts_on + dt.timedelta(days=25) if state == "published" else None,
        )  # fmt: skip
        Donation.objects.bulk_create(
            Donation(
                drive=drive, member=m, donor_name=m.name, branch_id=m.branch_id, handler=office,
                amount=Decimal((50, 100, 100, 200)[turn % 4]),
                given_on=starts_on + dt.timedelta(days=turn % 5),
                is_anonymous=turn % 11 == 0,
            )
            for turn, m in enumerate(members[: 60 if state == "published" else 15])
        )  # fmt: skip
    for turn, state in enumerate(("approved", "proposed")):
        DonationUse.objects.create(
            drive=DonationDrive.objects.get(title="慈善一日捐"), amount=Decimal(1500), state=state,
            purpose="职工大病救助" if turn else "子女助学", recipient="困难职工", proposed_by=office,
            proposed_on=context.days_ago(9 - turn), decided_by=chair if state == "approved" else None,
        )  # fmt: skip
    drive = DonationDrive.objects.get(title="慈善一日捐")
    context.at_end.insert(0, lambda: _deposit(drive, context))  # before the books are looked at


def _deposit(drive: DonationDrive, context: DemoContext) -> None:
    """Into the cash book at the end, when its accounts are there."""
    donations.deposit(drive.pk, on=context.as_of, paid_into="bank", actor=context.made["users"]["office"])


def _women(context: DemoContext) -> None:
    office = context.made["users"]["office"]
    women = [m for m in context.made["members"] if m.sex == "female" and m.membership_status == "active"]
    spans = (("pregnancy", 150, 130), ("pregnancy", 60, 220), ("leave", 40, 57), ("nursing", 90, 177))
    for turn, member in enumerate(women[3:31:4]):
        kind, before, after = spans[turn % len(spans)]
        ends_on = context.as_of + dt.timedelta(days=after - turn)
        born_on = add_months(ends_on + dt.timedelta(days=1), -12)  # of a nursing period
        ProtectionPeriod.objects.create(
            member=member, kind=kind, starts_on=context.days_ago(before + turn), ends_on=ends_on,
            due_on={"pregnancy": ends_on, "nursing": born_on}.get(kind), created_by=office,
        )  # fmt: skip
    for turn, member in enumerate(women[2:20:5]):
        SingleParent.objects.create(
            member=member, since=context.days_ago(400 + turn), children="子女一人，小学", created_by=office
        )
    for turn, member in enumerate(women[5:25:2]):
        WomenService.objects.create(
            member=member, kind=("birth", "family", "single", "rights")[turn % 4], created_by=office,
            on=context.days_ago(12 * turn + 3), note="了解情况，介绍政策",
        )  # fmt: skip
    for title, kind, days, count in (
        ("三八国际妇女节趣味活动", "march", 200, 86), ("女职工生活会", "life", 120, 34),
        ("单亲职工家庭座谈会", "family", 90, 9), ("女性健康讲座", "lecture", 30, 58),
    ):  # fmt: skip
        WomenMeeting.objects.create(
            title=title,
            kind=kind,
            on=context.days_ago(days),
            place="职工之家",
            attended=count,
            created_by=office,
        )


def _counselling(context: DemoContext) -> None:
    """One counsellor; hours of the past and of the coming days."""
    counsellor = Counsellor.objects.create(
        user=context.made["users"]["women"],
        name="李老师",
        place="职工之家心语室",
        note="二级心理咨询师，情绪与压力",
    )
    members = [m for m in context.made["members"] if m.membership_status == "active"]
    for turn in range(-12, 9):
        day = context.as_of + dt.timedelta(days=turn)
        begin = timezone.make_aware(dt.datetime.combine(day, dt.time(14)))
        booked = turn < 0 or turn % 3 == 0
        state = ("absent" if turn % 5 == 0 else "held") if turn < 0 else "booked" if booked else "open"
        CounsellingSlot.objects.create(
            counsellor=counsellor, starts_at=begin, ends_at=begin + dt.timedelta(minutes=50), state=state,
            member=members[(turn + 20) * 3 % len(members)] if booked else None,
        )  # fmt: skip
