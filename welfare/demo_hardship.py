"""Hardship files of the demonstration hospital: one in every state, aid at every step, one list paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from union.common.attachments import save_attachment
from union.common.dates import add_months
from union.common.demo import PAPER, DemoContext
from union.common.id_numbers import check_digit
from welfare.choices.hardship import HardshipState as S
from welfare.models import (
    Aid,
    HardshipConsent,
    HardshipEvent,
    HardshipFile,
    HardshipSpell,
    HomeVisit,
    HouseholdPerson,
    Objection,
    PaymentList,
    Publicity,
    YearlyReview,
)
from welfare.rules.hardship_flow import CLOSED
from welfare.rules.hardship_publicity import shown
from welfare.selectors.hardship import lines_on
from welfare.services import aid as aids
from welfare.services import aid_payments
from welfare.services.aid import Wanted
from welfare.services.hardship_files import recompute

# state, cause, the main person's monthly income, rigid expense a year, level, months on file
_CASES: tuple[tuple[S, str, int, int, str, int], ...] = (
    (S.ON_FILE, "own_illness", 2600, 24000, "national", 14),
    (S.ON_FILE, "family_illness", 3200, 30000, "city", 11),
    (S.ON_FILE, "school", 4200, 8000, "hospital", 8),
    (S.ON_FILE, "low_income", 3000, 0, "hospital", 5),
    (S.ON_FILE, "disability", 3400, 6000, "hospital", 3),
    (S.APPLIED, "own_illness", 3800, 20000, "hospital", 0),
    (S.REVIEWED, "disaster", 4500, 15000, "hospital", 0),
    (S.CHECKED, "family_illness", 3600, 12000, "hospital", 0),
    (S.PUBLIC, "school", 3900, 9000, "hospital", 0),
    (S.PUBLISHED, "own_illness", 2900, 16000, "hospital", 0),
    (S.TEMPORARY, "disaster", 5200, 20000, "hospital", 1),
    (S.EXITED, "unemployed", 5200, 0, "hospital", 20),
    (S.REJECTED, "other", 9800, 0, "hospital", 0),
)
_WORDS = "长期治疗，家庭负担较重（示例）"
_BEFORE_VISIT = (S.APPLIED, S.REVIEWED, S.REJECTED, S.TEMPORARY)


def fill(context: DemoContext) -> None:
    """Make the files; the last thirds of the members, so that other rooms keep theirs."""
    members = [m for m in context.made["members"] if m.membership_status == "active" and m.user_id is None]
    files = [
        _file(context, members[-(turn * 5 + 3)], case, turn)
        for turn, case in enumerate(_CASES)
        if turn * 5 + 3 <= len(members)
    ]
    context.made["hardship_files"] = files
    helped = [file for file in files if file.state == S.ON_FILE]
    if helped:
        _aid(context, helped)


def _file(
    context: DemoContext, member: Any, case: tuple[S, str, int, int, str, int], turn: int
) -> HardshipFile:
    state, cause, income, rigid, level, months = case
    users = context.made["users"]
    applied = add_months(context.as_of, -months) - dt.timedelta(days=12)
    consent = HardshipConsent.objects.create(
        member=member, covers_health=True, covers_check=True, covers_children=True, covers_bank=True,
        covers_upper=turn % 3 != 2, channel="paper", given_on=applied, recorded_by=users["office"],  # noqa: PLR2004
        notices={"health": 1, "bank": 1},
    )  # fmt: skip
    helped = months > 0
    file = HardshipFile.objects.create(
        member=member, consent=consent, branch=member.branch, state=state, level=level, cause=cause,
        cause_text=_WORDS, housing="owned", housing_area=Decimal(62), insurance="employee",
        marriage="married", residence="urban", rigid_expense=rigid, applied_on=applied,
        applied_by=users["office"], phone=f"1990000{turn:04d}", address="示范市示范路 1 号",
        bank_name="示范银行", bank_account=f"62220000000000{turn:02d}", bank_holder=member.name,
        reviewed_by=None if state == S.APPLIED else users["office"],
        decided_by=users["chair"] if helped else None,
        decided_on=add_months(context.as_of, -months) if helped else None,
        review_due_on=add_months(context.as_of, 12 - months) if state == S.ON_FILE else None,
        temporary_until=context.as_of + dt.timedelta(days=40) if state == S.TEMPORARY else None,
    )  # fmt: skip
    _people(file, member, income, turn)
    recompute(file)
    _records(context, file, months)
    return file


def _people(file: HardshipFile, member: Any, income: int, turn: int) -> None:
    is_open = file.state not in CLOSED
    more: dict[str, Any] = {"file": file, "consent": file.consent, "is_open": is_open}
    HouseholdPerson.objects.create(
        kinship="self", name=member.name, sex=member.sex, id_number=member.id_number,
        id_number_index=member.id_number_index, monthly_income=Decimal(income), workplace="本院",
        birth=member.born_on.isoformat() if member.born_on else "",
        health="慢性肾病" if file.cause == "own_illness" else "良好", **more,
    )  # fmt: skip
    body = f"9901012014060{turn % 9 + 1}{100 + turn * 2:03d}"
    HouseholdPerson.objects.create(
        kinship="son" if turn % 2 else "daughter", name=f"{member.name[:1]}小{'明' if turn % 2 else '丽'}",
        id_number=body + check_digit(body + "0"), birth=f"2014-06-0{turn % 9 + 1}", is_minor=True,
        occupation="primary", workplace="示范小学", health="良好", **more,
    )  # fmt: skip


def _records(context: DemoContext, file: HardshipFile, months: int) -> None:
    users = context.made["users"]
    HardshipEvent.objects.create(file=file, action="submit", to_state=S.APPLIED, actor=users["office"])
    if file.state in _BEFORE_VISIT:
        if months:
            _spell(file, context.days_ago(30), is_temporary=True)
        return
    paper = save_attachment(
        ContentFile(PAPER, name="入户核查表.pdf"), owner=file, actor=users["office"], kind="签字的入户核查表"
    )
    HomeVisit.objects.create(
        file=file, on=file.applied_on + dt.timedelta(days=3), visitors="王主席、李干事",
        found="情况属实（示例）",
        signer=file.member.name, signature=paper, actor=users["office"],
    )  # fmt: skip
    file.checked_on, file.checked_by = file.applied_on + dt.timedelta(days=5), users["office"]
    file.check_source = "民政部门经济状况核对"
    file.save(update_fields=["checked_on", "checked_by", "check_source"])
    if file.state != S.CHECKED:
        _publicity(context, file)
    if months:
        _on_file(context, file, months)


def _publicity(context: DemoContext, file: HardshipFile) -> None:
    runs = file.state == S.PUBLIC
    first = context.days_ago(2) if runs else file.applied_on + dt.timedelta(days=6)
    last = first + dt.timedelta(days=6)
    facts = {
        "name": file.member.name, "branch": str(file.branch or ""), "head_count": f"{file.head_count} 人",
        "level": file.get_level_display(), "category": file.get_category_display(),
    }  # fmt: skip
    row = Publicity.objects.create(
        file=file, starts_on=first, ends_on=last, days=5, place="院务公开栏",
        shown=shown(facts, lines_on(context.as_of).shows), closed_on=None if runs else last,
        actor=context.made["users"]["office"],
    )  # fmt: skip
    if runs:
        Objection.objects.create(
            publicity=row, received_on=context.days_ago(1), text="请核实家庭住房情况（示例）",
            recorded_by=context.made["users"]["office"],
        )  # fmt: skip


def _spell(file: HardshipFile, on: dt.date, **more: Any) -> HardshipSpell:
    values = {"level": file.level, "category": file.category, "cause": file.cause, "branch": file.branch}
    return HardshipSpell.objects.create(file=file, starts_on=on, **{**values, **more})


def _on_file(context: DemoContext, file: HardshipFile, months: int) -> None:
    ended = file.state == S.EXITED
    on = file.decided_on or file.applied_on
    _spell(file, on, ends_on=context.days_ago(50) if ended else None, ended_by="exited" if ended else "")
    if months > 12 and not ended:  # noqa: PLR2004 - a review was due
        YearlyReview.objects.create(
            file=file, on=add_months(on, 12), head_count=file.head_count, per_head=file.per_head,
            category=file.category, level=file.level, outcome="keep", actor=context.made["users"]["office"],
        )  # fmt: skip
        file.reviewed_on, file.review_due_on = add_months(on, 12), add_months(on, 24)
        file.save(update_fields=["reviewed_on", "review_due_on"])


def _aid(context: DemoContext, files: list[HardshipFile]) -> None:
    """Every step has something: paid and booked, ready to be paid, to approve, to review."""
    office, chair = context.made["users"]["office"], context.made["users"]["chair"]
    year = context.as_of.year
    paid = [
        _approved(file, Wanted("festival", year, "中秋国庆", Decimal(1500)), office, chair)
        for file in files[:3]
    ]
    payment = aid_payments.make_list(
        title=f"{year} 年中秋国庆困难帮扶", fund_source="allocation", actor=office
    )
    aid_payments.put_on_list(payment.pk, [row.pk for row in paid], actor=office)
    aid_payments.lock_list(payment.pk, actor=office)
    aid_payments.approve_list(payment.pk, actor=chair)
    aid_payments.pay_list(payment.pk, actor=office)
    _approved(
        files[0], Wanted("medical", year, "住院治疗", Decimal(2000), _WORDS, _main(files[0])), office, chair
    )
    waiting = aids.apply_aid(
        files[1].pk, Wanted("living", year, "冬季生活困难", Decimal(1800), _WORDS), actor=office
    )
    aids.review_aid(waiting.pk, amount=Decimal(1500), source="allocation", actor=office)
    if len(files) > 2:  # noqa: PLR2004
        child = files[2].people.exclude(kinship="self").first()
        aids.apply_aid(
            files[2].pk, Wanted("school", year, "学习费用", Decimal(3000), _WORDS, child), actor=office
        )
    PaymentList.objects.create(
        title=f"{year + 1} 年元旦春节困难帮扶", fund_source="allocation", created_by=office
    )


def _main(file: HardshipFile) -> HouseholdPerson:
    return file.people.get(kinship="self")


def _approved(file: HardshipFile, wanted: Wanted, office: Any, chair: Any) -> Aid:
    row = aids.apply_aid(file.pk, wanted, actor=office)
    aids.review_aid(row.pk, amount=wanted.amount, source="allocation", actor=office)
    return aids.approve_aid(row.pk, actor=chair)
