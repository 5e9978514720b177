"""Rows of the table of reminder rules: visits, hardship, care."""

import datetime as dt
from decimal import Decimal

from tests.reminders.table import LONG_AGO, Row, field, gone
from welfare import models as m

JUNE = dt.date(2026, 6, 1)


def visit(state):
    def make(w):
        stay = m.Occasion.objects.get(code="hospital_stay")
        return m.Visit.objects.create(
            occasion=stay, standard=stay.standards.latest("valid_from"), member=w.person, category="active",
            happened_on=JUNE, state=state, branch=w.branch, group=w.group,
        )  # fmt: skip

    return make


def gift_list(state):
    def make(w):
        stay = m.Occasion.objects.get(code="hospital_stay")
        return m.GiftList.objects.create(title="名单", occasion=stay, on=JUNE, state=state)

    return make


def hardship(state, **values):
    def make(w):
        consent = m.HardshipConsent.objects.create(
            member=w.person, covers_health=True, covers_check=True, covers_bank=True, channel="paper",
            given_on=JUNE, recorded_by=w.users["office"],
        )  # fmt: skip
        return m.HardshipFile.objects.create(
            member=w.person, consent=consent, branch=w.branch, cause="own_illness", state=state,
            applied_on=LONG_AGO, applied_by=w.users["office"], decided_by=w.users["chair"], **values,
        )  # fmt: skip

    return make


def publicity(w):
    file = hardship("public")(w)
    return m.Publicity.objects.create(
        file=file, starts_on=LONG_AGO, ends_on=JUNE, days=5, place="栏", shown={}
    )


def objection(w):
    return m.Objection.objects.create(publicity=publicity(w), received_on=JUNE, text="不符", objector="某")


def aid(state):
    def make(w):
        return m.Aid.objects.create(
            file=hardship("on_file")(w), kind="living", year=2026, subject="生活", same_key="living:2026",
            reason="困难", proposed_amount=Decimal(1000), applied_on=JUNE, applied_by=w.users["office"],
            branch=w.branch, state=state,
        )  # fmt: skip

    return make


def enrolled(w, **values):
    plan = m.MutualPlan.objects.get(code="hospital")
    period = m.MutualPeriod.objects.create(
        plan=plan,
        title="名单",
        starts_on=LONG_AGO,
        ends_on=dt.date(2030, 1, 1),
        fee=plan.fee,
        state="in_force",
    )
    period.enrolment = m.Enrolment.objects.create(
        period=period, member=w.person, branch=w.branch, fee=plan.fee
    )
    return period


def claim(w):
    return m.Claim.objects.create(
        enrolment=enrolled(w).enrolment,
        happened_on=LONG_AGO,
        due_on=JUNE,
        entered_on=LONG_AGO,
        claimed="1.00",
    )


def checkup(w):
    row = m.CheckupRound.objects.create(
        title="体检", starts_on=LONG_AGO, ends_on=dt.date(2030, 1, 1), book_until=JUNE, place="体检中心"
    )
    return m.CheckupEntry.objects.create(round=row, member=w.person, branch=w.branch)


def stay(w):
    row = m.RecuperationRound.objects.create(
        title="疗休养", place="山区", starts_on=dt.date(2030, 5, 1), ends_on=dt.date(2030, 5, 5), quota=10,
        apply_until=JUNE, cost_per_day=300,
    )  # fmt: skip
    return m.Stay.objects.create(round=row, member=w.person, branch=w.branch, reason="休整", state="applied")


def protection(kind, **values):
    def make(w):
        return m.ProtectionPeriod.objects.create(
            kind=kind, starts_on=LONG_AGO, ends_on=dt.date(2030, 1, 1), member=w.woman, **values
        )

    return make


def drive(w):
    return m.DonationDrive.objects.create(
        title="一日捐", kind="one_day", purpose="帮困", starts_on=LONG_AGO, ends_on=JUNE
    )


def erasure(state):
    def make(_w):
        return m.ErasureList.objects.create(
            kind="hardship", ended_by=LONG_AGO, rule="办结满 5 年", proposed_on=JUNE, state=state
        )

    return make


SETTLED = {"settled_on": JUNE, "is_upheld": False}
ROWS = [
    Row("welfare.visit", visit("reported"), field("due_on"), "office", {"state": "rejected"}, "办理"),
    Row("welfare.visit", visit("checked"), field("due_on"), "chair", {"state": "rejected"}, "审批"),
    Row("welfare.gift_list", gift_list("draft"), field("on"), "office", {"state": "cancelled"}, "编制",
        subject="{pk}:draft"),
    Row("welfare.gift_list", gift_list("approved"), field("on"), "office", {"state": "closed"}, "发放",
        subject="{pk}:approved"),
    Row("welfare.hardship_review", hardship("on_file"), field("review_due_on"), "office",
        {"review_due_on": dt.date(2031, 1, 1)}, "年度"),
    Row("welfare.hardship_review", hardship("temporary", temporary_until=JUNE), field("temporary_until"),
        "office", {"state": "draft"}, "临时"),
    Row("welfare.publicity", publicity, field("ends_on"), "office", {"closed_on": JUNE}),
    Row("welfare.objection", objection, field("received_on", 3), "office", gone),
    Row("welfare.aid", aid("applied"), field("applied_on", 15), "office", {"state": "withdrawn"}, "审核"),
    Row("welfare.aid", aid("reviewed"), field("applied_on", 15), "chair", {"state": "rejected"}, "审批"),
    Row("welfare.aid", aid("approved"), field("applied_on", 15), "office", {"state": "withdrawn"}, "发放"),
    Row("welfare.mutual", enrolled, field("ends_on"), "office", lambda row: row.enrolment.delete()),
    Row("welfare.claim", claim, field("due_on"), "office", {"state": "submitted"}),
    Row("welfare.checkup", checkup, field("book_until"), "", {"attended_on": JUNE}, dated="round"),
    Row("welfare.stay", stay, field("apply_until"), "branch", {"state": "recommended"}, dated="round"),
    Row("welfare.protection", protection("nursing"), field("ends_on"), "office chair women",
        gone, "到期", subject="{pk}:end"),
    Row("welfare.protection", protection("pregnancy"), field("due_on", -84), "office chair women",
        gone, "夜班", subject="{pk}:night"),
    Row("welfare.erasure", erasure("proposed"), field("proposed_on", 30), "office", {"state": "cancelled"},
        "核对", subject="{pk}:proposed"),
    Row("welfare.erasure", erasure("checked"), field("proposed_on", 30), "chair", {"state": "cancelled"},
        "确认", subject="{pk}:checked"),
    Row("welfare.drive", drive, field("ends_on"), "office", {"state": "published"}),
]  # fmt: skip
