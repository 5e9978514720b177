"""Rows of the table of reminder rules: organisation, members, dues, money, imports, reports."""

import datetime as dt
from decimal import Decimal

import time_machine

from members.models import (
    CorrectionRequest,
    DuesCollection,
    DuesEntry,
    DuesMonth,
    DuesRequest,
    JoinApplication,
    RetirementProposal,
    Transfer,
)
from members.models import DuesBooking as Booking
from tests.factories import AppointmentFactory, MemberFactory
from tests.factories_funds import booked_income
from tests.reminders.table import LONG_AGO, WEDNESDAY, Row, at, field, gone, moment
from union.funds.models import AuditQuestion, AuditRemark, Budget, Handover, MonthClose
from union.imports.models import ImportBatch
from union.organisation.choices import Office
from union.organisation.models import Body
from union.reports.models import Report, ReportChapter

MAY, JUNE = dt.date(2026, 5, 1), dt.date(2026, 6, 1)


def application(state):
    def make(w):
        member = MemberFactory(membership_status="applicant", user=w.users["somebody"], **w.units)
        return JoinApplication.objects.create(member=member, state=state)

    return make


def transfer(w):
    return Transfer.objects.create(
        member=w.person, kind="branch", to_branch=w.branch, effective_on=dt.date(2026, 7, 1), reason="轮岗",
        state="proposed",
    )  # fmt: skip


def leaver(w):
    gone = MemberFactory(
        membership_status="withdrawn", status_since=LONG_AGO, user=w.users["somebody"], **w.units
    )
    AppointmentFactory(office=Office.GROUP_LEADER, user=gone.user, group=w.group, starts_on=LONG_AGO)
    return gone


def owing(w):
    entry = {"kind": "collection", "booked_in": MAY, "on": MAY, "summary": "核算", "method": "cash"}
    return DuesEntry.objects.create(
        booking=Booking.objects.create(**entry), booked_in=MAY, member=w.person, month=MAY, kind="due",
        amount="20.00", branch=w.branch, group=w.group,
    )  # fmt: skip


def paid(entry):
    fields = ("booking", "booked_in", "member", "month", "branch", "group")
    DuesEntry.objects.create(
        kind="paid", method="cash", amount="20.00", **{name: getattr(entry, name) for name in fields}
    )


def dues_request(w):
    return DuesRequest.objects.create(
        kind="waiver", member=w.person, reason="困难", requested_by=w.users["group"], first_month=MAY,
        last_month=MAY,
    )  # fmt: skip


def sheet(w):
    return DuesCollection.objects.create(
        method="cash", collected_on=MAY, total="5.00", recorded_by=w.users["group"], branch=w.branch,
        group=w.group,
    )  # fmt: skip


def question(w, state="open"):
    entry = booked_income(on=JUNE, key="question")
    row = AuditQuestion.objects.create(entry=entry, due_on=JUNE, asked_by=w.users["auditor"], state=state)
    with time_machine.travel(at(WEDNESDAY), tick=False):
        AuditRemark.objects.create(question=row, action="answer", text="已补", by=w.users["office"])
    return row


def handover(w):
    return Handover.objects.create(
        on=JUNE, post="出纳", giver="甲", taker="乙", reason="调动", books="账簿一本",
        cash_counted=Decimal(0), bank_stated=Decimal(0), created_by=w.users["office"],
    )  # fmt: skip


def report(state, **chapter):
    def make(w):
        row = Report.objects.create(
            layout="full", first=dt.date(2025, 1, 1), last=dt.date(2025, 12, 31), edition=1, title="报告",
            snapshot=[], snapshot_hash="", built_by=w.users["office"], state=state,
        )  # fmt: skip
        ReportChapter.objects.create(
            report=row, key="plans", position=1, title="明年打算", has_figures=False, **chapter
        )
        return row

    return make


def may_booked(w):
    row = booked_income(on=MAY)
    row.poster = w.users["office"]
    return row


def close_month(entry):
    sums = {"turnover": 100, "cash_balance": 0, "bank_balance": 100}
    MonthClose.objects.create(month=MAY, entry_count=1, closed_by=entry.poster, **sums)


ROWS = [
    Row("imports.waiting", lambda w: ImportBatch.objects.create(
            kind="roster", file_name="a.xlsx", file_sha256="0" * 64, state="checked",
            created_by=w.users["somebody"]),
        moment("checked_at"), "somebody", {"state": "applied"}),
    Row("organisation.appointments", lambda w: AppointmentFactory(
            office=Office.WOMEN_MEMBER, user=w.users["person"], starts_on=LONG_AGO),
        field("ends_on"), "office", {"ends_on": dt.date(2031, 1, 1)}),
    Row("organisation.bodies", lambda w: Body.objects.create(kind="committee", name="工会委员会"),
        field("ends_on"), "office", {"ends_on": dt.date(2031, 1, 1)}),
    Row("members.join", application("submitted"), moment("submitted_at"), "group", {"state": "withdrawn"},
        "小组", person="somebody", subject="{pk}:submitted"),
    Row("members.join", application("group_agreed"), moment("submitted_at"), "branch",
        {"state": "branch_agreed"}, "支会", subject="{pk}:group_agreed"),
    Row("members.join", application("branch_agreed"), moment("submitted_at"), "office chair",
        {"state": "approved"}, "审批", subject="{pk}:branch_agreed"),
    Row("members.retirement", lambda w: RetirementProposal.objects.create(
            member=w.person, proposed_on=JUNE, basis="测算"),
        field("proposed_on"), "office chair", {"state": "confirmed"}),
    Row("members.birthday", lambda w: MemberFactory(born_on=dt.date(1980, 6, 17), branch=w.branch),
        None, "branch", {"membership_status": "withdrawn"}, "支会", subject="branch"),
    Row("members.birthday", lambda w: MemberFactory(born_on=dt.date(1980, 6, 17), group=w.group),
        None, "group", {"membership_status": "withdrawn"}, "小组", subject="group"),
    Row("members.transfer", transfer, moment("created_at"), "branch", {"state": "rejected"}, "接收",
        subject="{pk}:proposed"),
    Row("members.transfer", lambda w: Transfer.objects.create(
            member=w.person, kind="out", from_branch=w.branch, other_unit="某医院", reason="调动",
            effective_on=JUNE, state="accepted"),
        field("effective_on"), "office chair", {"state": "done"}, "办结", subject="{pk}:accepted"),
    Row("members.correction", lambda w: CorrectionRequest.objects.create(
            member=w.person, field="education", new_value="硕士"),
        moment("requested_at"), "office", {"state": "approved"}),
    Row("members.leaver", leaver, field("status_since"), "office", {"membership_status": "active"}),
    Row("dues.month", lambda w: DuesMonth.objects.create(month=MAY), None, "office", {"state": "closed"},
        subject="2026-05", day=dt.date(2026, 6, 10)),
    Row("dues.arrears", owing, None, "", paid, "支会", subject="branch", day=dt.date(2026, 6, 20),
        means="branch"),
    Row("dues.arrears", owing, None, "", paid, "小组", subject="group", day=dt.date(2026, 6, 20),
        means="group"),
    Row("dues.request", dues_request, moment("requested_at"), "chair", {"state": "approved"}),
    Row("dues.sheet", sheet, field("collected_on"), "office", {"state": "booked"}),
    Row("funds.month_close", may_booked, None, "office", close_month,
        subject="2026-05", day=dt.date(2026, 6, 10)),
    Row("funds.budgets", lambda w: Budget.objects.create(
            year=2027, created_by=w.users["office"], state="submitted"),
        moment("submitted_at"), "chair", {"state": "approved"}, "审批", subject="{pk}:submitted"),
    Row("funds.budgets", lambda w: Budget.objects.create(
            year=2027, created_by=w.users["office"], decision_note="请细化"),
        moment("decided_at"), "office", {"decision_note": ""}, "退回", subject="{pk}:draft"),
    Row("funds.next_budget", lambda w: Budget.objects.create(year=2024, created_by=w.users["office"]),
        None, "office", {"year": 2026}, subject="2026", day=dt.date(2026, 1, 31)),
    Row("funds.questions", question, field("due_on"), "office", {"state": "answered"}),
    Row("funds.answers", lambda w: question(w, "answered"), None, "auditor", {"state": "closed"}),
    Row("funds.handovers", handover, field("on"), "auditor", gone),
    Row("reports.chapters", report("draft"), moment("built_at"), "office", {"state": "in_review"}),
    Row("reports.decide", report("in_review"), moment("built_at"), "chair", {"state": "draft"}, "审核",
        subject="{pk}:in_review"),
    Row("reports.decide", report("approved"), moment("approved_at"), "leader", {"state": "final"}, "签发",
        subject="{pk}:approved"),
]  # fmt: skip
