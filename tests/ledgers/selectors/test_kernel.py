"""The kernel's own ledgers show what the pages of the organisation show: one scope, written once."""

import pytest
from django.http import QueryDict

from tests.factories import BranchFactory, GroupFactory, officer
from union.ledgers.kernel import OFFICERS, ORGANISATION
from union.ledgers.selectors import query_from
from union.organisation.choices import Office
from union.organisation.selectors.offices import officers_visible_to
from union.organisation.selectors.units import groups_visible_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    own, other = BranchFactory(), BranchFactory()
    for place in (own, other):
        officer(Office.GROUP_LEADER, group=GroupFactory(branch=place))
    officer(Office.BRANCH_CHAIR, branch=other)
    officer(Office.CHAIR)
    officer(Office.SECURITY_ADMIN)
    return own


def shown(ledger, user) -> set[int]:
    return {row[0] for row in query_from(ledger, user, QueryDict(), None).all_rows()}


def test_branch_chair_sees_in_the_ledger_whom_the_list_of_officers_shows(branch):
    chair = officer(Office.BRANCH_CHAIR, branch=branch)

    listed = set(officers_visible_to(chair).values_list("pk", flat=True))

    assert shown(OFFICERS, chair) == listed
    assert len(listed) == 3  # himself, the leader of his group, the chair of the union


def test_groups_of_the_ledger_are_those_of_the_tree(branch):
    chair, leader = officer(Office.BRANCH_CHAIR, branch=branch), officer(Office.WOMEN_MEMBER)

    assert shown(ORGANISATION, chair) == set(groups_visible_to(chair).values_list("pk", flat=True))
    assert len(shown(ORGANISATION, chair)) == 1
    assert len(shown(ORGANISATION, leader)) == 2


def test_totals_count_each_group_once(branch):
    chair = officer(Office.BRANCH_CHAIR, branch=branch)

    assert query_from(ORGANISATION, chair, QueryDict(), None).totals().rows == 1
