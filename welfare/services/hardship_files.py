"""Opening a hardship file and changing what stands in it: consent first, then facts and people.

Every change is a history row (encrypted) and an audit event without the values.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from members.choices import ConsentChannel, Sex
from members.models import Member
from union.accounts.models import User
from union.common import audit, id_numbers
from union.common.choices import AuditAction
from union.common.dates import parse_date, today
from union.common.encryption import blind_index
from union.common.errors import DomainError, NotPermittedError, StaleError
from union.common.models import PrivacyNotice
from union.common.models.privacy import NoticeKind
from welfare.choices.hardship import ExtraAction, Kinship
from welfare.models import FileView, HardshipConsent, HardshipEvent, HardshipFile, HouseholdPerson
from welfare.permissions import hardship as may
from welfare.rules.hardship_criteria import assess
from welfare.selectors.hardship import file_of, household_of, in_another_file, lines_on

ADULT_CONSENT = 14  # 个人信息保护法 第 31 条: under 14 the guardian consents
BANK = ("bank_name", "bank_account", "bank_holder")
FACTS = (
    "level", "cause", "second_cause", "cause_text", "identity", "marriage", "residence", "insurance",
    "housing", "housing_area", "is_single_parent", "is_without_work", "can_help_itself", "phone", "address",
    *BANK, "other_income", "rigid_expense", "accident_cost", "compensation", "exclusions",
)  # fmt: skip
PERSON_FACTS = (
    "kinship", "name", "sex", "id_number", "birth", "politics", "health", "disability", "occupation",
    "workplace", "monthly_income", "left_on",
)  # fmt: skip
COMPUTED = ("head_count", "income", "per_head", "category", "category_words")
_MASKED = frozenset({"bank_account", "id_number"})  # not in full even in the history


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the household agrees to; the first two are needed for any file."""

    health: bool
    check: bool
    children: bool = False
    bank: bool = False
    upper: bool = False
    on: dt.date | None = None


@transaction.atomic
def open_file(
    member: Member, agreed: Agreed, facts: Mapping[str, Any], main: Mapping[str, Any], *, actor: User
) -> HardshipFile:
    """Open the file of a household; ``main`` are health, income … of the main person.

    Raises:
        NotPermittedError: neither the person himself nor the office.
        DomainError: no member any more, there is a file already, consent is missing, bad facts.
    """
    person = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if not may.can_open(actor, person):
        raise NotPermittedError("只能由本人或工会办公室申请建档")
    if not Member.objects.unmerged().kept().filter(pk=person.pk).exists():
        raise DomainError("困难档案只为在册和保留会籍的会员建立", field="member")
    old = file_of(person)
    if old is not None:
        raise DomainError(
            f"这一户已有困难档案 {old.number}（{old.get_state_display()}），请在原档案上办理",
            field="member" if person.user_id != actor.pk else None,
        )
    consent = new_consent(person, agreed, actor=actor)
    file = HardshipFile(
        member=person, consent=consent, branch=person.branch, applied_on=today(), applied_by=actor,
        cause=facts["cause"],
    )  # fmt: skip
    _set_facts(file, facts)
    file.save()
    _save_row(HouseholdPerson(file=file, consent=consent), {**_of_member(person), **main}, consent)
    recompute(file)
    write_event(file, ExtraAction.OPENED, actor=actor)
    audit.record(AuditAction.CREATE, file, actor=actor)
    return file


def _of_member(member: Member) -> dict[str, Any]:
    return {
        "kinship": Kinship.SELF, "name": member.name, "sex": member.sex, "id_number": member.id_number,
        "birth": member.born_on.isoformat() if member.born_on else "",
    }  # fmt: skip


def new_consent(member: Member, agreed: Agreed, *, actor: User) -> HardshipConsent:
    """Write down the consent, with the versions of the notices it was given to.

    Raises:
        DomainError: not to health and family data or not to the income check: then no file can be kept.
    """
    if not (agreed.health and agreed.check):
        raise DomainError(
            "建立困难档案须本人书面或在线同意处理健康与家庭信息，并授权核对家庭经济状况"
            "（个人信息保护法第二十九条）；没有同意不能登记任何内容",
            field="agree_health",
        )
    own = member.user_id == actor.pk
    day = agreed.on or today()
    if day > today():
        raise DomainError("授权日期不能在将来", field="agreed_on")
    consent = HardshipConsent.objects.create(
        member=member, covers_health=True, covers_check=True, covers_children=agreed.children,
        covers_bank=agreed.bank, covers_upper=agreed.upper, notices=_notice_versions(), given_on=day,
        channel=ConsentChannel.ONLINE if own else ConsentChannel.PAPER, recorded_by=actor,
    )  # fmt: skip
    audit.record(AuditAction.CONSENT, consent, actor=actor, note="困难档案授权")
    return consent


def _notice_versions() -> dict[str, int]:
    kinds = (NoticeKind.HEALTH, NoticeKind.BANK, NoticeKind.UPPER_UNION)
    rows = PrivacyNotice.objects.filter(kind__in=kinds).order_by("version").values_list("kind", "version")
    return dict(rows)


def locked_file(file_id: int, version: int | None = None) -> HardshipFile:
    """Lock the file to the end of the caller's transaction.

    Raises:
        StaleError: somebody changed it since ``version``.
    """
    file = (
        HardshipFile.objects.select_for_update(of=("self",)).select_related("member", "consent")
    ).get(pk=file_id)  # fmt: skip
    if version is not None and file.version != version:
        raise StaleError("这份档案已被他人修改，请核对后再提交；您填写的内容没有丢失。")
    return file


def need_consent(file: HardshipFile) -> None:
    """Refuse when the consent was taken back: processing stops (个人信息保护法 第 15 条).

    Raises:
        DomainError: there is no consent in force.
    """
    if file.consent.withdrawn_at is not None:
        raise DomainError("本户已撤回授权，不能再办理；如需继续，请先重新取得授权")


@transaction.atomic
def edit_facts(
    file_id: int, facts: Mapping[str, Any], *, actor: User, version: int | None = None
) -> HardshipFile:
    """Change facts of the household; what changed is kept, the category is computed anew.

    Raises:
        NotPermittedError: not one's own draft and not the office, or the facts rest now.
        DomainError, StaleError: no consent for bank data, bad amounts, changed meanwhile.
    """
    file = _editable(file_id, actor, version)
    before = {name: getattr(file, name) for name in FACTS}
    _set_facts(file, facts)
    changes = _changes(HardshipFile, before, {name: getattr(file, name) for name in FACTS})
    file.version += 1
    file.save()
    recompute(file)
    if changes:
        write_event(file, ExtraAction.EDITED, actor=actor, changes=changes)
        audit.record(AuditAction.UPDATE, file, actor=actor, note="、".join(changes)[:200])
    return file


def _editable(file_id: int, actor: User, version: int | None = None) -> HardshipFile:
    file = locked_file(file_id, version)
    if not may.can_edit(actor, file):
        raise NotPermittedError(f"档案目前“{file.get_state_display()}”，您不能修改")
    need_consent(file)
    return file


def _set_facts(file: HardshipFile, facts: Mapping[str, Any]) -> None:
    for name in FACTS:
        if name in facts:
            setattr(file, name, facts[name])
    if any(getattr(file, name) for name in BANK) and not file.consent.covers_bank:
        raise DomainError(
            "没有取得银行账户信息的单独同意，不能登记账号（个人信息保护法第二十九条）", field="bank_account"
        )
    amounts = (file.other_income, file.rigid_expense, file.accident_cost, file.compensation)
    if min(amounts) < 0:
        raise DomainError("金额不能是负数", field="other_income")


@transaction.atomic
def save_person(
    file_id: int, facts: Mapping[str, Any], *, actor: User, person_id: int | None = None
) -> HouseholdPerson:
    """Add somebody of the household, or change what is known; ``left_on`` takes them out of the count.

    Raises:
        NotPermittedError: see `edit_facts`.
        DomainError: bad ID number, a child without the guardian's consent, somebody who stands in another
            household's file, a second main person.
    """
    file = _editable(file_id, actor)
    if person_id is None:
        if facts["kinship"] == Kinship.SELF:
            raise DomainError("“本人”由系统登记，请选择与本人的关系", field="kinship")
        person, before = HouseholdPerson(file=file, consent=file.consent), {}
    else:
        person = HouseholdPerson.objects.select_for_update().get(pk=person_id, file=file)
        before = {name: getattr(person, name) for name in PERSON_FACTS}
    _save_row(person, facts, file.consent)
    file.version += 1
    file.save(update_fields=["version"])
    recompute(file)
    changes = _changes(HouseholdPerson, before, {name: getattr(person, name) for name in PERSON_FACTS})
    if changes:
        write_event(file, ExtraAction.PERSON, actor=actor, changes=changes, note=person.get_kinship_display())
        audit.record(AuditAction.UPDATE, file, actor=actor, note=f"家庭成员：{'、'.join(changes)}"[:200])
    return person


def _save_row(person: HouseholdPerson, facts: Mapping[str, Any], consent: HardshipConsent) -> None:
    for name in PERSON_FACTS:
        if name in facts and not (name == "kinship" and person.pk and person.kinship == Kinship.SELF):
            setattr(person, name, facts[name])
    _read_id(person)
    person.is_minor = _is_minor(person.birth)
    if person.is_minor and not consent.covers_children:
        raise DomainError(
            "登记不满十四周岁子女的信息须监护人单独同意（个人信息保护法第三十一条），请先补充授权",
            field="birth",
        )
    if person.monthly_income < 0:
        raise DomainError("月收入不能是负数", field="monthly_income")
    if in_another_file(person.id_number_index, person.file):
        raise DomainError("这个人已在另一户的困难档案中；一户只建一份档案，一人只列一户", field="id_number")
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:  # two files at the same moment
        raise DomainError("这个人刚刚被登记到另一户的困难档案中", field="id_number") from error


def _read_id(person: HouseholdPerson) -> None:
    number = id_numbers.normalise(person.id_number or "")
    if number and person.kinship != Kinship.SELF:
        problem = id_numbers.check(number)
        if problem is not None:
            raise DomainError(problem.value, field="id_number")
        born, sex = id_numbers.birth_of(number), id_numbers.sex_of(number)
        person.birth = person.birth or (born.isoformat() if born else "")
        person.sex = person.sex or (Sex(sex).value if sex in Sex.values else "")
    person.id_number = number
    person.id_number_index = blind_index(number, "member.id_number")


def _is_minor(birth: str) -> bool:
    if not birth:
        return False
    born, day = parse_date(birth), today()
    return (day.year - born.year - ((day.month, day.day) < (born.month, born.day))) < ADULT_CONSENT


@transaction.atomic
def renew_consent(file_id: int, agreed: Agreed, *, actor: User) -> HardshipConsent:
    """Take a new consent (wider or to newer notices); what is stored from now on rests on it.

    Raises:
        NotPermittedError: neither the person himself nor the office.
        DomainError: see `new_consent`.
    """
    file = locked_file(file_id)
    if not may.can_apply(actor, file):
        raise NotPermittedError("只能由本人或工会办公室登记授权")
    consent = new_consent(file.member, agreed, actor=actor)
    file.consent = consent
    file.version += 1
    file.save(update_fields=["consent", "version"])
    write_event(file, ExtraAction.CONSENT, actor=actor)
    return consent


def recompute(file: HardshipFile) -> None:
    """Count heads and income and compute the category by the lines of today; writes what changed."""
    household = household_of(file)
    finding = assess(household, lines_on(today()))
    file.head_count, file.income = household.head_count, household.income
    file.per_head, file.category = finding.per_head, finding.category
    file.category_words = finding.words[:300]
    file.save(update_fields=list(COMPUTED))


def write_event(
    file: HardshipFile,
    action: Any,
    *,
    actor: User | None,
    note: str = "",
    before: str = "",
    changes: Mapping[str, Any] | None = None,
) -> HardshipEvent:
    """Write one row of the history."""
    return HardshipEvent.objects.create(
        file=file, action=action.value, from_state=before, to_state=file.state, note=note.strip(),
        changes=json.dumps(changes, ensure_ascii=False) if changes else "", actor=actor,
    )  # fmt: skip


def _changes(model: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str]]:
    found = {}
    for name, value in after.items():
        old = before.get(name)
        if _text(old) != _text(value):
            label = str(model._meta.get_field(name).verbose_name)
            pair = [_text(old), _text(value)]
            found[label] = [id_numbers.mask(each) for each in pair] if name in _MASKED else pair
    return found


def _text(value: Any) -> str:
    if value is None or not str(value) or value == []:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def note_view(file: HardshipFile, *, user: User) -> None:
    """Write down that ``user`` looked at the file today; the person himself is not noted."""
    if may.is_own(user, file):
        return
    row, new = FileView.objects.get_or_create(file=file, user=user, on=today())
    if not new:
        row.times += 1
        row.save(update_fields=["times", "last_at"])


def agreed_of(consent: HardshipConsent) -> dict[str, Any]:
    """The scope of a consent as it stands, to start a new one from."""
    return asdict(
        Agreed(
            consent.covers_health, consent.covers_check, consent.covers_children, consent.covers_bank,
            consent.covers_upper,
        )
    )  # fmt: skip
