from dataclasses import replace

import pytest
from django.http import QueryDict

from members.ledgers import MEMBERS
from members.selectors import first_hits, members_visible_to, search
from tests.factories import BranchFactory, MemberFactory, officer
from union.ledgers.selectors import query_from
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
NAMES = ("安王", "王丽敏", "李王一", "王安", "单雄信", "赵山", "汪洋", "伍丽明")


@pytest.fixture
def clerk():
    for name in NAMES:
        MemberFactory(name=name)
    return officer(Office.OFFICE_STAFF)


def found(user, text, limit=20):
    return [name for (name,) in first_hits(user, text, ("name",), limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王", ["王安", "王丽敏", "安王", "李王一"]),
        ("wang", ["王安", "王丽敏", "汪洋", "安王", "李王一"]),
        ("shan", ["单雄信", "赵山"]),
        ("wl", ["王丽敏", "伍丽明"]),
        ("王丽", ["王丽敏"]),
        ("王 安", ["安王", "王安"]),  # two words: in plain order
        ("%", ["安王", "李王一", "单雄信", "王安", "王丽敏", "汪洋", "伍丽明", "赵山"]),
        ("无此人", []),
    ],
)
def test_names_that_begin_with_the_text_stand_first(clerk, text, expected):
    assert found(clerk, text) == expected


def test_limit_cuts_the_second_group_first(clerk):
    assert found(clerk, "王", limit=3) == ["王安", "王丽敏", "安王"]


def test_first_group_stays_within_the_scope(clerk):
    own = MemberFactory(name="王己", branch=BranchFactory())

    assert found(officer(Office.BRANCH_CHAIR, branch=own.branch), "王") == ["王己"]


@pytest.mark.parametrize("text", ["王", "wang", "w", "li", "l", "min"])
def test_pages_hold_every_hit_once(clerk, text):
    hits = search(members_visible_to(clerk), text, clerk).count()
    shown = [pk for number in range(1, hits + 1) for pk in _page(clerk, text, number)]

    assert sorted(shown) == sorted(
        search(members_visible_to(clerk), text, clerk).values_list("pk", flat=True)
    )


def _page(user, text, number):
    query = query_from(MEMBERS, user, QueryDict(f"q={text}"), None)
    rows, _more = replace(query, size=1, page=number).page_rows()
    return [row[0] for row in rows]


def test_another_order_is_kept_when_asked_for(clerk):
    query = query_from(MEMBERS, clerk, QueryDict("q=王&sort=staff_no"), None)
    numbers = [row[1] for row in query.page_rows()[0]]

    assert numbers == sorted(numbers)
    assert len(numbers) == 4
