import datetime as dt
import itertools

import pytest

from union.organisation.choices import BodyKind, Office, Right, ScopeKind
from union.organisation.rules import offices

O = Office  # noqa: E741
UNION_WORK = {
    O.CHAIR, O.VICE_CHAIR, O.OFFICE_STAFF, O.COMMITTEE_MEMBER, O.AUDITOR, O.WOMEN_MEMBER, O.BRANCH_CHAIR,
    O.GROUP_LEADER, O.LEADERSHIP, O.DEPARTMENT_CONTACT, O.MOTION_REVIEWER,
}  # fmt: skip
# Written by hand from the texts (等保 2.0 管理用户权限分离; 经审条例), not taken from the rule.
EXCLUDED = (
    {
        frozenset({O.SYSTEM_ADMIN, O.SECURITY_ADMIN}),
        frozenset({O.SYSTEM_ADMIN, O.AUDIT_ADMIN}),
        frozenset({O.SECURITY_ADMIN, O.AUDIT_ADMIN}),
        frozenset({O.AUDITOR, O.CHAIR}),
        frozenset({O.AUDITOR, O.VICE_CHAIR}),
        frozenset({O.AUDITOR, O.OFFICE_STAFF}),
    }
    | {frozenset({O.SYSTEM_ADMIN, other}) for other in UNION_WORK}
    | {frozenset({O.SECURITY_ADMIN, other}) for other in UNION_WORK}
    | {frozenset({O.AUDIT_ADMIN, other}) for other in UNION_WORK}
)


@pytest.mark.parametrize(("given", "held"), list(itertools.product(Office, Office)))
def test_conflict_between_is_the_table(given, held):
    problem = offices.conflict_between(given, [held])

    assert bool(problem) == (frozenset({given, held}) in EXCLUDED)
    if problem:
        assert given.label in problem


def test_conflict_looks_at_every_office_held():
    assert offices.conflict_between(O.AUDITOR, [O.MEMBER, O.DELEGATE, O.CHAIR])
    assert not offices.conflict_between(O.AUDITOR, [O.MEMBER, O.DELEGATE, O.BRANCH_CHAIR])


def test_every_office_has_rights_scopes_and_a_body_or_none():
    assert set(offices.RIGHTS) == set(Office)
    assert set(offices.SCOPES) == set(Office)
    assert set(Office) - set(offices.BODIES) == {O.MEMBER, O.DEPARTMENT_CONTACT}
    assert set(offices.BODIES.values()) == set(BodyKind)


ALLOWED = {
    (O.COMMITTEE_MEMBER, ScopeKind.BRANCH),
    (O.WOMEN_MEMBER, ScopeKind.BRANCH),
    (O.BRANCH_CHAIR, ScopeKind.BRANCH),
    (O.GROUP_LEADER, ScopeKind.GROUP),
    (O.DEPARTMENT_CONTACT, ScopeKind.DEPARTMENT),
    (O.DELEGATE, ScopeKind.BRANCH),
    (O.DELEGATE, ScopeKind.DEPARTMENT),
    (O.DELEGATE, ScopeKind.SELF),
    (O.MEMBER, ScopeKind.SELF),
} | {
    (office, ScopeKind.HOSPITAL)
    for office in set(Office) - {O.BRANCH_CHAIR, O.GROUP_LEADER, O.DEPARTMENT_CONTACT, O.MEMBER}
}


@pytest.mark.parametrize(("office", "scope"), list(itertools.product(Office, ScopeKind)))
def test_scope_fits_the_office(office, scope):
    assert (offices.scope_problem(office, scope) == "") == ((office, scope) in ALLOWED)


@pytest.mark.parametrize(
    ("rights", "expected"),
    [
        (set(), set()),
        ({Right.EDIT_ORGANISATION}, set()),
        (
            {Right.GRANT_UNION_OFFICES},
            {
                O.COMMITTEE_MEMBER, O.WOMEN_MEMBER, O.BRANCH_CHAIR, O.GROUP_LEADER, O.DEPARTMENT_CONTACT,
                O.DELEGATE, O.MOTION_REVIEWER, O.MEMBER,
            },
        ),
        ({Right.GRANT_ALL_OFFICES}, set(Office)),
        ({Right.GRANT_ALL_OFFICES, Right.GRANT_UNION_OFFICES}, set(Office)),
    ],
)  # fmt: skip
def test_grantable_with(rights, expected):
    assert offices.grantable_with(rights) == expected


def test_the_office_cannot_give_anything_that_sees_more_than_itself():
    staff = offices.RIGHTS[O.OFFICE_STAFF]
    for office in offices.GRANTABLE_BY_OFFICE - {
        O.DEPARTMENT_CONTACT, O.BRANCH_CHAIR, O.GROUP_LEADER, O.MOTION_REVIEWER,
    }:  # fmt: skip
        assert offices.RIGHTS[office] <= staff


D = dt.date


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((D(2026, 1, 1), None), (D(2027, 1, 1), None), True),
        ((D(2026, 1, 1), D(2026, 6, 30)), (D(2026, 7, 1), None), False),
        ((D(2026, 1, 1), D(2026, 6, 30)), (D(2026, 6, 30), None), True),
        ((D(2026, 7, 1), None), (D(2026, 1, 1), D(2026, 6, 30)), False),
        ((D(2026, 1, 1), D(2026, 12, 31)), (D(2026, 3, 1), D(2026, 4, 1)), True),
    ],
)
def test_overlap(first, second, expected):
    assert offices.overlap(first, second) is expected
    assert offices.overlap(second, first) is expected


def test_dates_problem():
    assert offices.dates_problem(D(2026, 1, 1), None) == ""
    assert offices.dates_problem(D(2026, 1, 1), D(2026, 1, 1)) == ""
    assert "2025-12-31" in offices.dates_problem(D(2026, 1, 1), D(2025, 12, 31))
