"""Encrypted facts of hardship files and aid: class, purpose, retention, mask, right; papers."""

from __future__ import annotations

from typing import Any

from union.accounts.models import User
from union.common.id_numbers import mask
from union.common.registries import SensitiveField
from union.organisation.choices import Right
from welfare.models import Aid, AidReturn, HardshipFile, HouseholdPerson, PaymentList
from welfare.permissions import hardship as may
from welfare.selectors.aid import aids_visible_to
from welfare.selectors.hardship import files_visible_to

_KEEP = "撤档或脱困后五年；撤回授权时即行清除（已入账的凭证附件按会计档案规定保管）"
_HIDDEN = "（已登记）"


def _file(user: User, pk: int) -> HardshipFile | None:
    return files_visible_to(user).filter(pk=pk).first()


def _person(user: User, pk: int) -> HouseholdPerson | None:
    rows = HouseholdPerson.objects.filter(file__in=files_visible_to(user))
    return rows.select_related("file__member").filter(pk=pk).first()


def _aid(user: User, pk: int) -> Aid | None:
    return aids_visible_to(user).filter(pk=pk).first()


def _return(user: User, pk: int) -> AidReturn | None:
    rows = AidReturn.objects.filter(aid__in=aids_visible_to(user))
    return rows.select_related("aid__file__member").filter(pk=pk).first()


def _of(record: Any) -> HardshipFile:
    found: HardshipFile = record if isinstance(record, HardshipFile) else record.file
    return found


def _sees(user: User, record: Any) -> bool:
    return may.sees_all(user, _of(record))


def _sees_bank(user: User, record: Any) -> bool:
    """Accounts: the person himself, and whoever pays."""
    file = _of(record)
    return may.is_own(user, file) or user.access.reaches(Right.PAY_AID, file.member)


def _health(person: HouseholdPerson) -> str:
    return "；".join(each for each in (person.health, person.disability) if each)


_PURPOSE = "认定困难类别、安排帮扶"
FIELDS: dict[str, SensitiveField] = {
    "household.id_number": SensitiveField(
        "家庭成员身份证号", "身份", "一人只列一户、经济状况核对", _KEEP, _person,
        lambda person: person.id_number, mask, _sees,
    ),
    "household.health": SensitiveField(
        "家庭成员健康状况", "健康", _PURPOSE, _KEEP, _person, _health,
        lambda text: _HIDDEN if text else "", _sees,
    ),
    "household.name": SensitiveField(
        "家庭成员姓名", "家庭", _PURPOSE, _KEEP, _person, lambda person: person.name,
        lambda text: _HIDDEN if text else "", _sees,
    ),
    "hardship.cause_text": SensitiveField(
        "致困情况说明", "健康", _PURPOSE, _KEEP, _file, lambda file: file.cause_text,
        lambda text: _HIDDEN if text else "", _sees,
    ),
    "hardship.bank_account": SensitiveField(
        "困难家庭银行账号", "金融账户", "发放帮扶款", _KEEP, _file, lambda file: file.bank_account, mask,
        _sees_bank, reason_required=True,
    ),
    "aid.bank": SensitiveField(
        "帮扶收款账户", "金融账户", "核对发放", _KEEP, _aid, lambda aid: aid.bank,
        lambda text: _HIDDEN if text else "", _sees_bank, reason_required=True,
    ),
    "aid_return.bank": SensitiveField(
        "退汇的收款账户", "金融账户", "核对退汇", _KEEP, _return, lambda row: row.bank,
        lambda text: _HIDDEN if text else "", lambda user, row: _sees_bank(user, row.aid),
        reason_required=True,
    ),
}  # fmt: skip


def may_open_paper(user: User, attachment: Any) -> bool:
    """Papers of a file: who handles or decides, the person himself his own proofs, whoever uploaded them."""
    file = _file(user, int(attachment.owner_id))
    return file is not None and may.sees_all(user, file)


def may_open_sheet(user: User, attachment: Any) -> bool:
    """Signed sheets of payment lists."""
    exists = PaymentList.objects.filter(pk=attachment.owner_id).exists()
    return exists and may.sees_payments(user)
