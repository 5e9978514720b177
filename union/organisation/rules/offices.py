"""What each office may do, and which offices exclude each other.

The table is the product's own reading of least privilege: an office sees what its work needs
(个人信息保护法 第 6 条; 等保 2.0 访问控制“授予所需的最小权限”). Where a right holds is said by the
appointment's scope, not here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from union.organisation.choices import BodyKind as B
from union.organisation.choices import Office as O  # noqa: N817 - the tables below read as tables
from union.organisation.choices import Right as R  # noqa: N817
from union.organisation.choices import ScopeKind as S

_EVERYBODY_IN_OFFICE = frozenset({R.VIEW_ORGANISATION})
_COMMITTEE = _EVERYBODY_IN_OFFICE | {
    R.VIEW_MEMBERS, R.EXPORT_LEDGERS, R.VIEW_MONEY, R.VIEW_DUES, R.VIEW_VISITS, R.VIEW_REPORTS,
    R.VIEW_CONGRESS, R.VIEW_MOTIONS, R.VIEW_WELFARE,
}  # fmt: skip
# The chair decides; the office does. Nobody decides on what he handed in himself (services check that).
_CHAIR = _COMMITTEE | {
    R.VIEW_CONTACT, R.VIEW_IDENTITY, R.VIEW_FAMILY, R.VIEW_DUES_BASE, R.DECIDE_MEMBERSHIP,
    R.APPROVE_BUDGET, R.OVERRIDE_BUDGET, R.DECIDE_DUES, R.FILE_MOTIONS, R.MEDIATE, R.VIEW_APPEALS,
    R.APPROVE_VISITS,
    R.VIEW_APPRAISALS, R.APPROVE_WELFARE,
    R.OVERRIDE_WELFARE, R.VIEW_HARDSHIP, R.APPROVE_HARDSHIP, R.WOMENS_WORK, R.APPROVE_EVENTS, R.PUBLISH_NEWS,
    R.APPROVE_REPORTS,
}  # fmt: skip
_OFFICE = _COMMITTEE | {
    R.VIEW_CONTACT, R.VIEW_IDENTITY, R.VIEW_FAMILY, R.VIEW_DUES_BASE, R.DECIDE_MEMBERSHIP,
    R.EDIT_MEMBERS, R.VIEW_BANK, R.IMPORT_ROSTER, R.EXPORT_SENSITIVE, R.EDIT_ORGANISATION,
    R.GRANT_UNION_OFFICES, R.EDIT_SETTINGS, R.POST_MONEY, R.COLLECT_DUES, R.CLOSE_DUES, R.MANAGE_CONGRESS,
    R.VIEW_APPRAISALS,
    R.FILE_MOTIONS, R.MEDIATE, R.VIEW_APPEALS, R.REPORT_VISITS, R.HANDLE_VISITS, R.VIEW_HARDSHIP,
    R.HANDLE_HARDSHIP,
    R.PAY_AID, R.MANAGE_WELFARE, R.WOMENS_WORK, R.MANAGE_EVENTS, R.WRITE_NEWS, R.PUBLISH_NEWS,
    R.HANDLE_HAZARDS, R.MANAGE_HONOURS, R.BUILD_REPORTS,
}  # fmt: skip

RIGHTS: dict[O, frozenset[R]] = {
    O.CHAIR: _CHAIR,
    O.VICE_CHAIR: _CHAIR,
    O.OFFICE_STAFF: _OFFICE,
    O.COMMITTEE_MEMBER: _COMMITTEE,
    O.AUDITOR: _EVERYBODY_IN_OFFICE
    | {
        R.VIEW_MEMBERS, R.VIEW_DUES_BASE, R.VIEW_MONEY, R.VIEW_DUES, R.AUDIT_MONEY, R.EXPORT_LEDGERS,
        R.VIEW_CONGRESS,
    },
    O.WOMEN_MEMBER: _EVERYBODY_IN_OFFICE
    | {
        R.VIEW_MEMBERS, R.VIEW_CONTACT, R.EXPORT_LEDGERS, R.VIEW_VISITS, R.REPORT_VISITS, R.WOMENS_WORK,
        R.VIEW_CONGRESS, R.VIEW_WELFARE,
    },
    O.BRANCH_CHAIR: _EVERYBODY_IN_OFFICE
    | {
        R.VIEW_MEMBERS, R.VIEW_CONTACT, R.EXPORT_LEDGERS, R.PROPOSE_AS_BRANCH, R.VIEW_DUES, R.COLLECT_DUES,
        R.VIEW_VISITS, R.REPORT_VISITS, R.MANAGE_EVENTS, R.WRITE_NEWS, R.VIEW_CONGRESS, R.VIEW_WELFARE,
    },
    O.GROUP_LEADER: _EVERYBODY_IN_OFFICE
    | {
        R.VIEW_MEMBERS, R.VIEW_CONTACT, R.PROPOSE_AS_GROUP, R.VIEW_DUES, R.COLLECT_DUES, R.VIEW_VISITS,
        R.REPORT_VISITS, R.WRITE_NEWS, R.VIEW_WELFARE,
    },
    O.LEADERSHIP: _EVERYBODY_IN_OFFICE
    | {
        R.VIEW_MEMBERS, R.VIEW_MONEY, R.VIEW_MOTIONS, R.SIGN_REPLIES, R.VIEW_REPORTS, R.ISSUE_REPORTS,
        R.VIEW_CONGRESS, R.VIEW_APPRAISALS,
    },
    O.DEPARTMENT_CONTACT: frozenset({R.VIEW_MOTIONS, R.ANSWER_MOTIONS, R.HANDLE_HAZARDS}),
    O.DELEGATE: frozenset(),
    O.MOTION_REVIEWER: frozenset({R.VIEW_MOTIONS, R.REVIEW_MOTIONS}),
    O.MEMBER: frozenset(),
    O.SYSTEM_ADMIN: frozenset({R.MANAGE_ACCOUNTS, R.END_SESSIONS, R.VIEW_ALL_JOBS, R.VIEW_ORGANISATION}),
    # 系统管理员 resets passwords, 安全管理员 second factors: neither alone gets into an account.
    O.SECURITY_ADMIN: frozenset(
        {R.GRANT_ALL_OFFICES, R.END_SESSIONS, R.RESET_SECOND_FACTOR, R.VIEW_ORGANISATION}
    ),
    O.AUDIT_ADMIN: frozenset({R.VIEW_AUDIT}),
}  # fmt: skip

# 女职工委员 see women only, whatever the scope.
WOMEN_ONLY: frozenset[O] = frozenset({O.WOMEN_MEMBER})

# 三员分立 (等保 2.0 “管理用户权限分离”): nobody holds two, and none of them does union work.
ADMINISTRATORS: frozenset[O] = frozenset({O.SYSTEM_ADMIN, O.SECURITY_ADMIN, O.AUDIT_ADMIN})

# An administrator of the system may be a member or a delegate like anybody, and nothing more.
_WITH_ADMINISTRATION: frozenset[O] = frozenset({O.MEMBER, O.DELEGATE})

# 主席、副主席、工会专干 may not sit on the audit committee ([W26] in domain.md).
_NOT_AUDITOR = frozenset({O.CHAIR, O.VICE_CHAIR, O.OFFICE_STAFF})

# Offices that the union office itself may give; all others are given by 安全管理员.
GRANTABLE_BY_OFFICE: frozenset[O] = frozenset(
    {
        O.COMMITTEE_MEMBER, O.WOMEN_MEMBER, O.BRANCH_CHAIR, O.GROUP_LEADER, O.DEPARTMENT_CONTACT,
        O.DELEGATE, O.MOTION_REVIEWER, O.MEMBER,
    }
)  # fmt: skip

# Where an office can hold; the first is the usual one. 委员 of a branch committee hold for their branch.
SCOPES: dict[O, tuple[S, ...]] = {
    O.CHAIR: (S.HOSPITAL,),
    O.VICE_CHAIR: (S.HOSPITAL,),
    O.OFFICE_STAFF: (S.HOSPITAL,),
    O.COMMITTEE_MEMBER: (S.HOSPITAL, S.BRANCH),
    O.AUDITOR: (S.HOSPITAL,),
    O.WOMEN_MEMBER: (S.HOSPITAL, S.BRANCH),
    O.BRANCH_CHAIR: (S.BRANCH,),
    O.GROUP_LEADER: (S.GROUP,),
    O.LEADERSHIP: (S.HOSPITAL,),
    O.DEPARTMENT_CONTACT: (S.DEPARTMENT,),
    O.DELEGATE: (S.BRANCH, S.HOSPITAL, S.DEPARTMENT, S.SELF),
    O.MOTION_REVIEWER: (S.HOSPITAL,),
    O.MEMBER: (S.SELF,),
    O.SYSTEM_ADMIN: (S.HOSPITAL,),
    O.SECURITY_ADMIN: (S.HOSPITAL,),
    O.AUDIT_ADMIN: (S.HOSPITAL,),
}

# The body an office belongs to; a department's contact and a plain member belong to none.
BODIES: dict[O, B] = {
    O.CHAIR: B.COMMITTEE,
    O.VICE_CHAIR: B.COMMITTEE,
    O.OFFICE_STAFF: B.OFFICE,
    O.COMMITTEE_MEMBER: B.COMMITTEE,
    O.AUDITOR: B.AUDIT,
    O.WOMEN_MEMBER: B.WOMEN,
    O.BRANCH_CHAIR: B.BRANCH,
    O.GROUP_LEADER: B.BRANCH,
    O.LEADERSHIP: B.LEADERSHIP,
    O.DELEGATE: B.CONGRESS,
    O.MOTION_REVIEWER: B.CONGRESS,
    O.SYSTEM_ADMIN: B.ADMINISTRATION,
    O.SECURITY_ADMIN: B.ADMINISTRATION,
    O.AUDIT_ADMIN: B.ADMINISTRATION,
}

# One holder at a time in one place (《中国工会章程》: one 主席 each; a group has one 组长).
SINGLE_SEAT: frozenset[O] = frozenset({O.CHAIR, O.BRANCH_CHAIR, O.GROUP_LEADER})

# A merged unit's officers leave office; its delegates keep their mandate in the unit it went into.
KEPT_IN_MERGER: frozenset[O] = frozenset({O.DELEGATE})

# Offices whose holders must use a second factor in production (ASVS 6.3.3).
SECOND_FACTOR: frozenset[O] = (
    ADMINISTRATORS | {O.CHAIR, O.VICE_CHAIR, O.OFFICE_STAFF, O.AUDITOR, O.LEADERSHIP}
)  # fmt: skip


def conflict_between(office: O, held: Iterable[O]) -> str:
    """Return why ``office`` may not be given to somebody who holds ``held``; "" if it may.

    >>> conflict_between(O.SYSTEM_ADMIN, [O.AUDIT_ADMIN])
    '三员分立：系统管理员与审计管理员不能由同一人担任（等保 2.0 管理用户权限分离）'
    """
    for other in held:
        pair = {office, other}
        if len(pair) > 1 and pair <= ADMINISTRATORS:
            return f"三员分立：{office.label}与{other.label}不能由同一人担任（等保 2.0 管理用户权限分离）"
        if pair & ADMINISTRATORS and pair - ADMINISTRATORS - _WITH_ADMINISTRATION:
            return f"{office.label}与{other.label}不能由同一人担任：管理员不兼任工会业务职务"
        if O.AUDITOR in pair and pair & _NOT_AUDITOR:
            return f"{office.label}与{other.label}不能由同一人担任：主席、副主席和工会专干不得任经审委员"
    return ""


def scope_problem(office: O, scope: S) -> str:
    """Return why ``office`` cannot hold in ``scope``; "" if it can.

    >>> scope_problem(O.GROUP_LEADER, S.BRANCH)
    '小组长的任职范围应为小组，不能是支会'
    """
    if scope in SCOPES[office]:
        return ""
    allowed = "或".join(kind.label for kind in SCOPES[office])
    return f"{office.label}的任职范围应为{allowed}，不能是{scope.label}"


def grantable_with(rights: Collection[R]) -> frozenset[O]:
    """Offices that somebody with ``rights`` may give and end.

    安全管理员 gives every office; the union office the union's own, but none that widens what its
    own people see (三员分立: 授权 is separate from 业务).
    """
    if R.GRANT_ALL_OFFICES in rights:
        return frozenset(O)
    return GRANTABLE_BY_OFFICE if R.GRANT_UNION_OFFICES in rights else frozenset()


def dates_problem(starts_on: dt.date, ends_on: dt.date | None) -> str:
    """Return what is wrong with a term of office; "" if nothing. The last day counts as in office."""
    if ends_on is not None and ends_on < starts_on:
        return f"免职日期（{ends_on}）早于任职日期（{starts_on}），请核对"
    return ""


def overlap(first: tuple[dt.date, dt.date | None], second: tuple[dt.date, dt.date | None]) -> bool:
    """Say whether two terms (first day, last day or None) share a day."""
    (a_start, a_end), (b_start, b_end) = first, second
    return (b_end is None or a_start <= b_end) and (a_end is None or b_start <= a_end)
