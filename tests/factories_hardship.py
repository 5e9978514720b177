"""Rows of hardship files and aid for tests."""

import datetime as dt
from decimal import Decimal

import time_machine
from django.core.files.base import ContentFile

from tests.factories import GroupFactory, MemberFactory, id_number, officer
from union.common.dates import today
from union.organisation.choices import Office
from welfare.choices.hardship import HardshipState
from welfare.models import Aid, HardshipFile, HardshipSpell, PaymentList
from welfare.services import aid as aids
from welfare.services import aid_payments, hardship_files, hardship_steps
from welfare.services.aid import Wanted
from welfare.services.hardship_files import Agreed
from welfare.services.hardship_steps import Visited

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
AGREED = Agreed(health=True, check=True, children=True, bank=True, upper=True)
FACTS = {
    "cause": "own_illness", "cause_text": "确诊后长期治疗", "identity": "active", "phone": "13900000000",
    "address": "示范路 1 号", "bank_name": "示范银行", "bank_account": "6222000000001234",
    "bank_holder": "本人", "rigid_expense": Decimal(20000),
}  # fmt: skip
MAIN = {"monthly_income": Decimal(2500), "health": "尿毒症"}
CHILD_BORN = dt.date(2016, 5, 1)


def paper(name="材料.pdf") -> ContentFile:
    """A small PDF."""
    return ContentFile(PDF, name=name)


class HardshipCast:
    """A member in need, and the officers who work on the file: two of the office, chair and vice chair."""

    def __init__(self) -> None:
        self.group = GroupFactory()
        self.branch = self.group.branch
        self.member = MemberFactory(group=self.group, branch=self.branch, user=officer(Office.MEMBER))
        self.person = self.member.user
        self.office = officer(Office.OFFICE_STAFF)
        self.second = officer(Office.OFFICE_STAFF)
        self.chair = officer(Office.CHAIR)
        self.vice = officer(Office.VICE_CHAIR)

    def colleague(self, **values):
        """One more member."""
        return MemberFactory(**{"group": self.group, "branch": self.branch, **values})


def child_facts(serial=7, born=CHILD_BORN, **more):
    """A school child of the household."""
    return {
        "kinship": "son", "name": "小明", "id_number": id_number(born, serial), "occupation": "primary",
        "workplace": "示范小学", "monthly_income": Decimal(0), **more,
    }  # fmt: skip


def drafted(cast, member=None, facts=None, main=None, agreed=AGREED) -> HardshipFile:
    """A file that is being filled in by the office."""
    return hardship_files.open_file(
        member or cast.member, agreed, facts or FACTS, main or MAIN, actor=cast.office
    )


def checked(cast, **more) -> HardshipFile:
    """Applied, reviewed, visited, income checked."""
    file = drafted(cast, **more)
    hardship_steps.submit_file(file.pk, actor=cast.office)
    hardship_steps.review_file(file.pk, actor=cast.office)
    told = Visited(today(), "工会干部二人", "情况属实", "本人", paper())
    hardship_steps.record_home_visit(file.pk, told, actor=cast.office)
    return hardship_steps.check_income(file.pk, on=today(), source="民政核对", actor=cast.office)


def published(cast, level="hospital", **more) -> HardshipFile:
    """Hung out, and taken down after its time."""
    file = checked(cast, **more)
    hardship_steps.publish_file(file.pk, place="公告栏", level=level, actor=cast.office)
    last = file.publicities.get().ends_on
    with time_machine.travel(noon(last + dt.timedelta(days=1)), tick=False):
        hardship_steps.end_publicity(file.pk, actor=cast.office)
    return HardshipFile.objects.get(pk=file.pk)


def noon(day):
    """Noon of a day in Shanghai, as UTC."""
    return dt.datetime(day.year, day.month, day.day, 4, tzinfo=dt.UTC)


def quick_file(cast, member=None, *, state=HardshipState.ON_FILE, since=None, **values) -> HardshipFile:
    """A file on file, written at once; its first step back is not part of what is tested."""
    file = drafted(cast, member=member or cast.colleague())
    file.decided_by, file.decided_on = cast.chair, today()
    for name, value in {"review_due_on": today() + dt.timedelta(days=365), **values}.items():
        setattr(file, name, value)
    file.state = state
    file.save()
    HardshipSpell.objects.create(
        file=file, starts_on=since or today(), level=file.level, category=file.category, cause=file.cause,
        branch_id=file.branch_id,
    )  # fmt: skip
    return file


def wanted(amount="1000", kind="living", subject="生活困难", **more) -> Wanted:
    return Wanted(kind=kind, year=today().year, subject=subject, amount=Decimal(amount), **more)


def approved_aid(cast, file, amount="1000", source="allocation", **more) -> Aid:
    """Applied for and reviewed by the office, approved by the chair."""
    row = aids.apply_aid(file.pk, wanted(amount, **more), actor=cast.office)
    reason = "病情特别严重" if Decimal(amount) > 2000 else ""
    aids.review_aid(row.pk, amount=Decimal(amount), source=source, actor=cast.office, override_reason=reason)
    return aids.approve_aid(row.pk, actor=cast.chair, document="会议纪要1号")


def approved_list(cast, rows, source="allocation", title="元旦春节帮扶") -> PaymentList:
    """A list with ``rows``, closed by the office and approved by the vice chair."""
    payment = aid_payments.make_list(title=title, fund_source=source, actor=cast.office)
    aid_payments.put_on_list(payment.pk, [row.pk for row in rows], actor=cast.office)
    aid_payments.lock_list(payment.pk, actor=cast.office)
    return aid_payments.approve_list(payment.pk, actor=cast.vice)


def paid_list(cast, rows, on=None, **more) -> PaymentList:
    """Paid and booked."""
    payment = approved_list(cast, rows, **more)
    return aid_payments.pay_list(payment.pk, actor=cast.second, on=on)
