"""Small refusals on the way of a hardship file."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.factories import id_number, officer
from tests.factories_hardship import AGREED, FACTS, MAIN, HardshipCast, child_facts, drafted, paper
from union.common.dates import today
from union.common.errors import DomainError, NotPermittedError
from union.organisation.choices import Office
from welfare.models import HardshipFile
from welfare.services import hardship_files, hardship_life, hardship_steps
from welfare.services.hardship_files import Agreed
from welfare.services.hardship_steps import Visited

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return HardshipCast()


def put_in(file, state, cast):
    """The file in a state, as the database allows it."""
    HardshipFile.objects.filter(pk=file.pk).update(
        state=state, decided_by=cast.vice if state in ("on_file", "temporary") else None,
        temporary_until=today() if state == "temporary" else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"id_number": "990101199001011231"}, "校验码不对"),
        ({"monthly_income": Decimal(-1)}, "不能是负数"),
        ({"kinship": "self"}, "“本人”由系统登记"),
    ],
)
def test_bad_people_are_refused_in_words(cast, facts, message):
    file = drafted(cast)
    with pytest.raises(DomainError, match=message):
        hardship_files.save_person(file.pk, {**child_facts(), **facts}, actor=cast.office)


def test_small_refusals_of_the_way(cast):
    left = cast.colleague(membership_status="withdrawn")
    with pytest.raises(DomainError, match="只为在册和保留会籍"):
        drafted(cast, member=left)
    with pytest.raises(DomainError, match="授权日期不能在将来"):
        drafted(cast, agreed=Agreed(health=True, check=True, bank=True, on=today() + dt.timedelta(days=1)))
    with pytest.raises(NotPermittedError):
        hardship_files.open_file(
            cast.member, AGREED, FACTS, MAIN, actor=officer(Office.BRANCH_CHAIR, branch=cast.branch)
        )
    with pytest.raises(DomainError, match="金额不能是负数"):
        drafted(cast, facts={**FACTS, "other_income": Decimal(-1)})
    file = drafted(cast, main={"monthly_income": Decimal(0)}, facts={"cause": "other"})
    with pytest.raises(DomainError, match="家庭年总收入为 0"):
        hardship_steps.submit_file(file.pk, actor=cast.office)
    put_in(file, "reviewed", cast)
    for told, message in (
        (Visited(today() + dt.timedelta(days=1), "干部", "属实", "本人", paper()), "走访日期应在"),
        (Visited(today(), "干部", "属实", " ", paper()), "当面签字"),
    ):
        with pytest.raises(DomainError, match=message):
            hardship_steps.record_home_visit(file.pk, told, actor=cast.office)
    put_in(file, "visited", cast)
    with pytest.raises(DomainError, match="不能在将来"):
        hardship_steps.check_income(
            file.pk, on=today() + dt.timedelta(days=1), source="民政", actor=cast.office
        )
    with pytest.raises(DomainError, match="核对途径"):
        hardship_steps.check_income(file.pk, on=today(), source="", actor=cast.office)
    put_in(file, "on_file", cast)
    with pytest.raises(DomainError, match="须说明理由"):
        hardship_life.review_yearly(file.pk, outcome="exit", level="hospital", actor=cast.office)
    hardship_life.review_yearly(file.pk, outcome="keep", level="hospital", actor=cast.office)
    with pytest.raises(DomainError, match="同一天也不重复"):
        hardship_life.review_yearly(file.pk, outcome="keep", level="hospital", actor=cast.office)
    born = dt.date(1950, 1, 1)
    father = {
        "kinship": "father",
        "name": "老父",
        "id_number": id_number(born, 9),
        "monthly_income": Decimal(0),
    }
    assert hardship_files.save_person(file.pk, father, actor=cast.office).birth == "1950-01-01"
