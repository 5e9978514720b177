"""The demonstration hospital's organisation, people in office and their logins."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from union.accounts.models import User
from union.common.demo import LOGINS, PASSWORD, DemoContext
from union.common.pinyin import pinyin_of
from union.organisation.choices import BodyKind, Office, ScopeKind, UnitEvent
from union.organisation.models import (
    Appointment,
    Body,
    Branch,
    Department,
    Group,
    UnionProfile,
    UnitChange,
)

BRANCHES = {
    "内科支会": ("心内科", "呼吸内科", "消化内科", "神经内科", "肾内科"),
    "外科支会": ("普外科", "骨科", "泌尿外科", "神经外科"),
    "妇儿支会": ("产科", "妇科", "儿科", "新生儿科"),
    "门急诊支会": ("急诊科", "门诊部", "口腔科"),
    "医技支会": ("检验科", "放射科", "超声科", "药学部"),
    "行政支会": ("院办", "人事科", "财务科", "护理部"),
    "后勤支会": ("总务科", "保卫科", "营养食堂"),
}
PEOPLE = {
    "admin": "系统管理员", "security": "安全管理员", "auditlog": "审计管理员", "chair": "周明远",
    "office": "林静", "committee": "赵慧", "auditor": "钱立新", "women": "孙丽华", "branch": "吴建国",
    "group": "郑晓燕", "leader": "王志强", "dept": "冯涛", "delegate": "陈雪", "member": "单雨欣",
}  # fmt: skip


def fill(context: DemoContext) -> None:
    """Make branches, departments, groups, the union's profile, logins and appointments."""
    founded = dt.date(context.as_of.year - 12, 3, 8)
    UnionProfile.objects.update_or_create(
        pk=1,
        defaults={
            "name": "示范市第一人民医院工会委员会", "hospital_name": "示范市第一人民医院",
            "upper_union": "示范市卫生健康系统工会", "founded_on": founded, "address": "示范市中山路 1 号",
        },
    )  # fmt: skip
    _units(context, founded)
    _people(context)
    _appointments(context)


def _units(context: DemoContext, founded: dt.date) -> None:
    branches: list[Branch] = []
    departments: list[Department] = []
    groups: list[Group] = []
    for number, (name, wards) in enumerate(BRANCHES.items(), start=1):
        branch = Branch(name=name, code=f"B{number:02}", position=number * 10, opened_on=founded)
        branches.append(branch)
        for ward in wards:
            code = f"D{len(departments) + 1:03}"
            position = len(departments) + 1
            department = Department(name=ward, code=code, branch=branch, position=position, opened_on=founded)
            departments.append(department)
            groups += [
                Group(
                    name=f"{ward}{turn}组", code=f"{code}-{turn}", branch=branch, department=department,
                    position=position * 10 + turn, opened_on=founded,
                )
                for turn in (1, 2)
            ]  # fmt: skip
    Branch.objects.bulk_create(branches)
    Department.objects.bulk_create(departments)
    Group.objects.bulk_create(groups)
    opened = {"event": UnitEvent.OPENED, "effective_on": founded, "document": "建会批复"}
    changes = [UnitChange(group=group, after=group.name, **opened) for group in groups]
    changes += [UnitChange(branch=branch, after=branch.name, **opened) for branch in branches]
    UnitChange.objects.bulk_create(changes)
    context.made |= {"branches": branches, "departments": departments, "groups": groups}


def _people(context: DemoContext) -> None:
    """One account per role; all share one hash, so that the demonstration starts quickly."""
    hashed, now = make_password(PASSWORD), timezone.now()
    users = {}
    for login in LOGINS:
        name = PEOPLE[login]
        users[login] = User(
            username=login, display_name=name, name_pinyin=pinyin_of(name)[0], password=hashed,
            password_changed_at=now,
        )  # fmt: skip
    User.objects.bulk_create(users.values())
    context.made["users"] = users


def _appointments(context: DemoContext) -> None:
    users, groups = context.made["users"], context.made["groups"]
    term_from = dt.date(context.as_of.year - 2, 4, 1)
    term_to = dt.date(context.as_of.year + 1, 3, 31)
    bodies: dict[BodyKind, Body] = {
        BodyKind(kind): _body(kind) for kind in BodyKind if kind != BodyKind.BRANCH
    }
    Body.objects.filter(kind__in=(BodyKind.COMMITTEE, BodyKind.AUDIT, BodyKind.WOMEN)).update(
        term="第六届", starts_on=term_from, ends_on=term_to
    )
    document = f"工会〔{term_from.year}〕3 号"

    def holds(login: str, office: Office, body: BodyKind | None = None, **scope: object) -> Appointment:
        kind = next(iter(scope), None)
        return Appointment(
            user=users[login], office=office, body=bodies.get(body) if body else None,
            scope_kind=kind or (ScopeKind.SELF if office is Office.MEMBER else ScopeKind.HOSPITAL),
            starts_on=term_from, document=document, **scope,
        )  # fmt: skip

    first = groups[0]
    Appointment.objects.bulk_create(
        [
            holds("admin", Office.SYSTEM_ADMIN, BodyKind.ADMINISTRATION),
            holds("security", Office.SECURITY_ADMIN, BodyKind.ADMINISTRATION),
            holds("auditlog", Office.AUDIT_ADMIN, BodyKind.ADMINISTRATION),
            holds("chair", Office.CHAIR, BodyKind.COMMITTEE),
            holds("office", Office.OFFICE_STAFF, BodyKind.OFFICE),
            holds("committee", Office.COMMITTEE_MEMBER, BodyKind.COMMITTEE),
            holds("committee", Office.MOTION_REVIEWER, BodyKind.CONGRESS),
            holds("auditor", Office.AUDITOR, BodyKind.AUDIT),
            holds("women", Office.WOMEN_MEMBER, BodyKind.WOMEN),
            holds("branch", Office.BRANCH_CHAIR, branch=first.branch),
            holds("group", Office.GROUP_LEADER, group=first),
            holds("leader", Office.LEADERSHIP, BodyKind.LEADERSHIP),
            holds("dept", Office.DEPARTMENT_CONTACT, department=context.made["departments"][-3]),
            holds("delegate", Office.DELEGATE, BodyKind.CONGRESS),
        ]
    )
    _leaders_on_paper(context, term_from, document)


def _body(kind: BodyKind) -> Body:
    shipped = Body.objects.filter(kind=kind, branch=None).first()
    return shipped or Body.objects.create(kind=kind, name=kind.label)


def _leaders_on_paper(context: DemoContext, since: dt.date, document: str) -> None:
    """Chairs of the other branches and leaders of the other groups: known, but without a login."""
    seats = [(Office.BRANCH_CHAIR, {"branch": branch}) for branch in context.made["branches"][1:]]
    seats += [(Office.GROUP_LEADER, {"group": group}) for group in context.made["groups"][1:]]
    people = []
    for number, _seat in enumerate(seats, start=1):
        name = context.name()
        people.append(
            User(
                username=f"paper{number:03}", display_name=name, name_pinyin=pinyin_of(name)[0],
                password=make_password(None),
            )
        )  # fmt: skip
    User.objects.bulk_create(people)
    Appointment.objects.bulk_create(
        [
            Appointment(
                user=person,
                office=office,
                scope_kind=next(iter(unit)),
                starts_on=since,
                document=document,
                **unit,
            )
            for person, (office, unit) in zip(people, seats, strict=True)
        ]
    )
    context.made["officers"] = people
