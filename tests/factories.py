"""Rows for tests. ID numbers are invented: region 990101 is no place; the checksum is right."""

import datetime as dt

import factory
from django.contrib.auth.hashers import make_password

from members import models as registry
from members.choices import IdKind, MembershipStatus, Sex
from union.accounts.models import User
from union.common.dates import today
from union.common.encryption import blind_index
from union.organisation import models as organisation
from union.organisation.choices import Office, ScopeKind

PASSWORD = "Zhi-gong-zhi-jia-2026"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_HASHED: list[str] = []


def id_number(born_on: dt.date, serial: int, sex: str = Sex.MALE) -> str:
    """A resident ID number of nobody: region 990101, `born_on`, serial 0-499, odd last digit for men."""
    order = serial % 500 * 2 + (1 if sex == Sex.MALE else 0)
    body = f"990101{born_on:%Y%m%d}{order:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + _CHECK[total % 11]


def numbered_name(serial: int) -> str:
    """A name without digits, different for each serial: 赵甲, 赵乙, … 赵乙甲, …"""
    return "赵" + "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in str(serial))


def hashed_password() -> str:
    """The hash of PASSWORD, computed once."""
    if not _HASHED:
        _HASHED.append(make_password(PASSWORD))
    return _HASHED[0]


class UserFactory(factory.django.DjangoModelFactory):
    """An account with a known password and no office."""

    username = factory.Sequence(lambda n: f"u{n:05d}")
    display_name = factory.Sequence(lambda n: f"用户{n}")
    password = factory.LazyFunction(hashed_password)

    class Meta:
        model = User


class BranchFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"第{n}支会")

    class Meta:
        model = organisation.Branch


class DepartmentFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"第{n}科")
    branch = factory.SubFactory(BranchFactory)

    class Meta:
        model = organisation.Department


class GroupFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"第{n}小组")
    branch = factory.SubFactory(BranchFactory)

    class Meta:
        model = organisation.Group


class AppointmentFactory(factory.django.DjangoModelFactory):
    """An office in force. `branch=`, `group=` or `department=` sets the scope, else the whole hospital."""

    user = factory.SubFactory(UserFactory)
    office = Office.OFFICE_STAFF
    starts_on = factory.LazyFunction(lambda: today() - dt.timedelta(days=30))
    document = "工字〔2026〕1号"

    class Meta:
        model = organisation.Appointment

    @factory.lazy_attribute
    def scope_kind(self):
        for kind in (ScopeKind.BRANCH, ScopeKind.GROUP, ScopeKind.DEPARTMENT):
            if getattr(self, kind.value, None) is not None:
                return kind
        return ScopeKind.SELF if self.office == Office.MEMBER else ScopeKind.HOSPITAL

    branch = None
    group = None
    department = None


def officer(office: Office = Office.OFFICE_STAFF, **scope) -> User:
    """A user who holds `office`: `officer(Office.BRANCH_CHAIR, branch=branch)`."""
    return AppointmentFactory(office=office, **scope).user


class MemberFactory(factory.django.DjangoModelFactory):
    """A member in state 在册 with derived columns set as services.members sets them."""

    class Params:
        serial = factory.Sequence(int)

    staff_no = factory.LazyAttribute(lambda o: f"{10000 + o.serial}")
    name = factory.LazyAttribute(lambda o: numbered_name(o.serial))
    sex = factory.LazyAttribute(lambda o: Sex.FEMALE if o.serial % 2 else Sex.MALE)
    born_on = factory.LazyAttribute(lambda o: dt.date(1980, 1, 1) + dt.timedelta(days=o.serial // 500))
    id_kind = IdKind.RESIDENT
    id_number = factory.LazyAttribute(lambda o: id_number(o.born_on, o.serial, o.sex))
    id_number_index = factory.LazyAttribute(lambda o: blind_index(o.id_number, "member.id_number"))
    membership_status = MembershipStatus.ACTIVE
    status_since = dt.date(2020, 1, 1)
    joined_union_on = dt.date(2020, 1, 1)

    class Meta:
        model = registry.Member

    @classmethod
    def _adjust_kwargs(cls, **kwargs):
        """Fill pinyin, search text and blind indexes with the product's own function."""
        from members.services.members import derive

        kwargs.pop("serial", None)
        found = kwargs.pop("branch", None)
        for unit in ("group", "department"):
            found = found or getattr(kwargs.get(unit), "branch", None)
        member = registry.Member(branch=found, **kwargs)
        derive(member)
        names = ("name_pinyin", "name_initials", "search_text", "id_number_index", "phone_index")
        return kwargs | {"branch": found} | {name: getattr(member, name) for name in names}
