import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.registry_homebuilding import may_open_file, passed_count, self_due, waiting
from events.rules.homebuilding import HomeAction, points_problem, result_of
from events.services import homebuilding
from tests.factories import BranchFactory, UserFactory, officer
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError, TransitionError
from union.common.models import Attachment
from union.common.registries import Period
from union.organisation.choices import Office

pytestmark = pytest.mark.django_db
A = HomeAction
ITEMS = [
    {"key": "roster", "title": "名册", "points": 60, "required": True},
    {"key": "venue", "title": "场所", "points": 40, "required": False},
]


@pytest.mark.parametrize(
    ("points", "total", "passed"),
    [
        ({"roster": 60, "venue": 20}, 80, True), ({"roster": 60, "venue": 19}, 79, False),
        ({"roster": 0, "venue": 40}, 40, False), ({"venue": 40}, 40, False),
    ],
)  # fmt: skip
def test_result_needs_points_and_every_required_item(points, total, passed):
    found = result_of(ITEMS, points, 80)
    assert (found.total, found.is_passed) == (total, passed)
    assert found.lacking == (() if points.get("roster") else ("名册",))


def test_a_required_item_at_nothing_fails_whatever_the_sum():
    assert not result_of(ITEMS, {"venue": 40}, 40).is_passed
    assert points_problem(41, 40) == "这一项最多 40 分"
    assert points_problem(40, 40) == ""


def test_a_branch_assesses_itself():
    clerk, branch = officer(Office.OFFICE_STAFF), BranchFactory()
    head = officer(Office.BRANCH_CHAIR, branch=branch)
    row = homebuilding.open_check(today().year, branch, actor=head)
    with pytest.raises(DomainError, match="已经建立"):
        homebuilding.open_check(today().year, branch, actor=clerk)
    with pytest.raises(NotPermittedError):
        homebuilding.open_check(today().year, BranchFactory(), actor=head)
    fill = lambda key, points, actor=head, files=(): homebuilding.save_score(  # noqa: E731
        row, key, points=points, evidence="见台账", files=files, actor=actor
    )
    with pytest.raises(DomainError, match="没有自评"):
        homebuilding.advance(row, A.SUBMIT, actor=head)
    for item in row.items:
        fill(item["key"], item["points"])
    score = fill("roster", 9, files=[SimpleUploadedFile("名册.pdf", b"%PDF-1.4\n%%EOF\n")])
    file = Attachment.objects.get()
    assert (score.self_points, may_open_file(head, file), may_open_file(UserFactory(), file)) == (
        9,
        True,
        False,
    )
    for key, points, words in (("roster", 11, "最多"), ("nothing", 1, "没有这一项")):
        with pytest.raises(DomainError, match=words):
            fill(key, points)
    with pytest.raises(NotPermittedError):
        fill("roster", 1, actor=UserFactory())
    last = dt.date(today().year, 11, 30)
    assert [due.on for due in self_due(today(), last)] == [last]
    row = homebuilding.advance(row, A.SUBMIT, actor=head)
    assert row.self_total == 99
    with pytest.raises(TransitionError):
        fill("roster", 10)


def test_the_office_gives_points_and_the_result_follows():
    clerk, branch = officer(Office.OFFICE_STAFF), BranchFactory()
    head = officer(Office.BRANCH_CHAIR, branch=branch)
    row = homebuilding.open_check(today().year, branch, actor=head)
    for item in row.items:
        homebuilding.save_score(row, item["key"], points=item["points"], evidence="", files=[], actor=head)
    row = homebuilding.advance(row, A.SUBMIT, actor=head)
    assert [duty.action for duty in waiting(clerk, today())] == ["考核"]
    give = lambda key, points, comment="", actor=clerk: homebuilding.give_points(  # noqa: E731
        row, key, points=points, comment=comment, actor=actor
    )
    with pytest.raises(NotPermittedError):
        give("roster", 9, actor=head)
    with pytest.raises(DomainError, match="原因"):
        give("roster", 5)
    with pytest.raises(DomainError, match="没有打分"):
        homebuilding.advance(row, A.REVIEW, actor=clerk)
    for item in row.items:
        give(item["key"], item["points"])
    give("roster", 5, "缺两名")
    with pytest.raises(DomainError, match="最多"):
        give("roster", 11)
    row = homebuilding.advance(row, A.REVIEW, actor=clerk)
    assert (row.given_total, row.is_passed, row.reviewed_on) == (95, True, today())
    assert passed_count(Period(today(), today(), branch.pk)) == 1
    with pytest.raises(TransitionError):
        give("roster", 5, "再改")


def test_nobody_reviews_what_he_handed_in():
    clerk, branch = officer(Office.OFFICE_STAFF), BranchFactory()
    row = homebuilding.open_check(2026, branch, actor=clerk)
    for item in row.items:
        homebuilding.save_score(row, item["key"], points=1, evidence="", files=[], actor=clerk)
    row = homebuilding.advance(row, A.SUBMIT, actor=clerk)
    with pytest.raises(NotPermittedError, match="自己提交"):
        homebuilding.advance(row, A.REVIEW, actor=clerk)
    other = officer(Office.OFFICE_STAFF)
    with pytest.raises(DomainError, match="理由"):
        homebuilding.advance(row, A.RETURN, actor=other)
    assert homebuilding.advance(row, A.RETURN, actor=other, note="补照片").state == "draft"
